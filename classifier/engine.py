"""Says which items a page discloses, how surely, and which words say so."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from classifier.checklist import Checklist, GenreText
from classifier.elements import element_names
from classifier.evidence import evidence
from classifier.labels import Label, Verdict
from classifier.learned import joined
from classifier.matcher import Matcher, Page
from classifier.nil import nil_year
from classifier.scoring import Scale, Tally, scale_of
from classifier.wording import official_item
from crawler.document import PageRecord

if TYPE_CHECKING:
    from classifier.weighing import Opinion

HOPELESS = -3.0  # the second opinion is asked only where it could still matter
NAMED = 2.5  # for a title that is the official wording of an item
SHOWN = 3.0  # points from which an item is shown well enough for those that go with it to be looked for in the depth
_MATCHERS: dict[int, tuple[Checklist, Matcher]] = {}


def matcher_of(checklist: Checklist) -> Matcher:
    """The compiled rules of a checklist, built once."""
    kept = _MATCHERS.get(id(checklist))
    if kept is None:
        if len(_MATCHERS) > 8:
            _MATCHERS.clear()
        kept = _MATCHERS[id(checklist)] = (checklist, Matcher(
            checklist.rules, sorted({term for item in checklist.items for element in item.elements for term in element.terms})))
    return kept[1]


def classify(record: PageRecord, checklist: Checklist, *, losers: bool = True) -> Verdict:
    """All that the rules say of one page: labels adopted, candidates for review, and what lost. Pure and deterministic.
    `losers`: False leaves `rejected` empty, whose evidence takes as long to show as that of the labels."""
    page, scale = matcher_of(checklist).read(record), scale_of(checklist)
    tallies = tally(page, checklist, record)
    nil = nil_year(record)
    limits = scale.limits
    bar = limits if nil is None else limits | {"adopt": limits["candidate"]}   # "none this year" has few words to show
    adopted, candidates, lost = choose(tallies, scale, bar)
    if adopted and nil is None and (blank(record, limits) or page.doubtful()):
        adopted, candidates = [], adopted + candidates
    return Verdict(
        tuple([label_of(page, entry, checklist, limits, nil) for entry in adopted]),
        tuple([label_of(page, entry, checklist, limits, nil) for entry in candidates[:3]]),
        tuple([piece for entry in lost[:3] if entry.score > 0 for piece in evidence(page, entry, 2)]) if losers else (),
    )


def tally(page: Page, checklist: Checklist, record: PageRecord | None = None) -> list[Tally]:
    """The score of every item for which some rule speaks, best first."""
    matcher, scale = page.matcher, scale_of(checklist)
    fitting = page.fitting()
    costly = [genre for genre in matcher.genres if genre.penalty and genre.name in page.genre_names]
    tallies = scale.tallies(fitting, costly)
    if record is not None and (item := official_item(record.title, checklist, page.part("title").folded)) is not None:
        if item not in tallies:
            tallies[item] = Tally(item, -scale.penalty(item, costly), [])
        tallies[item].score += NAMED
    for item, indexes in _deep(matcher, tallies, scale):
        found = [index for index in indexes if page.fits(matcher.compiled[index])]
        if found and (made := scale.tally(item, [index for index in fitting if matcher.items[index] == item] + found, costly)):
            made.deep, made.score = True, max(made.score, scale.limits.get("deep", 0.0))
            tallies[item] = made
    best = max((entry.score for entry in tallies.values()), default=0.0)
    if record is not None and checklist.learned is not None and best > HOPELESS:
        _second_opinion(tallies, checklist.learned.opinion(joined(*(page.part(name).folded for name in ("title", "file", "body")))), costly, scale)
    return sorted(tallies.values(), key=lambda entry: (-entry.score, entry.item))


def _second_opinion(tallies: dict[int, Tally], opinion: Opinion, costly: list[GenreText], scale: Scale) -> None:
    """Adds what the learned weights say to what the rules say; alone they may only make a page a candidate or a plain case."""
    limits = scale.limits
    trust, floor = limits.get("trust", 1.0), limits.get("floor", -3.0)
    for item, odds in opinion.scores.items():
        if odds > 1.0 and item not in tallies:
            tallies[item] = Tally(item, -scale.penalty(item, costly), [])
    gate = max(-limits.get("closed", 0.0), min(limits.get("open", 0.0), limits.get("gate", 0.0) * opinion.anything))
    spared = set.intersection(*(set(genre.spares) for genre in costly)) if costly else None
    for item, entry in tallies.items():
        if (odds := opinion.scores.get(item)) is not None:
            added = trust * ((odds if odds > floor else floor) + 1.0)
            if added < 0 and entry.deep:
                added = 0.0
            elif added > 1 and spared is not None and item not in spared:
                added = 1.0
            entry.learned = added
            entry.score += added
            entry.strings = opinion.spoken.strings
        entry.score += gate
        entry.learned += gate
        if not entry.rules:   # no rule speaks for it: a person has to look
            entry.score = min(entry.score, limits["adopt"] - 0.5)


def _deep(matcher: Matcher, tallies: dict[int, Tally], scale: Scale) -> list[tuple[int, list[int]]]:
    """Items that go with one that is well shown (parts of a report of many pages), and their rules on the depth of a text."""
    if not matcher.deep:
        return []
    shown = {item for item, entry in tallies.items() if entry.score >= SHOWN}
    return [(item, indexes) for item, indexes in matcher.deep.items() if not shown.isdisjoint(scale.beside.get(item, ()))]


def choose(tallies: list[Tally], scale: Scale, limits: dict[str, float]) -> tuple[list[Tally], list[Tally], list[Tally]]:
    """The best item, and those that one document may disclose together with it; then candidates, then losers."""
    good = [entry for entry in tallies if entry.score >= limits["adopt"]]
    adopted = good[:1]
    for entry in good[1:]:
        share = max(scale.share(entry.item, other.item) for other in adopted)
        if entry.score >= share * (1.0 if entry.substance and share <= 1.0 else adopted[0].score):
            adopted.append(entry)
    rest = [entry for entry in tallies if entry not in adopted]
    candidates = [] if adopted else [entry for entry in rest if entry.score >= limits["candidate"]]
    return adopted, candidates, [entry for entry in rest if entry not in candidates]


def blank(record: PageRecord, limits: dict[str, float]) -> bool:
    """A page without text and without files says nothing: its title may only make it a candidate."""
    return record.kind != "attachment" and not record.attachments and len(record.text.strip()) < limits["blank"]


def probability(score: float, limits: dict[str, float]) -> float:
    """A score as a probability, 0 … 1."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, (score - limits["adopt"]) / limits["scale"]))))


def label_of(page: Page, entry: Tally, checklist: Checklist, limits: dict[str, float], nil: str | None, *, shown: bool = True,
             elements: bool = True) -> Label:
    """A tally as a label. `shown`, `elements`: whether to look up the words it rests on, and the elements that the page shows."""
    return Label(
        item=entry.item, score=round(probability(entry.score, limits), 4), evidence=evidence(page, entry, 8) if shown else (),
        elements=element_names(page, checklist.item(entry.item)) if elements and nil is None else (),
        nil=nil is not None, nil_year=nil or "",
    )
