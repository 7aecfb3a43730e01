"""The SQLite index over the WARC files: which record answers which address. Can be rebuilt from them alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crawler.database import Stored, open_database
from crawler.warcs import Origin, Place

VERSION = 1

_SCHEMA = """
CREATE TABLE records (
    id INTEGER PRIMARY KEY, url TEXT NOT NULL, host TEXT NOT NULL, kind TEXT NOT NULL, status INTEGER NOT NULL,
    mime TEXT NOT NULL, fetched TEXT NOT NULL, digest TEXT NOT NULL, size INTEGER NOT NULL,
    etag TEXT NOT NULL, modified TEXT NOT NULL, location TEXT NOT NULL,
    via TEXT NOT NULL, anchor TEXT NOT NULL, depth INTEGER NOT NULL, purpose TEXT NOT NULL,
    file TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL
);
CREATE INDEX records_url ON records (url, id);
CREATE UNIQUE INDEX records_place ON records (file, offset);
CREATE TABLE pages (
    url TEXT PRIMARY KEY, host TEXT NOT NULL, record INTEGER NOT NULL, status INTEGER NOT NULL, checked TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE soft404 (host TEXT PRIMARY KEY, digest TEXT NOT NULL, status INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE facts (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: a record and what it says of its address.

    `kind`: "response" (an answer), "revisit" (304, or the same bytes again), "head" (asked only whether it is there),
    "error" (nothing usable came; `reason` says why).
    """

    url: str
    host: str
    kind: str
    status: int
    mime: str
    fetched: str
    digest: str
    size: int
    place: Place
    origin: Origin = Origin()
    etag: str = ""
    modified: str = ""
    location: str = ""
    reason: str = ""
    detail: str = ""

    @property
    def settles(self) -> bool:
        """Whether it may stand as the address's answer: refusals of the moment (429, 5xx) may not replace an earlier page."""
        return self.kind == "response" and (not self.origin.purpose or self.origin.purpose == "image" and 400 <= self.status < 500 and self.status != 429)


_COLUMNS = ("url, host, kind, status, mime, fetched, digest, size, etag, modified, location, via, anchor, depth, purpose, "
            "file, offset, length, reason, detail")
_OF_PAGE = f"SELECT {', '.join('r.' + name.strip() for name in _COLUMNS.split(','))} FROM pages p JOIN records r ON r.id = p.record"


class Index(Stored):
    """Rows are added after their WARC record is on disk."""

    def __init__(self, path: Path, readonly: bool = False):
        self.path = path
        self._db = open_database(path, _SCHEMA, VERSION, readonly)

    def add(self, entry: Entry) -> None:
        """Adds a record, and lets it stand for its address where it may."""
        o, p = entry.origin, entry.place
        with self._db:
            made = self._db.execute(
                f"INSERT OR IGNORE INTO records ({_COLUMNS}) VALUES ({', '.join('?' * 20)})",
                (entry.url, entry.host, entry.kind, entry.status, entry.mime, entry.fetched, entry.digest, entry.size,
                 entry.etag, entry.modified, entry.location, o.via, o.anchor, o.depth, o.purpose,
                 p.file, p.offset, p.length, entry.reason, entry.detail))
            if made.rowcount:
                self._settle(entry, made.lastrowid)

    def _settle(self, entry: Entry, number: int) -> None:
        if entry.kind == "revisit":
            self._db.execute("UPDATE pages SET checked = ? WHERE url = ?", (entry.fetched, entry.url))
        elif entry.settles:
            passing = entry.status >= 500 or entry.status == 429
            sql = ("INSERT INTO pages VALUES (?, ?, ?, ?, ?) ON CONFLICT (url) DO "
                   + ("NOTHING" if passing else "UPDATE SET record = excluded.record, status = excluded.status, checked = excluded.checked"))
            self._db.execute(sql, (entry.url, entry.host, number, entry.status, entry.fetched))

    def page(self, url: str) -> Entry | None:
        """The record that stands for an address."""
        row = self._db.execute(f"{_OF_PAGE} WHERE p.url = ?", (url,)).fetchone()
        return _entry(row) if row else None

    def checked(self, url: str) -> str:
        """When an address last gave its answer, or confirmed it (304); "" never."""
        row = self._db.execute("SELECT checked FROM pages WHERE url = ?", (url,)).fetchone()
        return row[0] if row else ""

    def last(self, url: str) -> Entry | None:
        """The newest record of an address, whatever it says."""
        row = self._db.execute(f"SELECT {_COLUMNS} FROM records WHERE url = ? ORDER BY id DESC LIMIT 1", (url,)).fetchone()
        return _entry(row) if row else None

    def pages(self) -> Iterator[Entry]:
        """The record that stands for each address, ordered by address."""
        yield from map(_entry, self._db.execute(f"{_OF_PAGE} ORDER BY p.url"))

    def history(self, url: str) -> list[Entry]:
        """Every record of an address, oldest first."""
        return [_entry(row) for row in self._db.execute(f"SELECT {_COLUMNS} FROM records WHERE url = ? ORDER BY id", (url,))]

    def first_seen(self) -> dict[str, str]:
        """Address → when it first answered with a page (ISO 8601 UTC)."""
        return dict(self._db.execute("SELECT url, MIN(fetched) FROM records WHERE kind = 'response' AND status = 200 AND purpose = '' GROUP BY url"))

    def ends(self) -> dict[str, int]:
        """For each WARC file the byte after its last indexed record."""
        return dict(self._db.execute("SELECT file, MAX(offset + length) FROM records GROUP BY file"))

    def page_counts(self) -> dict[str, int]:
        """Answers with status 200 for each host (HTML and files; 304 keeps them)."""
        return dict(self._db.execute("SELECT host, COUNT(*) FROM pages WHERE status = 200 GROUP BY host"))

    def requests_since(self, when: str) -> int:
        """Requests recorded since an ISO time, those for robots.txt, probes and repeated ones included."""
        return self._db.execute("SELECT COUNT(*) FROM records WHERE fetched >= ?", (when,)).fetchone()[0]

    def forget_file(self, file: str, beyond: int) -> list[str]:
        """Drops rows that point beyond what a WARC file holds (power loss); returns their addresses."""
        lost = [row[0] for row in self._db.execute("SELECT url FROM records WHERE file = ? AND offset + length > ?", (file, beyond))]
        with self._db:
            self._db.execute("DELETE FROM pages WHERE record IN (SELECT id FROM records WHERE file = ? AND offset + length > ?)", (file, beyond))
            self._db.execute("DELETE FROM records WHERE file = ? AND offset + length > ?", (file, beyond))
        return lost

    def remember_soft404(self, host: str, digest: str, status: int) -> None:
        """Keeps how a host answers a nonsense path."""
        with self._db:
            self._db.execute("INSERT OR REPLACE INTO soft404 VALUES (?, ?, ?)", (host, digest, status))

    def soft404(self) -> dict[str, str]:
        """Text digest of each host's answer (status 200) to a nonsense path."""
        return dict(self._db.execute("SELECT host, digest FROM soft404 WHERE status = 200"))

    def probed(self, host: str) -> bool:
        """Whether the host's answer to a nonsense path is known."""
        return self._db.execute("SELECT 1 FROM soft404 WHERE host = ?", (host,)).fetchone() is not None

    def set_fact(self, key: str, value: str) -> None:
        with self._db:
            self._db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (key, value))

    def facts(self) -> dict[str, str]:
        return dict(self._db.execute("SELECT key, value FROM facts"))


def _entry(row: tuple) -> Entry:
    (url, host, kind, status, mime, fetched, digest, size, etag, modified, location, via, anchor, depth, purpose,
     file, offset, length, reason, detail) = row
    return Entry(url, host, kind, status, mime, fetched, digest, size, Place(file, offset, length),
                 Origin(via, anchor, depth, purpose), etag, modified, location, reason, detail)
