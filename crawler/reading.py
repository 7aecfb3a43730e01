"""Reads a whole source into Documents and joins what only several pages together tell: list dates, files, departments."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler import attachments as files
from crawler import ocr, pictures
from crawler.addresses import host_of
from crawler.archive import Fetch, Source, open_archive
from crawler.attachments import FileReader, FileText
from crawler.cache import FORMAT, Cache, Links, pack, unpack
from crawler.config import Config
from crawler.departments import Departments
from crawler.document import Attachment, DateRead, Document, Link
from crawler.extract import VERSION, extract
from crawler.extract.charset import decode
from crawler.extract.files import human_name, is_picture
from crawler.extract.reader import text_digest
from crawler.frontier import Found
from crawler.garbage import rare_collections
from crawler.progress import Tally

JOINED_LIMIT = 20_000     # characters of one file's text that are joined to the page offering it
HOPS = 5                  # redirects followed from a link to its page
_TRUST = {"page": 0, "meta": 1, "list": 2, "url": 3}
_REASON_STATES = {"too_large": "too_large", "blocked": "blocked", "login": "login", "campus_only": "campus_only", "unreadable": "unreadable"}


def read_documents(source: Source, config: Config) -> list[Document]:
    """Every page of the source, read and joined, ordered by address."""
    with Cache(_cache_path(source, config)) as cache, FileReader(ocr=config.crawl.ocr) as reader:
        shelf = _Shelf(config, cache, reader, _soft_404(source))
        with rare_collections():
            for fetch in source.fetches():
                shelf.take(fetch)
            shelf.unseen = {one.url: one.reason for one in source.unseen()}
            if reader.ocr:
                shelf.read_pictures(source)
            return shelf.joined()


def pictures_to_fetch(config: Config) -> list[Found]:
    """The pictures that are the text of the archive's pages, in the pages' order; none where nothing here could read them."""
    if not ocr.available():
        return []
    source = open_archive(config)
    with Cache(_cache_path(source, config)) as cache, FileReader() as reader:
        shelf = _Shelf(config, cache, reader, _soft_404(source))
        pages = (shelf.extracted(fetch) for fetch in source.fetches())
        return [Found(url, 1, page.url, page.title, "picture") for page in pages for url in pictures.pictures_of(page)]


def _cache_path(source: Source, config: Config) -> Path | None:
    """The archive's cache; none for WARC files of another crawler."""
    from crawler.shelves import Archive
    return config.archive / "cache.sqlite" if isinstance(source, Archive) else None


def _soft_404(source: Source) -> dict[str, str]:
    """What each host answers to a path that cannot exist, where the crawl asked."""
    ask = getattr(source, "soft_404_digests", None)
    return ask() if ask else {}


def document_row(document: Document) -> dict[str, Any]:
    """The contract's page record of one document (`xxgk documents`)."""
    record = document.record()
    return {
        "id": record.id, "url": document.url, "site": record.site, "host": record.host, "breadcrumb": record.breadcrumb, "url_path": record.url_path,
        "title": record.title, "published": record.published, "published_from": document.published_from, "text": record.text,
        "attachments": list(record.attachments), "kind": record.kind, "department": document.department, "fetched": document.fetched,
        "digest": document.digest, "encoding": document.encoding,
    }


