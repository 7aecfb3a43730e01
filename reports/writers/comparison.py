"""What changed between two audits, as a page (compare.html) and as a paper to send out (compare.docx)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports.compare import CHANGES, Change, Comparison
from reports.result import KIND_NAMES
from reports.writers.html import policy, read_template, weblink
from reports.writers.letters import fill, shipped
from reports.writers.wording import long_date, masked, printable, words

_SECTIONS = (("finding", "问题的变化"), ("item", "事项状态的变化"), ("document", "信息的变化"))
_TONES = {
    "mended": "disclosed",
    "improved": "disclosed",
    "published": "disclosed",
    "new": "missing",
    "worsened": "missing",
    "stale": "stale",
    "withdrawn": "stale",
    "unverified": "unchecked",
}
_LONGEST_TABLE = 2_000  # rows of one section on paper; the page has them all


@dataclass(frozen=True)
class Section:
    about: str
    name: str
    counts: tuple[tuple[str, str, int], ...]  # change, its name, how many
    rows: tuple[dict[str, str], ...]


def write(comparison: Comparison, folder: Path) -> list[Path]:
    """Writes both files into `folder`."""
    page = folder / "compare.html"
    page.write_text(_page(comparison), "utf-8", newline="\n")
    return [page, fill(shipped("comparison"), _facts(comparison), folder / "compare.docx", _day(comparison.new))]


def verdict(comparison: Comparison) -> str:
    """The difference in one sentence."""
    counts = {what: len(comparison.of("finding", what)) for what in ("mended", "new", "unchanged", "unverified")}
    published, withdrawn = len(comparison.of("document", "published")), len(comparison.of("document", "withdrawn"))
    tail = f"，{counts['unverified']}个本次没有看到、未能复核" if counts["unverified"] else ""
    return (
        f"与{comparison.old.get('as_of', '上次')}的核查相比，已整改{counts['mended']}个问题，新增{counts['new']}个，仍未整改{counts['unchanged']}个{tail}；"
        f"新公开信息{published}条，撤下{withdrawn}条。"
    )


def sections(comparison: Comparison) -> tuple[Section, ...]:
    """The changes by what they are about, most telling first."""
    return tuple(
        Section(about, name, _counts(comparison, about), tuple(_row(row) for what in CHANGES for row in comparison.of(about, what)))
        for about, name in _SECTIONS
    )


def _counts(comparison: Comparison, about: str) -> tuple[tuple[str, str, int], ...]:
    return tuple((what, name, count) for what, name in CHANGES.items() if (count := len(comparison.of(about, what))))


def _row(row: Change) -> dict[str, str]:
    return {
        "change": CHANGES[row.what],
        "tone": _TONES.get(row.what, "plain"),
        "item": f"第{row.item}项" if row.item else "—",
        "kind": KIND_NAMES.get(row.kind, ""),
        "title": masked(row.title, 160) or "—",
        "url": printable(row.url, 600),
        "to": printable(row.to, 600),
        "department": printable(row.department) or "—",
        "cause": masked(row.cause, 300),
    }


def _day(audit: dict[str, Any]) -> date:
    try:
        return date.fromisoformat(str(audit.get("as_of") or audit["period"]["end"]))
    except (ValueError, KeyError):
        return date(1980, 1, 1)


def _facts(comparison: Comparison) -> dict[str, Any]:
    new = comparison.new
    return {
        "title": "信息公开整改情况对照",
        "university": printable(str(new["university"])),
        "old": _named(comparison.old),
        "new": _named(new),
        "verdict": verdict(comparison),
        "sections": [
            {"name": f"附件{number}　{section.name}", "told": _told(section), "rows": list(section.rows[:_LONGEST_TABLE])}
            for number, section in enumerate(sections(comparison), 1)
        ],
        "signature": words()["letter"]["office"],
        "date": long_date(_day(new)),
    }


def _told(section: Section) -> str:
    return "、".join(f"{name}{count}" for _, name, count in section.counts) or "没有变化"


def _named(audit: dict[str, Any]) -> str:
    return f"{printable(str(audit['period'].get('name', '')))}（截止日{audit.get('as_of', '不详')}）"


def _page(comparison: Comparison) -> str:
    environment = Environment(
        loader=FileSystemLoader(shipped("comparison").parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"weblink": weblink}
    style = read_template("report.css")
    return environment.get_template("comparison.html").render(
        university=printable(str(comparison.new["university"])),
        old=_named(comparison.old),
        new=_named(comparison.new),
        verdict=verdict(comparison),
        sections=sections(comparison),
        rules_changed=comparison.old.get("rules") != comparison.new.get("rules"),
        style=style,
        policy=policy(style),
    )
