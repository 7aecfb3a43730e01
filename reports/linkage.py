"""Who links to whom: the links of the crawled pages, turned round where a judgement asks for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from crawler.document import Document, Link

CONTENT = frozenset({"list", "body", "attachment", "image", "frame", "redirect"})  # not menus, crumbs and page numbers
HOPS = 5
BROKEN = frozenset({"dead", "soft_404", "campus_only", "login", "blocked", "needs_browser", "unreadable"})


@dataclass(frozen=True, slots=True)
class Reference:
    """One page's link to an address."""

    page: Document
    link: Link


@dataclass(frozen=True)
class Linkage:
    """Incoming links. `content`: of lists, bodies and files, for every address; `menu`: of menus, only for addresses
    that did not open (a menu stands on thousands of pages); `platform`: what pages of the platform link to."""

    content: dict[str, tuple[Reference, ...]]
    menu: dict[str, Reference]
    platform: dict[str, Reference]
    moved: dict[str, str] = field(default_factory=dict)   # address that redirects → where it leads in the end

    def end(self, url: str) -> str:
        """Where an address leads in the end."""
        return self.moved.get(url, url)

    def first(self, url: str) -> Reference | None:
        """The reference that a report names: a list row before a body, a body before a menu."""
        rows = self.content.get(url)
        return rows[0] if rows else self.menu.get(url)


_ORDER = {"list": 0, "attachment": 1, "body": 2, "frame": 3, "image": 4, "redirect": 5}


def turn_round(documents: Iterable[Document], on_platform: Callable[[str], bool], wanted: frozenset[str]) -> Linkage:
    """Collects incoming links. `wanted`: addresses whose menu links are asked for as well (those that did not open)."""
    content: dict[str, list[Reference]] = defaultdict(list)
    menu: dict[str, Reference] = {}
    platform: dict[str, Reference] = {}
    documents = tuple(documents)
    moved = redirects(documents)
    for page in documents:
        home = on_platform(page.url)
        for link in page.links:
            if link.url in moved:
                link = replace(link, url=moved[link.url])
            if link.external or link.url == page.url or link.where == "redirect":
                continue
            if link.where in CONTENT:
                content[link.url].append(Reference(page, link))
            elif link.url in wanted and link.where != "crumb":
                menu.setdefault(link.url, Reference(page, link))
            if home and link.url not in platform:
                platform[link.url] = Reference(page, link)
        for image in page.images:
            if image in wanted:
                content[image].append(Reference(page, Link(image, "", "image")))
        for attachment in page.attachments:
            if attachment.url in wanted and not any(r.page is page for r in content[attachment.url]):
                content[attachment.url].append(Reference(page, Link(attachment.url, attachment.name, "attachment")))
    for rows in content.values():
        rows.sort(key=lambda row: (_ORDER.get(row.link.where, 9), row.page.url))
    return Linkage({url: tuple(rows) for url, rows in content.items()}, menu, platform, moved)


def redirects(documents: Iterable[Document]) -> dict[str, str]:
    """Address that redirects → where it leads in the end, through at most HOPS hops."""
    steps = {page.url: next((link.url for link in page.links if link.where == "redirect"), "") for page in documents if page.state == "redirect"}
    found = {}
    for url in steps:
        end = url
        for _ in range(HOPS):
            if not steps.get(end):
                break
            end = steps[end]
        if end != url:
            found[url] = end
    return found
