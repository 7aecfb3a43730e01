"""Counts that several reports print: by status, kind, department, category; so that they all say the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from reports.result import KIND_NAMES, SEVERITY_NAMES, STATUS_NAMES, Finding, ItemResult, Result
from reports.writers.wording import period_name

UNKNOWN = "未确定责任部门"
_SEVERITY_RANK = {name: rank for rank, name in enumerate(SEVERITY_NAMES)}
_KIND_RANK = {name: rank for rank, name in enumerate(KIND_NAMES)}


@dataclass(frozen=True)
class DepartmentTally:
    """What one department published and what it has to mend."""

    name: str  # UNKNOWN where no department is known
    findings: tuple[Finding, ...]  # most severe first
    kinds: dict[str, int]  # kind → findings
    disclosures: dict[int, int]  # category → counted disclosures
    sites: tuple[str, ...]

    @property
    def published(self) -> int:
        return sum(self.disclosures.values())

    @property
    def critical(self) -> int:
        return sum(finding.severity == "critical" for finding in self.findings)


def by_status(result: Result) -> dict[str, int]:
    """Status → items, in the contract's order, zeros included."""
    found = Counter(row.status for row in result.items)
    return {status: found[status] for status in STATUS_NAMES}


def by_kind(findings: tuple[Finding, ...]) -> dict[str, int]:
    """Kind → findings, in the contract's order, only kinds that occur."""
    found = Counter(finding.kind for finding in findings)
    return {kind: found[kind] for kind in KIND_NAMES if found[kind]}


def total(result: Result) -> int:
    """All disclosures counted, over the items."""
    return sum(row.count for row in result.items)


def ordered(findings: tuple[Finding, ...] | list[Finding]) -> tuple[Finding, ...]:
    """Findings as people should take them up: severe first, then by kind, item and address."""
    return tuple(sorted(findings, key=lambda f: (_SEVERITY_RANK.get(f.severity, 9), _KIND_RANK.get(f.kind, 99), f.item or 0, f.url, f.key)))


def departments(result: Result) -> tuple[DepartmentTally, ...]:
    """Every department that has a finding, a counted disclosure or a site; most to mend first, the unknown last."""
    findings: dict[str, list[Finding]] = {}
    for finding in result.findings:
        findings.setdefault(finding.department or UNKNOWN, []).append(finding)
    published = _published(result)
    sites: dict[str, list[str]] = {}
    for site in result.sites:
        sites.setdefault(site.department or UNKNOWN, []).append(site.host)
    names = findings.keys() | published.keys() | sites.keys()
    rows = [
        DepartmentTally(
            name, ordered(findings.get(name, [])), by_kind(tuple(findings.get(name, []))), dict(published.get(name, {})), tuple(sites.get(name, []))
        )
        for name in names
    ]
    return tuple(sorted(rows, key=lambda row: (row.name == UNKNOWN, -len(row.findings), -row.published, row.name)))


def _published(result: Result) -> dict[str, Counter[int]]:
    found: dict[str, Counter[int]] = {}
    for row in result.items:
        for disclosure in row.disclosures:
            if disclosure.counted:
                found.setdefault(disclosure.department or UNKNOWN, Counter())[row.item.category] += 1
    return found


def verdict(result: Result) -> str:
    """The result in one sentence."""
    counts = by_status(result)
    others = "、".join(f"{STATUS_NAMES[s]}{n}项" for s, n in counts.items() if n and s != "disclosed")
    head = f"{result.university.name}{period_name(result.period)}应公开的{len(result.items)}项中，已公开{counts['disclosed']}项" + (
        f"，{others}" if others else ""
    )
    if not result.findings:
        return f"{head}；没有发现需要整改的问题。"
    busy = sum(1 for row in departments(result) if row.findings and row.name != UNKNOWN)
    critical = sum(finding.severity == "critical" for finding in result.findings)
    tail = f"，其中严重问题{critical}个" if critical else ""
    return f"{head}；发现问题{len(result.findings)}个，涉及{busy}个部门{tail}。"


def column_address(row: ItemResult) -> str:
    """Where a reader finds an item: its column, else its newest counted disclosure, else nothing."""
    return row.column or next((d.url for d in row.disclosures if d.counted), "")
