"""Pages whose text is a picture: which pictures those are, and what such a page says once they were read by OCR."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

from crawler.attachments import FileText
from crawler.document import Document


@dataclass(frozen=True)
class _Rules:
    least_text: int
    pointing_text: int
    pointers: str
    least_found: int
    most: int


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    return _Rules(**tomllib.loads(files("crawler").joinpath("pictures.toml").read_text("utf-8")))


def pictures_of(document: Document) -> tuple[str, ...]:
    """The addresses of the pictures that are the page's text, in its order; none for a page that says it in words or files."""
    if document.state != "open" or document.kind not in ("article", "column") or not document.images or document.attachments:
        return ()
    rules, text = _rules(), re.sub(r"\s", "", document.text)
    pointing = len(text) < rules.pointing_text and re.search(rules.pointers, document.title + text)
    if document.meta.get("substance") != "image" and len(text) >= rules.least_text and not pointing:
        return ()
    return document.images[:rules.most]


def with_text(document: Document, texts: list[FileText]) -> Document:
    """The page with what OCR read from its pictures below its own words; as it was when that is next to nothing."""
    read = [text for text in texts if text.ocr_pages]
    found = "\n".join(text.text for text in read)
    if len(re.sub(r"\s", "", found)) < _rules().least_found:
        return document
    meta = {key: value for key, value in document.meta.items() if key != "substance"}
    count = sum(text.ocr_pages for text in read)
    meta |= {"text_from": "ocr", "ocr_pages": str(count)}
    return replace(document, text="\n".join(filter(None, (document.text, found))), meta=meta, detail=f"文字由图片识别得到（{count} 张图片）")
