"""report.html: one file that carries its data, its script and its style, and asks nothing of any network."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports.result import KIND_NAMES, REASON_NAMES, SEVERITY_NAMES, STATUS_NAMES, Result
from reports.writers import tally, timeline, trend
from reports.writers.page_facts import as_script_json, page_facts
from reports.writers.wording import masked, numeral, period_name, printable, short_date, words

_TEMPLATES = Path(__file__).with_name("templates")
_SCRIPTS = ("report_state.js", "report_tables.js", "report_item.js")
_OUTSIDE = 0  # the matrix's column for findings that belong to no item


def write(result: Result, folder: Path) -> list[Path]:
    """Writes the page."""
    path = folder / "report.html"
    path.write_text(render(result), "utf-8", newline="\n")
    return [path]


def render(result: Result) -> str:
    """The page as text. Every value passes the template's escaping; the data stands as escaped JSON."""
    environment = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"clean": masked, "numeral": numeral, "day": short_date, "weblink": weblink, "folder": quote, "thousands": lambda number: f"{number:,}"}
    style, script = read_template("report.css"), "\n".join(read_template(name) for name in _SCRIPTS)
    return environment.get_template("report.html").render(
        result=result,
        verdict=tally.verdict(result),
        statuses=_statuses(result),
        kinds=_kinds(result),
        kpis=_kpis(result),
        period=period_name(result.period),
        others=json.loads(result.meta.get("others", "[]")),
        categories=_categories(result),
        matrix=_matrix(result),
        timeline=timeline.draw(result),
        months=timeline.months(result),
        trend=trend.draw(result),
        reasons=REASON_NAMES,
        data=as_script_json(page_facts(result)),
        style=style,
        script=script,
        policy=policy(style, script),
    )


def weblink(url: str) -> str:
    """The address if it may stand in a link, else nothing: never `javascript:` or the like."""
    url = printable(url)
    return url if url.startswith(("http://", "https://")) else ""


def read_template(name: str) -> str:
    """A style, script or page of the shipped templates, line ends as a browser counts them."""
    return (_TEMPLATES / name).read_text("utf-8").replace("\r\n", "\n")


def policy(style: str, script: str = "") -> str:
    """Only this very script and style may run; nothing may be fetched."""
    sums = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script)]
    scripts = f"'sha256-{sums[1]}'" if script else "'none'"
    return f"default-src 'none'; style-src 'sha256-{sums[0]}'; script-src {scripts}; base-uri 'none'; form-action 'none'"


def _statuses(result: Result) -> list[dict[str, Any]]:
    return [
        {"key": key, "name": STATUS_NAMES[key], "count": count, "about": words()["statuses"][key]} for key, count in tally.by_status(result).items()
    ]


def _kinds(result: Result) -> list[dict[str, Any]]:
    rows = tally.by_kind(result.findings)
    most = max(rows.values(), default=1)
    return [
        {
            "key": key,
            "name": KIND_NAMES[key],
            "count": count,
            "about": words()["kinds"].get(key, {}).get("about", ""),
            "width": round(100 * count / most, 1),
        }
        for key, count in rows.items()
    ]


def _kpis(result: Result) -> list[dict[str, Any]]:
    counts = tally.by_status(result)
    severe = sum(finding.severity == "critical" for finding in result.findings)
    return [
        {
            "name": "已公开事项",
            "number": f"{counts['disclosed']}",
            "unit": f"/ {len(result.items)} 项",
            "hash": "s=items&t.status=disclosed",
            "tone": "disclosed",
        },
        {
            "name": "缺失",
            "number": f"{counts['missing']}",
            "unit": "项",
            "hash": "s=items&t.status=missing",
            "tone": "missing" if counts["missing"] else "disclosed",
        },
        {
            "name": "发现问题",
            "number": f"{len(result.findings):,}",
            "unit": "个",
            "hash": "s=findings",
            "tone": "stale" if result.findings else "disclosed",
        },
        {
            "name": f"其中{SEVERITY_NAMES['critical']}",
            "number": f"{severe:,}",
            "unit": "个",
            "hash": "s=findings&f.severity=critical",
            "tone": "missing" if severe else "disclosed",
        },
        {"name": "计入信息", "number": f"{tally.total(result):,}", "unit": "条", "hash": "s=disclosures", "tone": "plain"},
        {
            "name": "未能核查",
            "number": f"{len(result.unseen):,}",
            "unit": "个网址",
            "hash": "s=unseen",
            "tone": "unchecked" if result.unseen else "plain",
        },
    ]


def _categories(result: Result) -> list[dict[str, Any]]:
    return [
        {"number": number, "name": name, "count": count, "items": [row for row in result.items if row.item.category == number]}
        for number, name, count in result.categories
    ]


def _matrix(result: Result) -> dict[str, Any]:
    """Departments × categories: what each published, and what it has to mend there."""
    category = {row.item.number: row.item.category for row in result.items}
    columns = [(number, name) for number, name, _ in result.categories] + [(_OUTSIDE, "栏目与链接")]
    rows = []
    for row in tally.departments(result):
        mend: dict[int, int] = {}
        for finding in row.findings:
            place = category.get(finding.item or 0, _OUTSIDE)
            mend[place] = mend.get(place, 0) + 1
        rows.append(
            {
                "name": row.name,
                "published": row.published,
                "findings": len(row.findings),
                "cells": [(number, row.disclosures.get(number, 0), mend.get(number, 0)) for number, _ in columns],
            }
        )
    return {"columns": columns, "rows": rows}
