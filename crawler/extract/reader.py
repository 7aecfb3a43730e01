"""Reads one answer into a Document: the order in which the parts of a page are found."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from crawler.archive import Fetch
from crawler.document import Attachment, DateRead, Document, Link
from crawler.extract import body as bodies
from crawler.extract import charset, crumbs, dateline, dates, files, lists, shelf, titles
from crawler.extract.body import Body
from crawler.extract.crumbs import Crumb
from crawler.extract.dateline import DateLine
from crawler.extract.damage import flattened
from crawler.extract.links import Parts, Resolver, read_attachments, read_links, redirect_target
from crawler.extract.outline import Outline, clean
from crawler.extract.page import Page, fold, read_metas
from crawler.extract.words import pattern
from crawler.refusals import page_title, refused, refusing_words

VERSION = 1               # raise it when extraction changes: caches are keyed by it
TEXT_LIMIT = 400_000      # characters kept of one page's text
HEAD_LINES = 24           # lines above the text in which title and date are looked for
SUBSTANCE = 80            # characters of prose from which a column carries a text of its own


def extract(fetch: Fetch, config_domain: str = "") -> Document:
    """Reads one answer. Pure; never raises on hostile input. `config_domain` marks links that lead outside it."""
    host = (urlsplit(fetch.url).hostname or "").lower()
    blank = Document(url=fetch.url, host=host, kind="article", state="open", digest=fetch.digest, fetched=fetch.fetched)
    content_type = fetch.header("content-type").lower()
    if fetch.status < 300 and is_file_answer(fetch.body, content_type):
        return _file(fetch, blank)
    text, encoding = charset.decode(fetch.body, content_type)
    blank = replace(blank, encoding=encoding)
    if fetch.status >= 300:
        state, detail = refused(fetch.status, fetch.headers, text)
        return _redirect(fetch, blank, config_domain) if state == "redirect" else replace(blank, state=state, detail=detail, title=page_title(text))
    page = open_page(fetch, text)
    visible = " ".join(line.text for line in page.lines[:200])
    state, detail = refused(fetch.status, fetch.headers, text, visible)
    return _Reading(page, Resolver(page.base, encoding, config_domain), fetch, replace(blank, cms=page.row.name)).document(state, detail)


def is_file_answer(content: bytes, content_type: str) -> bool:
    """Whether an answer is a file by its first bytes; the header speaks only for what has no bytes of its own to tell."""
    start = content[:1024].lstrip()
    if start.startswith((b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"{\\rtf", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"\x1f\x8b", b"RIFF", b"\x00\x00\x00", b"ID3", b"FWS", b"CWS")):
        return not (start.startswith(b"BM") and b"<" in start)
    if start.startswith((b"<", b"\xef\xbb\xbf<")) or b"<html" in start.lower() or b"<!doctype" in start.lower():
        return False
    return content_type.startswith(("application/pdf", "application/msword", "application/vnd", "application/octet-stream", "application/zip", "application/x-rar", "image/", "audio/", "video/", "font/", "application/wps", "application/kswps", "text/css", "text/csv", "application/javascript", "text/javascript", "application/json", "application/x-download", "application/force-download", "text/plain")) and not (content_type.startswith("text/plain") and b"<" in start)


def _file(fetch: Fetch, blank: Document) -> Document:
    """A file: its text is read later, in a process that can be ended (crawler.attachments)."""
    name = _disposition(fetch.header("content-disposition")) or clean(fetch.anchor) or files.file_name(fetch.url)
    content_type = fetch.header("content-type").lower()
    machinery = content_type.startswith(("text/css", "application/javascript", "text/javascript", "font/", "application/json", "audio/", "video/"))
    return replace(blank, kind="attachment", state="system" if machinery else "open", title=name, cms="file")


def _disposition(header: str) -> str:
    """The file name that a Content-Disposition gives, whichever of its spellings."""
    from urllib.parse import unquote
    if match := re.search(r"filename\*\s*=\s*([\w\-]*)'[^']*'([^;]+)", header):
        try:
            return clean(unquote(match[2].strip(' "'), encoding=match[1] or "utf-8", errors="replace"))
        except LookupError:
            return clean(unquote(match[2].strip(' "')))
    match = re.search(r'filename\s*=\s*"?([^";]+)', header)
    if not match:
        return ""
    name = unquote(match[1])
    try:
        name = charset.decode(name.encode("latin-1"))[0]
    except UnicodeEncodeError:
        pass
    return clean(name)


def _redirect(fetch: Fetch, blank: Document, domain: str) -> Document:
    resolve = Resolver(fetch.url, "utf-8", domain)
    target = resolve(fetch.header("location"))
    link = (Link(target, "", "redirect", None, resolve.external(target)),) if target else ()
    return replace(blank, state="redirect", links=link, kind="list", detail="转到另一网址")


def open_page(fetch: Fetch, text: str) -> Page:
    """Parses a page and lays it out."""
    tree = LexborHTMLParser(flattened(text))
    base = fetch.url
    node = tree.css_first("base[href]")
    if node is not None and (href := (node.attributes.get("href") or "").strip()):
        try:
            base = urljoin(fetch.url, href)
        except ValueError:
            pass
    row = shelf.recognise(text, fetch.url)
    head = tree.css_first("head title") or tree.css_first("title")
    page = Page(fetch.url, base, text, tree, Outline(tree), row, clean(head.text()) if head is not None else "", read_metas(tree), clean(fetch.anchor))
    page.is_home = shelf.looks_home(fetch.url)
    page.is_article = shelf.looks_article(row, fetch.url, text) or row.name != "generic" and not page.is_home and shelf.looks_article(shelf.generic(), fetch.url, "")
    page.is_list = not page.is_article and (shelf.looks_list(row, fetch.url) or shelf.looks_list(shelf.generic(), fetch.url))
    return page


@dataclass(slots=True)
class _Reading:
    """One page being read."""

    page: Page
    resolve: Resolver
    fetch: Fetch
    blank: Document

    def document(self, state: str, detail: str) -> Document:
        if state != "open":
            return replace(self.blank, state=state, detail=detail, title=self.page.head_title, links=self._bare_links())
        early = self._machinery()
        return early or self._content()

    def _bare_links(self) -> tuple[Link, ...]:
        return read_links(self.page, Parts(), self.resolve)

    def _machinery(self) -> Document | None:
        """Redirects, search pages, message boards, feeds and cut-off answers: pages without content of their own."""
        page, blank = self.page, self.blank
        chars = page.outline.elements[0].chars if page.outline.elements else 0
        if re.match(r"\s*(<\?xml[^>]*>\s*)?<(rss|feed|urlset|sitemapindex)\b", page.html[:400]):
            return replace(blank, kind="list", state="system", title=page.head_title, detail="订阅源或网站地图")
        if chars < 60 and (target := redirect_target(page, self.resolve)) and target != self.fetch.url:
            link = Link(target, "", "redirect", None, self.resolve.external(target))
            return replace(blank, kind="list", state="redirect", title=page.head_title, links=(link, *self._bare_links()), detail="转到另一网址")
        if pattern("system", "url").search(urlsplit(page.url).path.lower() + "?") or pattern("system", "title").search(self._first_piece()):
            return replace(blank, kind="list", state="system", title=self._first_piece(), links=self._bare_links(), detail="检索、留言等功能页")
        if chars == 0 and not page.outline.images and not page.css("iframe, frame, embed, object"):
            detail = "网页被截断，只有头部没有正文" if page.html.strip() else "答复是空的"
            return replace(blank, kind="list", state="unreadable", title=self._first_piece(), detail=detail)
        return None

    def _first_piece(self) -> str:
        return titles.from_head(self.page, (), "")

    # -- content --------------------------------------------------------------------------------------------------

    def _content(self) -> Document:
        page = self.page
        crumb = crumbs.find_crumb(page)
        pagers = lists.pager_elements(page)
        found = bodies.find_body(page)
        article = page.is_article or crumb.ends_in_text
        groups = [] if article and not page.is_home else lists.find_groups(page, pagers, crumb.last)
        main = self._main_list(groups, pagers)
        if found is None and not page.is_home:
            found = bodies.densest(page)
        kind = self._kind(article, found, main, crumb)
        return self._assemble(kind, found, main, crumb, pagers, groups)

    def _main_list(self, groups, pagers):
        """The main list, None when the best group is a menu or side box."""
        area = self._list_area()
        if area is not None:
            groups = [group for group in groups if self.page.outline.inside(group.holder, area) or any(self.page.outline.inside(row.element, area) for row in group.rows)]
        if not groups:
            return None
        best = groups[0]
        for group in groups[:4]:
            if lists.near_pager(self.page, group, pagers) and group.score > best.score - 8 and len(group.rows) > 1:
                best = group
                break
        if best.score < 4 and not (best.hooked and best.rows) and area is None:
            return None
        return lists.with_like(self.page, best, groups)

    def _list_area(self) -> int | None:
        """The element in which the system puts a column's list, by the shelf row; None when it names none."""
        for selector in self.page.row.selectors("list"):
            for node in self.page.css(selector)[:6]:
                if (element := self.page.element(node)) is not None and (element.links or selector.startswith("[portletmode")):
                    return element.index
        return None

    def _kind(self, article: bool, found: Body | None, main, crumb: Crumb) -> str:
        """Article, column or list: what the address says, then whether text or rows are the page's substance."""
        page = self.page
        if article and not page.is_home:
            return "article"
        sure = found is not None and found.how in ("shelf", "common")
        prose = bodies.prose_chars(page.lines[found.first:found.last]) if found else 0
        outside = prose - (lists.prose_in_rows(page, main, found) if main and found else 0)
        if page.is_home:
            return "column" if sure and outside > 600 and (main is None or len(main.rows) < 3) else "list"
        if main is not None:
            return self._text_or_rows(main, found, sure, outside, crumb)
        if found is None or not self._has_content(found, outside, sure):
            return "list"
        return self._by_date(found, crumb)

    def _text_or_rows(self, main, found: Body | None, sure: bool, outside: int, crumb: Crumb) -> str:
        rows_chars = sum(self.page.outline.elements[row.element].chars for row in main.rows)
        first_row = min(self.page.outline.elements[row.element].first for row in main.rows)
        if not self.page.is_list and found is not None:
            line = dateline.in_lines(self.page, max(crumb.last, found.first - HEAD_LINES, 0), min(first_row, found.first + 12), strict=True)
            if line is not None and line.label in ("publish", "plain") and first_row > line.line and not main.dated:
                return "article"
        if sure and outside >= SUBSTANCE and (outside >= 0.5 * rows_chars or len(main.rows) < 3 and not main.dated):
            return self._by_date(found, crumb)
        if found is not None and not sure and outside > 3 * rows_chars + 400:
            return self._by_date(found, crumb)
        return "list"

    def _has_content(self, found: Body, outside: int, sure: bool) -> bool:
        element = self.page.outline.elements[found.element]
        if sure:
            return outside >= 4 or bool(element.images or element.links) or bool(self.page.css("[pdfsrc]"))
        return outside >= (SUBSTANCE if self.page.is_list else 30) and element.linked < 0.7 * max(1, element.chars)

    def _by_date(self, found: Body, crumb: Crumb) -> str:
        """A page of an unknown address with text: an article when it prints a date line, else a column's own text."""
        if self.page.row.name in ("vsb", "webplus") and found.how == "shelf" and (self.page.is_list or self.page.row.name == "vsb"):
            return "column"
        if self.page.metas.get("articletitle") or self.page.metas.get("pagetype") == "3":
            return "article"
        start = max(crumb.last, found.first - HEAD_LINES, 0)
        line = dateline.in_lines(self.page, start, found.first) or dateline.in_lines(self.page, found.first, found.first + 12, strict=True)
        line = line or (dateline.selected(self.page) if self.page.row.name != "generic" else None) or dateline.below_body(self.page, found.last)
        return "article" if line and (not self.page.is_list or line.label == "publish") else "column"

    def _assemble(self, kind: str, found: Body | None, main, crumb: Crumb, pagers, groups) -> Document:
        if kind == "list":
            return self._list(found, main, crumb, pagers, groups)
        return self._text_page(kind, found, crumb, pagers)

    # -- a page with a text of its own ------------------------------------------------------------------------------

    def _text_page(self, kind: str, found: Body | None, crumb: Crumb, pagers) -> Document:
        page = self.page
        found = found or Body(0, 0, len(page.lines), "density")
        start, first, last = self._span(found, crumb)
        line = self._date_line(found, start, first, last)
        hints = titles.hints_of(page, (*crumb.names[:-1], *self._column_names()), line.line if line else -1, first)
        end = first + (8 if found.how != "shelf" or page.row.name == "generic" else 0)
        best = self._title(start, max(first, end), hints, kind, crumb)
        first = self._after_head(first, last, best, line)
        last = bodies.cut_tail(page.lines, first, last) if found.how == "density" else last
        return self._finish(kind, found, crumb, pagers, best.text, line, first, last)

    def _after_head(self, first: int, last: int, best: titles.Title, line: DateLine | None) -> int:
        """Where the text begins when the container holds title and date line too."""
        for end in (best.last if best.first >= first else -1, line.line + 1 if line else -1):
            if first < end <= min(first + 12, last) and bodies.prose_chars(self.page.lines[first:end]) < 400:
                first = end
        return first

    def _span(self, found: Body, crumb: Crumb) -> tuple[int, int, int]:
        """The line where the head begins, and the text's first and last lines."""
        page = self.page
        start = max(0, found.first - HEAD_LINES)
        for node in page.select("head")[:2]:
            element = page.element(node)
            if element is not None and element.first <= found.first <= element.last and element.first < found.first:
                return max(element.first, 0), found.first, found.last
        if found.first <= crumb.first < found.last and found.how == "density":
            return crumb.last, crumb.last, found.last
        if 0 <= crumb.first < found.first:
            start = max(start, crumb.last)
        else:
            start = max(start, self._after_menu(start, found.first))
        return start, found.first, found.last

    def _after_menu(self, start: int, first: int) -> int:
        """The line after the last run of link-only lines above the text."""
        lines = self.page.lines
        for number in range(first - 1, start, -1):
            if all(line.linked and line.linked >= 0.8 * len(line.text) for line in lines[max(start, number - 2):number + 1]) and number - 2 >= start:
                return number + 1
        return start

    def _date_line(self, found: Body, start: int, first: int, last: int) -> DateLine | None:
        page = self.page
        exact = found.how == "shelf" and page.row.name in ("vsb", "webplus")
        chosen = dateline.selected(page) if page.row.name != "generic" else None
        chosen = chosen or dateline.in_lines(page, start, first) or dateline.in_blocks(page, start, first)
        if chosen is None and not exact:
            chosen = dateline.in_lines(page, first, min(first + 12, last), strict=True) or self._bare_inside(first, last)
        if chosen is None:
            chosen = dateline.below_body(page, last)
        if chosen is None and not exact:
            chosen = dateline.below_body(page, max(first, last - 6))
        return chosen

    def _bare_inside(self, first: int, last: int) -> DateLine | None:
        """A bare date straight below the title when the container holds the article's head too."""
        page = self.page
        for number in range(first, min(first + 5, last)):
            if fold(page.lines[number].text) and fold(page.lines[number].text) in fold(page.head_title) and len(page.lines[number].text) > 5:
                return dateline.in_lines(page, number + 1, min(number + 3, last))
        return None

    def _column_names(self) -> tuple[str, ...]:
        return tuple(name for node in self.page.select("column")[:2] if (name := clean(node.text())) and len(name) < 40)

    def _title(self, start: int, end: int, hints: titles.Hints, kind: str, crumb: Crumb) -> titles.Title:
        page = self.page
        selected = self._selected_title(hints)
        best = titles.find_title(page, start, end, hints)
        if selected and (best is None or best.score < selected.score):
            best = selected
        head = titles.from_head(page, (*crumb.names, *self._column_names()), self._site_hint())
        if best is None or best.score < 3.0:
            wider = titles.find_title(page, max(0, start - 20), end, hints)
            if wider and wider.score >= 6.0:
                best = wider
        meta = titles.meta_title(page)
        poor = not fold(head) or fold(head) in (fold(self._site_hint()), *(fold(name) for name in crumb.names)) or titles.names_site(head) and kind == "article"
        if best is None or best.score < (1.0 if poor and not meta else 3.0):
            fallback = meta or head
            if kind == "column" and crumb.names and (not fallback or best is None):
                fallback = head if head and not titles.names_site(head) else crumb.names[-1]
            if fallback and not (best is not None and best.score > 1.5 and not page.head_title):
                return titles.Title(clean(fallback), best.first if best else -1, best.last if best else -1)
        return best or titles.Title(crumb.names[-1] if crumb.names else page.anchor)

    def _selected_title(self, hints: titles.Hints) -> titles.Title | None:
        """What the shelf row's selectors give, with a subtitle that <title> knows too."""
        page = self.page
        for node in page.select("title")[:4]:
            element = page.outline.of(node)
            text = clean(node.text())
            if element is None or not fold(text) or len(text) > titles.LONGEST * 2:
                continue
            if page.row.name == "generic" and not (hints.head.startswith(fold(text)[:20]) or fold(text) in hints.head):
                continue
            return titles.Title(text, element.first, element.last, 8.0 if page.row.name != "generic" else 5.0)
        return None

    def _site_hint(self) -> str:
        metas = self.page.metas
        return metas.get("sitename") or metas.get("og:site_name") or metas.get("application-name") or ""

    def _finish(self, kind: str, found: Body, crumb: Crumb, pagers, title: str, line: DateLine | None, first: int, last: int) -> Document:
        page = self.page
        text = page.outline.text(first, last, found.element)[:TEXT_LIMIT]
        parts = self._parts(found, crumb, pagers, last)
        links = read_links(page, parts, self.resolve)
        attachments = read_attachments(page, links, parts, self.resolve, title)
        images = files.pictures(page, parts.body[0], parts.body[1], self.resolve)
        images = tuple(dict.fromkeys((*images, *(url for url in map(self.resolve, files.scripted_pictures(page.html)) if url))))
        state, detail = self._state(kind, text, attachments, images, links)
        meta = {"substance": "image"} if state == "open" and images and len(fold(text)) < 20 and not attachments else {}
        all_dates = self._dates(line, text)
        chosen = all_dates[0] if all_dates and all_dates[0].source in ("page", "meta", "url") else None
        names = crumbs.without_title(crumb, title) or self._column_names()[:1]
        made = replace(
            self.blank, kind=kind, state=state, title=title, site=self._site(title, crumb), breadcrumb=names if kind == "article" else crumb.names or names,
            published=chosen.value if chosen else None, published_from=chosen.source if chosen else "", dates=all_dates, text=text, links=links,
            attachments=attachments, images=images, identity=shelf.identity(page.row, page.url) if kind == "article" else "", detail=detail, meta=meta,
        )
        return replace(made, text_digest=text_digest(made))

    def _parts(self, found: Body, crumb: Crumb, pagers, last: int) -> Parts:
        """The spans of elements that are the text, and the region round it in which offered files stand."""
        elements = self.page.outline.elements
        body = self._reach(found.element)
        holder = elements[found.element]
        for above in self.page.outline.ancestors(found.element)[1:4]:
            if above.tag == "body" or above.linked - holder.linked > 600:
                break
            holder = above
        for node in self.page.select("head")[:1]:
            element = self.page.element(node)
            if element is not None and self.page.outline.inside(found.element, element.index):
                holder = element
        return Parts(body, self._reach(holder.index), crumb.element, pagers)

    def _reach(self, index: int) -> tuple[int, int]:
        """First and last (excluded) index of an element and all inside it."""
        elements = self.page.outline.elements
        end = index + 1
        while end < len(elements) and elements[end].parent >= index:
            end += 1
        return index, end

    def _state(self, kind: str, text: str, attachments, images, links) -> tuple[str, str]:
        bare = clean(text)
        if len(bare) <= 200:
            state, detail = refusing_words(bare)
            if state in ("campus_only", "login", "soft_404") and len(bare) <= 120 and not attachments:
                return state, detail
        offered = attachments or images or any(link.where in ("frame", "body") for link in links)
        if not offered and (not fold(bare) or len(bare) < 40 and pattern("empty", "words").search(bare)):
            return "empty", "网页存在，但没有内容"
        return "open", ""

    def _dates(self, line: DateLine | None, text: str) -> tuple[DateRead, ...]:
        page = self.page
        read = [DateRead(line.value, "page", line.excerpt)] if line else []
        if meta := dateline.from_metas(page) or dateline.from_json(page):
            read.append(meta)
        if value := dates.url_day(page.url):
            read.append(DateRead(value, "url", urlsplit(page.url).path[:80]))
        return (*read, *dates.own_dates(text.split("\n")))

    # -- lists ----------------------------------------------------------------------------------------------------

    def _list(self, found: Body | None, main, crumb: Crumb, pagers, groups) -> Document:
        page = self.page
        title = page.head_title if page.is_home else self._column_title(crumb)
        rows = [row for group in self._list_groups(main, groups) for row in group.rows]
        parts = Parts(crumb=crumb.element, pagers=pagers, rows={row.anchor: row.day for row in rows}, row_titles={row.anchor: row.title for row in rows if row.title}, row_elements=frozenset(row.element for row in rows))
        links = read_links(page, parts, self.resolve)
        state, detail = self._list_state(main, rows, crumb)
        made = replace(
            self.blank, kind="list", state=state, detail=detail, title=title, site=self._site("" if page.is_home else title, crumb),
            breadcrumb=crumb.names or self._column_names()[:1], links=links, text=self._list_text(main, rows),
        )
        return replace(made, text_digest=text_digest(made))

    def _list_groups(self, main, groups):
        """The groups whose rows count as the page's own: the main list; on a home page every box of titles."""
        if self.page.is_home:
            return [group for group in groups if group.score >= 2 and group.texts / max(1, len(group.rows)) >= 6]
        if main is None:
            return []
        return [main]

    def _list_text(self, main, rows) -> str:
        elements = self.page.outline.elements
        lines = [self.page.line_text(elements[row.element].first, elements[row.element].last) for row in rows[:400]]
        return "\n".join(line for line in lines if line)[:TEXT_LIMIT]

    def _column_title(self, crumb: Crumb) -> str:
        page = self.page
        head = titles.from_head(page, (), self._site_hint())
        names = self._column_names()
        for name in (*names, *reversed(crumb.names[-2:])):
            if fold(name) and fold(page.head_title).startswith(fold(name)):
                return name
        if crumb.names and (not head or titles.names_site(head) or fold(head) != fold(crumb.names[-1]) and fold(crumb.names[-1]) not in fold(head)):
            return crumb.names[-1]
        return head or (names[0] if names else page.head_title)

    def _list_state(self, main, rows, crumb: Crumb) -> tuple[str, str]:
        page = self.page
        text = clean(" ".join(line.text for line in page.lines[max(crumb.last, 0):max(crumb.last, 0) + 60]))
        if rows:
            return "open", ""
        if page.is_home and len(page.outline.anchors) > 5:
            return "open", ""
        if page.is_list or crumb.names or pattern("empty", "words").search(text[:200]):
            return "empty", "栏目存在，但没有内容"
        return ("open", "") if len(page.outline.anchors) > 5 else ("empty", "网页存在，但没有内容")

    # -- the site's own name ----------------------------------------------------------------------------------------

    def _site(self, title: str, crumb: Crumb) -> str:
        """The site's name as the page shows it: what <title> says besides the page's own title and columns."""
        page = self.page
        if name := self._site_hint():
            return clean(name)
        head = page.head_title
        if page.is_home:
            return head
        rest = head
        for name in sorted({title, *crumb.names}, key=len, reverse=True):
            if name and name in rest and rest != name:
                rest = rest.replace(name, " ", 1)
        rest = re.sub(r"^[\s\-—–_|·>»:：/]+|[\s\-—–_|·>»:：/]+$", "", rest)
        if rest and fold(rest) != fold(title) and len(rest) <= 60:
            return clean(re.sub(r"\s+[-—–_|·>»]+\s+[-—–_|·>»]*\s*", "-", rest))
        return self._logo() or self._owner()

    def _logo(self) -> str:
        """The name in the logo's alt text."""
        for node in self.page.css('[class*="logo"] img[alt], img[class*="logo"][alt], [id*="logo"] img[alt], img[src*="logo"][alt]')[:3]:
            alt = clean(node.attributes.get("alt") or node.attributes.get("title") or "")
            if len(alt) >= 4 and titles.names_site(alt):
                return alt
        return ""

    def _owner(self) -> str:
        """The name behind 版权所有."""
        for line in reversed(self.page.lines[-12:]):
            if match := re.search(r"(?:版权所有|Copyright)[^\u4e00-\u9fff]{0,40}([\u4e00-\u9fff（）()]{4,30}?(?:大学|学院|处|部|院|中心|办公室|馆|会|委))(?:[\s,，.。©]|$|版权|地址|All)", line.text):
                return match[1]
        return ""


def text_digest(document: Document) -> str:
    """What the copy rule compares: title, text and offered files after normalisation, so that blank pages do not collide."""
    whole = unicodedata.normalize("NFKC", document.title + "\n" + document.text)
    files_part = " ".join(one.digest or one.name for one in document.attachments)
    return "sha256:" + hashlib.sha256(f"{fold(whole)}|{fold(files_part)}|{len(document.images)}".encode("utf-8", "replace")).hexdigest()
