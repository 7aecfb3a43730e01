"""Recognises a page that declares that there is no such matter this year."""

from __future__ import annotations

import re

from classifier.checklist import Checklist
from classifier.matcher import Page
from crawler.document import PageRecord

_YEAR = re.compile(r"(20\d{2}\s*[-—－–~至]\s*20\d{2}\s*学?年度?|20\d{2}\s*年度?|本学?年度?)")


def nil_statement(record: PageRecord, page: Page, checklist: Checklist) -> tuple[int, str] | None:
    """(item or 0 for whatever the page is about, year as printed), or None if the page declares nothing of the kind."""
    return None
