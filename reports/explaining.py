"""Why one page has, or lacks, each label: the answer of `xxgk explain`, in Chinese."""

from __future__ import annotations

from datetime import date

from classifier.engine import classify
from classifier.explain import explain
from classifier.rulings import Ruling, read_rulings
from crawler.archive import Source, Unseen, read_documents
from crawler.config import Config
from crawler.document import Document
from crawler.errors import BadInput
from reports.audit import Audit, assemble
from reports.auditing import last_academic_year, read_checklists, rulings_path
from reports.masking import Masker
from reports.personal_data import scan
from reports.places import bare
from reports.result import REASON_NAMES

KINDS = {"article": "文章", "list": "列表或栏目页", "column": "单页栏目", "attachment": "附件"}
STATES = {
    "open": "可以打开", "empty": "没有内容", "campus_only": "仅校内可访问", "login": "需要登录", "blocked": "被防火墙或验证码拦截",
    "needs_browser": "需浏览器运行脚本才能显示", "unreadable": "无法读出文字", "dead": "链接失效", "soft_404": "假页面（状态正常但内容是“不存在”）",
    "redirect": "跳转页", "system": "系统页面（搜索、留言等）",
}
DECISIONS = {"is": "属于本事项", "is_not": "不属于本事项", "nil": "声明无此事项"}
SOURCES = {
    "page": "页面上的日期行", "meta": "页面头部的发布日期标记", "list": "链接到它的列表行", "url": "网址中的日期",
    "signature": "落款", "number": "文号或发文日期",
}


def explain_page(config: Config, source: Source, url: str, as_of: date) -> str:
    """What was read from the page at `url`, where it is filed, and why it has or lacks each label.

    Raises BadInput when the archive does not hold the address.
    """
    documents = read_documents(source, config)
    page = _find(documents, url)
    if page is None:
        raise BadInput(_not_there(source, url))
    lines, rulings = _facts(page), read_rulings(rulings_path(config))
    for checklist in read_checklists(config):
        audit = assemble(config, source, documents, checklist, config.audit.period or last_academic_year(as_of), as_of, rulings)
        lines += ["", f"【{checklist.title}】", *_filing(audit, page)]
        if page.is_disclosure_unit:
            record = page.record()
            lines.append(explain(record, classify(record, checklist), checklist))
            lines += [*_ruled(rulings, page, checklist.id), *_copies(audit, page)]
        else:
            lines.append("它只列出或链接其他页面，或者打不开，本身不算一条信息，不归入任何事项。")
    return _without_personal_data(page, as_of, "\n".join(lines))


def _without_personal_data(page: Document, as_of: date, told: str) -> str:
    """What is printed, masked: a terminal's output is pasted into letters."""
    texts = (page.text, *(attachment.text for attachment in page.attachments))
    return Masker(as_of, (value for text in texts for hit in scan(text, as_of) for value in hit.values)).text(told)


def _find(documents: list[Document], url: str) -> Document | None:
    """The page at an address as a person types it: scheme, default port and a final index page do not matter."""
    wanted = {bare(url), bare(url).rstrip("/"), bare(url) + "/"}
    exact = [page for page in documents if page.url == url]
    return next(iter(exact), None) or next((page for page in documents if bare(page.url) in wanted), None)


def _not_there(source: Source, url: str) -> str:
    row: Unseen | None = next((row for row in source.unseen() if bare(row.url) == bare(url)), None)
    if row is not None:
        return f"{url}：没有看到这个网页：{REASON_NAMES[row.reason]}；{row.detail}"
    return f"{url}：档案里没有这个网页；请检查网址，或先运行 xxgk crawl 再试"


def _facts(page: Document) -> list[str]:
    state = STATES[page.state] + (f"：{page.detail}" if page.detail else "")
    lines = [
        f"网址：{page.url}", f"标题：{page.title or '（没有读到）'}", f"类型：{KINDS[page.kind]}；状态：{state}",
        f"站点：{page.site or page.host}；部门：{page.department or '未知'}{'（由站点标题推测）' if page.guessed else ''}",
        f"当前位置：{' > '.join(page.breadcrumb) or '（页面没有写）'}", _date_line(page),
    ]
    for read in page.dates:
        if read.source in ("signature", "number"):
            lines.append(f"文件自身日期：{read.value.isoformat()}，读自{SOURCES[read.source]}“{read.excerpt}”（不作为发布日期）")
    for attachment in page.attachments:
        told = "文字由图片识别得到" if attachment.ocr_pages else "已读出文字" if attachment.text else "没有读出文字"
        lines.append(f"附件：{attachment.name}（{told}）")
    lines.append(f"存档：{page.digest}，抓取于 {page.fetched}；网站系统：{page.cms or '未识别'}；编码：{page.encoding or '—'}")
    return lines


def _date_line(page: Document) -> str:
    if page.published is None:
        return "发布日期：没有读到"
    read = next((read for read in page.dates if read.source == page.published_from), None)
    where = SOURCES.get(page.published_from, page.published_from)
    return f"发布日期：{page.published.isoformat()}，读自{where}" + (f"“{read.excerpt}”" if read else "")


def _filing(audit: Audit, page: Document) -> list[str]:
    lines = []
    for column in audit.listings.get(page.url, ()):
        items = "、".join(f"第{number}条" for number in column.items)
        lines.append(f"列在栏目：{' > '.join(column.path) or column.name}（{column.url}）" + (f"，该栏目对应{items}" if items else ""))
    filed = audit.items_of(page.breadcrumb)
    if filed:
        lines.append(f"当前位置对应：{'、'.join(f'第{number}条' for number in filed)}")
    return lines or ["没有在任何栏目里找到指向它的列表行。"]


def _ruled(rulings: tuple[Ruling, ...], page: Document, checklist: str) -> list[str]:
    """What people decided of this page, which stands above the rules as long as the page does not change."""
    return [
        f"复核意见：第{row.item}条，{DECISIONS[row.decision]}"
        + ("" if row.digest in ("", page.text_digest or page.digest) else "（页面已变化，此意见已失效）") + (f"；备注：{row.note}" if row.note else "")
        for row in rulings if row.url == page.url and row.item and row.checklist == checklist and row.decision in DECISIONS
    ]


def _copies(audit: Audit, page: Document) -> list[str]:
    for publication in audit.publications:
        if page.url in publication.addresses and len(publication.addresses) > 1:
            others = "、".join(url for url in publication.addresses if url != publication.url)
            return [f"同一信息有几个网址，只计一条，计在 {publication.url}；其余：{others}"]
    return []
