"""Finds the line that shows when a page was published: beside the title, else below the text, never in side boxes or prose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from crawler.document import DateRead
from crawler.extract import dates
from crawler.extract.layout import Line
from crawler.extract.page import Page, fold
from crawler.extract.words import pattern

META_NAMES = (
    "pubdate", "publishdate", "publish_date", "publishtime", "article:published_time", "og:published_time", "datepublished", "og:article:published_time",
    "article_publish_time", "articlepublishdate", "bytedance:published_time", "weibo:article:create_at", "dc.date.issued", "publication_date", "releasedate", "firstpublishedtime",
)
_EVENT_LINE = re.compile(r"^\W*(?:[一二三四五六七八九十\d]{1,2}[、.．]\s*)?(?:(?:会议|讲座|报告|活动|考试|培训|比赛|演出|面试)?地\s*点|主\s*讲|报\s*告\s*人|主\s*持|讲座(?:人|题目|主题)|报告题目|参加(?:人员|对象)|主办|承办|题\s*目|嘉宾|面向|对象|(?i:venue|speaker|location|place))")
ROW_LINES = 8             # lines of a list row; a tr with more is layout
BELOW = 14                # lines below the text in which a date line may stand


@dataclass(frozen=True, slots=True)
class DateLine:
    """The publish date as read from the page, and the number of its line (-1 when it is in no line)."""

    value: date
    label: str
    line: int
    excerpt: str


def in_lines(page: Page, first: int, last: int, strict: bool = False, skip: frozenset[int] = frozenset()) -> DateLine | None:
    """The best date line of a span: publish label before plain label before bare date before 更新时间; then the later line."""
    best: DateLine | None = None
    lines, closed = page.lines, None
    for number in range(max(0, first), min(last, len(lines))):
        line = lines[number]
        if not line.text or number in skip or line.linked > 0.5 * len(line.text) and not _linked_date(line):
            continue
        if in_row(page, line):
            continue
        one = with_title(line.text, fold(page.head_title), line.heading)
        if line.heading and one is None and not dates.date_line(line.text, strict=True):
            continue
        found = _read(lines, number, strict)
        if found is None and one:
            found = DateLine(one.value, one.label, number, line.text[:80])
        row = page.outline.row_of(line.element) if closed is not None else -1
        if found and found.label == "bare" and closed is not None and not dates.has_company(line.text) and not row == closed >= 0:
            continue
        if closed is None and found is None and _closes(line.text):
            closed = page.outline.row_of(line.element)   # a date in the next cell of the same table row still goes with 发布单位：
        if found and (best is None or dates.STRENGTH[found.label] >= dates.STRENGTH[best.label]):
            best = found
    return best


def _linked_date(line: Line) -> bool:
    """Whether a date line's date is a link of its own, to an archive of that day."""
    found = dates.date_line(line.text) if len(line.text) <= 60 and line.linked <= 24 else None
    return found is not None and found.label == "publish"


def with_title(text: str, head: str, heading: int = 0) -> dates.Found | None:
    """A date at the end or beginning of the title's own line; `head` is the folded <title>. A heading needs no agreement with it."""
    found = list(dates.dates_in(text)) if len(text) <= 300 else []
    if len(found) != 1:
        return None
    value, start, end = found[0]
    for rest, edge in ((text[:start], text[end:]), (text[end:], text[:start])):
        if len(fold(rest)) >= 5 and head.startswith(fold(rest)) and not re.search(r"[^\W\d_]", edge) and not head.startswith(fold(text)):
            return dates.Found(value, "bare", start, end)
    return dates.behind_title(text) if heading and not head.startswith(fold(text)) else None


def _event_near(lines: list[Line], number: int) -> bool:
    """Whether a plain 时间： stands among 地点：, 主讲人： and the like: the event's, not the page's."""
    near = [lines[place].text[:12] for place in range(max(0, number - 3), min(len(lines), number + 4)) if place != number]
    return any(_EVENT_LINE.match(text) for text in near)


