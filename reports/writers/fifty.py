"""The section 清单事项公开情况: the sentences by item as published annual reports print them, and the table."""

from __future__ import annotations

from reports.result import Result
from reports.writers import tally
from reports.writers.wording import checklist_name, numeral, period_name, printable

HEADING = "清单事项公开情况"


def lead_in(result: Result) -> str:
    """The sentence before the fifty."""
    return f"{period_name(result.period)}，学校主动公开《{checklist_name(result.checklist.id, result.checklist.title)}》所列情况如下："


def lines(result: Result) -> list[str]:
    """第一大类第1条信息共1条，… two sentences a line, the last ends with 。"""
    said = [f"第{numeral(row.item.category)}大类第{row.item.number}条信息共{row.count}条" for row in result.items]
    pairs = ["，".join(said[place : place + 2]) for place in range(0, len(said), 2)]
    return [pair + "，" for pair in pairs[:-1]] + [pairs[-1] + "。"] if pairs else []


def sums(result: Result) -> list[str]:
    """The sums over categories and over all, so that a reader need not add up."""
    parts = "，".join(f"第{numeral(number)}大类{printable(name)}{count}条" for number, name, count in result.categories)
    return [f"以上合计{tally.total(result)}条，其中{parts}。"]


def zeros(result: Result) -> list[str]:
    """What is said of items without a disclosure: declared nil, or a gap in which the school gives the reason."""
    none = [row for row in result.items if row.count == 0]
    nil = [str(row.item.number) for row in none if row.status == "declared_nil"]
    other = [str(row.item.number) for row in none if row.status != "declared_nil"]
    told = [f"第{number}项已公开说明本期没有此类事项。" for number in nil]
    return told + ([f"第{'、'.join(other)}项为0条，〔请填写：逐项说明原因；本期没有此类事项的，写明“没有此类事项”〕。"] if other else [])


def table(result: Result) -> list[dict[str, str]]:
    """Item → column address → count, one row an item, then the total."""
    names = {category.number: f"{numeral(category.number)}、{printable(category.name)}" for category in result.checklist.categories}
    rows = [
        {
            "category": names.get(row.item.category, ""),
            "number": str(row.item.number),
            "text": printable(row.item.text),
            "url": printable(tally.column_address(row)) or "（专栏中没有对应栏目）",
            "count": str(row.count),
        }
        for row in result.items
    ]
    return rows + [{"category": "合计", "number": "", "text": "", "url": "", "count": str(tally.total(result))}]
