"""Item by item: what a report claims, what the audit of the site supports, and where the difference lies."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.errors import BadInput
from reports.published.questions import Problem, Reading
from reports.result import STATUS_NAMES

_ADDRESSES = 20  # of an item's disclosures that a difference names


@dataclass(frozen=True)
class Comparison:
    """One item. `claimed`: None where the report gives no count."""

    item: int
    claimed: int | None
    supported: int
    status: str
    addresses: tuple[str, ...]

    @property
    def difference(self) -> int | None:
        return None if self.claimed is None else self.claimed - self.supported


def load_audit(path: Path) -> dict[str, Any]:
    """An audit.json. Raises BadInput that names the file."""
    try:
        audit = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise BadInput(f"{path}：读不了这个文件（{error.strerror or error}）；请给出核查生成的 audit.json") from None
    except ValueError:
        raise BadInput(f"{path}：不是合法的 JSON；请给出核查生成的 audit.json") from None
    if not isinstance(audit, dict) or audit.get("schema") != "xxgk-audit/1" or not isinstance(audit.get("items"), list):
        raise BadInput(f"{path}：不是核查结果；请给出核查生成的 audit.json")
    return audit


def compare(reading: Reading, audit: dict[str, Any]) -> tuple[Comparison, ...]:
    """Every item of the audit beside the report's claim."""
    counts = reading.counts
    return tuple(
        Comparison(
            row["item"],
            counts.get(row["item"]),
            int(row.get("count", 0)),
            str(row.get("status", "")),
            tuple(str(d.get("url", "")) for d in row.get("disclosures", [])[:_ADDRESSES]),
        )
        for row in audit["items"]
        if isinstance(row, dict) and isinstance(row.get("item"), int)
    )


def differences(reading: Reading, audit: dict[str, Any], rows: tuple[Comparison, ...]) -> list[Problem]:
    """A period that is not the audit's, and every item whose claim the site does not bear out."""
    found = []
    audited = audit.get("period", {})
    if reading.period and (reading.period.start.isoformat(), reading.period.end.isoformat()) != (audited.get("start"), audited.get("end")):
        found.append(
            Problem(
                "period", f"报告的年度是{reading.period.name}，核查的期间是{audited.get('name', '')}；两者不同，条数不能直接比较。", "与核查结果对照"
            )
        )
    for row in rows:
        if row.claimed is None or row.difference == 0:
            continue
        more = f"多{row.difference}条" if (row.difference or 0) > 0 else f"少{-(row.difference or 0)}条"
        note = "；该事项没有查完，差异仅供参考" if row.status == "unchecked" else ""
        found.append(
            Problem(
                "differs",
                f"第{row.item}项报告写{row.claimed}条，网站上核查到{row.supported}条（{STATUS_NAMES.get(row.status, row.status)}），报告{more}{note}。",
                "与核查结果对照",
            )
        )
    return found
