"""The parts of a report, and the period it says it covers."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from crawler.config import Period
from reports.published.reading import Published

_NUMERALS = "一二三四五六七八九十"
_HEADING = re.compile(rf"^(?:第(?=[{_NUMERALS}]{{1,3}}部分))?([{_NUMERALS}]{{1,3}})(?:部分\s*[、．.:：]?|\s*[、．.])\s*([^\t]{{2,40}})$")
_SPAN = re.compile(r"(20\d\d)年(\d{1,2})月(\d{1,2})日(?:起)?\s*(?:至|到|-|—|－|~)+\s*(20\d\d)年(\d{1,2})月(\d{1,2})日")


@dataclass(frozen=True)
class Part:
    """One top-level part. `kinds`: the required parts it stands for; `start`, `end`: its lines."""

    number: int
    title: str
    kinds: tuple[str, ...]
    start: int
    end: int

    @property
    def heading(self) -> str:
        return f"{numeral(self.number)}、{self.title}"


@cache
def rules() -> dict[str, Any]:
    """The table of required parts and words."""
    return tomllib.loads(Path(__file__).with_name("outline.toml").read_text("utf-8"))


def numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _NUMERALS[tens - 1] + "十") + (_NUMERALS[ones - 1] if ones else "")


def value(text: str) -> int:
    """The number a Chinese numeral up to 九十九 or digits say; 0 if it is none."""
    if text.isdecimal():
        return int(text)
    tens, _, ones = text.partition("十")
    if "十" not in text:
        return _NUMERALS.find(text) + 1 if len(text) == 1 else 0
    return 10 * (_NUMERALS.find(tens) + 1 if tens else 1) + (_NUMERALS.find(ones) + 1 if ones else 0)


def parts(published: Published) -> tuple[Part, ...]:
    """The top-level parts in order: lines that begin 一、 二、 … and run on in sequence. An excerpt may begin at any number."""
    heads = [
        (place, value(match[1]), match[2].strip(" :："))
        for place, line in enumerate(published.lines)
        if (match := _HEADING.match(line)) and not line.endswith(("。", "；", "，"))
    ]
    expected = 1 if any(number == 1 for _, number, _ in heads) else heads[0][1] if heads else 0
    found: list[tuple[int, int, str]] = []
    for place, number, title in heads:
        if number == expected:
            found.append((place, number, title))
            expected += 1
    ends = [place for place, _, _ in found[1:]] + [len(published.lines)]
    return tuple(Part(number, title, kinds_of(title), place, end) for (place, number, title), end in zip(found, ends))


def kinds_of(title: str) -> tuple[str, ...]:
    """The required parts a heading stands for; one heading may join two. 清单 and 主动公开 exclude each other by order of the table."""
    hits = [part["id"] for part in rules()["part"] if any(word in title for word in part["words"])]
    return tuple(hit for hit in hits if not (hit == "problems" and "complaints" in hits and "改进" not in title))


def part_of(found: tuple[Part, ...], line: int) -> str:
    """The heading of the part in which a line stands."""
    return next((part.heading for part in found if part.start <= line < part.end), "开头")


def period(published: Published) -> Period | None:
    """The year the report names: an academic year, else a calendar year; None when it names none."""
    text = "\n".join(published.lines)
    academic = Counter((int(a), int(b)) for a, b in re.findall(r"(20\d\d)年?\s*[-—–－~～至到]+\s*(20\d\d)\s*学年", text) if int(b) == int(a) + 1)
    if academic:
        first = academic.most_common(1)[0][0][0]
        return Period(f"{first}-{first + 1}学年度", date(first, 9, 1), date(first + 1, 8, 31))
    head = re.search(r"(20\d\d)年度?(?:高等?学?校?)?信息公开", text)
    years = Counter(int(year) for year in re.findall(r"(20\d\d)年度", text))
    year = int(head[1]) if head else years.most_common(1)[0][0] if years else None
    return Period(f"{year}年度", date(year, 1, 1), date(year, 12, 31)) if year else None


def stated_span(published: Published) -> tuple[date, date] | None:
    """The first and last day the report says its figures cover."""
    for line in published.lines:
        if match := _SPAN.search(re.sub(r"\s", "", line)):
            try:
                return date(*map(int, match.groups()[:3])), date(*map(int, match.groups()[3:]))
            except ValueError:
                continue
    return None


def report_day(published: Published) -> date | None:
    """The day the page states, else the last day that is printed on a line of its own."""
    for line in (published.dated, *reversed(published.lines)):
        match = re.fullmatch(r"(20\d\d)[-年./](\d{1,2})[-月./](\d{1,2})日?", re.sub(r"\s", "", line))
        if match:
            try:
                return date(*map(int, match.groups()))
            except ValueError:
                continue
    return None
