"""超期公开: more than 20 working days between a document's own date and its publication."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from importlib.resources import files

from classifier.labels import Evidence
from crawler.document import DateRead
from reports.case import Case, Draft
from reports.clock import estimated, working_days
from reports.copies import normal_title, text_key
from reports.publications import Publication

OWN = ("signature", "number")


@lru_cache(maxsize=1)
def limits() -> dict[str, int]:
    """Working days allowed, and how many years back an own date is believed (thresholds.toml)."""
    return tomllib.loads(files("reports").joinpath("thresholds.toml").read_text("utf-8"))["late"]


def find(case: Case) -> Iterator[Draft]:
    audit, first = case.audit, _first_published(case)
    allowed = limits()["workdays"]
    for publication in case.disclosing:
        items = case.counted.get(publication.url, [])
        own = own_date(publication)
        published = min((first[key] for key in _keys(publication) if key in first), default=publication.published)
        if not items or own is None or published is None or not audit.period.start <= published <= audit.period.end:
            continue
        taken = working_days(own.value, published)
        if taken <= allowed or (published - own.value).days > 366 * limits()["years"]:
            continue
        said = "（超出已公布的放假安排，按周一至周五估算）" if estimated(own.value, published) else ""
        label = next(label for label in publication.labels if label.item in items)
        yield Draft(
            f"《{publication.document.title}》落款（成文）日期为{own.value.isoformat()}，{published.isoformat()}才公开，相隔{taken}个工作日{said}，超过{allowed}个工作日",
            publication.url, label.item, audit.department_at(publication.url),
            (Evidence(label.item, "text", own.excerpt, own.excerpt, 0.0, own.source),), title=publication.document.title,
        )


def own_date(publication: Publication) -> DateRead | None:
    """The document's own date: the latest of its signature and number dates that is not after its publication."""
    known = [row for row in publication.document.dates if row.source in OWN and _names_a_day(row)]
    if publication.published is None or not known or any(row.value > publication.published for row in known):
        return None
    return max(known, key=lambda row: row.value)


def _names_a_day(row: DateRead) -> bool:
    """Whether the date was printed with month and day: 校发〔2024〕41号 names only a year."""
    return row.source != "number" or re.search(r"\d{1,2}\s*[月.\-/]\s*\d{1,2}|[一二三四五六七八九十]月", row.excerpt) is not None


def _keys(publication: Publication) -> tuple[str, ...]:
    own = own_date(publication)
    title = f"{normal_title(publication.document.title)}|{own.value if own else ''}"
    return tuple(key for key in (text_key(publication.document), title) if key)


def _first_published(case: Case) -> dict[str, date]:
    """Text, and title with own date → when it was first published anywhere here: a document published again is not late."""
    first: dict[str, date] = defaultdict(lambda: date.max)
    for publication in case.disclosing:
        days = [member.published for member in publication.members if member.published]
        for key in _keys(publication):
            first[key] = min([first[key], *days])
    return {key: day for key, day in first.items() if day != date.max}