def _closes(text: str) -> bool:
    """Whether a line ends the place for a bare date: prose, or a date line whose date is missing."""
    return len(text) > 40 and bool(re.search(r"[，。；]", text)) or len(text) < 80 and dates.has_company(text) and bool(re.search(r"[:：]", text))


def _read(lines: list[Line], number: int, strict: bool) -> DateLine | None:
    text = lines[number].text
    if lines[number].linked >= 4 and not pattern("meta", "words").search(text):
        return None
    if (found := dates.date_line(text, strict or lines[number].linked > 0)) and (found.label == "publish" or lines[number].linked < 0.3 * len(text)):
        if found.label == "plain" and not dates.has_company(text) and _event_near(lines, number):
            return None
        return DateLine(found.value, found.label, number, text[max(0, found.start - 20):found.end + 10])
    label = dates.label_alone(text)
    for step in (1, 2):
        if not label or number + step >= len(lines):
            break
        following = lines[number + step].text
        if following:
            value = dates.first_date(following[:24])
            if value and dates.date_line(following):
                return DateLine(value, label, number + step, f"{text} {following}"[:60])
            break
    return None


def in_blocks(page: Page, first: int, last: int) -> DateLine | None:
    """A date that a skin prints in two blocks, day and year-month, on neighbouring short lines."""
    lines = page.lines
    for number in range(max(0, first), min(last, len(lines))):
        if len(lines[number].text) <= 16 and not dates.FULL.search(lines[number].text) and not lines[number].linked and re.fullmatch(r"[\d\s\-/.年月日]+", lines[number].text) and (value := dates.split_day(lines[number].text)):
            return DateLine(value, "bare", number, lines[number].text)
        if number + 1 >= min(last, len(lines)):
            break
        pair = [lines[number].text, lines[number + 1].text]
        if all(0 < len(text) <= 10 for text in pair) and (value := dates.split_day(" ".join(pair))):
            return DateLine(value, "bare", number + 1, " ".join(pair))
    return None


def selected(page: Page) -> DateLine | None:
    """The date in the element that the shelf row names for it."""
    for node in page.select("date")[:6]:
        element = page.outline.of(node)
        text = page.line_text(element.first, element.last) if element else ""
        found = [one for one in dates.labelled(text[:200]) if one.label in dates.STRENGTH]
        if found and len(text) <= 200:
            best = max(found, key=lambda one: dates.STRENGTH[one.label])
            return DateLine(best.value, best.label if best.label != "plain" else "publish", element.first if element else -1, text[:60])
    return None


def below_body(page: Page, first: int) -> DateLine | None:
    """A labelled date line in the lines just below the text, before 上一条 and the side boxes begin."""
    stop = pattern("stop", "below")
    for number in range(first, min(first + BELOW, len(page.lines))):
        text = page.lines[number].text
        if text and stop.search(text) or page.lines[number].heading or in_row(page, page.lines[number]):
            break
        found = _read(page.lines, number, strict=True) if text else None
        if found and found.label == "publish":
            return found
    return None


def in_row(page: Page, line: Line) -> bool:
    """Whether a line stands in a list row that links elsewhere: the row of a side box."""
    return any(element.tag in ("li", "dl", "dd", "tr") and element.linked >= 8 and element.linked > 0.25 * element.chars and element.chars < 300 and element.last - element.first <= ROW_LINES for element in page.outline.ancestors(line.element)[:4])


def from_metas(page: Page) -> DateRead | None:
    """The publish date that a meta gives."""
    for name in META_NAMES:
        content = page.metas.get(name, "")
        if content and (value := dates.meta_day(content)):
            return DateRead(value, "meta", f"{name}: {content[:40]}")
    return None


def from_json(page: Page) -> DateRead | None:
    """The publish date of a JSON-LD block, or of a <time datetime=…> in the head of the article."""
    for node in page.css('script[type="application/ld+json"]')[:3]:
        if match := re.search(r'"(?:datePublished|pubDate)"\s*:\s*"([^"]{8,40})"', node.text_content or node.text() or ""):
            if value := dates.meta_day(match[1]):
                return DateRead(value, "meta", match[0][:60])
    return None
