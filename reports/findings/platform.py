"""专栏缺陷: what the platform must have besides the items: a way from the home page, guide, catalogue, report, request channel."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.document import Document
from reports.case import Case, Draft
from reports.ministry import is_ministrys
from reports.places import bare, host_of, is_home
from reports.platform_parts import Part, parts


def find(case: Case) -> Iterator[Draft]:
    audit = case.audit
    office = _office(case)
    home = _home(case)
    if not audit.places.platform:
        if home is not None and home.state == "open":
            yield Draft("学校首页没有通向信息公开专栏的链接，也没有找到专栏", home.url, None, office, severity="critical", place="platform:none")
        return
    if home is not None and home.state == "open" and not _leads_there(case, home):
        yield Draft("学校首页没有直接通向信息公开专栏的链接（应一次点击到达）", home.url, None, office, place="platform:home")
    if not _seen(case):
        return
    for part in parts():
        if part.required and not _has(case, part):
            yield Draft(part.message, _entry(case), None, office, basis=part.basis, remedy=part.remedy, place=f"platform:{part.id}")


def _leads_there(case: Case, home: Document) -> bool:
    """Whether a page links to the platform, straight or by an address that redirects there."""
    audit = case.audit
    return any(audit.places.on_platform(url) for link in home.links for url in (link.url, audit.linkage.end(link.url)))


def _home(case: Case) -> Document | None:
    """The university's home page, through its redirects."""
    pages = case.audit.pages
    wanted = bare(case.audit.config.university.home)
    found = next((page for page in case.audit.documents if bare(page.url) == wanted), None)
    if found is None:
        main = case.audit.places.main
        fronts = (p for p in case.audit.documents if host_of(p.url) == main and is_home(p.url) and p.url.count("/") == 3)
        return min(fronts, key=lambda p: (len(p.url), p.url), default=None)
    if found.state == "redirect" and found.links:
        return pages.get(case.audit.linkage.end(found.url), found)
    return found


def _seen(case: Case) -> bool:
    """A negative is only said of a platform that was seen to the end."""
    rows = [place for place in case.audit.places.places if place.role == "platform"]
    hosts = {prefix.partition("/")[0].partition(":")[0] for prefix in case.audit.places.platform}
    rows += [place for place in case.audit.places.places if place.host in hosts]
    opened = any(case.audit.places.on_platform(page.url) and page.state == "open" for page in case.audit.documents)
    return opened and all(case.coverage.complete(place) for place in rows)


def _has(case: Case, part: Part) -> bool:
    """Whether the platform holds the part itself, or links to an open page or a file of that name."""
    audit = case.audit
    if part.item and is_ministrys(audit.checklist) and any(part.item in (label.item for label in p.labels) and _near(case, p) for p in audit.publications):
        return True
    for page in audit.documents:
        if not audit.places.on_platform(page.url):
            continue
        names = (page.title, *page.breadcrumb[-1:])
        if page.state == "open" and any(part.names(name) for name in names) and _substance(page):
            return True
        for link in page.links:
            if part.names(link.text) and _opens(case, link.url, link.external):
                return True
    return False


def _near(case: Case, publication) -> bool:
    return any(case.audit.places.on_platform(url) or url in case.audit.linkage.platform for url in publication.addresses)


def _substance(page: Document) -> bool:
    return bool(page.text.strip() or page.attachments or page.images or any(link.where in ("list", "body", "attachment", "frame") for link in page.links))


def _opens(case: Case, url: str, external: bool) -> bool:
    page = case.audit.pages.get(url)
    if page is None:
        return not external and url not in case.audit.linkage.menu
    return page.state in ("open", "unreadable", "redirect", "login", "system") and (page.state != "open" or _substance(page))


def _entry(case: Case) -> str:
    return next(iter(case.audit.config.university.platform), "") or "http://" + case.audit.places.platform[0]


def _office(case: Case) -> str:
    """Who answers for the platform: the department of its site, else the 信息公开 office, else the general office."""
    for place in case.audit.places.places:
        if place.role == "platform" and place.department:
            return place.department
    ids = {d.id: d.name for d in case.audit.checklist.departments}
    return ids.get("xxgk_office") or ids.get("office", "")
