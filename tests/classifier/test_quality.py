"""Floors under the classifier's figures: they may only rise."""

from pathlib import Path

import pytest

from classifier.calibration import calibration_error, confidences
from classifier.checklist import load_checklist
from classifier.columns import column_items
from classifier.engine import classify
from classifier.evaluate import evaluate, read_file
from fixtures.records import campus_records

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "labelled"
OWN = ROOT / "fixtures" / "labelled"
CAMPUS_F1 = 0.985


@pytest.fixture(scope="module")
def checklist():
    return load_checklist("moe-2014")


@pytest.fixture()
def show(capsys):
    """Prints a line that `make test` shows although the test passes."""
    def line(text):
        with capsys.disabled():
            print(f"\n  {text}", end="")
    return line


def told(show, name, scores):
    worst = min((row for row in scores.items if row.right + row.missed), key=lambda row: row.f1)
    show(f"{name}：{scores.pages} 条，宏F1 {scores.f1:.3f}，最低第{worst.item}条 {worst.f1:.2f}，误给 {scores.alarmed}/{scores.nothing}")


def records(folder, pattern):
    files = sorted(folder.glob(pattern))
    if not files:
        pytest.skip(f"没有标注记录 {folder.name}/{pattern}")
    return [record for file in files for record in read_file(file)]


def test_the_developers_set_stays_above_its_floor(checklist, show):
    scores = evaluate(records(SHARED, "*.jsonl"), checklist)
    told(show, "shared/labelled（规则见过）", scores)
    assert scores.f1 >= 0.99
    assert min(row.f1 for row in scores.items if row.right + row.missed) >= 0.75
    assert scores.false_alarm <= 0.01


def test_our_own_records_stay_above_their_floor(checklist, show):
    scores = evaluate(records(OWN, "*.jsonl"), checklist)
    told(show, "fixtures/labelled（规则见过）", scores)
    assert scores.f1 >= 0.985
    assert scores.false_alarm <= 0.01


def test_what_the_campus_says_of_itself_stays_above_its_floor(checklist, show):
    """The campus' own texts against its own labels, without the crawl."""
    scores = evaluate(campus_records(), checklist)
    told(show, "示例校园的文字（规则见过）", scores)
    assert scores.f1 >= CAMPUS_F1
    assert scores.false_alarm <= 0.02


def test_records_that_were_never_looked_at_stay_above_their_floor(checklist):
    """A floor only: the figure itself is printed by `make bench`, so that nobody tunes by it."""
    scores = evaluate(records(OWN / "blind", "*.jsonl"), checklist)
    assert scores.f1 >= 0.955
    assert scores.false_alarm <= 0.04


def test_confidence_says_how_often_labels_are_right(checklist, show):
    """Pages never looked at: in every tenth of confidence the share that is right is, all in all, near what was claimed."""
    judged = confidences(records(OWN / "blind", "*.jsonl"), checklist)
    show(f"把握与实际之差（从未查看过的 {len(judged)} 个判断）：平均 {calibration_error(judged):.1%}")
    assert calibration_error(judged) <= 0.04


def test_misfiled_pages_of_the_developers_set_are_found(checklist, show):
    """Content against its column: what the page discloses and what its column is for have nothing in common."""
    found = right = wanted = 0
    for record in records(SHARED, "*.jsonl"):
        path = [name.strip() for name in record.breadcrumb.split(">") if name.strip() and name.strip() != "首页"]
        filed = set(column_items(path, checklist))
        truth = bool(filed and record.labels and not filed & set(record.labels))
        items = set(classify(record, checklist).items)
        claim = bool(filed and items and not filed & items)
        wanted, found, right = wanted + truth, found + claim, right + (truth and claim)
    show(f"错放（shared/labelled）：应有 {wanted}，找到 {found}，其中对的 {right}")
    assert right >= 0.85 * wanted
    assert right >= 0.95 * found
