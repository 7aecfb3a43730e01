"""Labels page records given as JSON lines: the output rows of `xxgk classify`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from classifier.checklist import Checklist
from classifier.engine import classify
from classifier.evaluate import read_records
from classifier.labels import Verdict
from crawler.document import PageRecord


def classify_rows(lines: Iterable[str], checklist: Checklist, name: str = "标准输入") -> Iterator[dict[str, Any]]:
    """One output row for each input line, in order (empty lines are skipped). Raises BadInput that names file and line."""
    for record in read_records(lines, name):
        yield row_of(record, classify(record, checklist))


def row_of(record: PageRecord, verdict: Verdict) -> dict[str, Any]:
    """The contract's output object: labels adopted only, scores of candidates too, evidence of the adopted."""
    return {
        "id": record.id,
        "labels": sorted(verdict.items),
        "scores": {str(label.item): label.score for label in (*verdict.labels, *verdict.candidates)},
        "evidence": [
            {"item": piece.item, "where": piece.where, "term": piece.term, "excerpt": piece.excerpt, "weight": piece.weight}
            for label in verdict.labels for piece in label.evidence
        ],
    }
