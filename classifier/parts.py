"""One part of a page: its folded text, the words that were found in it, and where they stand (looked up when asked)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from ahocorasick_rs import AhoCorasick

from classifier.compiled import Group
from classifier.folding import Origin
from classifier.patterns import GAP

MOST = 40_000        # matches looked at in one part
SPOTS = 60           # places looked at of one word in one part
BETWEEN = "\ufffe"   # stands between texts that are folded or searched in one pass; no character

Span = tuple[int, int]


class Part:
    """A part's name, its text, and its folded text (or the beginning of it); the words found, pairs (甲~乙) among them.
    `dense`: the text has no white space."""

    __slots__ = ("name", "text", "folded", "found", "pairs", "_dense", "_origin", "_shown", "_chains")

    def __init__(self, name: str, text: str, folded: str, found: set[str], dense: bool = False):
        self.name = name
        self.text = text
        self.folded = folded
        self.found = found
        self.pairs: dict[str, Span] = {}
        self._dense = dense
        self._origin: Origin | None = None
        self._shown: dict[Span, tuple[str, str]] = {}                 # several rules rest on the same words
        self._chains: dict[tuple[Group, ...], Span | None] = {}

    def shown(self, start: int, end: int) -> tuple[str, str]:
        """The words at a place of the folded text as they stand in the original, and the same with what stands beside them."""
        made = self._shown.get((start, end))
        if made is None:
            if self._origin is None:
                self._origin = Origin(self.text, self._dense)
            made = self._shown[start, end] = self._origin.shown(start, end)
        return made

    def spots(self, word: str) -> list[Span]:
        """The first places of a word that was found."""
        if word in self.pairs:
            return [self.pairs[word]]
        spots, find, length = [], self.folded.find, len(word)
        place = find(word)
        while place >= 0 and len(spots) < SPOTS:
            spots.append((place, place + length))
            place = find(word, place + 1)
        return spots

    def pair(self, pair: str, words: tuple[str, ...]) -> bool:
        """Enters a pair of words that were found, if one follows the other."""
        span = follows([self.spots(word) for word in words])
        if span is not None:
            self.found.add(pair)
            self.pairs[pair] = span
        return span is not None

    def first(self, group: Group) -> Span | None:
        """The first place of a word of a group."""
        pairs, find, words = self.pairs, self.folded.find, group & self.found
        spans = [pairs.get(word) or (place := find(word), place + len(word)) for word in words]
        return min(spans) if spans else None

    def chain(self, groups: tuple[Group, ...]) -> Span | None:
        """The first place where words of each group follow each other."""
        if groups not in self._chains:
            found = [group & self.found for group in groups]
            self._chains[groups] = follows([self._spans(words) for words in found]) if all(found) else None
        return self._chains[groups]

    def _spans(self, words: Group) -> list[Span]:
        """Where some words stand, in order."""
        if len(words) == 1:
            return self.spots(*words)
        return sorted([span for word in words for span in self.spots(word)])[:SPOTS]


_NONE: set[str] = set()
EMPTY = Part("", "", "", set())


class Words:
    """All words that rules look for, in one automaton. `known`: for each part of a page the words (and pairs of words) that
    matter there."""

    def __init__(self, known: Mapping[str, Iterable[str]]):
        terms = sorted({term for words in known.values() for term in words})
        self.pairs: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)   # by the longest word of the pair
        for term in terms:
            if "~" in term:
                words = tuple(term.split("~"))
                self.pairs[max(words, key=len)].append((term, words))
        self.longest = frozenset(self.pairs)
        self.known = {name: {word for term in words for word in term.split("~")} for name, words in known.items()}
        self.automaton = AhoCorasick([BETWEEN, *sorted(set().union(*self.known.values()) - {BETWEEN})], store_patterns=True)

    def parts(self, texts: Sequence[tuple[str, str, str, bool]]) -> list[Part]:
        """Finds the words in one pass over several texts: name, text, text folded, whether it has no white space. Places are
        not asked for: making them costs more than the search, and few are ever needed."""
        found = self.automaton.find_matches_as_strings(BETWEEN.join([folded for _, _, folded, _ in texts]), overlapping=True)
        parts, start = [], 0
        for name, text, folded, dense in texts:
            end = found.index(BETWEEN, start) if len(parts) < len(texts) - 1 else len(found)
            words = self.known.get(name, _NONE).intersection(found[start:min(end, start + MOST)])
            parts.append(self._paired(Part(name, text, folded, words, dense)))
            start = end + 1
        return parts

    def _paired(self, part: Part) -> Part:
        """Enters the pairs of words of which one follows the other."""
        for longest in self.longest & part.found:
            for pair, words in self.pairs[longest]:
                if part.found.issuperset(words):
                    part.pair(pair, words)
        return part


def follows(spans: list[list[Span]]) -> Span | None:
    """The first place where spans follow each other, one of each list, within GAP characters."""
    ends = spans[0]
    for after in spans[1:]:
        ends = [(first, end) for first, last in ends for start, end in after if last <= start <= last + GAP][:SPOTS]
        if not ends:
            return None
    return ends[0]
