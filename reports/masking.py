"""Masks personal data in everything that leaves the program: the archive is the only place where they stand in clear."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from ahocorasick_rs import AhoCorasick, MatchKind

from reports.personal_data import is_card, is_id_number

T = TypeVar("T")

_LONG = re.compile(r"(?<!\d)\d{15,19}[Xx]?(?!\d)")
_MOBILE = re.compile(r"(?<![\d.])1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_PIECE = re.compile(r"\d{7,}[Xx]?")   # half a number is still a number
EDGE = 6                              # characters of an address that an excerpt may keep
_WORTH = re.compile(r"\d{3}[- ]?\d{4}[- ]?\d{4}")
_PLAIN_FIELDS = frozenset({"url", "key", "digest", "host", "referrer", "fetched", "kind", "reason", "status", "severity", "where"})


def mask_value(value: str) -> str:
    """A value with all but its ends made unreadable."""
    if len(value) <= 4:
        return "*" * len(value)
    head, tail = (4, 2) if len(value) >= 15 else (3, 2) if len(value) >= 9 else (1, 0)
    return value[:head] + "*" * (len(value) - head - tail) + (value[-tail:] if tail else "")


def _whole(text: str) -> str:
    """A text of the same length without halves of surrogate pairs, which the matcher does not take."""
    return text.encode("utf-8", "replace").decode("utf-8")


class Masker:
    """Masks what proves itself (ID numbers, cards, mobile numbers) and every value that was found in this audit."""

    def __init__(self, as_of: date, values: Iterable[str] = ()):
        self.as_of = as_of
        known = sorted({_whole(value) for value in values if len(value) >= 4})
        # one pass however many values: a list of twenty thousand student numbers is one page of one university
        self.known = AhoCorasick(known, matchkind=MatchKind.LeftmostLongest) if known else None
        self.digits = "\n".join(value for value in known if value.isascii())
        words = [value for value in known if not value.isascii() and len(value) > EDGE]
        self.heads = {value[:length] for value in words for length in range(EDGE, len(value))}
        self.tails = {value[-length:] for value in words for length in range(EDGE, len(value))}
        self.longest = max(map(len, words), default=0)

    def text(self, text: str) -> str:
        """A text with personal data masked."""
        if not text:
            return text
        if self.known is not None:
            text = self._edges(_PIECE.sub(lambda hit: mask_value(hit[0]) if hit[0] in self.digits else hit[0], self._values(text)))
        if _WORTH.search(text):
            text = _LONG.sub(lambda hit: mask_value(hit[0]) if self._personal(hit[0]) else hit[0], text)
            text = _MOBILE.sub(lambda hit: mask_value(hit[0]), text)
        return text

    def _values(self, text: str) -> str:
        pieces, at = [], 0
        for _, start, end in self.known.find_matches_as_indexes(_whole(text)):
            pieces += (text[at:start], mask_value(text[start:end]))
            at = end
        return "".join(pieces) + text[at:]

    def _edges(self, text: str) -> str:
        """Masks what is left of a value where an excerpt was cut in its middle."""
        for length in range(min(self.longest - 1, len(text)), EDGE - 1, -1):
            if text[:length] in self.tails:
                text = "*" * length + text[length:]
            if text[-length:] in self.heads:
                text = text[:-length] + "*" * length
        return text

    def _personal(self, number: str) -> bool:
        return (len(number) == 18 and is_id_number(number, self.as_of)) or (number[0] in "456" and is_card(number))

    def masked(self, value: T) -> T:
        """A frozen dataclass (or a tuple, or a text) with every text in it masked; addresses and keys are left alone."""
        if isinstance(value, str):
            return self.text(value)  # type: ignore[return-value]
        if isinstance(value, tuple):
            return tuple(self.masked(part) for part in value)  # type: ignore[return-value]
        if not dataclasses.is_dataclass(value) or isinstance(value, type):
            return value
        changed = {}
        for field in dataclasses.fields(value):
            old = getattr(value, field.name)
            if field.name in _PLAIN_FIELDS or field.name in ("item", "copies") or not isinstance(old, (str, tuple)) and not dataclasses.is_dataclass(old):
                continue
            new = self.masked(old)
            if new != old:
                changed[field.name] = new
        return dataclasses.replace(value, **changed) if changed else value
