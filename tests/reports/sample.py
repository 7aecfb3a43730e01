"""A judged result made by hand: every status, every kind of finding, hostile words, and as many disclosures as wanted."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

from classifier.checklist import Checklist, load_checklist
from classifier.labels import Evidence
from crawler.archive import UNSEEN_REASONS, CrawlFacts, SiteFacts, Unseen
from crawler.config import Period, University
from reports.result import KIND_NAMES, Absence, Disclosure, ElementResult, Finding, ItemResult, Result, SiteResult

SEED_COUNTS = (
    1, 1, 2, 1, 1, 1, 3, 0, 47, 3, 21, 4, 3, 7, 8, 0, 1, 120, 4, 4, 1, 8, 38, 4, 59, 2, 1, 4, 4, 2, 23, 6, 3, 10, 1,
    10, 13, 1, 1, 1, 2, 2, 12, 1, 1, 1, 1, 1, 2, 11,
)
HOSTILE = (
    "=HYPERLINK(\"http://evil.example/\",\"点我\")", "<script>alert(1)</script>关于招标的公告", "+86 采购公告", "-1 号文件", "@全体教职工 的通知",
    "含控制\x00\x08字\x1b符\x0b的\ud800标题", "</script><img src=x onerror=alert(1)>", "{{ 7*7 }}{% raw %}", "\u202e倒着的标题\u2028换行",
    "关于开展" + "二级单位信息公开工作专项自查整改暨清单事项逐项落实情况" * 12 + "的通知", "",
)
DEPARTMENTS = (
    "党政办公室", "人事处", "财务处", "教务处", "研究生院", "招标采购中心", "国有资产管理处", "学生处", "科技处", "国际交流合作处",
    "保卫处", "招生办公室", "组织部", "纪委监察处", "就业指导中心",
)
STATUSES = {34: "missing", 46: "missing", 33: "stale", 22: "stale", 8: "stale", 49: "declared_nil", 44: "restricted",
            19: "partial", 21: "partial", 17: "unchecked"}
KIND_SEVERITY = {"missing": "critical", "personal_data": "critical", "stale": "major", "misfiled": "major", "partial": "major", "platform": "major"}
PERIODS = {
    "academic": Period("2024-2025学年度", date(2024, 9, 1), date(2025, 8, 31)),
    "calendar": Period("2025年度", date(2025, 1, 1), date(2025, 12, 31)),
    "free": Period("2024-09-01至2025-10-31", date(2024, 9, 1), date(2025, 10, 31)),
}
TOPICS = ("关于公示拟聘用人员名单的通知", "实验室设备采购项目中标公告", "硕士研究生复试成绩公示", "学生资助管理办法", "本科专业设置一览", "应急预案（修订）")


def host(department: str) -> str:
    return f"d{DEPARTMENTS.index(department)}.wangchuan.edu.example"


def _evidence(number: int, title: str) -> tuple[Evidence, ...]:
    return (
        Evidence(number, "title", "公示", title[:60], 3.0, "title"),
        Evidence(number, "text", "名单", "现将名单予以公示，联系人身份证号 110101199003078515，手机 13800138000。", 1.5, "strong"),
    )


def disclosure(number: int, index: int, period: Period, title: str = "") -> Disclosure:
    """One disclosure of an item, published on a day inside the period."""
    department = DEPARTMENTS[(number + index) % len(DEPARTMENTS)]
    title = title or f"{TOPICS[(number + index) % len(TOPICS)]}（{index + 1}）"
    url = f"http://{host(department)}/info/10{number:02d}/{index + 1000}.htm"
    span = (period.end - period.start).days + 1
    return Disclosure(
        url=url, title=title, published=period.start + timedelta(days=(index * 37 + number * 11) % span), published_from=("page", "meta", "list", "url")[index % 4],
        host=host(department), department=department, score=0.5 + (index % 50) / 100, copies=(url + "?from=copy",) if index % 9 == 0 else (),
        digest="sha256:" + f"{number * 10007 + index:064x}", evidence=_evidence(number, title), year="2025" if index % 3 == 0 else "",
    )


def _absence(checklist: Checklist) -> Absence:
    return Absence(
        sites=tuple((host(name), name, 120, name != "国有资产管理处") for name in DEPARTMENTS[:8]),
        columns=(("艺术教育", "http://xxgk.wangchuan.edu.example/jxzl/ysjy.htm"),),
        candidates=(("http://d3.wangchuan.edu.example/info/1/2.htm", "我校召开艺术教育工作会议", "会议新闻，不是年度报告"),),
    )


def _item(checklist: Checklist, number: int, count: int, period: Period) -> ItemResult:
    item = checklist.item(number)
    status = STATUSES.get(number, "disclosed")
    count = count if status in ("disclosed", "partial") else 0
    found = tuple(disclosure(number, index, period, HOSTILE[index] if number == 18 and index < len(HOSTILE) else "") for index in range(count))
    elements = tuple(ElementResult(part.name, status == "disclosed" or place % 2 == 0) for place, part in enumerate(item.elements))
    nil = (disclosure(number, 1, period, "本学年无巡视事项的说明"),) if status == "declared_nil" else ()
    old = (dataclasses.replace(disclosure(number, 2, period), published=date(2022, 12, 30), counted=False),) if status == "stale" else ()
    return ItemResult(
        item=item, status=status, count=count, published=count, available=count + len(old), latest=max((d.published for d in found + old), default=None),
        due=date(2024, 12, 31) if item.cadence == "annual" else None, elements=elements,
        column=f"http://xxgk.wangchuan.edu.example/lb{item.category}/sx{number}.htm" if number != 46 else "", column_name=item.column_names[0] if item.column_names else "",
        disclosures=tuple(sorted(found + old, key=lambda d: d.published, reverse=True)), reason="期间内有公开，要点齐全。" if status == "disclosed" else "按清单要求核查后的结论说明。",
        next_due=date(2025, 12, 31) if item.cadence == "annual" else None, nil=nil,
        candidates=(disclosure(number, 3, period),) if number % 7 == 0 else (), absence=_absence(checklist) if status in ("missing", "unchecked") else None,
    )


def _findings(checklist: Checklist) -> tuple[Finding, ...]:
    made = []
    for place, kind in enumerate(sorted(KIND_NAMES) * 4):
        department = "" if place % 11 == 0 else DEPARTMENTS[place * 7 % len(DEPARTMENTS)]
        title = HOSTILE[place % len(HOSTILE)] if place % 3 == 0 else f"{TOPICS[place % len(TOPICS)]}（{place}）"
        number = None if kind in ("platform", "dead_link", "soft_404") else place % 50 + 1
        made.append(Finding(
            key=f"{kind}-{place}", kind=kind, item=number, url=f"http://{host(department or '人事处')}/info/{place}/" + "long-path-segment" * (8 if place % 5 == 0 else 1) + ".htm",
            department=department, severity=KIND_SEVERITY.get(kind, "minor"), message=f"{KIND_NAMES[kind]}：页面与清单要求不符，第 {place + 1} 例。",
            evidence=_evidence(number or 1, title), filed_as=13 if kind == "misfiled" else None, referrer="http://xxgk.wangchuan.edu.example/index.htm", title=title,
            remedy="请补发并挂接到信息公开专栏对应栏目。", basis="《高等学校信息公开办法》（教育部令第29号）第七条；教办函〔2014〕23号", mend_by=date(2025, 11, 28),
        ))
    return tuple(made)


def make_result(counts: tuple[int, ...] = SEED_COUNTS, period: str = "academic", disclosures: int = 1200) -> Result:
    """The sample. `disclosures`: item 18 is filled up until that many are counted in all."""
    moe = load_checklist("moe-2014")
    span = PERIODS[period]
    more = max(0, disclosures - sum(count for number, count in enumerate(counts, 1) if number not in STATUSES or STATUSES[number] == "partial"))
    items = tuple(_item(moe, number, count + (more if number == 18 else 0), span) for number, count in enumerate(counts, 1))
    sites = tuple(SiteResult(host(name), name, name == "保卫处", 40 + len(name), 3 if name == "国有资产管理处" else 0, name != "国有资产管理处", f"望川大学{name}") for name in DEPARTMENTS)
    sums = tuple((c.number, c.name, sum(i.count for i in items if i.item.category == c.number)) for c in moe.categories)
    unseen = tuple(Unseen(f"http://{host(DEPARTMENTS[n % 15])}/secret/{n}", host(DEPARTMENTS[n % 15]), reason, "请联系网站管理员开放访问后重新核查。", f"http://{host(DEPARTMENTS[n % 15])}/", HOSTILE[n % 11])
                   for n, reason in enumerate(UNSEEN_REASONS))
    crawl = CrawlFacts("2025-10-31T01:00:00Z", "2025-10-31T02:10:00Z", False, 4321, 3987, tuple(SiteFacts(s.host, s.pages, s.complete) for s in sites), {"obey_robots": "false"})
    return Result(
        university=University("望川大学", "wangchuan.edu.example", "http://www.wangchuan.edu.example/", ("http://xxgk.wangchuan.edu.example/",)),
        checklist=moe, period=span, as_of=date(2025, 10, 31), crawl=crawl, sites=sites, items=items, categories=sums, findings=_findings(moe),
        unseen=unseen, version="0.1.0", notes=("本次核查按学校要求未遵守网站 robots 规则。", "2027年工作日尚未公布，相关期限为暂估。"),
    )


def seed_result() -> Result:
    """The seed's own fifty counts, every item disclosed as counted."""
    result = make_result(disclosures=0)
    items = tuple(dataclasses.replace(row, count=count) for row, count in zip(result.items, SEED_COUNTS))
    sums = tuple((number, name, sum(row.count for row in items if row.item.category == number)) for number, name, _ in result.categories)
    return dataclasses.replace(result, items=items, categories=sums, period=Period("2018-2019学年度", date(2018, 9, 1), date(2019, 8, 31)))
