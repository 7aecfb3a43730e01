"""Holds the classifier's confidence against how often it is right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from classifier.checklist import Checklist
from classifier.engine import classify
from crawler.document import PageRecord

Judged = Sequence[tuple[float, bool]]   # the confidence claimed (0 … 1), and whether the item is among the page's labels


def confidences(records: Iterable[PageRecord], checklist: Checklist) -> list[tuple[float, bool]]:
    """Every label and candidate given to labelled records: the confidence claimed, and whether it is right."""
    judged = []
    for record in records:
        verdict = classify(record, checklist, losers=False)
        judged += [(label.score, label.item in (record.labels or ())) for label in (*verdict.labels, *verdict.candidates)]
    return judged


def tenths(judged: Judged) -> dict[int, list[tuple[float, bool]]]:
    """The judgements by tenth of confidence (0 … 9), lowest first."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for claimed, right in sorted(judged):
        bins.setdefault(min(9, int(claimed * 10)), []).append((claimed, right))
    return bins


def calibration_error(judged: Judged) -> float:
    """Expected calibration error: the mean over all judgements of the distance, in their tenth, between what was claimed and what is right."""
    return sum(abs(sum(claimed - right for claimed, right in rows)) for rows in tenths(judged).values()) / max(1, len(judged))
