"""Finds a title with its date line below it, the surest sign of an article, and the text that follows them."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.extract import dateline, dates
from crawler.extract.body import Body, sentences
from crawler.extract.crumbs import Crumb
from crawler.extract.dateline import DateLine
from crawler.extract.layout import Line
from crawler.extract.page import Page, fold
from crawler.extract.titles import meta_title, names_site
from crawler.extract.words import pattern

BELOW = 6                 # lines below a title in which its date line stands
SHORTEST = 6              # letters of a title that is known by its agreement with <title>; columns' names are shorter
LITTLE = 15               # characters below a date line that make a text


@dataclass(frozen=True, slots=True)
class Heading:
    """The line of a title and the date line below it (or on it)."""

    title: int
    date: DateLine


def find_heading(page: Page, crumb: Crumb) -> Heading | None:
    """The first title of the page that a date line follows; None on lists, whose dates stand in rows."""
    sources = [source for source in (fold(page.head_title), fold(meta_title(page))) if source]
    for number in range(max(crumb.last, 0), len(page.lines)):
        line = page.lines[number]
        if not line.text or line.linked > 0.3 * len(line.text) or len(line.text) > 300:
            continue
        known = _known(line, sources) or line.heading == 1 and len(fold(line.text)) >= SHORTEST and _alone(page)
        if (known or 0 < line.heading <= 3) and (found := _date_below(page, number, strict=not known)):
            return Heading(number, found)
    return None


def _known(line: Line, sources: list[str]) -> bool:
    """Whether <title> or a meta begins with this line, and for another reason than that it names the site."""
    own = fold(line.text)
    return len(own) >= SHORTEST and any(source.startswith(own) or len(source) >= SHORTEST and own.startswith(source) for source in sources) and (0 < line.heading <= 3 or not names_site(line.text))


def _alone(page: Page) -> bool:
    """Whether the page has one unlinked h1 only: its title, whatever <title> says."""
    return sum(line.heading == 1 and not line.linked for line in page.lines) == 1


def _date_below(page: Page, number: int, strict: bool) -> DateLine | None:
    one = dateline.with_title(page.lines[number].text, fold(page.head_title))
    if one:
        return DateLine(one.value, one.label, number, page.lines[number].text[:80])
    last = number + 1 + BELOW
    for place in range(number + 1, min(last, len(page.lines))):
        if page.lines[place].linked > 12 or sentences(page.lines[place:place + 1]) or page.lines[place].heading and place > number + 3 or dateline.in_row(page, page.lines[place]):
            last = place
            break
    return dateline.in_lines(page, number + 1, last, strict)


def text_below(page: Page, heading: Heading) -> Body | None:
    """The text after a heading: the smallest element round the date line that holds something below it."""
    start = heading.date.line + 1
    for element in page.outline.ancestors(page.lines[heading.date.line].element):
        last = min(element.last, len(page.lines))
        below = [line for line in page.lines[start:last] if not _is_company(line)]
        if sum(len(line.text) for line in below) >= LITTLE or element.images and element.tag != "body":
            return Body(element.index, start, _stop(page, start, last), "density")
        if element.tag == "body":
            break
    return None


def _is_company(line: Line) -> bool:
    """Whether a line only goes on with the date line: 作者, 字号, 打印."""
    return len(line.text) < 60 and bool(dates.has_company(line.text)) or line.linked > 0 and len(line.text) <= 8


def _stop(page: Page, first: int, last: int) -> int:
    """The line at which 上一条, 相关新闻, 版权所有 and the like begin."""
    below = pattern("stop", "below")
    for number in range(first, last):
        text = page.lines[number].text
        if text and len(text) < 160 and below.search(text):
            return number
    return last
