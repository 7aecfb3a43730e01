"""What a careful reader asks about a report: an ordered shelf of checks, each a pure function of what was read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from classifier.checklist import Checklist
from crawler.config import Period
from reports.published import totals
from reports.published.counts import Claim
from reports.published.outline import Part, kinds_of, numeral, part_of, report_day, rules, stated_span, value
from reports.published.reading import Published
from reports.published.totals import Stated


@dataclass(frozen=True)
class Problem:
    """One question. `kind`: a word for programs; `message`: Chinese, complete in itself; `where`: the part it stands in."""

    kind: str
    message: str
    where: str = ""


@dataclass(frozen=True)
class Reading:
    """All that was read of one report."""

    published: Published
    checklist: Checklist
    parts: tuple[Part, ...]
    period: Period | None
    claims: tuple[Claim, ...]
    numbers: tuple[Stated, ...]

    @property
    def counts(self) -> dict[int, int]:
        """Item → count; the first statement holds."""
        found: dict[int, int] = {}
        for claim in self.claims:
            if claim.count is not None:
                found.setdefault(claim.item, claim.count)
        return dict(sorted(found.items()))

    @property
    def text(self) -> str:
        return re.sub(r"[ ]", "", "\n".join(self.published.lines))

    def where(self, line: int) -> str:
        return part_of(self.parts, line)


def missing_parts(reading: Reading) -> Iterator[Problem]:
    present = {kind for part in reading.parts for kind in part.kinds}
    for part in rules()["part"]:
        if part["id"] not in present:
            yield Problem("part_missing", f"没有“{part['name']}”这一部分。教育部通知要求年度报告包括八个部分，没有此类情况的也应写明。", "全文")


def announced_parts(reading: Reading) -> Iterator[Problem]:
    """七个部分 announced and eight present; parts named in the preface that do not come."""
    for place, line in enumerate(reading.published.lines):
        match = re.search(r"(?:由|涵盖|包括|包含|分为)([^。]{4,200}?)(?:等)?([两二三四五六七八九十]{1,2}|\d{1,2})个(?:大)?(?:部分|方面)", line)
        if not match or not reading.parts or place >= reading.parts[0].start:
            continue
        number = 2 if match[2] == "两" else value(match[2])
        if number != len(reading.parts):
            yield Problem(
                "parts_announced",
                f"开头说报告有{match[2]}个部分，正文有{len(reading.parts)}个部分：{'、'.join(part.title for part in reading.parts)}。",
                "开头",
            )
        yield from _named_parts(reading, [name for name in re.split(r"、", match[1]) if name])
        return


def _named_parts(reading: Reading, names: list[str]) -> Iterator[Problem]:
    present = {kind for part in reading.parts for kind in part.kinds}
    absent = [name for name in names if not set(kinds_of(name)) & present and not any(name in part.title for part in reading.parts)]
    told = {kind for name in names for kind in kinds_of(name)}
    extra = [part.title for part in reading.parts if part.kinds and not set(part.kinds) & told]
    if absent:
        yield Problem("parts_announced", f"开头列出的“{'”“'.join(absent)}”在正文中没有对应的部分。", "开头")
    if extra:
        yield Problem("parts_announced", f"正文中的“{'”“'.join(extra)}”没有列入开头的说明。", "开头")


def listed_sums(reading: Reading) -> Iterator[Problem]:
    for listed in totals.listed_sums(reading.numbers):
        if listed.sum != listed.total.value:
            entries = "＋".join(entry.shown for entry in listed.entries)
            yield Problem(
                "sum_mismatch",
                f"“{listed.total.what}{listed.total.shown}条”之后列出{len(listed.entries)}个栏目，合计{entries}＝{listed.sum}条，相差{int(abs(listed.total.value - listed.sum))}条；请核对，或说明其余信息在哪里。",
                reading.where(listed.total.line),
            )


def whole_and_parts(reading: Reading) -> Iterator[Problem]:
    """A grand total that no stated figures make up, and a part that is larger than the whole."""
    whole = totals.grand_total(reading.numbers)
    if whole is None:
        return
    figures = totals.published_figures(reading.numbers)
    listed = any(entry.total is whole for entry in totals.listed_sums(reading.numbers))
    if len(figures) > 2 and not listed and not totals.explained(whole, reading.numbers):
        yield Problem("total_unexplained", f"总数{whole.shown}条，文中没有能相加得到它的各渠道数字；请列出构成。", reading.where(whole.line))
    told = set()
    for part in figures:
        if part.value > whole.value and part.value not in told:
            told.add(part.value)
            yield Problem(
                "part_exceeds_total",
                f"前面说公开信息共计{whole.shown}条，这里说“{part.what}{part.shown}条”，比总数还多；请核对两个数字各指什么。",
                reading.where(part.line),
            )


def item_sums(reading: Reading) -> Iterator[Problem]:
    """Sums that the report prints over items or categories against the sum of its own lines."""
    counts = reading.counts
    if not counts:
        return
    category = {item.number: item.category for item in reading.checklist.items}
    text = re.sub(r"\s", "", reading.text)
    for match in re.finditer(r"第([一二三四五六七八九十]{1,3})大类(?!第)([^第，。；\d]{0,20})(\d+)条", text):
        number = value(match[1])
        found = sum(count for item, count in counts.items() if category[item] == number)
        if found != int(match[3]):
            yield Problem("category_sum", f"第{match[1]}大类写{match[3]}条，各项相加是{found}条。", "清单事项公开情况")
    for match in re.finditer(r"(?:清单[^。；\d]{0,20}|以上)(?:合计|共计|总计)(\d+)条", text):
        if int(match[1]) != sum(counts.values()):
            yield Problem("category_sum", f"清单事项合计写{match[1]}条，各项相加是{sum(counts.values())}条。", "清单事项公开情况")


def lines_complete(reading: Reading) -> Iterator[Problem]:
    """Items without a count, stated twice with different counts, or under the wrong category."""
    counts, items = reading.counts, reading.checklist.items
    lacking = [item.number for item in items if item.number not in counts]
    if len(lacking) == len(items):
        yield Problem("counts_missing", f"没有列出清单{len(items)}项各公开了多少条。", "清单事项公开情况")
    elif lacking:
        yield Problem("counts_missing", f"{_named(lacking)}没有写条数。", "清单事项公开情况")
    stated: dict[int, set[int]] = {}
    for claim in reading.claims:
        if claim.count is not None:
            stated.setdefault(claim.item, set()).add(claim.count)
    for item, values in stated.items():
        if len(values) > 1:
            yield Problem("duplicate", f"第{item}项前后写了不同的条数：{'、'.join(str(v) for v in sorted(values))}。", "清单事项公开情况")
    category = {item.number: item.category for item in items}
    for claim in reading.claims:
        if claim.category and claim.category != category[claim.item]:
            yield Problem(
                "category_mismatch",
                f"第{claim.item}项写在第{numeral(claim.category)}大类，清单中属于第{numeral(category[claim.item])}大类。",
                reading.where(claim.line),
            )


def zero_counts(reading: Reading) -> Iterator[Problem]:
    text = re.sub(r"\s", "", reading.text)
    zero = [
        item
        for item, count in reading.counts.items()
        if count == 0 and not re.search(rf"第{item}[项条][^。；\d]{{0,40}}(?:无此|没有此|未发生|不涉及|没有发生)", text)
    ]
    if zero:
        yield Problem("zero_count", f"{_named(zero)}为0条，没有说明是本期没有此类事项，还是没有公开。", "清单事项公开情况")


def links(reading: Reading) -> Iterator[Problem]:
    linked = {claim.item for claim in reading.claims if claim.link}
    total = len(reading.checklist.items)
    if not linked and len(reading.published.links) < total // 2:
        yield Problem("links_missing", f"清单{total}项都没有给出公开栏目的网址；教育部通知要求逐项列出公开情况和链接。", "清单事项公开情况")
    elif linked and len(linked) < total:
        yield Problem(
            "links_missing",
            f"{_named([item.number for item in reading.checklist.items if item.number not in linked])}没有给出网址。",
            "清单事项公开情况",
        )


def categories(reading: Reading) -> Iterator[Problem]:
    """A report in prose: which of the list's categories it leaves out."""
    if reading.counts:
        return
    heads = [re.sub(r"[、，\s]", "", line)[:24] for line in reading.published.lines if re.match(r"^[（(]?\d{1,2}[）)．.、]", line)]
    for category in reading.checklist.categories:
        name = re.sub(r"[、，]", "", category.name)
        if heads and not any(name in head for head in heads):
            named = "；".join(item.text for item in reading.checklist.items if item.category == category.number)
            yield Problem("category_missing", f"没有写清单第{numeral(category.number)}类“{category.name}”（{named}）。", "主动公开信息情况")


