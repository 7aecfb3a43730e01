"""Masks personal data in everything that leaves the program: the archive is the only place where they stand in clear."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")

_ID = re.compile(r"(?<!\d)(\d{6})(\d{8}|\d{6})(\d{2,3}[\dXx]?)(?![\dXx])")
_LONG = re.compile(r"(?<![\d.])\d{15,19}[Xx]?(?!\d)")
_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)[-\s]?(\d{4})[-\s]?(\d{4})(?!\d)")


def mask(text: str) -> str:
    """The text with ID numbers, card numbers and mobile numbers made unreadable ("4201**********12")."""
    if not text or not re.search(r"\d[\d\s-]{9,}", text):
        return text
    text = _LONG.sub(lambda hit: hit[0][:4] + "*" * (len(hit[0]) - 6) + hit[0][-2:], text)
    return _MOBILE.sub(lambda hit: f"{hit[1]}****{hit[3][-2:]}**", text)


def masked(value: T) -> T:
    """A frozen dataclass (or tuple of them) with every text in it masked, addresses left alone."""
    if isinstance(value, str):
        return mask(value)  # type: ignore[return-value]
    if isinstance(value, tuple):
        return tuple(masked(part) for part in value)  # type: ignore[return-value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changed = {}
        for field in dataclasses.fields(value):
            old = getattr(value, field.name)
            if field.name in ("url", "key", "digest", "host", "copies", "referrer", "fetched", "item") and not isinstance(old, tuple):
                continue
            if isinstance(old, (str, tuple)) or dataclasses.is_dataclass(old):
                new = old if field.name == "copies" else masked(old)
                if new != old:
                    changed[field.name] = new
        return dataclasses.replace(value, **changed) if changed else value
    return value


def masked_all(rows: Iterable[T]) -> tuple[T, ...]:
    return tuple(masked(row) for row in rows)
