"""Puts the pages of each column together (栏目 with its further pages) and says which items the column is for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from classifier.checklist import Checklist
from crawler.document import Document, Link
from reports.places import Places, is_home

OWN_PLATFORM = ("信息公开", "校务公开", "政务公开")   # what a department's own 信息公开 column is called
CATEGORY_SIZE = 3   # a name that stands for more items than this is a category's, not an item's


@dataclass(frozen=True)
class Column:
    """One column: the addresses of its pages (the first is the column's own), its name and path, the rows it lists."""

    url: str
    name: str
    path: tuple[str, ...]
    pages: tuple[str, ...]
    rows: tuple[Link, ...]
    items: tuple[int, ...]        # the items it is for; () for a category, a latest-news column or an ordinary one
    platform: bool                # it stands on the platform
    own: bool                     # it stands in a department's own 信息公开 column
    host: str
    department: str
    empty: bool                   # nothing is listed and nothing is written on it
    home: bool = False            # a front page: its rows are a selection, not a column

    @property
    def filing(self) -> bool:
        """Whether to be listed here says what a document is filed under."""
        return bool(self.items) and (self.platform or self.own)


ItemsOf = Callable[[tuple[str, ...], Checklist], tuple[int, ...]]


def find_columns(documents: Iterable[Document], places: Places, checklist: Checklist, items_of: ItemsOf) -> tuple[Column, ...]:
    """Every column of the crawl, ordered by address."""
    lists = {d.url: d for d in documents if d.kind in ("list", "column") and d.state in ("open", "empty")}
    chains = _chains(lists)
    entries = {link.url for d in lists.values() for link in d.links if link.where in ("nav", "crumb") and link.url in lists}
    return tuple(sorted((_column(chain, lists, entries, places, checklist, items_of) for chain in chains), key=lambda c: c.url))


def _chains(lists: dict[str, Document]) -> list[list[str]]:
    """Pages joined by page numbers; a front page is never a further page of another column."""
    root = {url: url for url in lists}

    def find(url: str) -> str:
        while root[url] != url:
            root[url] = root[root[url]]
            url = root[url]
        return url

    for url, page in lists.items():
        for link in page.links:
            if link.where == "pages" and link.url in root and lists[link.url].host == page.host:
                root[max(find(url), find(link.url))] = min(find(url), find(link.url))
    made: dict[str, list[str]] = defaultdict(list)
    for url in lists:
        made[find(url)].append(url)
    return list(made.values())


def _column(chain: list[str], lists: dict[str, Document], entries: set[str], places: Places, checklist: Checklist, items_of: ItemsOf) -> Column:
    chain = sorted(chain, key=lambda url: (url not in entries, len(url), url))
    first = lists[chain[0]]
    rows = tuple(dict.fromkeys(link for url in chain for link in lists[url].links if link.where == "list"))
    name = column_name(first)
    path = first.breadcrumb if first.breadcrumb and first.breadcrumb[-1] == name else (*first.breadcrumb, name)
    place = places.of(first.url)
    platform = places.on_platform(first.url)
    own = not platform and any(word in step for step in path for word in OWN_PLATFORM)
    items = item_column(path, checklist, items_of) if platform or own else ()
    written = any(lists[url].text.strip() and lists[url].kind == "column" and lists[url].state == "open" for url in chain)
    files = any(lists[url].attachments or lists[url].images for url in chain)
    return Column(
        chain[0], name, path, tuple(chain), rows, items, platform, own, first.host,
        place.department if place else first.department, not rows and not written and not files, is_home(first.url),
    )


def column_name(page: Document) -> str:
    """What a column is called: its last crumb, else its title."""
    return page.breadcrumb[-1] if page.breadcrumb else page.title


def item_column(path: tuple[str, ...], checklist: Checklist, items_of: ItemsOf) -> tuple[int, ...]:
    """The items that a column of this path is for; () for a category or an ordinary column."""
    last = path[-1].strip() if path else ""
    if any(last in (category.name, *category.column_names) for category in checklist.categories):
        return ()
    found = items_of(path, checklist)
    return found if len(found) <= CATEGORY_SIZE else ()
