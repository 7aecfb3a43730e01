"""What stands on each sheet of the workbook: columns and rows, before any spreadsheet is opened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from classifier.labels import Evidence
from reports.result import KIND_NAMES, REASON_NAMES, SEVERITY_NAMES, STATUS_NAMES, ItemResult, Result
from reports.writers import tally
from reports.writers.wording import masked, period_name, printable, remedy, words

CADENCES = {"standing": "长期公开", "annual": "每年公开", "event": "发生时公开"}
# The rulings a clerk can choose from, by sheet; `xxgk review --import` reads them back.
REVIEW_CHOICES = {
    "事项": ("同意", "不同意", "本校不涉及", "待核实"),
    "公开信息": ("属于本事项", "不属于本事项", "属于其他事项（在备注写明序号）", "声明无此事项", "待核实"),
    "问题": ("属实", "不属实", "已整改", "待核实"),
}


@dataclass(frozen=True)
class Column:
    """`kind`: "" text or number, "link" an address, "code" one unbroken line, "review" written by the clerk. `width` in characters."""

    name: str
    width: int
    kind: str = ""


@dataclass(frozen=True)
class Sheet:
    name: str
    columns: tuple[Column, ...]
    rows: list[tuple[Any, ...]]
    heading: tuple[str, ...] = ()
    frozen: int = 0  # columns that stay in sight
    printed: int = 0  # columns that go on paper, from the left; 0: all


_REVIEW = (Column("复核结论", 14, "review"), Column("备注", 18, "review"))


def sheets(result: Result) -> Iterator[Sheet]:
    """The seven sheets, in order."""
    yield _overview(result)
    yield _items(result)
    yield _disclosures(result)
    yield _findings(result)
    yield _unseen(result)
    yield _departments(result)
    yield _notes(result)


def _overview(result: Result) -> Sheet:
    rows: list[tuple[Any, ...]] = [("核查结果", STATUS_NAMES[s], count, words()["statuses"][s]) for s, count in tally.by_status(result).items()]
    rows += [("问题类型", KIND_NAMES[k], count, words()["kinds"].get(k, {}).get("about", "")) for k, count in tally.by_kind(result.findings).items()]
    rows += [("计入信息（条）", f"{number}．{printable(name)}", count, "") for number, name, count in result.categories]
    rows.append(("计入信息（条）", "合计", tally.total(result), "以上十类之和" if len(result.categories) == 10 else "以上各类之和"))
    rows.append(("核查范围", "站点", len(result.sites), f"其中没有查完 {sum(not site.complete for site in result.sites)} 个"))
    rows.append(("核查范围", "页面", result.crawl.pages, f"请求 {result.crawl.requests} 次"))
    rows.append(("核查范围", "未能核查的网址", len(result.unseen), "见“未能核查”表"))
    heading = (
        f"{printable(result.university.name)}{period_name(result.period)}信息公开核查总览",
        tally.verdict(result),
        f"期间：{result.period.start.isoformat()} 至 {result.period.end.isoformat()}　　截止日：{result.as_of.isoformat()}　　清单：{printable(result.checklist.title)}（{printable(result.checklist.document)}）",
    )
    return Sheet("总览", (Column("类目", 18), Column("名称", 34), Column("数量", 12), Column("含义", 64)), rows, heading)


def _items(result: Result) -> Sheet:
    names = {number: printable(name) for number, name, _ in result.categories}
    columns = (
        Column("序号", 6),
        Column("类别", 16),
        Column("公开事项", 36),
        Column("核查结果", 15),
        Column("计入条数", 9),
        Column("最近公开", 12),
        Column("应公开期限", 12),
        Column("缺少的要点", 24),
        Column("说明", 36),
        *_REVIEW,
        Column("公开要求", 11),
        Column("期内公布", 9),
        Column("现有", 8),
        Column("下次期限", 12),
        Column("专栏栏目", 18),
        Column("栏目网址", 40, "link"),
    )
    rows = [
        (
            row.item.number,
            names.get(row.item.category, ""),
            printable(row.item.text),
            STATUS_NAMES[row.status],
            row.count,
            row.latest,
            row.due,
            lacking(row),
            masked(row.reason),
            "",
            "",
            CADENCES.get(row.item.cadence, ""),
            row.published,
            row.available,
            row.next_due,
            printable(row.column_name),
            printable(row.column),
        )
        for row in result.items
    ]
    return Sheet("事项", columns, rows, frozen=3, printed=11)


def lacking(row: ItemResult) -> str:
    """The elements an item still lacks, in one line."""
    return "、".join(printable(part.name) for part in row.elements if not part.found) if row.status in ("partial", "disclosed") else ""


def _disclosures(result: Result) -> Sheet:
    columns = (
        Column("事项序号", 8),
        Column("公开事项", 28),
        Column("标题", 48),
        Column("网址", 44, "link"),
        Column("发布日期", 12),
        Column("部门", 18),
        *_REVIEW,
        Column("日期来源", 14),
        Column("站点", 26),
        Column("把握程度", 9),
        Column("判断依据", 44),
        Column("副本数", 8),
        Column("副本网址", 40),
        Column("存档校验值", 40, "code"),
    )
    sources = words()["read_from"]
    rows = [
        (
            row.item.number,
            printable(row.item.text, 24),
            masked(d.title) or "（无标题）",
            printable(d.url),
            d.published,
            printable(d.department),
            "",
            "",
            sources.get(d.published_from, d.published_from),
            printable(d.host),
            float(d.score),
            evidence_line(d.evidence),
            len(d.copies),
            "\n".join(printable(url) for url in d.copies),
            d.digest,
        )
        for row in result.items
        for d in row.disclosures
        if d.counted
    ]
    return Sheet("公开信息", columns, rows, frozen=3, printed=8)


def evidence_line(evidence: tuple[Evidence, ...], most: int = 3) -> str:
    """Where which words stand, for the strongest pieces of evidence."""
    names = words()["where"]
    return "；".join(f"{names.get(e.where, e.where)}“{masked(e.excerpt or e.term, 80)}”" for e in strongest(evidence, most))


def strongest(evidence: tuple[Evidence, ...], most: int) -> list[Evidence]:
    """What speaks for it, strongest first, each excerpt once; what spoke against it is for `xxgk explain`."""
    found: dict[tuple[str, str], Evidence] = {}
    for piece in sorted(evidence, key=lambda e: -e.weight):
        if piece.weight >= 0:
            found.setdefault((piece.where, piece.excerpt), piece)
    return list(found.values())[:most]


def _findings(result: Result) -> Sheet:
    columns = (
        Column("序号", 6),
        Column("严重程度", 9),
        Column("问题类型", 14),
        Column("事项序号", 8),
        Column("标题", 34),
        Column("网址", 34, "link"),
        Column("责任部门", 15),
        Column("问题说明", 44),
        Column("整改要求", 28),
        Column("整改期限", 12),
        *_REVIEW,
        Column("依据", 36),
        Column("所在页面", 36, "link"),
        Column("摘录", 40),
        Column("编号", 24, "code"),
    )
    rows = [
        (
            number,
            SEVERITY_NAMES.get(f.severity, f.severity),
            KIND_NAMES[f.kind],
            f.item,
            masked(f.title),
            printable(f.url),
            printable(f.department) or tally.UNKNOWN,
            masked(f.message),
            masked(f.remedy or remedy(f.kind)),
            f.mend_by,
            "",
            "",
            printable(f.basis),
            printable(f.referrer),
            evidence_line(f.evidence),
            printable(f.key),
        )
        for number, f in enumerate(tally.ordered(result.findings), 1)
    ]
    return Sheet("问题", columns, rows, frozen=3, printed=12)


def _unseen(result: Result) -> Sheet:
    columns = (
        Column("序号", 6),
        Column("网址", 54, "link"),
        Column("站点", 28),
        Column("原因", 26),
        Column("说明和补救办法", 54),
        Column("链接文字", 36),
        Column("所在页面", 44, "link"),
    )
    rows = [
        (number, printable(u.url), printable(u.host), REASON_NAMES.get(u.reason, u.reason), masked(u.detail), masked(u.anchor), printable(u.referrer))
        for number, u in enumerate(result.unseen, 1)
    ]
    return Sheet("未能核查", columns, rows)


def _departments(result: Result) -> Sheet:
    kinds = tuple(tally.by_kind(result.findings))
    columns = (
        Column("部门", 24),
        Column("计入信息（条）", 14),
        Column("问题（个）", 11),
        Column("其中严重", 10),
        *(Column(KIND_NAMES[kind], 11) for kind in kinds),
        Column("网站", 48),
    )
    rows = [
        (printable(row.name), row.published, len(row.findings), row.critical, *(row.kinds.get(kind, 0) for kind in kinds), "、".join(row.sites))
        for row in tally.departments(result)
    ]
    return Sheet("各部门", columns, rows, frozen=1)


_GUIDE = (
    (
        "怎样使用",
        "各表第一行可以筛选。“复核结论”从下拉列表中选择，“备注”自由填写；请不要改动其他列和表名，“公开信息”和“问题”两表的结论可以由程序读回；“事项”表的结论供存档。",
    ),
    ("计数规则", "同一信息在几处发布只计一条，按信息公开专栏、部门网站、学校主页的先后取一个网址，其余列为副本。"),
    (
        "计数规则",
        "“发生时公开”和“每年公开”的事项计期间内公布的条数；“长期公开”的事项计期间最后一天仍在网上的条数。没有日期的页面不猜测日期，“发生时公开”和“每年公开”的事项不计。",
    ),
    ("把握程度", "程序对“这条信息属于该事项”的把握，越接近100%越可靠；不足50%的不计入，只供复核。"),
)


def _notes(result: Result) -> Sheet:
    rows: list[tuple[Any, ...]] = [*_GUIDE, *(("核查结果", f"{STATUS_NAMES[key]}：{text}。") for key, text in words()["statuses"].items())]
    rows += [("清单代号", printable(result.checklist.id))]   # by which `xxgk review --import` knows whose rulings these are
    rows += [("本次核查", printable(note)) for note in result.notes]
    rows += [("本次核查", f"抓取自 {result.crawl.started} 至 {result.crawl.finished}；程序版本 {result.version or '未注明'}。")]
    rows += [
        (
            "站点",
            f"{printable(site.name) or site.host}（{site.host}，{printable(site.department) or '部门不详'}{'，部门为推测' if site.guessed else ''}）：{site.pages} 个页面，{'已查完' if site.complete else '没有查完'}。",
        )
        for site in result.sites
    ]
    return Sheet("说明", (Column("项目", 16), Column("内容", 110)), rows)
