"""What extraction knows of a page while it reads it: source, tree, outline, shelf row, and the parts found so far."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from crawler.extract.layout import Element, Line, clean
from crawler.extract.names import fitting
from crawler.extract.outline import Outline
from crawler.extract.shelf import Row

_LETTERS = re.compile(r"[^\W_]+")
_SHORT = 300              # characters of a text of which it is remembered what is left of it
_SIGNS = "，。、；：！？（）《》“”％\u3000\xa0,.:-"   # none is a letter, nor becomes one by NFKC


def fold(text: str) -> str:
    """Letters and digits only, for comparing titles."""
    return _folded(text) if len(text) <= _SHORT else "".join(_letters(piece) for piece in without_signs(text).split()).lower()


@lru_cache(maxsize=2048)
def _folded(text: str) -> str:
    """The same, remembered: a page's title is held against many of its lines."""
    return _letters(text).lower()


def has_letters(text: str) -> bool:
    """Whether anything is left of a text that is folded."""
    return _LETTERS.search(text) is not None


def _letters(text: str) -> str:
    return text if text.isalnum() else "".join(_LETTERS.findall(text))


def without_signs(text: str) -> str:
    """A long text with blanks for its commonest signs: what is left folds, and is normalised, in a fraction of the time."""
    for sign in _SIGNS:
        text = text.replace(sign, " ")
    return text


@dataclass(slots=True)
class Page:
    """One page under extraction. `base` is what links are resolved against."""

    url: str
    base: str
    html: str
    tree: LexborHTMLParser
    outline: Outline
    row: Row
    head_title: str                     # the text of <title>
    metas: dict[str, str]               # name or property in lower case -> content
    anchor: str = ""                    # the text of the link that led here
    is_article: bool = False            # the address of a known system says so
    maybe_article: bool = False         # an address of a common kind, or a mark in the source, says so
    is_list: bool = False               # the address says so
    is_home: bool = False
    names: frozenset[bytes] | None = None   # of selectors, that stand in the source; None where nobody looked
    gaps: dict[int, list[str] | None] = field(default_factory=dict)   # line -> what stands between its links

    @property
    def lines(self) -> list[Line]:
        return self.outline.lines

    def select(self, part: str) -> list[LexborNode]:
        """Nodes that the shelf row's selectors for a part find, in the order of the selectors."""
        return [node for selector in self.row.selectors(part) for node in self.css(selector)]

    def holds(self, word: bytes) -> bool:
        """Whether one of `names.WORDS` stands in the source, whatever its case."""
        return self.names is None or word in self.names

    def css(self, selector: str) -> list[LexborNode]:
        if self.names is not None and not (selector := fitting(selector, self.names)):
            return []
        try:
            return self.tree.css(selector)
        except (SelectolaxError, ValueError):
            return []

    def element(self, node: LexborNode) -> Element | None:
        """The outline's element of exactly this node, None when it stands outside the visible page."""
        return self.outline.at(node)

    def line_text(self, first: int, last: int) -> str:
        return clean(" ".join(line.text for line in self.lines[first:last]))


def read_metas(tree: LexborHTMLParser) -> dict[str, str]:
    """Every meta of the page by its name or property, the first one of a name that says something."""
    found: dict[str, str] = {}
    for node in tree.css("meta")[:200]:
        attributes = node.attributes
        name = (attributes.get("name") or attributes.get("property") or attributes.get("itemprop") or "").strip().lower()
        content = clean(attributes.get("content") or "")
        if name and content:
            found.setdefault(name, content)
    return found
