"""Every address that a page writes down, for the crawl: links, frames, redirects, scripts, XML islands, page counters."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from html import unescape
from importlib.resources import files
from urllib.parse import parse_qs, urlsplit

from ahocorasick_rs import BytesAhoCorasick, MatchKind
from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.addresses import canonical, path_of
from crawler.codes import written_in
from crawler.menus import Here, Known

MOST_LINKS = 120_000      # of one page: a page with more is no page
_LONGEST_TEXT = 300

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]+)", re.I)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_\-]+)", re.I)
_REFRESH = re.compile(r"^\s*[\d.]*\s*[;,]?\s*url\s*=\s*['\"]?([^'\"]+)", re.I)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.S)
_SITEMAP = re.compile(r"<loc>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]+)", re.I)
_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")  # control and bidi characters too


_NEEDLES = ("<img", "<script", "<base", "<![cdata[", "onclick", "refresh")


@dataclass(frozen=True, slots=True)
class Hint:
    """An address that a page writes down. `kind`: link, frame, redirect, script, pages (leads on, not down), image."""

    url: str
    text: str = ""
    kind: str = "link"


@dataclass(frozen=True, slots=True)
class _Attribute:
    """A row of discovery.toml: where an address stands. `needle`: lower-case text without which no such place exists."""

    css: str
    name: str
    kind: str = "link"
    shaped: bool = False
    needle: str = ""


@dataclass(frozen=True)
class _Rules:
    attributes: tuple[_Attribute, ...]
    needles: tuple[str, ...]      # in small letters: without them a page writes down addresses in links and scripts only
    finder: BytesAhoCorasick      # finds all of them in one pass: a fiftieth of the time of looking for each
    page_words: frozenset[str]
    unfilled: tuple[str, ...]
    shaped: re.Pattern[str]
    lists: re.Pattern[str]


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    data = tomllib.loads(files("crawler").joinpath("discovery.toml").read_text("utf-8"))
    ending = rf"\.(?:{'|'.join(data['scripts']['endings'])})(?:[?#][^\"'\s<>]*)?"
    attributes = tuple(_Attribute(**row) for row in data["attribute"])
    needles = tuple(dict.fromkeys([*filter(None, (row.needle for row in attributes)), *_NEEDLES]))
    return _Rules(
        attributes, needles, BytesAhoCorasick([needle.encode() for needle in needles], matchkind=MatchKind.LeftmostFirst),
        frozenset(data["pages"]["words"]) - frozenset(data["pages"]["count_as_depth"]),
        tuple(data["scripts"]["unfilled"]),
        re.compile(rf"^(?:https?://|/|\.\.?/)|{ending}$", re.I),
        re.compile("|".join(data["lists"]["patterns"])),
    )


def looks_like_list(url: str) -> bool:
    """Whether an address has the shape of a page that lists others."""
    return _rules().lists.search(path_of(url)) is not None


def decoded(body: bytes, content_type: str = "") -> tuple[str, str]:
    """Text and charset of a page, cheaply: UTF-8 if the bytes obey it (other charsets never do by chance), else as declared, else GB18030."""
    declared = _HEADER_CHARSET.search(content_type)
    names = [declared[1]] if declared else []
    if found := _META_CHARSET.search(body[:4096]):
        names.append(found[1].decode("ascii"))
    for name in ("utf-8", *names, "gb18030"):
        name = "gb18030" if name.lower() in ("gb2312", "gbk", "gb_2312-80", "x-gbk") else name
        try:
            return body.decode(name), name
        except (LookupError, UnicodeDecodeError):
            continue
    return body.decode("gb18030" if names and names[0].lower().startswith("gb") else "utf-8", "replace"), "utf-8"


def hints_of(text: str, url: str, encoding: str = "utf-8", known: Known | None = None) -> list[Hint]:
    """Every address the page writes down, canonical and absolute, in the page's order within each kind, once each.

    With `known`, without those that were met on other pages.
    """
    return list(_Page(text, url, encoding, known).hints().values())


def sitemap_of(text: str, url: str) -> list[Hint]:
    """The addresses of a sitemap.xml (or of an index of sitemaps)."""
    found = (canonical(unescape(loc), url) for loc in _SITEMAP.findall(text)[:MOST_LINKS])
    return [Hint(address, "", "link") for address in dict.fromkeys(found) if address]


class _Page:
    """One page under search."""

    def __init__(self, text: str, url: str, encoding: str, known: Known | None):
        self._text, self._url, self._base, self._encoding, self._known = text, url, url, encoding, known
        self._raw = text.encode("utf-8", "replace")    # bytes: twice as fast
        self._found: dict[str, Hint] = {}
        self._rules = _rules()
        self._has = {self._rules.needles[index] for index, _, _ in self._rules.finder.find_matches_as_indexes(self._raw.lower())}
        self._here = Here(known, url) if known else None

    def hints(self) -> dict[str, Hint]:
        tree = LexborHTMLParser(self._raw)
        if "<base" in self._has and (base := tree.css_first("base[href]")) is not None:
            self._base = canonical(base.attributes.get("href") or "", self._url, self._encoding) or self._url
            self._here = Here(self._known, self._base) if self._known else None
        if "refresh" in self._has:
            self._refreshes(tree)
        self._attributes(tree)
        self._handlers(tree)
        self._scripts(tree)
        self._islands()
        return self._found

    def _refreshes(self, root: LexborHTMLParser) -> None:
        for node in root.css("meta[http-equiv]"):
            if (node.attributes.get("http-equiv") or "").lower() == "refresh" and (found := _REFRESH.match(node.attributes.get("content") or "")):
                self._add(found[1], "", "redirect")

    def _attributes(self, root: LexborHTMLParser) -> None:
        for row in self._rules.attributes:
            if not row.needle or row.needle in self._has:
                self._attribute(row, root)
            if len(self._found) > MOST_LINKS:
                return

    def _attribute(self, row: _Attribute, root: LexborHTMLParser) -> None:
        for node in root.css(row.css):
            value = node.attributes.get(row.name) or ""
            if self._here and self._here.met(value, row.kind) or row.shaped and not self._rules.shaped.search(value):
                continue
            if value[:11].lower() == "javascript:":
                self._code(value, node)
                continue
            self._link(value, node, row.kind)
            if len(self._found) > MOST_LINKS:
                return

    def _link(self, value: str, node: LexborNode, kind: str) -> None:
        text = _label(node) if kind == "link" else ""
        if kind == "link" and (text.isdigit() and len(text) < 5 or text.lower().rstrip(" .…") in self._rules.page_words):
            kind = "pages"
        self._add(value, text, kind)
        if "file=" in value and (inner := parse_qs(urlsplit(value).query).get("file")):
            self._add(inner[0], text, "frame")

    def _handlers(self, root: LexborHTMLParser) -> None:
        if "onclick" in self._has:
            for node in root.css("[onclick]"):
                self._code(node.attributes.get("onclick") or "", node)

    def _scripts(self, root: LexborHTMLParser) -> None:
        for node in root.css("script:not([src])"):
            code = node.text(deep=True) or ""
            if "<![CDATA[" not in code:
                self._code(code)

    def _code(self, code: str, node: LexborNode | None = None) -> None:
        """Adds what a piece of code writes down. `node`: the element that says what it leads to."""
        if written := written_in(code):
            text = _label(node) if node is not None else ""
            for value, kind in written:
                if not (self._here and self._here.met(value, kind)):
                    self._add(value, "" if kind == "pages" else text, kind)

    def _islands(self) -> None:
        for inner in _CDATA.findall(self._text) if "<![cdata[" in self._has else ():
            if "href" in inner:
                self._attributes(LexborHTMLParser(inner))

    def _add(self, value: str, text: str, kind: str) -> None:
        value = value.strip()
        if not value or value[0] == "#" or any(mark in value for mark in self._rules.unfilled):
            return
        url = canonical(value, self._base, self._encoding)
        if not url:
            return
        known = self._found.get(url)
        if self._here and known is None and kind in ("link", "pages") and self._here.led(url, kind):
            return
        if known is None or (text and not known.text):
            self._found[url] = Hint(url, text, known.kind if known else kind)


def _label(node: LexborNode) -> str:
    text = _SPACE.sub(" ", node.text(deep=True)).strip()
    title = _SPACE.sub(" ", node.attributes.get("title") or "").strip()
    if len(title) > len(text.rstrip(".…")):
        text = title
    if not text and (image := node.css_first("img[alt]")) is not None:
        text = _SPACE.sub(" ", image.attributes.get("alt") or "").strip()
    return text[:_LONGEST_TEXT]


def text_digest(text: str) -> str:
    """Digest of what a page of HTML says, without its markup, scripts, spaces and digits: equal for two soft 404s."""
    tree = LexborHTMLParser(text)
    tree.strip_tags(["script", "style"])
    visible = tree.body.text(deep=True) if tree.body is not None else ""
    return "sha256:" + sha256(re.sub(r"[\s\d]+", "", visible).encode("utf-8", "replace")).hexdigest()
