"""已公开未挂接: a counted disclosure on a subsite that the platform neither lists nor reaches through a column."""

from __future__ import annotations

from collections.abc import Iterator

from reports.case import Case, Draft
from reports.publications import Publication


def find(case: Case) -> Iterator[Draft]:
    if not case.audit.places.platform or not _platform_seen(case):
        return
    reached = _reached(case)
    for publication in case.audit.publications:
        items = case.counted.get(publication.url)
        if not items or not _on_subsite(case, publication) or any(url in reached for url in publication.addresses):
            continue
        number = next(label.item for label in publication.labels if label.item in items)
        row = case.by_number[number]
        where = f"信息公开专栏的栏目“{row.column_name}”" if row.column else "信息公开专栏"
        yield Draft(
            f"《{publication.document.title}》已在部门网站公开，但{where}既没有登载，也没有链接到它所在的栏目", publication.url, number,
            case.audit.department_at(publication.url), publication.labels[0].evidence[:2], referrer=row.column, title=publication.document.title,
        )


def _platform_seen(case: Case) -> bool:
    return any(case.audit.places.on_platform(page.url) and page.state == "open" for page in case.audit.documents)


def _on_subsite(case: Case, publication: Publication) -> bool:
    """Whether its counted address is a department's: a copy on the main site alone links nothing to the platform."""
    return case.audit.places.rank(publication.url) == 1


def _reached(case: Case) -> set[str]:
    """Addresses that the platform lists itself, or that stand in a column (any of its pages) to which it links. A front
    page of a department is no column."""
    linked = case.audit.linkage.platform
    found = set(linked)
    for column in case.audit.columns:
        if column.platform or (not column.home and any(url in linked for url in column.pages)):
            found.update(case.audit.linkage.end(row.url) for row in column.rows)
            found.update(column.pages if column.platform else ())
            for url in column.pages:
                page = case.audit.pages[url]
                found.update(a.url for a in page.attachments)
                found.update(link.url for link in page.links if link.where in ("body", "attachment"))
    return found
