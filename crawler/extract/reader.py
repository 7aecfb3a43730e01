"""Reads one answer into a Document: the order in which an answer is told from a file, a refusal, machinery, a text, a list."""

from __future__ import annotations

import codecs
import hashlib
import re
import unicodedata
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from crawler.archive import Fetch
from crawler.document import Document, Link
from crawler.extract import answers, charset, shelf, titles
from crawler.extract.article import read_text_page
from crawler.extract.column import read_list
from crawler.extract.damage import flattened
from crawler.extract.islands import opened
from crawler.extract.kind import SUBSTANCE, find_parts
from crawler.extract.links import Regions, Resolver, read_links, refresh_target, script_target
from crawler.extract.layout import clean
from crawler.extract.names import BASE, names_in
from crawler.extract.page import Page, fold, read_metas, without_signs
from crawler.extract.walk import lay_out
from crawler.extract.words import pattern
from crawler.refusals import page_title, refused

VERSION = 13               # raise it when extraction changes: caches are keyed by it
BLANK = 60                # visible characters below which a page may be a mere redirect
TITLE_LIMIT = 1000        # characters of <title> that are looked at
_FEED = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<\?xml-stylesheet[^>]*>\s*)?<(?:rss|feed|urlset|sitemapindex)\b")


def extract(fetch: Fetch, config_domain: str = "") -> Document:
    """Reads one answer. Pure; never raises on hostile input. `config_domain` marks links that lead outside it."""
    content_type = fetch.header("content-type").lower()
    if fetch.status < 300 and answers.is_file(fetch.body, content_type):
        return answers.file_document(fetch, _blank(fetch))
    text, encoding = charset.decode(fetch.body, content_type)
    if fetch.status >= 300:
        blank = _blank(fetch, encoding)
        state, detail = refused(fetch.status, fetch.headers, text)
        return answers.redirect_document(fetch, blank, config_domain) if state == "redirect" else replace(blank, state=state, detail=detail, title=page_title(text))
    page = open_page(fetch, text, encoding)
    return _page(page, Resolver(page.base, encoding, config_domain), fetch, _blank(fetch, encoding, page.row.name))


def _blank(fetch: Fetch, encoding: str = "", cms: str = "") -> Document:
    host = (urlsplit(fetch.url).hostname or "").lower()
    return Document(url=fetch.url, host=host, kind="article", state="open", digest=fetch.digest, fetched=fetch.fetched, encoding=encoding, cms=cms)


def _is_utf8(body: bytes, text: str, encoding: str) -> bool:
    """Whether a text, as it was decoded, is just these bytes: then it need not be encoded again."""
    return encoding == "utf-8" and not body.startswith(codecs.BOM_UTF8) and "\ufffd" not in text


def open_page(fetch: Fetch, text: str, encoding: str) -> Page:
    """Parses a page and lays it out."""
    source = flattened(opened(text))
    raw = fetch.body if source is text and _is_utf8(fetch.body, text, encoding) else source.encode("utf-8", "ignore")
    present = names_in(raw) if source is text else names_in(raw) | names_in(text.encode("utf-8", "ignore"))
    tree = LexborHTMLParser(raw)
    base = fetch.url
    node = tree.css_first("base[href]") if BASE in present else None
    if node is not None and (href := (node.attributes.get("href") or "").strip()):
        try:
            base = urljoin(fetch.url, href)
        except ValueError:
            pass
    row = shelf.recognise(text, fetch.url, present)
    head = tree.css_first("head title") or tree.css_first("title")
    page = Page(fetch.url, base, text, tree, lay_out(tree), row, clean(head.text()[:TITLE_LIMIT]) if head is not None else "", read_metas(tree), clean(fetch.anchor))
    page.names = present
    page.is_home = shelf.looks_home(fetch.url)
    by_address = shelf.looks_article(row, fetch.url)
    page.is_article = row.sure and by_address and not page.is_home
    page.maybe_article = not page.is_home and (by_address or shelf.marked_article(row, text) or not row.sure and shelf.looks_article(shelf.generic(), fetch.url))
    page.is_list = not page.is_article and (shelf.looks_list(row, fetch.url) or shelf.looks_list(shelf.generic(), fetch.url))
    return page


def _page(page: Page, resolve: Resolver, fetch: Fetch, blank: Document) -> Document:
    state, detail = refused(fetch.status, fetch.headers, page.html, " ".join(line.text for line in page.lines[:200]))
    if state != "open":
        return replace(blank, state=state, detail=detail, title=page.head_title, links=_bare_links(page, resolve))
    if (machinery := _machinery(page, resolve, blank)) is not None:
        return machinery
    parts = find_parts(page)
    read = read_list if parts.kind == "list" else read_text_page
    made = read(page, parts, resolve, blank)
    return replace(made, text_digest=text_digest(made))


def _bare_links(page: Page, resolve: Resolver) -> tuple[Link, ...]:
    return read_links(page, Regions(), resolve)


def _machinery(page: Page, resolve: Resolver, blank: Document) -> Document | None:
    """Feeds, redirects, search pages, message boards and cut-off answers: pages without content of their own."""
    title = titles.from_head(page, (), "")
    if _FEED.match(page.html[:600]):
        return replace(blank, kind="list", title=title, state="system", detail="订阅源或网站地图")
    chars = page.outline.elements[0].chars if page.outline.elements else 0
    if chars < BLANK and (target := _target(page, resolve)) and target != page.url:
        link = Link(target, "", "redirect", None, resolve.external(target))
        return replace(blank, kind="list", state="redirect", title=page.head_title, links=(link, *_bare_links(page, resolve)), detail="转到另一网址")
    if pattern("system", "url").search(urlsplit(page.url).path.lower() + "?") or pattern("system", "title").search(title) and _asks(page):
        return replace(blank, kind="list", title=title, state="system", links=_bare_links(page, resolve), detail="检索、留言等功能页")
    if chars == 0 and not page.outline.images and not page.css("iframe, frame, embed, object, [pdfsrc]"):
        return replace(blank, kind="list", title=title, state="unreadable", detail="网页被截断，只有头部没有正文" if page.html.strip() else "答复是空的")
    return None


def _target(page: Page, resolve: Resolver) -> str:
    """Where a page without content sends its reader; scripts of picture pages and articles move readers for other reasons."""
    shown = len(page.outline.images) > 1 or page.is_article or page.maybe_article and page.outline.images
    return refresh_target(page, resolve) or ("" if shown else script_target(page, resolve))


def _asks(page: Page) -> bool:
    """Whether a page named 意见箱, 搜索 and the like is a form or a result list rather than a text about one."""
    return bool(page.css("textarea, [name='captcha'], [id*='yzm']")) or not any(element is not None and element.chars - element.linked >= SUBSTANCE for element in map(page.element, page.select("body")))


def text_digest(document: Document) -> str:
    """What the copy rule compares: title, text and offered files after normalisation, so that blank pages do not collide."""
    whole = unicodedata.normalize("NFKC", without_signs(f"{document.title}\n{document.text}"))
    offered = " ".join(one.digest or one.name for one in document.attachments)
    return "sha256:" + hashlib.sha256(f"{fold(whole)}|{fold(offered)}|{len(document.images)}".encode("utf-8", "replace")).hexdigest()
