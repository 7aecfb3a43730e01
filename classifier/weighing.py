"""Weighs the short strings of a text: how often each stands in it, its weights for every item, and who spoke loudest."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from classifier.grams import Grams
from classifier.tables import Ragged

# What a string's frequency counts for: 1 + its logarithm, looked up because few frequencies ever occur.
_FREQUENCY = 1.0 + np.log(np.maximum(np.arange(2000), 1))


@dataclass(frozen=True, slots=True)
class Spoken:
    """What each string of a text added to each item for which it has a weight: three columns of equal length."""

    scales: Scales
    number: np.ndarray        # of the string
    place: np.ndarray         # of the item
    added: np.ndarray

    def strings(self, item: int, most: int = 3) -> list[tuple[float, str]]:
        """The strings that spoke loudest for an item, and what each added."""
        own = (self.place == self.scales.places[item]).nonzero()[0]
        loud = sorted(zip((-self.added.take(own)).tolist(), self.number.take(own).tolist(), strict=True))[:most]
        return [(-value, self.scales.strings[number]) for value, number in loud if value < 0]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the learned weights say: log-odds for each item (0 is even), and for a page that discloses anything at all."""

    scores: dict[int, float]
    anything: float
    spoken: Spoken = field(repr=False)


class Scales:
    """Learned weights as arrays. Few strings have a weight for more than three items, so only those are kept, row after row."""

    def __init__(self, strings: Sequence[str], idf: Sequence[float], weights: Sequence[Sequence[tuple[int, float]]], bias: dict[int, float],
                 anything: int):
        """`anything`: the item that stands for all of them."""
        self.strings = strings
        self.anything = anything
        self.items = sorted(bias)
        self.places = {item: place for place, item in enumerate(self.items)}
        self.grams = Grams(strings)
        self.idf = np.array(idf)
        self.bias = np.array([bias[item] for item in self.items])
        self.rows = Ragged([[weight for _, weight in row] for row in weights], float)
        self.place = np.array([self.places[item] for row in weights for item, _ in row], dtype=np.intp)

    def opinion(self, text: str) -> Opinion:
        """The log-odds of every item for a text: sublinear term frequency × idf, length one, times the weights."""
        numbers, counts = self.grams.count(text)
        values = _FREQUENCY.take(counts, mode="clip") * self.idf.take(numbers)
        values /= math.sqrt(np.add.reduce(values * values)) or 1.0
        turn, cells = self.rows.cells(numbers)
        place, added = self.place.take(cells), values.take(turn) * self.rows.values.take(cells)
        odds = self.bias + np.bincount(place, added, minlength=len(self.bias))
        scores = dict(zip(self.items, odds.tolist(), strict=True))
        return Opinion(scores, scores.pop(self.anything, 0.0), Spoken(self, numbers.take(turn), place, added))

    def opinions(self, texts: Sequence[str]) -> Opinions:
        """The same for several texts."""
        text, numbers, counts = self.grams.counts(texts)
        values = _FREQUENCY.take(counts, mode="clip") * self.idf.take(numbers)
        values /= np.sqrt(np.bincount(text, values * values, minlength=len(texts))).take(text)
        turn, cells = self.rows.cells(numbers)
        text, place = text.take(turn), self.place.take(cells)
        added = values.take(turn) * self.rows.values.take(cells)
        odds = np.bincount(text * len(self.items) + place, added, minlength=len(texts) * len(self.items))
        return Opinions(self.bias + odds.reshape(len(texts), len(self.items)), text, Spoken(self, numbers.take(turn), place, added))


@dataclass(frozen=True, slots=True)
class Opinions:
    """What the learned weights say of several texts."""

    odds: np.ndarray     # of each text (row) for each item (column, as in `Scales.items`)
    text: np.ndarray     # of which text each line of `spoken` is
    spoken: Spoken

    def strings(self, text: int, item: int, most: int) -> list[tuple[float, str]]:
        """The strings of a text that spoke loudest for an item, and what each added."""
        own, spoken = slice(*np.searchsorted(self.text, (text, text + 1))), self.spoken
        return Spoken(spoken.scales, spoken.number[own], spoken.place[own], spoken.added[own]).strings(item, most)
