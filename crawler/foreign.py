"""WARC files of other crawlers as a source: whatever they hold of the university's domain."""

from __future__ import annotations

import gzip
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from crawler.addresses import canonical, host_of, path_of
from crawler.archive import CrawlFacts, Fetch, SiteFacts, Unseen
from crawler.coding import TooLarge, Undecodable, entity
from crawler.config import Config
from crawler.errors import ArchiveError

_TYPES = ("warcinfo", "response", "resource", "request", "metadata", "revisit", "conversion", "continuation")
_FAULTS = (ArchiveLoadFailed, zlib.error, EOFError, ValueError, KeyError, IndexError, AttributeError, UnicodeError)
# How a WARC or ARC file begins, packed or plain; warcio takes any line of text for the head of an ARC record.
_HEADS = (b"WARC/", b"filedesc:", b"\x1f\x8b")


@dataclass(frozen=True, slots=True)
class _Row:
    """Where the answer of an address stands."""

    path: Path
    offset: int
    status: int
    when: str


class ForeignWarcs:
    """WARC/1.0 and 1.1, plain or gzip. The latest 200 of an address stands for it, else its latest answer.

    `notes` names what could not be read to the end (torn files). Raises ArchiveError for a file that is no WARC.
    """

    def __init__(self, paths: list[Path], config: Config):
        self._config = config
        self._rows: dict[str, _Row] = {}
        self._records = 0
        self.notes: list[str] = []
        self._spool = tempfile.TemporaryDirectory(prefix="xxgk-")
        for path in paths:
            self._read(Path(path))

    def _read(self, path: Path) -> None:
        before = self._records
        fault = self._scan(path)
        if fault is not None and "non-chunked gzip" in str(fault):
            self._records, path = before, self._unpacked(path)
            fault = self._scan(path)
        if self._records == before:
            raise ArchiveError(f"{path}：不是 WARC 文件，或已损坏（{_said(fault)}）；请检查文件，或去掉该参数")
        if fault is not None:
            self.notes.append(f"{path}：文件尾部残缺（{_said(fault)}），只读取了前 {self._records - before} 条记录")

    def _scan(self, path: Path) -> Exception | None:
        try:
            with open(path, "rb") as file:
                if not file.read(16).lstrip(b"\xef\xbb\xbf\r\n").startswith(_HEADS):
                    return ArchiveLoadFailed("开头不是 WARC 记录")
                file.seek(0)
                records, end = ArchiveIterator(file, arc2warc=True), 0
                try:
                    for record in records:
                        self._note(record, path, records.get_record_offset())
                        self._records += 1
                        end = records.get_record_offset() + records.get_record_length()
                except _FAULTS as error:
                    return error
                if path.stat().st_size > end + 4:  # what is left is too torn to be called a record
                    return EOFError("最后一条记录不全")
        except FileNotFoundError:
            raise ArchiveError(f"{path}：没有这个文件；请检查路径") from None
        except OSError as error:
            raise ArchiveError(f"{path}：读不了（{error.strerror or error}）；请检查路径和权限") from None
        return None

    def _note(self, record: ArcWarcRecord, path: Path, offset: int) -> None:
        if record.rec_type not in _TYPES:
            raise ValueError("记录没有类型")
        _drained(record)
        url = canonical((record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>"))
        if record.rec_type not in ("response", "resource") or not url or not self._config.in_domain(host_of(url)):
            return
        if path_of(url) == "/robots.txt" or record.rec_headers.get_header("Xxgk-Purpose"):
            return
        status = _status(record)
        when = record.rec_headers.get_header("WARC-Date") or ""
        known = self._rows.get(url)
        if status and (known is None or (status == 200, when) >= (known.status == 200, known.when)):
            self._rows[url] = _Row(path, offset, status, when)

    def _unpacked(self, path: Path) -> Path:
        """A gzip file made of one member cannot be read from the middle: spool it."""
        target = Path(self._spool.name) / f"{len(self._rows)}-{path.name}.warc"
        try:
            with gzip.open(path, "rb") as packed, open(target, "wb") as plain:
                shutil.copyfileobj(packed, plain)
        except (OSError, EOFError, zlib.error) as error:
            self.notes.append(f"{path}：文件尾部残缺（{error}）")
        return target

    def fetches(self) -> Iterator[Fetch]:
        """The latest usable answer of every address, ordered by address."""
        for url in sorted(self._rows):
            if (fetch := self.fetch(url)) is not None:
                yield fetch

    def fetch(self, url: str) -> Fetch | None:
        """The latest usable answer of one address."""
        row = self._rows.get(url)
        if row is None:
            return None
        with open(row.path, "rb") as file:
            file.seek(row.offset)
            try:
                record = next(iter(ArchiveIterator(file, arc2warc=True)))
                raw = record.raw_stream.read()
            except (*_FAULTS, StopIteration):
                return None
        headers = _headers(record)
        try:
            body = entity(headers, raw, self._config.crawl.max_bytes)
        except (TooLarge, Undecodable):
            return None
        return Fetch(url, row.status, headers, body, row.when, "sha256:" + sha256(body).hexdigest())

    def unseen(self) -> tuple[Unseen, ...]:
        """Nothing: what another crawler did not see stands in no WARC file."""
        return ()

    def facts(self) -> CrawlFacts:
        """What the files tell of that crawl: its first and last record, the hosts it answered from."""
        days = sorted(row.when for row in self._rows.values() if row.when)
        pages: dict[str, int] = {}
        for url, row in self._rows.items():
            pages[host_of(url)] = pages.get(host_of(url), 0) + (row.status == 200)
        sites = tuple(SiteFacts(host, count, True) for host, count in sorted(pages.items()))
        settings = {"source": "warc", **({"notes": "；".join(self.notes)} if self.notes else {})}
        return CrawlFacts(days[0] if days else "", days[-1] if days else "", True, len(self._rows), sum(pages.values()), sites, settings)


def _drained(record: ArcWarcRecord) -> None:
    """Reads a record to its end. Raises EOFError when the file ends before it does."""
    while record.raw_stream.read(1 << 18):
        pass
    if getattr(record.raw_stream, "limit", 0) > 0:  # warcio's LimitReader counts down to the announced end
        raise EOFError("最后一条记录不全")


def _status(record: ArcWarcRecord) -> int:
    if record.rec_type == "resource":
        return 200
    code = record.http_headers.get_statuscode() if record.http_headers else ""
    return int(code) if code and code.isdigit() else 0


def _headers(record: ArcWarcRecord) -> tuple[tuple[str, str], ...]:
    if record.rec_type == "resource" or record.http_headers is None:
        return (("content-type", record.rec_headers.get_header("Content-Type") or ""),)
    return tuple((name.lower(), value) for name, value in record.http_headers.headers)


def _said(fault: Exception | None) -> str:
    text = " ".join(str(fault).split()) if fault else "没有任何记录"
    return text[:120]
