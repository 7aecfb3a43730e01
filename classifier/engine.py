"""Says which items a page discloses, how surely, and which words say so."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

from classifier.checklist import Checklist, GenreText
from classifier.elements import element_names
from classifier.learned import Opinion, joined
from classifier.labels import Evidence, Label, Verdict
from classifier.matcher import WHERE, Compiled, Hit, Matcher, Page
from classifier.nil import nil_year
from classifier.wording import official_item
from crawler.document import PageRecord

# What the n-th rule of the same strength in the same field still adds.
DECAY = {"decisive": (1.0, 0.4, 0.2), "strong": (1.0, 0.5, 0.3, 0.2), "fair": (1.0, 0.8, 0.6, 0.4), "weak": (1.0, 1.0, 1.0, 0.8, 0.6, 0.4),
         "substance": (1.0, 0.4, 0.2), "against": (1.0, 0.7, 0.5), "veto": (1.0,)}
FULL = 8.0   # points from which a page speaks so loudly of an item that what its genre costs grows with them
HOPELESS = -3.0  # the second opinion is asked only where it could still matter
NAMED = 2.5  # for a title that is the official wording of an item
DEFAULT_WEIGHTS = {"decisive": 4.0, "strong": 2.6, "fair": 1.5, "weak": 0.7, "against": -2.0, "veto": -9.0, "substance": 3.0}
DEFAULT_THRESHOLDS = {"adopt": 5.0, "candidate": 2.5, "scale": 1.2, "blank": 12}
_MATCHERS: dict[int, tuple[Checklist, Matcher]] = {}


@dataclass(slots=True)
class Tally:
    """What speaks for and against one item on one page."""

    item: int
    score: float
    rules: list[tuple[int, float]]   # number of the rule, what it added
    substance: bool = False
    deep: bool = False               # the depth of the text carries its data
    learned: float = 0.0             # what the learned weights added
    opinion: Opinion | None = None


def matcher_of(checklist: Checklist) -> Matcher:
    """The compiled rules of a checklist, built once."""
    kept = _MATCHERS.get(id(checklist))
    if kept is None:
        if len(_MATCHERS) > 8:
            _MATCHERS.clear()
        kept = _MATCHERS[id(checklist)] = (checklist, Matcher(
            checklist.rules, sorted({term for item in checklist.items for element in item.elements for term in element.terms})))
    return kept[1]


def classify(record: PageRecord, checklist: Checklist) -> Verdict:
    """All that the rules say of one page: labels adopted, candidates for review, and what lost. Pure and deterministic."""
    matcher = matcher_of(checklist)
    page = matcher.read(record)
    limits = DEFAULT_THRESHOLDS | dict(checklist.rules.thresholds)
    tallies = tally(page, checklist, record)
    nil = nil_year(record)
    bar = limits if nil is None else limits | {"adopt": limits["candidate"]}   # "none this year" has few words to show
    adopted, candidates, lost = _choose(tallies, checklist, bar)
    if adopted and nil is None and (_blank(record, limits) or any(page.fits(test) for test, _ in matcher.review)):
        adopted, candidates = [], adopted + candidates
    labels = tuple(_label(page, entry, checklist, limits, nil) for entry in adopted)
    return Verdict(
        labels=labels, candidates=tuple(_label(page, entry, checklist, limits, nil) for entry in candidates[:3]),
        rejected=tuple(piece for entry in lost[:3] if entry.score > 0 for piece in _evidence(page, entry, 2)),
    )


def tally(page: Page, checklist: Checklist, record: PageRecord | None = None) -> list[Tally]:
    """The score of every item for which some rule speaks, best first."""
    matcher = page.matcher
    weights = dict(checklist.rules.weights)
    fired: dict[int, dict[tuple[str, str], list[int]]] = defaultdict(lambda: defaultdict(list))
    for index in page.awake():
        rule = matcher.rules[index]
        if rule.field != "deep" and page.fits(matcher.compiled[index]):
            fired[rule.item][rule.field, rule.strength].append(index)
    costly = [genre for genre in matcher.genres if genre.penalty and genre.name in page.genre_names]
    tallies = {item: made for item, groups in fired.items() if (made := _sum(item, groups, weights, costly))}
    if record is not None:
        if (item := official_item(record.title, checklist)) is not None:
            penalty = 0.0 if item in tallies else sum(genre.penalty for genre in costly if item not in genre.spares)
            tallies.setdefault(item, Tally(item, -penalty, [])).score += NAMED
    deep = dict(checklist.rules.thresholds).get("deep", 0.0)
    for index in _deep(matcher, tallies, checklist):
        rule = matcher.rules[index]
        if page.fits(matcher.compiled[index]):
            fired[rule.item][rule.field, rule.strength].append(index)
            if made := _sum(rule.item, fired[rule.item], weights, costly):
                made.deep, made.score = True, max(made.score, deep)
                tallies[rule.item] = made
    best = max((entry.score for entry in tallies.values()), default=0.0)
    if record is not None and checklist.learned is not None and best > HOPELESS:
        _second_opinion(tallies, checklist.learned.opinion(joined(*(page.part(name).folded for name in ("title", "file", "body")))), costly, dict(checklist.rules.thresholds))
    return sorted(tallies.values(), key=lambda entry: (-entry.score, entry.item))


def _second_opinion(tallies: dict[int, Tally], opinion: Opinion, costly: list[GenreText], limits: dict[str, float]) -> None:
    """Adds what the learned weights say to what the rules say; alone they may only make a page a candidate or a plain case."""
    trust, floor = limits.get("trust", 1.0), limits.get("floor", -3.0)
    for item, odds in opinion.scores.items():
        if item not in tallies and odds > 1.0:
            penalty = sum(genre.penalty for genre in costly if item not in genre.spares)
            tallies[item] = Tally(item, -penalty, [], opinion=opinion)
        if item in tallies:
            added = trust * (max(odds, floor) + 1.0)
            spared = not any(item not in genre.spares for genre in costly)
            added = max(added, 0.0) if tallies[item].deep else added
            tallies[item].learned = added if spared else min(added, 1.0)
            tallies[item].score += tallies[item].learned
            tallies[item].opinion = opinion
    gate = max(-limits.get("closed", 0.0), min(limits.get("open", 0.0), limits.get("gate", 0.0) * opinion.anything))
    for entry in tallies.values():
        entry.score += gate
        entry.learned += gate
        if not entry.rules:   # no rule speaks for it: a person has to look
            entry.score = min(entry.score, limits.get("adopt", DEFAULT_THRESHOLDS["adopt"]) - 0.5)


def _sum(item: int, groups: dict[tuple[str, str], list[int]], weights: dict[str, float], costly: list[GenreText]) -> Tally | None:
    """What the rules that fit give an item; None if nothing speaks for it."""
    rules: list[tuple[int, float]] = []
    for (field, strength), indexes in groups.items():
        weight, decay = weights.get(f"{field}.{strength}", DEFAULT_WEIGHTS[strength]), DECAY[strength]
        rules.extend((index, weight * decay[k]) for k, index in enumerate(indexes[:len(decay)]))
    speaks = sum(value for _, value in rules if value > 0)
    if speaks <= 0:
        return None
    substance = any(strength == "substance" for _, strength in groups)
    penalty = sum(genre.penalty for genre in costly if item not in genre.spares and (genre.firm or not substance))
    return Tally(item, sum(value for _, value in rules) - penalty * max(1.0, speaks / FULL), rules, substance)


def _deep(matcher: Matcher, tallies: dict[int, Tally], checklist: Checklist) -> list[int]:
    """Rules on the depth of a text, for items that go with one that is well shown (parts of a report of many pages)."""
    shown = {item for item, entry in tallies.items() if entry.score >= 3.0}
    return [index for item, indexes in matcher.deep.items() for index in indexes
            if any(item in group and shown & set(group) for _, group in checklist.rules.together)]


def _choose(tallies: list[Tally], checklist: Checklist, limits: dict[str, float]) -> tuple[list[Tally], list[Tally], list[Tally]]:
    """The best item, and those that one document may disclose together with it; then candidates, then losers."""
    good = [entry for entry in tallies if entry.score >= limits["adopt"]]
    adopted = good[:1]
    for entry in good[1:]:
        shares = [_share(entry.item, other.item, checklist) for other in adopted]
        if entry.score >= max(shares) * (1.0 if entry.substance and max(shares) <= 1.0 else adopted[0].score):
            adopted.append(entry)
    rest = [entry for entry in tallies if entry not in adopted]
    candidates = [] if adopted else [entry for entry in rest if entry.score >= limits["candidate"]]
    return adopted, candidates, [entry for entry in rest if entry not in candidates]


def _share(one: int, other: int, checklist: Checklist) -> float:
    """The share of the best score that lets two items stand side by side; infinite for items that never do."""
    return min((share for share, items in checklist.rules.together if one in items and other in items), default=math.inf)


def _blank(record: PageRecord, limits: dict[str, float]) -> bool:
    """A page without text and without files says nothing: its title may only make it a candidate."""
    return record.kind != "attachment" and not record.attachments and len(record.text.strip()) < limits["blank"]


def probability(score: float, limits: dict[str, float]) -> float:
    """A score as a probability, 0 … 1."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, (score - limits["adopt"]) / limits["scale"]))))


