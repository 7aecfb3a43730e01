"""Counts each item by its cadence and gives it its status: the contract's rules 2 to 5 and its order of statuses."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files

from classifier.checklist import Checklist, Element, Item
from classifier.labels import Label
from reports.absence import proof
from reports.audit import Audit
from reports.coverage import Coverage, blocking, label_of
from reports.editions import Candidate, EditionRule, is_fresh, rule_of
from reports.ministry import is_ministrys
from reports.publications import Publication
from reports.result import Disclosure, ElementResult, ItemResult
from reports.years import newest_year, spoken_year


@dataclass(frozen=True)
class Evidence:
    """What speaks for one item: publications by what they mean for it."""

    item: Item
    rule: EditionRule | None
    known: tuple[Publication, ...]       # published on or before `as_of`, or without a date; newest first
    fresh: tuple[Publication, ...]
    published: tuple[Publication, ...]   # dated inside the period
    available: tuple[Publication, ...]   # published on or before the period's last day, or without a date
    nil: tuple[Publication, ...]         # declarations that hold for this period
    old_nil: tuple[Publication, ...]
    candidates: tuple[Publication, ...]

    @property
    def counted(self) -> tuple[Publication, ...]:
        return self.available if self.item.cadence == "standing" else self.published


def gather(audit: Audit) -> dict[int, Evidence]:
    """Item number → its evidence."""
    by_item: dict[int, list[tuple[Publication, Label]]] = {item.number: [] for item in audit.checklist.items}
    maybe: dict[int, list[Publication]] = {item.number: [] for item in audit.checklist.items}
    for publication in audit.publications:
        if publication.published and publication.published > audit.as_of:
            continue
        for label in publication.labels:
            if label.item in by_item:
                by_item[label.item].append((publication, label))
        for label in publication.candidates:
            if label.item in maybe:
                maybe[label.item].append(publication)
    return {item.number: _evidence(audit, item, by_item[item.number], maybe[item.number]) for item in audit.checklist.items}


def _newest_first(publication: Publication) -> tuple:
    return (-(publication.published or date.min).toordinal(), publication.url)


def _evidence(audit: Audit, item: Item, rows: list[tuple[Publication, Label]], maybe: list[Publication]) -> Evidence:
    period, rule = audit.period, rule_of(audit.checklist, item)
    known = tuple(sorted((p for p, label in rows if not label.nil), key=_newest_first))
    nils = sorted(((p, label) for p, label in rows if label.nil), key=lambda row: _newest_first(row[0]))
    holding = tuple(p for p, label in nils if _nil_holds(audit, item, p, label))
    return Evidence(
        item, rule, known, tuple(p for p in known if _fresh(audit, item, rule, p)),
        tuple(p for p in known if p.published and period.start <= p.published <= period.end),
        tuple(p for p in known if p.published is None or p.published <= period.end),
        holding, tuple(p for p, _ in nils if p not in holding), tuple(sorted(maybe, key=_newest_first)),
    )


def _fresh(audit: Audit, item: Item, rule: EditionRule | None, found: Publication) -> bool:
    if item.cadence == "standing":
        return True
    if rule is None:
        return found.published is not None and audit.period.start <= found.published <= audit.period.end
    newest = found.newest_year(audit.as_of) if found.spoken is None else None
    standing = audit.is_column_text(found.document)
    return is_fresh(rule, Candidate(found.published, found.spoken, newest, standing), audit.period, audit.as_of)


def _nil_holds(audit: Audit, item: Item, found: Publication, label: Label) -> bool:
    """Whether a declaration speaks for this period: it names its year, or was published in the period or since; one
    for a standing item holds until it is taken down."""
    if item.cadence == "standing":
        return True
    said = spoken_year(label.nil_year + ("年" if label.nil_year.isdigit() else "")) or found.spoken
    if said is not None:
        first, last = said.span
        return first <= audit.period.end and last >= audit.period.start
    if found.published is None:
        year = newest_year(found.document.text, audit.as_of)
        return year is None or year >= audit.period.start.year
    return found.published >= audit.period.start


def tally(audit: Audit, coverage: Coverage) -> tuple[ItemResult, ...]:
    """Every item of the checklist, judged, in the checklist's order."""
    evidence = gather(audit)
    return tuple(_item(audit, coverage, evidence[item.number]) for item in audit.checklist.items)


def _item(audit: Audit, coverage: Coverage, evidence: Evidence) -> ItemResult:
    item = evidence.item
    elements = _elements(audit, evidence)
    status, reason = _status(audit, coverage, evidence, elements)
    column = _column(audit, item)
    absent = status in ("missing", "unchecked", "stale", "restricted")
    due, next_due = _due(audit, evidence.rule)
    counted, fresh = {p.url for p in evidence.counted}, {p.url for p in evidence.fresh}
    return ItemResult(
        item, status, len(evidence.counted), len(evidence.published), len(evidence.available),
        max((p.published for p in evidence.known if p.published), default=None), due, elements,
        column[0], column[1], tuple(_disclosure(audit, p, item.number, p.url in counted, p.url in fresh) for p in evidence.known),
        reason, next_due, tuple(_disclosure(audit, p, item.number, False) for p in evidence.nil or evidence.old_nil),
        tuple(_disclosure(audit, p, item.number, False) for p in evidence.candidates[:20]),
        proof(audit, coverage, item, evidence.known, evidence.candidates) if absent else None,
    )


def _due(audit: Audit, rule: EditionRule | None) -> tuple[date | None, date | None]:
    """The date that a rule fixes for the edition judged here, and the next date to watch (a habit where no rule is)."""
    if rule is None:
        return None, None
    return (rule.due_on_or_before(audit.as_of) if rule.rule else None), rule.due_after(audit.as_of)


