"""Keeps what was extracted, keyed by digest and version, so that an unchanged page is not parsed again."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from operator import attrgetter
from pathlib import Path
from typing import Any

from crawler.document import Attachment, DateRead, Document, Link

_SCHEMA = "create table if not exists kept (key text primary key, value blob not null) without rowid"

_FIELDS = tuple(one.name for one in fields(Document))
_VALUES = attrgetter(*_FIELDS)        # several times as fast as dataclasses.asdict, which copies every value
_ROWS = {name: attrgetter(*(one.name for one in fields(made))) for name, made in (("dates", DateRead), ("attachments", Attachment))}
FORMAT = 2                            # of what is kept here
_BETWEEN, _MOST_LINKS = "\x1f", 200_000


class Links(dict[str, Link]):
    """Links by how they are written down. Menus stand on every page: each of their links is made once and is one object for all."""

    def __missing__(self, row: str) -> Link:
        if len(self) >= _MOST_LINKS:
            self.clear()
        where, day, external, url, text = row.split(_BETWEEN, 4)
        made = self[row] = Link(url, text, where, _day(day), bool(external))
        return made

    def same(self, links: Iterable[Link]) -> tuple[Link, ...]:
        """Equal links, none of which is made twice."""
        return tuple(self[_row(link)] for link in links)


def _row(link: Link) -> str:
    """A link in one line. The text stands last: it may hold anything, while an address holds no control character."""
    return f"{link.where}{_BETWEEN}{link.published or ''}{_BETWEEN}{'1' if link.external else ''}{_BETWEEN}{link.url}{_BETWEEN}{link.text}"


def pack(document: Document) -> bytes:
    """A document as compressed JSON."""
    row = dict(zip(_FIELDS, _VALUES(document)))
    for name, values in _ROWS.items():
        row[name] = [values(entry) for entry in row[name]]
    row["links"] = [_row(link) for link in document.links]
    return zlib.compress(json.dumps(row, ensure_ascii=False, default=_plain, separators=(",", ":")).encode("utf-8", "surrogatepass"), 1)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def unpack(packed: bytes, links: Links | None = None, fetched: str | None = None) -> Document:
    """The document again, as fetched at another time when that is given. Raises ValueError, TypeError, KeyError or zlib.error on damage."""
    row = json.loads(zlib.decompress(packed))
    row["published"] = _day(row["published"])
    row["links"] = tuple(map((Links() if links is None else links).__getitem__, row["links"]))
    row["dates"] = tuple(DateRead(_day(day), source, excerpt) for day, source, excerpt in row["dates"])
    row["attachments"] = tuple(Attachment(*entry) for entry in row["attachments"])
    row["fetched"] = row["fetched"] if fetched is None else fetched
    return Document(**row | {name: tuple(row[name]) for name in ("breadcrumb", "images")})


class Cache:
    """A folder's cache file. A damaged one is thrown away; without a path nothing is kept. Use as a context manager."""

    def __init__(self, path: Path | None):
        self.path = path
        self._db: sqlite3.Connection | None = None
        if path is not None:
            self._db = self._opened(path)

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, *_: object) -> None:
        self.save()
        if self._db is not None:
            self._db.close()

    def save(self) -> None:
        """Puts what was kept on disk: at the end, and after what took long."""
        if self._db is not None:
            try:
                self._db.commit()
            except sqlite3.Error:
                pass

    @staticmethod
    def _opened(path: Path) -> sqlite3.Connection | None:
        for _ in range(2):
            try:
                db = sqlite3.connect(path, timeout=5)
                db.execute("pragma synchronous = off")
                db.execute(_SCHEMA)
                return db
            except sqlite3.DatabaseError:
                try:
                    path.unlink(missing_ok=True)
                except OSError:
                    return None
        return None

    @staticmethod
    def key(*parts: object) -> str:
        return hashlib.sha256("\x00".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()[:40]

    def get(self, key: str) -> bytes | None:
        if self._db is None:
            return None
        try:
            if not self._db.in_transaction:
                self._db.execute("begin")     # the file is locked once, and not for every page
            row = self._db.execute("select value from kept where key = ?", (key,)).fetchone()
        except sqlite3.Error:
            self._drop()
            return None
        return row[0] if row else None

    def put(self, key: str, value: bytes) -> None:
        if self._db is None:
            return
        try:
            self._db.execute("insert or replace into kept values (?, ?)", (key, value))
        except sqlite3.Error:
            self._drop()

    def _drop(self) -> None:
        """Gives a damaged file up; the next run makes a new one."""
        if self._db is not None:
            self._db.close()
            self._db = None
        if self.path is not None:
            try:
                self.path.unlink(missing_ok=True)
            except OSError:
                pass
