"""What the engine promises for any page: evidence, determinism, bounds, candidates, declarations, elements."""

import json

import pytest

from classifier.checklist import load_checklist
from classifier.engine import classify, matcher_of
from classifier.explain import explain
from classifier.matcher import HEAD, TAIL
from classifier.rows import classify_rows
from crawler.document import PageRecord
from crawler.errors import BadInput


@pytest.fixture(scope="module")
def checklist():
    return load_checklist("moe-2014")


BUDGET = PageRecord(
    id="b", title="云岭大学2023年部门预算", kind="article",
    text="一、部门概况。二、2023年部门预算表：收支总表、收入总表、支出总表、财政拨款收支总表。2023年收入预算98210万元。", attachments=("2023年部门预算表.xlsx",))


def test_every_label_shows_its_words(checklist):
    label = classify(BUDGET, checklist).labels[0]
    assert label.item == 19
    assert label.evidence and all(piece.term and piece.excerpt for piece in label.evidence)


def test_excerpts_show_the_original_wording(checklist):
    record = PageRecord(title="拟 录 取 硕 士 研 究 生 名 单 公 示", text="經學院審核，現將拟录取名單予以公示，公示期十個工作日。姓名、考生編號、總成績如下。")
    verdict = classify(record, checklist)
    assert verdict.items == (13,)
    assert all(piece.term in record.title + record.text for piece in verdict.labels[0].evidence)


def test_the_same_page_gets_the_same_verdict(checklist):
    assert classify(BUDGET, checklist) == classify(BUDGET, load_checklist("moe-2014"))


def test_all_four_tables_of_a_budget_are_seen(checklist):
    assert len(classify(BUDGET, checklist).labels[0].elements) == 4


def test_a_single_table_is_one_element(checklist):
    record = PageRecord(title="云岭大学2021年收入预算表.xls", kind="attachment", text="金额单位：万元。一般公共预算拨款收入79516.22；事业收入69300。")
    assert classify(record, checklist).labels[0].elements == ("收入预算表",)


def test_a_page_without_text_and_files_is_only_a_candidate(checklist):
    verdict = classify(PageRecord(title="2021年硕士研究生拟录取名单公示"), checklist)
    assert not verdict.labels and [label.item for label in verdict.candidates] == [13]


def test_none_this_year_is_a_declaration(checklist):
    label = classify(PageRecord(title="受捐赠财产的使用与管理情况", text="2022年度，学校没有接受捐赠财产。特此说明。"), checklist).labels[0]
    assert (label.item, label.nil, label.nil_year, label.elements) == (16, True, "2022年度", ())


def test_intangible_assets_declare_nothing(checklist):
    record = PageRecord(title="固定资产管理办法", text="第一条 为规范固定资产和无形资产管理，制定本办法。第二条 未经批准不得处置资产。")
    assert not classify(record, checklist).labels[0].nil


def test_an_empty_column_discloses_nothing(checklist):
    record = PageRecord(title="受捐赠财产的使用与管理情况", kind="column", text="栏目内容正在建设中，请稍后访问。")
    assert classify(record, checklist).items == ()


def test_meeting_news_discloses_nothing(checklist):
    record = PageRecord(title="学校召开部门预算工作会议", text="3月15日上午，学校召开预算工作会议，副校长出席并讲话，强调要过紧日子，加快预算执行进度。各单位负责人参加会议。")
    assert classify(record, checklist).items == ()


@pytest.mark.parametrize("text", ["预算决算" * 2_500_000, "第" * 10_000_000, "公示" + "\u0000 \u200b" * 2_000_000, "招生+研究生|&!@#" * 500_000])
def test_hostile_text_of_ten_megabytes_is_only_read_at_its_ends(checklist, text):
    verdict = classify(PageRecord(title=text[:200_000], text=text, attachments=(text[:1000],) * 50, attachment_texts=(text,)), checklist)
    assert len(verdict.labels) <= 6
    assert HEAD + TAIL < 50_000


def test_a_pair_of_words_has_to_follow_soon(checklist):
    """会议~规定 spares a rule about meetings what news of a meeting costs."""
    matcher = matcher_of(checklist)
    assert "news" not in matcher.read(PageRecord(title="云岭大学会议管理若干规定", text="召开全校性会议须经批准。")).genre_names
    assert "news" in matcher.read(PageRecord(title="学校召开安全工作会议", text="3月2日上午，学校召开会议。")).genre_names


def test_data_deep_in_a_quality_report_are_seen(checklist):
    text = "前言。" + "本报告按学年编写。" * 60 + "全校开设课程2000门；实践教学学分占总学分29.1%，选修课学分占20.2%。主讲本科课程的教授占教授总数的90.1%。"
    items = classify(PageRecord(title="云岭大学2022-2023学年本科教学质量报告", text=text), checklist).items
    assert {29, 30, 35} <= set(items)


def test_explain_names_item_words_and_rivals(checklist):
    said = explain(BUDGET, classify(BUDGET, checklist), checklist)
    assert "第19条" in said and "标题出现" in said and "分界" in said


def test_rows_follow_the_contract(checklist):
    line = json.dumps({"id": "x", "title": "2022年政府采购意向公告", "text": "采购意向：显微镜，预算260万元。", "unknown": 1}, ensure_ascii=False)
    row = next(classify_rows([line], checklist, "a.jsonl"))
    assert set(row) == {"id", "labels", "scores", "evidence"} and row["labels"] == [18]
    assert set(row["evidence"][0]) == {"item", "where", "term", "excerpt", "weight"}
    assert 0 <= row["scores"]["18"] <= 1


def test_a_line_that_is_no_json_names_file_and_line(checklist):
    with pytest.raises(BadInput, match=r"a\.jsonl：第 2 行") as caught:
        list(classify_rows(['{"id": "1"}', "{oops"], checklist, "a.jsonl"))
    assert "\n" not in str(caught.value)
