"""The workbook: sheets, filters and rulings; text that stays text; limits of the format kept."""

import openpyxl
import pytest
from sample import HOSTILE, make_result

from reports.writers import tally, workbook
from reports.writers.sheets import REVIEW_CHOICES
from reports.writers.wording import masked

NAMES = ["总览", "事项", "公开信息", "问题", "未能核查", "各部门", "说明"]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return openpyxl.load_workbook(workbook.write(make_result(), tmp_path_factory.mktemp("book"))[0])


def column(page, name):
    heads = [cell.value for cell in page[1]]
    return [page.cell(row, heads.index(name) + 1) for row in range(2, page.max_row + 1)]


def test_the_seven_sheets_stand_in_order(book):
    assert book.sheetnames == NAMES


def test_every_counted_disclosure_has_its_row(book):
    assert book["公开信息"].max_row - 1 == tally.total(make_result()) == 1200


def test_every_finding_has_its_row_and_key(book):
    assert {cell.value for cell in column(book["问题"], "编号")} == {finding.key for finding in make_result().findings}


def test_hostile_titles_stay_text(book):
    told = {cell.value: cell for cell in column(book["公开信息"], "标题")}
    for title in HOSTILE[:5]:
        assert told[masked(title)].data_type == "s"


def test_no_cell_is_a_formula(book):
    assert not [cell.coordinate for page in book for row in page.iter_rows() for cell in row if cell.data_type == "f"]


def test_dates_are_dates_and_counts_are_numbers(book):
    assert column(book["公开信息"], "发布日期")[0].is_date and column(book["事项"], "计入条数")[0].data_type == "n"


@pytest.mark.parametrize("name", ["事项", "公开信息", "问题"])
def test_rulings_are_chosen_from_a_list(book, name):
    rules = book[name].data_validations.dataValidation
    assert [rule.formula1 for rule in rules] == ['"' + ",".join(REVIEW_CHOICES[name]) + '"'] and rules[0].type == "list"
    heads = [cell.value for cell in book[name][1]]
    assert {"复核结论", "备注"} <= set(heads)


@pytest.mark.parametrize("name", NAMES[1:])
def test_sheets_freeze_filter_and_print(book, name):
    page = book[name]
    assert page.freeze_panes and page.auto_filter.ref and page.print_title_rows
    assert page.page_setup.orientation == "landscape" and page.sheet_properties.pageSetUpPr.fitToPage and "&P" in page.oddFooter.center.text


def test_addresses_are_links(book):
    assert column(book["公开信息"], "网址")[0].hyperlink.target.startswith("http://")


def test_links_beyond_the_formats_limit_become_text(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "_LINKS", 10)
    page = openpyxl.load_workbook(workbook.write(make_result(disclosures=400), tmp_path)[0])["公开信息"]
    linked = [cell for cell in column(page, "网址") if cell.hyperlink]
    assert len(linked) == 10 and column(page, "网址")[-1].value.startswith("http")


def test_an_address_too_long_for_a_link_is_still_printed():
    assert not workbook._linkable("http://a.example/" + "x" * 2100) and not workbook._linkable("javascript:alert(1)")


def test_sums_on_the_overview_agree(book):
    rows = [[cell.value for cell in row] for row in book["总览"].iter_rows(min_row=5)]
    sums = {row[1]: row[2] for row in rows if row[0] == "计入信息（条）"}
    assert sum(count for name, count in sums.items() if name != "合计") == sums["合计"] == 1200


def test_the_same_facts_give_the_same_bytes(tmp_path):
    made = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        made.append(workbook.write(make_result(disclosures=0), tmp_path / name)[0].read_bytes())
    assert made[0] == made[1]


def test_personal_numbers_are_hidden(book):
    told = "".join(str(cell.value) for page in book for row in page.iter_rows() for cell in row)
    assert "110101199003078515" not in told and "13800138000" not in told
