"""annual-report.txt (the section to paste) and annual-report.docx (the whole draft in eight parts)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reports.result import Result
from reports.writers import annual_parts, fifty
from reports.writers.departments import office
from reports.writers.letters import fill, template
from reports.writers.wording import long_date, period_name, printable

_COLUMNS = ("类别", "序号", "公开事项", "公开网址", "信息条数")


def write(result: Result, folder: Path) -> list[Path]:
    """Writes both files."""
    text = folder / "annual-report.txt"
    text.write_text(section(result), "utf-8", newline="\n")
    return [text, fill(template("annual", result), _facts(result), folder / "annual-report.docx", result.as_of)]


def section(result: Result) -> str:
    """The text: title, lead-in, the sentences, the sums, and the table with tab stops (it pastes into a sheet)."""
    head = [printable(result.university.name), f"{period_name(result.period)}信息公开工作报告", "", f"三、{fifty.HEADING}", fifty.lead_in(result)]
    rows = ["\t".join(row.values()) for row in fifty.table(result)]
    return "\n".join([*head, *fifty.lines(result), *fifty.sums(result), "", "清单事项公开情况表", "\t".join(_COLUMNS), *rows, ""])


def _facts(result: Result) -> dict[str, Any]:
    return {
        "title": f"{period_name(result.period)}信息公开工作报告",
        "university": printable(result.university.name),
        "period": period_name(result.period),
        "preface": annual_parts.preface(result),
        "overview": annual_parts.overview(result),
        "proactive": annual_parts.proactive(result),
        "lead_in": fifty.lead_in(result),
        "sentences": fifty.lines(result),
        "sums": fifty.sums(result) + fifty.zeros(result),
        "rows": fifty.table(result),
        "on_request": annual_parts.on_request(result),
        "appraisal": annual_parts.appraisal(result),
        "complaints": annual_parts.complaints(result),
        "problems": annual_parts.problems(result),
        "others": annual_parts.others(result),
        "checks": annual_parts.checks(result),
        "signature": office(result),
        "date": long_date(result.as_of),
    }
