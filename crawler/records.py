"""Turns what came back into a WARC record and its index entry, in that order."""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256

from crawler.addresses import canonical, host_of, path_of
from crawler.coding import TooLarge, Undecodable, entity, header
from crawler.discovery import decoded, text_digest
from crawler.errors import CrawlStopped
from crawler.index import Entry, Index
from crawler.manners import Clock
from crawler.replies import Answer, WireError
from crawler.warcs import Origin, Place, WarcWriter
from crawler.wire import request_of

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Ask:
    """What travels with a Scrapy request: the canonical address, where it was found, the clocks that must allow it,
    the record that a 304 would confirm, and the headers as they are to be written (Scrapy's own form of them costs a tenth of a
    request to make and to take apart again)."""

    url: str
    origin: Origin
    clocks: tuple[Clock, ...]
    sent: Callable[[str], None]     # told the address when the request goes out
    earlier: Entry | None = None
    headers: Headers = ()


class Keeper:
    """Writes what came back: WARC first, index second."""

    def __init__(self, writer: WarcWriter, index: Index, max_bytes: int):
        self._writer, self._index, self._max_bytes = writer, index, max_bytes

    def answer(self, ask: Ask, answer: Answer) -> tuple[Entry, bytes]:
        """Records an answer; gives its entry and its decoded body."""
        when = now()
        if ask.origin.purpose == "head":
            return self._head(ask, answer, when), b""
        if answer.status == 304 and ask.earlier is not None:
            return self._revisit(ask, answer, when), b""
        if ask.earlier is not None and answer.status == 200 and self._same(ask.earlier, answer):
            return self._revisit(ask, answer, when), b""
        place = self._writer.response(ask.url, answer.head, answer.body, when, ask.origin)
        self._asked(ask, when)
        entry, body = judged(Exchange(ask.url, answer.status, answer.headers, when, place, ask.origin), answer.body, self._max_bytes)
        self._index.add(entry)
        return entry, body

    def _asked(self, ask: Ask, when: str) -> None:
        """What was sent: the other half of the evidence. Through a proxy it went as the proxy wants it, with its password."""
        method = "HEAD" if ask.origin.purpose == "head" else "GET"
        self._writer.request(ask.url, when, request_of(method, ask.url, ask.headers))

    def _head(self, ask: Ask, answer: Answer, when: str) -> Entry:
        """An answer to HEAD has no body and would be read as an empty page: it is kept as a note."""
        place = self._writer.note(ask.url, when, {"head-status": str(answer.status)}, ask.origin)
        self._asked(ask, when)
        entry = entry_of(Exchange(ask.url, answer.status, answer.headers, when, place, ask.origin), b"", "head")
        entry = replace(entry, mime="", etag="", modified="", location="")
        self._index.add(entry)
        return entry

    def _same(self, earlier: Entry, answer: Answer) -> bool:
        """Whether a server that knows no 304 sent the same body again."""
        try:
            body = entity(answer.headers, answer.body, self._max_bytes)
        except (TooLarge, Undecodable):
            return False
        return digest_of(body) == earlier.digest

    def _revisit(self, ask: Ask, answer: Answer, when: str) -> Entry:
        place = self._writer.revisit(ask.url, (answer.head, answer.body), when, ask.origin, ask.earlier.fetched)
        self._asked(ask, when)
        entry = entry_of(Exchange(ask.url, answer.status, answer.headers, when, place, ask.origin), b"", "revisit")
        self._index.add(entry)
        return entry

    def rendered(self, url: str, origin: Origin, html: bytes) -> Entry:
        """Records a page as a browser showed it; it stands for the address from now on."""
        when = now()
        place = self._writer.conversion(url, html, when, origin)
        entry = entry_of(Exchange(url, 200, (("content-type", "text/html; charset=utf-8"),), when, place, origin), html)
        self._index.add(entry)
        return entry

    def failure(self, ask: Ask, error: WireError) -> None:
        """Records that nothing usable came."""
        when = now()
        place = self._writer.note(ask.url, when, {"fetch-error": error.reason, "detail": error.detail}, ask.origin)
        if error.sent:
            self._asked(ask, when)
        self._index.add(Entry(ask.url, host_of(ask.url), "error", 0, "", when, "", 0, place, ask.origin, reason=error.reason, detail=error.detail))


def now() -> str:
    """The time in ISO 8601 UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class Exchange:
    """An answer that stands in a WARC file."""

    url: str
    status: int
    headers: Headers
    when: str            # ISO 8601 UTC
    place: Place
    origin: Origin


def judged(exchange: Exchange, raw: bytes, limit: int) -> tuple[Entry, bytes]:
    """Entry and decoded body of a response record; the entry is an "error" when the body cannot be decoded within `limit` bytes."""
    try:
        body = entity(exchange.headers, raw, limit)
    except (TooLarge, Undecodable) as error:
        reason = "too_large" if isinstance(error, TooLarge) else "broken"
        return entry_of(exchange, b"", "error", reason, str(error)), b""
    return entry_of(exchange, body), body


def entry_of(exchange: Exchange, body: bytes, kind: str = "response", reason: str = "", detail: str = "") -> Entry:
    """The index row of a record."""
    headers, status, url = exchange.headers, exchange.status, exchange.url
    location = header(headers, "location") if 300 <= status < 400 else ""
    return Entry(
        url, host_of(url), kind, status, header(headers, "content-type").partition(";")[0].strip().lower()[:100], exchange.when,
        digest_of(body), len(body), exchange.place, exchange.origin, header(headers, "etag")[:300],
        header(headers, "last-modified")[:100], canonical(location, url) if location else "", reason, detail)


def digest_of(body: bytes) -> str:
    """"sha256:…" of a body."""
    return "sha256:" + sha256(body).hexdigest()


def nonsense(origin: str) -> str:
    """A path that cannot exist on a host, always the same one."""
    word = sha256(origin.encode("utf-8")).hexdigest()[:12]
    return f"/{word}/{word}.htm"


def probe_digest(entry: Entry, body: bytes) -> str:
    """`text_digest` of the answer to a nonsense path, without that path."""
    text = decoded(body, entry.mime)[0]
    return text_digest(text.replace(path_of(entry.url)[1:13], ""))


def stopped(error: Exception) -> CrawlStopped:
    """One clear line for a disk or a database that refuses."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC or "full" in str(error):
        return CrawlStopped("磁盘已满，抓取停在这里；已抓取的都在档案里。请腾出空间后再次运行同一命令，会从断点继续")
    if "locked" in str(error):
        return CrawlStopped("档案的数据库被另一个程序占用；请关闭其他 xxgk 后再次运行同一命令，会从断点继续")
    return CrawlStopped(f"档案写不进去（{error}）；请检查磁盘和权限后再次运行同一命令，会从断点继续")
