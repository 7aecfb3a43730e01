"""Judges an audit: items, findings and what was not seen, masked, in a fixed order."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files

from classifier.rulings import Ruling, outdated
from crawler.archive import CrawlFacts
from reports.audit import Audit
from reports.case import Case, findings
from reports.coverage import Coverage, survey
from reports.exposures import find_exposures
from reports.findings import KINDS
from reports.masking import Masker
from reports.result import Finding, ItemResult, Result, SiteResult
from reports.tallies import tally


def judge(audit: Audit) -> Result:
    """The result of one audit under one checklist. Pure: the same audit gives the same result."""
    coverage = survey(audit)
    items = tally(audit, coverage)
    exposures = find_exposures(audit)
    case = Case(audit, coverage, items, exposures)
    masked = Masker(audit.as_of, (value for exposure in exposures for hit in exposure.hits for value in hit.values)).masked
    found = tuple(row for kind, find in KINDS.items() for row in findings(kind, audit.as_of, find(case)))
    found, dismissed = _after_rulings(audit, found)
    return Result(
        audit.config.university, audit.checklist, audit.period, audit.as_of, _crawl(audit, coverage), _sites(audit, coverage),
        tuple(masked(row) for row in items), _categories(audit, items), tuple(masked(row) for row in found),
        tuple(masked(row) for row in audit.doors.unseen), _version(), (*_notes(audit), *_ruling_notes(audit, dismissed)), {"rules": rules_digest(audit)},
    )


def _after_rulings(audit: Audit, found: tuple[Finding, ...]) -> tuple[tuple[Finding, ...], int]:
    """The findings without those that a person called a false alarm on a page that has not changed since, and their number."""
    dismissed = {row.finding: row for row in audit.rulings if row.finding and row.decision == "false_alarm" and row.checklist == audit.checklist.id}
    kept = tuple(row for row in found if row.key not in dismissed or not _holds(audit, dismissed[row.key], row))
    return kept, len(found) - len(kept)


def _holds(audit: Audit, ruling: Ruling, row: Finding) -> bool:
    page = audit.pages.get(ruling.url or row.url)
    return not ruling.digest or page is not None and ruling.digest == (page.text_digest or page.digest)


def _ruling_notes(audit: Audit, dismissed: int) -> tuple[str, ...]:
    digests = {page.url: page.text_digest or page.digest for page in audit.documents}
    old = outdated(audit.rulings, digests)
    said = [f"按复核意见排除了{dismissed}个误报的问题"] if dismissed else []
    return (*said, *([f"有{len(old)}条复核意见因页面已变化而失效，请重新复核"] if old else []))


def _crawl(audit: Audit, coverage: Coverage) -> CrawlFacts:
    """The crawl's facts; complete only when no site was left with something unseen that could hold an item."""
    whole = not coverage.cut and not coverage.holes and (audit.facts.complete or bool(audit.facts.sites))
    return replace(audit.facts, complete=whole)


def rules_digest(audit: Audit) -> str:
    """A digest of everything a verdict rests on besides the archive, so that a change of rules is told from one of the site."""
    made = hashlib.blake2b(repr(audit.checklist).encode(), digest_size=12)
    for entry in sorted(files("reports").iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".toml"):
            made.update(entry.read_bytes())
    made.update(_version().encode())
    return made.hexdigest()


def _version() -> str:
    try:
        return version("xxgk")
    except PackageNotFoundError:
        return ""


def _categories(audit: Audit, items: tuple[ItemResult, ...]) -> tuple[tuple[int, str, int], ...]:
    sums = Counter({category.number: 0 for category in audit.checklist.categories})
    for row in items:
        sums[row.item.category] += row.count
    return tuple((category.number, category.name, sums[category.number]) for category in audit.checklist.categories)


def _sites(audit: Audit, coverage: Coverage) -> tuple[SiteResult, ...]:
    """One row for each host. Where several departments share a host, the host's own (shortest) prefix speaks for it."""
    unseen = Counter(row.host for row in audit.doors.unseen)
    made: dict[str, SiteResult] = {}
    for place in sorted(audit.places.places, key=lambda p: (p.host, len(p.prefix), p.prefix)):
        whole = coverage.complete(place)
        if (row := made.get(place.host)) is None:
            made[place.host] = SiteResult(place.host, place.department, place.guessed, coverage.pages.get(place.host, 0), unseen[place.host], whole, place.name)
        elif not whole:
            made[place.host] = SiteResult(row.host, row.department, row.guessed, row.pages, row.unseen, False, row.name)
    return tuple(made[host] for host in sorted(made))


def _notes(audit: Audit) -> tuple[str, ...]:
    """What a reader must know."""
    said = list(audit.notes)
    if not audit.places.platform:
        said.append("配置没有写明信息公开专栏，首页上也没有找到；未挂接和错放栏目两类问题没有核查")
    elif not audit.config.university.platform:
        said.append(f"配置没有写明信息公开专栏，按首页链接认定为 {audit.places.platform[0]}")
    if torn := audit.facts.settings.get("notes"):
        said.append(torn)
    if audit.facts.settings.get("obey_robots") == "false":
        said.append("本次抓取按配置没有遵守 robots 规则")
    return (*said, *_ocr_notes(audit))


def _ocr_notes(audit: Audit) -> tuple[str, ...]:
    """How much of the evidence was read out of pictures."""
    pages = sum(int(page.meta.get("ocr_pages", "0")) + sum(file.ocr_pages for file in page.attachments) for page in audit.documents)
    return (f"有 {pages} 页（张）文字由图片识别得到，可能有个别错字；以此为依据的结论请对照原图",) if pages else ()
