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
COMMON = 4.0         # a term is taken to be so many times rarer for each further character
SPOTS = 60           # places kept of one term in one part


@dataclass(slots=True)
class Part:
    """One part of a page: its text, its folded text, the places of every term found in it, and the terms as a mask."""

    text: str
    folded: str
    places: dict[int, list[tuple[int, int]]]
    mask: int
    _origin: Origin | None = None

    @property
    def origin(self) -> Origin:
        if self._origin is None:
            self._origin = Origin(self.text)
        return self._origin


EMPTY = Part("", "", {}, 0)


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
        self.elements = {pattern: parse(pattern, self.lexicons) for pattern in elements}
        self.deep: dict[int, list[int]] = defaultdict(list)
        for index, rule in enumerate(rules.rules):
            if rule.field == "deep":
                self.deep[rule.item].append(index)
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

    def _mask(self, terms: Iterable[str]) -> int:
        mask = 0
        for term in terms:
            mask |= 1 << self.numbers.setdefault(term, len(self.numbers))
        return mask

    def _waking(self, compiled: list[Compiled]) -> dict[str, dict[int, tuple[int, ...]]]:
        """For each part of a page and each term in it the rules it wakes: those whose rarest group of words holds it. The
        rules that rest on genres alone stand under "#"."""
        waking: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        genre = sum(1 << number for term, number in self.numbers.items() if term.startswith("#"))
        usual = {number: COMMON ** -len(term) for term, number in self.numbers.items()}
        for index, rule in enumerate(compiled):
            groups = [mask for mask in rule.groups if not mask & genre]
            best = min(groups or rule.groups, key=lambda mask: sum(usual[number] for number in _numbers(mask)))
            for name in rule.parts if groups else ("#",):
                for number in _numbers(best):
                    waking[name][number].append(index)
        return {name: {number: tuple(rows) for number, rows in table.items()} for name, table in waking.items()}

    def _pairs(self) -> dict[int, list[tuple[int, tuple[int, ...]]]]:
        """For each first word of a 甲~乙: the number of the pair and the numbers of its words."""
        pairs: dict[int, list[tuple[int, tuple[int, ...]]]] = defaultdict(list)
        for term, number in self.numbers.items():
            if "~" in term:
                words = [self.numbers[word] for word in term.split("~")]
                pairs[words[0]].append((number, tuple(words)))
        return pairs

    def read(self, record: PageRecord) -> Page:
        """Scans what a page shows first, then tells its genres. The depth of a long text is read when it is asked for."""
        body = self._part(clip(record.text)[:2 * FIRST], FIRST)
        texts = [text for text in record.attachment_texts[:20] if text]
        page = Page(self, record, {
            "title": self._part(record.title[:SHORT]), "body": body, "lead": self._until(body, LEAD),
            "file": self._part("\n".join(record.attachments)[:SHORT]),
            "filetext": self._part("\n".join(text[:FIRST] for text in texts)),
            "crumb": self._part(record.breadcrumb[-SHORT:]),
            "site": self._part(f"{record.site} {record.department}"[:SHORT]),
        })
        for genre, yes, no in self.genre_tests:
            if any(page.fits(test) for test in yes) and not any(page.fits(test) for test in no):
                page.genre(genre.name, self.numbers.get("#" + genre.name))
        return page

    def whole(self, record: PageRecord) -> Part:
        """The whole text with its attachments' texts (of long ones head and tail)."""
        texts = [clip(text) for text in record.attachment_texts[:20] if text]
        return self._part(clip("\n".join((clip(record.text), *texts))))

    def _part(self, text: str, length: int = 0) -> Part:
        if not text:
            return EMPTY
        folded = fold(text)
        if length:
            folded = folded[:length]
        places: dict[int, list[tuple[int, int]]] = {}
        order = self.order
        for number, start, end in self.automaton.find_matches_as_indexes(folded, overlapping=True)[:MOST]:
            known = places.get(order[number])
            if known is None:
                places[order[number]] = [(start, end)]
            elif len(known) < SPOTS:
                known.append((start, end))
        return Part(text, folded, places, self._mask_of(places))

    def _until(self, body: Part, length: int) -> Part:
        """The beginning of a part that was scanned."""
        places = {number: kept for number, spans in body.places.items() if (kept := [span for span in spans if span[1] <= length])}
        return Part(body.text, body.folded[:length], places, self._mask_of(places))

    def _mask_of(self, places: dict[int, list[tuple[int, int]]]) -> int:
        """The terms found, as a mask; pairs of words of which one follows the other are entered among the places."""
        mask, bits = 0, self.bits
        for number in places:
            mask |= bits[number]
        for first in places.keys() & self.pairs.keys():
            for number, words in self.pairs[first]:
                if all(word in places for word in words) and (span := follows([places[word] for word in words])):
                    mask |= bits[number]
                    places[number] = [span]
        return mask


