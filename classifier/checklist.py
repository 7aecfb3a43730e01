"""Reads a checklist's TOML: categories, items, elements, departments, cadence, law, and the rules that recognise them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Element:
    """One of the separate facts of which an item is made (要点)."""

    id: str
    name: str
    cadence: str


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


@dataclass(frozen=True)
class Category:
    number: int
    name: str
    column_names: tuple[str, ...]


@dataclass(frozen=True)
class Department:
    id: str
    name: str
    synonyms: tuple[str, ...]


@dataclass(frozen=True)
class Checklist:
    id: str
    title: str
    document: str
    categories: tuple[Category, ...]
    items: tuple[Item, ...]
    departments: tuple[Department, ...]

    def item(self, number: int) -> Item:
        """The item of that number. Raises KeyError."""
        for item in self.items:
            if item.number == number:
                return item
        raise KeyError(number)


def load_checklist(name: str) -> Checklist:
    """A built-in checklist by name, or one from a TOML file by path. Raises ChecklistError."""
    raise NotImplementedError