def on_request(reading: Reading) -> Iterator[Problem]:
    for part in reading.parts:
        if "on_request" not in part.kinds:
            continue
        text = "".join(reading.published.lines[part.start + 1 : part.end])
        if not any(word in text for word in rules()["words"]["nil"]) and not re.search(r"(申请|答复)[^。]{0,20}\d+\s*件", text):
            yield Problem("no_figures", "没有写收到多少件信息公开申请、怎样答复；没有收到的，也应写明“未收到信息公开申请”。", part.heading)


def period(reading: Reading) -> Iterator[Problem]:
    span = stated_span(reading.published)
    if reading.period is None:
        yield Problem("period", "没有读到报告的年度。", "开头")
        return
    if (reading.period.start.month, reading.period.end.month) != (9, 8):
        yield Problem(
            "period",
            f"报告按公历年度（{reading.period.name}）编写；教育部规定按学年度，即上一年9月1日至当年8月31日。如本省另有规定，请以规定为准。",
            "开头",
        )
    if span and span != (reading.period.start, reading.period.end):
        yield Problem("period", f"报告的年度是{reading.period.name}，统计期间却写{span[0].isoformat()}至{span[1].isoformat()}。", "开头")


def timely(reading: Reading) -> Iterator[Problem]:
    """Later than 31 October after the year, or without a day by which to judge."""
    day = report_day(reading.published)
    if reading.period is None:
        return
    limit = rules()["deadline"]
    end = reading.period.end
    due = date(end.year if (end.month, end.day) <= (limit["month"], limit["day"]) else end.year + 1, limit["month"], limit["day"])
    if day is None:
        yield Problem("undated", f"没有读到发布或落款日期，无法判断是否在{due.isoformat()}前公布。", "落款")
    elif day > due:
        yield Problem("late", f"报告日期是{day.isoformat()}，晚于规定的{due.isoformat()}。", "落款")


