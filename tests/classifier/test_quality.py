"""Floors under the classifier's figures: they may only rise."""

from pathlib import Path

import pytest

from classifier.checklist import load_checklist
from classifier.columns import column_items
from classifier.engine import classify
from classifier.evaluate import evaluate, read_file, render_scores

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "labelled"
OWN = ROOT / "fixtures" / "labelled"


@pytest.fixture(scope="module")
def checklist():
    return load_checklist("moe-2014")


def records(folder, pattern):
    files = sorted(folder.glob(pattern))
    if not files:
        pytest.skip(f"没有标注记录 {folder.name}/{pattern}")
    return [record for file in files for record in read_file(file)]


def test_the_developers_set_stays_above_its_floor(checklist):
    scores = evaluate(records(SHARED, "*.jsonl"), checklist)
    print(render_scores(scores, checklist))
    assert scores.f1 >= 0.97
    assert min(row.f1 for row in scores.items if row.right + row.missed) >= 0.75
    assert scores.false_alarm <= 0.04


def test_our_own_records_stay_above_their_floor(checklist):
    scores = evaluate(records(OWN, "*.jsonl"), checklist)
    print(render_scores(scores, checklist))
    assert scores.f1 >= 0.95
    assert scores.false_alarm <= 0.04


def test_records_that_were_never_looked_at_stay_above_their_floor(checklist):
    scores = evaluate(records(OWN / "blind", "*.jsonl"), checklist)
    print(render_scores(scores, checklist))
    assert scores.f1 >= 0.80


def test_misfiled_pages_of_the_developers_set_are_found(checklist):
    """Content against its column: what the page discloses and what its column is for have nothing in common."""
    found = right = wanted = 0
    for record in records(SHARED, "*.jsonl"):
        path = [name.strip() for name in record.breadcrumb.split(">") if name.strip() and name.strip() != "首页"]
        filed = set(column_items(path, checklist))
        truth = bool(filed and record.labels and not filed & set(record.labels))
        items = set(classify(record, checklist).items)
        claim = bool(filed and items and not filed & items)
        wanted, found, right = wanted + truth, found + claim, right + (truth and claim)
    print(f"错放：应有 {wanted}，找到 {found}，其中对的 {right}")
    assert right >= 0.85 * wanted
    assert right >= 0.95 * found
