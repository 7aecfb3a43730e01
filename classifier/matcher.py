"""Finds every term of a checklist's rules in one pass over a page, and tells which rules they satisfy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from ahocorasick_rs import AhoCorasick

from classifier.checklist import Rules
from classifier.folding import Origin, fold
from classifier.patterns import GAP, Pattern, parse
from crawler.document import PageRecord

# The fields a rule may look into, and the parts of a page of which each consists.
FIELDS = {
    "title": ("title",), "lead": ("lead",), "body": ("body",), "file": ("file",), "filetext": ("filetext",),
    "crumb": ("crumb",), "site": ("site",), "head": ("title", "file"), "text": ("body", "file", "filetext"),
    "any": ("title", "body", "file", "filetext"), "path": ("crumb", "site"), "deep": ("deep",),
    "all": ("title", "file", "deep"),
}
WHERE = {"title": "title", "lead": "text", "body": "text", "file": "attachment", "filetext": "attachment_text", "deep": "text",
         "crumb": "breadcrumb", "site": "department", "kind": "kind"}
LEAD = 70            # characters of the body in which news tells when and where
FIRST = 280          # characters of a body, and of each attachment, in which it says what it is; what stands deeper may be about anything
HEAD, TAIL = 24_000, 6_000   # of a longer text only its head and its tail are read: bounds the work on hostile input
SHORT = 4_000        # of breadcrumbs, titles and names
MOST = 40_000        # matches looked at in one part


@dataclass(slots=True)
class Part:
    """One part of a page: its text, its folded text and the terms found in it."""

    text: str
    folded: str
    matches: list[tuple[int, int, int]]
    mask: int
    _origin: Origin | None = None

    @property
    def origin(self) -> Origin:
        if self._origin is None:
            self._origin = Origin(self.text)
        return self._origin


@dataclass(slots=True)
class Hit:
    """Where a rule found its words."""

    part: str
    start: int
    end: int


@dataclass(slots=True)
class Compiled:
    """A pattern over term numbers."""

    parts: tuple[str, ...]
    groups: tuple[int, ...]                    # masks: one bit of each has to be found
    chains: tuple[tuple[int, ...], ...]        # ordered chains: masks
    without: int
    pattern: Pattern = field(repr=False)


def clip(text: str) -> str:
    """The part of a long text that is read: head and tail."""
    return text if len(text) <= HEAD + TAIL else text[:HEAD] + "\n" + text[-TAIL:]


class Matcher:
    """Terms numbered, one automaton, rules by the term that wakes them. Built once for each checklist."""

    def __init__(self, rules: Rules, elements: Iterable[str] = ()):
        self.lexicons = dict(rules.lexicons)
        self.numbers: dict[str, int] = {}
        self.genres = rules.genres
        self.genre_tests = [
            (genre, [self.compile(*row) for row in genre.yes], [self.compile(*row) for row in genre.no]) for genre in rules.genres
        ]
        self.rules = rules.rules
        self.compiled = [self.compile(rule.field, rule.pattern) for rule in rules.rules]
        self._elements = {pattern: self.compile("all", pattern) for pattern in elements}
        self.review = [(self.compile(*row), row) for row in rules.review]
        for term in [term for term in self.numbers if "~" in term]:
            for piece in term.split("~"):
                self.numbers.setdefault(piece, len(self.numbers))
        self.pairs = self._pairs()
        self.terms = [term for term in self.numbers if not term.startswith("#") and "~" not in term]
        self.order = [self.numbers[term] for term in self.terms]
        self.bits: list[int] = [1 << number for number in range(len(self.numbers))]
        self.waking = self._waking(self.compiled)
        self.automaton = AhoCorasick(self.terms)

    def compile(self, where: str, text: str) -> Compiled:
        """Numbers the terms of a pattern. Raises PatternError."""
        pattern = parse(text, self.lexicons)
        singles = tuple(self._mask(group) for chain in pattern.needs for group in chain.groups)
        chains = tuple(tuple(self._mask(group) for group in chain.groups) for chain in pattern.needs if len(chain.groups) > 1)
        return Compiled(FIELDS[where], singles, chains, self._mask(pattern.without), pattern)

    def element(self, pattern: str) -> Compiled:
        """The compiled pattern of an element."""
        return self._elements[pattern]

    def _mask(self, terms: Iterable[str]) -> int:
        mask = 0
        for term in terms:
            mask |= 1 << self.numbers.setdefault(term, len(self.numbers))
        return mask

    def _waking(self, compiled: list[Compiled]) -> dict[int, tuple[int, ...]]:
        """For each term the rules it wakes: those whose smallest group of words holds it."""
        waking: dict[int, list[int]] = defaultdict(list)
        genre = sum(1 << number for term, number in self.numbers.items() if term.startswith("#"))
        for index, rule in enumerate(compiled):
            groups = [mask for mask in rule.groups if not mask & genre] or list(rule.groups)
            for number in _numbers(min(groups, key=int.bit_count)):
                waking[number].append(index)
        return {number: tuple(rows) for number, rows in waking.items()}

    def _pairs(self) -> dict[int, list[tuple[int, tuple[int, ...]]]]:
        """For each first word of a 甲~乙: the number of the pair and the masks of its words."""
        pairs: dict[int, list[tuple[int, tuple[int, ...]]]] = defaultdict(list)
        for term, number in self.numbers.items():
            if "~" in term:
                words = [self.numbers[word] for word in term.split("~")]
                pairs[words[0]].append((number, tuple(1 << word for word in words)))
        return pairs

    def read(self, record: PageRecord) -> Page:
        """Scans a page: every part, then its genres."""
        texts = [clip(text) for text in record.attachment_texts[:20] if text]
        deep = self._part(clip("\n".join((clip(record.text), *texts))))
        page = Page(self, {
            "title": self._part(record.title[:SHORT]), "body": self._first(clip(record.text), deep, FIRST),
            "lead": self._first(clip(record.text), deep, LEAD), "deep": deep,
            "file": self._part("\n".join(record.attachments)[:SHORT]),
            "filetext": self._part("\n".join(text[:FIRST] for text in texts)),
            "crumb": self._part(record.breadcrumb[-SHORT:]),
            "site": self._part(f"{record.site} {record.department}"[:SHORT]),
        })
        for genre, yes, no in self.genre_tests:
            if any(page.fits(test) for test in yes) and not any(page.fits(test) for test in no):
                page.genres |= self.bits[self.numbers["#" + genre.name]] if "#" + genre.name in self.numbers else 0
                page.genre_names.append(genre.name)
        return page

    def _first(self, text: str, deep: Part, length: int) -> Part:
        """The beginning of the body, cut out of the matches of the whole."""
        own = min(length, len(deep.folded), len(fold(text[:2 * length])))
        matches = [match for match in deep.matches if match[2] <= own]
        return Part(deep.text, deep.folded[:own], matches, self._found(matches))

    def _part(self, text: str) -> Part:
        if not text:
            return Part(text, "", [], 0)
        folded = fold(text)
        matches = self.automaton.find_matches_as_indexes(folded, overlapping=True)[:MOST]
        return Part(text, folded, matches, self._found(matches))

    def _found(self, matches: list[tuple[int, int, int]]) -> int:
        """The terms found, as a mask; then the pairs of words of which one follows the other."""
        mask = 0
        bits, order, pairs = self.bits, self.order, self.pairs
        found = {order[match[0]] for match in matches}
        for number in found:
            mask |= bits[number]
        for first in found & pairs.keys():
            for number, words in pairs[first]:
                if all(mask & word for word in words) and follows(matches, words, order):
                    mask |= bits[number]
        return mask


def spots(matches: list[tuple[int, int, int]], group: int, order: list[int]) -> list[tuple[int, int]]:
    """Where terms of a group stand, the first 200 of them."""
    return [(start, end) for number, start, end in matches if group >> order[number] & 1][:200]


def follows(matches: list[tuple[int, int, int]], groups: tuple[int, ...], order: list[int]) -> tuple[int, int] | None:
    """The first place where groups of terms follow each other within GAP characters."""
    ends = spots(matches, groups[0], order)
    for group in groups[1:]:
        after = spots(matches, group, order)
        ends = [(first, end) for first, last in ends for start, end in after if last <= start <= last + GAP][:200]
        if not ends:
            return None
    return ends[0] if ends else None


class Page:
    """A scanned page: asks patterns of it."""

    def __init__(self, matcher: Matcher, parts: dict[str, Part]):
        self.matcher = matcher
        self.parts = parts
        self.genres = 0
        self.genre_names: list[str] = []

    def awake(self) -> list[int]:
        """The numbers of the rules that may fit: one of their rarest words stands somewhere on the page."""
        found = self.genres
        for part in self.parts.values():
            found |= part.mask
        waking = self.matcher.waking
        return sorted({index for number in _numbers(found) for index in waking.get(number, ())})

    def fits(self, rule: Compiled) -> bool:
        """Whether a page satisfies a pattern."""
        mask = self.genres
        for name in rule.parts:
            mask |= self.parts[name].mask
        if mask & rule.without:
            return False
        for group in rule.groups:
            if not mask & group:
                return False
        return all(self._chain(chain, rule.parts) is not None for chain in rule.chains)

    def _chain(self, chain: tuple[int, ...], names: tuple[str, ...]) -> Hit | None:
        """The first place where the groups of a chain follow each other."""
        for name in names:
            part = self.parts[name]
            if all(part.mask & group for group in chain) and (place := follows(part.matches, chain, self.matcher.order)):
                return Hit(name, *place)
        return None

    def where(self, rule: Compiled) -> Hit | None:
        """The place that shows best why a pattern fits: a chain, else the first term of its first group of words."""
        for chain in rule.chains:
            if hit := self._chain(chain, rule.parts):
                return hit
        for group in rule.groups:
            for name in rule.parts:
                if self.parts[name].mask & group and (hit := self._first(name, group)):
                    return hit
        return None

    def _first(self, name: str, group: int) -> Hit | None:
        """The first place of a group's terms in a part, pairs of words too."""
        part, matcher = self.parts[name], self.matcher
        if places := spots(part.matches, group, matcher.order):
            return Hit(name, *places[0])
        for rows in matcher.pairs.values():
            for number, words in rows:
                if group >> number & 1 and part.mask >> number & 1 and (place := follows(part.matches, words, matcher.order)):
                    return Hit(name, *place)
        return None


def _numbers(mask: int) -> list[int]:
    """The numbers of the bits that are set."""
    numbers = []
    while mask:
        low = mask & -mask
        numbers.append(low.bit_length() - 1)
        mask ^= low
    return numbers
