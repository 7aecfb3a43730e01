"""The archive of one university: WARC files with every answer, and an SQLite index over them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from crawler.cache import Cache
from crawler.config import Config
from crawler.document import Document

# Why an address in scope was not seen (contract).
UNSEEN_REASONS = (
    "robots", "login", "campus_only", "blocked", "timeout", "dns", "server_error",
    "too_large", "unreadable", "trap", "limit", "needs_browser",
)


@dataclass(frozen=True, slots=True)
class Fetch:
    """One exchange as it stands in a WARC file. `body` is the entity after transfer and content decoding."""

    url: str                  # canonical address that was asked
    status: int               # HTTP status
    headers: tuple[tuple[str, str], ...]  # names in lower case
    body: bytes
    fetched: str              # ISO 8601 UTC
    digest: str               # "sha256:…" of `body`
    referrer: str = ""        # canonical address of the page that first linked it, when known
    anchor: str = ""          # the text of that link
    place: str = ""           # where its record stands ("file:offset"), "" where nothing may be remembered of it

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")


@dataclass(frozen=True, slots=True)
class Unseen:
    """An address in scope that was not seen. `anchor` is the text of the link to it: it may name what lies there."""

    url: str
    host: str
    reason: str               # one of UNSEEN_REASONS
    detail: str               # in Chinese, with the remedy
    referrer: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """How far one host was seen. `complete`: every address met on it in scope was answered or is explained away."""

    host: str
    pages: int
    complete: bool


@dataclass(frozen=True)
class CrawlFacts:
    started: str
    finished: str
    complete: bool
    requests: int
    pages: int
    sites: tuple[SiteFacts, ...]
    settings: dict[str, str] = field(default_factory=dict)  # what the report must say (robots obeyed, user agent …)


class Source(Protocol):
    """Where an audit reads from: the university's archive, or WARC files of another crawler."""

    def fetches(self) -> Iterator[Fetch]:
        """The latest usable answer of every address, ordered by address."""

    def unseen(self) -> tuple[Unseen, ...]:
        """Every address in scope that was met and not seen, ordered by address."""

    def facts(self) -> CrawlFacts:
        """When and how far the crawl went."""


def open_archive(config: Config) -> Source:
    """The university's archive beside its config. Raises ArchiveError when there is none yet, or its index is damaged."""
    from crawler.shelves import Archive
    return Archive(config)


def open_warcs(paths: list[Path], config: Config) -> Source:
    """The same view over WARC files of another crawler. Raises ArchiveError naming a file that is no WARC."""
    from crawler.foreign import ForeignWarcs
    return ForeignWarcs(paths, config)


def reindex(config: Config) -> int:
    """Rebuilds index and frontier from the WARC files alone; returns the number of records. Raises ArchiveError."""
    from crawler.recovery import rebuild
    return rebuild(config)


def read_documents(source: Source, config: Config) -> list[Document]:
    """Every page of the source, read: attachments' texts joined to the pages that offer them, list dates lent to
    articles that print none, departments filled in. Ordered by address."""
    from crawler.reading import read_documents as read
    return read(source, config)


def open_cache(source: Source, config: Config) -> Cache:
    """What was made of the archive's pages before, kept beside it and thrown away at will; for WARC files of another
    crawler nothing is kept. Use as a context manager."""
    from crawler.shelves import Archive
    return Cache(config.archive / "cache.sqlite" if isinstance(source, Archive) else None)


def lacks_ocr(config: Config) -> bool:
    """Whether the config wants pictures to be read and the extra that reads them is not installed here."""
    from crawler.ocr import available
    return config.crawl.ocr and not available()


def read_file(content: bytes) -> tuple[str, str]:
    """The text of an office file or PDF, told by its bytes, and why there is none ("" when there is). In this process: for
    files that a person chose; what was fetched is read in a process that can be ended (crawler.attachments.FileReader)."""
    from crawler.attachments import read_file as read
    found = read(content)
    return found.text, "" if found.text else found.detail or "没有文字"
