"""Reads a page part by part: which words of a checklist's rules stand in it, of what genres it is, which rules fit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from classifier.checklist import Rules
from classifier.compiled import ALWAYS, FIELDS, GENRES, Compiled, Groups
from classifier.folding import fold
from classifier.parts import BETWEEN, EMPTY, Part, Words
from classifier.patterns import parse
from crawler.document import PageRecord

WHERE = {"title": "title", "lead": "text", "body": "text", "file": "attachment", "filetext": "attachment_text", "deep": "text",
         "crumb": "breadcrumb", "site": "department", "kind": "kind"}
LEAD = 70            # characters of the body in which news tells when and where
FIRST = 280          # characters of a body, and of each attachment, in which it says what it is; what stands deeper may be about anything
HEAD, TAIL = 24_000, 6_000   # of a longer text only its head and its tail are read: bounds the work on hostile input
SHORT = 4_000        # of breadcrumbs, titles and names
ATTACHMENTS = 20     # of which the text is read
Shown = tuple[str, str, str, bool]
_NOTHING = {name: EMPTY for parts in FIELDS.values() for name in parts if name != "deep"}
LEARNED = {"title", "file", "body"}   # parts that the learned weights look at, whatever the rules do


@dataclass(slots=True)
class Hit:
    """Where a rule found its words."""

    part: str
    start: int
    end: int


def clip(text: str) -> str:
    """The part of a long text that is read: head and tail."""
    return text if len(text) <= HEAD + TAIL else text[:HEAD] + "\n" + text[-TAIL:]


class Matcher:
    """A checklist's rules, compiled, and one automaton of all their words. Built once for each checklist."""

    def __init__(self, rules: Rules, elements: Iterable[str] = ()):
        lexicons, groups = dict(rules.lexicons), Groups()

        def compiled(rows: Iterable[tuple[str, str]]) -> list[Compiled]:
            return [groups.compile(field, parse(pattern, lexicons)) for field, pattern in rows]

        self.rules = rules.rules
        self.items = [rule.item for rule in rules.rules]
        self.names = [rule.name for rule in rules.rules]
        self.genres = rules.genres
        tests = [(genre.name, compiled(genre.yes), compiled(genre.no)) for genre in rules.genres]
        self.genre_tests = [(name, _keys(yes), yes, no) for name, yes, no in tests]
        self.compiled = compiled((rule.field, rule.pattern) for rule in rules.rules)
        self.quick = [rule.quick() for rule in self.compiled]
        self.review = compiled(rules.review)
        self.review_keys = _keys(self.review)
        self.elements = {pattern: parse(pattern, lexicons) for pattern in elements}
        self.deep: dict[int, list[int]] = defaultdict(list)   # rules on the depth of a text: nothing wakes them, the engine asks
        for index, rule in enumerate(rules.rules):
            if rule.field == "deep":
                self.deep[rule.item].append(index)
        woken = [(index, rule) for index, rule in enumerate(self.compiled) if rules.rules[index].field != "deep"]
        asked = [rule for _, yes, no in tests for rule in (*yes, *no)] + self.review
        asked += [self.compiled[index] for indexes in self.deep.values() for index in indexes]
        self.rows = groups.rows(asked, woken)
        self.used = LEARNED | self.rows.keys()     # the parts that have to be read
        known = {name: rows.keys() for name, rows in self.rows.items() if name != GENRES}
        self.depth = Words({"deep": known.pop("deep", ())})   # the depth of a text is long, and few words are looked for there
        self.words = Words(known)

    def read(self, record: PageRecord) -> Page:
        """Scans what a page shows first, then tells its genres. The depth of a long text is read when it is asked for."""
        page = Page(self, record)
        for part in self.words.parts(shown_texts([record], self.used)[0]):
            page.add(part)
        for name, keys, yes, no in self.genre_tests:
            if page.fits_any(keys, yes) and not any(map(page.fits, no)):
                page.genre(name)
        return page

    def whole(self, record: PageRecord) -> Part:
        """The whole text with its attachments' texts (of long ones head and tail)."""
        texts = [clip(text) for text in record.attachment_texts[:ATTACHMENTS] if text]
        text = clip("\n".join((clip(record.text), *texts)))
        return self.depth.parts([("deep", text, fold(text).replace(BETWEEN, "\ufffd"), False)])[0]


def shown_texts(records: Sequence[PageRecord], used: Collection[str]) -> list[list[Shown]]:
    """What is searched of each page at once: name of the part, text, text folded (or its beginning), whether it has no white
    space. All are folded in one pass. `used`: the parts that matter."""
    texts = [[(name, text) for name, text in _texts(record) if text and name in used] for record in records]
    fold_of = iter(_folded([text for row in texts for _, text in row]))
    shown: list[list[Shown]] = []
    for row in texts:
        shown.append(made := [])
        for (name, text), folded in zip(row, fold_of):   # noqa: B905  (the first ends first)
            dense = len(folded) == len(text)
            made.append((name, text, folded[:FIRST] if name == "body" else folded, dense))
            if name == "body" and "lead" in used:
                made.append(("lead", text, folded[:LEAD], dense))
    return shown


