"""Lets Python look for circular garbage rarely while pages are fetched or read."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_RARELY = 50_000      # objects made between two looks; Python's own 700 are met for every page


@contextmanager
def rare_collections() -> Iterator[None]:
    """A page makes a thousand objects and few circles, and looking for them took an eighth of the time of reading."""
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], _RARELY) if before[0] else 0, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
