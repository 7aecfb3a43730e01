"""Tells pages whose substance is a picture: they exist and cannot be read, so they disclose nothing that counts."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from crawler.document import Document


@dataclass(frozen=True)
class _Limits:
    least_text: int
    pointers: str
    pointing_text: int


@lru_cache(maxsize=1)
def _limits() -> _Limits:
    data = tomllib.loads(files("reports").joinpath("thresholds.toml").read_text("utf-8"))
    return _Limits(**data["picture"])


def is_picture(document: Document) -> bool:
    """Whether an open page says what it has to say in pictures alone (thresholds.toml)."""
    if document.meta.get("substance") in ("image", "none"):   # "none": a blank article, of which nothing can be said either
        return True
    if document.meta.get("text_from") == "ocr":
        return False
    if not document.images or document.attachments or document.kind == "attachment":
        return False
    limits, text = _limits(), re.sub(r"\s", "", document.text)
    if len(text) < limits.least_text:
        return True
    return len(text) < limits.pointing_text and re.search(limits.pointers, document.title + text) is not None
