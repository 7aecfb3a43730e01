"""Takes the sting out of sources that are built to hurt a parser: bottomless nesting, tags with endless attributes."""

from __future__ import annotations

import re

DEPTH = 2000              # levels that no page made by people has
LONGEST_TAG = 30_000      # characters of one tag; data: pictures stand in attributes, so long ones occur
ATTRIBUTES = 400          # attributes of such a tag from which it is cut
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:\-]*)[^<>]*>")
# Tags that have no end, or that the parser closes by itself, make no depth.
_FLAT = frozenset("area base br col embed frame hr img input link meta param source track wbr html head body p li td th tr dd dt option optgroup thead tbody tfoot colgroup a title script style".split())
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{%d,}>" % LONGEST_TAG)
_STEP = LONGEST_TAG // 2  # a tag longer than LONGEST_TAG covers one stretch of this length from end to end


def flattened(source: str) -> str:
    """The source itself; where its opening tags outrun the closing ones by thousands, without the tags that lie too deep."""
    if len(source) > LONGEST_TAG and any(source.find("<", place, place + _STEP) < 0 for place in range(0, len(source) - _STEP, _STEP)):
        source = _LONG_TAG.sub(_shortened, source)
    opened = source.count("<")
    if opened < DEPTH:
        return source
    closed = source.count("</")
    if opened - 2 * closed < DEPTH and closed < 5 * DEPTH:
        return source
    return _cut(source)


def _shortened(match: re.Match[str]) -> str:
    tag = match[0]
    return tag if tag.count("=") < ATTRIBUTES else re.split(r"[\s/>]", tag, maxsplit=1)[0] + ">"


def _cut(source: str) -> str:
    depth, kept, place = 0, [], 0
    for match in _TAG.finditer(source):
        if match[2].lower() in _FLAT:
            continue
        deep = depth >= DEPTH
        depth = max(0, depth - 1) if match[1] else depth + 1
        if deep:
            kept.append(source[place:match.start()])
            kept.append("\n")
            place = match.end()
    kept.append(source[place:])
    return "".join(kept)
