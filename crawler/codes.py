"""Addresses that code writes down: scripts, handlers, javascript: links."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_LONGEST = 500_000        # characters of one script that are read
_KEPT = 4_000             # … of one whose addresses are remembered
_MOST_PAGES = 3000        # that createPageHTML may promise

_TRS = re.compile(r"createPageHTML\s*\(\s*(?:['\"][^'\"]*['\"]\s*,\s*)?(\d+)\s*,\s*\d+\s*,\s*['\"]([^'\"]+)['\"]\s*,\s*['\"](\w+)['\"]")
_TRS_COUNT = re.compile(r"\bcountPage\s*=\s*(\d{1,4})\b")
_TRS_STEM = re.compile(r"['\"/]([\w\-]+)_['\"]\s*\+[^;]{0,80}?['\"]\.(s?html?)\b")


@dataclass(frozen=True, slots=True)
class _Rules:
    call: re.Pattern[str]
    quoted: re.Pattern[str]
    template: re.Pattern[str]


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    scripts = tomllib.loads(files("crawler").joinpath("discovery.toml").read_text("utf-8"))["scripts"]
    calls = "|".join(re.escape(name) for name in scripts["calls"])
    ending = rf"\.(?:{'|'.join(scripts['endings'])})(?:[?#][^\"'\s<>]*)?"
    return _Rules(
        re.compile(rf"(?:{calls}|\blocation)\s*(?:=(?!=)|\()\s*[\"']([^\"'<>]{{1,500}})[\"']\s*(?![+\s])"),
        re.compile(rf"[\"'](https?:\\?/\\?/[^\"'\s<>]{{3,500}}|[^\"'\s<>:;,(){{}}]{{0,300}}{ending})[\"']", re.I),
        re.compile(rf"\.(?:{'|'.join(scripts['templates'])})$", re.I))


def written_in(code: str) -> tuple[tuple[str, str], ...]:
    """(address as it is written, kind: redirect, script, pages) of everything that a piece of code writes down."""
    return _remembered(code) if len(code) <= _KEPT else _read(code[:_LONGEST])


@lru_cache(maxsize=2048)
def _remembered(code: str) -> tuple[tuple[str, str], ...]:
    return _read(code)       # templates repeat their scripts and handlers on every page


def _read(code: str) -> tuple[tuple[str, str], ...]:
    rules = _rules()
    made = [(found[1], "redirect" if "location" in found[0] else "script") for found in rules.call.finditer(code)]
    made += [(found[1].replace("\\/", "/"), "script") for found in rules.quoted.finditer(code) if not rules.template.search(found[1])]
    for total, stem, ending in _TRS.findall(code):
        made += [(f"{stem}_{number}.{ending}", "pages") for number in range(1, min(int(total), _MOST_PAGES))]
    counted, named = _TRS_COUNT.search(code), _TRS_STEM.search(code)   # the template's own script: "index_" + nextPage + ".html"
    if counted and named:
        made += [(f"{named[1]}_{number}.{named[2]}", "pages") for number in range(1, min(int(counted[1]), _MOST_PAGES))]
    return tuple(made)
