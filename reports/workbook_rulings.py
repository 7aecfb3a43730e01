"""Reads back what a clerk wrote into the workbook: 复核结论 and 备注 become rulings."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from classifier.rulings import Ruling
from crawler.errors import BadInput

_HEAD = 6  # rows within which a sheet's head is looked for: a clerk may have put a title above it
# What each choice of the list decides; choices without an entry (待核实) decide nothing yet.
_ABOUT_LABEL = {"属于本事项": "is", "不属于本事项": "is_not", "声明无此事项": "nil"}
_ABOUT_FINDING = {"属实": "accepted", "不属实": "false_alarm", "已整改": "mended"}
_UNDECIDED = ("", "待核实")
_OTHER = "属于其他事项"


def read_workbook(path: Path, checklist: str = "moe-2014", by: str = "", at: str = "") -> tuple[Ruling, ...]:
    """The rulings of a filled workbook, in its order. `by`, `at` (ISO 8601) are written into each.

    Raises BadInput that names file, sheet, row and remedy. The page's digest is not in the workbook: the caller adds it.
    """
    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = {name: book.get_sheet_by_name(name).to_python() for name in ("公开信息", "问题") if name in book.sheet_names}
    except (OSError, CalamineError, zipfile.BadZipFile) as error:
        raise BadInput(f"{path}：读不了这个工作簿（{error}）；请另存为 xlsx") from None
    if not sheets:
        raise BadInput(f"{path}：没有“公开信息”和“问题”表；请使用核查生成的 workbook.xlsx，不要改动表名")
    found = [ruling for name, rows in sheets.items() for ruling in _sheet(path, name, rows, checklist)]
    return tuple(Ruling(**{name: getattr(row, name) for name in Ruling.__slots__} | {"by": by, "at": at}) for row in found)


def checklist_of(path: Path) -> str:
    """The id of the checklist whose audit a workbook shows, "" where it does not say so. Raises BadInput."""
    try:
        book = CalamineWorkbook.from_path(str(path))
        rows = book.get_sheet_by_name("说明").to_python() if "说明" in book.sheet_names else []
    except (OSError, CalamineError, zipfile.BadZipFile) as error:
        raise BadInput(f"{path}：读不了这个工作簿（{error}）；请另存为 xlsx") from None
    return next((str(row[1]).strip() for row in rows if len(row) > 1 and row[0] == "清单代号"), "")


def _sheet(path: Path, name: str, rows: list[list[Any]], checklist: str) -> Iterator[Ruling]:
    top = next((place for place, row in enumerate(rows[:_HEAD]) if "复核结论" in row), None)
    if top is None:
        raise BadInput(f"{path}：“{name}”表没有“复核结论”列；请不要改动列名")
    head = {str(title): place for place, title in enumerate(rows[top])}
    needed = ("网址", "备注", "编号" if name == "问题" else "事项序号")
    if missing := [title for title in needed if title not in head]:
        raise BadInput(f"{path}：“{name}”表没有“{missing[0]}”列；请不要改动列名")
    for number, row in enumerate(rows[top + 1 :], top + 2):
        cells = {title: str(row[place]).strip() if place < len(row) else "" for title, place in head.items()}
        if cells["复核结论"] not in _UNDECIDED:
            yield from (_finding if name == "问题" else _label)(f"{path}：“{name}”表第{number}行", cells, checklist)


def _label(where: str, cells: dict[str, str], checklist: str) -> Iterator[Ruling]:
    choice, item = cells["复核结论"], _number(where, cells["事项序号"])
    url, note = cells["网址"], cells["备注"]
    if choice in _ABOUT_LABEL:
        yield Ruling(url, _ABOUT_LABEL[choice], item, checklist, note=note)
    elif choice.startswith(_OTHER):
        other = re.search(r"\d{1,3}", note)
        if not other:
            raise BadInput(f"{where}：选了“{_OTHER}”，备注里没有事项序号；请在备注写明，例如 13")
        yield Ruling(url, "is_not", item, checklist, note=note)
        yield Ruling(url, "is", int(other[0]), checklist, note=note)
    else:
        raise BadInput(f"{where}：不认识的复核结论“{choice}”；请从下拉列表中选择")


def _finding(where: str, cells: dict[str, str], checklist: str) -> Iterator[Ruling]:
    choice = cells["复核结论"]
    if choice not in _ABOUT_FINDING:
        raise BadInput(f"{where}：不认识的复核结论“{choice}”；请从下拉列表中选择")
    yield Ruling(cells["网址"], _ABOUT_FINDING[choice], 0, checklist, finding=cells["编号"], note=cells["备注"])


def _number(where: str, text: str) -> int:
    try:
        return int(float(text))
    except ValueError:
        raise BadInput(f"{where}：事项序号“{text}”不是数字；请不要改动这一列") from None
