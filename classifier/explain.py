"""Tells a clerk in Chinese why a page has a label, or lacks it: which words, which rules, what the rivals would have needed."""

from __future__ import annotations

from classifier.checklist import Checklist, Item
from classifier.engine import matcher_of, tally
from classifier.labels import Evidence, Label, Verdict
from classifier.matcher import Page
from crawler.document import PageRecord

PLACES = {"title": "标题", "breadcrumb": "所在栏目", "text": "正文", "attachment": "附件名", "attachment_text": "附件正文",
          "department": "网站或部门", "host": "域名", "kind": "页面类型"}
SURE = ((0.95, "把握很大"), (0.8, "把握较大"), (0.5, "勉强够"), (0.0, "把握不足"))
MOST = 5   # pieces of evidence shown for each side


def explain(record: PageRecord, verdict: Verdict, checklist: Checklist) -> str:
    """Why the verdict is what it is, as several lines of Chinese. Pure."""
    page = matcher_of(checklist).read(record)
    lines = [f"《{record.title or '（无标题）'}》"]
    for label in verdict.labels:
        lines += _label(label, checklist, "认定为")
    for label in verdict.candidates:
        lines += _label(label, checklist, "待人工复核（不计数）：可能是")
    if not verdict.labels and not verdict.candidates:
        lines.append("不属于清单的任何事项。")
    lines += _genres(page)
    lines += _losers(page, verdict, checklist, record)
    lines += _rivals(verdict, checklist)
    return "\n".join(lines)


def _label(label: Label, checklist: Checklist, verb: str) -> list[str]:
    item = checklist.item(label.item)
    sure = next(word for limit, word in SURE if label.score >= limit)
    lines = [f"{verb}第{item.number}条“{item.text}”，{sure}（{label.score:.0%}）。"]
    if label.nil:
        lines.append(f"  这是“无此事项”的声明{f'（{label.nil_year}）' if label.nil_year else ''}，不计为公开信息。")
    lines += [f"  {'支持' if piece.weight > 0 else '反对'}：{_piece(piece)}" for piece in label.evidence[:MOST]]
    if len(item.elements) > 1 and not label.nil:
        missing = [element.name for element in item.elements if element.name not in label.elements]
        lines.append(f"  本页可见要点：{'、'.join(label.elements) or '无'}" + (f"；未见：{'、'.join(missing)}" if missing else ""))
    return lines


def _piece(piece: Evidence) -> str:
    where = PLACES.get(piece.where, piece.where)
    context = f"（“…{piece.excerpt}…”）" if piece.excerpt and piece.excerpt != piece.term else ""
    return f"{where}出现“{piece.term}”{context}，{piece.weight:+.1f} 分"


def _genres(page: Page) -> list[str]:
    named = [genre for genre in page.matcher.genres if genre.name in page.genre_names]
    if not named:
        return []
    cost = [f"{genre.label}（各条扣 {genre.penalty:g} 分，页面自己载有实质内容的除外）" for genre in named if genre.penalty]
    plain = [genre.label for genre in named if not genre.penalty]
    return ["体裁：" + "；".join(cost + plain) + "。"]


def _losers(page: Page, verdict: Verdict, checklist: Checklist, record: PageRecord) -> list[str]:
    shown = {label.item for label in (*verdict.labels, *verdict.candidates)}
    lines = []
    for entry in [entry for entry in tally(page, checklist, record) if entry.item not in shown][:3]:
        item = checklist.item(entry.item)
        speaks = [piece for piece in verdict.rejected if piece.item == entry.item]
        words = "；".join(_piece(piece) for piece in speaks[:3])
        lines.append(f"未认定第{item.number}条（{_short(item)}），得 {entry.score:.1f} 分{_why(entry.score, verdict)}" + (f"：{words}" if words else "") + "。")
    return lines


def _why(score: float, verdict: Verdict) -> str:
    return "，够分但让位于得分更高的事项" if score >= 3.0 and verdict.labels else "，不够认定"


def _rivals(verdict: Verdict, checklist: Checklist) -> list[str]:
    """For the strongest label: how its confusable items differ, in the checklist's own words."""
    labels = verdict.labels or verdict.candidates
    if not labels:
        return []
    item, shown = checklist.item(labels[0].item), {label.item for label in labels}
    rows = [row for row in item.confusable if row.item not in shown]
    wanted = {piece.item for piece in verdict.rejected}
    rows.sort(key=lambda row: (row.item not in wanted, row.item))
    return [f"与第{row.item}条的分界：{row.tell}要归第{row.item}条，页面须是{_short(checklist.item(row.item))}。" for row in rows[:3]]


def _short(item: Item) -> str:
    return item.short or item.text
