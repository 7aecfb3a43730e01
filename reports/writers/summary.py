"""The short summary printed on the terminal when an audit is done."""

from __future__ import annotations

from pathlib import Path

from reports.result import KIND_NAMES, STATUS_NAMES, Result
from reports.writers import tally
from reports.writers.wording import period_name, printable

_PATHS_SHOWN = 12


def summarize(result: Result, paths: list[Path] | tuple[Path, ...] = ()) -> str:
    """Items by status, findings by kind, the five departments with most to mend, and where the reports are."""
    lines = [
        "",
        f"【核查结论】{printable(tally.verdict(result))}",
        f"  清单：{printable(result.checklist.title)}",
        f"  期间：{period_name(result.period)}　截止日：{result.as_of.isoformat()}　计入信息：{tally.total(result)} 条",
        "",
    ]
    lines += _table("清单事项", [(STATUS_NAMES[status], count, "项") for status, count in tally.by_status(result).items() if count])
    lines += _table("发现问题", [(KIND_NAMES[kind], count, "个") for kind, count in tally.by_kind(result.findings).items()])
    busy = [row for row in tally.departments(result) if row.findings and row.name != tally.UNKNOWN]
    lines += _table("问题最多的部门", [(printable(row.name), len(row.findings), "个") for row in busy[:5]])
    if result.unseen:
        lines += [f"有 {len(result.unseen)} 个网址未能核查，原因和补救办法见报告“未能核查”一节。", ""]
    lines += _paths(list(paths))
    return "\n".join(lines)


def _table(title: str, rows: list[tuple[str, int, str]]) -> list[str]:
    if not rows:
        return []
    widest = max(_width(name) for name, _, _ in rows)
    return [f"{title}：", *(f"  {name}{' ' * (widest - _width(name))}  {count:>5} {unit}" for name, count, unit in rows), ""]


def _width(text: str) -> int:
    return sum(1 if character.isascii() else 2 for character in text)


def _paths(paths: list[Path]) -> list[str]:
    letters = [path for path in paths if path.parent.name == "departments"]
    rest = [path for path in paths if path.parent.name != "departments"][:_PATHS_SHOWN]
    lines = ["报告：", *(f"  {path}" for path in rest)] if paths else []
    if letters:
        lines.append(f"  {letters[0].parent}（各部门整改通知 {len(letters)} 份）")
    return lines
