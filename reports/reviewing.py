"""Takes over what people decided: the rulings that a clerk wrote into the workbook."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from classifier.rulings import Ruling, add_ruling
from crawler.archive import Source, read_documents
from crawler.config import Config
from crawler.errors import BadInput
from reports.auditing import read_checklists, rulings_path
from reports.workbook_rulings import checklist_of, read_workbook


def import_workbook(config: Config, source: Source, workbook: Path, at: datetime) -> str:
    """Adds a filled workbook's rulings to the university's, each bound to its page as the archive holds it now: when the
    page changes, the question is asked again. Returns what was done, in Chinese. Raises BadInput."""
    rulings = read_workbook(workbook, _checklist(config, workbook), at=at.isoformat(timespec="seconds"))
    digests = {page.url: page.text_digest or page.digest for page in read_documents(source, config)}
    target = rulings_path(config)
    for ruling in rulings:
        add_ruling(target, _bound(ruling, digests))
    unknown = sum(ruling.url not in digests for ruling in rulings if ruling.item)
    told = f"已读入{len(rulings)}条复核意见，写入 {target}；再运行 xxgk audit 即按这些意见判断"
    return told + (f"（其中{unknown}条的网页不在档案里，暂不起作用）" if unknown else "")


def _checklist(config: Config, workbook: Path) -> str:
    """The list that a workbook's rulings are about: item 3 of one list is not item 3 of another. Raises BadInput."""
    known = [checklist.id for checklist in read_checklists(config)]
    said = checklist_of(workbook) or known[0]
    if said not in known:
        raise BadInput(f"{workbook}：这是清单 {said} 的工作簿，而配置核查的是 {'、'.join(known)}；请选对应的工作簿，或改正 audit.checklist")
    return said


def _bound(ruling: Ruling, digests: dict[str, str]) -> Ruling:
    """A ruling on a label holds for the page as it stands; one on a finding is known by the finding's key."""
    return replace(ruling, digest=digests.get(ruling.url, "")) if ruling.item else ruling
