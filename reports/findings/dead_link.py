"""链接失效: an address that a page links to and that answers 404 or 410; files and pictures too."""

from __future__ import annotations

from collections.abc import Iterator

from reports.case import Case, Draft

_WHAT = {"attachment": "附件", "image": "图片"}


def find(case: Case) -> Iterator[Draft]:
    return broken(case, "dead", "打不开（页面或文件不存在）")


def broken(case: Case, state: str, said: str) -> Iterator[Draft]:
    """One draft for each address in a state that some page links to, with the first page that does."""
    for page in case.audit.documents:
        if page.state != state:
            continue
        reference = case.audit.linkage.first(page.url)
        if reference is None:
            continue
        holder, link = reference.page, reference.link
        column = case.audit.page_columns.get(holder.url)
        item = column.items[0] if column and len(column.items) == 1 and column.platform else None
        what = _WHAT.get(link.where, "链接")
        name = f"“{link.text}”" if link.text.strip() else ""
        yield Draft(
            f"《{holder.title or holder.site}》中的{what}{name}{said}", page.url, item, case.audit.department_at(holder.url),
            referrer=holder.url, title=link.text, place=page.url,
        )
