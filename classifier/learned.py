"""Scores a page by learned weights of short character strings: a second opinion beside the rules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifier.folding import fold
from classifier.matcher import FIRST, SHORT
from crawler.document import PageRecord
from crawler.errors import ChecklistError

if TYPE_CHECKING:
    from classifier.weighing import Opinion, Scales

ANYTHING = 0    # the number under which the weights say whether a page discloses anything at all
LONGEST = 300   # characters of a title, and of the files' names, that are looked at


def text_of(record: PageRecord) -> str:
    """What the learned weights look at: the title twice, the files' names, the body's beginning; folded."""
    return joined(fold(record.title[:SHORT]), fold("\n".join(record.attachments)[:SHORT]), fold(record.text[:2 * FIRST]))


def joined(title: str, files: str, body: str) -> str:
    """The same from parts that are folded already."""
    return f"{title[:LONGEST]} {title[:LONGEST]} {files[:LONGEST]} {body[:FIRST]}"


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
        if "" in self.strings or not {item for row in self.weights for item, _ in row} <= set(self.bias):
            raise ChecklistError(f"{path}：权重里有空的字串，或 bias 没有的事项；请用 benchmarks/train.py 重新生成")
        self._scales: Scales | None = None

    @property
    def scales(self) -> Scales:
        """The weights, ready for texts of `text_of`."""
        if self._scales is None:
            from classifier.weighing import Scales  # late: most commands label nothing, and numpy takes long to load

            self._scales = Scales(self.strings, self.idf, self.weights, self.bias, ANYTHING)
        return self._scales

    def opinion(self, text: str) -> Opinion:
        """The log-odds of every item for a text of `text_of`."""
        return self.scales.opinion(text)


def read_learned(path: Path) -> Learned:
    """Reads a file of weights. Raises ChecklistError."""
    try:
        return Learned(json.loads(path.read_text("utf-8")), str(path))
    except OSError as error:
        raise ChecklistError(f"{path}：读不了（{error.strerror}）；请检查清单里的 learned") from None
    except ValueError as error:
        raise ChecklistError(f"{path}：不是合法的 JSON（{error}）；请用 benchmarks/train.py 重新生成") from None
