"""Puts the pages of each column together (栏目 with its further pages) and says which items the column is for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from classifier.checklist import Checklist
from crawler.document import Document, Link
from reports.places import Places, is_home

OWN_PLATFORM = ("信息公开", "校务公开", "政务公开")   # what a department's own 信息公开 column is called
STRAY = 3           # pages of a host on which a row may stand besides (its category, the front page)
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
    documents = list(documents)
    shelf = _Shelf({d.url: d for d in documents if d.kind in ("list", "column") and d.state in ("open", "empty")},
                   {d.url: d for d in documents if d.kind in ("article", "attachment")}, places, checklist, items_of)
    entries = {link.url for d in shelf.lists.values() for link in d.links if link.where in ("nav", "crumb") and link.url in shelf.lists}
    return tuple(sorted((_column(chain, entries, shelf) for chain in _chains(shelf.lists)), key=lambda c: c.url))


@dataclass(frozen=True)
class _Shelf:
    """What a column is read from."""

    lists: dict[str, Document]
    articles: dict[str, Document]
    places: Places
    checklist: Checklist
    items_of: ItemsOf
    counted: dict[str, Counter[str]] = field(default_factory=dict)

    def menus(self, host: str) -> Counter[str]:
        """How many pages of a host link to each address from a menu or side box."""
        if host not in self.counted:
            pages = [page for page in self.lists.values() if page.host == host]
            self.counted[host] = Counter(url for page in pages for url in {link.url for link in page.links if link.where == "nav"})
        return self.counted[host]


def _chains(lists: dict[str, Document]) -> list[list[str]]:
    """Pages joined by page numbers. A further page bears its column's name: what leads elsewhere is no page number."""
    root = {url: url for url in lists}

    def find(url: str) -> str:
        while root[url] != url:
            root[url] = root[root[url]]
            url = root[url]
        return url

    for url, page in lists.items():
        for link in page.links:
            if link.where == "pages" and link.url in root and lists[link.url].host == page.host and column_name(lists[link.url]) == column_name(page):
                root[max(find(url), find(link.url))] = min(find(url), find(link.url))
    made: dict[str, list[str]] = defaultdict(list)
    for url in lists:
        made[find(url)].append(url)
    return list(made.values())


def _column(chain: list[str], entries: set[str], shelf: _Shelf) -> Column:
    chain = sorted(chain, key=lambda url: (url not in entries, len(url), url))
    first = shelf.lists[chain[0]]
    rows = tuple(dict.fromkeys(link for url in chain for link in _rows(shelf.lists[url], shelf)))
    if not rows and (shelf.places.on_platform(first.url) or _names_platform(first.breadcrumb)):
        rows = tuple(dict.fromkeys(link for url in chain for link in _strays(shelf.lists[url], shelf)))
    name = column_name(first)
    path = first.breadcrumb if first.breadcrumb and first.breadcrumb[-1] == name else (*first.breadcrumb, name)
    place = shelf.places.of(first.url)
    platform = shelf.places.on_platform(first.url)
    own = not platform and _names_platform(path)
    items = item_column(path, shelf.checklist, shelf.items_of) if platform or own else ()
    pages = [shelf.lists[url] for url in chain]
    written = any(page.text.strip() and page.kind == "column" and page.state == "open" for page in pages)
    files = any(page.attachments or page.images for page in pages)
    return Column(
        chain[0], name, path, tuple(chain), rows, items, platform, own, first.host,
        place.department if place else first.department, not rows and not written and not files, is_home(first.url),
    )


def _rows(page: Document, shelf: _Shelf) -> list[Link]:
    """The rows of a page: what its list offers, without a menu of the columns beside it (which an empty column may show
    as its only list), and with what stands among the page numbers but leads to an article."""
    return [link for link in page.links if link.where == "list" and not _beside(page, link, shelf)
            or link.where == "pages" and link.url in shelf.articles]


def _strays(page: Document, shelf: _Shelf) -> list[Link]:
    """The rows of a list of one or two that was not taken for a list: links among the menus to articles whose own
    breadcrumb names this column; where a menu was taken for the list, also links that hardly any other page of the host
    has. Side boxes stand on every page and lead to articles of other columns."""
    name, counts = column_name(page), shelf.menus(page.host)
    menu_taken = any(link.where == "list" for link in page.links)

    def is_row(link: Link) -> bool:
        article = shelf.articles.get(link.url)
        if article is not None and article.breadcrumb and article.breadcrumb[-1] == name and article.host == page.host:
            return True
        if not menu_taken or counts.get(link.url, 0) > STRAY or is_home(link.url):
            return False
        return article is not None or link.url in shelf.lists and shelf.lists[link.url].host != page.host

    return [link for link in page.links if link.where == "nav" and link.url != page.url and not link.external and is_row(link)]


def _names_platform(path: tuple[str, ...]) -> bool:
    return any(word in step for step in path for word in OWN_PLATFORM)


def _beside(page: Document, link: Link, shelf: _Shelf) -> bool:
    """Whether a row leads to the page itself or to a column under the same parent."""
    if link.url == page.url:
        return True
    other = shelf.lists.get(link.url)
    if other is None or other.host != page.host or not page.breadcrumb or not other.breadcrumb:
        return False
    return other.breadcrumb[:-1] == page.breadcrumb[:-1]


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
