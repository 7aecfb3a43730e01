"""Folds a text for matching: full width, traditional forms, digits, years and white space, with a way back to the original."""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from bisect import bisect_right
from codecs import utf_16_le_decode, utf_16_le_encode, utf_32_le_decode, utf_32_le_encode
from functools import lru_cache
from importlib.util import find_spec
from itertools import accumulate
from pathlib import Path
from typing import Any

# Ranges whose characters have a one-character compatibility form; longer forms are left alone, so that
# positions stay those of the text without its white space.
_COMPATIBLE = ((0xFF01, 0xFF5F), (0xFFE0, 0xFFE7), (0x2F00, 0x2FD6), (0x2E80, 0x2EF4), (0xF900, 0xFA6E), (0x3000, 0x3001))
_BLANK = re.compile(r"[\s\u200b-\u200f\u2028\u2029\u2060\ufeff\u00ad\x00-\x1f\x7f]+")
_CHINESE_YEAR = re.compile("[二一][〇零○九][〇零○一二三四五六七八九]{2}(?=[年届级—-])")
LONG = 20    # characters from which an array folds faster than a dictionary
_WORTH_NUMPY = 2_000_000   # characters: a dictionary folds them in the time in which numpy is loaded
_STRANGE = "\uffff"   # no character: what the small array cannot hold, beyond the first 65,536 before or after folding
_folded = 0   # characters of long texts up to now
_DASHES = "—–－‐‑‒―~～〜至"


@lru_cache(maxsize=1)
def _table() -> dict[int, str | None]:
    """One character to one character; white space and control characters to nothing; every digit to 0."""
    table: dict[int, str | None] = {}
    for first, last in _COMPATIBLE:
        for code in range(first, last):
            form = unicodedata.normalize("NFKC", chr(code)).lower()
            if len(form) == 1:
                table[code] = form
    for old, new in _simplified().items():
        table[ord(old)] = new
    table.update({code: chr(code).lower() for code in range(65, 91)})
    table.update({ord(mark): "-" for mark in _DASHES[:-1]})
    for code in (*range(48, 58), *range(0xFF10, 0xFF1A), *range(0x2460, 0x2469)):
        table[code] = "0"
    for code in range(0x3001):
        if _BLANK.fullmatch(chr(code)):
            table[code] = None
    table[0xFEFF] = None
    table.update({code: "\ufffd" for code in range(0xD800, 0xE000)})
    return table


def _simplified() -> dict[str, str]:
    """Traditional characters and their simplified forms, one to one (the table of zhconv). Only its table is read: the
    module brings pkg_resources along, which takes longer to import than everything else of the classifier."""
    place = find_spec("zhconv").submodule_search_locations[0]
    pairs = json.loads(Path(place, "zhcdict.json").read_text("utf-8"))["zh2Hans"]
    return {old: new for old, new in pairs.items() if len(old) == len(new) == 1}


@lru_cache(maxsize=1)
def _codes() -> Any:
    """The same table as an array over all code points; 0 for what is dropped."""
    import numpy as np  # late: short texts do without

    codes = np.arange(0x110000, dtype="<u4")
    for code, form in _table().items():
        codes[code] = ord(form) if form else 0
    return codes


@lru_cache(maxsize=1)
def _small_codes() -> Any:
    """Its first 65,536 entries, half as wide: they stay in the processor's memory."""
    codes = _codes()[:0x10000].copy()
    codes[0xD800:0xE000] = codes[codes > 0xFFFF] = ord(_STRANGE)
    return codes.astype("<u2")


def _fold_long(text: str) -> str:
    """The same as str.translate, ten times faster. Only a text with rare characters needs the large array."""
    import numpy as np

    raw = np.frombuffer(utf_16_le_encode(text, "surrogatepass")[0], dtype="<u2")
    folded = utf_16_le_decode(_small_codes().take(raw).tobytes())[0]
    if _STRANGE in folded:
        raw = np.frombuffer(utf_32_le_encode(text, "surrogatepass")[0], dtype="<u4")
        folded = utf_32_le_decode(_codes().take(raw).tobytes())[0]
    return folded.replace("\0", "")


def _is_rare(length: int) -> bool:
    """Whether so little was folded up to now that numpy has not been worth its loading: where pages are remembered it never is."""
    global _folded
    _folded += length
    return _folded < _WORTH_NUMPY and "numpy" not in sys.modules


def fold(text: str) -> str:
    """The text as rules see it: white space gone, half width, simplified, lower case, every digit as 0. Halves of a
    character (lone surrogates), which no search accepts, are replaced by U+FFFD."""
    folded = text.translate(_table()) if len(text) < LONG or _is_rare(len(text)) else _fold_long(text)
    return _CHINESE_YEAR.sub("0000", folded) if "〇" in folded or "零" in folded or "○" in folded else folded


class Origin:
    """Finds the place in the original text of a place in the folded one. `dense`: the text is known to have no white space."""

    def __init__(self, text: str, dense: bool = False):
        self.text = text
        spans = [] if dense else [match.span() for match in _BLANK.finditer(text)]
        gaps = list(accumulate(end - start for start, end in spans))
        # starts in folded coordinates at which a gap has just been skipped
        self.points = [start - (gaps[k - 1] if k else 0) for k, (start, _) in enumerate(spans)]
        self.gaps = [0, *gaps]

    def place(self, position: int) -> int:
        """The original position of a folded one."""
        return position + self.gaps[bisect_right(self.points, position)]

    def shown(self, start: int, end: int, around: int = 16) -> tuple[str, str]:
        """The words as they stand in the original; the same with some characters either side, on one line."""
        first, last = self.place(start), self.place(end - 1) + 1
        cut = self.text[max(0, first - around):last + around]
        if not cut.isprintable():
            cut = re.sub(r"\s+", " ", "".join(c if c.isprintable() else " " for c in cut))
        return self.text[first:last], cut.strip()
