"""Where personal data stands in the open: every page and file of an audit, read once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reports.audit import Audit
from reports.personal_data import Hit, scan


@dataclass(frozen=True, slots=True)
class Exposure:
    """Personal data at one address. `holder`: the page that offers it, when it is a file."""

    url: str
    title: str
    holder: str
    hits: tuple[Hit, ...]


def find_exposures(audit: Audit) -> tuple[Exposure, ...]:
    """Every open page and every read file with personal data, ordered by address."""
    found = {row.url: row for row in _read(audit)}
    return tuple(found[url] for url in sorted(found))


def _read(audit: Audit) -> Iterator[Exposure]:
    seen = set()
    for page in audit.documents:
        if page.state not in ("open", "unreadable"):
            continue
        for attachment in page.attachments:
            if attachment.text and attachment.url not in seen:
                seen.add(attachment.url)
                if hits := scan(attachment.text, audit.as_of):
                    yield Exposure(attachment.url, attachment.name, page.url, hits)
        if page.url not in seen and (hits := scan(f"{page.title}\n{page.text}", audit.as_of)):
            reference = audit.linkage.first(page.url) if page.kind == "attachment" else None
            yield Exposure(page.url, page.title, reference.page.url if reference else "", hits)
