"""Tells by the names that stand in a page's source which selectors can find nothing on it, and which systems' marks it may carry."""

from __future__ import annotations

import re
from functools import lru_cache

from ahocorasick_rs import BytesAhoCorasick, Implementation

from crawler.extract.shelf import ORDER, generic, row

_NAME = re.compile(r"[.#]([A-Za-z_][\w\-]*)|=\s*[\"']([\w\-]+)[\"']|\[([A-Za-z][\w\-]*)\]")
_TAG = re.compile(r"[A-Za-z][A-Za-z0-9]*\Z")
_ODD = re.compile(r"[\\():]")
_IMPLIED = frozenset("html head body tbody colgroup tr p br img".split())    # a parser makes these where no such tag stands
_ASKED = ("[pdfsrc], iframe, frame, embed, object", '[class*="logo"], [id*="logo"], [src*="logo"]')   # what extraction asks for beside the shelf


@lru_cache(maxsize=1024)
def names_of(selector: str) -> frozenset[bytes] | None:
    """One name for each alternative of a selector that must stand in a source (in lower case) where it finds anything; None when that cannot be told."""
    found = set()
    for one in selector.split(","):
        one = one.strip()
        names = [name for match in _NAME.finditer(one) for name in match.groups() if name]
        if _ODD.search(one) or not names and (not _TAG.match(one) or one.lower() in _IMPLIED):
            return None
        found.add(max(names, key=len).lower().encode() if names else b"<" + one.lower().encode())
    return frozenset(found)


@lru_cache(maxsize=1)
def _searcher() -> tuple[BytesAhoCorasick, tuple[bytes, ...], frozenset[bytes]]:
    selectors = [*_ASKED, *(selector for known in (generic(), *map(row, ORDER)) for part in known.select.values() for selector in part)]
    names = {name for selector in selectors for name in names_of(selector) or ()}
    sought = tuple(sorted(names | {mark.lower().encode() for name in ORDER for mark in row(name).marks}))
    return BytesAhoCorasick(list(sought), implementation=Implementation.DFA), sought, frozenset(names)   # DFA: a fifth faster, a few MB


def names_in(source: str) -> frozenset[bytes]:
    """The names of known selectors and the marks of systems that stand in a source, whatever their case."""
    search, sought, _ = _searcher()
    return frozenset(sought[number] for number in {number for number, _, _ in search.find_matches_as_indexes(source.encode("utf-8", "replace").lower(), overlapping=True)})


def may_find(selector: str, present: frozenset[bytes]) -> bool:
    """Whether a selector may find anything on a page whose source holds these names."""
    names = names_of(selector)
    return names is None or not names <= _searcher()[2] or not names.isdisjoint(present)
