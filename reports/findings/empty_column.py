"""空白栏目: a column of the platform (or of a department's 信息公开 column) that is for an item and holds nothing."""

from __future__ import annotations

from collections.abc import Iterator

from reports.case import Case, Draft


def find(case: Case) -> Iterator[Draft]:
    for column in case.audit.columns:
        if column.filing and column.empty and not column.home:
            where = "信息公开专栏" if column.platform else "部门信息公开栏目"
            yield Draft(
                f"{where}的栏目“{column.name}”没有任何内容", column.url, column.items[0], _department(case, column),
                title=column.name, place=column.url,
            )


def _department(case: Case, column) -> str:
    """An empty column of the platform is for the item's department to fill."""
    if column.own:
        return column.department
    number = column.items[0]
    return case.responsible(case.by_number[number].item) if number in case.by_number else column.department
