"""Reads a page with a text of its own: where its head begins, its date line, its title, its text and what it offers."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit

from crawler.document import Attachment, DateRead, Document, Link
from crawler.extract import body as bodies
from crawler.extract import crumbs, dateline, dates, files, shelf, titles
from crawler.extract.body import Body
from crawler.extract.crumbs import Crumb
from crawler.extract.dateline import DateLine
from crawler.extract.kind import HEAD_LINES, Parts
from crawler.extract.links import Regions, Resolver, read_attachments, read_links
from crawler.extract.layout import clean
from crawler.extract.names import PICTURED
from crawler.extract.page import Page, fold, has_letters
from crawler.extract.site import meta_site, site_name
from crawler.extract.words import pattern, whole
from crawler.refusals import refusing_words

TEXT_LIMIT = 400_000      # characters kept of one page's text
INNER_HEAD = 12           # lines at the beginning of a container in which its head may stand
REFUSAL = 90              # characters of a text that may be a refusal inside the site's own frame
_DOWNLOADS = re.compile(r"(?<=[】)）])\s*已下载\s*\d*\s*次|(?<=[】)）])\s*下载次数\s*[:：]?\s*\d*\s*次?")
GOOD_TITLE = 3.0          # score of a title line that needs no help of <title>; chosen on the real pages
ABOVE = 3                 # lines between a bare date and the title below it, at most
COLUMN = 8                # characters of a <title> that may be a column's name
POOR_TITLE = 1.0          # … where <title> only names the site or the column


def read_text_page(page: Page, parts: Parts, resolve: Resolver, blank: Document) -> Document:
    """The document of an article, or of a column that carries a text."""
    found = parts.body or Body(0, 0, len(page.lines), "density")
    start, first, last = head_and_text(page, found, parts.crumb)
    line = date_line(page, found, start, first, last)
    hints = titles.hints_of(page, (*parts.crumb.names[:-1], *column_names(page)), line.line if line else -1, first)
    exact = found.how == "shelf" and page.row.name != "generic"
    best = _title(page, start, first if exact else min(first + 8, last), hints, parts)
    if line and line.label == "bare" and 0 <= line.line < best.first - ABOVE and not dates.has_company(page.lines[line.line].text):
        line = None   # a lone date far above the title is a clock
    first = _after_head(page, first, last, best, line)
    last = bodies.cut_tail(page.lines, first, last) if found.how == "density" else last
    last = bodies.cut_adjacent(page.lines, first, last)
    if line and first < line.line < last <= line.line + 3 and not any(below.links for below in page.lines[line.line:last]):
        last = line.line   # a date line below the text is none of it
    text = page.outline.text(first, last, found.element)[:TEXT_LIMIT]
    text = _DOWNLOADS.sub("", text) if "下载" in text else text     # looked for at every character, and few texts have it
    made = _offers(page, parts, found, last, resolve, replace(blank, kind=parts.kind, title=best.text, text=text))
    return _blank(_dated(page, parts, line, made))


# -- where the head and the text are -------------------------------------------------------------------------------

def head_and_text(page: Page, found: Body, crumb: Crumb) -> tuple[int, int, int]:
    """The line where the head begins, and the text's first and last lines."""
    start = max(0, found.first - HEAD_LINES)
    for node in page.select("head")[:2]:
        element = page.element(node)
        if element is not None and element.first < found.first <= element.last:
            return max(element.first, 0), found.first, found.last
    if found.first <= crumb.first < found.last and found.how == "density":
        return crumb.last, crumb.last, found.last
    if 0 <= crumb.first < found.first:
        return max(start, crumb.last), found.first, found.last
    return max(start, _after_menu(page, start, found.first)), found.first, found.last


def _after_menu(page: Page, start: int, first: int) -> int:
    """The line after the last run of three link-only lines above the text."""
    lines = page.lines
    for number in range(first - 1, start + 1, -1):
        if all(line.linked and line.linked >= 0.8 * len(line.text) for line in lines[number - 2:number + 1]):
            return number + 1
    return start


