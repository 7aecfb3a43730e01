"""Remembers links met before, so that menus and neighbours are resolved and looked up once and not on every page."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.addresses import origin_of

_FAR = 1 << 30


class Met:
    """Links met before, as they are written, so that a menu is resolved and looked up once and not on every page.

    Measured on pages with 200 links: two thirds of the crawl's CPU time went into resolving menus again and again.
    """

    def __init__(self, most: int = 40_000):
        self._depths: dict[str, int] = {}
        self._led: dict[str, int] = {}
        self._most = most

    def known(self, key: str, depth: int) -> bool:
        """Whether that link was met on a page no deeper than this one; remembers it."""
        return self._before(self._depths, key, depth)

    def led(self, url: str, depth: int) -> bool:
        """Whether a page led to an address before, so that it lies no deeper than `depth`; else remembers that this page does.
        The same address is written in many ways: neighbours, hot lists, other folders."""
        return self._before(self._led, url, depth)

    def _before(self, depths: dict[str, int], key: str, depth: int) -> bool:
        if depths.get(key, _FAR) <= depth:
            return True
        if len(depths) >= self._most:
            depths.clear()
        depths[key] = depth
        return False


@dataclass(frozen=True, slots=True)
class Known:
    """What a crawl knows when it searches a page: the links met before, and the page's depth."""

    met: Met
    depth: int


class Here:
    """The links met before, as one page sees them: relative ones mean others in another folder."""

    def __init__(self, known: Known, base: str):
        self._met, self._depth = known.met, known.depth
        self._fresh: set[str] = set()      # what this page brought: written twice, its second text may say more
        self._origin, self._folder = origin_of(base), base.partition("?")[0].rpartition("/")[0]

    def met(self, value: str, kind: str) -> bool:
        """Whether an address was met on a page no deeper than this one, as a hint of that kind; remembers it. Never, where its meaning
        hangs on the page itself."""
        return bool(value) and value[0] not in "?#" and self._known(f"{kind} {self._place(value)} {value}")

    def _known(self, key: str) -> bool:
        if self._met.known(key, self._depth):
            return key not in self._fresh
        self._fresh.add(key)
        return False

    def led(self, url: str, kind: str) -> bool:
        """Whether a link or a further page, however it was written, was met; remembers it."""
        depth = self._depth + (kind == "link")
        return self._met.led(url, depth)

    def _place(self, value: str) -> str:
        if value[0] == "/":
            return self._origin if value[:2] != "//" else self._origin[:5]
        return "" if value[:4].lower() == "http" else self._folder
