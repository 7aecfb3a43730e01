"""Reads the year that a document speaks of (学年, 年度, 届), which is not the year in which it was published."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

_DIGITS = {**{c: str(i) for i, c in enumerate("零一二三四五六七八九")}, "〇": "0", "○": "0", "Ｏ": "0"}
_CHINESE_YEAR = re.compile(r"[一二][〇○零九一][〇○零一二三四五六七八九]{2}(?=\s*(?:年|学年|届|[-–—~至]))")
_YEAR = r"(?<![\d.])((?:19|20)\d\d)(?![\d.])"
_SPAN = re.compile(_YEAR + r"\s*年?\s*[-–—―~～至到/]+\s*((?:19|20)\d\d|\d\d)(?!\d)\s*(学年度?|年度|年|届)?")
_COHORT = re.compile(_YEAR + r"\s*届")
_MARKED = re.compile(_YEAR + r"\s*年度")
_PLAIN = re.compile(_YEAR + r"\s*年(?!\s*第?\s*[一二三四五六七八九十\d]+\s*号)")
_BARE = re.compile(r"(?<![\d.〔\[(【第])((?:19|20)\d\d)(?=[\u4e00-\u9fff]|\Z|\s)(?!\s*号)")
_IN_TEXT = re.compile(_YEAR + r"\s*(?:年|学年|届|[-–—]\s*20\d\d)")


@dataclass(frozen=True, slots=True)
class Spoken:
    """The year a document speaks of. `kind`: "academic" (2018-2019学年), "cohort" (2019届), "calendar" (2019年度),
    "range" (十四五, 2016-2018年). `first` and `last` are calendar years; an academic year ends in `last`."""

    kind: str
    first: int
    last: int
    printed: str

    @property
    def span(self) -> tuple[date, date]:
        """The days it speaks of: an academic year runs from 1 September to 31 August."""
        if self.kind == "academic":
            return date(self.first, 9, 1), date(self.last, 8, 31)
        return date(self.first, 1, 1), date(self.last, 12, 31)


def spoken_year(title: str) -> Spoken | None:
    """The year that a title speaks of, None if it names none. The most telling form wins: 学年, 届, 年度, 年, bare."""
    text = _folded(title)
    if found := _span(text):
        return found
    for pattern, kind in ((_COHORT, "cohort"), (_MARKED, "calendar"), (_PLAIN, "calendar"), (_BARE, "calendar")):
        hits = list(pattern.finditer(text))
        if hits:
            best = max(hits, key=lambda hit: int(hit[1]))
            return Spoken(kind, int(best[1]), int(best[1]), best[0].strip())
    return None


def newest_year(text: str, before: date) -> int | None:
    """The newest year that a text names (年, 学年, 届), none later than the year after `before`."""
    years = [int(hit[1]) for hit in _IN_TEXT.finditer(_folded(text))]
    spans = [found.last for found in [_span(_folded(text[:400]))] if found]
    return max((year for year in years + spans if year <= before.year + 1), default=None)


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    return _CHINESE_YEAR.sub(lambda hit: "".join(_DIGITS.get(c, c) for c in hit[0]), text)


def _span(text: str) -> Spoken | None:
    for hit in _SPAN.finditer(text):
        first, tail = int(hit[1]), hit[2]
        last = int(tail) if len(tail) == 4 else first // 100 * 100 + int(tail)
        unit = hit[3] or ""
        if len(tail) == 2 and not unit.startswith("学年") and last != first + 1:
            continue                     # 2019-03 is a month
        if len(tail) == 2 and last <= 12 and not unit:
            continue
        if last == first + 1 and unit not in ("年", "届"):
            return Spoken("academic", first, last, hit[0].strip())
        if first < last <= first + 30:
            return Spoken("range", first, last, hit[0].strip())
    return None
