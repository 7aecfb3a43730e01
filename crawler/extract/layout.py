"""What a laid-out page consists of: lines, the elements that hold them, links; and how their text is cleaned."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]")
MANY = -1                 # an element that holds links to several addresses


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
    single: int = -2      # index of its only link's address; MANY; -2 none
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
    node: LexborNode
    mark: str = ""        # "class id" of the link itself
