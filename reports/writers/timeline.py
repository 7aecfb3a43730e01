"""Draws when things were published, by category and week, against the days they were due."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from reports.result import Result
from reports.writers.wording import printable

_WIDTH, _LANE, _LEFT, _TOP, _RIGHT = 1180, 46, 172, 34, 34
_EDGE = 110  # within so many units of the right end a name stands to the left of its mark
_MET = ("disclosed", "partial", "declared_nil")


@dataclass(frozen=True)
class _Scale:
    start: date
    end: date

    def x(self, day: date) -> float:
        share = (day - self.start).days / max(1, (self.end - self.start).days)
        return round(_LEFT + share * (_WIDTH - _LEFT - _RIGHT), 1)


def months(result: Result) -> dict[str, object]:
    """The same facts as a table: months × categories, counted disclosures."""
    found: Counter[tuple[str, int]] = Counter()
    for category, day in _days(result):
        found[day.isoformat()[:7], category] += 1
    names = sorted({month for month, _ in found})
    return {
        "columns": [(number, name) for number, name, _ in result.categories],
        "rows": [(month, [found[month, number] for number, _, _ in result.categories]) for month in names],
    }


def draw(result: Result) -> Markup:
    """The chart as inline SVG; every mark links to its list."""
    scale = _Scale(result.period.start, max(result.period.end, result.as_of))
    height = _TOP + _LANE * len(result.categories) + 30
    weeks = _weeks(result)
    body = [_grid(scale, height), _period_band(result, scale, height)]
    for place, (number, name, _) in enumerate(result.categories):
        y = _TOP + _LANE * place + _LANE / 2
        body.append(
            Markup('<line class="lane" x1="{}" x2="{}" y1="{}" y2="{}"/><text class="lane-name" x="4" y="{}">{}</text>').format(
                _LEFT, _WIDTH - _RIGHT, y, y, y + 5, printable(name, 12)
            )
        )
        body.append(_dots(weeks, number, scale, y))
        body.append(_deadlines(result, number, scale, y))
    return (
        Markup('<svg class="timeline" viewBox="0 0 {} {}" role="group" aria-label="各类信息的公布时间和应公开期限；数据见图下表格">').format(
            _WIDTH, height
        )
        + Markup("").join(body)
        + Markup("</svg>")
    )


def _days(result: Result) -> list[tuple[int, date]]:
    start, end = result.period.start, max(result.period.end, result.as_of)
    return [
        (row.item.category, d.published) for row in result.items for d in row.disclosures if d.counted and d.published and start <= d.published <= end
    ]


def _grid(scale: _Scale, height: int) -> Markup:
    lines, day = [], scale.start.replace(day=1)
    step = max(1, round((scale.end - scale.start).days / 30.4 / 16))
    while day <= scale.end:
        if day >= scale.start:
            name = (
                f"{day.year}-{day.month:02d}"
                if step > 2
                else f"{day.year}年{day.month}月"
                if day.month == 1 or day == scale.start
                else f"{day.month}月"
            )
            lines.append(
                Markup('<line class="grid" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/><text class="month" x="{3}" y="{4}">{5}</text>').format(
                    scale.x(day), _TOP - 8, height - 26, scale.x(day) + 3, _TOP - 14, name
                )
            )
        month = day.month - 1 + step
        day = date(day.year + month // 12, month % 12 + 1, 1)
    return Markup("").join(lines)


def _period_band(result: Result, scale: _Scale, height: int) -> Markup:
    right, today = scale.x(min(result.period.end, scale.end)), scale.x(result.as_of) if result.as_of <= scale.end else 0
    band = (
        Markup('<rect class="after" x="{}" y="{}" width="{}" height="{}"/>').format(
            right, _TOP - 8, max(0, _WIDTH - _RIGHT - right), height - _TOP - 18
        )
        if right < _WIDTH - _RIGHT
        else Markup("")
    )
    mark = (
        Markup(
            '<line class="today" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/><text class="month" text-anchor="end" x="{0}" y="{3}">截止日 {4}</text>'
        ).format(today, _TOP - 8, height - 26, height - 8, result.as_of)
        if today >= _LEFT
        else Markup("")
    )
    return band + mark


def _weeks(result: Result) -> Counter[tuple[int, date]]:
    return Counter((category, day - timedelta(days=day.weekday())) for category, day in _days(result))


def _dots(weeks: Counter[tuple[int, date]], category: int, scale: _Scale, y: float) -> Markup:
    most, marks = max(weeks.values(), default=1), []
    for (number, monday), count in sorted(weeks.items()):
        if number != category:
            continue
        sunday = monday + timedelta(days=6)
        middle = min(max(monday + timedelta(days=3), scale.start), scale.end)
        radius = round(3 + 9 * (count / most) ** 0.5, 1)
        marks.append(
            Markup(
                '<a href="#s=disclosures&amp;d.category={}&amp;d.from={}&amp;d.to={}" tabindex="-1"><circle class="dot" cx="{}" cy="{}" r="{}"><title>{} 至 {}：{} 条</title></circle></a>'
            ).format(category, monday, sunday, scale.x(middle), y, radius, monday, sunday, count)
        )
    return Markup("").join(marks)


def _deadlines(result: Result, category: int, scale: _Scale, y: float) -> Markup:
    due: dict[tuple[date, bool], list[int]] = {}
    for row in result.items:
        if row.item.category == category and row.due and scale.start <= row.due <= scale.end:
            due.setdefault((row.due, row.status in _MET), []).append(row.item.number)
    return Markup("").join(_deadline(scale.x(day), y, day, met, numbers) for (day, met), numbers in sorted(due.items()))


def _deadline(x: float, y: float, day: date, met: bool, numbers: list[int]) -> Markup:
    """One day on which editions were due: below the lane if they came, above it if not; the name turns inwards at the edge."""
    top, word, state = (y + 7, "已按要求公开", "met") if met else (y - 18, "没有按要求公开", "unmet")
    named = "、".join(f"第{number}项" for number in numbers)
    place, anchor = (x - 8, "end") if x > _WIDTH - _EDGE else (x + 7, "start")
    mark = Markup('<path class="due {}" d="M{} {}l5 6l-5 6l-5-6z"><title>{} 到期：{}，{}</title></path>').format(state, x, top, day, named, word)
    name = Markup('<text class="due-name" text-anchor="{}" x="{}" y="{}">{}</text>').format(anchor, place, top + 10, ",".join(map(str, numbers[:6])))
    return Markup('<a href="#item={}" tabindex="-1">{}{}</a>').format(numbers[0], mark, name)
