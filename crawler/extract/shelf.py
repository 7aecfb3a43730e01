"""The shelf of content management systems: recognises which one made a page and holds its row of marks and selectors."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from urllib.parse import urlsplit

# The order in which the rows are tried: a system's sure signs before those that other systems share.
ORDER = ("vsb", "webplus", "hanweb", "trs", "gp", "nfu", "phpcms", "dedecms", "wordpress", "drupal", "asp")
HTML_LOOKED_AT = 300_000  # characters
SURE = 4                  # score (2 for a mark in the source, 1 for a kind of address) at which the search ends


@dataclass(frozen=True, slots=True)
class Row:
    """What is known of one system: marks that recognise it, addresses, and selectors for each part of a page."""

    name: str
    vendor: str
    marks: tuple[str, ...]
    mark_urls: tuple[re.Pattern[str], ...]
    identities: tuple[re.Pattern[str], ...]
    articles: tuple[re.Pattern[str], ...]
    lists: tuple[re.Pattern[str], ...]
    article_marks: tuple[str, ...]
    sure: bool                     # its kinds of address leave no doubt
    select: dict[str, tuple[str, ...]] = field(hash=False)

    def selectors(self, part: str) -> tuple[str, ...]:
        return self.select.get(part, ())


def _patterns(entries: list[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(entry) for entry in entries)


@lru_cache(maxsize=None)
def row(name: str) -> Row:
    """One system's row. Raises FileNotFoundError when crawler/cms has none of that name."""
    table = tomllib.loads(resources.files("crawler").joinpath("cms", f"{name}.toml").read_text("utf-8"))
    marks, pages = table["marks"], table.get("pages", {})
    return Row(
        table["name"], table["vendor"], tuple(marks["html"]), _patterns(marks["url"]), _patterns(table["identity"]["url"]),
        _patterns(pages.get("article", [])), _patterns(pages.get("list", [])), tuple(pages.get("article_html", [])), pages.get("sure", False),
        {part: tuple(entries) for part, entries in table["select"].items()},
    )


def generic() -> Row:
    """The row for systems that nobody described."""
    return row("generic")


@lru_cache(maxsize=1)
def _marks() -> dict[bytes, list[tuple[str, str]]]:
    """By a mark in lower case as bytes: the mark as it is, and the system that it belongs to."""
    made: dict[bytes, list[tuple[str, str]]] = {}
    for name in ORDER:
        for mark in row(name).marks:
            made.setdefault(mark.lower().encode(), []).append((mark, name))
    return made


def recognise(html: str, url: str, present: frozenset[bytes]) -> Row:
    """The system that made a page: two of its marks, or one mark or its kind of address alone when no other fits better.
    `present`: what crawler.extract.names found in the source (or in more than it), whatever its case."""
    looked_at, marks = html[:HTML_LOOKED_AT], _marks()
    seen = Counter(name for low in present if low in marks for mark, name in marks[low] if mark in looked_at)
    best, most = generic(), 0
    for name in ORDER:
        known = row(name)
        score = 2 * seen[name] + sum(bool(shape.search(url)) for shape in known.mark_urls)
        if score > most:
            best, most = known, score
        if most >= SURE:
            break
    return best


def identity(known: Row, url: str) -> str:
    """The system's own key of an article on its host ("vsb:5277"), "" when the address carries none."""
    for shape in known.identities:
        if match := shape.search(url):
            return f"{known.name}:{match[1]}"
    return ""


def looks_article(known: Row, url: str) -> bool:
    """Whether the address says that this is one article."""
    return any(shape.search(url) for shape in known.articles)


def marked_article(known: Row, html: str) -> bool:
    """Whether the source carries a mark that the system puts on articles; columns of one article carry it too."""
    return any(mark in html for mark in known.article_marks)


def looks_list(known: Row, url: str) -> bool:
    """Whether the address says that this is a column."""
    return any(shape.search(url) for shape in known.lists)


def looks_home(url: str) -> bool:
    """Whether the address is that of a site's or subsite's home page."""
    parts = urlsplit(url)
    return not parts.query and bool(re.fullmatch(r"/?((index|default|main|home)\d?\.\w{2,5})?", parts.path, re.I))
