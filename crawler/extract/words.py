"""Reads words.toml once: the patterns by which the parts of a page are told apart."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(resources.files("crawler.extract").joinpath("words.toml").read_text("utf-8"))


def words(section: str, key: str) -> str:
    """All patterns of one list as one group, with (?i) at a pattern's head made local to it."""
    made = [f"(?i:{entry[4:]})" if entry.startswith("(?i)") else entry for entry in _table()[section][key]]
    return "(?:" + "|".join(made) + ")"


@lru_cache(maxsize=None)
def pattern(section: str, key: str) -> re.Pattern[str]:
    """A list's patterns as one compiled expression, to be searched for."""
    return re.compile(words(section, key))


@lru_cache(maxsize=None)
def whole(section: str, key: str) -> re.Pattern[str]:
    """The same, to fit a whole text; blanks and brackets at its ends do not matter."""
    return re.compile(r"[\s\[【(（:：]*" + words(section, key) + r"[\s\]】)）:：]*")


def says_empty(text: str) -> bool:
    """Whether a line says that there is nothing here."""
    return 2 <= len(text) <= 20 and pattern("empty", "words").fullmatch(text) is not None
