"""Reads one row of a list: its title and the day printed in it, whatever else the row says."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from crawler.extract import dates
from crawler.extract.layout import Anchor, Element, Line
from crawler.extract.links import fuller
from crawler.extract.page import Page, fold

MANY = 12                 # lines of a row beyond which it is no row
BLOCK = 10                # characters of one of the two blocks of a date
KEPT = 300                # characters of a text whose answer is remembered
PROSE = 40                # characters from which a line of a row is a summary, whose dates are about something else
_GENERIC = re.compile(r"^\W*(?:立即|点击|在线|我要|文件|附件|免费|全文)?(?:下载|查看|浏览|阅读|打开|详细|详情|预览|进入|链接|more|download|view|detail|pdf|word)(?:附件|文件|全文|详情|更多|原文|here)?\W*$", re.I)
_DIGIT = re.compile(r"\d")
_MARKS = frozenset("-/.月")
_DATISH = re.compile(r"[\d\s\-/.年月日:：\[\]【】()（）|·]+")
_EDGES = tuple(re.compile(shape) for shape in (
    r"[\s\[【(（]*(?:\d{4}\s?[-/.年]\s?)?\d{1,2}\s?[-/.月]\s?\d{1,2}日?[\s\])】）]*$", r"^[\s\[【(（]*(?:\d{4}\s?[-/.年]\s?)?\d{1,2}\s?[-/.月]\s?\d{1,2}日?(?:\s?20\d\d(?=\s))?[\s\])】）]*",
))


def title_of(page: Page, element: Element, anchor: Anchor) -> str:
    """The row's title where its link's text is not: the link says only 下载, or holds date, title and summary in blocks; else ""."""
    if is_generic(anchor.text):
        return _other_line(page, element, anchor)
    pieces = [] if _in_one_line(page, anchor) else _pieces(page, anchor)
    if len(pieces) < 2:
        return ""
    named = [line for line in pieces if len(fold(line.text)) >= 4 and not _DATISH.fullmatch(line.text) and not dates.date_line(line.text)]
    best = next((line for line in named if line.heading), named[0] if named else None)
    return fuller(best.text, anchor.title) if best is not None else ""


@lru_cache(maxsize=8192)
def _generic(text: str) -> bool:
    return bool(_GENERIC.match(text))


def is_generic(text: str) -> bool:
    """Whether a link says only 下载, 查看 and the like; remembered, for menus repeat on every page of a site."""
    return _generic(text) if len(text) <= KEPT else bool(_GENERIC.match(text))


def _in_one_line(page: Page, anchor: Anchor) -> bool:
    """Whether a link's text is a line of its own that the next line does not go on with: then there are no pieces to look for."""
    lines, number = page.lines, anchor.line
    return number < len(lines) and lines[number].text == anchor.text and (number + 1 == len(lines) or lines[number + 1].text[0].isalnum())


def _pieces(page: Page, anchor: Anchor) -> list[Line]:
    """The lines that a link's text is laid out in."""
    whole, seen, pieces = fold(anchor.text), "", []
    for line in page.lines[anchor.line:anchor.line + MANY]:
        if not whole.startswith(seen + fold(line.text)):
            break
        seen += fold(line.text)
        if line.text:
            pieces.append(line)
    return pieces


def _other_line(page: Page, element: Element, anchor: Anchor) -> str:
    """The longest other line of a row whose link only says 下载 or 查看."""
    others = [line.text for line in page.lines[element.first:element.last] if line.text and line.text != anchor.text and not dates.date_line(line.text)]
    best = max(others, key=len, default="")
    return best.replace(anchor.text, "").strip(" []【】()（）") if len(best) <= 200 else ""


