"""Says of every address whose it is: platform, main site or a department's site, and which departments answer there."""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from urllib.parse import urlsplit

from classifier.checklist import Checklist
from crawler.archive import CrawlFacts, Unseen
from crawler.config import Config
from crawler.document import Document

_HOME = re.compile(r"/(?:(?:index|main|default|home)\.(?:s?html?|psp|jsp|aspx?|php))?$", re.IGNORECASE)


def bare(url: str) -> str:
    """An address without scheme and default port, as prefixes are compared: host in lower case and path."""
    scheme, colon, rest = url.partition("://")
    host, slash, path = (rest if colon else url).partition("/")
    host = host.lower().removesuffix(":80").removesuffix(":443")
    return f"{host}/{path}"


def host_of(url: str) -> str:
    """The host name of an address."""
    return (urlsplit(url).hostname or "").lower()


def is_home(url: str) -> bool:
    """Whether an address is the front page of its host or of a folder one level down (…/jwc/)."""
    path = urlsplit(url).path or "/"
    return bool(_HOME.search(path)) and path.count("/") <= 2 and not urlsplit(url).query


@dataclass(frozen=True, slots=True)
class Place:
    """One site: a host, or a path prefix on a host, for which one department answers."""

    prefix: str                   # bare address that all its pages begin with
    host: str
    department: str = ""
    guessed: bool = False
    ids: frozenset[str] = frozenset()  # departments of the checklist that this may be; empty if unknown
    name: str = ""                # the site's own title
    role: str = "site"            # "platform", "main", "site"

    @property
    def college(self) -> bool:
        return "college" in self.ids


@dataclass(frozen=True)
class Places:
    """Every site of the university, and the prefixes of the platform."""

    places: tuple[Place, ...]     # longest prefix first
    platform: tuple[str, ...]     # bare prefixes
    main: str                     # host of the home page
    by_host: dict[str, tuple[Place, ...]]

    def of(self, url: str) -> Place | None:
        """The site that an address belongs to."""
        address = bare(url)
        rows = self.by_host.get(address.partition("/")[0].partition(":")[0], ())
        return next((place for place in rows if address.startswith(place.prefix)), None)

    def on_platform(self, url: str) -> bool:
        """Whether an address lies under a prefix of the platform."""
        return under(bare(url), self.platform)

    def rank(self, url: str) -> int:
        """Where a document is counted first: 0 on the platform, 1 on a department's site, 2 on the main site (contract)."""
        if self.on_platform(url):
            return 0
        place = self.of(url)
        return 2 if (place.role == "main" if place else host_of(url) == self.main) else 1


def under(address: str, prefixes: Iterable[str]) -> bool:
    """Whether a bare address lies under one of the bare prefixes; "/xxgk" holds /xxgk.htm and /xxgk/…, not /xxgkzn…"""
    for prefix in prefixes:
        if address.startswith(prefix):
            rest = address[len(prefix):]
            if not rest or prefix.endswith("/") or rest[0] in "/.?":
                return True
    return False


def platform_prefix(url: str) -> str:
    """The bare prefix that a platform's entry address stands for: its folder; a page on a shared host stands for
    itself and for the folder of its own name (http://www.x/xxgk.htm → www.x/xxgk)."""
    address = bare(url).partition("?")[0].partition("#")[0]
    head, slash, last = address.rpartition("/")
    if _HOME.search("/" + last):
        return head + "/"
    stem, dot, _ = last.rpartition(".")
    return f"{head}/{stem if dot else last}"


def department_ids(checklist: Checklist, name: str) -> frozenset[str]:
    """The departments of the checklist that a name may mean; joint offices (招生就业处) are several."""
    if not name.strip():
        return frozenset()
    found = checklist.department_of(name)
    plain = re.sub(r"\s", "", name)
    if found is None:
        return _by_words(plain)
    hits = [known for known in (found.name, *found.synonyms) if known in plain]
    longest = max(hits, key=len, default="")
    return frozenset({found.id} | {d.id for d in checklist.departments if longest and longest in (d.name, *d.synonyms)})


@lru_cache(maxsize=1)
def _words() -> tuple[tuple[str, tuple[str, ...]], ...]:
    data = tomllib.loads(files("reports").joinpath("departments.toml").read_text("utf-8"))
    return tuple((row["id"], tuple(row["words"])) for row in data["name"])


def _by_words(name: str) -> frozenset[str]:
    """What a name that the checklist does not know may mean, by the words in it."""
    return frozenset(number for number, words in _words() if any(word in name for word in words))


def find_places(config: Config, documents: Iterable[Document], facts: CrawlFacts, unseen: Iterable[Unseen],
                checklist: Checklist, platform: tuple[str, ...]) -> Places:
    """Every site that stands in the config, was crawled, or was met and not seen."""
    names: dict[str, Counter[tuple[str, bool]]] = defaultdict(Counter)
    titles: dict[str, Counter[str]] = defaultdict(Counter)
    hosts = {site.host for site in facts.sites}
    for document in documents:
        hosts.add(document.host)
        if document.department:
            names[document.host][document.department, document.guessed] += 1
        if document.site:
            titles[document.host][document.site] += 1
    anchors: dict[str, Counter[str]] = defaultdict(Counter)
    for row in unseen:
        hosts.add(row.host)
        if row.anchor and is_home(row.url):
            anchors[row.host][row.anchor] += 1
    main = host_of(config.university.home)
    made = [_configured(site.url, site.department, titles, checklist) for site in config.sites]
    known = {place.prefix for place in made}
    for host in sorted(hosts | {main}):
        if f"{host}/" not in known:
            made.append(_found(host, names[host], titles[host], anchors[host], checklist))
    home = bare(config.university.home)
    made = [_with_role(place, home, platform) for place in made]
    made.sort(key=lambda place: (-len(place.prefix), place.prefix))
    by_host: dict[str, list[Place]] = defaultdict(list)
    for place in made:
        by_host[place.host].append(place)
    return Places(tuple(made), platform, main, {host: tuple(rows) for host, rows in by_host.items()})


def _configured(url: str, department: str, titles: dict[str, Counter[str]], checklist: Checklist) -> Place:
    address = bare(url).partition("?")[0].partition("#")[0]
    last = address.rpartition("/")[2]
    prefix = address[: len(address) - len(last)] if "." in last or not last else address + "/"   # …/jwc is the folder …/jwc/
    host = host_of(url)
    return Place(prefix, host, department, False, department_ids(checklist, department), _commonest(titles[host]))


def _found(host: str, names: Counter[tuple[str, bool]], titles: Counter[str], anchors: Counter[str], checklist: Checklist) -> Place:
    title = _commonest(titles)
    if names:
        department, guessed = max(names, key=lambda key: (names[key], key))
    else:
        department, guessed = "", False
    ids = department_ids(checklist, department) or department_ids(checklist, title)
    if not ids and not titles:
        ids = department_ids(checklist, _commonest(anchors))
    return Place(f"{host}/", host, department, guessed, ids, title)


def _with_role(place: Place, home: str, platform: tuple[str, ...]) -> Place:
    """The main site is the one that holds the home page; a folder of its host with a department of its own is a site."""
    role = "platform" if under(place.prefix, platform) else "main" if home.startswith(place.prefix) else "site"
    return Place(place.prefix, place.host, place.department, place.guessed, place.ids, place.name, role)


def _commonest(counter: Counter[str]) -> str:
    return max(counter, key=lambda key: (counter[key], key)) if counter else ""
