"""Weighs the short strings of a text: how often each stands in it, its weights for every item, and who spoke loudest."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from classifier.grams import Grams

# What a string's frequency counts for: 1 + its logarithm, looked up because few frequencies ever occur.
_FREQUENCY = 1.0 + np.log(np.maximum(np.arange(2000), 1))


@dataclass(slots=True)
class Spoken:
    """What each string of a text added to each item for which it has a weight: three columns of equal length."""

    strings: Sequence[str]    # all that have weights
    places: dict[int, int]    # of items
    number: np.ndarray        # of the string
    place: np.ndarray         # of the item
    added: np.ndarray


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the learned weights say: log-odds for each item (0 is even), and for a page that discloses anything at all."""

    scores: dict[int, float]
    anything: float = 0.0
    spoken: Spoken | None = field(default=None, repr=False)

    def strings(self, item: int, most: int = 3) -> list[tuple[float, str]]:
        """The strings that spoke loudest for an item, and what each added."""
        spoken = self.spoken
        if spoken is None:
            return []
        own = (spoken.place == spoken.places[item]).nonzero()[0]
        loud = sorted(zip((-spoken.added.take(own)).tolist(), spoken.number.take(own).tolist(), strict=True))[:most]
        return [(-value, spoken.strings[number]) for value, number in loud if value < 0]


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
        self.lengths = np.array([len(row) for row in weights], dtype=np.intp)
        self.ends = self.lengths.cumsum()
        self.place = np.array([self.places[item] for row in weights for item, _ in row], dtype=np.intp)
        self.weight = np.array([weight for row in weights for _, weight in row])

    def opinion(self, text: str) -> Opinion:
        """The log-odds of every item for a text: sublinear term frequency × idf, length one, times the weights."""
        numbers, counts = self.grams.counts(text)
        values = _FREQUENCY.take(counts, mode="clip") * self.idf.take(numbers)
        values /= math.sqrt(np.add.reduce(values * values)) or 1.0
        lengths = self.lengths.take(numbers)
        cells = (self.ends.take(numbers) - lengths.cumsum()).repeat(lengths)   # how far a string's row is from its place among these
        cells += np.arange(len(cells))
        place = self.place.take(cells)
        added = values.repeat(lengths) * self.weight.take(cells)
        odds = self.bias + np.bincount(place, added, minlength=len(self.bias))
        scores = dict(zip(self.items, odds.tolist(), strict=True))
        return Opinion(scores, scores.pop(self.anything, 0.0), Spoken(self.strings, self.places, numbers.repeat(lengths), place, added))
