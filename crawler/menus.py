"""Remembers links met before, so that menus are resolved once, and a page that writes down nothing but menus need not be parsed for links."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.addresses import canonical, origin_of
from crawler.traps import never_content

_FAR = 1 << 30
# An href with its value as a browser's tokeniser would cut it; of a page with other spellings only the parser tells the links.
_HREF = re.compile(rb"href[ \t\r\n\f]*=[ \t\r\n\f]*(\"[^\"]*\"|'[^']*'|[^ \t\r\n\f>]*)")
_ENTITY = re.compile(r"&(?:#|\w+;)")


class Met:
    """Links met before, as they are written, so that a menu is resolved and looked up once and not on every page.

    Measured on pages with 200 links: two thirds of the crawl's CPU time went into resolving menus again and again.
    """

    def __init__(self, most: int = 40_000):
        self._depths: dict[str, int] = {}
        self._never: set[str] = set()
        self._most = most

    def known(self, key: str, depth: int) -> bool:
        """Whether that link was met on a page no deeper than this one; remembers it."""
        if self._depths.get(key, _FAR) <= depth:
            return True
        if len(self._depths) >= self._most:
            self._depths.clear()
        self._depths[key] = depth
        return False

    def has(self, key: str, depth: int) -> bool:
        """The same, without remembering it; true as well of what `never` was told."""
        return self._depths.get(key, _FAR) <= depth or key in self._never

    def never(self, key: str) -> None:
        """Remembers an address that is never content (style sheets, icons), wherever it stands."""
        if len(self._never) >= self._most:
            self._never.clear()
        self._never.add(key)


@dataclass(frozen=True, slots=True)
class Known:
    """What a crawl knows when it searches a page: the links met before, and the page's depth."""

    met: Met
    depth: int


@dataclass(frozen=True, slots=True)
class Source:
    """A page's source as far as it can be read without a parser: hrefs (with their quotes) outside scripts, and the scripts' code.

    `plain` is False where those cannot be told: tags in capitals, scripts that write links or scripts. Where it is True, every link's
    address is among `hrefs` and every script's code within one of `codes`; either may hold more (what stands in comments).
    """

    hrefs: frozenset[bytes] = frozenset()
    codes: tuple[str, ...] = ()
    plain: bool = False


def source_of(raw: bytes, lower: bytes) -> Source:
    """Takes a page in UTF-8 apart. `lower`: the same in small letters."""
    outside, codes, place = [], [], 0
    while (begin := raw.find(b"<script", place)) >= 0:
        stop = raw.find(b"</script", begin)
        stop = len(raw) if stop < 0 else stop
        outside.append(raw[place:begin])
        codes.append(raw[begin:stop])
        place = stop
    hrefs = _HREF.findall(b" ".join((*outside, raw[place:])))
    plain = (all(map(_simple, codes)) and len(hrefs) + sum(code.count(b"href") for code in codes) == lower.count(b"href")
             and sum(code.count(b"<script") for code in codes) == lower.count(b"<script"))
    return Source(frozenset(hrefs), tuple(code.partition(b">")[2].decode("utf-8", "replace") for code in codes), True) if plain else Source()


def _simple(code: bytes) -> bool:
    """Whether a script (its tag and code) writes neither links nor scripts: those may be none, but end or hold others."""
    return b">" in code and not (b"<a" in code and b"href" in code) and not (b"<!--" in code and b"<script" in code[1:])


class Here:
    """The links met before, as one page sees them: relative ones mean others in another folder."""

    def __init__(self, known: Known, base: str, encoding: str):
        self._met, self._depth, self._base, self._encoding = known.met, known.depth, base, encoding
        self._origin, self._folder = origin_of(base), base.partition("?")[0].rpartition("/")[0]

    def met(self, value: str) -> bool:
        """Whether a link was met on a page no deeper than this one; remembers it. Never, where its meaning hangs on the page itself."""
        return bool(value) and value[0] not in "?#" and self._met.known(self._key(value), self._depth)

    def _key(self, value: str) -> str:
        if value[0] == "/":
            place = self._origin if value[:2] != "//" else self._origin[:5]
        else:
            place = "" if value[:4].lower() == "http" else self._folder
        return f"{place} {value}"

    def only_menus(self, source: Source) -> bool:
        """Whether certainly no link of the page is one that was not met before: many articles hold none but menus, bread crumbs and
        neighbours that their list has shown."""
        return source.plain and all(self._settled(_bare(href)) for href in source.hrefs)

    def _settled(self, value: str) -> bool:
        """Whether an href leads nowhere or to what was met, or is never content."""
        value = value.replace("&amp;", "&")
        if not value or value[0] == "#":
            return True
        if value[0] == "?" or "&" in value and _ENTITY.search(value):
            return False
        key = self._key(value)
        if self._met.has(key, self._depth):
            return True
        if (url := canonical(value, self._base, self._encoding)) and never_content(url):
            self._met.never(key)
            return True
        return False


def _bare(href: bytes) -> str:
    """An href without the quotes around it; one whose quotes do not close stays as it is, and is met nowhere."""
    return (href[1:-1] if len(href) > 1 and href[0] == href[-1] and href[:1] in (b'"', b"'") else href).decode("utf-8", "replace")
