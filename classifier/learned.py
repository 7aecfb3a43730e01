"""Scores a page by learned weights of short character strings: a second opinion beside the rules."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ahocorasick_rs import AhoCorasick

from classifier.folding import fold
from classifier.matcher import FIRST, SHORT
from crawler.document import PageRecord
from crawler.errors import ChecklistError

ANYTHING = 0   # the number under which the weights say whether a page discloses anything at all


@dataclass(frozen=True)
class Opinion:
    """What the learned weights say: log-odds for each item (0 is even), and for a page that discloses anything at all."""

    scores: dict[int, float]
    anything: float = 0.0
    spoken: tuple[Any, Any, Learned] | None = field(default=None, repr=False)   # strings found, their values, whose weights

    def strings(self, item: int, most: int = 3) -> list[tuple[float, str]]:
        """The strings that spoke loudest for an item, and what each added."""
        if self.spoken is None:
            return []
        numbers, values, learned = self.spoken
        _, table, _, items = learned.tables
        added = values * table[numbers, items.index(item)]
        return [(float(added[k]), learned.strings[numbers[k]]) for k in (-added).argsort(kind="stable")[:most] if added[k] > 0]


def text_of(record: PageRecord) -> str:
    """What the learned weights look at: the title twice, the files' names, the body's beginning; folded."""
    return joined(fold(record.title[:SHORT]), fold("\n".join(record.attachments)[:SHORT]), fold(record.text[:2 * FIRST]))


def joined(title: str, files: str, body: str) -> str:
    """The same from parts that are folded already."""
    return f"{title[:300]} {title[:300]} {files[:300]} {body[:FIRST]}"


class Learned:
    """Weights read from a file that `benchmarks/train.py` wrote."""

    def __init__(self, data: dict[str, Any], path: str = ""):
        try:
            self.origin = str(data.get("origin", ""))
            self.bias = {int(item): float(value) for item, value in data["bias"].items()}
            self.strings = list(data["terms"])
            self.idf = [float(row[0]) for row in data["terms"].values()]
            self.weights = [[(int(item), float(value)) for item, value in row[1].items()] for row in data["terms"].values()]
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            raise ChecklistError(f"{path}：不是权重文件（{error}）；请用 benchmarks/train.py 重新生成") from None
        if not {item for row in self.weights for item, _ in row} <= set(self.bias):
            raise ChecklistError(f"{path}：权重里有 bias 没有的事项；请用 benchmarks/train.py 重新生成")
        self.automaton = AhoCorasick(self.strings) if self.strings else None
        self.tables: tuple[Any, ...] | None = None

    def opinion(self, text: str) -> Opinion:
        """The log-odds of every item for a text of `text_of`: sublinear term frequency × idf, length one, times the weights."""
        if self.automaton is None:
            return Opinion({})
        import numpy as np  # late: most commands label nothing

        idf, table, bias, items = self.tables = self.tables or self._tables(np)
        found = np.array([match[0] for match in self.automaton.find_matches_as_indexes(text, overlapping=True)], dtype=np.int64)
        counts = np.bincount(found, minlength=1)
        numbers = counts.nonzero()[0]
        values = (1.0 + np.log(counts[numbers])) * idf[numbers]
        values /= np.sqrt((values * values).sum()) or 1.0
        odds = (bias + (values[:, None] * table[numbers]).sum(axis=0)).tolist()
        scores = dict(zip(items, odds, strict=True))
        return Opinion(scores, scores.pop(ANYTHING, 0.0), (numbers, values, self))

    def _tables(self, np: Any) -> tuple[Any, ...]:
        """The weights as arrays: idf of each string, strings × items, bias of each item, the items' numbers."""
        items = sorted(self.bias)
        place = {item: k for k, item in enumerate(items)}
        table = np.zeros((len(self.strings), len(items)))
        for number, row in enumerate(self.weights):
            for item, weight in row:
                table[number, place[item]] = weight
        return np.array(self.idf), table, np.array([self.bias[item] for item in items]), items


def read_learned(path: Path) -> Learned:
    """Reads a file of weights. Raises ChecklistError."""
    try:
        return Learned(json.loads(path.read_text("utf-8")), str(path))
    except OSError as error:
        raise ChecklistError(f"{path}：读不了（{error.strerror}）；请检查清单里的 learned") from None
    except ValueError as error:
        raise ChecklistError(f"{path}：不是合法的 JSON（{error}）；请用 benchmarks/train.py 重新生成") from None
