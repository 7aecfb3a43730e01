"""audit.json: the machine-readable result, in the contract's shape, the same bytes for the same facts."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from classifier.labels import Evidence
from reports.result import Absence, Disclosure, Finding, ItemResult, Result

NAME = "audit.json"
SCHEMA = "xxgk-audit/1"


def write(result: Result, folder: Path) -> list[Path]:
    """Writes audit.json into `folder`."""
    target = folder / NAME
    # "replace": half a surrogate pair in a hostile title is no UTF-8
    target.write_bytes((json.dumps(as_json(result), ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace"))
    return [target]


def as_json(result: Result) -> dict[str, Any]:
    """The result as the contract's object. Keys beyond the contract's may be added, none is ever left out."""
    return {
        "schema": SCHEMA, "university": result.university.name, "checklist": result.checklist.id,
        "period": {"name": result.period.name, "start": _day(result.period.start), "end": _day(result.period.end)},
        "as_of": _day(result.as_of), "version": result.version, "rules": result.meta.get("rules", ""), "crawl": _crawl(result),
        "items": [_item(row) for row in result.items],
        "categories": [{"category": number, "name": name, "count": count} for number, name, count in result.categories],
        "findings": [_finding(row) for row in result.findings],
        "unseen": [{"url": row.url, "host": row.host, "reason": row.reason, "detail": row.detail, "referrer": row.referrer, "anchor": row.anchor}
                   for row in result.unseen],
        "notes": list(result.notes),
    }


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _crawl(result: Result) -> dict[str, Any]:
    facts = result.crawl
    return {
        "started": facts.started, "finished": facts.finished, "complete": facts.complete, "requests": facts.requests, "pages": facts.pages,
        "sites": [{"host": s.host, "department": s.department, "guessed": s.guessed, "pages": s.pages, "unseen": s.unseen,
                   "complete": s.complete, "name": s.name} for s in result.sites],
    }


def _item(row: ItemResult) -> dict[str, Any]:
    # what was counted; where nothing falls into the period, the evidence on which the status rests
    listed = [d for d in row.disclosures if d.counted] or [d for d in row.disclosures if d.fresh]
    addresses = {d.url for d in listed}
    made = {
        "item": row.item.number, "category": row.item.category, "name": row.item.text, "cadence": row.item.cadence,
        "status": row.status, "count": row.count, "published": row.published, "available": row.available,
        "latest": _day(row.latest), "due": _day(row.due), "next_due": _day(row.next_due), "reason": row.reason,
        "elements": [{"name": e.name, "found": e.found, "url": e.url} for e in row.elements],
        "column": row.column, "column_name": row.column_name,
        "disclosures": [_disclosure(d) for d in listed],
        "uncounted": [_disclosure(d) for d in row.disclosures if d.url not in addresses],
        "declarations": [_disclosure(d) for d in row.nil], "candidates": [_disclosure(d) for d in row.candidates],
    }
    if row.absence is not None:
        made["absence"] = _absence(row.absence)
    return made


def _disclosure(row: Disclosure) -> dict[str, Any]:
    return {
        "url": row.url, "title": row.title, "published": _day(row.published), "published_from": row.published_from, "host": row.host,
        "department": row.department, "score": row.score, "copies": list(row.copies), "digest": row.digest, "year": row.year, "counted": row.counted,
        "evidence": [_evidence(e) for e in row.evidence[:6]],
    }


def _absence(row: Absence) -> dict[str, Any]:
    return {
        "sites": [{"host": host, "department": department, "pages": pages, "complete": complete} for host, department, pages, complete in row.sites],
        "columns": [{"name": name, "url": url} for name, url in row.columns],
        "candidates": [{"url": url, "title": title, "why": why} for url, title, why in row.candidates],
    }


def _finding(row: Finding) -> dict[str, Any]:
    return {
        "key": row.key, "kind": row.kind, "item": row.item, "filed_as": row.filed_as, "url": row.url, "referrer": row.referrer,
        "department": row.department, "severity": row.severity, "message": row.message, "title": row.title, "remedy": row.remedy,
        "basis": row.basis, "mend_by": _day(row.mend_by), "evidence": [_evidence(e) for e in row.evidence],
    }


def _evidence(row: Evidence) -> dict[str, Any]:
    return {"item": row.item, "where": row.where, "term": row.term, "excerpt": row.excerpt, "weight": round(row.weight, 4)}
