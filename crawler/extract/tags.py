"""The kinds of tags: which begin a line, which hold nothing that is seen, which are headings."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborNode

BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6"
    " header hr html iframe legend li main menu nav ol option p pre section summary table tbody td tfoot th thead tr ul".split()
)
SKIPPED = frozenset("script style noscript template head svg math textarea select object embed title".split())
HOLDERS = frozenset("div ul ol dl table td header footer nav section aside form center".split())   # of menus, heads and feet
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
BOLD = frozenset(("strong", "b"))
TEXT = 2                  # the number of text nodes
_STATIC = 1000            # numbers of tags below it mean the same tag in every page; unknown tags get theirs page by page


@dataclass(frozen=True, slots=True)
class Kind:
    """How the nodes of one tag are treated."""

    tag: str
    text: bool
    skipped: bool
    block: bool
    heading: int
    bold: bool
    holder: bool


KINDS: dict[int, Kind] = {}     # by the tag's number


def kind_of(node: LexborNode) -> Kind:
    """The kind of a node whose tag's number was not met before."""
    tag = node.tag
    skipped = tag != "-text" and (tag[0] in "-!" or tag in SKIPPED)
    made = Kind(tag, tag == "-text", skipped, tag in BLOCKS, HEADINGS.get(tag, 0), tag in BOLD, tag in HOLDERS)
    if node.tag_id < _STATIC:
        KINDS[node.tag_id] = made
    return made
