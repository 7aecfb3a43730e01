"""Takes over what people decided: the rulings that a clerk wrote into the workbook."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from classifier.rulings import Ruling, read_rulings, write_rulings
from crawler.archive import Source, read_documents
from crawler.config import Config
from crawler.document import Document
from crawler.errors import BadInput
from reports.auditing import read_checklists, rulings_path
from reports.workbook_rulings import checklist_of, read_workbook


def import_workbook(config: Config, source: Source, workbook: Path, at: datetime) -> str:
    """Adds a filled workbook's rulings to the university's, each bound to its page as the archive holds it now: when the
    page changes, the question is asked again. Returns what was done, in Chinese. Raises BadInput."""
    rulings = read_workbook(workbook, _checklist(config, workbook), at=at.isoformat(timespec="seconds"))
    pages = {page.url: page for page in read_documents(source, config)}
    target = rulings_path(config)
    made = {_question(row): row for row in (*read_rulings(target), *(_bound(ruling, pages.get(ruling.url)) for ruling in rulings))}
    write_rulings(target, made.values())
    unknown = sum(ruling.url not in pages for ruling in rulings if ruling.item)
    told = f"已读入{len(rulings)}条复核意见，写入 {target}；再运行 xxgk audit 即按这些意见判断"
    return told + (f"（其中{unknown}条的网页不在档案里，暂不起作用）" if unknown else "")


def _checklist(config: Config, workbook: Path) -> str:
    """The list that a workbook's rulings are about: item 3 of one list is not item 3 of another. Raises BadInput."""
    known = [checklist.id for checklist in read_checklists(config)]
    said = checklist_of(workbook) or known[0]
    if said not in known:
        raise BadInput(f"{workbook}：这是清单 {said} 的工作簿，而配置核查的是 {'、'.join(known)}；请选对应的工作簿，或改正 audit.checklist")
    return said


def _question(row: Ruling) -> tuple[str | int, ...]:
    """What a ruling decides: a later one on the same question takes its place."""
    return (row.checklist, row.finding) if row.finding else (row.checklist, row.url, row.item)


def _bound(ruling: Ruling, page: Document | None) -> Ruling:
    """A ruling holds for the page as it stands. One on a finding about a list, a dead address or a whole item is known by
    the finding's key alone: lists change every week, and what was decided of them does not."""
    if page is None or not ruling.item and (page.state != "open" or page.kind not in ("article", "attachment")):
        return ruling
    return replace(ruling, digest=page.text_digest or page.digest)
