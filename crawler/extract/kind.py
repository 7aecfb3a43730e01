"""Says what a page is: an article, a column with a text of its own, or a list; by its address, its text and its rows."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.extract import body as bodies
from crawler.extract import crumbs, dateline, lists
from crawler.extract.body import Body
from crawler.extract.crumbs import Crumb
from crawler.extract.heading import find_heading, text_below
from crawler.extract.lists import Group
from crawler.extract.page import Page
from crawler.extract.words import says_empty

HEAD_LINES = 24           # lines above the text in which title and date are looked for
SUBSTANCE = 80            # characters of prose from which a column carries a text of its own
SENTENCES = 2             # … and whole sentences beside dated rows from which a text is the page's own


@dataclass(slots=True)
class Parts:
    """The parts of a page as found, and what they make it."""

    crumb: Crumb
    pagers: frozenset[int]
    body: Body | None
    main: Group | None
    groups: list[Group] = field(default_factory=list)
    kind: str = ""


def find_parts(page: Page) -> Parts:
    """Breadcrumb, pagination, body and main list of a page, and its kind."""
    crumb = crumbs.find_crumb(page)
    article = (page.is_article or crumb.ends_in_text or page.metas.get("pagetype") == "3") and not page.is_home
    pagers = lists.pager_elements(page)
    groups = [] if article else lists.find_groups(page, pagers, crumb.last)
    parts = Parts(crumb, pagers, bodies.find_body(page), main_list(page, groups, pagers), groups)
    if parts.body is None and not page.is_home:
        parts.body = bodies.densest(page)
    if article and (parts.body is None or parts.body.how == "density"):
        _anchored(page, parts)
    parts.kind = "article" if article else _kind(page, parts)
    return parts


def _anchored(page: Page, parts: Parts) -> bool:
    """Whether a title with its date line was found; a body that was only guessed gives way to the text below them."""
    heading, found = find_heading(page, parts.crumb), parts.body
    if heading is None:
        return False
    near = found is not None and heading.date.line - 2 <= found.first <= heading.date.line + 8
    if found is None or found.how == "density" and not (near and bodies.prose_chars(page.lines[found.first:found.last]) >= SUBSTANCE):
        parts.body = text_below(page, heading) or found
    return True


def main_list(page: Page, groups: list[Group], pagers: frozenset[int]) -> Group | None:
    """The main list, None when the best group is a menu or side box."""
    area = list_area(page)
    if area is not None:
        groups = [group for group in groups if any(page.outline.inside(row.element, area) for row in group.rows)]
    if not groups:
        return None
    best = groups[0]
    for group in groups[:4]:
        if lists.near_pager(page, group, pagers) and group.score > best.score - 8 and len(group.rows) > 1:
            best = group
            break
    if best.score < 4 and not (best.hooked and best.rows) and area is None:
        return None
    return lists.with_like(page, best, groups)


def list_area(page: Page) -> int | None:
    """The element in which the system puts a column's list, by the shelf row; None when it names none."""
    for selector in page.row.selectors("list"):
        for node in page.css(selector)[:6]:
            if (element := page.element(node)) is not None and (element.links or selector.startswith("[portletmode")):
                return element.index
    return None


def _kind(page: Page, parts: Parts) -> str:
    found, main = parts.body, parts.main
    sure = found is not None and found.how in ("shelf", "common")
    prose = bodies.prose_chars(page.lines[found.first:found.last]) if found else 0
    outside = prose - (lists.prose_in_rows(page, main, found) if main and found else 0)
    if page.is_home or page.metas.get("pagetype") == "1":
        return "column" if sure and outside > 600 and (main is None or len(main.rows) < 3) else "list"
    if not page.is_list and _anchored(page, parts):
        return "article"
    if page.maybe_article and not page.is_list and not _rows_rule(page, parts):
        return "column" if page.row.name == "vsb" and not _printed_date(page, found, parts.crumb) else "article"
    if main is None and not sure and any(says_empty(line.text) for line in page.lines[max(parts.crumb.last, 0):][:3]):
        return "list"   # what stands further down are side boxes
    if main is not None:
        return _text_or_rows(page, parts, sure, outside)
    if found is None or not _has_content(page, found, outside, sure):
        return "list"
    return _by_date(page, found, parts.crumb)


