"""Families of addresses that differ only in a page number, a date or an order, and in SQLite what their members said so far."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from crawler.addresses import path_of
from crawler.traps import rules

_SCHEMA = """
CREATE TABLE IF NOT EXISTS families (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, first TEXT NOT NULL, stale INTEGER NOT NULL DEFAULT 0, trap TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS said (family INTEGER NOT NULL, what INTEGER NOT NULL, PRIMARY KEY (family, what)) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Family:
    """Addresses of one page under varying parameters. `kind`: calendar, pager or facet."""

    key: str
    kind: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a member of a family says (its lines, without digits) and where it leads outside the family, as hashes.

    The first member stands alone: it is named only, and seen again when there is a second to compare.
    """

    family: Family
    url: str
    lines: frozenset[int] = frozenset()
    leads: frozenset[int] = frozenset()
    alone: bool = False


def family_of(url: str) -> Family | None:
    """The family an address belongs to; None for addresses without such parameters (most)."""
    place = url[: len(url) - len(path_of(url))]
    path, _, query = path_of(url).partition("?")
    if calendar := rules().calendar_path.search(path):
        return Family(f"{place}{path[: calendar.end(1)]}", "calendar")
    if not query:
        return None
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


class Families:
    """Counts, family by family, members in a row that brought nothing new; that many are a trap.

    All of it stands in the frontier's database and is written in the transaction that ends a member, so that a crawl that was
    killed counts on where it stopped. What counts as new is measured against the family's own earlier members alone, never
    against what else the crawl has met by then: other pages come in any order.
    """

    def __init__(self, db: sqlite3.Connection):
        self._db = db
        db.executescript(_SCHEMA)
        self._trapped: dict[str, str] = dict(db.execute("SELECT name, trap FROM families WHERE trap <> ''"))

    def trap(self, url: str) -> str:
        """The trap an address belongs to; "" for none."""
        if not self._trapped:
            return ""
        family = family_of(url)
        return self._trapped.get(family.key, "") if family else ""

    def seen(self, key: str) -> str | None:
        """The address of a family's first member while it is the only one, "" when there were more, None when there was none."""
        row = self._db.execute("SELECT first FROM families WHERE name = ?", (key,)).fetchone()
        return row[0] if row else None

    def note(self, sightings: Iterable[Sighting]) -> None:
        """Takes members in the order in which they were seen, inside the caller's transaction."""
        for seen in sightings:
            if seen.alone:
                self._db.execute("INSERT OR IGNORE INTO families (name, first) VALUES (?, ?)", (seen.family.key, seen.url))
            else:
                self._compare(seen)

    def _compare(self, seen: Sighting) -> None:
        kind = seen.family.kind
        number, stale = self._db.execute("SELECT id, stale FROM families WHERE name = ?", (seen.family.key,)).fetchone()
        fresh = self._added(number, seen.lines) / max(len(seen.lines), 1)
        leads_out = self._added(number, seen.leads) > 0
        stale = 0 if leads_out or fresh > rules().freshness[kind] else stale + 1
        trap = rules().trap_names[kind] if stale >= rules().patience else ""
        self._db.execute("UPDATE families SET first = '', stale = ?, trap = ? WHERE id = ?", (stale, trap, number))
        if trap:
            self._trapped[seen.family.key] = trap

    def _added(self, number: int, hashes: frozenset[int]) -> int:
        return self._db.executemany("INSERT OR IGNORE INTO said VALUES (?, ?)", ((number, what) for what in sorted(hashes))).rowcount if hashes else 0

    def clear(self) -> None:
        """Forgets everything: each crawl looks anew."""
        self._db.execute("DELETE FROM said")
        self._db.execute("DELETE FROM families")
        self._trapped.clear()
