"""Watches families of addresses that differ only in a page number, a date or an order, and calls those that bring nothing new a trap."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser

from crawler.addresses import path_of
from crawler.traps import rules

_MOST_LINES = 20_000      # remembered of one family
_MOST_FAMILIES = 400      # watched at once; the oldest is forgotten first
_DIGITS = re.compile(r"[\d\s]+")


@dataclass(frozen=True, slots=True)
class Family:
    """Addresses of one page under varying parameters. `kind`: calendar, pager or facet."""

    key: str
    kind: str


@dataclass(slots=True)
class _Known:
    lines: set[int] = field(default_factory=set)
    stale: int = 0


def family_of(url: str) -> Family | None:
    """The family an address belongs to; None for addresses without such parameters (most)."""
    place = url[: len(url) - len(path_of(url))]
    path, _, query = path_of(url).partition("?")
    if calendar := rules().calendar_path.search(path):
        return Family(f"{place}{path[: calendar.end(1)]}", "calendar")
    kinds, rest = set(), []
    for pair in filter(None, query.split("&")):
        kind = rules().kind_of(pair.partition("=")[0].lower())
        kinds.add(kind)
        if not kind:
            rest.append(pair)
    for kind in ("calendar", "pager", "facet"):
        if kind in kinds:
            return Family(f"{place}{path}?{'&'.join(sorted(rest))}", kind)
    return None


def lines_of(text: str) -> set[int]:
    """What a page says, line by line, without digits, as hashes."""
    tree = LexborHTMLParser(text)
    tree.strip_tags(["script", "style"])
    visible = tree.body.text(deep=True, separator="\n") if tree.body is not None else ""
    made = {hash(line) for raw in visible.split("\n")[:_MOST_LINES] if len(line := _DIGITS.sub("", raw)) > 1}
    return made


class Watch:
    """Counts, family by family, answers in a row that brought nothing new."""

    def __init__(self, trapped: Iterable[tuple[str, str]] = ()):
        self._known: dict[str, _Known] = {}
        self._trapped = dict(trapped)

    def trap(self, url: str) -> str:
        """The trap an address belongs to; "" for none."""
        if not self._trapped:
            return ""
        family = family_of(url)
        return self._trapped.get(family.key, "") if family else ""

    def saw(self, family: Family, text: str, leads_out: bool) -> str:
        """Takes an answer; `leads_out`: it led to a new address outside the family. Gives the trap's name when it springs."""
        known = self._known.setdefault(family.key, _Known())
        if len(self._known) > _MOST_FAMILIES:
            del self._known[next(iter(self._known))]
        lines = lines_of(text)
        fresh = len(lines - known.lines) / max(len(lines), 1)
        if len(known.lines) < _MOST_LINES:
            known.lines |= lines
        if leads_out or fresh > rules().freshness[family.kind]:
            known.stale = 0
            return ""
        known.stale += 1
        if known.stale < rules().patience:
            return ""
        self._trapped[family.key] = rules().trap_names[family.kind]
        return self._trapped[family.key]
