"""What people decided is laid over labels and findings, survives audits, and lapses when the page changes."""

import pytest

from classifier.rulings import Ruling, add_ruling, read_rulings, write_rulings
from crawler.errors import BadInput
from tests.reports.made import RSC, audited, item, kinds, page

DOC = page(RSC + "a.htm", "招聘公告#25", "2019-04-01", text_digest="sha256:aa")


def test_a_person_overrules_a_label():
    assert item(audited(DOC, rulings=[Ruling(DOC.url, "is_not", 25)]), 25).count == 0
    assert item(audited(DOC, rulings=[Ruling(DOC.url, "is", 18)]), 18).count == 1
    assert item(audited(DOC, rulings=[Ruling(DOC.url, "nil", 25)]), 25).status == "declared_nil"


def test_a_ruling_of_another_checklist_says_nothing():
    assert item(audited(DOC, rulings=[Ruling(DOC.url, "is_not", 25, "other")]), 25).count == 1


def test_a_ruling_lapses_when_the_page_changes():
    result = audited(DOC, rulings=[Ruling(DOC.url, "is_not", 25, digest="sha256:old")])
    assert item(result, 25).count == 1
    assert any("重新复核" in note for note in result.notes)
    assert item(audited(DOC, rulings=[Ruling(DOC.url, "is_not", 25, digest="sha256:aa")]), 25).count == 0


def test_a_false_alarm_stays_away():
    [row] = kinds(audited(DOC), "unlinked")
    result = audited(DOC, rulings=[Ruling(row.url, "false_alarm", finding=row.key)])
    assert kinds(result, "unlinked") == [] and any("误报" in note for note in result.notes)
    assert kinds(audited(DOC, rulings=[Ruling(row.url, "accepted", finding=row.key)]), "unlinked") == [row]


def test_rulings_are_kept_in_a_file_that_people_can_read(tmp_path):
    path = tmp_path / "x.rulings.toml"
    rows = (Ruling("http://a/\u0007b", "is", 3, note='他说"对"\\n', by="邰老师", at="2019-10-31T08:00:00+08:00"), Ruling("", "false_alarm", finding="ab12"))
    write_rulings(path, rows)
    assert read_rulings(path) == rows
    add_ruling(path, Ruling("http://a/\u0007b", "is_not", 3))
    assert [row.decision for row in read_rulings(path)] == ["false_alarm", "is_not"]
    assert read_rulings(tmp_path / "none.toml") == ()


@pytest.mark.parametrize("text", ["[[ruling]]\nurl = 3\ndecision = 'is'", "[[ruling]]\nurl = 'a'\ndecision = 'maybe'", "ruling = 3", "[[ruling", "[[ruling]]\nurll = 'a'"])
def test_a_broken_file_is_refused_by_name(tmp_path, text):
    path = tmp_path / "x.rulings.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(BadInput, match="x.rulings.toml"):
        read_rulings(path)


def test_a_ruling_on_one_address_holds_for_its_copies():
    copy = page("http://xxgk.e.edu.cn/b.htm", DOC.title, "2019-04-01", text_digest="sha256:aa")
    assert item(audited(DOC, copy), 25).count == 1
    assert item(audited(DOC, copy, rulings=[Ruling(DOC.url, "is_not", 25)]), 25).count == 0
