"""Finds the rows of a page's main list and tells it from menus and side boxes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import urljoin

from crawler.extract import rows as reading
from crawler.extract.layout import MANY, Anchor, Element
from crawler.extract.page import Page

ROWS = ("li", "tr", "dl")
LIMIT = 5000              # links looked at; a page with more is a trap or an atlas
TITLE = 6                 # characters from which a link's text may be a title
KEPT = 300                # characters of a text whose answers are kept
_ASIDE = re.compile(r"(?:^|[\s_\-])(?:nav\w*|\w*menu\w*|head\w*|top\w*|foot\w*|bottom\w*|side\w*|aside\w*|\w*sidebar\w*|friend\w*|yqlj|banner\w*|link|links|hot\w*|rank\w*|rel\w*|tags?|share\w*|login\w*|search(?![_\-]?list)\w*|copyright\w*|crumb\w*|breadcrumb\w*|position|sub_?nav\w*|left_?nav\w*|lmlb|xglj|kslj|quick\w*)(?:$|[\s_\-\d])")
_PAGER_TEXT = re.compile(r"^(?:[<>«»‹›]+|\d{1,4}|首\s*页|上\s*(一)?\s*页|下\s*(一)?\s*页|尾\s*页|末\s*页|第一页|最后一?页|更多\S{0,2}|\W*more\W*|first|prev(ious)?|next|last|转到|跳转|go|\.{2,3}|…)$", re.I)
_NEXT = re.compile(r"^\W*(?:下一?页|后一?页|尾页|末页|next)\W*$", re.I)
_PAGER_LINE = re.compile(r"共\s*\d+\s*[条篇页项]|第\s*\d+\s*/\s*\d+\s*页|^\W*\d{1,3}\s*/\s*\d+\W*$|每页\s*\d*\s*(条|记录)|总共\s*\d+|当前第?\s*\d+\s*页|(上|下)一?页.{0,20}(下一?页|尾页|末页|下页)|首\s*页.{0,20}(上一?页|下一?页|上页|下页)")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the anchor that names it, the element it takes, the date printed in it, and its title where the anchor only says 下载."""

    anchor: int
    element: int
    day: date | None
    title: str = ""


@dataclass(slots=True)
class Group:
    """Rows that stand together."""

    holder: int
    rows: list[Row]
    score: float = 0.0
    dated: int = 0
    texts: int = 0
    hooked: bool = False


def is_pager_text(text: str) -> bool:
    return _found(_PAGER_TEXT, text) if len(text) <= KEPT else bool(_PAGER_TEXT.search(text))


@lru_cache(maxsize=8192)
def _found(pattern: re.Pattern[str], text: str) -> bool:
    """Whether a pattern is found in a short text; kept, for menus and feet repeat on every page of a site."""
    return bool(pattern.search(text))


def _is_aside(ident: str) -> bool:
    return _found(_ASIDE, ident) if len(ident) <= KEPT else bool(_ASIDE.search(ident))


def pager_elements(page: Page) -> frozenset[int]:
    """Elements that hold the pagination, by the shelf's selectors and by their words."""
    found = set()
    for selector in page.row.selectors("pager"):
        for node in page.css(selector)[:4]:
            if (element := page.element(node)) is not None and element.chars <= 400:
                found.add(element.index)
    for number in page.outline.lines_that(_pages):
        line = page.lines[number]
        for element in page.outline.ancestors(line.element)[:3]:
            if element.chars > 1.5 * len(line.text) + 30 or element.tag in ("body", "form"):
                break
            found.add(element.index)
    for number in page.outline.links_that(_next):
        anchor = page.outline.anchors[number]
        if number < LIMIT and page.outline.elements[anchor.element].chars <= 3 * len(anchor.text):
            found.add(anchor.element)
    return frozenset(found)


def _pages(text: str) -> bool:
    """Whether a line pages; whatever _PAGER_LINE finds holds one of three signs."""
    return ("页" in text or "/" in text or "共" in text) and 3 <= len(text) <= 300 and bool(_PAGER_LINE.search(text))


def _next(text: str) -> bool:
    return len(text) <= 8 and ("页" in text or "ext" in text.lower()) and bool(_NEXT.search(text))


