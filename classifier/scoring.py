"""Adds up what the rules that fit give each item: their weights, what repeats of a kind still add, what the genre costs."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from classifier.checklist import Checklist, GenreText, Rules

# What the n-th rule of the same strength in the same field still adds.
DECAY = {"decisive": (1.0, 0.4, 0.2), "strong": (1.0, 0.5, 0.3, 0.2), "fair": (1.0, 0.8, 0.6, 0.4), "weak": (1.0, 1.0, 1.0, 0.8, 0.6, 0.4),
         "substance": (1.0, 0.4, 0.2), "against": (1.0, 0.7, 0.5), "veto": (1.0,)}
FULL = 8.0   # points from which a page speaks so loudly of an item that what its genre costs grows with them
DEFAULT_WEIGHTS = {"decisive": 4.0, "strong": 2.6, "fair": 1.5, "weak": 0.7, "against": -2.0, "veto": -9.0, "substance": 3.0}
DEFAULT_THRESHOLDS = {"adopt": 5.0, "candidate": 2.5, "scale": 3.3, "blank": 12}
_SCALES: dict[int, tuple[Checklist, Scale]] = {}


@dataclass(slots=True, eq=False)
class Tally:
    """What speaks for and against one item on one page."""

    item: int
    score: float
    rules: list[tuple[int, float]]   # number of the rule, what it added
    substance: bool = False
    deep: bool = False               # the depth of the text carries its data
    learned: float = 0.0             # what the learned weights added
    strings: Callable[[int, int], list[tuple[float, str]]] | None = None   # tells which learned strings did, for an item, at most so many


class Scale:
    """The weights of a checklist's rules, ready for adding. Built once for each checklist."""

    def __init__(self, rules: Rules):
        self.limits = DEFAULT_THRESHOLDS | dict(rules.thresholds)
        weights = dict(rules.weights)
        self.kinds = [(rule.field, rule.strength) for rule in rules.rules]
        self.steps = [tuple(weights.get(f"{rule.field}.{rule.strength}", DEFAULT_WEIGHTS[rule.strength]) * share for share in DECAY[rule.strength])
                      for rule in rules.rules]
        self.items = [rule.item for rule in rules.rules]
        self.silent = frozenset(index for index, steps in enumerate(self.steps) if steps[0] <= 0)   # rules that speak for nothing
        runs = [run for run, _ in groupby((rule.item, rule.field, rule.strength) for rule in rules.rules)]
        self.scattered = len(runs) > len(set(runs))     # rules of a kind do not stand together, as in lists that borrow rules
        self.beside: dict[int, dict[int, float]] = {}   # for each item those that may stand beside it, and the share they need
        for share, items in rules.together:
            for one in items:
                row = self.beside.setdefault(one, {})
                row.update({other: min(share, row.get(other, math.inf)) for other in items})

    def share(self, one: int, other: int) -> float:
        """The share of the best score that lets two items stand side by side; infinite for items that never do."""
        return self.beside.get(one, {}).get(other, math.inf)

    def tallies(self, fitting: Sequence[int], costly: Sequence[GenreText]) -> dict[int, Tally]:
        """What the rules that fit (numbers, in order) give the items for which any of them speaks."""
        items: dict[int, list[int]] = {}
        for index in fitting:
            items.setdefault(self.items[index], []).append(index)
        return {item: made for item, indexes in items.items()
                if not self.silent.issuperset(indexes) and (made := self.tally(item, indexes, costly))}

    def tally(self, item: int, fitting: Sequence[int], costly: Sequence[GenreText]) -> Tally | None:
        """What an item's rules that fit (numbers, in order) give it; None if nothing speaks for it."""
        kinds, steps = self.kinds, self.steps
        rules: list[tuple[int, float]] = []
        speaks = total = 0.0
        before, row, turn, substance = None, (), 0, False
        for index in self._gathered(fitting) if self.scattered else fitting:
            if kinds[index] != before:
                before, row, turn = kinds[index], steps[index], 0
                substance = substance or before[1] == "substance"
            if turn < len(row):
                value = row[turn]
                turn += 1
                total += value
                if value > 0:
                    speaks += value
                rules.append((index, value))
        if speaks <= 0:
            return None
        if costly:
            total -= self.penalty(item, costly, substance) * max(1.0, speaks / FULL)
        return Tally(item, total, rules, substance)

    def _gathered(self, fitting: Sequence[int]) -> list[int]:
        """The rules of a kind behind each other."""
        groups: dict[tuple[str, str], list[int]] = {}
        for index in fitting:
            groups.setdefault(self.kinds[index], []).append(index)
        return [index for group in groups.values() for index in group]

    def penalty(self, item: int, costly: Sequence[GenreText], substance: bool = False) -> float:
        """What the genres of a page take from an item's score."""
        return sum(genre.penalty for genre in costly if item not in genre.spares and (genre.firm or not substance))


def scale_of(checklist: Checklist) -> Scale:
    """The scale of a checklist, built once."""
    kept = _SCALES.get(id(checklist))
    if kept is None:
        if len(_SCALES) > 8:
            _SCALES.clear()
        kept = _SCALES[id(checklist)] = (checklist, Scale(checklist.rules))
    return kept[1]
