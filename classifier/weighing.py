"""Weighs the short strings of a text: how often each stands in it, its weights for every item, and who spoke loudest."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from classifier.grams import Grams

# What a string's frequency counts for: 1 + its logarithm, looked up because few frequencies ever occur.
_FREQUENCY = 1.0 + np.log(np.maximum(np.arange(2000), 1))


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the learned weights say: log-odds for each item (0 is even), and for a page that discloses anything at all."""

    scores: dict[int, float]
    anything: float = 0.0
    numbers: np.ndarray | None = field(default=None, repr=False)   # strings found
    values: np.ndarray | None = field(default=None, repr=False)    # what each counts for in this text
    scales: Scales | None = field(default=None, repr=False)        # whose weights these are

    def strings(self, item: int, most: int = 3) -> list[tuple[float, str]]:
        """The strings that spoke loudest for an item, and what each added."""
        if self.scales is None:
            return []
        added = self.values * self.scales.table[self.numbers, self.scales.places[item]]
        loud = (added > 0).nonzero()[0]                            # few of the strings have any weight for one item
        ranked = sorted(zip((-added[loud]).tolist(), loud.tolist(), strict=True))[:most]
        return [(-value, self.scales.strings[self.numbers[place]]) for value, place in ranked]


class Scales:
    """Learned weights as arrays: idf of each string, strings × items, bias of each item. `anything`: the item that
    stands for all of them."""

    def __init__(self, strings: Sequence[str], idf: Sequence[float], weights: Sequence[Sequence[tuple[int, float]]], bias: dict[int, float],
                 anything: int):
        self.strings = strings
        self.anything = anything
        self.items = sorted(bias)
        self.places = {item: place for place, item in enumerate(self.items)}
        self.grams = Grams(strings)
        self.idf = np.array(idf)
        self.bias = np.array([bias[item] for item in self.items])
        self.table = np.zeros((len(strings), len(self.items)))
        for number, row in enumerate(weights):
            for item, weight in row:
                self.table[number, self.places[item]] = weight

    def opinion(self, text: str) -> Opinion:
        """The log-odds of every item for a text: sublinear term frequency × idf, length one, times the weights."""
        numbers, counts = self.grams.counts(text)
        values = _FREQUENCY.take(counts, mode="clip") * self.idf.take(numbers)
        values /= math.sqrt(np.add.reduce(values * values)) or 1.0
        # einsum: as fast as a product of matrices, and the same to the last digit on every machine
        odds = (self.bias + np.einsum("k,kj->j", values, self.table.take(numbers, axis=0))).tolist()
        scores = dict(zip(self.items, odds, strict=True))
        return Opinion(scores, scores.pop(self.anything, 0.0), numbers, values, self)
