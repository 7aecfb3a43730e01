"""How the reports say things: dates, numerals, periods, names, and text made fit to print."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from crawler.config import Period

_DIGITS = "零一二三四五六七八九"
# An ID number needs a plausible birth date, so order and file numbers pass; mobile numbers stand alone.
_PERSONAL = re.compile(
    r"(?<!\d)([1-9]\d{5})(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)"
    r"|(?<!\d)(1[3-9]\d)\d{4}\d{4}(?!\d)"
)
_SPACES = re.compile(r"[\s\u2028\u2029]+")
# Controls, unpaired surrogates, private use (icon fonts), direction turners and zero-width marks, non-characters.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff0-\uffff\U000e0000-\U0010ffff]"
)


@cache
def words() -> dict[str, Any]:
    """The wording table that stands beside this file."""
    return tomllib.loads(Path(__file__).with_name("wording.toml").read_text("utf-8"))


def printable(text: str, longest: int = 0) -> str:
    """One line that every format accepts: no control, private, unpaired or direction-turning character.
    `longest`: cut to that many characters with an ellipsis; 0 for no limit."""
    text = text or ""
    if not text.isprintable() or "  " in text:
        text = _UNPRINTABLE.sub("", _SPACES.sub(" ", text))
    text = text.strip()
    return text[: longest - 1] + "…" if longest and len(text) > longest else text


def masked(text: str, longest: int = 0) -> str:
    """`printable` text in which ID numbers and mobile numbers are hidden (RULES §11: never the value)."""
    return _PERSONAL.sub(lambda m: (m[1] or m[2])[:3] + "********（已隐去）", printable(text, longest))


def numeral(number: int) -> str:
    """A number from 0 to 99 in Chinese: 10 → 十, 21 → 二十一. Larger ones stay in digits."""
    if not 0 <= number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def long_date(day: date) -> str:
    """2025年3月28日, as letters print it."""
    return f"{day.year}年{day.month}月{day.day}日"


def short_date(day: date | None) -> str:
    """2025-03-28, as tables print it; nothing for no date."""
    return day.isoformat() if day else ""


def period_name(period: Period) -> str:
    """The period as a sentence names it: 2018-2019学年度, 2025年度, or its two days."""
    if re.fullmatch(r"\d{4}(-\d{4}学)?年度?", period.name):
        return period.name
    return f"{long_date(period.start)}至{long_date(period.end)}"


def checklist_name(identity: str, title: str) -> str:
    """The name by which reports cite a checklist."""
    return words()["names"].get(identity, title)


def remedy(kind: str) -> str:
    """What a department does about a finding of that kind, where the finding does not say it itself."""
    return words()["kinds"].get(kind, {}).get("remedy", "")
