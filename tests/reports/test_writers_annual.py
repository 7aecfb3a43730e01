"""The annual report: the fifty lines character for character, sums that reconcile, eight parts with gaps where a person writes."""

import dataclasses
import re
from pathlib import Path

import pytest
from docx import Document
from sample import SEED_COUNTS, make_result, seed_result

from reports.writers import annual, fifty

GOLDEN = Path(__file__).with_name("golden") / "fifty-lines.txt"
SEED = Path(__file__).parents[2].parent / "shared" / "seeds" / "000_9ca9cd85fd6ab552.txt"


def words(path: Path) -> str:
    return "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)


def test_the_fifty_lines_are_the_golden_ones():
    assert "\n".join([fifty.lead_in(seed_result()), *fifty.lines(seed_result())]) + "\n" == GOLDEN.read_text("utf-8")


def test_the_fifty_lines_are_the_published_ones():
    if not SEED.is_file():
        pytest.skip(f"没有样本 {SEED.name}")
    text = SEED.read_text("utf-8")
    start, end = text.index("2018-2019学年度，学校主动公开"), text.index("四、依申请公开")
    published = text[start:end].strip().replace("第3条信 息", "第3条信息")   # the one stray space of the original
    ours = annual.section(seed_result())
    assert published == ours[ours.index("2018-2019学年度，学校主动公开"):ours.index("以上合计")].strip()


def test_the_seed_counts_sum_to_458_by_category():
    assert fifty.sums(seed_result())[0].startswith("以上合计458条，其中第一大类基本信息7条，第二大类招生考试信息88条，")


@pytest.mark.parametrize(("period", "said"), [("academic", "2024-2025学年度"), ("calendar", "2025年度"), ("free", "2024年9月1日至2025年10月31日")])
def test_each_kind_of_period_is_worded(period, said):
    assert f"{said}，学校主动公开《教育部高等学校信息公开事项清单》所列情况如下：" in annual.section(make_result(period=period, disclosures=0))


def test_an_odd_number_of_items_still_ends_in_a_full_stop():
    result = make_result(disclosures=0)
    assert fifty.lines(dataclasses.replace(result, items=result.items[:3]))[-1] == "第一大类第3条信息共2条。"


def test_the_text_table_has_a_row_for_each_item_and_the_total():
    rows = annual.section(make_result(disclosures=0)).split("信息条数\n")[1].strip().splitlines()
    assert len(rows) == 51 and all(row.count("\t") == 4 for row in rows)
    assert rows[0].split("\t") == ["一、基本信息", "1", make_result(disclosures=0).items[0].item.text, "http://xxgk.wangchuan.edu.example/lb1/sx1.htm", "1"]


@pytest.fixture(scope="module")
def draft(tmp_path_factory):
    folder = tmp_path_factory.mktemp("annual")
    annual.write(make_result(), folder)
    return folder / "annual-report.docx"


def test_the_eight_parts_stand_in_the_ministrys_order(draft):
    heads = [p.text for p in Document(str(draft)).paragraphs if p.style.name == "Heading 1" and "、" in p.text[:3]]
    assert heads == [
        "一、概述", "二、主动公开信息情况", "三、清单事项公开情况", "四、依申请公开和不予公开情况", "五、对信息公开的评议情况",
        "六、因信息公开工作受到举报、行政复议、行政诉讼情况", "七、信息公开工作存在的主要问题和改进措施", "八、其他需要报告的事项"]


def test_what_a_person_must_write_is_bracketed(draft):
    assert words(draft).count("〔请填写：") >= 10


def test_no_template_mark_is_left(draft):
    assert not re.search(r"\{\{|\}\}|\{%", words(draft).replace("{{ 7*7 }}{% raw %}", ""))


def test_the_category_paragraphs_sum_to_the_total(draft):
    told = [int(match[1]) for match in re.finditer(r"^\d+．[^。]+。在?[^。：]*?公开(\d+)条：", words(draft), re.MULTILINE)]
    assert len(told) == 10 and sum(told) == 1200


def test_the_docx_table_carries_item_address_and_count(draft):
    rows = Document(str(draft)).tables[0].rows
    assert len(rows) == 52 and [cell.text for cell in rows[-1].cells] == ["合计", "", "", "", "1200"]


def test_the_office_is_told_what_to_check(draft):
    told = "\n".join(row.cells[1].text for row in Document(str(draft)).tables[1].rows)
    assert "第34项（缺失，0条）" in told and "未能核查的网址" in told


def test_hand_entered_channels_enter_the_total(tmp_path):
    result = dataclasses.replace(make_result(), meta={"channels": '[{"name": "微信公众号", "count": 289}, {"name": "办公系统", "count": 232}]'})
    annual.write(result, tmp_path)
    assert "通过微信公众号公开289条，通过办公系统公开232条（其他渠道的条数由人工填报）；以上各渠道合计1721条。" in words(tmp_path / "annual-report.docx")


def test_the_same_facts_give_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        annual.write(make_result(disclosures=0), tmp_path / name)
    assert (tmp_path / "a/annual-report.docx").read_bytes() == (tmp_path / "b/annual-report.docx").read_bytes()


def test_a_count_of_the_sample_is_the_seeds():
    assert sum(SEED_COUNTS) == 458 and len(SEED_COUNTS) == 50
