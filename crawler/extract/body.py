"""Finds the element that holds a page's own text: by the shelf's selectors, else where the prose is densest."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.extract.layout import Element, Line
from crawler.extract.page import Page
from crawler.extract.shelf import generic
from crawler.extract.words import pattern, whole

_MACHINERY = re.compile(r"(?:^|[\s_\-])(?:foot\w*|bottom\w*|copyright|banquan|nav\w*|menu\w*|header|friend\w*|links?|yqlj|topbar|sitemap)(?:$|[\s_\-\d])")
SHARE = 0.62              # of its parent's prose: an element with more is gone into. Chosen on the real pages
LINKED = 0.75             # share of linked characters above which a container is a menu or a list


@dataclass(frozen=True, slots=True)
class Body:
    """Where the text stands: element, lines, and how it was found ("shelf", "common", "density")."""

    element: int
    first: int
    last: int
    how: str


def find_body(page: Page) -> Body | None:
    """The body's container, None when no selector finds one."""
    if page.row.name != "generic":
        for selector in page.row.selectors("body"):
            if (element := _best(page, selector, strict=False)) is not None:
                return Body(element.index, element.first, element.last, "shelf")
    element = _best(page, ", ".join(generic().selectors("body")), strict=True)
    return Body(element.index, element.first, element.last, "common") if element is not None else None


def _best(page: Page, selector: str, strict: bool) -> Element | None:
    """Of all that a selector finds the first one with content (`strict`: with prose); nested ones give way to the outer one."""
    found: list[Element] = []
    for node in page.css(selector)[:60]:
        element = page.element(node)
        if element is None or any(page.outline.inside(element.index, outer.index) for outer in found):
            continue
        found.append(element)
    full = [element for element in found if element.chars or element.images]
    if strict:
        full = [element for element in full if _prose(element) >= 20 or element.images and not element.links]
        full = [element for element in full if element.linked < LINKED * max(1, element.chars) or element.links <= 2]
        return max(full, key=_prose, default=None)
    if not full:
        return found[0] if found else None
    first = full[0]
    most = max(full, key=_prose)
    return most if _prose(most) > 4 * _prose(first) + 40 else first


def _prose(element: Element) -> int:
    return element.chars - element.linked


def densest(page: Page) -> Body | None:
    """Goes down from the whole page to the smallest element that still holds most of the prose."""
    elements = page.outline.elements
    if not elements:
        return None
    children: dict[int, list[Element]] = {}
    for element in elements:
        if element.chars or element.images:
            children.setdefault(element.parent, []).append(element)
    current = elements[0]
    while True:
        inside = [child for child in children.get(current.index, ()) if child.tag not in ("footer", "nav", "header")]
        below = [child for child in inside if not _MACHINERY.search(child.ident)]
        if len(below) < len(inside):   # "nav-right" may be the name of the box beside the menu
            least = 2 * sum(_prose(child) for child in below)
            below += [child for child in inside if child not in below and _prose(child) > least and sentences(page.lines[child.first:child.last]) > 1]
        if not below:
            break
        most = max(below, key=_prose)
        rest = sum(_prose(child) for child in below)
        if most.tag in ("p", "tr", "li", "tbody", "td", "th", "span", "font", "a") and len(below) > 1 and most.tag != "td":
            break
        if _prose(most) < SHARE * rest:
            break
        current = most
    if current.index == 0 and _prose(current) < 40:
        return None
    return Body(current.index, current.first, current.last, "density")


def prose_chars(lines: list[Line]) -> int:
    """Characters outside links."""
    return sum(len(line.text) - line.linked for line in lines)


def sentences(lines: list[Line]) -> int:
    """How many unlinked lines are sentences."""
    return sum(1 for line in lines if not line.linked and len(line.text) > 20 and line.text.endswith(("。", "；", "！", "？") if len(line.text) <= 40 else ("。", "；", "！", "？", ".")))


def cut_adjacent(lines: list[Line], first: int, last: int) -> int:
    """The line at which 上一条：, 下一条： and buttons begin that stand inside a text's container; `last` when none do."""
    adjacent, closing = pattern("stop", "adjacent"), whole("stop", "closing")
    for number in range(first, last):
        text = lines[number].text
        if len(text) < 300 and adjacent.match(text) and sum(len(line.text) - line.linked for line in lines[number + 1:last]) < 200:
            last = number
            break
    while last > first and (not lines[last - 1].text or len(lines[last - 1].text) < 40 and closing.fullmatch(lines[last - 1].text)):
        last -= 1
    return last


def cut_tail(lines: list[Line], first: int, last: int) -> int:
    """The line at which 上一条, 相关新闻, 版权所有 and the like begin, looked for in the last third."""
    below = pattern("stop", "below")
    start = first + (last - first) // 3
    for number in range(max(start, first + 1), last):
        text = lines[number].text
        if text and len(text) < 160 and below.search(text):
            return number
    return last