def find_groups(page: Page, pagers: frozenset[int], crumb: int) -> list[Group]:
    """Every group of rows, the likeliest main list first."""
    hooks = _hooks(page)
    made: dict[tuple[int, str], Group] = {}
    taken: dict[tuple[int, str], dict[tuple[int, int], Anchor]] = defaultdict(dict)
    alike = Counter((element.parent, element.tag, element.ident) for element in page.outline.elements if element.ident and 1 < element.links <= 4)
    holders: dict[int, tuple[int, str]] = {}
    for anchor in page.outline.anchors[:LIMIT]:
        if not anchor.href or is_pager_text(anchor.text) or not (anchor.text or anchor.title) or anchor.href.lower().startswith(("javascript:void", "#", "mailto:")) and len(anchor.text) < 8:
            continue
        element = _row_element(page, anchor, alike)
        if element is None or pagers and any(above.index in pagers for above in page.outline.ancestors(element.index)[:4]):
            continue
        key = holders.get(element.parent)
        if key is None:
            key = holders[element.parent] = _holder(page, element)
        place = element.index, anchor.index if element.single == MANY and reading.shared_day(page, anchor, element.tag in ROWS) else -1
        known = taken[key].get(place)
        if known is None or len(_name(anchor)) > len(_name(known)) and not (known.href == anchor.href and len(known.text) >= TITLE):   # a second link of one address is its summary
            taken[key][place] = anchor
    for key, rows in taken.items():
        made[key] = _group(page, key[0], rows, hooks)
    groups = sorted(made.values(), key=lambda group: -_rate(page, group, crumb))
    return groups


def _name(anchor: Anchor) -> str:
    return anchor.title if len(anchor.title) > len(anchor.text) else anchor.text


def _hooks(page: Page) -> frozenset[int]:
    """Elements that the shelf row names as rows or as the main list."""
    return frozenset(
        element.index for part in ("row", "list") for node in page.select(part)[:400] if (element := page.element(node)) is not None
    )


def _row_element(page: Page, anchor: Anchor, alike: Counter[tuple[int, str, str]]) -> Element | None:
    """The row that a link stands in: its li, tr or dl when that holds few links, or one of several like elements of few links; else the
    largest element with no other address."""
    elements = page.outline.elements
    largest: Element | None = None
    index = anchor.element
    for _ in range(12):
        if index < 0:
            break
        element = elements[index]
        if element.tag in ROWS and element.links <= 4 and element.chars <= 900:
            return _outer_row(elements, element)
        if element.links > 1 and element.chars <= 900 and alike[element.parent, element.tag, element.ident] >= 3:
            return element
        if element.single != MANY and element.tag not in ("body", "ul", "ol", "table", "tbody"):
            largest = element
        if element.links > 4:
            break
        index = element.parent
    return largest or elements[anchor.element]


def _outer_row(elements: list[Element], row: Element) -> Element:
    """The row itself, or the row round a table that holds nothing but it: skins lay single rows out as tables."""
    index = row.parent
    while index >= 0 and elements[index].chars == row.chars and elements[index].links == row.links:
        if elements[index].tag in ROWS:
            row = elements[index]
        index = elements[index].parent
    return row


def _holder(page: Page, element: Element) -> tuple[int, str]:
    """What holds a row together with its like: the list or table; lists cut into several of one class count as one."""
    elements = page.outline.elements
    parent = elements[element.parent] if element.parent >= 0 else element
    while parent.tag in ("tbody", "thead") and parent.parent >= 0:
        parent = elements[parent.parent]
    whole = parent.ident or parent.tag in ("ul", "ol") or parent.links <= 2   # a bare table of several links is a list of its own
    if parent.tag in ("ul", "ol", "table", "dl") and parent.parent >= 0 and whole:
        above = elements[parent.parent]
        if sum(1 for _ in _like(page, above, parent)) > 1:
            return above.index, f"{parent.tag} {parent.ident}"
    return parent.index, ""


def _like(page: Page, above: Element, one: Element):
    for element in page.outline.elements[above.index + 1:above.index + 400]:
        if element.first >= above.last and element.first > above.first:
            break
        if element.parent == above.index and element.tag == one.tag and element.ident == one.ident:
            yield element


