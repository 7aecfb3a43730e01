"""A checklist with a mistake is refused in one line that names file, item and key."""

import pytest

from classifier.checklist import load_checklist
from crawler.errors import ChecklistError

SMALL = '''
schema = "xxgk-checklist/1"
id = "small"
title = "小清单"

[[category]]
number = 1
name = "财务"

[[department]]
id = "finance"
name = "财务处"
synonyms = ["计财处"]

[[item]]
number = 1
category = 1
text = "预算公开"
cadence = "annual"
departments = ["finance"]
'''


def write(folder, text):
    path = folder / "small.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_the_ministry_list_has_fifty_items_in_ten_categories():
    checklist = load_checklist("moe-2014")
    assert [item.number for item in checklist.items] == list(range(1, 51))
    assert len(checklist.categories) == 10
    assert {section.id for section in checklist.site_sections} == {"guide", "catalogue", "rules", "annual_report", "on_request", "suggestion_box"}


def test_a_checklist_of_ones_own_loads(tmp_path):
    assert load_checklist(write(tmp_path, SMALL)).item(1).text == "预算公开"


@pytest.mark.parametrize("old, new, said", [
    ('cadence = "annual"', 'cadense = "annual"', ("第1条", "cadense", "cadence")),
    ('cadence = "annual"', 'cadence = "yearly"', ("第1条", "cadence")),
    ("category = 1", "category = 7", ("第1条", "category")),
    ('departments = ["finance"]', 'departments = ["finanse"]', ("第1条", "finance")),
    ('title = "小清单"', 'title = 3', ("title",)),
    ('title = "小清单"', 'title = "小', ("TOML",)),
    ('[[department]]', '[[departement]]', ("departement", "department")),
])
def test_mistakes_are_named(tmp_path, old, new, said):
    with pytest.raises(ChecklistError) as caught:
        load_checklist(write(tmp_path, SMALL.replace(old, new, 1)))
    message = str(caught.value)
    assert "small.toml" in message and all(word in message for word in said) and "\n" not in message


def test_a_mistake_in_a_pattern_is_named(tmp_path):
    (tmp_path / "small.rules.toml").write_text('[item.1]\ntitle.strong = ["预算 & @nosuch"]\n', encoding="utf-8")
    with pytest.raises(ChecklistError, match="第1条.title.strong.*@nosuch"):
        load_checklist(write(tmp_path, SMALL.replace('title = "小清单"', 'title = "小清单"\nrules = "small.rules.toml"')))


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(ChecklistError, match="moe-2014"):
        load_checklist("moe-2041")


@pytest.mark.parametrize("name, department", [
    ("人事处（人才办）", "hr"), ("望川大学研究生院", "grad"), ("机械学院", "college"), ("发展规划与学科建设处", "planning"), ("望川大学信息公开网", None),
])
def test_departments_by_their_names(name, department):
    found = load_checklist("moe-2014").department_of(name)
    assert (found.id if found else None) == department
