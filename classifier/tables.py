"""A checklist's compiled rules as arrays, so that they are asked of many pages at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from classifier.checklist import GenreText
from classifier.compiled import ALWAYS, GENRES, Compiled
from classifier.grams import Grams
from classifier.parts import Words
from classifier.scoring import Scale

if TYPE_CHECKING:
    from classifier.matcher import Matcher

PARTS = ("title", "lead", "body", "file", "filetext", "crumb", "site")   # that are read at once
Pairs = tuple[np.ndarray, np.ndarray]


class Ragged:
    """Rows of numbers, each of its own length, kept behind each other."""

    def __init__(self, rows: Sequence[Sequence[float]], kind: type = np.intp):
        self.lengths = np.array([len(row) for row in rows], dtype=np.intp)
        self.starts = self.lengths.cumsum() - self.lengths
        self.values = np.array([value for row in rows for value in row], dtype=kind)

    def cells(self, numbers: np.ndarray) -> Pairs:
        """Of some rows all cells behind each other: which of the rows each belongs to (0 for the first that is asked for), and
        where it is in `values`."""
        lengths = self.lengths.take(numbers)
        turn = np.arange(len(numbers)).repeat(lengths)
        places = (self.starts.take(numbers) - lengths.cumsum() + lengths).repeat(lengths)
        places += np.arange(len(places))
        return turn, places

    def of(self, numbers: np.ndarray) -> Pairs:
        """The same with the values themselves."""
        turn, places = self.cells(numbers)
        return turn, self.values.take(places)

    def padded(self, fill: float) -> np.ndarray:
        """As a table whose shorter rows end in `fill`."""
        table = np.full((len(self.lengths), max(1, int(self.lengths.max(initial=1)))), fill, dtype=self.values.dtype)
        table[np.arange(table.shape[1]) < self.lengths[:, None]] = self.values
        return table


class Asked:
    """Rules that are asked of every page."""

    def __init__(self, rules: Sequence[Compiled]):
        self.rules = rules
        self.keys = np.array([rule.key for rule in rules], dtype=np.intp)
        self.need = Ragged([sorted(rule.need) for rule in rules]).padded(ALWAYS)
        self.bad = np.array([rule.bad for rule in rules], dtype=np.intp)

    def fitting(self, groups: np.ndarray) -> list[list[int]]:
        """Pages and the rules (numbers) that fit them, as far as groups tell: where words have to follow each other is not asked.
        `groups`: for each page, which groups it has."""
        pages, rules = groups[:, self.keys].nonzero()
        fits = groups[pages[:, None], self.need[rules]].all(axis=1) & ~groups[pages, self.bad[rules]]
        return [pages[fits].tolist(), rules[fits].tolist()]


@dataclass(slots=True)
class Charge:
    """What the genres of a page cost: a number for each item."""

    genres: list[GenreText]    # those that cost anything
    plain: np.ndarray
    substance: np.ndarray      # for items whose substance the page carries
    spared: np.ndarray         # whether all of the genres spare the item


class Tables:
    """All that is asked of pages, made once for each checklist."""

    def __init__(self, matcher: Matcher, scale: Scale, items: Iterable[int]):
        self.words = sorted(set().union(*matcher.words.known.values()))
        self.grams = Grams(self.words)
        self.number = {word: k for k, word in enumerate(self.words)}
        self._pair(matcher.words)
        self._enter(matcher)
        rules = matcher.compiled
        self.one, self.bad, self.more = (np.array(column) for column in zip(*matcher.quick, strict=True)) if rules else (np.zeros(0, dtype=np.intp),) * 3
        self.bad = self.bad % self.width     # NEVER is the last column
        self.need = Ragged([sorted(rule.need) for rule in rules]).padded(ALWAYS)
        self.linked = np.array([bool(rule.chains) for rule in rules], dtype=bool)
        self.genres, self.scale = matcher.genres, scale
        self._charges: dict[tuple[str, ...], Charge] = {}
        self._weigh(scale, items)
        deep = [rules[index] for indexes in matcher.deep.values() for index in indexes]
        self.deep_groups = np.array(sorted({group for rule in deep for group in rule.need} | {rule.bad % self.width for rule in deep}), dtype=np.intp)
        self.review = Asked(matcher.review)
        self.blocks = _blocks(matcher)
        self.sound = not (scale.scattered or self._mixed(scale) or any(rule.deep for rule in matcher.review)
                          or any(rule.deep for _, _, yes, no in matcher.genre_tests for rule in (*yes, *no)))

    def _pair(self, words: Words) -> None:
        """Numbers the pairs of words after the words: for each word its pairs, for each pair its words."""
        rows: list[list[int]] = [[] for _ in self.words]
        self.all_pairs = [pair for row in words.pairs.values() for pair in row]
        longest_of = [longest for longest, row in words.pairs.items() for _ in row]
        for number, (longest, (pair, _)) in enumerate(zip(longest_of, self.all_pairs, strict=True)):
            self.number.setdefault(pair, len(self.number))
            rows[self.number[longest]].append(number)
        self.pairs = Ragged(rows)
        self.pair_numbers = np.array([self.number[pair] for pair, _ in self.all_pairs], dtype=np.intp)
        self.paired = Ragged([[self.number[word] for word in together] for _, together in self.all_pairs]).padded(-1)
        self.paired = np.where(self.paired < 0, self.paired[:, :1], self.paired)

    def _enter(self, matcher: Matcher) -> None:
        """For each word in each part the row that says which groups it stands for and which rules it wakes; row 0 is empty."""
        rows = [((), ())]
        self.row = np.zeros((len(PARTS), len(self.number)), dtype=np.intp)
        for place, name in enumerate(PARTS):
            for word, row in matcher.rows.get(name, {}).items():
                self.row[place, self.number[word]] = len(rows)
                rows.append(row)
        self.genre_rows = {}
        for word, row in matcher.rows.get(GENRES, {}).items():
            self.genre_rows[word.removeprefix(GENRES)] = len(rows)
            rows.append(row)
        self.groups, self.wakes = Ragged([row[0] for row in rows]), Ragged([row[1] for row in rows])
        asked = [rule for _, _, yes, no in matcher.genre_tests for rule in (*yes, *no)] + matcher.review + matcher.compiled
        highest = max((number for rule in asked for number in (*rule.need, rule.bad)), default=0)
        self.width = max(highest, int(self.groups.values.max(initial=0))) + 2    # the last column, NEVER, stays empty

    def _weigh(self, scale: Scale, items: Iterable[int]) -> None:
        self.items = list(dict.fromkeys([*scale.items, *items]))
        self.column = {item: k for k, item in enumerate(self.items)}
        self.of_item = np.array([self.column[item] for item in scale.items], dtype=np.intp)
        kinds: dict[tuple[int, str, str], int] = {}
        self.kind = np.array([kinds.setdefault((item, *kind), len(kinds)) for item, kind in zip(scale.items, scale.kinds, strict=True)], dtype=np.intp)
        self.substance = np.array([strength == "substance" for _, strength in scale.kinds], dtype=bool)
        steps = Ragged(scale.steps, float)
        self.steps, self.turns = steps.padded(0.0), steps.lengths

    def charge(self, names: tuple[str, ...]) -> Charge:
        """What genres (of one page) cost each item."""
        kept = self._charges.get(names)
        if kept is None:
            costly = [genre for genre in self.genres if genre.penalty and genre.name in names]
            spared = set.intersection(*(set(genre.spares) for genre in costly)) if costly else self.items
            kept = self._charges[names] = Charge(
                costly, *(np.array([float(self.scale.penalty(item, costly, substance)) for item in self.items]) for substance in (False, True)),
                np.array([item in spared for item in self.items], dtype=bool))
        return kept

    def _mixed(self, scale: Scale) -> bool:
        """Whether rules of an item do not stand together."""
        return bool((np.diff(self.of_item) < 0).any())


def _blocks(matcher: Matcher) -> list[tuple[Asked, list[tuple[int, bool]]]]:
    """The genres' rules in blocks that can be asked at once, with the genre of each and whether it speaks for or against it. A
    genre that asks for other genres stands alone, after those before it."""
    blocks: list[tuple[list[Compiled], list[tuple[int, bool]]]] = [([], [])]
    told = {group for groups, _ in matcher.rows.get(GENRES, {}).values() for group in groups}
    for number, (_, _, yes, no) in enumerate(matcher.genre_tests):
        alone = not told.isdisjoint(group for rule in (*yes, *no) for group in (*rule.need, rule.bad))
        if alone:
            blocks.append(([], []))
        blocks[-1][0].extend([*yes, *no])
        blocks[-1][1].extend([(number, True)] * len(yes) + [(number, False)] * len(no))
        if alone:
            blocks.append(([], []))
    return [(Asked(rules), genres) for rules, genres in blocks if rules]
