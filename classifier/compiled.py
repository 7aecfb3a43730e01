"""Turns patterns into numbers of groups of words, so that a page answers most rules by looking up two numbers in a set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from classifier.patterns import Pattern

# The fields a rule may look into, and the parts of a page of which each consists.
FIELDS = {
    "title": ("title",), "lead": ("lead",), "body": ("body",), "file": ("file",), "filetext": ("filetext",),
    "crumb": ("crumb",), "site": ("site",), "head": ("title", "file"), "text": ("body", "file", "filetext"),
    "any": ("title", "body", "file", "filetext"), "path": ("crumb", "site"), "deep": ("deep",),
    "all": ("title", "file", "deep"),
}
GENRES = "#"         # the part in which genres stand as if they were words
COMMON = 4.0         # a word is taken to be so many times rarer for each further character
ALWAYS, NEVER = 0, -1   # numbers of a group that every page has, and of one that none has

Group = frozenset[str]
Rows = dict[str, tuple[int, ...]]   # word → numbers


@dataclass(slots=True)
class Compiled:
    """A pattern for the parts of one field, over numbers of groups of words."""

    parts: tuple[str, ...]
    need: frozenset[int]                 # groups of which a word has to be found
    bad: int                             # the group of which none may be found
    groups: tuple[Group, ...]            # the needed ones in the order of the pattern
    chains: tuple[tuple[Group, ...], ...]
    rarest: Group                        # the group that wakes the rule: best one without genres
    key: int                             # its number
    second: int                          # the number of the rarest of the other groups

    @property
    def deep(self) -> bool:
        """Whether it looks into the depth of a text, which is read only when it is asked for."""
        return "deep" in self.parts

    def quick(self) -> tuple[int, int, bool]:
        """What to ask of a page that woke the rule: one further group that it needs, the one that it must not have, and
        whether it has to be asked in full beyond that."""
        if self.deep:
            return ALWAYS, NEVER, True
        return self.second, self.bad, bool(self.chains) or len(self.need) > 2


class Groups:
    """Numbers the groups of words of all patterns, each in the parts where it is looked for."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[tuple[str, ...], Group], int] = {}

    def compile(self, field: str, pattern: Pattern) -> Compiled:
        """`field`: a key of FIELDS."""
        parts = FIELDS[field]
        chains = [tuple(frozenset(group) for group in chain.groups) for chain in pattern.needs]
        groups = tuple(group for chain in chains for group in chain)
        numbers = {group: self._number(parts, group) for group in groups}
        bad = self._number(parts, frozenset(pattern.without)) if pattern.without else NEVER
        rarest, *others = sorted(numbers, key=lambda group: (any(map(_is_genre, group)), _usual(group)))
        return Compiled(parts, frozenset(numbers.values()), bad, groups, tuple(chain for chain in chains if len(chain) > 1),
                        rarest, numbers[rarest], numbers[min(others, key=_usual)] if others else ALWAYS)

    def _number(self, parts: tuple[str, ...], group: Group) -> int:
        return self._numbers.setdefault((parts, group), len(self._numbers) + 1)

    def words(self) -> set[str]:
        """Every word and every pair of words (甲~乙) of any group, without the genres."""
        return {word for _, group in self._numbers for word in group if not _is_genre(word)}

    def rows(self, asked: Iterable[Compiled], woken: Iterable[Compiled]) -> dict[str, Rows]:
        """For each part of a page and each word in it: the groups it stands for. Groups that only wake rules are left out.
        `woken` patterns are asked when a word of their rarest group was found, `asked` ones always."""
        used = {number for rule in asked for number in (*rule.need, rule.bad)}
        for rule in woken:
            one, bad, more = rule.quick()
            used.update(rule.need if more else (one,), (rule.bad,))
        return _rows((name, word, number) for (parts, group), number in self._numbers.items() if number in used
                     for word in group for name in _where(word, parts))


def waking(rules: Iterable[tuple[int, Compiled]]) -> dict[str, Rows]:
    """For each part of a page and each word in it: the numbers of the rules that it wakes, those whose rarest group has it."""
    return _rows((name, word, index) for index, rule in rules for word in rule.rarest for name in _where(word, rule.parts))


def _rows(entries: Iterable[tuple[str, str, int]]) -> dict[str, Rows]:
    rows: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for name, word, number in entries:
        rows[name][word].append(number)
    return {name: {word: tuple(numbers) for word, numbers in table.items()} for name, table in rows.items()}


def _is_genre(word: str) -> bool:
    return word.startswith(GENRES)


def _where(word: str, parts: tuple[str, ...]) -> tuple[str, ...]:
    return (GENRES,) if _is_genre(word) else parts


def _usual(group: Group) -> float:
    """How often one of the words is to be expected (only compared)."""
    return sum(COMMON ** -len(word) for word in sorted(group))
