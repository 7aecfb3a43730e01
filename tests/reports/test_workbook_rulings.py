"""A workbook that a clerk filled in comes back as rulings."""

import openpyxl
import pytest
from sample import make_result

from crawler.errors import BadInput
from reports.workbook_rulings import read_workbook
from reports.writers import workbook


@pytest.fixture
def filled(tmp_path):
    def fill(sheet, choice, note="", row=2):
        path = tmp_path / "workbook.xlsx"
        if not path.exists():
            workbook.write(make_result(disclosures=0), tmp_path)
        book = openpyxl.load_workbook(path)
        page = book[sheet]
        heads = {cell.value: cell.column for cell in page[1]}
        page.cell(row, heads["复核结论"]).value, page.cell(row, heads["备注"]).value = choice, note
        book.save(path)
        return path, {title: page.cell(row, column).value for title, column in heads.items()}
    return fill


@pytest.mark.parametrize(("choice", "decision"), [("属于本事项", "is"), ("不属于本事项", "is_not"), ("声明无此事项", "nil")])
def test_a_label_is_decided(filled, choice, decision):
    path, cells = filled("公开信息", choice, "已核对")
    (ruling,) = read_workbook(path, by="张三", at="2025-11-01T09:00:00")
    assert (ruling.url, ruling.item, ruling.decision, ruling.note, ruling.by) == (cells["网址"], cells["事项序号"], decision, "已核对", "张三")


def test_a_label_is_moved_to_another_item(filled):
    path, cells = filled("公开信息", "属于其他事项（在备注写明序号）", "应为第13项")
    assert [(r.item, r.decision) for r in read_workbook(path)] == [(cells["事项序号"], "is_not"), (13, "is")]


@pytest.mark.parametrize(("choice", "decision"), [("属实", "accepted"), ("不属实", "false_alarm"), ("已整改", "mended")])
def test_a_finding_is_decided(filled, choice, decision):
    path, cells = filled("问题", choice)
    (ruling,) = read_workbook(path)
    assert (ruling.finding, ruling.decision, ruling.item) == (cells["编号"], decision, 0)


def test_an_untouched_workbook_decides_nothing(filled):
    assert read_workbook(filled("问题", "待核实")[0]) == ()


@pytest.mark.parametrize(("sheet", "choice", "note"), [("公开信息", "随便写", ""), ("公开信息", "属于其他事项（在备注写明序号）", "没写"), ("问题", "不需整改吧", "")])
def test_what_cannot_be_understood_names_the_row(filled, sheet, choice, note):
    with pytest.raises(BadInput, match=f"“{sheet}”表第2行"):
        read_workbook(filled(sheet, choice, note)[0])


def test_a_file_that_is_no_workbook_is_told(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"no")
    with pytest.raises(BadInput, match="a.xlsx"):
        read_workbook(tmp_path / "a.xlsx")
