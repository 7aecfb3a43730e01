"""The prose of the annual report's parts: figures from the audit, nil sentences, and a bracketed gap wherever a person must write."""

from __future__ import annotations

import json

from reports.result import REASON_NAMES, STATUS_NAMES, ItemResult, Result
from reports.writers import tally
from reports.writers.wording import long_date, masked, period_name, printable

_FOCUS = (("招生考试信息公开", 2), ("财务、资产及收费信息公开", 3))  # the two fields the Ministry's notice wants told in detail


def gap(text: str) -> str:
    """A place where a person must write."""
    return f"〔请填写：{text}〕"


def preface(result: Result) -> list[str]:
    platform = "、".join(printable(url) for url in result.university.platform) or gap("信息公开专栏网址")
    return [
        ("根据《中华人民共和国政府信息公开条例》、《高等学校信息公开办法》（教育部令第29号，以下简称《办法》）和《教育部关于公布〈高等学校信息公开事项清单〉的通知》（教办函〔2014〕23号，以下简称《清单》）等要求，"
        f"学校编制了《{printable(result.university.name)}{period_name(result.period)}信息公开工作报告》，现向社会公布。"),
        ("报告由概述、主动公开信息情况、清单事项公开情况、依申请公开和不予公开情况、对信息公开的评议情况、因信息公开工作受到举报、行政复议、行政诉讼情况、信息公开工作存在的主要问题和改进措施、其他需要报告的事项等八个部分组成，"
        f"数据统计从{long_date(result.period.start)}起至{long_date(result.period.end)}止。报告电子版可在学校主页（{printable(result.university.home)}）或信息公开专栏（{platform}）查阅。"),
        f"如对报告有疑问，请与信息公开工作机构联系{gap('机构名称、地址、邮编、电话、传真、电子邮箱')}。",
    ]


def overview(result: Result) -> list[str]:
    return [
        f"{period_name(result.period)}，学校坚持以公开为常态、不公开为例外，落实《办法》和《清单》要求，推进信息公开工作。",
        f"（一）组织领导与制度机制。{gap('领导机构、工作机构、专兼职人员、经费、制度建设情况')}",
        f"（二）公开渠道与平台建设。学校设有信息公开专栏，并通过{len(result.sites)}个站点公开信息。{gap('专栏和网站建设、新媒体等情况')}",
        f"（三）培训、考核和评议。{gap('培训、检查、考核情况')}",
    ]


def proactive(result: Result) -> list[str]:
    lines = [
        f"（一）主动公开的渠道和数量。{period_name(result.period)}，学校主页、信息公开专栏和各部门网站公开并计入《清单》事项的信息共{tally.total(result)}条。{_channels(result)}",
        "（二）主动公开的内容。",
    ]
    for number, name, count in result.categories:
        lines.append(f"{number}．{printable(name)}。{_category(result, number, count)}")
    lines.append("（三）重点领域信息公开。")
    lines += [
        f"{title}。{_focus([row for row in result.items if row.item.category == number])}"
        for title, number in _FOCUS
        if any(row.item.category == number for row in result.items)
    ]
    return lines


def _channels(result: Result) -> str:
    """Figures of channels that no crawl can count: typed in by hand (`meta["channels"]`, a JSON list of name and count)."""
    try:
        rows = [(printable(str(row["name"])), int(row["count"])) for row in json.loads(result.meta.get("channels", "[]"))]
    except (ValueError, TypeError, KeyError):
        rows = []
    if not rows:
        return gap("微博、微信、办公系统、校报、公告栏等其他渠道公开的条数；没有的删去本句")
    named = "，".join(f"通过{name}公开{count}条" for name, count in rows)
    return f"此外，{named}（其他渠道的条数由人工填报）；以上各渠道合计{tally.total(result) + sum(count for _, count in rows)}条。"


def _category(result: Result, number: int, count: int) -> str:
    rows = [row for row in result.items if row.item.category == number]
    told = [row for row in rows if row.count]
    names = sorted({_site(site.department, site.name) for site in result.sites if _holds(told, site.host)})
    where = f"在{'、'.join(names)}" if names else ""
    text = "；".join(f"{printable(row.item.text, 60)}{row.count}条" for row in told)
    return f"{where}公开{count}条：{text}。" if told else f"本期没有计入的信息。{gap('说明原因')}"


