"""Two audits compared: every change has its name and its cause, and a failed crawl mends nothing."""

import json

import pytest

from crawler.errors import BadInput
from reports.compare import compare, compare_files, render_comparison
from reports.writers import json as audit_json
from tests.reports.made import RSC, XXGK, YJS, audited, listing, page, unseen

OLD = page(RSC + "a.htm", "招聘公告#25", "2016-04-01")
NEW = page(RSC + "b.htm", "新的招聘公告#25", "2019-04-01")


def said(first, second):
    return compare(audit_json.as_json(first), audit_json.as_json(second))


def changes(comparison, about):
    return {(row.what, row.item, row.url) for row in comparison.changes if row.about == about}


def test_an_unchanged_campus_changes_nothing():
    comparison = said(audited(OLD, NEW), audited(OLD, NEW))
    assert {row.what for row in comparison.changes} == {"unchanged"}


def test_a_new_edition_mends_and_improves():
    comparison = said(audited(OLD), audited(OLD, NEW, listing(XXGK + "l.htm", "招聘", [NEW])))
    assert ("improved", 25, "") in changes(comparison, "item")
    assert ("published", 25, NEW.url) in changes(comparison, "document")
    [row] = [row for row in comparison.of("finding", "mended") if row.kind == "stale"]
    assert "新的招聘公告" in row.cause


def test_what_was_taken_down_is_withdrawn():
    comparison = said(audited(OLD, NEW), audited(OLD))
    assert ("withdrawn", 25, NEW.url) in changes(comparison, "document")
    assert ("stale", 25, "") in changes(comparison, "item")


def test_what_was_not_seen_is_neither_mended_nor_withdrawn():
    comparison = said(audited(OLD, NEW), audited(OLD, unseen=[unseen(NEW.url)]))
    assert ("unverified", 25, NEW.url) in changes(comparison, "document")
    first = audited(page(YJS + "x.htm", "新闻", "2019-01-01"))
    second = audited(page(YJS + "x.htm", "新闻", "2019-01-01"), unseen=[unseen(YJS + "y.htm")])
    assert [row.what for row in said(first, second).changes if row.item == 46 and row.about == "finding"] == ["unverified"]


def test_a_new_address_is_a_move():
    there = page(YJS + "c.htm", "新的招聘公告#25", "2019-04-01")
    comparison = said(audited(NEW), audited(there))
    [row] = comparison.of("document", "moved")
    assert (row.url, row.to) == (NEW.url, there.url)
    assert not comparison.of("document", "withdrawn") and not comparison.of("document", "published")


def test_a_change_of_rules_is_told_from_a_change_of_the_site():
    first, second = audit_json.as_json(audited(OLD)), audit_json.as_json(audited(page(OLD.url, "招聘公告#24", "2016-04-01")))
    second["rules"] = "other"
    [row] = compare(first, second).of("document", "relabelled")
    assert "规则" in row.cause


def test_it_reads_well():
    text = render_comparison(said(audited(OLD), audited(OLD, NEW)))
    assert "示例大学" in text and "[新公开]" in text


def test_bad_input_is_refused_by_name(tmp_path):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(audit_json.as_json(audited())), "utf-8")
    for content in ("{", "[]", '{"schema": "xxgk-audit/1"}', ""):
        bad.write_text(content, "utf-8")
        with pytest.raises(BadInput, match="bad.json"):
            compare_files(bad, good)
    with pytest.raises(BadInput, match="none.json"):
        compare_files(good, tmp_path / "none.json")
    other = audit_json.as_json(audited())
    other["university"] = "另一大学"
    with pytest.raises(BadInput, match="学校"):
        compare(other, audit_json.as_json(audited()))
