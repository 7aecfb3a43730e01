"""What is still to fetch, in SQLite, so that a killed process loses nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from crawler.addresses import host_of
from crawler.families import Families, Sighting, family_of
from crawler.database import Stored, open_database

VERSION = 1

_SCHEMA = """
CREATE TABLE addresses (
    id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, host TEXT NOT NULL, depth INTEGER NOT NULL,
    via TEXT NOT NULL, anchor TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'waiting',
    reason TEXT NOT NULL DEFAULT '', detail TEXT NOT NULL DEFAULT '',
    tries INTEGER NOT NULL DEFAULT 0, due REAL NOT NULL DEFAULT 0, priority INTEGER NOT NULL, crawl INTEGER NOT NULL
);
CREATE INDEX addresses_host ON addresses (host, state, priority, id);
CREATE TABLE crawls (id INTEGER PRIMARY KEY, started TEXT NOT NULL, finished TEXT NOT NULL DEFAULT '');
CREATE TABLE schemes (host TEXT PRIMARY KEY, scheme TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE twins (host TEXT PRIMARY KEY, twin TEXT NOT NULL) WITHOUT ROWID;
"""

# waiting: to be fetched. deferred: failed, gets a second look at the end. done: answered. failed, refused: unseen, with a
# reason. alias: another name of an address that is fetched. system: never content, by name.
_UNSEEN_STATES = "('failed', 'refused')"


_MEMBERS, _PICTURES, _IMAGES = 100_000, 500_000, 1_000_000
_RANKS = {"list": 0, "page": 1, "picture": _PICTURES, "image": _IMAGES}
_LOOKED_AT = 200          # members of busy families passed over in search of one that may be taken
_TASK = "id, url, host, depth, via, anchor, tries, due, priority"
# Members of families (see `families`) come after a host's other pages: whatever leads into a family is known by then, and they
# are taken by depth and name, not by arrival.
_MEMBER = f"state = 'waiting' AND priority >= {_MEMBERS} AND priority < {_PICTURES}"
_MEMBERS_INDEX = f"CREATE INDEX IF NOT EXISTS addresses_members ON addresses (host, priority, url) WHERE {_MEMBER}"


@dataclass(frozen=True, slots=True)
class Found:
    """An address to come: canonical, how deep, and the link that led to it."""

    url: str
    depth: int
    via: str = ""
    anchor: str = ""
    rank: str = "page"       # "list": fetched before the others of its depth; "picture": the text of a page, to be read by OCR;
                             # "image": only asked whether it is there, last


@dataclass(frozen=True, slots=True)
class Task:
    """A waiting address."""

    id: int
    url: str
    host: str
    depth: int
    via: str
    anchor: str
    tries: int
    due: float               # Unix time before which it must not be asked again
    priority: int            # the smallest first

    @property
    def image(self) -> bool:
        """Whether it is a picture; of most only is asked whether they are there."""
        return self.priority >= _PICTURES

    @property
    def whole(self) -> bool:
        """Whether it is to be fetched, were it a picture or not."""
        return self.priority < _IMAGES


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an address ended: its state, and for an unseen one the contract's reason and a Chinese sentence."""

    state: str
    reason: str = ""
    detail: str = ""


DONE = Outcome("done")
ALIAS = Outcome("alias")


@dataclass(frozen=True, slots=True)
class Crawl:
    """One crawl, from its first request to its end, however often it was interrupted."""

    number: int
    started: str
    resumed: bool


class Frontier(Stored):
    """The addresses of one university and how each of them stands."""

    def __init__(self, path: Path):
        self.path = path
        self._db = open_database(path, _SCHEMA, VERSION)
        self._db.execute(_MEMBERS_INDEX)
        self.families = Families(self._db)
        self._number = 0

    def begin(self, now: str) -> Crawl:
        """Goes on with an unfinished crawl, or starts a new one that looks at every known address again."""
        row = self._db.execute("SELECT id, started, finished FROM crawls ORDER BY id DESC LIMIT 1").fetchone()
        if row and not row[2]:
            self._number = row[0]
            self._db.execute("UPDATE addresses SET state = 'waiting', due = 0 WHERE state = 'deferred'")
            return Crawl(row[0], row[1], True)
        with self._db:
            self.families.clear()
            self._number = self._db.execute("INSERT INTO crawls (started) VALUES (?)", (now,)).lastrowid
            self._db.execute(
                "UPDATE addresses SET state = 'waiting', tries = 0, due = 0"  # the reason stays: an unchanged page ends as before
                " WHERE state IN ('done', 'failed', 'deferred') OR (state = 'refused' AND reason <> 'trap')")
        return Crawl(self._number, now, False)

    def finish(self, now: str) -> None:
        """Marks the crawl as ended: nothing waits any more."""
        with self._db:
            self._db.execute("UPDATE crawls SET finished = ? WHERE id = ?", (now, self._number))
            self.families.clear()

    def times(self) -> tuple[str, str]:
        """Start and end of the newest crawl ("" while unfinished or when there is none)."""
        row = self._db.execute("SELECT started, finished FROM crawls ORDER BY id DESC LIMIT 1").fetchone()
        return (row[0], row[1]) if row else ("", "")

    def add(self, found: Iterable[Found]) -> list[str]:
        """Adds addresses not met before and returns them. A shorter way to a known one lowers its depth."""
        with self._db:
            return self._insert(found)

    def _insert(self, found: Iterable[Found]) -> list[str]:
        new, run = [], self._db.execute
        for f in found:
            host = host_of(f.url)
            priority = 2 * f.depth + _RANKS[f.rank]
            priority += _MEMBERS if priority < _MEMBERS and family_of(f.url) else 0
            made = run("INSERT OR IGNORE INTO addresses (url, host, depth, via, anchor, priority, crawl) VALUES (?, ?, ?, ?, ?, ?, ?)",
                       (f.url, host, f.depth, f.via, f.anchor, priority, self._number))
            if made.rowcount:
                new.append(f.url)
            elif run("UPDATE addresses SET depth = ?, priority = MIN(?, priority), state = CASE WHEN reason = 'limit' OR priority >= ? AND ? < ? THEN 'waiting' ELSE state END,"
                     " reason = CASE WHEN reason = 'limit' THEN '' ELSE reason END"
                     " WHERE url = ? AND (depth > ? OR priority >= ? AND ? < ?)", (f.depth, priority, _IMAGES, priority, _IMAGES, f.url, f.depth, _IMAGES, priority, _IMAGES)).rowcount:
                new.append(f.url)
        return new

    def settle(self, task: Task, outcome: Outcome, found: Iterable[Found] = (), sightings: Iterable[Sighting] = ()) -> list[str]:
        """Writes in one transaction how an address ended, what it led to and what it showed of its family; returns the new addresses."""
        with self._db:
            self._db.execute("UPDATE addresses SET state = ?, reason = ?, detail = ? WHERE id = ?",
                             (outcome.state, outcome.reason, outcome.detail, task.id))
            self.families.note(sightings)
            return self._insert(found)

    def settle_unchanged(self, task: Task) -> None:
        """An address that gave the same answer as before ends as before: answered, or refused by what its page says."""
        with self._db:
            self._db.execute(
                "UPDATE addresses SET state = CASE WHEN reason IN ('blocked', 'login', 'campus_only', 'needs_browser') THEN 'failed' ELSE 'done' END,"
                " reason = CASE WHEN reason IN ('blocked', 'login', 'campus_only', 'needs_browser') THEN reason ELSE '' END WHERE id = ?", (task.id,))

    def postpone(self, task: Task, due: float) -> None:
        """Puts a failed address back, to be tried again from `due` on."""
        self._db.execute("UPDATE addresses SET tries = tries + 1, due = ? WHERE id = ?", (due, task.id))

    def requeue(self, urls: Iterable[str]) -> None:
        """Puts addresses back whose answers were lost."""
        with self._db:
            self._db.executemany("UPDATE addresses SET state = 'waiting', due = 0 WHERE url = ?", ((url,) for url in urls))

    def take(self, host: str, count: int, busy: Iterable[int], families: Iterable[str] = ()) -> list[Task]:
        """The next waiting addresses of a host, best first, without those under way: pages, else one member of a family of
        which none is under way (`families`), else pictures."""
        busy = set(busy)
        return (self._range(host, count, busy, 0, _MEMBERS) or self._member(host, busy, set(families))
                or self._range(host, count, busy, _PICTURES, 1 << 40))

    def _range(self, host: str, count: int, busy: set[int], least: int, below: int) -> list[Task]:
        rows = self._db.execute(
            f"SELECT {_TASK} FROM addresses WHERE host = ? AND state = 'waiting' AND priority >= ? AND priority < ?"
            " ORDER BY priority, id LIMIT ?", (host, least, below, count + len(busy)))
        return [Task(*row) for row in rows if row[0] not in busy][:count]

    def _member(self, host: str, busy: set[int], families: set[str]) -> list[Task]:
        rows = self._db.execute(f"SELECT {_TASK} FROM addresses WHERE host = ? AND {_MEMBER} ORDER BY priority, url LIMIT {_LOOKED_AT}", (host,))
        for row in rows:
            if row[0] not in busy and (family := family_of(row[1])) is not None and family.key not in families:
                return [Task(*row)]
        return []

    def waiting(self) -> dict[str, int]:
        """How many addresses wait, for each host."""
        return dict(self._db.execute("SELECT host, COUNT(*) FROM addresses WHERE state = 'waiting' GROUP BY host"))

    def answered(self) -> dict[str, int]:
        """How many addresses were answered, for each host."""
        return dict(self._db.execute("SELECT host, COUNT(*) FROM addresses WHERE state = 'done' GROUP BY host"))

    def defer_host(self, host: str, outcome: Outcome) -> int:
        """Puts every waiting address of a host aside until the second look, with the reason it would end with."""
        return self._db.execute("UPDATE addresses SET state = 'deferred', reason = ?, detail = ? WHERE host = ? AND state = 'waiting'",
                                (outcome.reason, outcome.detail, host)).rowcount

    def second_look(self) -> int:
        """Puts every deferred address back once more."""
        return self._db.execute("UPDATE addresses SET state = 'waiting', due = 0 WHERE state = 'deferred'").rowcount

    def refuse_host(self, host: str, outcome: Outcome) -> int:
        """Ends every waiting address of a host in one way."""
        return self._db.execute("UPDATE addresses SET state = ?, reason = ?, detail = ? WHERE host = ? AND state IN ('waiting', 'deferred')",
                                (outcome.state, outcome.reason, outcome.detail, host)).rowcount

    def state_of(self, url: str) -> str:
        """How an address stands; "" when it was never met."""
        row = self._db.execute("SELECT state FROM addresses WHERE url = ?", (url,)).fetchone()
        return row[0] if row else ""

    def task_of(self, url: str) -> Task | None:
        """The address as a task, whatever its state."""
        row = self._db.execute(f"SELECT {_TASK} FROM addresses WHERE url = ?", (url,)).fetchone()
        return Task(*row) if row else None

    def unseen(self) -> Iterator[tuple[str, str, str, str, str, str, str]]:
        """(url, host, state, reason, detail, via, anchor) of everything met that is not answered, ordered by address."""
        yield from self._db.execute(
            "SELECT url, host, state, reason, detail, via, anchor FROM addresses"
            f" WHERE state IN {_UNSEEN_STATES} OR state IN ('waiting', 'deferred') ORDER BY url")

    def unanswered(self) -> Iterator[tuple[str, int, str, str, str, str, str]]:
        """(url, depth, via, anchor, state, reason, detail) of every address that ended without an answer, or is left alone."""
        yield from self._db.execute(
            "SELECT url, depth, via, anchor, state, reason, detail FROM addresses WHERE state <> 'done' ORDER BY id")

    def hosts(self) -> list[str]:
        """Every host met."""
        return [row[0] for row in self._db.execute("SELECT DISTINCT host FROM addresses ORDER BY host")]

    def scheme(self, host: str) -> str:
        """http or https: the one in which the host first answered; "" while unknown."""
        row = self._db.execute("SELECT scheme FROM schemes WHERE host = ?", (host,)).fetchone()
        return row[0] if row else ""

    def remember_scheme(self, host: str, scheme: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO schemes VALUES (?, ?)", (host, scheme))

    def schemes(self) -> dict[str, str]:
        return dict(self._db.execute("SELECT host, scheme FROM schemes"))

    def twins(self) -> dict[str, str]:
        """Hosts that show the same site as another (www and bare domain): second name → first."""
        return dict(self._db.execute("SELECT host, twin FROM twins"))

    def remember_twin(self, host: str, twin: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO twins VALUES (?, ?)", (host, twin))
