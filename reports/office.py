"""What a university keeps beside its config for its reports: own templates, signature, hand-entered channels."""

from __future__ import annotations

import dataclasses
import json
import tomllib
from pathlib import Path
from typing import Any

from crawler.config import Config
from crawler.errors import BadInput
from reports.result import Result

_KEYS = {"office", "channel"}


def with_office(result: Result, config: Config) -> Result:
    """The result with what stands beside the config laid into `meta`: `templates`, `office`, `channels`.

    Read are `<config>.templates/` and `<config>.office.toml`; each may be absent. Raises BadInput.
    """
    meta = dict(result.meta)
    templates = _beside(config, ".templates")
    if templates.is_dir():
        meta["templates"] = str(templates)
    meta |= _office(_beside(config, ".office.toml"))
    return dataclasses.replace(result, meta=meta)


def _beside(config: Config, suffix: str) -> Path:
    return config.path.with_name(config.path.stem + suffix)


def _office(path: Path) -> dict[str, str]:
    """`office = "党政办公室"` and `[[channel]]` rows of `name` and `count`."""
    if not path.exists():
        return {}
    try:
        data = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"{path}：读不了（{error}）；请检查引号和等号，并另存为 UTF-8") from None
    if unknown := sorted(set(data) - _KEYS):
        raise BadInput(f"{path}：{unknown[0]}：不认识的键；可用的键：office、[[channel]]")
    meta = {"office": _text(path, data["office"])} if "office" in data else {}
    rows = data.get("channel", [])
    if not isinstance(rows, list) or not all(
        isinstance(row, dict) and set(row) == {"name", "count"} and isinstance(row["name"], str) and type(row["count"]) is int and row["count"] >= 0
        for row in rows
    ):
        raise BadInput(f"{path}：channel：每一节 [[channel]] 应只写 name（文字）和 count（不小于0的整数）")
    return meta | ({"channels": json.dumps(rows, ensure_ascii=False)} if rows else {})


def _text(path: Path, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise BadInput(f'{path}：office：应为文字（加引号），例如 "党政办公室"')
    return value.strip()
