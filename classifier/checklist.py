"""Reads a checklist's TOML: categories, items, elements, departments, cadence, law, and the rules that recognise them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from classifier.learned import Learned


@dataclass(frozen=True)
class Element:
    """One of the separate facts of which an item is made (要点). `required`: `partial` may rest on its absence."""

    id: str
    name: str
    cadence: str
    required: bool = True
    terms: tuple[str, ...] = ()  # patterns that show it in a document of the item (see docs/rules.md)


@dataclass(frozen=True)
class Confusable:
    """An item that is taken for this one, and how an auditor tells them apart (Chinese)."""

    item: int
    tell: str


@dataclass(frozen=True)
class Item:
    number: int
    category: int
    text: str                    # the official wording
    cadence: str                 # "standing", "annual", "event"
    elements: tuple[Element, ...]
    departments: tuple[str, ...]  # ids of Department
    column_names: tuple[str, ...]
    window: tuple[int, int] | None = None  # months in which the yearly disclosure is expected; first > last runs over the new year
    deadline: str = ""           # "10-31", "批复后20日内", ""
    nil_plausible: bool = False
    basis: tuple[str, ...] = ()  # law and notices, printable, in Chinese
    variants: tuple[str, ...] = ()  # other wordings of the official text that schools print
    short: str = ""              # in our own words: what a document of this item is
    nil_wording: str = ""        # how a school would declare that there is nothing
    confusable: tuple[Confusable, ...] = ()
    note: str = ""
    deadline_status: str = ""    # "verified", "practice", "unverified", "": how sure `window` and `deadline` are
    verified: bool = True        # False: the wording is not the official text and must not be printed as such
    like_items: tuple[int, ...] = ()  # items of the list named in `like` whose rules recognise this one


@dataclass(frozen=True)
class Category:
    number: int
    name: str
    column_names: tuple[str, ...]
    url_hints: tuple[str, ...] = ()
    group: str = ""              # 党务, 校务 …, where a list has them
    verified: bool = True


@dataclass(frozen=True)
class Department:
    id: str
    name: str
    synonyms: tuple[str, ...]


@dataclass(frozen=True)
class SiteSection:
    """A part of the 信息公开专栏 that is no item but has to be there (指南, 目录, 依申请公开 …)."""

    id: str                      # "guide", "catalogue", "rules", "annual_report", "on_request", "suggestion_box"
    name: str
    synonyms: tuple[str, ...]
    title_pattern: str           # regular expression, searched in a title
    url_hints: tuple[str, ...] = ()

    def matches(self, title: str) -> bool:
        """Whether a title names this section."""
        return re.search(self.title_pattern, re.sub(r"\s", "", title)) is not None


@dataclass(frozen=True)
class General:
    """Dates and limits that hold for the whole list. Days are working days (Chinese calendar)."""

    disclose_within_workdays: int = 20
    update_within_workdays: int = 20
    annual_report_deadline: str = "10-31"   # month-day
    academic_year_start: str = "09-01"
    academic_year_end: str = "08-31"
    column_on_home_page: bool = True
    year: str = "academic"                  # "academic" or "calendar"


@dataclass(frozen=True)
class RuleText:
    """One rule as its writer wrote it; `classifier.patterns` reads the pattern."""

    item: int                    # 0 for a genre
    field: str                   # where it looks: key of classifier.matcher.FIELDS
    strength: str                # "decisive", "strong", "fair", "weak", "against", "veto"
    pattern: str

    @property
    def name(self) -> str:
        return f"{self.item}.{self.field}.{self.strength}：{self.pattern}"


@dataclass(frozen=True)
class GenreText:
    """A genre of pages (新闻、办法、名单 …): the patterns that recognise it and what it costs a page's labels."""

    name: str
    label: str                   # in Chinese
    yes: tuple[tuple[str, str], ...]   # (field, pattern): any of them
    no: tuple[tuple[str, str], ...] = ()
    penalty: float = 0.0         # taken from every item's score unless the page carries the substance itself
    spares: tuple[int, ...] = ()  # items that are published in this very genre: no penalty for them
    firm: bool = False           # True: the penalty holds although some rule found substance


@dataclass(frozen=True)
class Rules:
    """The rules of a checklist as data: lexicons, genres, item rules, weights and thresholds."""

    lexicons: tuple[tuple[str, tuple[str, ...]], ...] = ()
    genres: tuple[GenreText, ...] = ()
    rules: tuple[RuleText, ...] = ()
    weights: tuple[tuple[str, float], ...] = ()      # "title.strong" → points
    thresholds: tuple[tuple[str, float], ...] = ()   # "adopt", "candidate", "scale" …
    together: tuple[tuple[float, tuple[int, ...]], ...] = ()  # share of the best score that a further item needs; items that go together
    review: tuple[tuple[str, str], ...] = ()         # (field, pattern) of pages on which auditors differ
    origin: str = ""                                 # where the weights come from


@dataclass(frozen=True)
class Checklist:
    id: str
    title: str
    document: str
    categories: tuple[Category, ...]
    items: tuple[Item, ...]
    departments: tuple[Department, ...]
    issuer: str = ""
    document_aliases: tuple[str, ...] = ()
    nil_phrases: tuple[str, ...] = ()
    site_sections: tuple[SiteSection, ...] = ()
    general: General = General()
    general_columns: tuple[str, ...] = ()   # column names that stand for no item (通知公告 …)
    rules: Rules = field(default=Rules(), repr=False)
    learned: Learned | None = field(default=None, repr=False, compare=False)  # learned weights beside the rules
    verified: bool = True                   # False: an outline, not the official list

    def item(self, number: int) -> Item:
        """The item of that number. Raises KeyError."""
        for item in self.items:
            if item.number == number:
                return item
        raise KeyError(number)

    def department_of(self, name: str) -> Department | None:
        """The department that a site's or department's name means, by its longest known name (人事处（人才办） → hr);
        a name with 学院 that is nobody's falls to the colleges. None if nothing fits."""
        name = re.sub(r"\s", "", name)
        found = [(name.rfind(known), len(known), department) for department in self.departments if department.id != "college"
                 for known in (department.name, *department.synonyms) if known in name]
        if found:
            return max(found, key=lambda hit: (hit[1], hit[0]))[2]
        return self._college(name)

    def _college(self, name: str) -> Department | None:
        if not re.search(r".(学院|书院|系|学部|教学部|教研部)($|[（(·—\-\s])", name):
            return None
        return next((d for d in self.departments if d.id == "college"), None)


def load_checklist(name: str, rules_file: Path | None = None) -> Checklist:
    """A built-in checklist by name, or one from a TOML file by path, with the rules of `rules_file` if one is named.
    Raises ChecklistError with one line that names the file, the item and the key."""
    from classifier.checklist_file import read_checklist  # the reader needs the types above

    return read_checklist(name, rules_file)