def _site(department: str, name: str) -> str:
    return f"{printable(department)}网站" if department else printable(name) or "学校网站"


def _holds(rows: list[ItemResult], host: str) -> bool:
    return any(d.counted and d.host == host for row in rows for d in row.disclosures)


def _focus(rows: list[ItemResult]) -> str:
    told = [
        f"{printable(row.item.text, 60)}（{row.count}条，{address}）"
        for row in rows
        if row.count and (address := printable(tally.column_address(row)))
    ]
    return ("公开了" + "；".join(told) + "。" if told else "") + gap("本期重点工作和特色做法")


def on_request(result: Result) -> list[str]:
    name = period_name(result.period)
    return [
        "学校在信息公开指南中明确了依申请公开的受理机构、申请方式和办理程序。",
        f"{name}，学校未收到信息公开申请，没有不予公开的情况，未收取检索、复制、邮寄等费用。{gap('如有申请，改写为收到、答复、不予公开的件数、理由和收费情况；核对后删去本括号')}",
    ]


def appraisal(result: Result) -> list[str]:
    return [
        f"{period_name(result.period)}，学校未收到师生员工和社会公众对信息公开工作的负面评价。{gap('如开展过评议，写明方式、人数和结果；核对后删去本括号')}"
    ]


def complaints(result: Result) -> list[str]:
    return [f"{period_name(result.period)}，学校未因信息公开工作受到举报，没有因此发生行政复议和行政诉讼。{gap('核对后删去本括号')}"]


def problems(result: Result) -> list[str]:
    lines = [f"（一）存在的主要问题。对照《清单》逐项核查，学校信息公开工作还存在以下不足：{_shortcomings(result)}"]
    lines.append(
        "（二）改进措施。一是逐项补齐没有公开和没有按时更新的事项，明确责任部门和完成时限；二是规范栏目设置和链接，使各部门网站的公开内容在信息公开专栏集中展示；三是建立定期核查和通报机制，信息形成或变更后20个工作日内公开。"
    )
    return [*lines, gap("结合实际补充改进措施")]


def _shortcomings(result: Result) -> str:
    counts = tally.by_status(result)
    said = [f"{STATUS_NAMES[status]}的事项{counts[status]}项" for status in ("missing", "stale", "partial", "restricted") if counts[status]]
    kinds = tally.by_kind(result.findings)
    said += [
        f"{label}{kinds[kind]}处"
        for kind, label in (
            ("unlinked", "部门已公开但专栏没有链接的信息"),
            ("misfiled", "放错栏目的信息"),
            ("dead_link", "失效链接"),
            ("undated", "没有标明日期的信息"),
        )
        if kinds.get(kind)
    ]
    return "；".join(said) + "。" if said else gap("存在的问题")


def others(result: Result) -> list[str]:
    return [f"{period_name(result.period)}，学校没有其他需要报告的事项。{gap('核对后删去本括号')}"]


def checks(result: Result) -> list[dict[str, str]]:
    """What the office has to check before it sends the report."""
    rows = [("全文写有“请填写”的括号", "逐处填写或核对，完成后删去括号。")]
    for row in result.items:
        if row.status != "disclosed":
            rows.append(
                (f"第{row.item.number}项（{STATUS_NAMES[row.status]}，{row.count}条）", f"{printable(row.item.text, 60)}。{masked(row.reason, 200)}")
            )
    undated = sum(1 for row in result.items for d in row.disclosures if d.published is None and not d.counted)
    if undated:
        rows.append(("没有日期、因而没有计入的信息", f"共{undated}条，见核查工作簿“公开信息”表。"))
    candidates = sum(len(row.candidates) for row in result.items)
    if candidates:
        rows.append(("需要人工判断的信息", f"有{candidates}条可能属于清单事项，程序没有计入，请复核。"))
    if result.unseen:
        reasons = "、".join(sorted({REASON_NAMES.get(row.reason, row.reason) for row in result.unseen}))
        rows.append(("未能核查的网址", f"共{len(result.unseen)}个（{reasons}），其中的信息没有计入。"))
    rows += [("核查说明", printable(note)) for note in result.notes]
    return [{"number": str(number), "what": what, "why": why} for number, (what, why) in enumerate(rows, 1)]
