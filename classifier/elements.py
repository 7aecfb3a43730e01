"""Which of an item's elements (要点) a document shows."""

from __future__ import annotations

from classifier.checklist import Item
from classifier.matcher import Page


def element_names(page: Page, item: Item) -> tuple[str, ...]:
    """Names of the elements whose patterns stand in the title, the text, the attachments' names or their texts.
    An item with a single element shows it by being that item; one without patterns for its elements shows none."""
    if len(item.elements) == 1:
        return (item.elements[0].name,)
    return tuple(element.name for element in item.elements
                 if any(page.fits(page.matcher.element(pattern)) for pattern in element.terms))
