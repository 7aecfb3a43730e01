"""Several pages read and weighed at once: every step is taken for all of them, as one operation on arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from classifier.checklist import Checklist
from classifier.compiled import ALWAYS, Compiled
from classifier.matcher import Matcher, Page, shown_texts
from classifier.parts import EMPTY, Part
from classifier.scoring import Scale
from classifier.tables import PARTS, Asked, Tables
from crawler.document import PageRecord

_PLACE = {name: place for place, name in enumerate(PARTS)}


class _Parts(dict[str, Part]):
    """The parts of a page of a batch, made when they are asked for: few are."""

    def __init__(self, batch: Batch, number: int):
        super().__init__()
        self.batch, self.number = batch, number

    def __missing__(self, name: str) -> Part:
        batch = self.batch
        for text in range(batch.first[self.number], batch.first[self.number + 1]):
            if batch.texts[text][0] == name:
                part = self[name] = batch.part(text)
                return part
        return EMPTY


class Batch:
    """Pages, what was found in them, and what the rules make of it. Arrays have a row for each page."""

    def __init__(self, records: Sequence[PageRecord], checklist: Checklist, matcher: Matcher, scale: Scale, tables: Tables):
        self.records, self.checklist, self.matcher, self.scale, self.tables = records, checklist, matcher, scale, tables
        self.groups = np.zeros((len(records), tables.width), dtype=bool)    # of words that were found
        self.groups[:, ALWAYS] = True
        self.awake = np.zeros((len(records), len(matcher.compiled)), dtype=bool)
        self.genres: list[list[str]] = [[] for _ in records]
        self._pages: dict[int, Page] = {}
        self._doubts: dict[int, list[Compiled]] | None = None
        self.parts: dict[int, Part] = {}
        self._read()
        self._enter(*self._rows())
        for asked, genres in tables.blocks:
            self._tell(asked, genres)
        self.fitting, self.rules = self._fitting()

    def _read(self) -> None:
        """Folds the texts of all pages and looks for words in them, in one pass each."""
        shown = shown_texts(self.records, self.matcher.used)
        self.texts = [text for texts in shown for text in texts]             # of all pages: name, text, folded, dense
        self.owner = np.arange(len(shown)).repeat([len(texts) for texts in shown])
        self.first = np.searchsorted(self.owner, np.arange(len(shown) + 1)).tolist()   # the number of a page's first text
        text, word = self.tables.grams.find([folded for _, _, folded, _ in self.texts])
        self.stands = np.zeros(len(self.texts) * len(self.tables.words), dtype=bool)
        self.stands[text * len(self.tables.words) + word] = True
        self.text, self.word = np.divmod(self.stands.nonzero()[0], len(self.tables.words))   # each word of a text once, in order
        self.bounds = np.searchsorted(self.text, np.arange(len(self.texts) + 1)).tolist()

    def _rows(self) -> tuple[np.ndarray, np.ndarray]:
        """Pages, and the rows of the words that were found in them, pairs of words too."""
        tables = self.tables
        name = np.array([_PLACE[name] for name, *_ in self.texts], dtype=np.intp)
        turn, pairs = tables.pairs.of(self.word)
        text = self.text.take(turn)
        both = self.stands.take(text[:, None] * len(tables.words) + tables.paired.take(pairs, axis=0)).all(axis=1)
        both &= tables.row[name.take(text), tables.pair_numbers.take(pairs)] > 0     # the pair matters in this part of a page
        near = [(number, tables.number[tables.all_pairs[pair][0]]) for number, pair in zip(text[both].tolist(), pairs[both].tolist(), strict=True)
                if self.part(number).pair(*tables.all_pairs[pair])]
        text, word = (np.concatenate(both) for both in zip((self.text, self.word), np.array(near, dtype=np.intp).reshape(-1, 2).T, strict=True))
        return self.owner.take(text), tables.row[name.take(text), word]

    def _enter(self, pages: np.ndarray, rows: np.ndarray) -> None:
        """Enters what words, or genres, stand for."""
        for table, rows_of in ((self.groups, self.tables.groups), (self.awake, self.tables.wakes)):
            turn, values = rows_of.of(rows)
            table.ravel()[pages.take(turn) * table.shape[1] + values] = True

    def part(self, number: int) -> Part:
        """A text as a part of its page."""
        part = self.parts.get(number)
        if part is None:
            name, text, folded, dense = self.texts[number]
            found = set(map(self.tables.words.__getitem__, self.word[self.bounds[number]:self.bounds[number + 1]].tolist()))
            part = self.parts[number] = Part(name, text, folded, found, dense)
        return part

    def page(self, number: int) -> Page:
        """One of the pages, ready to show where its words stand."""
        page = self._pages.get(number)
        if page is None:
            page = self._pages[number] = Page(self.matcher, self.records[number])
            page.parts = _Parts(self, number)
        return page

    def deep(self, number: int) -> Page:
        """One of the pages, ready to be asked the rules on the depth of a text."""
        page, asked = self.page(number), self.tables.deep_groups
        page.groups.update(asked[self.groups[number].take(asked)].tolist())
        return page

    def _fits(self, number: int, rule: Compiled) -> bool:
        return not rule.chains or self.page(number).follow(rule)

    def _tell(self, asked: Asked, genres: list[tuple[int, bool]]) -> None:
        """Tells which pages are of some genres."""
        speaks: dict[tuple[int, int], set[bool]] = {}
        for number, rule in zip(*asked.fitting(self.groups), strict=True):
            genre, side = genres[rule]
            if side not in (sides := speaks.setdefault((number, genre), set())) and self._fits(number, asked.rules[rule]):
                sides.add(side)
        told = sorted(key for key, sides in speaks.items() if sides == {True})
        names = [self.matcher.genre_tests[genre][0] for _, genre in told]
        for (number, _), name in zip(told, names, strict=True):
            self.genres[number].append(name)
        rows = [(number, self.tables.genre_rows[name]) for (number, _), name in zip(told, names, strict=True) if name in self.tables.genre_rows]
        if rows:
            self._enter(*np.array(rows, dtype=np.intp).T)

    def _fitting(self) -> tuple[np.ndarray, np.ndarray]:
        """Pages, in order, and the numbers, in order, of the rules that fit."""
        tables = self.tables
        pages, rules = np.divmod(self.awake.ravel().nonzero()[0], self.awake.shape[1])
        groups, row = self.groups.ravel(), pages * self.groups.shape[1]
        fits = groups.take(row + tables.one.take(rules)) & ~groups.take(row + tables.bad.take(rules))
        pages, rules = pages[fits], rules[fits]
        more = tables.more.take(rules).nonzero()[0]
        fits = np.ones(len(rules), dtype=bool)
        fits[more] = groups.take(pages[more, None] * self.groups.shape[1] + tables.need.take(rules[more], axis=0)).all(axis=1)
        for place in (fits & tables.linked.take(rules)).nonzero()[0].tolist():
            fits[place] = self.page(int(pages[place])).follow(self.matcher.compiled[rules[place]])
        return pages[fits], rules[fits]

    def doubtful(self, number: int) -> bool:
        """Whether auditors differ on pages like this one."""
        if self._doubts is None:
            self._doubts = {}
            for page, rule in zip(*self.tables.review.fitting(self.groups), strict=True):
                self._doubts.setdefault(page, []).append(self.tables.review.rules[rule])
        return any(self._fits(number, rule) for rule in self._doubts.get(number, ()))

    def folded(self, number: int, name: str) -> str:
        """A part of a page, folded; "" if it has none."""
        for text in self.texts[self.first[number]:self.first[number + 1]]:
            if text[0] == name:
                return text[2]
        return ""
