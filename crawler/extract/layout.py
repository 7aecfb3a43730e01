"""What a laid-out page consists of: lines, the elements that hold them, links; and how their text is cleaned."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]")
MANY = " "                # an element that holds links to several addresses; no address is a blank
_OBJECT = 300             # bytes, roughly, that an element, a line or half a link takes


def clean(text: str) -> str:
    """One line: zero-width and control characters gone, every run of blanks one space."""
    if text.isprintable():
        return " ".join(text.split()) if "  " in text or text[:1] == " " or text[-1:] == " " else text
    text = " ".join(text.split())
    return text if text.isprintable() else " ".join(_CONTROL.sub("", text).split())


@dataclass(slots=True)
class Element:
    """One block element, or any element with a class or id."""

    index: int
    parent: int           # index of the enclosing element, -1 for the root
    tag: str
    ident: str            # "class id" in lower case
    first: int            # its lines: first … last, last excluded
    last: int = 0
    hidden: bool = False
    align: str = ""
    chars: int = 0        # visible characters in it
    linked: int = 0       # … of which inside links
    links: int = 0        # number of links with an address in it
    single: str = ""      # the only address that its links lead to; MANY; "" none
    images: int = 0


@dataclass(slots=True)
class Line:
    """One visual line. `element` is the innermost block that it stands in."""

    text: str
    element: int
    heading: int          # 1 … 6, 0 for none
    bold: bool
    linked: int           # characters inside links
    links: list[int] = field(default_factory=list)
    cell: bool = False    # goes on a table row that an earlier line began


@dataclass(slots=True)
class Anchor:
    """One link as it stands: `href` unresolved."""

    index: int
    href: str
    text: str
    title: str
    line: int
    element: int
    attributes: dict[str, str | None]
    picture: str = ""     # of a link without text: what its picture says


@dataclass(slots=True)
class Part:
    """A subtree as it was laid out: a pure function of its HTML. Numbers are those of a page on which its root is element `place[0]`,
    its lines begin at `place[1]`, its links at `place[2]`, and `place[3]` is the element round it."""

    place: tuple[int, int, int, int]
    elements: list[Element]
    lines: list[Line]
    anchors: list[Anchor]
    images: list[tuple[int, dict[str, str | None]]]
    left: list[int]           # links without text at its end: they count as the next line's
    left_linked: int          # characters of links that count as the next line's
    nodes: int                # that were gone through
    ordinals: tuple[int, ...] # which of its nodes, in document order, made its elements
    links: dict[Any, Any] = field(default_factory=dict)   # what crawler.extract.links made of its links, by what they are resolved against
    passed: dict[Any, tuple[int, ...]] = field(default_factory=dict)   # which of its lines (or links) pass a test, by the test

    def weight(self, html: str) -> int:
        """Roughly the bytes that it takes; what its HTML says it says again in texts and attributes."""
        return _OBJECT * (len(self.elements) + len(self.lines) + 2 * len(self.anchors) + len(self.images)) + 6 * len(html)

    def moved(self, place: tuple[int, int, int, int]) -> Part:
        """The same subtree at another place of a page."""
        e, l, a = place[0] - self.place[0], place[1] - self.place[1], place[2] - self.place[2]
        elements = [
            Element(x.index + e, x.parent + e, x.tag, x.ident, x.first + l, x.last + l, x.hidden, x.align, x.chars, x.linked, x.links, x.single, x.images)
            for x in self.elements
        ]
        elements[0].parent = place[3]
        lines = [Line(x.text, x.element + e, x.heading, x.bold, x.linked, [number + a for number in x.links] if a and x.links else x.links) for x in self.lines]
        anchors = [Anchor(x.index + a, x.href, x.text, x.title, x.line + l, x.element + e, x.attributes, x.picture) for x in self.anchors]
        images = [(number + e, attributes) for number, attributes in self.images]
        return Part(place, elements, lines, anchors, images, [number + a for number in self.left], self.left_linked, self.nodes, self.ordinals, self.links, self.passed)
