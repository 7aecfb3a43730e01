"""Takes the sting out of sources that are built to hurt a parser: bottomless nesting."""

from __future__ import annotations

import re

DEPTH = 2000              # levels that no page made by people has
_CONTAINER = re.compile(r"<(/?)(?:div|span|font|b|i|u|em|strong|ul|ol|li|table|tr|td|p|a|center|blockquote|section|small|big|o:p)\b[^<>]*>", re.I)


def flattened(source: str) -> str:
    """The source itself; or, where its opening tags outrun the closing ones by thousands, one without the tags too deep."""
    if source.count("<") - 2 * source.count("</") < DEPTH and source.count("<div") + source.count("<DIV") < 20 * DEPTH:
        return source
    depth, kept, place = 0, [], 0
    for match in _CONTAINER.finditer(source):
        depth += -1 if match[1] else 1
        if depth > DEPTH or match[1] and depth >= DEPTH:
            kept.append(source[place:match.start()])
            kept.append("\n")
            place = match.end()
    kept.append(source[place:])
    return "".join(kept)
