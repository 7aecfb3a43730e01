"""Every stated number with what it counts, and how the totals come together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations

from reports.published.outline import rules
from reports.published.reading import Published

_UNITS = "余人次|人次|万余次|余万次|余次|余项|余人|条|项|件|篇|次|人|名|个|类|元|%|家|期|场"
_STATED = re.compile(rf"(\d[\d,]*(?:\.\d+)?)(万|亿)?({_UNITS})")
_ENTRY = 24  # characters of a list entry's name at most: longer clauses tell, they do not list
_CLAUSE = 60  # characters of the words before a figure that are kept
_FEW = 14  # totals among which a sum is sought: 2^14 subsets


@dataclass(frozen=True)
class Stated:
    """One number the report prints. `what`: the words before it in the clause; `listed`: it is an entry of a list."""

    value: float
    unit: str
    what: str
    line: int
    listed: bool = False
    whole: bool = False

    @property
    def shown(self) -> str:
        return f"{self.value:g}" if self.value == int(self.value) and self.value < 1e15 else str(self.value)


@dataclass(frozen=True)
class ListedSum:
    """A total followed by the entries said to make it up."""

    total: Stated
    entries: tuple[Stated, ...]

    @property
    def sum(self) -> int:
        return int(sum(entry.value for entry in self.entries))


def stated(published: Published) -> tuple[Stated, ...]:
    """All stated numbers with a unit, in order of the text, without those of the item lines."""
    found: list[Stated] = []
    for place, line in enumerate(published.lines):
        if "\t" in line:
            continue
        text = re.sub(r"\s", "", line)
        for match in _STATED.finditer(text):
            told = re.split(r"[，。；：,;]", text[: match.start()])[-1][-_CLAUSE:]
            clause = told.split("、")[-1]
            if re.search(r"第[一二三四五六七八九十\d]+(条|项|大?类)", clause) or re.search(r"[第〔(（]$", clause):
                continue
            scale = {"万": 10_000, "亿": 100_000_000}.get(match[2] or "", 1)
            number = float(match[1].replace(",", "")) * scale
            whole = any(word in clause for word in rules()["words"]["whole"])
            found.append(Stated(number, match[3], told, place, _listed(clause, text[match.end() :]), whole))
    return tuple(found)


def _listed(clause: str, behind: str) -> bool:
    """Whether the clause is an entry of a list: a short name and its figure, nothing told. PDF readers scatter quotation
    marks, so they are no sign on which to rely."""
    name = re.sub(r"[“”\"]|^其中|^包括|信息公开", "", clause)
    verbs = (*rules()["words"]["verbs"], *rules()["words"]["whole"])
    return 0 < len(name) <= _ENTRY and behind[:1] in ("，", "、", "；", "。", ",", "") and not any(verb in name for verb in verbs)


def published_figures(numbers: tuple[Stated, ...]) -> list[Stated]:
    """The figures in 条 that count what the school published, lists aside."""
    words = rules()["words"]
    return [
        n
        for n in numbers
        if n.unit == "条" and not n.listed and any(w in n.what for w in words["channel"]) and not any(w in n.what for w in words["foreign"])
    ]


def listed_sums(numbers: tuple[Stated, ...]) -> list[ListedSum]:
    """Totals followed in the same paragraph by three or more entries of a list."""
    made = []
    for total in published_figures(numbers):
        entries, after = [], False
        for number in numbers:
            if number is total:
                after = True
            elif after and number.line == total.line and number.unit == "条":
                if not number.listed and entries:
                    break
                if number.listed:
                    entries.append(number)
        if len(entries) >= 3 and not any(other.entries == tuple(entries) for other in made):
            made.append(ListedSum(total, tuple(entries)))
    return made


def grand_total(numbers: tuple[Stated, ...]) -> Stated | None:
    """The figure that claims to be the whole: the first that says 共计, 总计 or the like."""
    return next((n for n in published_figures(numbers) if n.whole), None)


def explained(total: Stated, numbers: tuple[Stated, ...]) -> tuple[int, ...]:
    """Other stated figures that add up to the total exactly (two or more of them); () if none do."""
    others = sorted({int(n.value) for n in published_figures(numbers) if 0 < n.value < total.value}, reverse=True)[:_FEW]
    for size in range(2, len(others) + 1):
        for parts in combinations(others, size):
            if sum(parts) == int(total.value):
                return parts
    return ()
