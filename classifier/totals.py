"""Adds up what rules and learned weights give every item of several pages: `engine.tally` and `scoring` for arrays."""

from __future__ import annotations

from functools import partial

import numpy as np

from classifier.batch import Batch
from classifier.engine import HOPELESS, NAMED, SHOWN
from classifier.learned import joined
from classifier.scoring import FULL, Tally
from classifier.wording import official_item


class Totals:
    """The score of each item on each page. Arrays have a row for each page and a column for each item of `tables.items`."""

    def __init__(self, batch: Batch):
        self.batch, self.tables, self.limits = batch, batch.tables, batch.scale.limits
        self.shape = (len(batch.records), len(self.tables.items))
        self._sum()
        self._charge()
        self._name()
        self.deep: dict[tuple[int, int], Tally] = {}    # by page and item, where the depth of a text was read
        self._look_deep()
        self.learned = np.zeros(self.shape)
        self.told = np.zeros(self.shape, dtype=bool)    # where the learned weights said something
        self.opinions = None
        if batch.checklist.learned is not None:
            self._listen()

    def _by_item(self, cells: np.ndarray, values: np.ndarray) -> np.ndarray:
        sums = np.bincount(cells, values, minlength=self.shape[0] * self.shape[1])
        return sums.astype(float, copy=False).reshape(self.shape)   # of nothing at all, sums would be whole numbers

    def _sum(self) -> None:
        """What the rules that fit add: of each kind the first so much, the next less (see `scoring.DECAY`)."""
        tables, pages, rules = self.tables, self.batch.fitting, self.batch.rules
        kinds = pages * (len(tables.steps) + 1) + tables.kind.take(rules)
        starts = np.concatenate((kinds[:1] >= 0, kinds[1:] != kinds[:-1]))
        places = np.arange(len(rules))
        turns = places - np.maximum.accumulate(np.where(starts, places, 0))
        counted = turns < tables.turns.take(rules)
        pages, self.rules, turns = pages[counted], rules[counted], turns[counted]
        self.values = tables.steps[self.rules, turns]
        self.cells = pages * self.shape[1] + tables.of_item.take(self.rules)
        self.speaks = self._by_item(self.cells, np.maximum(self.values, 0.0))
        self.present = self.speaks > 0
        self.score = self._by_item(self.cells, self.values)
        self.substance = self._by_item(self.cells, tables.substance.take(self.rules)) > 0
        self.bare = np.zeros(self.shape, dtype=bool)    # entries that no rule speaks for

    def _charge(self) -> None:
        """What the genres of the pages cost."""
        charges = [self.tables.charge(tuple(names)) for names in self.batch.genres]
        self.costly = [charge.genres for charge in charges]
        self.penalty = np.array([charge.plain for charge in charges])
        self.spared = np.array([charge.spared for charge in charges])
        with_substance = np.array([charge.substance for charge in charges])
        self.score -= np.where(self.substance, with_substance, self.penalty) * np.maximum(1.0, self.speaks / FULL)

    def _name(self) -> None:
        """Titles that are the official wording of an item."""
        batch = self.batch
        for number, record in enumerate(batch.records):
            if (item := official_item(record.title, batch.checklist, batch.folded(number, "title"))) is not None:
                place = number, self.tables.column[item]
                if not self.present[place]:
                    self.present[place] = self.bare[place] = True
                    self.score[place] = -self.penalty[place]
                self.score[place] += NAMED

    def _look_deep(self) -> None:
        """Reads the depth of a text for items that go with one that is well shown."""
        batch, scale, column = self.batch, self.batch.scale, self.tables.column
        shown = self.present & (self.score >= SHOWN)
        for item, indexes in batch.matcher.deep.items():
            beside = [column[other] for other in scale.beside.get(item, ()) if other in column]
            for number in shown[:, beside].any(axis=1).nonzero()[0].tolist():
                page = batch.deep(number)
                found = [index for index in indexes if page.fits(batch.matcher.compiled[index])]
                if not found:
                    continue
                fitting = [index for index in batch.rules[batch.fitting == number].tolist() if batch.matcher.items[index] == item]
                if made := scale.tally(item, fitting + found, self.costly[number]):
                    place = number, column[item]
                    made.deep, made.score = True, max(made.score, self.limits.get("deep", 0.0))
                    self.deep[place], self.score[place], self.present[place], self.bare[place] = made, made.score, True, False

    def _listen(self) -> None:
        """Adds the second opinion (see `engine._second_opinion`) for pages where it could matter."""
        batch, limits = self.batch, self.limits
        heard = np.where(self.present, self.score, -np.inf).max(axis=1, initial=-np.inf)
        heard = (np.where(np.isinf(heard), 0.0, heard) > HOPELESS)[:, None]
        scales = batch.checklist.learned.scales
        self.opinions = scales.opinions([joined(*(batch.folded(number, name) for name in ("title", "file", "body"))) for number in range(len(heard))])
        odds = self.opinions.odds
        known = [place for place, item in enumerate(scales.items) if item != scales.anything]
        columns = [self.tables.column[scales.items[place]] for place in known]
        anything = odds[:, scales.places[scales.anything]] if scales.anything in scales.places else np.zeros(len(odds))
        said = np.full(self.shape, -np.inf)
        said[:, columns] = odds[:, known]
        fresh = heard & (said > 1.0) & ~self.present
        self.score[fresh] = -self.penalty[fresh]
        self.present |= fresh
        self.bare |= fresh
        gate = limits.get("gate", 0.0) * anything[:, None]
        gate = np.maximum(-limits.get("closed", 0.0), np.minimum(limits.get("open", 0.0), gate))
        added = limits.get("trust", 1.0) * (np.maximum(said, limits.get("floor", -3.0)) + 1.0)
        deep = np.zeros(self.shape, dtype=bool)
        for place in self.deep:
            deep[place] = True
        added[(added > 1) & ~self.spared] = 1.0
        added[deep & (added < 0)] = 0.0
        asked = np.zeros(self.shape[1], dtype=bool)
        asked[columns] = True
        added[:, ~asked] = 0.0
        self.learned = np.where(heard, added + gate, 0.0)
        self.score = np.where(heard, self.score + added + gate, self.score)
        capped = heard & self.bare
        self.score[capped] = np.minimum(self.score[capped], limits["adopt"] - 0.5)
        self.told = heard & asked

    def tallies(self, low: float) -> list[list[Tally]]:
        """The entries of each page from a score on, best first."""
        made: list[list[Tally]] = [[] for _ in range(self.shape[0])]
        cells = (self.present & (self.score >= low)).ravel().nonzero()[0]
        bounds = zip(*(np.searchsorted(self.cells, cells, side).tolist() for side in ("left", "right")), strict=True)
        columns = (table.ravel().take(cells).tolist() for table in (self.score, self.learned, self.substance, self.told))
        for cell, (first, last), score, learned, substance, told in zip(cells.tolist(), bounds, *columns, strict=True):
            number, column = divmod(cell, self.shape[1])
            entry = self.deep.get((number, column))
            if entry is None:
                rules = [] if self.bare[number, column] else list(zip(self.rules[first:last].tolist(), self.values[first:last].tolist(), strict=True))
                entry = Tally(self.tables.items[column], score, rules, substance and bool(rules))
            entry.score, entry.learned, entry.strings = score, learned, partial(self.opinions.strings, number) if told else None
            made[number].append(entry)
        for row in made:
            row.sort(key=lambda entry: (-entry.score, entry.item))
        return made