def leftovers(reading: Reading) -> Iterator[Problem]:
    """Gaps never filled, marks of a word processor, addresses cut by a space."""
    for place, line in enumerate(reading.published.lines):
        if match := re.search(r"〔请填写[^〕]*〕|［请填写|XX+大学|×{2,}|\[bookmark:[^\]]*\]|\{\{|错误！未(?:找到|定义)", line):
            yield Problem("unfinished", f"留有未处理的标记：{match[0][:40]}。", reading.where(place))
        if match := re.search(r"https?://\s+[\w.:/?=&%-]{1,60}", line, re.ASCII):
            yield Problem("bad_address", f"网址中有空格，点不开：{match[0][:60]}。", reading.where(place))


def numbering(reading: Reading) -> Iterator[Problem]:
    for part in reading.parts:
        marks = [
            match[1]
            for line in reading.published.lines[part.start : part.end]
            if (match := re.match(r"^[（(]([一二三四五六七八九十]{1,3}|\d{1,2})[）)]", line))
        ]
        styles = {mark.isdecimal() for mark in marks}
        if len(styles) > 1 and [value(mark) for mark in marks] == list(range(1, len(marks) + 1)):
            yield Problem("numbering", f"小标题序号写法不一致：{'、'.join(f'（{mark}）' for mark in marks)}。", part.heading)


def _named(items: list[int]) -> str:
    """第8、16项, runs shortened: 第3—7、9项."""
    runs: list[list[int]] = []
    for item in items:
        if runs and item == runs[-1][-1] + 1:
            runs[-1].append(item)
        else:
            runs.append([item])
    return "第" + "、".join(f"{run[0]}—{run[-1]}" if len(run) > 2 else "、".join(str(item) for item in run) for run in runs) + "项"


CHECKS: tuple[Callable[[Reading], Iterator[Problem]], ...] = (
    period,
    timely,
    missing_parts,
    announced_parts,
    whole_and_parts,
    listed_sums,
    lines_complete,
    item_sums,
    zero_counts,
    links,
    categories,
    on_request,
    numbering,
    leftovers,
)


def ask(reading: Reading) -> tuple[Problem, ...]:
    """All questions, in the order of the shelf."""
    return tuple(problem for check in CHECKS for problem in check(reading))