def _texts(record: PageRecord) -> tuple[tuple[str, str], ...]:
    """The parts of a page that are read at once."""
    return (
        ("title", record.title[:SHORT]), ("body", record.text[:2 * FIRST]), ("file", "\n".join(record.attachments)[:SHORT]),
        ("filetext", "\n".join([text[:FIRST] for text in record.attachment_texts[:ATTACHMENTS] if text])),
        ("crumb", record.breadcrumb[-SHORT:]), ("site", f"{record.site} {record.department}"[:SHORT]),
    )


def _folded(texts: Sequence[str]) -> list[str]:
    """Several texts folded in one pass."""
    folded = fold(BETWEEN.join(texts)).split(BETWEEN) if texts else []
    return folded if len(folded) == len(texts) else [fold(text).replace(BETWEEN, "\ufffd") for text in texts]


def _keys(rules: Sequence[Compiled]) -> frozenset[int] | None:
    """Groups of which a page must have one to fit any of the rules; None if that cannot be told before its depth was read."""
    return None if any(rule.deep for rule in rules) else frozenset(rule.key for rule in rules)


class Page:
    """A scanned page: asks patterns of it."""

    def __init__(self, matcher: Matcher, record: PageRecord):
        self.matcher = matcher
        self.record = record
        self.parts = dict(_NOTHING)
        self.groups = {ALWAYS}             # numbers of the groups of which a word was found
        self.genre_names: list[str] = []
        self._awake: list[int] = []        # rules that may fit: one of their rarest words stands where they look
        self._said = ""

    def add(self, part: Part) -> None:
        """Enters a part and what its words stand for."""
        self.parts[part.name] = part
        if part.found:
            self._enter(part.name, part.found)

    def genre(self, name: str) -> None:
        """Notes that the page is of a genre."""
        self.genre_names.append(name)
        self._enter(GENRES, (GENRES + name,))

    def _enter(self, name: str, words: Iterable[str]) -> None:
        numbers, awake = [], self._awake
        for row in map(self.matcher.rows.get(name, {}).get, words):
            if row:
                groups, rules = row
                numbers += groups
                if rules:
                    awake += rules
        self.groups.update(numbers)

    def part(self, name: str) -> Part:
        """A part by name; the whole text is scanned when it is first asked for."""
        if name == "deep" and name not in self.parts:
            self.add(self.matcher.whole(self.record))
        return self.parts[name]

    @property
    def said(self) -> str:
        """All that the document says, folded, its parts kept apart."""
        if not self._said:
            record = self.record
            parts = (record.title[:SHORT], "\n".join(record.attachments)[:SHORT], clip(record.text), *map(clip, record.attachment_texts[:ATTACHMENTS]))
            self._said = fold(BETWEEN.join(parts))
        return self._said

    def fitting(self) -> list[int]:
        """The numbers of the rules that fit, in order, without those on the depth of the text."""
        groups, quick, compiled = self.groups, self.matcher.quick, self.matcher.compiled
        fitting = []
        for index in sorted(set(self._awake)):
            one, bad, more = quick[index]
            if one in groups and bad not in groups and (not more or self.fits(compiled[index])):
                fitting.append(index)
        return fitting

    def fits_any(self, keys: frozenset[int] | None, rules: Sequence[Compiled]) -> bool:
        """Whether a page satisfies one of some patterns, of whose groups it must have one of `keys`."""
        return (keys is None or not keys.isdisjoint(self.groups)) and any(map(self.fits, rules))

    def doubtful(self) -> bool:
        """Whether auditors differ on pages like this one."""
        return self.fits_any(self.matcher.review_keys, self.matcher.review)

    def fits(self, rule: Compiled) -> bool:
        """Whether a page satisfies a pattern."""
        if rule.deep:
            self.part("deep")
        if rule.bad in self.groups or not rule.need <= self.groups:
            return False
        return not rule.chains or self.follow(rule)

    def follow(self, rule: Compiled) -> bool:
        """Whether words of a pattern follow each other where it says so."""
        return all(any(self.parts[name].chain(chain) for name in rule.parts) for chain in rule.chains)

    def where(self, rule: Compiled) -> Hit | None:
        """The place that shows best why a pattern fits: a chain, else the first term of its first group of words."""
        for chain in rule.chains:
            for name in rule.parts:
                if span := self.part(name).chain(chain):
                    return Hit(name, *span)
        for group in rule.groups:
            for name in rule.parts:
                if span := self.part(name).first(group):
                    return Hit(name, *span)
        return None
