"""Tells whether a checklist is the Ministry's list, for which this room's data by item number were written."""

from __future__ import annotations

from classifier.checklist import Checklist

DOCUMENT = "教办函〔2014〕23号"
ITEMS = 50


def is_ministrys(checklist: Checklist) -> bool:
    """Whether item numbers mean what they mean in 教办函〔2014〕23号: the built-in list, or an office's edited copy of it."""
    return checklist.id == "moe-2014" or DOCUMENT in checklist.document and len(checklist.items) == ITEMS
