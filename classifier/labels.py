"""What the classifier says of a document: labels with their evidence."""

from __future__ import annotations

from dataclasses import dataclass

WHERES = ("title", "breadcrumb", "text", "attachment", "attachment_text", "department", "host", "kind")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why an item was given, or not given (negative weight): which words stand where."""

    item: int
    where: str        # one of WHERES
    term: str         # the words as they stand in the page
    excerpt: str      # some characters either side
    weight: float     # what it added to the item's score, in the rules' own unit
    rule: str = ""    # name of the rule in the checklist


@dataclass(frozen=True, slots=True)
class Label:
    """One item that the document discloses."""

    item: int
    score: float                      # 0 … 1
    evidence: tuple[Evidence, ...]
    elements: tuple[str, ...] = ()    # names of the item's elements (要点) that it shows
    nil: bool = False                 # it declares that there is no such matter this year
    nil_year: str = ""                # the year the declaration speaks of, as printed


@dataclass(frozen=True, slots=True)
class Verdict:
    """All that is said of one document under one checklist."""

    labels: tuple[Label, ...] = ()        # adopted, strongest first
    candidates: tuple[Label, ...] = ()    # below the threshold: shown for review, never counted
    rejected: tuple[Evidence, ...] = ()   # what spoke for other items and why it lost

    @property
    def items(self) -> tuple[int, ...]:
        return tuple(label.item for label in self.labels)
