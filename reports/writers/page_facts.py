"""What the page's script works on: the lists as rows of short columns, strings that repeat kept once."""

from __future__ import annotations

import json
from typing import Any

from classifier.labels import Evidence
from reports.result import KIND_NAMES, REASON_NAMES, SEVERITY_NAMES, STATUS_NAMES, Disclosure, ItemResult, Result
from reports.writers import tally
from reports.writers.sheets import CADENCES, strongest
from reports.writers.wording import masked, printable, remedy, short_date, words

_MANY = 20_000  # rows above which each carries only its strongest piece of evidence: 100,000 rows then stay near 40 MB
_COUNTED, _OTHER, _NIL, _CANDIDATE = 0, 1, 2, 3


class _Pool:
    """Gives each text a number and keeps it once."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        if text not in self._numbers:
            self._numbers[text] = len(self.texts)
            self.texts.append(text)
        return self._numbers[text]


def page_facts(result: Result) -> dict[str, Any]:
    """Everything the script lists, filters and opens."""
    hosts, departments = _Pool(), _Pool()
    shown = 1 if sum(len(row.disclosures) for row in result.items) > _MANY else 4
    rows = [_disclosure(row.item.number, d, state, hosts, departments, shown) for row in result.items for state, d in _states(row)]
    findings = [
        [
            f.kind,
            f.item,
            f.severity,
            masked(f.title),
            printable(f.url),
            departments.number(printable(f.department) or tally.UNKNOWN),
            masked(f.message),
            masked(f.remedy or remedy(f.kind)),
            printable(f.basis),
            short_date(f.mend_by),
            printable(f.referrer),
            f.filed_as,
            _evidence(f.evidence, 8),
            printable(f.key),
        ]
        for f in tally.ordered(result.findings)
    ]
    unseen = [
        [printable(u.url), hosts.number(printable(u.host)), u.reason, masked(u.detail), printable(u.referrer), masked(u.anchor, 200)]
        for u in result.unseen
    ]
    return {
        "statuses": STATUS_NAMES,
        "kinds": KIND_NAMES,
        "reasons": REASON_NAMES,
        "severities": SEVERITY_NAMES,
        "where": words()["where"],
        "from": words()["read_from"],
        "items": [_item(row) for row in result.items],
        "categories": [[number, printable(name)] for number, name, _ in result.categories],
        "hosts": hosts.texts,
        "departments": departments.texts,
        "rows": rows,
        "findings": findings,
        "unseen": unseen,
    }


def as_script_json(facts: dict[str, Any]) -> str:
    """JSON that may stand in a script element: no character in it can end the element or open a comment."""
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _states(row: ItemResult) -> list[tuple[int, Disclosure]]:
    listed = [(_COUNTED if d.counted else _OTHER, d) for d in row.disclosures]
    return listed + [(_NIL, d) for d in row.nil] + [(_CANDIDATE, d) for d in row.candidates]


def _disclosure(item: int, d: Disclosure, state: int, hosts: _Pool, departments: _Pool, shown: int) -> list[Any]:
    return [
        item,
        masked(d.title, 300),
        printable(d.url),
        short_date(d.published),
        d.published_from,
        hosts.number(printable(d.host)),
        departments.number(printable(d.department) or tally.UNKNOWN),
        round(d.score, 2),
        [printable(url) for url in d.copies],
        d.digest,
        _evidence(d.evidence, shown),
        printable(d.year),
        state,
    ]


def _evidence(evidence: tuple[Evidence, ...], most: int) -> list[list[Any]]:
    return [[e.where, masked(e.term, 60), masked(e.excerpt, 160), round(e.weight, 1)] for e in strongest(evidence, most)]


def _item(row: ItemResult) -> dict[str, Any]:
    absence = row.absence
    return {
        "n": row.item.number,
        "category": row.item.category,
        "text": printable(row.item.text),
        "status": row.status,
        "count": row.count,
        "published": row.published,
        "available": row.available,
        "latest": short_date(row.latest),
        "due": short_date(row.due),
        "next": short_date(row.next_due),
        "cadence": CADENCES.get(row.item.cadence, ""),
        "column": printable(row.column),
        "columnName": printable(row.column_name),
        "reason": masked(row.reason),
        "basis": [printable(text) for text in row.item.basis],
        "elements": [[printable(part.name), part.found, printable(part.url)] for part in row.elements],
        "absence": None
        if absence is None
        else {
            "sites": [[printable(host), printable(department), pages, complete] for host, department, pages, complete in absence.sites],
            "columns": [[printable(name), printable(url)] for name, url in absence.columns],
            "candidates": [[printable(url), masked(title), masked(why)] for url, title, why in absence.candidates],
        },
    }
