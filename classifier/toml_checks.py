"""Reads a TOML file and checks its values; what is wrong is said in one line that names file, place and key."""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path
from typing import Any

from crawler.errors import ChecklistError


def load_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise ChecklistError(f"{path}：读不了（{error.strerror}）；请检查路径") from None
    except UnicodeDecodeError:
        raise ChecklistError(f"{path}：不是 UTF-8 文字；请另存为 UTF-8 编码") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ChecklistError(f"{path}：不是合法的 TOML：{error}；请检查该处的引号、等号和括号") from None


class Checks:
    """Small checks that fail with one line: file, place, key, remedy."""

    def __init__(self, path: Path):
        self.path = path

    def fail(self, where: str, message: str) -> ChecklistError:
        return ChecklistError(f"{self.path}：{where}：{message}")

    def known(self, table: Any, names: tuple[str, ...], where: str) -> None:
        if not isinstance(table, dict):
            raise self.fail(where, "应写成一节（表）")
        for key in table:
            if key not in names:
                near = difflib.get_close_matches(key, names, 1)
                raise self.fail(f"{where}.{key}" if where else key,
                                f"不认识的键；是不是 {near[0]}？" if near else f"不认识的键；可用：{'、'.join(names)}")

    def text(self, table: dict[str, Any], key: str, where: str, required: bool = False) -> str:
        value = table.get(key, "")
        if not isinstance(value, str) or (required and not value.strip()):
            raise self.fail(f"{where}.{key}", "必须填写文字" if required else "应为文字（加引号）")
        return value

    def texts(self, table: dict[str, Any], key: str, where: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            raise self.fail(f"{where}.{key}", "应为文字列表，例如 [\"甲\", \"乙\"]")
        return tuple(value)

    def number(self, table: dict[str, Any], key: str, where: str) -> int:
        value = table.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self.fail(f"{where}.{key}", "必须填写正整数")
        return value

    def numbers(self, table: dict[str, Any], key: str, where: str) -> tuple[int, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, int) and not isinstance(entry, bool) for entry in value):
            raise self.fail(f"{where}.{key}", "应为编号列表，例如 [2, 5]")
        return tuple(value)

    def flag(self, table: dict[str, Any], key: str, where: str, default: bool) -> bool:
        value = table.get(key, default)
        if not isinstance(value, bool):
            raise self.fail(f"{where}.{key}", "应为 true 或 false")
        return value

    def tables(self, data: dict[str, Any], key: str) -> list[dict[str, Any]]:
        rows = data.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self.fail(key, f"应写成 [[{key}]] 一节一项")
        return rows