def _after_head(page: Page, first: int, last: int, best: titles.Title, line: DateLine | None) -> int:
    """Where the text begins when the container holds title and date line too."""
    for end in (best.last if best.first >= first else -1, line.line + 1 if line else -1):
        head = page.lines[first:end]
        if first < end <= min(first + INNER_HEAD, last) and bodies.prose_chars(head) < 400 and not bodies.sentences(head[:-1]):
            first = end
    return first


# -- date and title ------------------------------------------------------------------------------------------------

def date_line(page: Page, found: Body, start: int, first: int, last: int) -> DateLine | None:
    """The publish date that the page shows: in the shelf's element, above the text, at the head of its container, below it."""
    exact = found.how == "shelf" and page.row.name in ("vsb", "webplus")
    chosen = dateline.selected(page) if page.row.name != "generic" else None
    chosen = chosen or dateline.in_lines(page, start, first) or dateline.in_blocks(page, start, first)
    if chosen is None and not exact:
        chosen = dateline.in_lines(page, first, min(first + INNER_HEAD, last), strict=True) or _bare_inside(page, first, last)
    if chosen is None:
        chosen = dateline.below_body(page, last)
    if chosen is None and not exact:
        chosen = dateline.below_body(page, max(first, last - 6))
    return chosen


def _bare_inside(page: Page, first: int, last: int) -> DateLine | None:
    """A bare date straight below the title when the container holds the article's head too; below a mere heading, nothing but a date."""
    for number in range(first, min(first + 5, last)):
        own, end = fold(page.lines[number].text), min(number + 3, last)
        if len(own) > 5 and own in fold(page.head_title):
            return dateline.in_lines(page, number + 1, end) or dateline.in_blocks(page, number + 1, min(number + 4, last))
        if len(own) > 5 and 0 < page.lines[number].heading <= 3:
            found = dateline.in_lines(page, number + 1, end)
            return found if found and dates.FULL.fullmatch(page.lines[found.line].text.strip(" []【】()（）")) else None
    return None


def column_names(page: Page) -> tuple[str, ...]:
    """The column's name where the shelf row says that the system puts it."""
    return tuple(name for node in page.select("column")[:2] if (name := clean(node.text())) and len(name) < 40)


def _title(page: Page, start: int, end: int, hints: titles.Hints, parts: Parts) -> titles.Title:
    selected = _selected_title(page, hints)
    best = titles.find_title(page, start, end, hints)
    if selected and (best is None or best.score < selected.score):
        best = selected
    if best is None or best.score < GOOD_TITLE:
        wider = titles.find_title(page, max(0, start - 20), end, hints)
        best = wider if wider and wider.score >= 2 * GOOD_TITLE else best
    if best is not None and best.score >= GOOD_TITLE:
        return best
    return _by_head(page, best, parts)


def _by_head(page: Page, best: titles.Title | None, parts: Parts) -> titles.Title:
    """A weak title against <title> and metas: these win unless they only name the site or the column."""
    names = parts.crumb.names
    head = titles.from_head(page, (*names, *column_names(page)), meta_site(page))
    poor = not fold(head) or parts.kind == "article" and len(head) <= COLUMN and pattern("title", "columns").search(head) is not None or whole("crumb", "tail").fullmatch(head) is not None or fold(head) in (fold(meta_site(page)), *map(fold, names)) or titles.names_site(head) and parts.kind == "article"
    meta = titles.meta_title(page)
    if best is not None and best.score >= (POOR_TITLE if poor and not meta else GOOD_TITLE):
        return best
    other = meta or head
    if parts.kind == "column" and names and (not other or best is None):
        other = head if head and not titles.names_site(head) else names[-1]
    if other and not (best is not None and best.score > 0.5 * GOOD_TITLE and not page.head_title):
        prose = best is not None and bodies.sentences(page.lines[best.first:best.last])   # the weak line is no title but the text's first
        return titles.Title(clean(other), best.first, best.last) if best and not prose else titles.Title(clean(other))
    return best or titles.Title(names[-1] if names else page.anchor)


