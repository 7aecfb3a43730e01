"""What changed between two audits, on a page and on paper."""

import copy
import dataclasses

import pytest
from docx import Document
from sample import make_result

from reports.compare import compare
from reports.writers import comparison, json


@pytest.fixture(scope="module")
def changed():
    result = make_result(disclosures=0)
    new = json.as_json(dataclasses.replace(result, findings=result.findings[5:]))
    old = json.as_json(dataclasses.replace(result, findings=result.findings[:-3]))
    new = copy.deepcopy(new) | {"as_of": "2026-03-31"}
    return compare(old, new)


@pytest.fixture(scope="module")
def made(changed, tmp_path_factory):
    return comparison.write(changed, tmp_path_factory.mktemp("compare"))


def test_the_verdict_counts_mended_and_new(changed):
    assert comparison.verdict(changed).startswith("与2025-10-31的核查相比，已整改") and "新增3个" in comparison.verdict(changed)


def test_the_page_tells_every_change_and_runs_nothing(changed, made):
    page = made[0].read_text("utf-8")
    assert page.count("<tr><td>") == len(changed.changes) and "<script>" not in page and "script-src &#39;none&#39;" in page


def test_the_paper_has_a_table_for_each_kind_of_change(changed, made):
    tables = Document(str(made[1])).tables
    assert len(tables[0].rows) - 1 == len([row for row in changed.changes if row.about == "finding"]) and len(tables) == 3


def test_no_mark_of_the_template_is_left(made):
    told = "\n".join(p.text for p in Document(str(made[1])).paragraphs)
    assert "{{" not in told and "{%" not in told
