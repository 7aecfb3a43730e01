"""Says which labels change when other rules are used: item by item, page by page, so that a rule is seen before it is adopted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from classifier.checklist import Checklist, load_checklist
from classifier.evaluate import Scores, score
from classifier.many import items_of
from crawler.document import PageRecord

SHOWN = 200   # pages printed; the counts are of all


@dataclass(frozen=True)
class Change:
    """A page whose labels differ between two sets of rules. `truth`: its labels where it was labelled by hand."""

    id: str
    title: str
    old: frozenset[int]
    new: frozenset[int]
    truth: frozenset[int] | None = None


@dataclass(frozen=True)
class Difference:
    """All that two sets of rules say differently of the same pages; scores (old, new) only where every page is labelled."""

    pages: int
    changes: tuple[Change, ...]
    scores: tuple[Scores, ...] = ()


def rules_named(name: str, checklist: str) -> Checklist:
    """The checklist that a name of `--compare` means: a rule file laid over `checklist`, a checklist's TOML, or a built-in
    name. Raises ChecklistError."""
    return load_checklist(checklist, Path(name)) if name.endswith(".rules.toml") else load_checklist(name)


def compare_rules(records: Iterable[PageRecord], old: Checklist, new: Checklist) -> Difference:
    """Classifies the same pages under both sets of rules."""
    records = list(records)
    triples = list(zip(records, items_of(records, old), items_of(records, new), strict=True))
    changes = tuple(Change(record.id, record.title, before, after, _truth(record)) for record, before, after in triples if before != after)
    if not triples or any(record.labels is None for record, _, _ in triples):
        return Difference(len(triples), changes)
    return Difference(len(triples), changes, tuple(score([(_truth(row[0]), row[k]) for row in triples]) for k in (1, 2)))


def _truth(record: PageRecord) -> frozenset[int] | None:
    return None if record.labels is None else frozenset(record.labels)


def render_difference(difference: Difference, checklist: Checklist) -> str:
    """What a person reads, in Chinese: figures, then each item's gains and losses, then the pages."""
    lines = [f"页面 {difference.pages} 个，归类有变化的 {len(difference.changes)} 个"]
    lines += [f"{name}：宏F1 {scores.f1:.4f}，精确率 {scores.precision:.4f}，召回率 {scores.recall:.4f}，误给 {scores.false_alarm:.1%}"
              for name, scores in zip(("旧规则", "新规则"), difference.scores, strict=False)]
    gained = Counter(item for change in difference.changes for item in change.new - change.old)
    lost = Counter(item for change in difference.changes for item in change.old - change.new)
    names = {item.number: item.short or item.text for item in checklist.items}
    lines += [f"第{item}条  新增 {gained[item]}  减少 {lost[item]}  {names.get(item, '')[:24]}" for item in sorted(gained.keys() | lost.keys())]
    lines += [_line(change) for change in difference.changes[:SHOWN]]
    if len(difference.changes) > SHOWN:
        lines.append(f"（另有 {len(difference.changes) - SHOWN} 个页面未列出）")
    return "\n".join(lines)


def _line(change: Change) -> str:
    judged = ""
    if change.truth is not None:
        judged = "（改对）" if change.new == change.truth else "（改错）" if change.old == change.truth else "（都不对）"
    title = "".join(c if c.isprintable() else " " for c in change.title[:60])
    return f"{change.id}《{title}》：{_items(change.old)} → {_items(change.new)}{judged}"


def _items(items: frozenset[int]) -> str:
    return "、".join(map(str, sorted(items))) or "无"
