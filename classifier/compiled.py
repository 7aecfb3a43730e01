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
Rows = dict[str, tuple[tuple[int, ...], tuple[int, ...]]]   # word → groups it stands for, rules it wakes


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

    def rows(self, asked: Iterable[Compiled], woken: Iterable[tuple[int, Compiled]]) -> dict[str, Rows]:
        """For each part of a page and each word in it: the groups it stands for, and the numbers of the rules it wakes.
        `asked` patterns are always asked, `woken` ones (with their numbers) when a word of their rarest group was found;
        groups that only wake are left out."""
        used = {number for rule in asked for number in (*rule.need, rule.bad)}
        rows: dict[str, dict[str, tuple[list[int], list[int]]]] = defaultdict(lambda: defaultdict(lambda: ([], [])))
        for index, rule in woken:
            one, _, more = rule.quick()
            used.update(rule.need if more else (one,), (rule.bad,))
            for word in rule.rarest:
                for name in _where(word, rule.parts):
                    rows[name][word][1].append(index)
        for (parts, group), number in self._numbers.items():
            for word in group if number in used else ():
                for name in _where(word, parts):
                    rows[name][word][0].append(number)
        return {name: {word: (tuple(groups), tuple(rules)) for word, (groups, rules) in table.items()} for name, table in rows.items()}


def _is_genre(word: str) -> bool:
    return word.startswith(GENRES)


def _where(word: str, parts: tuple[str, ...]) -> tuple[str, ...]:
    return (GENRES,) if _is_genre(word) else parts


def _usual(group: Group) -> float:
    """How often one of the words is to be expected (only compared)."""
    return sum(COMMON ** -len(word) for word in sorted(group))
