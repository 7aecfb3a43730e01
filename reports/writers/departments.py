"""The letters: one to every department that has something to mend, and the covering notice to all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reports.ministry import is_ministrys
from reports.result import KIND_NAMES, REASON_NAMES, SEVERITY_NAMES, STATUS_NAMES, Finding, Result
from reports.safe_names import safe_name
from reports.writers import tally
from reports.writers.letters import fill, template
from reports.writers.tally import DepartmentTally
from reports.writers.wording import long_date, masked, period_name, printable, remedy, short_date, words

_LONGEST = {"title": 160, "url": 600, "message": 500, "excerpt": 90}


def write(result: Result, folder: Path) -> list[Path]:
    """Writes 通报.docx and departments/<部门>.docx, one for each department with findings."""
    made = [fill(template("notice", result), _notice(result), folder / "通报.docx", result.as_of)]
    letters = folder / "departments"
    letters.mkdir(parents=True, exist_ok=True)
    form, taken = template("department", result), set()
    for row in tally.departments(result):
        if row.findings:
            made.append(fill(form, _letter(result, row), letters / f"{safe_name(printable(row.name), taken)}.docx", result.as_of))
    return made


def office(result: Result) -> str:
    """Who signs: the office named in `meta["office"]`, else the usual one."""
    return printable(result.meta.get("office", "")) or words()["letter"]["office"]


def kinds_line(kinds: dict[str, int], unit: str = "个") -> str:
    """缺失2个、未及时更新1个."""
    return "、".join(f"{KIND_NAMES[kind]}{count}{unit}" for kind, count in kinds.items())


def _letter(result: Result, row: DepartmentTally) -> dict[str, Any]:
    unknown = row.name == tally.UNKNOWN
    return {
        "title": "关于信息公开问题整改的通知",
        "addressee": "有关单位" if unknown else printable(row.name),
        "university": printable(result.university.name),
        "opening": f"根据{_basis(result)}，学校核查了{_span(result)}的信息公开情况，"
        + ("以下问题尚未确定责任部门，请各单位认领并整改。" if unknown else "现将涉及你单位的问题通知如下，请认真整改。"),
        "results": _results(row, unknown),
        "demands": _demands(row),
        "annex": "信息公开问题清单",
        "findings": [_row(result, number, finding) for number, finding in enumerate(row.findings, 1)],
        "signature": office(result),
        "date": long_date(result.as_of),
    }


def _basis(result: Result) -> str:
    """By what the university asks: the Ministry's two papers, or its rules and the list that was audited."""
    if is_ministrys(result.checklist):
        return words()["letter"]["basis"]
    return f"{words()['letter']['rules']}和《{printable(result.checklist.title)}》"


def _span(result: Result) -> str:
    days = f"{long_date(result.period.start)}至{long_date(result.period.end)}"
    name = period_name(result.period)
    return days if name == days else f"{name}（{days}）"


def _results(row: DepartmentTally, unknown: bool) -> list[str]:
    found = f"共发现问题{len(row.findings)}个，其中{kinds_line(row.kinds)}。"
    lines = [found if unknown else f"核查期内，你单位公开并计入清单事项的信息共{row.published}条。{found}"]
    if row.critical:
        lines.append(f"上述问题中，严重问题{row.critical}个，须优先整改。")
    if row.sites and not unknown:
        lines.append(f"核查的网站：{'、'.join(row.sites)}。")
    return lines


def _demands(row: DepartmentTally) -> list[str]:
    days = sorted({finding.mend_by for finding in row.findings if finding.mend_by})
    limit = f"请于{long_date(days[-1])}前完成全部整改" if days else f"请自收到本通知之日起{words()['letter']['mend_days']}个工作日内完成整改"
    lines = [f"（一）{limit}，每个问题的整改要求和期限见附件。"]
    if "personal_data" in row.kinds:
        lines.append("（二）涉及个人信息外泄的页面和附件，请在收到本通知后立即撤下，处理后再重新公开。")
    number = "三" if "personal_data" in row.kinds else "二"
    lines.append(f"（{number}）整改完成后，请将整改结果及新的网址书面反馈信息公开办公室。对问题认定有异议的，请一并说明理由并附依据。")
    return lines


