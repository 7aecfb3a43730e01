"""Finds the breadcrumb (当前位置) and reads its columns, outermost first."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.extract.layout import Element, Line, clean
from crawler.extract.page import Page, fold
from crawler.extract.shelf import generic
from crawler.extract.words import whole, words

_LABEL = re.compile(r"^[\s>»›|:：\[【]*" + words("crumb", "labels") + r"\s*[:：>»\]】]?")
_HOME_START = re.compile(r"^\W*" + words("crumb", "home") + r"\s*(?:[>»›|/→＞／·\-]|::)")
_SPLIT = re.compile(r"\s*(?:[>»›→＞≫▸►]+|&gt;|::+|\s[|/丨／\-–—]\s|[|丨])\s*")
_ENDS = re.compile(r"^[\s>»›|/→＞／·:：\-–—≫▸►\[\]【】]+|[\s>»›|/→＞／·:：\-–—≫▸►\[\]【】]+$")
LONGEST = 260             # characters of a breadcrumb


@dataclass(frozen=True, slots=True)
class Crumb:
    """Its columns without home, 正文 and the title; the element that holds it; the lines it takes; whether it ends in 正文."""

    names: tuple[str, ...]
    element: int
    first: int
    last: int
    ends_in_text: bool = False


NONE = Crumb((), -1, -1, -1)


def find_crumb(page: Page) -> Crumb:
    """The page's breadcrumb; NONE when it has none."""
    return _labelled(page) or _selected(page) or _from_home(page) or NONE


def _labelled(page: Page) -> Crumb | None:
    for number in page.outline.lines_that(_label):
        line = page.lines[number]
        match = _label(line.text)
        rest = line.text[match.end():]
        if not rest and not match[0].strip().endswith((":", "：")) and not _followed(page, number):
            continue
        return _read(page, page.outline.elements[line.element] if _whole(rest) else _container(page, line.element), number)
    return None


def _label(text: str) -> re.Match[str] | None:
    """The label that a line begins with."""
    return _LABEL.match(text) if len(text) <= LONGEST else None


def _begins_at_home(text: str) -> bool:
    return len(text) <= LONGEST and bool(_HOME_START.match(text))


def _whole(rest: str) -> bool:
    """Whether the label's own line already holds the whole path."""
    return len(_pieces(rest)) >= 2


def _followed(page: Page, number: int) -> bool:
    """Whether the next lines go on like a breadcrumb."""
    after = page.lines[number + 1:number + 3]
    return any(whole("crumb", "home").fullmatch(line.text) for line in after)


def _container(page: Page, index: int) -> Element:
    """The smallest element round the label that holds a link, at most three levels up."""
    element = page.outline.elements[index]
    for above in page.outline.ancestors(index)[:4]:
        if above.chars > LONGEST or above.links > 8:
            break
        element = above
        if above.links:
            break
    return element


def _selected(page: Page) -> Crumb | None:
    own = page.row.selectors("crumb")
    for selector in (*own, ", ".join(generic().selectors("crumb"))):
        for node in page.css(selector)[:6]:
            element = page.element(node)
            if element is None or not 2 <= element.chars <= LONGEST or element.links > 8:
                continue
            text = page.line_text(element.first, element.last)
            if _HOME_START.match(text) or selector in own and element.links or any(mark in text for mark in ">»›"):
                return _read(page, element, element.first)
    return None


def _from_home(page: Page) -> Crumb | None:
    """A line that begins with 首页 and goes on with separators; menus are longer or stand on many lines."""
    for number in page.outline.lines_that(_begins_at_home):
        line = page.lines[number]
        if len(line.links) > 6:
            continue
        last = _ENDS.sub("", _SPLIT.split(line.text)[-1])
        if any(mark in line.text for mark in ">»›＞→≫") or whole("crumb", "tail").fullmatch(last) or len(line.links) <= 3 and fold(last) and fold(last) in fold(page.head_title):
            return _read(page, page.outline.elements[line.element], number)
    return None


def _read(page: Page, element: Element, first: int) -> Crumb:
    if len(_pieces(page.lines[first].text)) >= 3 and element.last - element.first > 1:
        return _parse(page, element, first, [page.lines[first]], first + 1)
    lines = page.lines[element.first:max(element.last, first + 1)] if element.first <= first < element.last else [page.lines[first]]
    start = max(first - element.first, 0) if element.first <= first < element.last else 0
    return _parse(page, element, first, lines[start:], max(element.last, first + 1))


def _parse(page: Page, element: Element, first: int, lines: list[Line], last: int) -> Crumb:
    text = " > ".join(line.text for line in lines if line.text)
    text = text[match.end():] if (match := _LABEL.match(text)) else text
    links = {number for line in lines for number in line.links}
    names, place = [], 0
    for number in sorted(links):
        name = page.outline.anchors[number].text
        found = text.find(name, place) if name else -1
        if found >= 0:
            names += _pieces(text[place:found])
            names.append(name)
            place = found + len(name)
    tail = _pieces(text[place:])
    ends = bool(tail and whole("crumb", "tail").fullmatch(tail[-1]))
    kept = [name for name in (_tidy(name) for name in (*names, *tail)) if name and not _skipped(name)]
    return Crumb(tuple(dict.fromkeys(kept))[:8], element.index, first, last, ends)


def _pieces(text: str) -> list[str]:
    return [piece for piece in (_tidy(piece) for piece in _SPLIT.split(text)) if piece]


def _tidy(name: str) -> str:
    return _ENDS.sub("", clean(name))


def _skipped(name: str) -> bool:
    return len(name) > 120 or bool(whole("crumb", "home").fullmatch(name) or whole("crumb", "tail").fullmatch(name) or whole("crumb", "labels").fullmatch(name))


def without_title(crumb: Crumb, title: str) -> tuple[str, ...]:
    """The columns without the page's own title at the end."""
    names = list(crumb.names)
    own = fold(title)
    while names and own and (fold(names[-1]) == own or len(names[-1]) > 8 and own.startswith(fold(names[-1]).rstrip("…"))):
        names.pop()
    return tuple(names)
