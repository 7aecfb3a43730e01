"""Keeps the result of every audit beside the config, so that the dashboard shows how the university fared over time."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from crawler.config import Config
from reports.result import Result
from reports.safe_names import safe_name

SCHEMA = "xxgk-audit/1"


def history_folder(config: Config) -> Path:
    """The folder of earlier results: beside the config, whatever becomes of archive and reports."""
    return config.path.with_name(config.path.stem + ".history")


def with_history(results: Sequence[Result], config: Config) -> list[Result]:
    """The results with the figures of earlier audits of the same checklist in `meta["history"]`, oldest first."""
    earlier = _read(history_folder(config))
    return [replace(result, meta={**result.meta, "history": json.dumps(_figures(result, earlier), ensure_ascii=False)}) for result in results]


def keep(result: Result, audit_json: Path, config: Config) -> Path:
    """Keeps a copy of an audit.json. The same checklist, period and day again take the older one's place."""
    folder = history_folder(config)
    folder.mkdir(exist_ok=True)
    name = safe_name(f"{result.as_of.isoformat()} {result.checklist.id} {result.period.start.isoformat()}")
    return Path(shutil.copyfile(audit_json, folder / f"{name}.json"))


def _read(folder: Path) -> list[dict[str, Any]]:
    """Every earlier result that can be read; a damaged one is left out of the trend, never of the folder."""
    rows = []
    for path in sorted(folder.glob("*.json")):
        try:
            row = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(row, dict) and row.get("schema") == SCHEMA:
            rows.append(row)
    return rows


def _figures(result: Result, earlier: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the trend shows of each earlier audit that judged another day or period by the same checklist."""
    mine = (result.as_of.isoformat(), result.period.start.isoformat())
    rows = [
        {
            "as_of": row["as_of"], "period": row["period"]["name"], "findings": len(row["findings"]),
            "disclosed": sum(item["status"] == "disclosed" for item in row["items"]), "count": sum(item["count"] for item in row["items"]),
        }
        for row in earlier
        if row["checklist"] == result.checklist.id and (row["as_of"], row["period"]["start"]) != mine
    ]
    return sorted(rows, key=lambda row: (row["as_of"], row["period"]))
