"""Finds short strings in texts, from all their characters at once: a tree of the strings as an array of steps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from classifier.parts import BETWEEN


class Grams:
    """The tree of some strings, none empty, none twice; node 0 leads nowhere. An automaton would have to make an object of
    each string it finds; here they stay numbers in arrays."""

    def __init__(self, strings: Sequence[str]):
        units = [_units(string).tolist() for string in strings]
        letters = sorted({unit for row in units for unit in row})
        self.letter = np.zeros(0x10000, dtype=np.intp)          # 0 for characters of no string
        self.letter[letters] = np.arange(1, len(letters) + 1)
        self.size = len(strings) + 1
        self.depth = max(map(len, units), default=1)
        nodes = {tuple(row): number for number, row in enumerate(units, 1)}   # a string's node is its number, from 1
        inner = list(dict.fromkeys(tuple(row[:length]) for row in units for length in range(1, len(row))))
        for row in inner:
            nodes.setdefault(row, len(nodes) + 1)
        width = len(letters) + 1
        self.steps = np.zeros(len(nodes) + 1, dtype=np.intp)    # where a node's steps begin, one for each letter
        for place, row in enumerate(inner, 1):
            self.steps[nodes[row]] = place * width
        self.first = np.zeros(width, dtype=np.intp)
        self.next = np.zeros((len(inner) + 1) * width, dtype=np.min_scalar_type(len(nodes)))   # large, so as narrow as can be
        for row, node in nodes.items():
            last = self.letter[row[-1]]
            if len(row) == 1:
                self.first[last] = node
            else:
                self.next[self.steps[nodes[row[:-1]]] + last] = node

    def find(self, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Every string that stands in some texts (overlapping): which text, and the string's number. In no order."""
        units = [_units(text) for text in texts]
        owner = np.arange(len(texts)).repeat([len(row) + 1 for row in units])
        letters = self.letter.take(_units(BETWEEN.join([*texts, ""])))   # what stands between is no letter of any string
        places, nodes = np.arange(len(letters)), self.first.take(letters)   # of strings that may begin, where they are being read
        found = []
        while len(places):
            alive = nodes.nonzero()[0]
            places, nodes = places.take(alive), nodes.take(alive)
            ends = (nodes < self.size).nonzero()[0]
            found.append((places.take(ends), nodes.take(ends)))
            steps = self.steps.take(nodes)
            longer = steps.nonzero()[0]
            places = places.take(longer) + 1
            nodes = self.next.take(steps.take(longer) + letters.take(places))
        places, nodes = (np.concatenate(column) for column in zip(*found, strict=True)) if found else (owner, owner)
        return owner.take(places), nodes.astype(np.intp) - 1

    def count(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """The numbers of the strings that stand in a text, in order, and how often each does (overlapping)."""
        counts = np.bincount(np.concatenate(self._nodes(text)), minlength=self.size)[1:self.size]
        numbers = (counts > 0).nonzero()[0]   # of truths, which is faster than of numbers
        return numbers, counts.take(numbers)

    def counts(self, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The same for several texts: which text, in order, which string, in order, and how often it stands there."""
        lengths = [len(_units(text)) + 1 for text in texts]
        owner = (np.arange(len(texts)) * self.size).repeat(lengths)
        keys = [np.where(nodes < self.size, nodes, 0) + owner[:len(nodes)] for nodes in self._nodes(BETWEEN.join([*texts, ""]))]
        counts = np.bincount(np.concatenate(keys))
        counts[::self.size] = 0               # of what is no string
        found = (counts > 0).nonzero()[0]
        text, number = np.divmod(found, self.size)
        return text, number - 1, counts.take(found)

    def _nodes(self, text: str) -> list[np.ndarray]:
        """Where one comes to from each place of a text by one letter, by two …; for a tree of short strings, in which every
        place is read to the end in fewer steps than it takes to leave out those that lead nowhere."""
        letters = self.letter.take(_units(text))
        reached = [self.first.take(letters)]
        for length in range(1, min(self.depth, len(letters))):
            reached.append(self.next.take(self.steps.take(reached[-1][:-1]) + letters[length:]))
        return reached


def _units(text: str) -> np.ndarray:
    """A text as numbers, two for a character beyond the first 65,536."""
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")
