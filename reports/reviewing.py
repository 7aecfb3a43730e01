"""Takes over what people decided: the rulings that a clerk wrote into the workbook."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from classifier.rulings import Ruling, add_ruling
from crawler.archive import Source, read_documents
from crawler.config import Config
from reports.auditing import rulings_path
from reports.workbook_rulings import read_workbook


def import_workbook(config: Config, source: Source, workbook: Path, at: datetime) -> str:
    """Adds a filled workbook's rulings to the university's, each bound to its page as the archive holds it now: when the
    page changes, the question is asked again. Returns what was done, in Chinese. Raises BadInput."""
    rulings = read_workbook(workbook, config.audit.checklist[0], at=at.isoformat(timespec="seconds"))
    digests = {page.url: page.text_digest for page in read_documents(source, config)}
    target = rulings_path(config)
    for ruling in rulings:
        add_ruling(target, _bound(ruling, digests))
    unknown = sum(ruling.url not in digests for ruling in rulings if ruling.item)
    told = f"已读入{len(rulings)}条复核意见，写入 {target}；再运行 xxgk audit 即按这些意见判断"
    return told + (f"（其中{unknown}条的网页不在档案里，暂不起作用）" if unknown else "")


def _bound(ruling: Ruling, digests: dict[str, str]) -> Ruling:
    """A ruling on a label holds for the page as it stands; one on a finding is known by the finding's key."""
    return replace(ruling, digest=digests.get(ruling.url, "")) if ruling.item else ruling
