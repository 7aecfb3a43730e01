"""Draws how earlier audits of the same university came out, where any were kept."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from reports.result import Result
from reports.writers import tally
from reports.writers.wording import printable

_WIDTH, _HEIGHT, _LEFT, _TOP = 400, 160, 34, 24
_SERIES = (("disclosed", "已公开事项"), ("findings", "发现问题"), ("count", "计入信息"))


def history(result: Result) -> list[dict[str, Any]]:
    """Earlier audits, oldest first, then this one. `meta["history"]` is a JSON list of objects with `as_of`, `period`,
    `disclosed` (items), `findings` and `count`; rows that lack one are left out."""
    try:
        rows = json.loads(result.meta.get("history", "[]"))
    except ValueError:
        rows = []
    kept = [
        row
        for row in rows
        if isinstance(row, dict) and isinstance(row.get("as_of"), str) and all(isinstance(row.get(key), int) for key, _ in _SERIES)
    ]
    now = {
        "as_of": result.as_of.isoformat(),
        "period": result.period.name,
        "disclosed": tally.by_status(result)["disclosed"],
        "findings": len(result.findings),
        "count": tally.total(result),
    }
    return sorted(kept, key=lambda row: row["as_of"]) + [now]


def draw(result: Result) -> dict[str, Any]:
    """The charts (one for each figure) and the rows of the table; nothing when this is the first audit."""
    rows = history(result)
    if len(rows) < 2:
        return {}
    return {
        "rows": [
            [printable(str(row["as_of"]), 10), printable(str(row.get("period", "")), 30), row["disclosed"], row["findings"], row["count"]]
            for row in rows
        ],
        "charts": [(name, _line([row[key] for row in rows], [str(row["as_of"])[:10] for row in rows], name)) for key, name in _SERIES],
    }


def _line(values: list[int], days: list[str], name: str) -> Markup:
    top = max(*values, 1)
    step = (_WIDTH - _LEFT - 30) / max(1, len(values) - 1)
    points = [(round(_LEFT + place * step, 1), round(_TOP + (_HEIGHT - _TOP - 34) * (1 - value / top), 1)) for place, value in enumerate(values)]
    marks = Markup("").join(
        Markup(
            '<circle class="point" cx="{}" cy="{}" r="4"><title>{}：{}</title></circle><text class="value" x="{}" y="{}" text-anchor="middle">{}</text>'
        ).format(x, y, day, value, x, y - 9, value)
        for (x, y), value, day in zip(points, values, days)
    )
    ends = Markup('<text class="month" x="{}" y="{}">{}</text><text class="month" text-anchor="end" x="{}" y="{}">{}</text>').format(
        _LEFT - 20, _HEIGHT - 8, days[0], _WIDTH - 4, _HEIGHT - 8, days[-1]
    )
    path = " ".join(f"{x},{y}" for x, y in points)
    return (
        Markup(
            '<svg viewBox="0 0 {} {}" role="img" aria-label="{}历次变化，数据见表"><line class="lane" x1="24" x2="{}" y1="{}" y2="{}"/><polyline class="trend" points="{}"/>'
        ).format(_WIDTH, _HEIGHT, name, _WIDTH, _HEIGHT - 30, _HEIGHT - 30, path)
        + marks
        + ends
        + Markup("</svg>")
    )