def _row(result: Result, number: int, finding: Finding) -> dict[str, str]:
    severity = f"（{SEVERITY_NAMES[finding.severity]}）" if finding.severity == "critical" else ""
    return {
        "number": str(number),
        "kind": KIND_NAMES[finding.kind] + severity,
        "item": _item(result, finding.item),
        "title": masked(finding.title, _LONGEST["title"]) or ("相关页面：" if finding.url else "（没有相应页面）"),
        "url": printable(finding.url, _LONGEST["url"]),
        "message": masked(finding.message, _LONGEST["message"]),
        "basis": f"依据：{printable(finding.basis)}" if finding.basis else "",
        "remedy": masked(finding.remedy or remedy(finding.kind)),
        "mend_by": short_date(finding.mend_by) or f"{words()['letter']['mend_days']}个工作日内",
    }


def _item(result: Result, number: int | None) -> str:
    if number is None:
        return "—"
    try:
        return f"第{number}项 {printable(result.checklist.item(number).text, 60)}"
    except KeyError:
        return f"第{number}项"


def _notice(result: Result) -> dict[str, Any]:
    rows = tally.departments(result)
    return {
        "title": "信息公开核查情况的通报",
        "period": period_name(result.period),
        "university": printable(result.university.name),
        "opening": f"根据{_basis(result)}，学校对{_span(result)}的信息公开情况进行了核查，时限以{long_date(result.as_of)}为准。现将有关情况通报如下。",
        "overview": _overview(result),
        "problems": _problems(result),
        "unseen": _unseen(result),
        "demands": [
            "各有关单位要对照整改通知逐项整改，按期反馈结果；本期确无相关事项的，应当在信息公开专栏予以说明。",
            "核查结果由程序根据公开网页得出。对结果有异议的，请及时反馈，经复核确认后更正。",
        ],
        "departments": [_department(number, row) for number, row in enumerate(rows, 1)],
        "items": [
            {
                "number": str(row.item.number),
                "text": printable(row.item.text),
                "status": STATUS_NAMES[row.status],
                "count": str(row.count),
                "latest": short_date(row.latest) or "—",
                "reason": masked(row.reason, 160),
            }
            for row in result.items
        ],
        "signature": office(result),
        "date": long_date(result.as_of),
    }


def _department(number: int, row: DepartmentTally) -> dict[str, str]:
    return {
        "number": str(number),
        "name": printable(row.name),
        "published": f"{row.published:,}",
        "findings": str(len(row.findings)),
        "critical": str(row.critical),
        "kinds": kinds_line(row.kinds) or "—",
    }


def _overview(result: Result) -> list[str]:
    sums = "、".join(f"{printable(name)}{count:,}条" for _, name, count in result.categories)
    seen = sum(site.pages for site in result.sites)
    return [
        f"（一）{tally.verdict(result)}",
        f"（二）计入清单事项的信息共{tally.total(result):,}条，其中{sums}。",
        f"（三）本次核查了{len(result.sites)}个站点，共{seen:,}个页面。",
    ]


def _problems(result: Result) -> list[str]:
    lines = []
    for status in ("missing", "stale", "partial", "restricted", "unchecked"):
        rows = [row for row in result.items if row.status == status]
        if rows:
            named = "；".join(f"第{row.item.number}项“{printable(row.item.text, 40)}”" for row in rows)
            lines.append(f"{STATUS_NAMES[status]}的事项{len(rows)}项：{named}。")
    if result.findings:
        lines.append(f"发现的问题按类型分：{kinds_line(tally.by_kind(result.findings))}。")
    return [f"（{'一二三四五六七八九十'[place]}）{line}" for place, line in enumerate(lines)] or ["没有发现需要整改的问题。"]


def _unseen(result: Result) -> list[str]:
    if not result.unseen:
        return ["范围内的网页均已核查。"]
    reasons: dict[str, int] = {}
    for row in result.unseen:
        reasons[row.reason] = reasons.get(row.reason, 0) + 1
    named = "、".join(f"{REASON_NAMES.get(reason, reason)}{count}个" for reason, count in reasons.items())
    open_sites = [site for site in result.sites if not site.complete]
    lines = [f"共有{len(result.unseen)}个网址未能核查：{named}。未能核查的内容不作为缺失处理。"]
    if open_sites:
        lines.append(f"没有查完的站点：{'、'.join(printable(site.name or site.host) for site in open_sites)}。")
    return lines
