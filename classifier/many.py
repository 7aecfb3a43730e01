"""Classifies many pages at once: the same verdicts as `engine.classify` gives one by one, in a fraction of the time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from classifier.batch import Batch
from classifier.checklist import Checklist
from classifier.engine import blank, choose, classify, label_of, matcher_of
from classifier.evidence import evidence
from classifier.labels import Verdict
from classifier.nil import nil_year
from classifier.scoring import scale_of
from classifier.tables import Tables
from classifier.totals import Totals
from crawler.document import PageRecord
from crawler.errors import BadInput

SIZE = 128   # pages at once: enough to share the cost of each step among them, few enough to stay in the processor's memory
FEW = 32     # pages for which tables are not made: that takes as long as to classify a thousand
MOST = 2_000_000   # characters of text held at once
_TABLES: dict[int, tuple[Checklist, Tables]] = {}


def classify_many(records: Iterable[PageRecord], checklist: Checklist, *, losers: bool = True, elements: bool = True,
                  shown: bool = True) -> Iterator[tuple[PageRecord, Verdict]]:
    """Each page with its verdict, in order. Pages are taken `SIZE` at a time; where `records` raises BadInput, the pages before
    it are answered first. False allows to leave out what takes as long as all the rest and is not always wanted: `losers` see
    `classify`; `elements` of labels; `shown` the words that labels rest on."""
    for batch in _batches(records):
        if len(batch) >= FEW and (tables := _tables_of(checklist)).sound:
            yield from zip(batch, _verdicts(Batch(batch, checklist, matcher_of(checklist), scale_of(checklist), tables),
                                            losers, {"elements": elements, "shown": shown}), strict=True)
        else:
            yield from ((record, classify(record, checklist, losers=losers)) for record in batch)


def items_of(records: Iterable[PageRecord], checklist: Checklist) -> list[frozenset[int]]:
    """Only which items each page discloses."""
    return [frozenset(verdict.items) for _, verdict in classify_many(records, checklist, losers=False, elements=False, shown=False)]


def _batches(records: Iterable[PageRecord]) -> Iterator[list[PageRecord]]:
    batch: list[PageRecord] = []
    held = 0
    try:
        for record in records:
            batch.append(record)
            held += len(record.text)
            if len(batch) == SIZE or held > MOST:
                yield batch
                batch, held = [], 0
    except BadInput:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def _tables_of(checklist: Checklist) -> Tables:
    kept = _TABLES.get(id(checklist))
    if kept is None:
        if len(_TABLES) > 8:
            _TABLES.clear()
        items = [item.number for item in checklist.items]
        learned = [item for item in checklist.learned.bias if item] if checklist.learned is not None else []
        kept = _TABLES[id(checklist)] = (checklist, Tables(matcher_of(checklist), scale_of(checklist), [*items, *learned]))
    return kept[1]


def _verdicts(batch: Batch, losers: bool, details: dict[str, bool]) -> Iterator[Verdict]:
    """What `engine.classify` does with a page's tallies."""
    limits = batch.scale.limits
    nils = list(map(nil_year, batch.records))
    low = float("-inf") if losers else min(limits["candidate"], limits["adopt"])
    for number, (record, nil, tallies) in enumerate(zip(batch.records, nils, Totals(batch).tallies(low), strict=True)):
        bar = limits if nil is None else limits | {"adopt": limits["candidate"]}
        adopted, candidates, lost = choose(tallies, batch.scale, bar)
        if adopted and nil is None and (blank(record, limits) or batch.doubtful(number)):
            adopted, candidates = [], adopted + candidates
        page = batch.page(number)
        yield Verdict(
            tuple([label_of(page, entry, batch.checklist, limits, nil, **details) for entry in adopted]),
            tuple([label_of(page, entry, batch.checklist, limits, nil, **details) for entry in candidates[:3]]),
            tuple([piece for entry in lost[:3] if entry.score > 0 for piece in evidence(page, entry, 2)]) if losers else (),
        )
