"""Judges one archive under two sets of rules, so that an office sees which verdicts of its audit other rules would change."""

from __future__ import annotations

from datetime import date

from classifier.checklist import Checklist
from classifier.comparing import compare_rules, render_difference
from classifier.rulings import read_rulings
from crawler.archive import open_archive, read_documents
from crawler.config import Config
from reports.audit import assemble
from reports.auditing import last_academic_year, rulings_path
from reports.judge import judge
from reports.publications import Reading
from reports.result import STATUS_NAMES, Result


def try_rules(config: Config, old: Checklist, new: Checklist, as_of: date) -> str:
    """In Chinese: the items whose status or count would change, then the pages whose labels would."""
    source, rulings = open_archive(config), read_rulings(rulings_path(config))
    documents = read_documents(source, config)
    period = config.audit.period or last_academic_year(as_of)
    before, after = (judge(assemble(config, source, documents, checklist, period, as_of, rulings, Reading.default())) for checklist in (old, new))
    records = (document.record() for document in documents if document.is_disclosure_unit)
    return "\n".join((*_items(before, after), render_difference(compare_rules(records, old, new), new)))


def _items(before: Result, after: Result) -> list[str]:
    """A line for each item that the two audits see differently."""
    old, new = ({row.item.number: row for row in result.items} for result in (before, after))
    lines = [
        f"第{number}条  {STATUS_NAMES[old[number].status]} → {STATUS_NAMES[row.status]}，条数 {old[number].count} → {row.count}"
        for number, row in new.items() if number in old and (old[number].status, old[number].count) != (row.status, row.count)
    ]
    return [f"核查结论有变化的事项 {len(lines)} 条", *lines]
