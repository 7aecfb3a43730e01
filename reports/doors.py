"""Sorts what the crawl could not see: working systems, single pages behind a login, and holes that leave a site unchecked."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

from crawler.archive import Unseen
from crawler.document import Document
from reports.linkage import Linkage
from reports.places import host_of

CLOSED = frozenset({"campus_only", "login"})
STATE_REASONS = {"campus_only": "campus_only", "login": "login", "blocked": "blocked", "needs_browser": "needs_browser", "unreadable": "unreadable"}
STATE_DETAILS = {
    "campus_only": "仅校内可访问；请在校园网内核查，或改为对外公开", "login": "需要登录；请改为无需登录即可查看", "blocked": "被防火墙或验证码拦截；请为核查地址放行",
    "needs_browser": "页面须运行脚本才能显示；请在配置中打开 render", "unreadable": "文件或图片无法读出文字；请另附可检索的文本", "too_large": "文件过大，未读取",
}


@dataclass(frozen=True, slots=True)
class ClosedPage:
    """A page behind a login or the campus network that a list or a text offers under a title of its own."""

    url: str
    title: str
    reason: str
    referrer: Document


@dataclass(frozen=True)
class Doors:
    """`unseen`: everything not seen, ordered by address. `closed`: single documents behind a door. `unread`: open pages
    whose substance could not be read. `holes`: what leaves its site not seen to the end."""

    unseen: tuple[Unseen, ...]
    closed: tuple[ClosedPage, ...]
    unread: tuple[Document, ...]
    holes: tuple[Unseen, ...]


@lru_cache(maxsize=1)
def _data() -> tuple[tuple[str, ...], frozenset[str], int]:
    data = tomllib.loads(files("reports").joinpath("explained.toml").read_text("utf-8"))
    return tuple(word.lower() for word in data["anchors"]), frozenset(data["hosts"]), data["least_title"]


def is_working_system(url: str, anchor: str) -> bool:
    """Whether a link leads to a working system (OA, mail, single sign-on …) by its words or its host's label."""
    words, hosts, _ = _data()
    text = anchor.lower().replace(" ", "")
    return host_of(url).partition(".")[0] in hosts or (len(text) <= 16 and any(word in text for word in words))


def sort_doors(documents: Iterable[Document], unseen: Iterable[Unseen], linkage: Linkage) -> Doors:
    """Everything that was not seen, sorted by what it means for a verdict."""
    rows = {row.url: _named(row, linkage) for row in unseen}
    pages = {}
    for page in documents:
        if page.state in STATE_REASONS:
            pages[page.url] = page
            rows.setdefault(page.url, _from_page(page, linkage))
        for attachment in page.attachments:
            if attachment.state in ("blocked", "unreadable", "too_large"):
                rows.setdefault(attachment.url, Unseen(
                    attachment.url, host_of(attachment.url), attachment.state, STATE_DETAILS[attachment.state], page.url, attachment.name))
    closed, holes = [], []
    for row in rows.values():
        if (page := _closed(row, linkage)) is not None:
            closed.append(page)
        elif _is_hole(row, linkage):
            holes.append(row)
    unread = tuple(page for page in pages.values() if page.state == "unreadable" and page.kind != "list")
    order = sorted(rows.values(), key=lambda row: (row.url, row.reason))
    return Doors(tuple(order), tuple(sorted(closed, key=lambda page: page.url)), unread, tuple(sorted(holes, key=lambda row: row.url)))


def _named(row: Unseen, linkage: Linkage) -> Unseen:
    """The row with the page that a report names as the way to it. Which page the crawl met first depends on the order in
    which answers came, and must not differ between two audits of the same pages."""
    reference = linkage.first(row.url)
    return replace(row, referrer=reference.page.url, anchor=reference.link.text) if reference else row


def _from_page(page: Document, linkage: Linkage) -> Unseen:
    reference = linkage.first(page.url)
    reason = STATE_REASONS[page.state]
    return Unseen(page.url, page.host, reason, page.detail or STATE_DETAILS[page.state],
                  reference.page.url if reference else "", reference.link.text if reference else "")


def _closed(row: Unseen, linkage: Linkage) -> ClosedPage | None:
    if row.reason not in CLOSED:
        return None
    for reference in linkage.content.get(row.url, ()):
        title = reference.link.text.strip()
        if len(title) >= _data()[2] and reference.page.host and not is_working_system(row.url, title):
            return ClosedPage(row.url, title, row.reason, reference.page)
    return None


def _is_hole(row: Unseen, linkage: Linkage) -> bool:
    """A trap is explained; a file that an article offers was seen by its article's title; a working system holds nothing."""
    if row.reason in ("trap", "unreadable"):
        return False
    references = linkage.content.get(row.url, ())
    if row.reason in ("blocked", "too_large") and any(r.link.where in ("attachment", "image") for r in references):
        return False
    first = linkage.first(row.url)
    anchor = row.anchor or (first.link.text if first else "")
    return not is_working_system(row.url, anchor)
