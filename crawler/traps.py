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
    pager: frozenset[str]
    calendar: frozenset[str]
    facet: frozenset[str]


@lru_cache(maxsize=1)
def rules() -> _Rules:
    """The rows of traps.toml."""
    data = tomllib.loads(files("crawler").joinpath("traps.toml").read_text("utf-8"))
    shape, watch = data["shape"], data["watch"]
    return _Rules(
        re.compile(rf"\.(?:{'|'.join(data['assets']['endings'])})(?:\?(?!.*\be=\.)|$)", re.I),
        tuple((row["name"], re.compile(row["path"], re.I)) for row in data["system"]),
        shape["segment_repeats"], shape["longest"], shape["deepest"], watch["patience"],
        frozenset(watch["pager"]), frozenset(watch["calendar"]), frozenset(watch["facet"]),
    )


def never_content(url: str) -> str:
    """Why an address is left alone and is nothing unseen either (a name from traps.toml); "" when it may be content."""
    path = path_of(url)
    if rules().asset.search(path):
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
    for size in range(1, len(folders) // 2 + 1):
        for at in range(len(folders) - 2 * size + 1):
            run = folders[at: at + size]
            if run == folders[at + size: at + 2 * size] and (size > 1 or not run[0].isdigit() and len(run[0]) > 2):
                return True
    return False
