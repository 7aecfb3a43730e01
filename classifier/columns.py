"""Says which items a column stands for, so that a page filed under it can be held against what it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from classifier.checklist import Checklist
from classifier.engine import classify
from classifier.wording import plain
from crawler.document import PageRecord

_NUMBER_ONLY = re.compile(r"^\s*[(（\[【]?第?\s*(\d{1,2})\s*[)）\]】]?\s*[条项]?\s*[.、．]?\s*$")
_CUT = re.compile(r"(…|\.\.\.)\s*$")
READ = 0.65        # score at which a name, read as a title, says what its column is for (chosen on 200 column names: below it 奖助规定 stands for rules)
SIMILAR = 0.84     # share of common characters at which a name counts as a variant of an official text
LONG = 7           # characters from which a name may match by likeness or as the cut-off beginning of a text
_INDEXES: dict[int, tuple[Checklist, _Index]] = {}


class _Index:
    """The names of a checklist's columns, folded."""

    def __init__(self, checklist: Checklist):
        self.names: dict[str, set[int]] = {}
        self.texts: list[tuple[str, int]] = []
        for item in checklist.items:
            for text in (item.text, *item.variants):
                self.texts.append((plain(text), item.number))
            for name in (item.text, *item.variants, *item.column_names):
                self.names.setdefault(plain(name), set()).add(item.number)
        self.categories = {plain(name): category.number for category in checklist.categories for name in category.column_names}
        self.categories.update({plain(category.name): category.number for category in checklist.categories})
        self.general = {plain(name) for name in checklist.general_columns}
        self.category_of = {item.number: item.category for item in checklist.items}
        self.known: dict[tuple[str, ...], tuple[int, ...]] = {}


def column_items(path: Sequence[str], checklist: Checklist) -> tuple[int, ...]:
    """The items that a column stands for. `path`: column names, outermost first; the innermost decides, its parents only
    settle which of several items is meant. () for general columns (通知公告 …), for categories and for unknown names."""
    index, key = _index(checklist), tuple(name[:200] for name in path[-6:])
    if key not in index.known:
        if len(index.known) > 20_000:
            index.known.clear()
        index.known[key] = _items(key, index) or _read(key, index, checklist)
    return index.known[key]


def _index(checklist: Checklist) -> _Index:
    kept = _INDEXES.get(id(checklist))
    if kept is None:
        if len(_INDEXES) > 8:
            _INDEXES.clear()
        kept = _INDEXES[id(checklist)] = (checklist, _Index(checklist))
    return kept[1]


def _items(path: tuple[str, ...], index: _Index) -> tuple[int, ...]:
    if not path or not path[-1].strip():
        return ()
    parents = {index.categories[name] for parent in path[:-1] if (name := plain(parent)) in index.categories}
    if match := _NUMBER_ONLY.match(path[-1]):
        number = int(match[1])
        return (number,) if index.category_of.get(number) in parents else ()
    name = plain(path[-1])
    if not parents and (name in index.general or name in index.categories):
        return ()
    found = index.names.get(name) or _alike(name, path[-1], index)
    inside = {number for number in found if index.category_of[number] in parents}
    if name in index.categories and not inside:
        return ()
    if name in index.general:
        return tuple(sorted(inside))
    return tuple(sorted(inside or found))


def _read(path: tuple[str, ...], index: _Index, checklist: Checklist) -> tuple[int, ...]:
    """The items that an unknown name speaks of when the classifier reads it as a title (校领导社会兼职, 重大突发事件)."""
    name = plain(path[-1]) if path else ""
    if len(name) < 3 or name in index.general or name in index.categories or _NUMBER_ONLY.match(path[-1]):
        return ()
    verdict = classify(PageRecord(title=path[-1], kind="list"), checklist, losers=False)
    found = {label.item for label in (*verdict.labels, *verdict.candidates) if label.score >= READ}
    parents = {index.categories[step] for parent in path[:-1] if (step := plain(parent)) in index.categories}
    return tuple(sorted({number for number in found if index.category_of[number] in parents} or found))


def _alike(name: str, printed: str, index: _Index) -> set[int]:
    """Items whose official text a longer name resembles, or begins before it was cut off."""
    if len(name) < LONG:
        return set()
    if _CUT.search(printed):
        return {number for text, number in index.texts if text.startswith(name)}
    scored = [(SequenceMatcher(None, name, text, autojunk=False).ratio(), number) for text, number in index.texts
              if 0.7 * len(text) <= len(name) <= 1.4 * len(text)]
    best = max(scored, default=(0.0, 0))
    return {best[1]} if best[0] >= SIMILAR else set()