def _label(page: Page, entry: Tally, checklist: Checklist, limits: dict[str, float], nil: str | None) -> Label:
    return Label(
        item=entry.item, score=round(probability(entry.score, limits), 4), evidence=_evidence(page, entry, 8),
        elements=() if nil is not None else element_names(page, checklist.item(entry.item)),
        nil=nil is not None, nil_year=nil or "",
    )


def _evidence(page: Page, entry: Tally, most: int) -> tuple[Evidence, ...]:
    ranked = sorted(entry.rules, key=lambda pair: (-abs(pair[1]), pair[0]))[:most]
    pieces = [made for index, value in ranked if (made := _piece(page, entry.item, index, value))]
    return (*pieces, *_learned_pieces(page, entry, 3)) if len(pieces) < 3 and entry.learned > 0.5 else tuple(pieces)


def _learned_pieces(page: Page, entry: Tally, most: int) -> tuple[Evidence, ...]:
    """The strings by which the learned weights spoke for an item, where they stand."""
    pieces = []
    for value, string in entry.opinion.strings(entry.item, most) if entry.opinion else ():
        for name in ("title", "body", "file"):
            part = page.part(name)
            if (place := part.folded.find(string)) >= 0:
                end = place + len(string)
                pieces.append(Evidence(entry.item, WHERE[name], part.origin.span(place, end), part.origin.excerpt(place, end), round(value, 3), "学得的字串"))
                break
    return tuple(pieces)


def _piece(page: Page, item: int, index: int, value: float) -> Evidence | None:
    rule, compiled = page.matcher.rules[index], page.matcher.compiled[index]
    hit = page.where(compiled)
    if hit is None:
        return None
    part = page.parts[hit.part]
    return Evidence(item, WHERE[hit.part], part.origin.span(hit.start, hit.end), part.origin.excerpt(hit.start, hit.end),
                    round(value, 3), rule.name)


__all__ = ["classify", "matcher_of", "probability", "tally", "Compiled", "Hit"]
