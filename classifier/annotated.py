"""Reads a checklist as people hand it round: with sources and marks beside the facts, and keywords in place of rules."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

from classifier.checklist import Category, General, Item, SiteSection

# Keys by which the public form of schema xxgk-checklist/1 is known, and that no checklist of ours has.
_MARKS = {"issued", "category_count", "item_count", "still_cited", "source", "fact", "reading", "province"}
_ITEM_MARKS = {"text_check", "text_variants", "title_patterns", "keywords_strong", "keywords_weak", "keywords_negative", "confusable_with", "moe_items"}
_TOP = ("schema", "id", "title", "document", "document_aliases", "issuer", "general", "nil_statements", "site_section", "department", "verified")
_LITERAL = re.compile(r"[\u4e00-\u9fff\w—《》（）、，“”]+")
_SPECIAL = re.compile(r"[|&!+~@#]")       # signs of our patterns: a keyword that holds one is left out
_SPECIAL_FREE = re.compile(r"[&!+~@#]")   # in a title pattern | only parts alternatives


def is_annotated(data: dict[str, Any]) -> bool:
    """Whether a TOML is in the public, annotated form."""
    items = data.get("item")
    return bool(_MARKS & set(data)) or isinstance(items, list) and any(isinstance(row, dict) and _ITEM_MARKS & set(row) for row in items)


def facts_of(data: dict[str, Any]) -> dict[str, Any]:
    """The same checklist in our form; what documents a fact is left out by name, what is no table stays to be refused."""
    made = {key: data[key] for key in _TOP if key in data}
    made["general"] = _kept(data.get("general", {}), tuple(f.name for f in dataclasses.fields(General)))
    made["site_section"] = [_kept(row, tuple(f.name for f in dataclasses.fields(SiteSection))) for row in data.get("site_section", [])]
    made["category"] = [_kept(row, tuple(f.name for f in dataclasses.fields(Category))) for row in data.get("category", [])]
    made["item"] = [_item(row) for row in data.get("item", [])]
    known = {row.get("id") for row in data.get("department", []) if isinstance(row, dict)}
    if not known:                     # a list without departments of its own names none that can be checked
        for row in made["item"]:
            if isinstance(row, dict):
                row.pop("departments", None)
    return made


def _kept(row: Any, names: tuple[str, ...]) -> Any:
    return {key: row[key] for key in row if key in names} if isinstance(row, dict) else row


def _item(row: Any) -> Any:
    if not isinstance(row, dict):
        return row
    made = _kept(row, tuple(f.name for f in dataclasses.fields(Item)))
    if "text_variants" in row:
        made["variants"] = row["text_variants"]
    if isinstance(row.get("window"), dict):
        made["window"] = [row["window"].get("from_month"), row["window"].get("to_month")]
    if isinstance(row.get("basis"), list):
        made["basis"] = [_basis(one) for one in row["basis"]]
    if isinstance(row.get("elements"), list):
        made["elements"] = [_kept(one, ("id", "name", "cadence", "required", "terms")) for one in row["elements"]]
    if isinstance(row.get("confusable_with"), list):
        made["confusable"] = [_kept(one, ("item", "tell")) for one in row["confusable_with"]]
    return made


def _basis(row: Any) -> Any:
    if not isinstance(row, dict):
        return row
    number = row.get("number", "")
    return f"{row.get('title', '')}（{number}）" if number else row.get("title", "")


def keyword_rules(data: dict[str, Any]) -> dict[str, dict[str, dict[str, list[str]]]]:
    """Rules out of title patterns and keywords: item number → field → strength → patterns of classifier.patterns."""
    made = {}
    for row in data.get("item", []):
        title = [word for pattern in _words(row, "title_patterns", _SPECIAL_FREE) for word in _literals(pattern)]
        strong, weak, against = (_words(row, f"keywords_{name}") for name in ("strong", "weak", "negative"))
        rules = {"title": {"decisive": title, "strong": strong, "against": against}, "body": {"strong": strong, "weak": weak}, "filetext": {"strong": strong}, "file": {"strong": strong}}
        made[str(row.get("number"))] = {field: {strength: words for strength, words in rows.items() if words} for field, rows in rules.items()}
    return made


def _words(row: dict[str, Any], key: str, refused: re.Pattern[str] = _SPECIAL) -> list[str]:
    values = row.get(key, [])
    return [word.strip() for word in values if isinstance(word, str) and word.strip() and not refused.search(word)] if isinstance(values, list) else []


def _literals(pattern: str) -> list[str]:
    """The plain alternatives of a regular expression, A.*B as one after the other; what needs brackets is left to the keywords."""
    found = []
    for part in pattern.split("|"):
        pieces = [piece for piece in part.strip("^$").split(".*") if piece]
        if pieces and all(_LITERAL.fullmatch(piece) for piece in pieces) and "(" not in pattern and max(map(len, pieces)) >= 2:
            found.append("+".join(pieces))
    return found
