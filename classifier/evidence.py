"""Shows the words for which an item was given, or not given, as they stand in the page."""

from __future__ import annotations

from classifier.labels import Evidence
from classifier.matcher import WHERE, Page
from classifier.parts import Part
from classifier.scoring import Tally

FEW = 3    # with fewer words of rules, the learned strings are shown too


def evidence(page: Page, entry: Tally, most: int) -> tuple[Evidence, ...]:
    """The rules that spoke loudest for or against an item, at most so many; with few of them, learned strings too."""
    ranked = sorted(entry.rules, key=_loudest)[:most]
    pieces = [made for index, value in ranked if (made := _piece(page, entry.item, index, value))]
    return (*pieces, *_learned_pieces(page, entry, 3)) if len(pieces) < FEW and entry.learned > 0.5 else tuple(pieces)


def _loudest(rule: tuple[int, float]) -> tuple[float, int]:
    return -abs(rule[1]), rule[0]


def _piece(page: Page, item: int, index: int, value: float) -> Evidence | None:
    hit = page.where(page.matcher.compiled[index])
    if hit is None:
        return None
    return _words(item, hit.part, page.parts[hit.part], hit.start, hit.end, value, page.matcher.names[index])


def _learned_pieces(page: Page, entry: Tally, most: int) -> list[Evidence]:
    """The strings by which the learned weights spoke for an item, where they stand."""
    pieces = []
    for value, string in entry.strings(entry.item, most) if entry.strings else ():
        for name in ("title", "body", "file"):
            part = page.part(name)
            if (place := part.folded.find(string)) >= 0:
                pieces.append(_words(entry.item, name, part, place, place + len(string), value, "学得的字串"))
                break
    return pieces


def _words(item: int, name: str, part: Part, start: int, end: int, value: float, rule: str) -> Evidence:
    term, excerpt = part.shown(start, end)
    return Evidence(item, WHERE[name], term, excerpt, round(value, 3), rule)
