"""Reads a page that lists: the column's name, its rows with their dates, and whether it is empty."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from crawler.document import Document
from crawler.extract import dates, titles
from crawler.extract.article import TEXT_LIMIT, column_names
from crawler.extract.crumbs import Crumb
from crawler.extract.kind import Parts, list_area
from crawler.extract.links import Regions, Resolver, read_links
from crawler.extract.lists import Group, Row, in_aside, leads_here
from crawler.extract.layout import clean
from crawler.extract.page import Page, fold
from crawler.extract.site import meta_site, site_name
from crawler.extract.words import pattern, says_empty

TITLED = 7     # characters from which the name of a lone row is a title and no menu's word


def read_list(page: Page, parts: Parts, resolve: Resolver, blank: Document) -> Document:
    """The document of a list page: never a disclosure itself, but what says where things are filed."""
    rows = [row for group in _own_groups(page, parts) for row in group.rows]
    title = page.head_title if page.is_home else column_title(page, parts.crumb, rows)
    regions = Regions(
        crumb=parts.crumb.element, pagers=parts.pagers, rows={row.anchor: row.day for row in rows},
        row_titles={row.anchor: row.title for row in rows if row.title}, row_elements=frozenset(row.element for row in rows),
    )
    state, detail = _state(page, rows, parts.crumb)
    return replace(
        blank, kind="list", state=state, detail=detail, title=title, site=site_name(page, "" if page.is_home else title, parts.crumb.names),
        breadcrumb=parts.crumb.names or column_names(page)[:1], links=read_links(page, regions, resolve), text=_text(page, rows),
    )


def _own_groups(page: Page, parts: Parts) -> list[Group]:
    """The groups whose rows are the page's own: the main list; on a home page every box of titles."""
    if page.is_home:
        return [group for group in parts.groups if group.score >= 2 and group.texts >= 6 * max(1, len(group.rows))]
    if parts.main or list_area(page) is not None:
        return [parts.main] if parts.main and not (len(parts.main.rows) == 1 and not parts.main.dated and _leads_out(page, parts.main)) else []
    return [group for group in parts.groups if _is_own(page, group, parts.crumb)][:1]


def _is_own(page: Page, group: Group, crumb: Crumb) -> bool:
    """Whether a group of short links (teachers' names, offices) is the page's substance: below the breadcrumb, linked nowhere else on it."""
    if len(group.rows) < 3 and (group.texts < TITLED * len(group.rows) or _leads_out(page, group)):
        return False
    if crumb.last < 0 or page.outline.elements[group.holder].first < crumb.last or in_aside(page, group) or leads_here(page, group):
        return False
    hrefs = [page.outline.anchors[row.anchor].href for row in group.rows]
    times = Counter(anchor.href for anchor in page.outline.anchors)
    return sum(times[href] == 1 for href in hrefs) > 0.6 * len(hrefs)


def _leads_out(page: Page, group: Group) -> bool:
    """Whether a row leads out of the university (the hosts beside this one) or to a front page, as links of a foot or a logo do."""
    domain = "." + (urlsplit(page.url).hostname or "").partition(".")[2]
    for row in group.rows:
        try:
            there = urlsplit(urljoin(page.base, page.outline.anchors[row.anchor].href.strip()))
        except ValueError:
            return True
        if not f".{there.hostname or ''}".endswith(domain) or there.path in ("", "/"):
            return True
    return False


def _text(page: Page, rows: list[Row]) -> str:
    elements = page.outline.elements
    lines = [page.line_text(elements[row.element].first, elements[row.element].last) for row in rows[:400]]
    return "\n".join(line for line in lines if line)[:TEXT_LIMIT]


def column_title(page: Page, crumb: Crumb, rows: list[Row]) -> str:
    """The column's name: as box or breadcrumb say it where <title> begins with it, else <title> without the site."""
    head = titles.from_head(page, (), meta_site(page))
    names = column_names(page)
    for name in (*names, *reversed(crumb.names[-2:])):
        if fold(name) and fold(page.head_title).startswith(fold(name)):
            return name
    last = crumb.names[-1] if crumb.names else ""
    pieces = [fold(piece) for piece in titles.pieces(page.head_title)]
    if last and (not head or titles.names_site(head) or fold(last) in pieces or fold(last) not in fold(head) or fold(head).endswith(fold(last))):
        return last
    if not last and (not head or titles.names_site(head)):
        return (names[0] if names else "") or _heading_above(page, rows) or head or page.head_title
    return head or (names[0] if names else page.head_title)


def _heading_above(page: Page, rows: list[Row]) -> str:
    """The nearest heading or short lone line above the first row, for pages whose <title> only names the site."""
    first = min((page.outline.elements[row.element].first for row in rows), default=0)
    for line in reversed(page.lines[max(0, first - 6):first]):
        if 2 <= len(line.text) <= 20 and (line.heading or not line.linked) and not dates.first_date(line.text):
            return line.text
    return ""


def _state(page: Page, rows: list[Row], crumb: Crumb) -> tuple[str, str]:
    """An existing column without rows is empty, however busy its side boxes are."""
    start = max(crumb.last, 0)
    said = not any(row.day for row in rows) and any(number >= start for number in page.outline.lines_that(says_empty))
    if rows and not said or page.is_home and len(page.outline.anchors) > 5:
        return "open", ""
    text = clean(" ".join(line.text for line in page.lines[start:start + 60]))
    if page.is_list or crumb.names or pattern("empty", "words").search(text[:200]):
        return "empty", "栏目存在，但没有内容"
    return ("open", "") if len(page.outline.anchors) > 5 else ("empty", "网页存在，但没有内容")
