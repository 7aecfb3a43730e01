"""Reads a published annual report, checks outline and arithmetic, and reconciles it with an audit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classifier.checklist import load_checklist
from crawler.config import Period
from crawler.errors import BadInput
from reports.published import totals
from reports.published.against import Comparison, compare, differences, load_audit
from reports.published.counts import claims
from reports.published.outline import numeral, parts, period
from reports.published.questions import Problem, Reading, ask
from reports.published.reading import read_published

_SHOWN_ADDRESSES = 5


@dataclass(frozen=True)
class CheckedReport:
    """What was read of a report and what is to be asked about it."""

    path: Path
    reading: Reading
    problems: tuple[Problem, ...]
    comparison: tuple[Comparison, ...] = ()

    @property
    def period(self) -> Period | None:
        return self.reading.period

    def as_json(self) -> dict[str, Any]:
        """The machine-readable form: period, parts, counts, totals, numbers, problems, and the comparison if there is one."""
        year = self.period
        facts: dict[str, Any] = {
            "file": self.path.name,
            "period": {"name": year.name, "start": year.start.isoformat(), "end": year.end.isoformat()} if year else None,
            "parts": [part.heading for part in self.reading.parts],
            "counts": {str(item): count for item, count in self.reading.counts.items()},
            "totals": _totals(self.reading),
            "numbers": [
                {"value": _whole(n.value), "unit": n.unit, "what": n.what, "where": self.reading.where(n.line)} for n in self.reading.numbers
            ],
            "problems": [{"kind": p.kind, "message": p.message, "where": p.where} for p in self.problems],
        }
        if self.comparison:
            facts["comparison"] = [
                {
                    "item": row.item,
                    "claimed": row.claimed,
                    "supported": row.supported,
                    "difference": row.difference,
                    "status": row.status,
                    "addresses": list(row.addresses),
                }
                for row in self.comparison
            ]
        return facts


def check(file: str | Path, against: str | Path | None = None, checklist: str = "moe-2014") -> CheckedReport:
    """Reads and checks a report (docx, doc, pdf, html, txt); `against`: an audit.json. Raises BadInput."""
    path = Path(file)
    audit = load_audit(Path(against)) if against else None
    published, items = read_published(path), load_checklist(checklist)
    if audit and {row.get("item") for row in audit["items"] if isinstance(row, dict)} != {item.number for item in items.items}:
        raise BadInput(f"{against}：这是清单 {audit.get('checklist', '')} 的核查结果，和年度报告的{len(items.items)}项对不上；请给出对照 {checklist} 的 audit.json")
    reading = Reading(published, items, parts(published), period(published), claims(published, items), totals.stated(published))
    rows = compare(reading, audit) if audit else ()
    return CheckedReport(path, reading, ask(reading) + tuple(differences(reading, audit, rows) if audit else ()), rows)


def _whole(value: float) -> int | float:
    return int(value) if value == int(value) else value


def _totals(reading: Reading) -> list[dict[str, Any]]:
    """Each total with what it counts and what makes it up, the sum over the items among them."""
    found = []
    listed = {id(entry.total): entry for entry in totals.listed_sums(reading.numbers)}
    for figure in totals.published_figures(reading.numbers):
        row: dict[str, Any] = {"value": int(figure.value), "unit": "条", "what": figure.what, "where": reading.where(figure.line)}
        if entry := listed.get(id(figure)):
            row |= {"parts": [int(part.value) for part in entry.entries], "sum": entry.sum, "agrees": entry.sum == int(figure.value)}
        elif figure.whole and (parts_found := totals.explained(figure, reading.numbers)):
            row |= {"parts": list(parts_found), "sum": int(figure.value), "agrees": True}
        found.append(row)
    if reading.counts:
        found.append(
            {
                "value": sum(reading.counts.values()),
                "unit": "条",
                "what": "清单各项之和（本程序相加）",
                "where": "清单事项公开情况",
                "computed": True,
                "categories": _categories(reading),
            }
        )
    return found


def _categories(reading: Reading) -> dict[str, int]:
    return {
        str(c.number): sum(reading.counts.get(item.number, 0) for item in reading.checklist.items if item.category == c.number)
        for c in reading.checklist.categories
    }


def render(checked: CheckedReport) -> str:
    """The same for a person, in Chinese."""
    reading = checked.reading
    lines = [
        f"报告：{checked.path.name}",
        f"年度：{checked.period.name if checked.period else '没有读到'}",
        f"部分：{len(reading.parts)} 个" + "".join(f"\n  {part.heading}" for part in reading.parts),
        "",
    ]
    lines += _counts_lines(reading) + _totals_lines(reading)
    lines.append(f"需要核对的地方：{len(checked.problems)} 处" if checked.problems else "没有发现需要核对的地方。")
    lines += [f"  {number}. 【{problem.where}】{problem.message}" for number, problem in enumerate(checked.problems, 1)]
    return "\n".join([*lines, *_comparison_lines(checked)])


def _counts_lines(reading: Reading) -> list[str]:
    counts = reading.counts
    if not counts:
        return ["清单事项：报告没有逐项列出条数。", ""]
    sums = "，".join(f"第{numeral(int(number))}类{count}条" for number, count in _categories(reading).items())
    return [f"清单事项：读到 {len(counts)} 项，合计 {sum(counts.values())} 条（{sums}）。", ""]


def _totals_lines(reading: Reading) -> list[str]:
    lines = []
    for row in _totals(reading):
        if row.get("computed"):
            continue
        parts_text = (
            f"　＝{'＋'.join(str(part) for part in row['parts'])}"
            if row.get("agrees")
            else f"　但所列各项合计 {row['sum']} 条"
            if "sum" in row
            else ""
        )
        lines.append(f"  {row['value']} 条　{row['what']}{parts_text}")
    return ["报告中的条数：", *lines, ""] if lines else []


def _comparison_lines(checked: CheckedReport) -> list[str]:
    if not checked.comparison:
        return []
    lines = ["", "与核查结果对照（事项：报告／核查）："]
    for row in checked.comparison:
        claimed = "未写" if row.claimed is None else str(row.claimed)
        lines.append(f"  第{row.item}项：{claimed}／{row.supported}" + ("" if row.difference in (0, None) else f"　相差 {row.difference:+d}"))
        if row.difference:
            lines += [f"      {url}" for url in row.addresses[:_SHOWN_ADDRESSES]]
            lines += [f"      ……共 {row.supported} 条，其余见 audit.json"] if row.supported > _SHOWN_ADDRESSES else []
    return lines
