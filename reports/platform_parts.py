"""The parts that a 信息公开专栏 must have besides the items of the list, as data."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True)
class Part:
    """One part. `required`: its absence is a finding; otherwise it is only noted. `item`: a document of that item is it too. `never`: words that
    show that a title only speaks of the part (转发…的通知)."""

    id: str
    required: bool
    pattern: str
    message: str
    remedy: str
    basis: str
    item: int = 0
    never: str = ""

    def names(self, text: str) -> bool:
        """Whether a title or a link's text names this part."""
        text = re.sub(r"\s", "", text)
        return len(text) <= 60 and re.search(self.pattern, text) is not None and not (self.never and re.search(self.never, text))


@lru_cache(maxsize=1)
def parts() -> tuple[Part, ...]:
    data = tomllib.loads(files("reports").joinpath("platform_parts.toml").read_text("utf-8"))
    return tuple(Part(**row) for row in data["part"])
