"""workbook.xlsx: the same facts as tables to filter, with columns in which a clerk writes the ruling."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from reports.result import Result
from reports.writers.sheets import REVIEW_CHOICES, Column, Sheet, sheets
from reports.writers.wording import period_name, printable

_LINKS = 65_530  # Excel's limit of links in one sheet
_LINK_LENGTH = 2_079  # and of one link
_ROWS = 1_048_575  # and of rows below the head
_CELL = 32_000  # characters, below Excel's 32,767
_LINE, _LINES = 13.5, 10  # points of a line of 10-point type; lines shown at most
_RISKY = ("=", "+", "-", "@", "\t", "'")
_STATUS_COLORS = {
    "已公开": "#D9F0E0",
    "要素不全": "#FFF0CC",
    "未及时更新": "#FFE3C7",
    "声明无此事项": "#E4E9F0",
    "仅校内或需登录": "#E9E0F5",
    "缺失": "#FAD4D4",
    "未完成核查": "#E8E8E8",
    "严重": "#FAD4D4",
    "重要": "#FFE9CC",
}
_BY_TYPE: dict[type, dict[str, Any]] = {
    date: {"num_format": "yyyy-mm-dd", "align": "center"},
    float: {"num_format": "0%", "align": "right", "indent": 1},
    int: {"num_format": "#,##0", "align": "right", "indent": 1},
}
_BY_KIND: dict[str, dict[str, Any]] = {"link": {"font_color": "#0B57A4"}, "code": {"text_wrap": False}, "review": {"bg_color": "#FFFBE6"}}


def write(result: Result, folder: Path) -> list[Path]:
    """Writes the workbook. Text stays text whatever it begins with."""
    path = folder / "workbook.xlsx"
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "default_date_format": "yyyy-mm-dd"}
    with xlsxwriter.Workbook(str(path), options) as book:
        made = datetime(result.as_of.year, result.as_of.month, result.as_of.day)
        book.set_properties(
            {"title": f"{printable(result.university.name)}{period_name(result.period)}信息公开核查工作簿", "author": "xxgk", "created": made}
        )
        book.set_size(2400, 1400)
        formats = _Formats(book)
        for sheet in sheets(result):
            _sheet(book.add_worksheet(sheet.name), sheet, formats, result)
    return [path]


class _Formats:
    """The cell formats, made once for each combination."""

    def __init__(self, book: Any):
        self._book, self._made, self._cells = book, {}, {}

    def get(self, **settings: Any) -> Any:
        key = tuple(sorted(settings.items()))
        if key not in self._made:
            plain = {"font_name": "宋体", "font_size": 10, "valign": "top", "border": 1, "border_color": "#C9D1DB", "text_wrap": True}
            self._made[key] = self._book.add_format(plain | settings)
        return self._made[key]

    def cell(self, column: Column, value: Any) -> Any:
        text = value if isinstance(value, str) else ""
        key = (column.kind, type(value), text.startswith(_RISKY), _STATUS_COLORS.get(text, ""))
        if key not in self._cells:
            self._cells[key] = self.get(**_cell_settings(*key))
        return self._cells[key]


def _cell_settings(kind: str, of: type, risky: bool, color: str) -> dict[str, Any]:
    settings = {**_BY_TYPE.get(of, {}), **_BY_KIND.get(kind, {})}
    if risky:
        settings["quote_prefix"] = True  # stays text when a clerk edits the cell, too
    if color:
        settings |= {"bg_color": color, "align": "center"}
    return settings


def _sheet(page: Any, sheet: Sheet, formats: _Formats, result: Result) -> None:
    page.hide_gridlines(2)
    _print_setup(page, sheet, result)
    top = 0
    for text in sheet.heading:
        page.merge_range(top, 0, top, max(1, len(sheet.columns) - 1), "", formats.get())
        page.write_string(top, 0, text, formats.get(bold=top == 0, font_size=14 if top == 0 else 10, border=0))
        page.set_row(top, 26 if top == 0 else 15 * (1 + len(text) // 60))
        top += 1
    for index, column in enumerate(sheet.columns):
        page.set_column(index, index, column.width)
        page.write_string(top, index, column.name, formats.get(bold=True, bg_color="#22466E", font_color="#FFFFFF", align="center", valign="vcenter"))
    page.set_row(top, 30)
    page.freeze_panes(top + 1, sheet.frozen)
    rows = sheet.rows[: _ROWS - top]
    if rows:
        page.autofilter(top, 0, top + len(rows), len(sheet.columns) - 1)
    _validate(page, sheet, top + 1, top + max(1, len(rows)))
    _rows(page, sheet, rows, top + 1, formats)


def _rows(page: Any, sheet: Sheet, rows: list[tuple[Any, ...]], top: int, formats: _Formats) -> None:
    links = 0
    for number, row in enumerate(rows, top):
        page.set_row(number, _LINE * _lines(sheet.columns[: sheet.printed or None], row) + 2)
        for index, (column, value) in enumerate(zip(sheet.columns, row)):
            value = value[:_CELL] if isinstance(value, str) else value
            form = formats.cell(column, value)
            if value is None or value == "":
                page.write_blank(number, index, None, form)
            elif isinstance(value, date):
                page.write_datetime(number, index, value, form)
            elif isinstance(value, (int, float)):
                page.write_number(number, index, value, form)
            elif column.kind == "link" and links < _LINKS and _linkable(value):
                links += 1
                page.write_url(number, index, value, form, value[:250])
            else:
                page.write_string(number, index, value, form)


def _lines(columns: tuple[Column, ...], row: tuple[Any, ...]) -> int:
    """How many lines the fullest cell of these columns wraps to: not every program fits row heights by itself."""
    most = 1
    for column, value in zip(columns, row):
        if isinstance(value, str) and 2 * len(value) > column.width and column.kind != "code":
            most = max(most, sum(_wrapped(part, column.width) for part in value.split("\n")))
    return min(most, _LINES)


def _wrapped(text: str, width: int) -> int:
    wide = sum(1.0 if character.isascii() else 1.9 for character in text)
    return max(1, int(-(-wide // width)))


def _linkable(value: str) -> bool:
    return value.startswith(("http://", "https://")) and len(value) <= _LINK_LENGTH and value.isprintable() and " " not in value


def _validate(page: Any, sheet: Sheet, first: int, last: int) -> None:
    for index, column in enumerate(sheet.columns):
        if column.kind == "review" and (choices := REVIEW_CHOICES.get(sheet.name)) and column.name == "复核结论":
            page.data_validation(
                first,
                index,
                last,
                index,
                {
                    "validate": "list",
                    "source": list(choices),
                    "ignore_blank": True,
                    "input_title": "复核结论",
                    "input_message": "请从列表中选择；说明写在“备注”栏。",
                    "error_title": "不能识别的结论",
                    "error_message": f"请选择：{'、'.join(choices)}",
                },
            )


def _print_setup(page: Any, sheet: Sheet, result: Result) -> None:
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    page.repeat_rows(len(sheet.heading))
    page.print_area(0, 0, len(sheet.heading) + len(sheet.rows), (sheet.printed or len(sheet.columns)) - 1)
    page.set_header(f"&L&9{_plain(result.university.name)}　{_plain(period_name(result.period))}&R&9{sheet.name}")
    page.set_footer("&C&9第 &P 页，共 &N 页")


def _plain(text: str) -> str:
    return printable(text, 60).replace("&", "&&")
