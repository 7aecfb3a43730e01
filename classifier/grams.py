"""Counts short strings in a text, from all its characters at once: a tree of the strings as an array of steps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


class Grams:
    """The tree of some strings, none empty, none twice; node 0 leads nowhere. For strings of one to three characters this is
    twice as fast as an automaton, each of whose matches would have to become an object first."""

    def __init__(self, strings: Sequence[str]):
        units = [_units(string).tolist() for string in strings]
        letters = sorted({unit for row in units for unit in row})
        self.letter = np.zeros(0x10000, dtype=np.intp)          # 0 for characters of no string
        self.letter[letters] = np.arange(1, len(letters) + 1)
        self.depth = max(map(len, units), default=1)
        self.count = len(strings)
        nodes = {tuple(row): number for number, row in enumerate(units, 1)}   # a string's node is its number, from 1
        inner = list(dict.fromkeys(tuple(row[:length]) for row in units for length in range(1, len(row))))
        for row in inner:
            nodes.setdefault(row, len(nodes) + 1)
        width = len(letters) + 1
        self.steps = np.zeros(len(nodes) + 1, dtype=np.intp)    # where a node's steps begin, one for each letter
        for place, row in enumerate(inner, 1):
            self.steps[nodes[row]] = place * width
        self.first = np.zeros(width, dtype=np.intp)
        self.next = np.zeros((len(inner) + 1) * width, dtype=np.int32)
        for row, node in nodes.items():
            last = self.letter[row[-1]]
            if len(row) == 1:
                self.first[last] = node
            else:
                self.next[self.steps[nodes[row[:-1]]] + last] = node

    def counts(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """The numbers of the strings that stand in a text, in order, and how often each does (overlapping)."""
        letters = self.letter.take(_units(text))
        node = self.first.take(letters)
        reached = [node]
        for length in range(1, min(self.depth, len(letters))):
            node = self.next.take(self.steps.take(node[:-1]) + letters[length:])
            reached.append(node)
        counts = np.bincount(np.concatenate(reached), minlength=self.count + 1)[1:self.count + 1]
        numbers = (counts > 0).nonzero()[0]   # of truths, which is faster than of numbers
        return numbers, counts.take(numbers)


def _units(text: str) -> np.ndarray:
    """A text as numbers, two for a character beyond the first 65,536."""
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")
