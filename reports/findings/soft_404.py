"""假页面: an address that says "not found" but answers as if all were well."""

from __future__ import annotations

from collections.abc import Iterator

from reports.case import Case, Draft
from reports.findings.dead_link import broken


def find(case: Case) -> Iterator[Draft]:
    return broken(case, "soft_404", "打开后只是“不存在”之类的提示，却按正常页面应答")