def _rows_rule(page: Page, parts: Parts) -> bool:
    """Whether dated rows, with no date line above them, are what a page consists of."""
    main, found = parts.main, parts.body
    if main is None or len(main.rows) < 3 or not (main.dated >= 2 or main.hooked or lists.near_pager(page, main, parts.pagers)):
        return False
    first_row = min(page.outline.elements[row.element].first for row in main.rows)
    if found is not None and found.how == "shelf" and found.last <= first_row:
        return False
    if found is not None and lists.prose_in_rows(page, main, found) == 0 and bodies.sentences(page.lines[found.first:found.last]) >= SENTENCES:
        return False   # the rows are a side box of their own, beside a text
    return dateline.in_lines(page, max(parts.crumb.last, first_row - HEAD_LINES, 0), first_row, strict=True) is None


def _printed_date(page: Page, found: Body | None, crumb: Crumb) -> bool:
    """Whether the page shows a date line anywhere that one is looked for."""
    if found is None:
        return False
    start = max(crumb.last, found.first - HEAD_LINES, 0)
    line = dateline.in_lines(page, start, found.first) or dateline.in_lines(page, found.first, found.first + 12, strict=True)
    return bool(line or page.row.name != "generic" and dateline.selected(page) or dateline.below_body(page, found.last))


def _text_or_rows(page: Page, parts: Parts, sure: bool, outside: int) -> str:
    """A page with rows and text: rows below a date line are an article's links; else the greater share decides."""
    found, main, crumb = parts.body, parts.main, parts.crumb
    elements = page.outline.elements
    rows_chars = sum(elements[row.element].chars for row in main.rows)
    first_row = min(elements[row.element].first for row in main.rows)
    if not page.is_list and found is not None and not main.dated:
        line = dateline.in_lines(page, max(crumb.last, found.first - HEAD_LINES, 0), min(first_row, found.first + 12), strict=True)
        if line is not None and line.label in ("publish", "plain") and first_row > line.line:
            return "article"
    last_row = max(elements[row.element].last for row in main.rows)
    text = page.lines[max(found.first, crumb.last):found.last] if found is not None and not page.is_list and last_row <= crumb.first else []
    if found is not None and bodies.sentences(text) >= SENTENCES:
        return _by_date(page, found, crumb)   # the rows stand above the breadcrumb, the text below it
    if sure and outside >= SUBSTANCE and (outside >= 0.5 * rows_chars or len(main.rows) < 3 and not main.dated):
        return _by_date(page, found, crumb)
    if found is not None and not sure and outside > 3 * rows_chars + 400:
        return _by_date(page, found, crumb)
    return "list"


def _has_content(page: Page, found: Body, outside: int, sure: bool) -> bool:
    element = page.outline.elements[found.element]
    if sure:
        return outside >= 4 or bool(element.images or element.links) or bool(page.css("[pdfsrc]"))
    return outside >= (SUBSTANCE if page.is_list or found.element == 0 else 30) and element.linked < 0.7 * max(1, element.chars)


def _by_date(page: Page, found: Body, crumb: Crumb) -> str:
    """A page of an unknown address with text: an article when it prints a date line, else a column's own text."""
    if page.row.sure and found.how == "shelf" and (page.is_list or page.row.name == "vsb"):
        return "column"
    if page.metas.get("articletitle"):
        return "article"
    start = max(crumb.last, found.first - HEAD_LINES, 0)
    line = dateline.in_lines(page, start, found.first) or dateline.in_lines(page, found.first, found.first + 12, strict=True)
    line = line or (dateline.selected(page) if page.row.name != "generic" else None) or dateline.below_body(page, found.last)
    return "article" if line and (not page.is_list or line.label == "publish") else "column"
