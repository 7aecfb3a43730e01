"""Scores a page by learned weights of short character strings: a second opinion beside the rules."""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ahocorasick_rs import AhoCorasick

from classifier.folding import fold
from classifier.matcher import FIRST, SHORT
from crawler.document import PageRecord
from crawler.errors import ChecklistError


@dataclass(frozen=True)
class Opinion:
    """What the learned weights say: log-odds for each item (0 is even), and the strings that spoke."""

    scores: dict[int, float]
    weights: dict[int, list[tuple[float, str]]]   # for each item: what a string added, strongest first

    def strings(self, item: int, most: int = 3) -> list[tuple[float, str]]:
        """The strings that spoke loudest for an item."""
        return sorted((pair for pair in self.weights.get(item, ()) if pair[0] > 0), reverse=True)[:most]


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
        self.automaton = AhoCorasick(self.strings) if self.strings else None

    def opinion(self, text: str) -> Opinion:
        """The log-odds of every item for a text of `text_of`, pure Python: sublinear term frequency × idf, length one,
        times the weights."""
        if self.automaton is None:
            return Opinion({}, {})
        counts = Counter([match[0] for match in self.automaton.find_matches_as_indexes(text, overlapping=True)])
        values = [(number, (1.0 + math.log(count) if count > 1 else 1.0) * self.idf[number]) for number, count in counts.items()]
        length = math.sqrt(sum(value * value for _, value in values)) or 1.0
        scores, weights = dict(self.bias), self.weights
        for number, value in values:
            share = value / length
            for item, weight in weights[number]:
                scores[item] += share * weight
        return Opinion(scores, _Spoken(values, length, self))


class _Spoken(dict):
    """What each string added to an item, worked out when an explanation asks for it."""

    def __init__(self, values: list[tuple[int, float]], length: float, learned: Learned):
        super().__init__()
        self.parts = (values, length, learned)

    def get(self, item: int, default: Any = None) -> Any:
        values, length, learned = self.parts
        return [(value / length * weight, learned.strings[number]) for number, value in values
                for known, weight in learned.weights[number] if known == item]


def read_learned(path: Path) -> Learned:
    """Reads a file of weights. Raises ChecklistError."""
    try:
        return Learned(json.loads(path.read_text("utf-8")), str(path))
    except OSError as error:
        raise ChecklistError(f"{path}：读不了（{error.strerror}）；请检查清单里的 learned") from None
    except ValueError as error:
        raise ChecklistError(f"{path}：不是合法的 JSON（{error}）；请用 benchmarks/train.py 重新生成") from None
