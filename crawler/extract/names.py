"""Tells by the names that stand in a page's source which selectors can find nothing on it, and which systems' marks it may carry."""

from __future__ import annotations

import re
from functools import lru_cache

from ahocorasick_rs import BytesAhoCorasick, Implementation

from crawler.extract.shelf import ORDER, generic, row

_NAME = re.compile(r"[.#]([A-Za-z_][\w\-]*)|=\s*[\"']([\w\-/+.]+)[\"']|\[([A-Za-z][\w\-]*)\]")
_TAG = re.compile(r"[A-Za-z][A-Za-z0-9]*\Z")
_ODD = re.compile(r"[\\():]")
_IMPLIED = frozenset("html head body tbody colgroup tr p br img".split())    # a parser makes these where no such tag stands
_ASKED = (   # what extraction asks for beside the shelf: selectors, and words that its expressions need
    "[pdfsrc], iframe, frame, embed, object", '[class*="logo"], [id*="logo"], [src*="logo"]', 'script[type="application/ld+json"]',
)
BASE, PICTURED, FRAMED, SUDY = WORDS = (b"<base", b"vsb_pdf_image_data", b"showvsbpdfiframe", b"sudyfile-attr")


def _name(one: str) -> bytes | None:
    """A name that must stand in a source (in lower case) where this selector finds anything; None when that cannot be told."""
    names = [name for match in _NAME.finditer(one) for name in match.groups() if name]
    if _ODD.search(one) or not names and (not _TAG.match(one) or one.lower() in _IMPLIED):
        return None
    return max(names, key=len).lower().encode() if names else b"<" + one.lower().encode()


def _split(selector: str) -> list[str]:
    """The alternatives of a selector; commas in brackets are not told from others."""
    return [selector] if _ODD.search(selector) else [one.strip() for one in selector.split(",")]


@lru_cache(maxsize=1)
def _searcher() -> tuple[BytesAhoCorasick, tuple[bytes, ...]]:
    selectors = [*_ASKED, *(selector for known in (generic(), *map(row, ORDER)) for part in known.select.values() for selector in part)]
    names = {name for selector in selectors for one in _split(selector) if (name := _name(one))}
    sought = tuple(sorted(names | {*WORDS} | {mark.lower().encode() for name in ORDER for mark in row(name).marks}))
    return BytesAhoCorasick(list(sought), implementation=Implementation.DFA), sought   # DFA: a fifth faster, a few MB


@lru_cache(maxsize=1024)
def _alternatives(selector: str) -> tuple[tuple[str, bytes | None], ...]:
    """The alternatives of a selector, each with its name; None for names that nobody looks for."""
    sought = frozenset(_searcher()[1])
    return tuple((one, name if (name := _name(one)) in sought else None) for one in _split(selector))


def names_in(source: bytes) -> frozenset[bytes]:
    """The names of known selectors, the marks of systems and WORDS that stand in a source, whatever their case."""
    search, sought = _searcher()
    return frozenset(sought[number] for number in {number for number, _, _ in search.find_matches_as_indexes(source.lower(), overlapping=True)})


def fitting(selector: str, present: frozenset[bytes]) -> str:
    """Those alternatives of a selector that may find anything on a page whose source holds these names; "" for none."""
    alternatives = _alternatives(selector)
    kept = [one for one, name in alternatives if name is None or name in present]
    return selector if len(kept) == len(alternatives) else ", ".join(kept)
