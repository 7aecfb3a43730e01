"""Before a rule is adopted one sees which labels it changes, page by page, and whether for the better."""

from pathlib import Path

import pytest

import xxgk
from classifier.comparing import compare_rules, render_difference, rules_named
from crawler.document import PageRecord
from crawler.errors import ChecklistError

RULES = Path(__file__).resolve().parents[2] / "classifier" / "checklists" / "moe-2014.rules.toml"
PAGES = [
    PageRecord(id="a", title="云岭大学2023年部门预算", text="一、收支总表。二、收入总表。2023年收入预算98210万元。", attachments=("部门预算表.xlsx",), labels=(19,)),
    PageRecord(id="b", title="云岭大学固定资产管理办法", text="第一条 为规范固定资产管理，制定本办法。", labels=(15,)),
]


@pytest.fixture()
def without_budget(tmp_path):
    """The same rules, but none for item 19."""
    text = RULES.read_text(encoding="utf-8")
    start = text.index("[item.19]")
    path = tmp_path / "mine.rules.toml"
    path.write_text(text[:start] + text[text.index("\n[item.", start):], encoding="utf-8")
    return path


def test_the_changed_page_is_shown_with_its_old_and_new_labels(without_budget):
    old, new = (rules_named(str(name), "moe-2014") for name in (without_budget, "moe-2014"))
    difference = compare_rules(PAGES, old, new)
    assert [(change.id, set(change.new)) for change in difference.changes] == [("a", {19})]
    said = render_difference(difference, new)
    assert "第19条  新增 1" in said and "改对" in said and "宏F1" in said


def test_pages_without_labels_are_compared_too(without_budget):
    page = PageRecord(id="c", title=PAGES[0].title, text=PAGES[0].text)
    difference = compare_rules([page], rules_named("moe-2014", ""), rules_named(str(without_budget), "moe-2014"))
    assert len(difference.changes) == 1 and difference.scores == ()


def test_a_rule_file_that_is_not_there_is_named():
    with pytest.raises(ChecklistError, match="nowhere.rules.toml"):
        rules_named("nowhere.rules.toml", "moe-2014")


def test_the_command_wants_pages_or_an_archive(capsys):
    assert xxgk.main(["evaluate", "--compare", "moe-2014", "moe-2014"]) == 2
    assert "--archive" in capsys.readouterr().err
