"""Scores the classifier on labelled page records: precision, recall and F1 for each item, macro, and false alarms."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from classifier.checklist import Checklist
from classifier.many import items_of
from crawler.document import PageRecord
from crawler.errors import BadInput


@dataclass(frozen=True)
class ItemScore:
    item: int
    right: int       # labelled so and found
    missed: int      # labelled so and not found
    false: int       # found and not labelled so

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.false) if self.right + self.false else 0.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        total = 2 * self.right + self.missed + self.false
        return 2 * self.right / total if total else 0.0


@dataclass(frozen=True)
class Scores:
    """`items`: those that stand in the labels or were given. Macro figures are over items that stand in the labels."""

    items: tuple[ItemScore, ...]
    pages: int
    nothing: int         # pages that are labelled as no disclosure
    alarmed: int         # of these, how many got a label all the same

    def _macro(self, name: str) -> float:
        rows = [score for score in self.items if score.right + score.missed]
        return sum(getattr(score, name) for score in rows) / len(rows) if rows else 0.0

    @property
    def precision(self) -> float:
        return self._macro("precision")

    @property
    def recall(self) -> float:
        return self._macro("recall")

    @property
    def f1(self) -> float:
        return self._macro("f1")

    @property
    def false_alarm(self) -> float:
        """Share of pages without any disclosure that were given a label."""
        return self.alarmed / self.nothing if self.nothing else 0.0


def read_records(lines: Iterable[str], name: str) -> Iterator[PageRecord]:
    """Page records from JSON lines; empty lines are skipped. Raises BadInput that names file and line."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not isinstance(row, dict):
                raise ValueError("应为 JSON 对象 {…}")
            yield PageRecord.from_json(row)
        except (ValueError, RecursionError) as error:
            reason = "不是合法的 JSON" if isinstance(error, json.JSONDecodeError) else str(error)
            raise BadInput(f"{name}：第 {number} 行：{reason}；请改正或删去这一行") from None


def read_labelled(lines: Iterable[str], name: str) -> Iterator[PageRecord]:
    """Labelled page records from JSON lines. Raises BadInput that names file and line, for a record without labels too."""
    for number, record in enumerate(read_records(lines, name), 1):
        if record.labels is None:
            raise BadInput(f"{name}：第 {number} 条记录（{record.id or '没有 id'}）没有 labels；未标注的记录请用 xxgk classify")
        yield record


def read_file(path: str | Path) -> list[PageRecord]:
    """The page records of a JSON lines file ("-" reads stdin). Raises BadInput."""
    if str(path) == "-":
        return list(read_records(sys.stdin, "标准输入"))
    try:
        with open(path, encoding="utf-8-sig") as stream:
            return list(read_records(stream, str(path)))
    except OSError as error:
        raise BadInput(f"{path}：读不了（{error.strerror}）；请检查路径") from None
    except UnicodeDecodeError:
        raise BadInput(f"{path}：不是 UTF-8 文字；请另存为 UTF-8 编码") from None


def evaluate(records: Iterable[PageRecord], checklist: Checklist) -> Scores:
    """Classifies labelled records and scores the labels. Records without `labels` raise BadInput."""
    labelled = []
    for number, record in enumerate(records, 1):
        if record.labels is None:
            raise BadInput(f"第 {number} 条记录（{record.id or '没有 id'}）没有 labels；evaluate 只收已标注的记录，未标注的请用 classify")
        labelled.append(record)
    return score(list(zip([frozenset(record.labels or ()) for record in labelled], items_of(labelled, checklist), strict=True)))


def score(pairs: Sequence[tuple[frozenset[int], frozenset[int]]]) -> Scores:
    """Scores of (labelled, found) pairs."""
    numbers = sorted({number for pair in pairs for part in pair for number in part})
    items = tuple(ItemScore(
        number, sum(number in want and number in got for want, got in pairs),
        sum(number in want and number not in got for want, got in pairs),
        sum(number not in want and number in got for want, got in pairs)) for number in numbers)
    nothing = [got for want, got in pairs if not want]
    return Scores(items, len(pairs), len(nothing), sum(bool(got) for got in nothing))


def render_scores(scores: Scores, checklist: Checklist | None = None) -> str:
    """The table a person reads, in Chinese: item by item, macro figures, false alarms. With a checklist, items are named."""
    names = {item.number: item.short or item.text for item in checklist.items} if checklist else {}
    lines = ["事项  精确率  召回率      F1  标注  判对  误判  内容"]
    lines += [
        f"{row.item:>4}  {row.precision:>6.3f}  {row.recall:>6.3f}  {row.f1:>6.3f}  {row.right + row.missed:>4}  {row.right:>4}  {row.false:>4}"
        f"  {names.get(row.item, '')[:24]}".rstrip() for row in scores.items
    ]
    lines.append(f"宏平均 {scores.precision:.3f}（精确率）{scores.recall:.3f}（召回率）{scores.f1:.3f}（F1），记录 {scores.pages} 条")
    lines.append(f"macro precision={scores.precision:.4f} recall={scores.recall:.4f} f1={scores.f1:.4f}")
    lines.append(f"不属任何事项的页面 {scores.nothing} 条，误给事项 {scores.alarmed} 条（{scores.false_alarm:.1%}）")
    return "\n".join(lines)
