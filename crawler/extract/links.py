"""Reads every link of a page with the part of the page that it stands in, and the files that the page offers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from urllib.parse import urlsplit

from crawler.addresses import canonical
from crawler.document import Attachment, Link
from crawler.extract import files
from crawler.extract.layout import Anchor, Part
from crawler.extract.names import FRAMED, SUDY
from crawler.extract.page import Page

LIMIT = 20_000            # links kept of one page
FOLDERS = 4               # sites or folders for which the resolved links of a remembered menu are kept
_ONCLICK = re.compile(r"""(?:location(?:\.href)?\s*=|window\.open\(|location\.(?:replace|assign)\()\s*["']([^"']{2,500})["']""")
_JAVASCRIPT = re.compile(r"^\s*javascript:", re.I)
_SAID = re.compile(r"\s*(?:文章)?标\s*题\s*[:：]\s*(.*?)\s*(?:[\r\n]|&#1[03];|作\s*者\s*[:：]|更新时间\s*[:：]|$)", re.S)
_MORE = re.compile(r"^\W*(?:more|更多|查看更多|MORE|详细|详情|查看)\W*$", re.I)


@dataclass(slots=True)
class Regions:
    """Which elements are which part of the page; rows by anchor."""

    body: tuple[int, int] = (-1, -1)          # elements first … last of the text
    files: tuple[int, int] = (-1, -1)         # elements in which offered files stand (the article's form)
    last: int = -1                            # line at which the text ends inside its container (上一条 …), -1 for none
    crumb: int = -1
    pagers: frozenset[int] = frozenset()
    rows: dict[int, date | None] = field(default_factory=dict)      # anchor -> printed date
    row_titles: dict[int, str] = field(default_factory=dict)        # anchor -> the row's own title where the link only says 下载
    row_elements: frozenset[int] = frozenset()


class Resolver:
    """Turns an href into a canonical address. Menus repeat on every page of a folder, so the folder's answers are kept."""

    _folders: dict[tuple[str, str], dict[str, str]] = {}
    FOLDERS, HREFS = 64, 4096   # folders remembered, addresses remembered of each

    def __init__(self, base: str, encoding: str, domain: str):
        self.base, self.encoding, self.domain = base, encoding, domain
        key = (base.partition("?")[0].rpartition("/")[0], encoding)
        self.place = (*key, domain)
        self.site = ("/".join(base.split("/", 3)[:3]), encoding, domain, "site")
        if len(self._folders) >= self.FOLDERS and key not in self._folders:
            self._folders.clear()
        self._known = self._folders.setdefault(key, {})
        self._outside: dict[str, bool] = {}

    def __call__(self, href: str) -> str:
        if not href:
            return ""
        if href[0] in "?#":
            return canonical(href, self.base, self.encoding)
        found = self._known.get(href)
        if found is None:
            if len(self._known) >= self.HREFS:
                self._known.clear()
            found = self._known[href] = canonical(href, self.base, self.encoding)
        return found

    def external(self, url: str) -> bool:
        """Whether an address leads outside the university's domain; never where no domain was given."""
        if not self.domain:
            return False
        place = url[:url.find("/", 8)] if url.find("/", 8) > 0 else url
        known = self._outside.get(place)
        if known is None:
            host = (urlsplit(url).hostname or "").lower()
            known = self._outside[place] = host != self.domain and not host.endswith("." + self.domain)
        return known


def written_address(anchor: Anchor) -> str:
    """The address of a link: its href, or the one written out in its onclick."""
    href = anchor.href
    if href and (href[0] not in "jJ" or not _JAVASCRIPT.match(href)) and href != "#":
        return href
    for script in (href, anchor.attributes.get("onclick") or ""):
        if match := _ONCLICK.search(script or ""):
            return match[1]
    return ""


def read_links(page: Page, regions: Regions, resolve: Resolver) -> tuple[Link, ...]:
    """Every link with its part; an address that stands in several parts is kept once for each of them."""
    where = _Where(page, regions)
    kept: dict[tuple[str, str], Link] = {}
    anchors, place = page.outline.anchors, 0
    for part in page.outline.parts:
        begin, end = part.place[2], part.place[2] + len(part.anchors)
        if (menu := _menu(part, resolve) if where.untouched(part) else None) is not None and len(kept) + len(menu) < LIMIT:
            _add(kept, anchors[place:begin], where, resolve)
            place = begin
            if _merged(kept, menu):
                place = end
    _add(kept, anchors[place:], where, resolve)
    return (*kept.values(), *_frames(page, resolve))


def _menu(part: Part, resolve: Resolver) -> dict[tuple[str, str], Link] | None:
    """The links of a remembered part that is all navigation, kept with it for pages of one site, or of one folder where addresses are
    written from the folder; None where they depend on the page itself."""
    for place in (resolve.site, resolve.place):
        if (known := part.links.get(place, part)) is not part:
            return known
    addresses = [address for anchor in part.anchors if (address := written_address(anchor))]
    kept: dict[tuple[str, str], Link] | None = None
    if not any(address[0] in "?#" for address in addresses):
        kept = {}
        _add(kept, part.anchors, None, resolve)
    if len(part.links) >= FOLDERS:
        part.links.clear()
    part.links[resolve.site if all(address.startswith(("/", "http://", "https://")) for address in addresses) else resolve.place] = kept
    return kept


def _merged(kept: dict[tuple[str, str], Link], menu: dict[tuple[str, str], Link]) -> bool:
    """Adds a menu's links as going through its anchors would; False where only those tell what an address is called."""
    twice = kept.keys() & menu.keys()
    if any(_MORE.match(menu[one].text) for one in twice):
        return False
    before = {one: kept[one] for one in twice}
    kept.update(menu)
    for one, known in before.items():
        kept[one] = replace(menu[one], published=known.published) if len(menu[one].text) > len(known.text) else known
    return True


def _add(kept: dict[tuple[str, str], Link], anchors: list[Anchor], where: _Where | None, resolve: Resolver) -> None:
    """Adds links in their order; without `where` they are navigation."""
    titled, rows = (where.regions.row_titles, where.regions.rows) if where else ({}, {})
    for anchor in anchors:
        if len(kept) >= LIMIT:
            return
        if not (address := written_address(anchor)) or not (url := resolve(address)):
            continue
        part = where.of(anchor, url) if where else "nav"
        text = titled and titled.get(anchor.index) or _full_text(anchor)
        known = kept.get((url, part))
        if part == "list" and (url, part) in where.named and anchor.index not in rows:   # the row's own link names it, a second one is its summary
            continue
        if anchor.index in rows and (url, part) not in where.named:
            where.named.add((url, part))
            known = None
        if known is None or len(text) > len(known.text) and not _MORE.match(text):
            day = rows.get(anchor.index) or (known.published if known else None)
            kept[url, part] = Link(url, text, part, day, resolve.external(url))


def _full_text(anchor: Anchor) -> str:
    if not anchor.text:
        return _pictured(anchor)
    if not anchor.title:
        return anchor.text
    return (fuller if len(anchor.title) + len(anchor.text) < 1000 else fuller.__wrapped__)(anchor.text, anchor.title)


def _pictured(anchor: Anchor) -> str:
    """What a link without visible text says: its title, else its picture's."""
    return _said_title(anchor.title) or anchor.picture


@lru_cache(maxsize=8192)
def fuller(text: str, title: str) -> str:
    """The full title of a link: a[title] when it says more than the visible text. Kept, for menus repeat on every page."""
    title = _said_title(title)
    bare = text.rstrip(".…· ")
    if len(title) > (len(bare) - 1 if text.endswith(("..", "…")) else len(text)) and (title.startswith(bare[: max(4, len(bare) - 2)]) or text.endswith(("...", "…", ".."))) and len(title) <= 400:
        return title
    return text if len(text) > 1 or not title else title


def _said_title(title: str) -> str:
    """The title in a title attribute: its first line, without the label and the author and date that PowerEasy adds."""
    match = _SAID.match(title)
    return " ".join((match[1] if match else title).split())


class _Where:
    """Says in which part an anchor stands, remembering the answer for each element."""

    def __init__(self, page: Page, regions: Regions):
        self.page, self.regions = page, regions
        self.named: set[tuple[str, str]] = set()     # links of rows that have their row's name
        self._known: dict[int, str] = {}

    def of(self, anchor: Anchor, url: str) -> str:
        regions = self.regions
        if anchor.index in regions.rows:
            return "list"
        inherited = self._element(anchor.element)
        if inherited in ("body", "files") and files.is_file(url):
            return "attachment"
        if inherited == "body" and 0 <= regions.last <= anchor.line:
            return "nav"
        if inherited == "files":
            return "nav"
        return inherited

    def untouched(self, part: Part) -> bool:
        """Whether a remembered part is navigation as a whole: no region of the page lies round it or in it."""
        regions, first, end = self.regions, part.place[0], part.place[0] + len(part.elements)
        if self._element(part.place[3]) != "nav" or first <= regions.crumb < end:
            return False
        if any(begin < end and stop > first for begin, stop in (regions.body, regions.files)):
            return False
        link, last = part.place[2], part.place[2] + len(part.anchors)
        return not (any(first <= one < end for one in (*regions.pagers, *regions.row_elements)) or any(link <= one < last for one in regions.rows))

    def _element(self, index: int) -> str:
        if index < 0:
            return "nav"
        found = self._known.get(index)
        if found is None:
            found = self._known[index] = self._judge(index)
        return found

    def _judge(self, index: int) -> str:
        regions = self.regions
        if index == regions.crumb:
            return "crumb"
        if index in regions.pagers:
            return "pages"
        if index in regions.row_elements:
            return "list"
        above = self._element(self.page.outline.elements[index].parent)
        if above in ("crumb", "pages", "list"):
            return above
        if regions.body[0] <= index < regions.body[1]:
            return "body"
        return "files" if regions.files[0] <= index < regions.files[1] else above


def _frames(page: Page, resolve: Resolver) -> list[Link]:
    found: dict[str, Link] = {}
    for node in page.css("iframe, frame"):
        address = files.framed(node, node.tag or "")
        if address and not address.startswith(("about:", "javascript:")) and (url := resolve(address)):
            name = node.attributes.get("title") or node.attributes.get("name") or ""
            found[url] = Link(url, " ".join(name.split()), "frame", None, resolve.external(url))
        if len(found) >= 200:
            break
    return list(found.values())


def read_attachments(page: Page, links: tuple[Link, ...], resolve: Resolver, title: str) -> tuple[Attachment, ...]:
    """The files that an article or column offers: links to files in its text or form, players, frames, scripted frames."""
    sudy = {resolve(anchor.href): name for anchor in page.outline.anchors if anchor.href and (name := files.sudy_title(anchor.attributes))} if page.holds(SUDY) else {}
    offered = [link for link in links if link.where == "attachment"]
    titles = {resolve(anchor.href): anchor.title for anchor in page.outline.anchors if anchor.title and anchor.href and files.is_file(anchor.href)} if offered else {}
    found = [Attachment(link.url, files.human_name(link.text, titles.get(link.url, ""), sudy.get(link.url, ""), link.url)) for link in offered]
    found += _embedded(page, resolve, title)
    return files.unique(found)


def _embedded(page: Page, resolve: Resolver, title: str) -> list[Attachment]:
    made = []
    for node in page.css("[pdfsrc], iframe, embed, object")[:60]:
        address = files.framed(node, node.tag or "")
        url = resolve(address) if address else ""
        if url and files.is_file(url) and not url.lower().endswith(".swf"):
            made.append(Attachment(url, files.human_name(node.attributes.get("id") or "" if "." in (node.attributes.get("id") or "") else title, "", files.sudy_title(node.attributes), url)))
    for address in files.scripted_files(page.html) if page.holds(FRAMED) else ():
        if url := resolve(address):
            made.append(Attachment(url, files.human_name(title, "", "", url)))
    return made


_REFRESH = re.compile(r"\s*(\d{1,3})?(?:\.\d+)?\s*[;,]?\s*url\s*=\s*[\"']?\s*([^\"'\s;]+)", re.I)
_ASSIGNED = re.compile(r"""(?:window\.|document\.|self\.|top\.|parent\.)?location(?:\.href)?\s*=\s*["']([^"']{1,500})["']|location\.(?:replace|assign)\(\s*["']([^"']{1,500})["']""")
SOON = 10                 # seconds within which a refresh is a redirect and no slide show


def refresh_target(page: Page, resolve: Callable[[str], str]) -> str:
    """Where a meta refresh sends the reader, "" for none."""
    for node in page.css("meta[http-equiv]"):
        attributes = node.attributes
        if (attributes.get("http-equiv") or "").lower() == "refresh":
            match = _REFRESH.match(attributes.get("content") or "")
            if match and int(match[1] or 0) <= SOON and (url := resolve(match[2])):
                return url
    return ""


def script_target(page: Page, resolve: Callable[[str], str]) -> str:
    """Where a plain assignment of the address sends the reader, "" for none."""
    match = _ASSIGNED.search(page.html)
    return resolve(match[1] or match[2]) if match else ""
