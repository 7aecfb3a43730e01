"""Goes through a parsed page once, node by node, and lays it out; what stands on many pages is taken over as it was laid out before."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.extract import repeats
from crawler.extract.layout import MANY, Anchor, Element, Line, Part, clean
from crawler.extract.outline import Outline
from crawler.extract.repeats import MEMORY, Watch
from crawler.extract.tags import KINDS, TEXT, Kind, kind_of

NODE_LIMIT = 400_000      # a page with more nodes is read up to here


def lay_out(tree: LexborHTMLParser) -> Outline:
    """The outline of a page."""
    walk = _Walk()
    root = tree.body or tree.root
    if root is not None:
        walk.through(root)
        walk.flush()
    walk.sum_up()
    for watch in walk.watched:
        if (part := repeats.cut(walk.outline, watch)) is not None:
            MEMORY.keep(watch.html, part)
    return walk.outline


class _Walk:
    """One pass over a page."""

    def __init__(self) -> None:
        self.outline = made = Outline()
        self.elements, self.lines, self.anchors, self.by_node = made.elements, made.lines, made.anchors, made.by_node
        self._parts: list[str] = []                      # texts of the line under way
        self._line_links: list[int] = []
        self._line_linked = 0
        self._open: list[int] = []
        self._entered = -1                               # the element that the node last gone into opened
        self._anchor: Anchor | None = None
        self._anchor_node: LexborNode | None = None
        self._anchor_parts: list[str] = []
        self._heading = self._bold = 0
        self._limit = NODE_LIMIT                         # … less the nodes of remembered parts
        self._tries = repeats.TRIES
        self._watches: list[Watch] = []                  # of subtrees that will be remembered, the innermost last
        self._watching = -2                              # the element of the innermost one
        self.watched: list[Watch] = []

    def through(self, root: LexborNode) -> None:
        """Depth first with a stack of its own: ten thousand levels must not end the process.

        Every node of every page passes here, so names are looked up once and a kind of tag is asked for by its number.
        """
        stack: list[tuple[LexborNode, Kind, int]] = []   # nodes gone into, with the element that each opened, -1 for none
        node, seen = root, 0
        while True:
            seen += 1
            if seen >= self._limit:
                while stack:
                    self._leave(*stack.pop()[1:])
                return
            kind = KINDS.get(node.tag_id) or kind_of(node)
            if kind.text:
                self._take(node)
            elif not kind.skipped and (inner := self._enter(node, kind, seen)) is not None:
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
                if index == self._watching:
                    self._watched_whole(seen)

    def _enter(self, node: LexborNode, kind: Kind, seen: int) -> LexborNode | None:
        """Notes a node; gives its first child when it is to be gone into and must be left again."""
        tag = kind.tag
        if tag == "br":
            self.flush()
            if self._anchor is not None:
                self._anchor_parts.append(" ")
            return None
        if tag == "img":
            self._picture(node)
            return None
        inner = node.first_child
        if kind.block and self._parts:
            self.flush()
        attributes = node.attributes
        ident = ""
        if attributes and ("class" in attributes or "id" in attributes):
            ident = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".strip().lower()
        if inner is None:
            if not kind.block and tag != "a":
                if tag == "i" and ident and self._anchor is None:
                    self._parts.append(" ")   # an icon stands between two texts
                return None
        elif inner.tag_id == TEXT and inner.next is None:
            if tag == "a" and not ident and self._open:
                return self._whole_anchor(attributes, inner.text_content or "")
        elif kind.holder and self._tries and self._remembered(node, kind, ident, seen):
            return None
        self._entered = self._open_element(node, tag, ident, attributes) if kind.block or ident or not self._open else -1
        if tag == "a":
            self._open_anchor(node, attributes)
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

    def _picture(self, node: LexborNode) -> None:
        index = self._open[-1] if self._open else 0
        self.outline.images.append((index, node.attributes))
        if self.elements:
            self.elements[index].images += 1

    def _open_element(self, node: LexborNode, tag: str, ident: str, attributes: dict[str, str | None]) -> int:
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

    # -- links --------------------------------------------------------------------------------------------------

    def _add_anchor(self, attributes: dict[str, str | None], text: str) -> Anchor:
        index, element, href = len(self.anchors), self._open[-1], (attributes.get("href") or "").strip()
        found = Anchor(index, href, text, attributes.get("title") or "", len(self.lines), element, attributes)
        self.anchors.append(found)
        self._line_links.append(index)
        if href:
            holder = self.elements[element]
            holder.links += 1
            holder.single = href if not holder.single or holder.single == href else MANY
        return found

    def _open_anchor(self, node: LexborNode, attributes: dict[str, str | None]) -> None:
        self._close_anchor()
        self._anchor, self._anchor_node, self._anchor_parts = self._add_anchor(attributes, ""), node, []

    def _whole_anchor(self, attributes: dict[str, str | None], text: str) -> None:
        """A link that holds one text and nothing else, as most do."""
        self._close_anchor()
        shown = clean(text)
        self._add_anchor(attributes, shown)
        self._line_linked += len(shown)
        if text:
            self._parts.append(text)

    def _close_anchor(self) -> None:
        if (anchor := self._anchor) is not None:
            parts = self._anchor_parts
            anchor.text = text = clean(parts[0] if len(parts) == 1 else "".join(parts))
            self._line_linked += len(text)
            if not text and (image := self._anchor_node.css_first("img")) is not None:
                said = image.attributes
                anchor.picture = " ".join((said.get("alt") or said.get("title") or "").split())
            self._anchor = self._anchor_node = None

    # -- ends ---------------------------------------------------------------------------------------------------

    def _leave(self, kind: Kind, index: int) -> None:
        if kind.tag == "a":
            self._close_anchor()
        elif kind.heading:
            self.flush()
            self._heading = 0
        elif kind.bold:
            self._bold = max(0, self._bold - 1)
        if kind.block and self._parts:
            self.flush()
        if index >= 0:
            self._open.pop()
            self.elements[index].last = len(self.lines) + (1 if self._parts and not kind.block else 0)

    def flush(self) -> None:
        """Ends the line under way."""
        parts = self._parts
        if not parts:
            return
        text = clean(parts[0] if len(parts) == 1 else "".join(parts))
        parts.clear()
        if not text:
            return
        linked, size = self._line_linked, len(text)
        if self._anchor is not None:
            linked += len(clean("".join(self._anchor_parts)))
        if linked > size:
            linked = size
        index = self._open[-1] if self._open else 0
        self.lines.append(Line(text, index, self._heading, self._bold > 0, linked, self._line_links))
        self._line_links, self._line_linked = [], 0
        element = self.elements[index]
        element.chars += size
        element.linked += linked

    def sum_up(self) -> None:
        """Adds lines, links and pictures up to the elements that hold them. Remembered parts are summed up already."""
        elements, own, place = self.elements, [], 0
        for part in self.outline.parts:
            own += elements[place:part.place[0] + 1]
            place = part.place[0] + len(part.elements)
        own += elements[place:]
        for element in reversed(own):
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
                if element.single and above.single != element.single:
                    above.single = MANY if above.single else element.single
        if own and own[0].last > len(self.lines):        # blanks at the very end made no line
            for element in own:
                element.first, element.last = min(element.first, len(self.lines)), min(element.last, len(self.lines))

    # -- what stands on other pages, too ------------------------------------------------------------------------

    def _remembered(self, node: LexborNode, kind: Kind, ident: str, seen: int) -> bool:
        """Lays a subtree out as it was on another page; else sees to it that it is remembered when it was met before.

        Only where nothing around it has a say in how it is laid out: no line, link, heading or bold text under way.
        """
        opened = self._open
        if not opened or len(opened) > repeats.DEPTH or self._anchor or self._heading or self._bold or self._line_linked or self.elements[opened[-1]].hidden:
            return False
        sort = (kind.tag, ident, len(opened))
        if not MEMORY.worth_asking(sort):
            return False
        self._tries -= 1
        html = node.html
        part = MEMORY.find(html, sort)
        if part is not None and seen + part.nodes < self._limit:
            self._put(node, html, part)
            return True
        if MEMORY.met_before(html):
            starts = (len(self.elements), len(self.lines), len(self.anchors), len(self.outline.images))
            self._watches.append(Watch(node, html, starts, len(self._line_links), seen - self._limit))
            self._watching = starts[0]
        return False

    def _put(self, node: LexborNode, html: str, part: Part) -> None:
        place = (len(self.elements), len(self.lines), len(self.anchors), self._open[-1])
        if part.place != place:
            part = part.moved(place)
            MEMORY.keep(html, part)
        carried, lines = self._line_links, part.lines
        if carried and lines:
            first = lines[0]
            lines = [Line(first.text, first.element, first.heading, first.bold, first.linked, carried + first.links), *lines[1:]]
        self._line_links = [*part.left] if lines else carried + part.left
        self._line_linked = part.left_linked
        self.elements += part.elements
        self.lines += lines
        self.anchors += part.anchors
        self.outline.images += part.images
        self.outline.parts.append(part)
        self.outline.unnamed[node.mem_id] = (node, part)
        self._limit -= part.nodes

    def _watched_whole(self, seen: int) -> None:
        """Ends the innermost watch; it counts where the subtree left nothing open."""
        watch = self._watches.pop()
        self._watching = self._watches[-1].starts[0] if self._watches else -2
        if self._anchor is None and not self._heading and not self._bold:
            watch.ends = (len(self.elements), len(self.lines), len(self.anchors), len(self.outline.images))
            watch.left, watch.left_linked, watch.nodes = tuple(self._line_links), self._line_linked, seen - self._limit - watch.nodes
            self.watched.append(watch)
