"""A page as a reader sees it: its lines, the elements that hold them, and its links; with the questions that are asked of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from selectolax.lexbor import LexborNode

from crawler.extract.layout import Anchor, Element, Line, Part


class Outline:
    """Lines, elements and anchors of one page, in document order. Made by crawler.extract.walk."""

    def __init__(self) -> None:
        self.elements: list[Element] = []
        self.lines: list[Line] = []
        self.anchors: list[Anchor] = []
        self.images: list[tuple[int, dict[str, str | None]]] = []   # element, attributes
        self.parts: list[Part] = []                      # that were remembered from other pages
        self.by_node: dict[int, int] = {}                # mem_id -> element index
        self.unnamed: dict[int, tuple[LexborNode, Part]] = {}   # roots of parts whose nodes are not in it yet

    def at(self, node: LexborNode) -> Element | None:
        """The element of exactly this node, None when it stands outside the visible page or made none."""
        if self.unnamed:
            self._name(node)
        index = self.by_node.get(node.mem_id)
        return None if index is None else self.elements[index]

    def of(self, node: LexborNode | None) -> Element | None:
        """The element of a node that a selector found: itself or the nearest one around it."""
        if self.unnamed and node is not None:
            self._name(node)
        while node is not None:
            index = self.by_node.get(node.mem_id)
            if index is not None:
                return self.elements[index]
            node = node.parent
        return None

    def _name(self, node: LexborNode | None) -> None:
        """Notes which elements the nodes of a remembered part made, once somebody asks for a node inside it: few pages need that."""
        while node is not None:
            if (found := self.unnamed.pop(node.mem_id, None)) is not None:
                root, part = found
                nodes = root.css("*")
                first = part.place[0]
                self.by_node.update((nodes[ordinal].mem_id, first + number) for number, ordinal in enumerate(part.ordinals))
                return
            node = node.parent

    def lines_that(self, test: Callable[[str], object]) -> Iterator[int]:
        """Numbers of the lines whose text passes a test (a plain function of the text), in their order. Remembered parts are asked once."""
        return self._passing(self.lines, test, [(part.place[1], part.lines, part) for part in self.parts])

    def links_that(self, test: Callable[[str], object]) -> Iterator[int]:
        """The same for the links."""
        return self._passing(self.anchors, test, [(part.place[2], part.anchors, part) for part in self.parts])

    @staticmethod
    def _passing(whole: list, test: Callable[[str], object], parts: list[tuple[int, list, Part]]) -> Iterator[int]:
        place = 0
        for begin, own, part in parts:
            yield from (number for number in range(place, begin) if test(whole[number].text))
            if (passed := part.passed.get(test)) is None:
                passed = part.passed[test] = tuple(number for number, one in enumerate(own) if test(one.text))
            yield from (begin + number for number in passed)
            place = begin + len(own)
        yield from (number for number in range(place, len(whole)) if test(whole[number].text))

    def ancestors(self, index: int) -> list[Element]:
        """The element and all around it, innermost first."""
        found = []
        while index >= 0:
            element = self.elements[index]
            found.append(element)
            index = element.parent
        return found

    def inside(self, index: int, outer: int) -> bool:
        """Whether an element is, or lies in, another."""
        while index > outer:
            index = self.elements[index].parent
        return index == outer

    def reach(self, index: int) -> tuple[int, int]:
        """First and last (excluded) index of an element and all inside it."""
        end = index + 1
        while end < len(self.elements) and self.elements[end].parent >= index:
            end += 1
        return index, end

    def text(self, first: int, last: int, outer: int = -1) -> str:
        """The lines as text; the cells of a table row stand on one line. `outer`: rows round this element are layout."""
        made: list[str] = []
        row = -1
        for line in self.lines[first:last]:
            if not line.text:
                continue
            here = self.row_of(line.element, outer)
            if made and here >= 0 and here == row:
                made[-1] += " " + line.text
            else:
                made.append(line.text)
            row = here
        return "\n".join(made)

    def row_of(self, index: int, outer: int = -1) -> int:
        """The table row of data that an element lies in, -1 for none: rows of layout are long or reach round the text."""
        for _ in range(6):
            if index <= outer:
                return -1
            element = self.elements[index]
            if element.tag == "tr":
                return index if element.chars <= 800 and element.last - element.first <= 60 else -1
            index = element.parent
        return -1
