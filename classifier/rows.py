"""Labels page records given as JSON lines: the output rows of `xxgk classify`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import Any

from classifier.checklist import Checklist
from classifier.evaluate import read_records
from classifier.labels import Verdict
from classifier.many import classify_many
from crawler.document import PageRecord
from crawler.errors import BadInput


def open_lines(name: str, stack: ExitStack) -> Iterator[str]:
    """The lines of a file, or of standard input for "-"; a byte that is no UTF-8 spoils its line only. Raises BadInput."""
    if name == "-":
        stream = sys.stdin.buffer
    else:
        try:
            stream = stack.enter_context(open(name, "rb"))
        except OSError as error:
            raise BadInput(f"{name}：打不开（{error.strerror}）；请检查路径") from None
    return (line.decode("utf-8-sig", "replace") for line in stream)


def classify_rows(lines: Iterable[str], checklist: Checklist, name: str = "标准输入") -> Iterator[dict[str, Any]]:
    """One output row for each input line, in order (empty lines are skipped). Raises BadInput that names file and line."""
    for record, verdict in classify_many(read_records(lines, name), checklist, losers=False, elements=False):
        yield row_of(record, verdict)


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
