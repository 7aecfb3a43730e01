"""Tells addresses that never end, or never are content, from those worth fetching."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from crawler.addresses import path_of


@dataclass(frozen=True)
class _Rules:
    asset: re.Pattern[str]
    system: tuple[tuple[str, re.Pattern[str]], ...]
    repeats: int
    longest: int
    deepest: int
    patience: int
    kinds: dict[str, str]            # parameter → kind of family
    freshness: dict[str, float]
    trap_names: dict[str, str]
    calendar_path: re.Pattern[str]

    def kind_of(self, parameter: str) -> str:
        """calendar, pager or facet; "" for a parameter that may name content."""
        return self.kinds.get(parameter, "")


@lru_cache(maxsize=1)
def rules() -> _Rules:
    """The rows of traps.toml."""
    data = tomllib.loads(files("crawler").joinpath("traps.toml").read_text("utf-8"))
    shape, watch = data["shape"], data["watch"]
    return _Rules(
        re.compile(rf"\.(?:{'|'.join(data['assets']['endings'])})(?:\?(?!.*\be=\.)|$)", re.I),
        tuple((row["name"], re.compile(row["path"], re.I)) for row in data["system"]),
        shape["segment_repeats"], shape["longest"], shape["deepest"], watch["patience"],
        {name: row["name"] for row in watch["kind"] for name in row["parameters"]},
        {row["name"]: row["freshness"] for row in watch["kind"]}, {row["name"]: row["trap"] for row in watch["kind"]},
        re.compile(data["calendar_path"]["pattern"], re.I),
    )


def never_content(url: str, image: bool = False) -> str:
    """Why an address is left alone and is nothing unseen either (a name from traps.toml); "" when it may be content,
    or the picture that it is known to be."""
    path = path_of(url)
    if not image and rules().asset.search(path):
        return "素材"
    return next((name for name, pattern in rules().system if pattern.search(path)), "")


def trap_by_shape(url: str) -> str:
    """The Chinese name of the trap that an address is part of by its look alone; "" when it looks sound."""
    path = path_of(url)
    if len(path) > rules().longest:
        return "地址不断变长"
    segments = [s for s in path.partition("?")[0].split("/") if s]
    if len(segments) > rules().deepest or _repeats(segments):
        return "相对路径不断叠加"
    return ""


def _repeats(segments: list[str]) -> bool:
    folders = segments[:-1]
    if any(folders.count(s) >= rules().repeats and not s.isdigit() for s in set(folders)):
        return True
    return any(
        folders[at: at + size] == folders[at + size: at + 2 * size]
        for size in range(2, len(folders) // 2 + 1) for at in range(len(folders) - 2 * size + 1))