def _selected_title(page: Page, hints: titles.Hints) -> titles.Title | None:
    """What the shelf row's selectors give; common class names only where <title> agrees."""
    for node in page.select("title")[:4]:
        element = page.outline.of(node)
        text = clean(node.text())
        if element is None or not has_letters(text) or len(text) > titles.LONGEST * 2:
            continue
        if page.row.name == "generic" and not (hints.head.startswith(fold(text)[:20]) or fold(text) in hints.head):
            continue
        text = titles.without_date(text, hints.head, 1)
        return titles.Title(text, element.first, element.last, 8.0 if page.row.name != "generic" else 5.0)
    return None


# -- links, files, pictures, dates ---------------------------------------------------------------------------------

def _offers(page: Page, parts: Parts, found: Body, last: int, resolve: Resolver, made: Document) -> Document:
    regions = replace(_regions(page, found, parts), last=last)
    links = read_links(page, regions, resolve)
    attachments = read_attachments(page, links, resolve, made.title)
    images = files.pictures(page, *regions.body, resolve)
    images = tuple(dict.fromkeys((*images, *(url for url in map(resolve, files.scripted_pictures(page.html) if page.holds(PICTURED) else ()) if url))))
    state, detail = _state(made.text, attachments, images, links)
    meta = {"substance": "image"} if state == "open" and images and not attachments and len(fold(made.text)) < 20 else {}
    return replace(made, state=state, detail=detail, links=links, attachments=attachments, images=images, meta=meta)


def _regions(page: Page, found: Body, parts: Parts) -> Regions:
    """The text, and the part of the page round it in which offered files stand."""
    holder = page.outline.elements[found.element]
    inner = holder.linked
    for above in page.outline.ancestors(found.element)[1:4]:
        if above.tag == "body" or above.linked - inner > 600:
            break
        holder = above
    for node in page.select("head")[:1]:
        element = page.element(node)
        if element is not None and page.outline.inside(found.element, element.index):
            holder = element
    return Regions(page.outline.reach(found.element), page.outline.reach(holder.index))


def _state(text: str, attachments: tuple[Attachment, ...], images: tuple[str, ...], links: tuple[Link, ...]) -> tuple[str, str]:
    bare = clean(text)
    if len(bare) <= REFUSAL and not attachments:
        state, detail = refusing_words(bare)
        if state == "campus_only" or state in ("login", "soft_404") and len(bare) <= REFUSAL // 3:
            return state, detail
    offered = attachments or images or any(link.where in ("frame", "body") for link in links)
    said = pattern("empty", "words")
    if not offered and (not has_letters(bare) or len(bare) < 40 and said.search(bare)) or said.fullmatch(bare):
        return "empty", "网页存在，但没有内容"
    return "open", ""


def _blank(made: Document) -> Document:
    """A blank article is still an article that somebody published: open, its lack of substance noted; a blank column is empty."""
    if made.state != "empty" or made.kind != "article" or not made.title or not (made.published or made.identity):
        return made
    return replace(made, state="open", meta=made.meta | {"substance": "none"})


def _dated(page: Page, parts: Parts, line: DateLine | None, made: Document) -> Document:
    """With every date, the breadcrumb, the site's name and the system's own key."""
    read = [DateRead(line.value, "page", line.excerpt)] if line else []
    if meta := dateline.from_metas(page) or dateline.from_json(page):
        read.append(meta)
    if value := dates.url_day(page.url):
        read.append(DateRead(value, "url", urlsplit(page.url).path[:80]))
    chosen = read[0] if read else None
    own = dates.own_dates(made.text.split("\n"))
    names = parts.crumb.names
    if parts.kind == "article":
        names = crumbs.without_title(parts.crumb, made.title) or column_names(page)[:1]
    meta = made.meta | ({"number": number} if (number := dates.file_number(made.text)) else {})
    return replace(
        made, dates=(*read, *own), published=chosen.value if chosen else None, published_from=chosen.source if chosen else "",
        breadcrumb=names or column_names(page)[:1], site=site_name(page, made.title, parts.crumb.names), meta=meta,
        identity=shelf.identity(page.row, page.url) if parts.kind == "article" else "",
    )