def day_of(page: Page, element: Element, anchor: Anchor, title: str) -> tuple[date | None, bool]:
    """The day printed in a row, and whether the row prints any date, be it without its year: a line of its own, two blocks, else beside the title."""
    lines = [line.text for line in page.lines[element.first:max(element.last, element.first + 1)] if line.text]
    if len(lines) > MANY:
        return said_day(anchor.title), False
    if not _may_show_day("".join(lines)):
        day = said_day(anchor.title)
        return day, day is not None
    name = title or anchor.text
    day = _own_line([text for text in lines if text != name]) if len(lines) > 1 else None
    text = " ".join(text for text in lines if len(text) <= PROSE or name[:8] in text) if len(lines) > 1 else "".join(lines)
    rest = text.replace(name, " ", 1) if name else text
    day = day or dates.row_day(rest) or (dates.row_day(text) if len(rest.strip()) < 4 else None) or said_day(anchor.title)
    return day, day is not None or bool(dates.MONTH_DAY.search(rest)) and len(rest.strip()) <= 14


def _may_show_day(text: str) -> bool:
    """Whether a text has what every shape of a date needs: the beginning of a year, or a digit and a mark of day and month."""
    return "20" in text or "19" in text or not _MARKS.isdisjoint(text) and _DIGIT.search(text) is not None


def shared_day(page: Page, anchor: Anchor, alone: bool = False) -> date | None:
    """The day beside a link that shares its element with other rows: between it and its neighbours in its own line (`alone`: it has none)."""
    line = page.lines[anchor.line] if anchor.line < len(page.lines) else None
    if line is None or not anchor.text or anchor.index not in line.links or alone and len(line.links) > 1:
        return None
    if anchor.line not in page.gaps:
        page.gaps[anchor.line] = _gaps(page, line)
    if (gaps := page.gaps[anchor.line]) is None:
        return None
    place = line.links.index(anchor.index)
    before = dates.first_date(gaps[0]) is not None   # the first gap says on which side of its link a date stands
    gap = gaps[place if before else place + 1]
    return dates.row_day(gap) if len(gap) <= PROSE else None


def _gaps(page: Page, line: Line) -> list[str] | None:
    """What stands before, between and behind a line's links; None where one of them cannot be found."""
    at, bounds = 0, [0]
    for number in line.links:
        name = page.outline.anchors[number].text
        at = line.text.find(name, at)
        if at < 0 or not name:
            return None
        bounds += [at, at + len(name)]
        at += len(name)
    return [line.text[first:last] for first, last in zip(bounds[::2], [*bounds[1::2], len(line.text)])]


def _dated_beside(page: Page, element: Element, anchor: Anchor) -> bool:
    """Whether a row prints a date beside its link: then a date in the link is part of the title."""
    text = page.line_text(element.first, min(max(element.last, element.first + 1), element.first + MANY))
    rest = text.replace(anchor.text, " ", 1)
    return dates.row_day(rest) is not None or dates.MONTH_DAY.search(rest) is not None


def _own_line(lines: list[str]) -> date | None:
    """The day of the first line that is made to show one, or of two short lines that show day and month."""
    for number, text in enumerate(lines):
        if len(text) <= 2 * BLOCK and _DATISH.fullmatch(text) and (found := dates.row_day(text)):
            return found
        pair = " ".join(lines[number:number + 2])
        if len(pair) <= 2 * BLOCK and _DATISH.fullmatch(pair) and (found := dates.split_day(pair)):
            return found
    for text in lines:
        if len(text) <= PROSE and len(list(dates.dates_in(text))) == 1 and (found := dates.date_line(text)):
            return found.value
    return None


def said_day(title: str) -> date | None:
    """The date in a link's title attribute (PowerEasy: 文章标题：… 作者：… 更新时间：…)."""
    found = [one for one in dates.labelled(title[:400]) if one.label in ("publish", "update")] if "时间" in title or "日期" in title else []
    return found[0].value if found else None


def undated(page: Page, rows: list[tuple[Element, Anchor]]) -> list[str]:
    """The rows' names without the date that every one of them carries at the same end, in the link; "" for a name that needs no change."""
    names = [anchor.text for _, anchor in rows]
    for edge in _EDGES if len(names) >= 3 else ():
        if all(edge.search(name) for name in names) and not any(_dated_beside(page, *row) for row in rows):
            cut = [edge.sub("", name, count=1).strip() for name in names]
            return cut if all(len(name) >= 4 for name in cut) else [""] * len(names)
    return [""] * len(names)
