"""旧稿新发: a page that our own crawls had seen before the day on which it now says it was published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone

from reports.case import Case, Draft

BEIJING = timezone(timedelta(hours=8))   # pages print local time, the archive keeps UTC


def find(case: Case) -> Iterator[Draft]:
    for publication in case.disclosing:
        for member in publication.members:
            seen = _day(case.audit.first_seen.get(member.url, ""))
            if seen is None or member.published is None or member.published <= seen:
                continue
            label = next(label for label in publication.labels if not label.nil)
            yield Draft(
                f"《{member.title}》标明{member.published.isoformat()}发布，而{seen.isoformat()}核查时该页面已经存在，发布日期被改写",
                member.url, label.item, case.audit.department_at(member.url), label.evidence[:1], title=member.title,
            )


def _day(when: str) -> date | None:
    """The day in China of an ISO 8601 instant."""
    try:
        return datetime.fromisoformat(when.replace("Z", "+00:00")).astimezone(BEIJING).date() if when else None
    except ValueError:
        return None
