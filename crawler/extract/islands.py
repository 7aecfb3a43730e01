"""Opens lists that stand in scripts: the record set of jpage (大汉), which a browser would lay out as rows."""

from __future__ import annotations

import re
from html import unescape

RECORDS = 2000            # records of one page that are laid out


def opened(source: str) -> str:
    """The source with its record sets laid out as lists; the source itself when it has none."""
    begin = source.find("<recordset>")
    if begin < 0:
        return source
    end = source.find("</recordset>", begin)
    records = _between(source[begin:end if end > 0 else len(source)], "record")
    if not records:
        return source
    rows = [row if re.match(r"\s*<(?:li|tr)\b", row, re.I) else f"<li>{row}</li>" for row in map(_bare, records)]
    holder = ("<table class='hanweb_records'>", "</table>") if re.match(r"\s*<tr\b", rows[0], re.I) else ("<ul class='hanweb_records'>", "</ul>")
    following = "".join(f"<div class='default_pgContainer'>{_bare(group)}</div>" for group in _between(source, "nextgroup")[:3])
    laid = f"{holder[0]}{''.join(rows)}{holder[1]}{following}"
    start, stop = _script(source, begin, end)
    return source[:start] + laid + source[stop:]


def _between(source: str, tag: str) -> list[str]:
    """What stands in each element of a tag, in linear time; CDATA marks cut off."""
    found = []
    for piece in source.split(f"<{tag}>")[1:RECORDS + 1]:
        inner, closed, _ = piece.partition(f"</{tag}>")
        if closed:
            found.append(inner.strip().removeprefix("<![CDATA[").removesuffix("]]>"))
    return found


def _bare(record: str) -> str:
    return unescape(record) if "&lt;" in record and "<a" not in record else record


def _script(source: str, begin: int, end: int) -> tuple[int, int]:
    """The whole <script> round a record set; the record set alone where the answer is XML."""
    start = source.rfind("<script", 0, begin)
    stop = source.find("</script>", begin)
    if start >= 0 and stop >= 0 and source.find("</script>", start, begin) < 0:
        return start, stop + len("</script>")
    first = source.find("<datastore>")
    return (first if 0 <= first < begin else begin), len(source)
