"""Says which sites could hold an item, and which of them were not seen to the end: the ground of every 缺失."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from classifier.checklist import Item
from crawler.archive import Unseen
from reports.audit import Audit
from reports.places import Place
from reports.result import REASON_NAMES


@dataclass(frozen=True)
class Coverage:
    """How far each site was seen."""

    pages: dict[str, int]                       # host → pages answered
    holes: dict[str, tuple[Unseen, ...]]        # prefix of a place → what is missing there
    cut: frozenset[str]                         # hosts whose crawl was not finished

    def complete(self, place: Place) -> bool:
        return not self.holes.get(place.prefix) and place.host not in self.cut


def survey(audit: Audit) -> Coverage:
    """Lays what was not seen over the sites."""
    holes: dict[str, list[Unseen]] = defaultdict(list)
    for row in audit.doors.holes:
        place = audit.places.of(row.url)
        holes[place.prefix if place else f"{row.host}/"].append(row)
    pages = Counter({site.host: site.pages for site in audit.facts.sites})
    if not pages:
        pages = Counter(page.host for page in audit.documents)
    unseen_hosts = {row.host for row in audit.doors.unseen}
    cut = {site.host for site in audit.facts.sites if not site.complete and site.host not in unseen_hosts}
    if not audit.facts.complete and not audit.facts.sites:
        cut |= {place.host for place in audit.places.places}
    return Coverage(dict(pages), {prefix: tuple(rows) for prefix, rows in holes.items()}, frozenset(cut))


def could_hold(place: Place, item: Item) -> bool:
    """Whether a site could hold an item: the platform, the main site, a department that the item names, or a site of
    which nobody knows whose it is. A college is asked only for items that the list asks of colleges."""
    if place.role in ("platform", "main") or not place.ids:
        return True
    return bool(place.ids & set(item.departments))


def blocking(audit: Audit, coverage: Coverage, item: Item) -> tuple[tuple[Place, str], ...]:
    """The sites that could hold the item and were not seen to the end, each with the reason in Chinese."""
    found = []
    for place in audit.places.places:
        if could_hold(place, item) and not coverage.complete(place):
            rows = coverage.holes.get(place.prefix, ())
            reasons = Counter(REASON_NAMES[row.reason] for row in rows)
            said = "、".join(f"{name}{count}处" for name, count in sorted(reasons.items())) or "抓取未完成"
            found.append((place, said))
    return tuple(sorted(found, key=lambda row: row[0].prefix))


def label_of(place: Place) -> str:
    """How a report names a site."""
    who = place.department or place.name
    return f"{who}（{place.prefix.rstrip('/')}）" if who else place.prefix.rstrip("/")


def searched(audit: Audit, coverage: Coverage, item: Item) -> tuple[tuple[str, str, int, bool], ...]:
    """Host, department, pages and whether seen to the end, of every site that could hold the item."""
    rows = {
        (place.host, place.department or place.name, coverage.pages.get(place.host, 0), coverage.complete(place))
        for place in audit.places.places if could_hold(place, item)
    }
    return tuple(sorted(rows))
