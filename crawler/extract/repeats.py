"""Remembers how subtrees that stand on many pages (menus, heads, feet) were laid out, so that they need not be gone through on every page."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from crawler.extract.layout import Line, Part
from crawler.extract.outline import Outline

SHORTEST, LONGEST = 400, 200_000   # characters of HTML of a subtree that is worth remembering
DEPTH = 8                 # elements round a subtree: deeper ones are small
TRIES = 64                # subtrees of one page that are looked up
PATIENCE = 12             # times that subtrees of one kind may be new before they are looked up rarely
RARELY = 16               # … every so many times
ROOM = 24_000_000         # bytes, roughly, that may be remembered
KINDS = 5_000             # kinds of subtrees of which it is known whether they repeat
MET = 20_000              # subtrees that were met once


@dataclass(slots=True)
class Watch:
    """A subtree that is being gone through and will be remembered: what there was of the page before it and after it."""

    node: LexborNode
    html: str
    starts: tuple[int, int, int, int]     # elements, lines, links, pictures
    carried: int                          # links without text before it that count as its first line's
    nodes: int                            # nodes gone through less those allowed, before it; after it: those in it
    ends: tuple[int, int, int, int] = (0, 0, 0, 0)
    left: tuple[int, ...] = ()
    left_linked: int = 0


def cut(outline: Outline, watch: Watch) -> Part | None:
    """The part of a page that was watched; None where it reaches out of itself."""
    (e, l, a, i), (e_end, l_end, a_end, i_end) = watch.starts, watch.ends
    elements, lines, left = outline.elements[e:e_end], outline.lines[l:l_end], list(watch.left)
    if elements[0].last > l_end:
        return None
    if lines and watch.carried:
        first = lines[0]
        lines[0] = Line(first.text, first.element, first.heading, first.bold, first.linked, first.links[watch.carried:])
    elif watch.carried:
        left = left[watch.carried:]
    numbers = {}
    for ordinal, node in enumerate(watch.node.css("*")):
        if (found := outline.at(node)) is not None:
            numbers[found.index] = ordinal
    if len(numbers) != len(elements):
        return None
    ordinals = tuple(numbers[number] for number in range(e, e_end))
    return Part((e, l, a, elements[0].parent), elements, lines, outline.anchors[a:a_end], outline.images[i:i_end], left, watch.left_linked, watch.nodes, ordinals)


class Memory:
    """Parts by their HTML, the least recently used forgotten first; bounded in bytes, whatever a hostile page does."""

    def __init__(self, room: int = ROOM):
        self.room, self.used = room, 0
        self._parts: OrderedDict[str, Part] = OrderedDict()
        self._met: OrderedDict[int, None] = OrderedDict()
        self._new: dict[tuple[str, str, int], int] = {}     # kind of subtree -> how often one was new since one was known

    def worth_asking(self, kind: tuple[str, str, int]) -> bool:
        """Whether subtrees of this kind (tag, class and id, depth) repeat, as far as is known; what is new each time (texts) is asked for rarely."""
        times = self._new.get(kind, 0)
        if times < PATIENCE or times % RARELY == 0:
            return True
        self._new[kind] = times + 1
        return False

    def find(self, html: str, kind: tuple[str, str, int]) -> Part | None:
        """The part of this HTML, None when it is not remembered."""
        part = self._parts.get(html)
        if part is None:
            if len(self._new) >= KINDS:
                self._new.clear()
            self._new[kind] = self._new.get(kind, 0) + 1
            return None
        self._parts.move_to_end(html)
        self._new[kind] = 0
        return part

    def met_before(self, html: str) -> bool:
        """Whether this HTML was asked for before: what stands on one page only is not remembered."""
        if not SHORTEST <= len(html) <= LONGEST:
            return False
        number = hash(html)
        if number in self._met:
            return True
        self._met[number] = None
        if len(self._met) > MET:
            self._met.popitem(last=False)
        return False

    def keep(self, html: str, part: Part) -> None:
        """Remembers a part, in place of the one that was known of this HTML."""
        if (size := part.weight(html)) > self.room // 4:
            return
        if (known := self._parts.pop(html, None)) is not None:
            self.used -= known.weight(html)
        self._parts[html] = part
        self.used += size
        while self.used > self.room:
            old, gone = self._parts.popitem(last=False)
            self.used -= gone.weight(old)


MEMORY = Memory()
