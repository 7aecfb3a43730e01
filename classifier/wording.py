"""Compares names as schools print them with the official wording: numbering, marks and swapped particles aside."""

from __future__ import annotations

import re

from classifier.checklist import Checklist
from classifier.folding import fold

# （7）  (7)  7.  7、  第7条  【7】  一、  2.3  — numbers printed before a column's name; fold() makes every digit a 0
_NUMBERING = re.compile(r"^(?:[(（\[【]?第?(?:0{1,2}(?:\.0{1,2})?|[一二三四五六七八九十]{1,3})[)）\]】]?[条项类.、．:：,，-]+|[(（\[【](?:0{1,2}|[一二三四五六七八九十]{1,3})[)）\]】])")
_MARKS = re.compile(r"[、，,。;；:：·.()（）“”\"'《》\[\]【】/\-—_…|&和与及的]")
SHORTEST, LONGEST = 6, 120   # characters of a title that may be an official wording
_TEXTS: dict[int, tuple[Checklist, dict[str, int]]] = {}


def plain(name: str) -> str:
    """A column's name without numbering, marks and the words that schools swap (和、与、及、的)."""
    return _bare(fold(name))


def _bare(folded: str) -> str:
    return _MARKS.sub("", _NUMBERING.sub("", folded)) or folded


def official_item(title: str, checklist: Checklist, folded: str) -> int | None:
    """The item whose official wording, or a known variant of it, a title is (`folded`: by `fold`); None for any other title."""
    if not SHORTEST <= len(title) <= LONGEST:
        return None
    kept = _TEXTS.get(id(checklist))
    if kept is None:
        if len(_TEXTS) > 8:
            _TEXTS.clear()
        texts = {plain(text): item.number for item in checklist.items for text in (item.text, *item.variants)}
        kept = _TEXTS[id(checklist)] = (checklist, texts)
    return kept[1].get(_bare(folded))
