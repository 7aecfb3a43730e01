"""Remembers what the classifier said of a page, so that pages that did not change are not classified again."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable
from dataclasses import asdict
from functools import lru_cache
from importlib.resources import files
from typing import Any

from classifier.checklist import Checklist
from classifier.labels import Evidence, Label, Verdict
from crawler.archive import Cache
from crawler.document import PageRecord

Classify = Callable[[PageRecord, Checklist], Verdict]


def remembering(classify: Classify, cache: Cache) -> Classify:
    """The same classifier, asked only for pages, rules and program that it was not asked for before. Verdicts come back
    without what lost (`rejected`)."""
    rules: dict[int, tuple[Checklist, str]] = {}

    def read(record: PageRecord, checklist: Checklist) -> Verdict:
        if id(checklist) not in rules:
            rules[id(checklist)] = (checklist, _rules(checklist))
        key = cache.key("verdict", rules[id(checklist)][1], *(getattr(record, name) for name in PageRecord.__slots__))
        if packed := cache.get(key):
            try:
                return _unpacked(packed)
            except (ValueError, TypeError, KeyError, zlib.error):
                pass   # damaged: made anew
        verdict = classify(record, checklist)
        cache.put(key, _packed(verdict))
        return verdict

    return read


def _rules(checklist: Checklist) -> str:
    """A digest of everything that a verdict rests on besides the page."""
    made = hashlib.sha256(f"{_program()} {checklist!r}".encode("utf-8", "surrogatepass"))
    if (learned := checklist.learned) is not None:
        made.update(repr((learned.bias, learned.strings, learned.idf, learned.weights)).encode("utf-8", "surrogatepass"))
    return made.hexdigest()


@lru_cache(maxsize=1)
def _program() -> str:
    """A digest of the classifier as it is installed: another version may say something else of the same page."""
    made = hashlib.sha256()
    for folder in (files("classifier"), files("classifier").joinpath("checklists")):
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if entry.is_file() and not entry.name.endswith(".pyc"):
                made.update(entry.name.encode() + entry.read_bytes())
    return made.hexdigest()


def _packed(verdict: Verdict) -> bytes:
    rows = [[asdict(label) for label in labels] for labels in (verdict.labels, verdict.candidates)]
    return json.dumps(rows, ensure_ascii=True, separators=(",", ":")).encode("ascii")


def _unpacked(packed: bytes) -> Verdict:
    labels, candidates = json.loads(packed)
    return Verdict(tuple(map(_label, labels)), tuple(map(_label, candidates)))


def _label(row: dict[str, Any]) -> Label:
    return Label(**row | {"evidence": tuple(Evidence(**one) for one in row["evidence"]), "elements": tuple(row["elements"])})