def _group(page: Page, holder: int, rows: dict[tuple[int, int], Anchor], hooks: frozenset[int]) -> Group:
    group = Group(holder, [])
    names = reading.undated(page, [(page.outline.elements[index], anchor) for (index, _), anchor in rows.items()])
    for (index, shared), anchor, name in zip(rows, rows.values(), names):
        element = page.outline.elements[index]
        title = reading.title_of(page, element, anchor) or name
        day, dated = (reading.shared_day(page, anchor), True) if shared >= 0 else reading.day_of(page, element, anchor, title)
        group.rows.append(Row(anchor.index, index, day, title))
        group.dated += dated
        group.texts += len(title) or len(_name(anchor))
    chain = {above.index for above in page.outline.ancestors(holder)} | {row.element for row in group.rows}
    group.hooked = bool(chain & hooks)
    return group


def signature(page: Page, row: Row) -> str:
    """What rows of one list have in common: tag and class without numbers, and for VSB the window's number."""
    element = page.outline.elements[row.element]
    if match := re.search(r"line_u\d+", element.ident):
        return match[0]
    return f"{element.tag} {re.sub(r'[0-9]+', '', element.ident)}"


def with_like(page: Page, main: Group, groups: list[Group]) -> Group:
    """The main list with its other pieces: some skins cut a list into several, one for every five rows."""
    mark = signature(page, main.rows[0])
    ident = mark.partition(" ")[2].strip() or mark.startswith("line_u")
    above = {element.index for element in page.outline.ancestors(main.holder)[1:3]}
    rows = list(main.rows)
    for group in groups:
        if group is main or not group.rows or signature(page, group.rows[0]) != mark or not group.dated and group.texts < 7 * len(group.rows):
            continue
        holder = page.outline.elements[group.holder]
        if mark.startswith("line_u") or holder.parent in above and (ident or holder.ident == page.outline.elements[main.holder].ident):
            rows += group.rows
            main.dated += group.dated
            main.texts += group.texts
    main.rows = sorted(rows, key=lambda row: row.anchor)
    return main


def prose_in_rows(page: Page, group: Group, found) -> int:
    """Characters outside links that the rows inside a body take: summaries, dates."""
    elements = page.outline.elements
    return sum(max(0, elements[row.element].chars - elements[row.element].linked) for row in group.rows if found.first <= elements[row.element].first < found.last)


def _rate(page: Page, group: Group, crumb: int) -> float:
    """How likely a group is the page's main list."""
    count = len(group.rows)
    mean = group.texts / max(1, count)
    score = min(count, 30) * 0.4 + min(group.dated, 30) * 0.9 + min(mean, 30) * 0.35
    if mean < 7 and not group.dated:
        score -= 6
    if in_aside(page, group) or not group.dated and leads_here(page, group):
        score -= 12
    if group.hooked:
        score += 6
    below = 0 <= crumb <= page.outline.elements[group.holder].first
    if below:
        score += 3
    if count < 2 and not group.hooked and not (below and group.dated):   # most columns of a platform hold one dated row
        score -= 5
    group.score = score
    return score


def in_aside(page: Page, group: Group) -> bool:
    """Whether a group stands in what its class, id or tag call a menu, head, foot or side box."""
    return any(_is_aside(element.ident) or element.tag in ("nav", "header", "footer", "aside") for element in page.outline.ancestors(group.holder)[:8])


def leads_here(page: Page, group: Group) -> bool:
    """Whether one of the rows leads to this very page: a menu of sibling columns."""
    here = page.url.partition("#")[0]
    for row in group.rows[:200]:
        try:
            if urljoin(page.base, page.outline.anchors[row.anchor].href.strip()).partition("#")[0] == here:
                return True
        except ValueError:
            continue
    return False


def near_pager(page: Page, group: Group, pagers: frozenset[int]) -> bool:
    """Whether a pagination stands just below the group."""
    last = max((page.outline.elements[row.element].last for row in group.rows), default=0)
    return any(0 <= page.outline.elements[index].first - last <= 6 for index in pagers)