@dataclass(slots=True)
class _Shelf:
    """Documents and files while they are being joined."""

    config: Config
    cache: Cache
    reader: FileReader
    soft_404: dict[str, str] = field(default_factory=dict)        # host -> digest of what it answers to a nonsense path
    documents: dict[str, Document] = field(default_factory=dict)
    texts: dict[str, FileText] = field(default_factory=dict)      # address of a file -> what it says
    pictures: dict[str, tuple[str, ...]] = field(default_factory=dict)  # page -> addresses of the pictures that are its text
    unseen: dict[str, str] = field(default_factory=dict)
    tally: Tally = field(default_factory=lambda: Tally("已识别图片文字 {} 页（张）"))
    links: Links = field(default_factory=Links)

    # -- taking pages in ------------------------------------------------------------------------------------------

    def take(self, fetch: Fetch) -> None:
        """Reads one answer, or takes it from the cache."""
        document = self.extracted(fetch)
        if document.kind == "attachment" and document.state == "open":
            self.texts[fetch.url] = self._file_text(fetch)
        self.documents[fetch.url] = document

    def extracted(self, fetch: Fetch) -> Document:
        """One answer as a document, out of the cache where it is known."""
        key = Cache.key("page", FORMAT, VERSION, fetch.digest, fetch.url, fetch.status, fetch.place or fetch.header("content-type"), fetch.anchor, self.config.university.domain, self.soft_404.get(host_of(fetch.url), ""))
        if packed := self.cache.get(key):
            try:
                return unpack(packed, self.links, fetch.fetched)
            except (ValueError, TypeError, KeyError, zlib.error):
                pass
        document = self._unless_nonsense(extract(fetch, self.config.university.domain), fetch)
        self.cache.put(key, pack(document))
        return replace(document, links=self.links.same(document.links))

    def _unless_nonsense(self, document: Document, fetch: Fetch) -> Document:
        """The document; as soft 404 when the page says just what its host says to a path that cannot exist."""
        nonsense = self.soft_404.get(document.host)
        if not nonsense or document.state != "open" or document.kind == "attachment" or urlsplit(fetch.url).path in ("", "/"):
            return document
        from crawler.discovery import text_digest as page_digest
        if page_digest(decode(fetch.body, fetch.header("content-type"))[0]) != nonsense:
            return document
        return replace(document, state="soft_404", detail="与该网站对不存在的网址的答复相同")

    def _file_text(self, fetch: Fetch) -> FileText:
        if fetch.header("content-type").startswith("image/") or is_picture(fetch.url):
            return FileText("image", "", "unreadable", "附件是图片，没有文字")
        return self._read_text(fetch)

    def _read_text(self, fetch: Fetch) -> FileText:
        key = Cache.key("file", files.VERSION, fetch.digest, *([ocr.signature()] if self.reader.ocr else []))
        if packed := self.cache.get(key):
            try:
                return FileText(**json.loads(zlib.decompress(packed)))
            except (ValueError, TypeError, zlib.error):
                pass
        text = self.reader.read(fetch.body)
        self.cache.put(key, zlib.compress(json.dumps(asdict(text)).encode("ascii"), 1))
        if text.ocr_pages:
            self.tally.add(text.ocr_pages)
            self.cache.save()
        return text

    def read_pictures(self, source: Source) -> None:
        """Reads by OCR the pictures that are a page's text or are offered like files; those of a page's skin are left alone."""
        named = getattr(source, "resolve", str)
        wanted: dict[str, None] = {}
        for url in sorted(self.documents):
            document = self.documents[url]
            offered = (*(one.url for one in document.attachments), *(link.url for link in document.links if link.where == "list"))
            if shown := tuple(self.target(named(one)) for one in pictures.pictures_of(document)):
                self.pictures[url] = shown
            wanted |= dict.fromkeys((*shown, *map(self.target, offered)))
        for url in wanted:
            if (known := self.texts.get(url)) and known.kind == "image" and not known.ocr_pages and (fetch := source.fetch(url)):
                self.texts[url] = self._read_text(fetch)

    # -- joining --------------------------------------------------------------------------------------------------

    def joined(self) -> list[Document]:
        """The documents with everything that other pages say of them."""
        lent = self._list_days()
        offered, linked = self._offers()
        names = self._site_names()
        departments = Departments(self.config)
        made = []
        for url in sorted(self.documents):
            document = self.documents[url]
            if document.kind == "attachment":
                document = self._own_file(document, offered, linked)
                if document is None:
                    continue
            else:
                if document.attachments:
                    document = replace(document, attachments=tuple(self._read(one) for one in document.attachments))
                document = pictures.with_text(document, [self.texts[one] for one in self.pictures.get(url, ()) if one in self.texts])
            document = _dated(document, lent.get(url, ()))
            name = document.site or names.get(document.host, "")
            department, guessed = departments.of(url, names.get(document.host, "") or name)
            if (document.site, document.department, document.guessed) != (name, department, guessed):
                document = replace(document, site=name, department=department, guessed=guessed)
            made.append(replace(document, text_digest=text_digest(document)) if document.attachments or document.kind == "attachment" or "text_from" in document.meta else document)
        return made

    def target(self, url: str) -> str:
        """Where an address leads in the end."""
        for _ in range(HOPS):
            document = self.documents.get(url)
            if document is None or document.state != "redirect":
                return url
            following = next((link.url for link in document.links if link.where == "redirect"), "")
            if not following or following == url:
                return url
            url = following
        return url

    def _list_days(self) -> dict[str, list[tuple[date, str]]]:
        """For each address the dates that list rows print beside a link to it, with the row's words."""
        found: dict[str, list[tuple[date, str]]] = {}
        for url in sorted(self.documents):
            document = self.documents[url]
            if document.kind != "list" or document.state != "open":
                continue
            for link in document.links:
                if link.where == "list" and link.published:
                    found.setdefault(self.target(link.url), []).append((link.published, f"{document.title}：{link.text}"[:80]))
        return found

    def _offers(self) -> tuple[set[str], dict[str, list[tuple[Link, Document]]]]:
        """Files that articles offer, and files that lists and columns link straight, with those links."""
        offered: set[str] = set()
        linked: dict[str, list[tuple[Link, Document]]] = {}
        for url in sorted(self.documents):
            document = self.documents[url]
            if document.kind == "article":
                offered.update(self.target(one.url) for one in document.attachments)
                offered.update(self.target(link.url) for link in document.links if link.where in ("body", "attachment", "frame"))
            elif document.kind in ("list", "column") and document.state in ("open", "empty"):
                for link in document.links:
                    target = self.target(link.url)
                    if target in self.texts:
                        linked.setdefault(target, []).append((link, document))
        return offered, linked

    def _own_file(self, document: Document, offered: set[str], linked: dict[str, list[tuple[Link, Document]]]) -> Document | None:
        """A file as a document of its own, None when only an article offers it, or when it is a picture of a page's skin."""
        ways = linked.get(document.url, [])
        straight = [way for way in ways if way[0].where in ("list", "attachment", "body")]
        text = self.texts.get(document.url)
        if text is None or not ways or not straight and (document.url in offered or text.kind == "image") or text.kind == "image" and not any(way[0].where == "list" for way in straight):
            return None
        best = max(straight or ways, key=lambda way: (way[0].where == "list", len(way[0].text)))
        title = human_name(best[0].text, "", "", document.url) if best[0].text else document.title
        title = best[0].text if len(best[0].text) >= 6 else title
        state = text.state if text.state in ("open", "unreadable", "blocked", "login", "campus_only", "dead") else "unreadable"
        column = best[1]
        crumb = column.breadcrumb if column.breadcrumb and column.breadcrumb[-1] == column.title else (*column.breadcrumb, column.title)
        meta = document.meta | ({"text_from": "ocr", "ocr_pages": str(text.ocr_pages)} if text.ocr_pages else {})
        return replace(document, title=title, text=text.text, meta=meta, state=state, detail=text.detail, site=column.site, breadcrumb=tuple(name for name in crumb if name))

    def _read(self, attachment: Attachment) -> Attachment:
        """An offered file with its text, or with the reason why there is none."""
        url = self.target(attachment.url)
        document = self.documents.get(url)
        if text := self.texts.get(url):
            return replace(attachment, text=text.text[:JOINED_LIMIT], state=text.state, digest=document.digest if document else "", ocr_pages=text.ocr_pages)
        if document is not None:
            state = {"soft_404": "dead", "open": "unreadable", "system": "blocked", "empty": "unreadable"}.get(document.state, document.state)
            return replace(attachment, state=state, digest=document.digest)
        reason = self.unseen.get(url, "")
        return replace(attachment, state=_REASON_STATES.get(reason, "unfetched"))

    def _site_names(self) -> dict[str, str]:
        """Each host's name: its home page's, else what most of its pages say."""
        counts: dict[str, Counter[str]] = {}
        for document in self.documents.values():
            if document.site and document.state == "open":
                weight = 1000 if urlsplit(document.url).path in ("", "/") and document.kind == "list" else 1
                counts.setdefault(document.host, Counter())[document.site] += weight
        return {host: min(found.items(), key=lambda pair: (-pair[1], pair[0]))[0] for host, found in counts.items()}


def _dated(document: Document, lent: Iterable[tuple[date, str]]) -> Document:
    """The document with the dates that lists print, and its publish date by the order of trust: page, meta, list, address."""
    lent = sorted(set(lent))
    if not lent or document.kind == "list":
        return document
    day = lent[0][0]
    if len(lent) > 1:
        counted = Counter(day for day, _ in lent)
        day = min(counted, key=lambda one: (-counted[one], one))
    read = DateRead(day, "list", next(words for value, words in lent if value == day))
    if document.published is not None and _TRUST.get(document.published_from, 9) < _TRUST["list"]:
        return replace(document, dates=(*document.dates[:1], read, *document.dates[1:]))
    return replace(document, published=day, published_from="list", dates=(read, *document.dates))