def _status(audit: Audit, coverage: Coverage, evidence: Evidence, elements: tuple[ElementResult, ...]) -> tuple[str, str]:
    """The first status of the contract's order that fits, and why."""
    item = evidence.item
    if evidence.fresh:
        absent = _absent_elements(audit.checklist, item, elements)
        if absent:
            return "partial", f"已公开，但缺少要点：{'、'.join(absent)}{_doubt(audit, coverage, item)}"
        return "disclosed", _fresh_reason(audit, evidence)
    if evidence.nil:
        return "declared_nil", "本期间已声明无此事项"
    if evidence.known or evidence.old_nil:
        return "stale", _stale_reason(audit, evidence) + _doubt(audit, coverage, item)
    closed = [row for row in audit.closed if item.number in row.items]
    if closed:
        return "restricted", f"只找到仅校内或需登录的页面，如《{closed[0].page.title}》"
    unread = [page for page, items in audit.unread if item.number in items]
    if unread:
        return "unchecked", f"《{unread[0].title}》的内容无法读取（图片或文件），不能认定缺失"
    sites = blocking(audit, coverage, item)
    if sites:
        said = "；".join(f"{label_of(place)}：{why}" for place, why in sites[:4])
        return "unchecked", f"可能登载本项的站点未看完，不能认定缺失：{said}" + (f"；另有{len(sites) - 4}个站点" if len(sites) > 4 else "")
    return "missing", "可能登载本项的站点均已看完，没有找到"


def _doubt(audit: Audit, coverage: Coverage, item: Item) -> str:
    """What a negative says of itself while a site that could hold more was not seen to the end."""
    sites = blocking(audit, coverage, item)
    return f"。注意：{label_of(sites[0][0])}等{len(sites)}个可能登载本项的站点没有看完，请先复核" if sites else ""


def _absent_elements(checklist: Checklist, item: Item, elements: tuple[ElementResult, ...]) -> list[str]:
    """Required elements that no document shows (which may be asked for: thresholds.toml)."""
    optional, any_of = _lenient() if is_ministrys(checklist) else (frozenset(), frozenset())
    found = {row.name: row.found for row in elements}
    asked = [element.name for element in item.elements if element.required and element.id not in optional]
    absent = [name for name in asked if not found.get(name, True)]
    return [] if item.number in any_of and len(absent) < len(asked) else absent


@lru_cache(maxsize=1)
def _lenient() -> tuple[frozenset[str], frozenset[int]]:
    data = tomllib.loads(files("reports").joinpath("thresholds.toml").read_text("utf-8"))["elements"]
    return frozenset(data["optional"]), frozenset(data["any_of"])


def _fresh_reason(audit: Audit, evidence: Evidence) -> str:
    newest = evidence.fresh[0]
    said = {"standing": "现行有效", "event": "期间内有公开", "annual": "应有的一期已公开"}[evidence.item.cadence]
    when = f"，最近一次公布于{newest.published.isoformat()}" if newest.published else ""
    return f"{said}{when}"


def _stale_reason(audit: Audit, evidence: Evidence) -> str:
    newest = next((p for p in evidence.known if p.published), None)
    last = f"，最近的一条公布于{newest.published.isoformat()}（《{newest.document.title}》）" if newest else ""
    if evidence.rule and evidence.rule.rule:
        return f"应于{evidence.rule.due_on_or_before(audit.as_of).isoformat()}前公开的一期没有找到{last}"
    if evidence.item.cadence == "annual":
        return f"本期间应有的一期没有找到{last}"
    if newest is None and evidence.known:
        return "只有没有发布日期的页面，不能认定在本期间内公开"
    return f"本期间（{audit.period.start.isoformat()}至{audit.period.end.isoformat()}）内没有公开，也没有声明无此事项{last}"


def _elements(audit: Audit, evidence: Evidence) -> tuple[ElementResult, ...]:
    """Which elements the item's documents show. Standing elements may stand in any of them, the others in fresh ones
    or in those of the period."""
    recent = tuple(dict.fromkeys((*(p.url for p in evidence.fresh), *(p.url for p in evidence.published))))
    by_url = {p.url: p for p in evidence.known}
    fresh = [by_url[url] for url in recent]
    return tuple(_element(element, list(evidence.known) if element.cadence == "standing" else fresh, evidence.item.number)
                 for element in evidence.item.elements)


def _element(element: Element, publications: list[Publication], item: int) -> ElementResult:
    for publication in publications:
        label = publication.label(item)
        if label is not None and element.name in label.elements:
            return ElementResult(element.name, True, publication.url)
    return ElementResult(element.name, False)


def _column(audit: Audit, item: Item) -> tuple[str, str]:
    """Address and name of the platform's column for an item: the one that is for the fewest items, then the fuller."""
    rows = [column for column in audit.columns if column.platform and item.number in column.items]
    if not rows:
        return audit.entries.get(item.number, ("", ""))
    best = min(rows, key=lambda column: (len(column.items), column.empty, len(column.url), column.url))
    return best.url, best.name


def _disclosure(audit: Audit, found: Publication, item: int, counted: bool, fresh: bool = False) -> Disclosure:
    label = found.label(item) or next(c for c in found.candidates if c.item == item)
    document = found.document
    return Disclosure(
        document.url, document.title, found.published, found.published_from, document.host, audit.department_at(document.url),
        round(label.score, 4), found.copies, document.digest, label.evidence, found.spoken.printed if found.spoken else "", counted, fresh,
    )
