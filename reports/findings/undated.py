"""无发布日期: an article that discloses an item and shows no date; a column's own page carries none by nature."""

from __future__ import annotations

from collections.abc import Iterator

from reports.case import Case, Draft


def find(case: Case) -> Iterator[Draft]:
    for publication in case.disclosing:
        if publication.published is not None or publication.document.kind != "article" or case.audit.is_column_text(publication.document):
            continue
        label = next(label for label in publication.labels if not label.nil)
        yield Draft(
            f"《{publication.document.title}》没有标明发布日期，不能计入期间内的公开", publication.url, label.item,
            case.audit.department_at(publication.url), label.evidence[:2], title=publication.document.title,
        )
