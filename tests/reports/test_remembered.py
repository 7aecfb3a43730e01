"""What the classifier said of a page comes back as it was, and only for the same page under the same rules."""

import sqlite3
from dataclasses import replace

import pytest

from classifier.checklist import load_checklist
from classifier.engine import classify
from crawler.cache import Cache
from crawler.document import PageRecord
from reports.remembered import remembering

PAGE = PageRecord(id="http://zs.a.edu.cn/1.htm", site="研究生院", host="zs.a.edu.cn", title="2019年硕士研究生复试成绩公示", published="2019-03-28",
                  text="现将2019年硕士研究生招生考试复试成绩予以公示，公示期10个工作日，监督电话010-12345678。" * 3, attachments=("复试成绩.xlsx",))


@pytest.fixture(scope="module")
def checklist():
    return load_checklist("moe-2014")


class Counting:
    """The classifier, counting how often it is asked."""

    def __init__(self):
        self.asked = 0

    def __call__(self, record, checklist):
        self.asked += 1
        return classify(record, checklist)


def said(path, page, checklist):
    counting = Counting()
    with Cache(path) as cache:
        verdict = remembering(counting, cache)(page, checklist)
    return counting.asked, verdict


def test_a_page_is_classified_once_and_its_evidence_comes_back_identical(tmp_path, checklist):
    path, true = tmp_path / "cache.sqlite", classify(PAGE, checklist)
    assert true.labels
    assert said(path, PAGE, checklist)[0] == 1
    asked, verdict = said(path, PAGE, checklist)
    assert (asked, verdict.labels, verdict.candidates) == (0, true.labels, true.candidates)


def test_another_text_and_another_checklist_are_asked_anew(tmp_path, checklist):
    path = tmp_path / "cache.sqlite"
    said(path, PAGE, checklist)
    assert said(path, replace(PAGE, text=PAGE.text + "改"), checklist)[0] == 1
    assert said(path, PAGE, replace(checklist, title="另一份清单"))[0] == 1


def test_what_was_damaged_is_made_anew(tmp_path, checklist):
    path = tmp_path / "cache.sqlite"
    _, true = said(path, PAGE, checklist)
    with sqlite3.connect(path) as db:
        db.execute("update kept set value = ?", (b'[[{"item": 1}], 7]',))
    assert said(path, PAGE, checklist) == (1, true)
    path.write_bytes(b"no database" * 100)
    assert said(path, PAGE, checklist) == (1, true)
