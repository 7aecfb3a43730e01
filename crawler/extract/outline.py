"""Lays a parsed page out as a reader sees it: lines, the elements that hold them, and links, in one pass over the tree."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.extract.layout import MANY, Anchor, Element, Line, clean
from crawler.extract.tags import KINDS, TEXT, Kind, kind_of

NODE_LIMIT = 400_000      # a page with more nodes is read up to here


class Outline:
    """Lines, elements and anchors of one page, in document order."""

    def __init__(self, tree: LexborHTMLParser):
        self.elements: list[Element] = []
        self.lines: list[Line] = []
        self.anchors: list[Anchor] = []
        self.images: list[tuple[int, LexborNode]] = []   # element, node
        self.by_node: dict[int, int] = {}                # mem_id -> element index
        self._parts: list[str] = []
        self._line_links: list[int] = []
        self._line_linked = 0
        self._open: list[int] = []
        self._entered = -1                               # the element that the node last gone into opened
        self._anchor: Anchor | None = None
        self._anchor_parts: list[str] = []
        self._heading = self._bold = 0
        self._addresses: dict[str, int] = {}
        root = tree.body or tree.root
        if root is not None:
            self._walk(root)
            self._flush()
        self._sum()

    # -- one pass -----------------------------------------------------------------------------------------------

    def _walk(self, root: LexborNode) -> None:
        """Depth first with a stack of its own: ten thousand levels must not end the process.

        Every node of every page passes here, so names are looked up once and a kind of tag is asked for by its number.
        """
        stack: list[tuple[LexborNode, Kind, int]] = []   # nodes gone into, with the element that each opened, -1 for none
        node, seen = root, 0
        while True:
            seen += 1
            if seen >= NODE_LIMIT:
                while stack:
                    self._leave(*stack.pop()[1:])
                return
            kind = KINDS.get(node.tag_id) or kind_of(node)
            if kind.text:
                self._take(node)
            elif not kind.skipped and (inner := self._enter(node, kind)) is not None:
                stack.append((node, kind, self._entered))
                node = inner
                continue
            while True:
                if node is root:
                    return
                if (following := node.next) is not None:
                    node = following
                    break
                node, kind, index = stack.pop()
                self._leave(kind, index)

    def _enter(self, node: LexborNode, kind: Kind) -> LexborNode | None:
        """Notes a node; gives its first child when it is to be gone into and must be left again."""
        tag = kind.tag
        if tag == "br":
            self._flush()
            if self._anchor is not None:
                self._anchor_parts.append(" ")
            return None
        if tag == "img":
            self.images.append((self._open[-1] if self._open else 0, node))
            return None
        inner = node.first_child
        if kind.block and self._parts:
            self._flush()
        attributes = node.attributes
        ident = ""
        if attributes and ("class" in attributes or "id" in attributes):
            ident = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".strip().lower()
        if inner is None and not kind.block and tag != "a":
            return None
        if tag == "a" and not ident and inner is not None and inner.tag_id == TEXT and inner.next is None and self._open:
            return self._whole_anchor(node, attributes, inner.text_content or "")
        self._entered = self._open_element(node, tag, ident, attributes) if kind.block or ident or not self._open else -1
        if tag == "a":
            self._open_anchor(node, ident, attributes)
        elif kind.heading:
            self._heading = kind.heading
        elif kind.bold:
            self._bold += 1
        if inner is not None and inner.tag_id == TEXT and inner.next is None:   # most nodes hold one text and nothing else
            self._take(inner)
            inner = None
        if inner is None:
            self._leave(kind, self._entered)
        return inner

    def _take(self, node: LexborNode) -> None:
        """Adds a text to the line under way, and to the link that it stands in."""
        if text := node.text_content:
            self._parts.append(text)
            if self._anchor is not None:
                self._anchor_parts.append(text)

    def _open_element(self, node: LexborNode, tag: str, ident: str, attributes: dict) -> int:
        elements, opened = self.elements, self._open
        index, parent, align = len(elements), opened[-1] if opened else -1, ""
        hidden = parent >= 0 and elements[parent].hidden
        if not attributes:
            align = "center" if tag == "center" else ""
        elif "style" in attributes or "align" in attributes:
            style = (attributes.get("style") or "").lower()
            align = "center" if "center" in ((attributes.get("align") or "") + style[:200]).lower() else ""
            hidden = hidden or "display:none" in style.replace(" ", "")
        elements.append(Element(index, parent, tag, ident, len(self.lines), 0, hidden, align))
        self.by_node[node.mem_id] = index
        opened.append(index)
        return index

    def _open_anchor(self, node: LexborNode, ident: str, attributes: dict) -> None:
        self._close_anchor()
        index = len(self.anchors)
        found = Anchor(index, (attributes.get("href") or "").strip(), "", attributes.get("title") or "", len(self.lines), self._open[-1], node, ident)
        self.anchors.append(found)
        self._line_links.append(index)
        self._anchor, self._anchor_parts = found, []

    def _whole_anchor(self, node: LexborNode, attributes: dict, text: str) -> None:
        """A link that holds one text and nothing else, as most do."""
        self._close_anchor()
        index, shown = len(self.anchors), clean(text)
        self.anchors.append(Anchor(index, (attributes.get("href") or "").strip(), shown, attributes.get("title") or "", len(self.lines), self._open[-1], node, ""))
        self._line_links.append(index)
        self._line_linked += len(shown)
        if text:
            self._parts.append(text)

    def _close_anchor(self) -> None:
        if (anchor := self._anchor) is not None:
            parts = self._anchor_parts
            anchor.text = text = clean(parts[0] if len(parts) == 1 else "".join(parts))
            self._line_linked += len(text)
            self._anchor = None

    def _leave(self, kind: Kind, index: int) -> None:
        if kind.tag == "a":
            self._close_anchor()
        elif kind.heading:
            self._flush()
            self._heading = 0
        elif kind.bold:
            self._bold = max(0, self._bold - 1)
        if kind.block and self._parts:
            self._flush()
        if index >= 0:
            self._open.pop()
            self.elements[index].last = len(self.lines) + (1 if self._parts and not kind.block else 0)

    def _flush(self) -> None:
        """Ends the line under way."""
        if not self._parts:
            return
        text = clean(self._parts[0] if len(self._parts) == 1 else "".join(self._parts))
        self._parts.clear()
        if not text:
            return
        linked = self._line_linked
        if self._anchor is not None:
            linked += len(clean("".join(self._anchor_parts)))
        element = self._open[-1] if self._open else 0
        self.lines.append(Line(text, element, self._heading, self._bold > 0, min(linked, len(text)), self._line_links))
        self._line_links, self._line_linked = [], 0

    # -- sums ---------------------------------------------------------------------------------------------------

    def _sum(self) -> None:
        """Adds lines, links and pictures up to the elements that hold them."""
        elements = self.elements
        for line in self.lines:
            element = elements[line.element]
            element.chars += len(line.text)
            element.linked += line.linked
        for anchor in self.anchors:
            if anchor.href:
                self._count_link(anchor)
        for index, _ in self.images:
            if elements:
                elements[index].images += 1
        for element in reversed(elements):
            if element.last < element.first:
                element.last = element.first
            if element.parent >= 0:
                above = elements[element.parent]
                above.chars += element.chars
                above.linked += element.linked
                above.links += element.links
                above.images += element.images
                if above.last < element.last:
                    above.last = element.last

    def _count_link(self, anchor: Anchor) -> None:
        address = self._addresses.setdefault(anchor.href, len(self._addresses))
        self.elements[anchor.element].links += 1
        index = anchor.element
        while index >= 0:
            element = self.elements[index]
            if element.single == MANY:
                return
            if element.single == -2:
                element.single = address
            elif element.single != address:
                element.single = MANY
            index = element.parent

    # -- questions ----------------------------------------------------------------------------------------------

    def of(self, node: LexborNode | None) -> Element | None:
        """The element of a node that a selector found: itself or the nearest one around it."""
        while node is not None:
            index = self.by_node.get(node.mem_id)
            if index is not None:
                return self.elements[index]
            node = node.parent
        return None

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
