"""Which of an item's elements (要点) a document shows."""

from __future__ import annotations

from classifier.checklist import Item
from classifier.matcher import Page
from classifier.patterns import GAP, Pattern


def element_names(page: Page, item: Item) -> tuple[str, ...]:
    """Names of the elements whose patterns stand in the title, the whole text, the attachments' names or their texts.
    An item with a single element shows it by being that item; one without patterns for its elements shows none."""
    if len(item.elements) == 1:
        return (item.elements[0].name,)
    text = page.said
    return tuple(element.name for element in item.elements
                 if any(_shows(text, page.matcher.elements[pattern]) for pattern in element.terms))


def _shows(text: str, pattern: Pattern) -> bool:
    for term in pattern.without:
        if _stands(text, term):
            return False
    for chain in pattern.needs:
        if not _chain(text, chain.groups):
            return False
    return True


def _chain(text: str, groups: tuple[tuple[str, ...], ...]) -> bool:
    first, *rest = groups
    for term in first:
        if _follows(text, term, groups[1:]) if rest else _stands(text, term):
            return True
    return False


def _stands(text: str, term: str) -> bool:
    return _follows(text, *_split(term)) if "~" in term else term in text


def _split(term: str) -> tuple[str, tuple[tuple[str, ...], ...]]:
    first, *rest = term.split("~")
    return first, tuple((word,) for word in rest)


def _follows(text: str, first: str, rest: tuple[tuple[str, ...], ...]) -> bool:
    """Whether words of each group follow each other within GAP characters (the first 60 places are looked at)."""
    start = text.find(first)
    for _ in range(60):
        if start < 0:
            return False
        after = start + len(first)
        window = text[after:after + GAP + 12]
        for word in rest[0]:
            place = window.find(word)
            if 0 <= place <= GAP and (len(rest) == 1 or _follows(window[place:], word, rest[1:])):
                return True
        start = text.find(first, after)
    return False