def follows(spans: list[list[tuple[int, int]]]) -> tuple[int, int] | None:
    """The first place where spans follow each other, one of each list, within GAP characters."""
    ends = spans[0]
    for after in spans[1:]:
        ends = [(first, end) for first, last in ends for start, end in after if last <= start <= last + GAP][:SPOTS]
        if not ends:
            return None
    return ends[0]


class Page:
    """A scanned page: asks patterns of it."""

    def __init__(self, matcher: Matcher, record: PageRecord, parts: dict[str, Part]):
        self.matcher = matcher
        self.record = record
        self.parts = parts
        self.genres = 0
        self.genre_names: list[str] = []
        self._masks: dict[tuple[str, ...], int] = {}

    def part(self, name: str) -> Part:
        """A part by name; the whole text is scanned when it is first asked for."""
        if name not in self.parts:
            self.parts[name] = self.matcher.whole(self.record)
        return self.parts[name]

    def genre(self, name: str, number: int | None) -> None:
        """Notes that the page is of a genre."""
        self.genre_names.append(name)
        if number is not None:
            self.genres |= self.matcher.bits[number]
            self._masks.clear()

    def _mask(self, names: tuple[str, ...]) -> int:
        mask = self._masks.get(names)
        if mask is None:
            mask = self.genres
            for name in names:
                mask |= self.part(name).mask
            self._masks[names] = mask
        return mask

    def awake(self) -> list[int]:
        """The numbers of the rules that may fit: one of their rarest words stands where they look."""
        waking, found = self.matcher.waking, set()
        for name, numbers in (("#", _numbers(self.genres)), *((name, part.places) for name, part in self.parts.items())):
            if table := waking.get(name):
                for number in numbers:
                    if number in table:
                        found.update(table[number])
        return sorted(found)

    def fits(self, rule: Compiled) -> bool:
        """Whether a page satisfies a pattern."""
        mask = self._masks.get(rule.parts)
        if mask is None:
            mask = self._mask(rule.parts)
        if mask & rule.without:
            return False
        for group in rule.groups:
            if not mask & group:
                return False
        return not rule.chains or all(self._chain(chain, rule.parts) is not None for chain in rule.chains)

    def _chain(self, chain: tuple[int, ...], names: tuple[str, ...]) -> Hit | None:
        """The first place where the groups of a chain follow each other."""
        for name in names:
            part = self.part(name)
            if all(part.mask & group for group in chain) and (span := follows([_spans(part, group) for group in chain])):
                return Hit(name, *span)
        return None

    def where(self, rule: Compiled) -> Hit | None:
        """The place that shows best why a pattern fits: a chain, else the first term of its first group of words."""
        for chain in rule.chains:
            if hit := self._chain(chain, rule.parts):
                return hit
        for group in rule.groups:
            for name in rule.parts:
                if self.part(name).mask & group and (spans := _spans(self.part(name), group)):
                    return Hit(name, *spans[0])
        return None


def _spans(part: Part, group: int) -> list[tuple[int, int]]:
    """Where terms of a group stand in a part, in order."""
    return sorted(span for number in _numbers(part.mask & group) if number in part.places for span in part.places[number])[:SPOTS]


def _numbers(mask: int) -> list[int]:
    """The numbers of the bits that are set."""
    numbers = []
    while mask:
        low = mask & -mask
        numbers.append(low.bit_length() - 1)
        mask ^= low
    return numbers
