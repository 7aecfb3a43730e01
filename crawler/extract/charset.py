"""Turns the bytes of a page into text, whatever the page says of its own charset."""

from __future__ import annotations

import codecs
import re

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_\-:.]{2,24})""", re.I)
_XML_DECLARED = re.compile(rb"""<\?xml[^>]{0,100}encoding\s*=\s*["']([A-Za-z0-9_\-]{2,24})""", re.I)
_HIGH_RUNS = re.compile(rb"[\x80-\xff]+")
_FREQUENT = frozenset("的一是在学校大公不了有和人这中年月日为通知关于院生教师研究工作及与员會學對於發國們時")
LOOKED_AT = 4096          # bytes in which browsers look for a declaration
DAMAGE = 0.002            # share of undecodable places that a cut or edited UTF-8 page may have


def declared(body: bytes, content_type: str = "") -> list[str]:
    """The names of charsets that the header, then the page, declare; in lower case, as Python knows them."""
    names = [m[1] for m in (_DECLARED.search(content_type.encode("latin-1", "replace")), _XML_DECLARED.search(body[:LOOKED_AT])) if m]
    names += [m[1] for m in _DECLARED.finditer(body[:LOOKED_AT])]
    made = []
    for name in names:
        try:
            made.append(codecs.lookup(name.decode("ascii")).name)
        except (LookupError, UnicodeDecodeError):
            continue
    return made


def decode(body: bytes, content_type: str = "") -> tuple[str, str]:
    """Text and the name of the charset it was in. Order: BOM, strict UTF-8, declaration, gb18030, big5. Never raises."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark):].decode(name, "replace"), name
    try:
        return body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    if body[:400].count(0) > 60:
        return _wide(body)
    names = declared(body, content_type)
    if _may_be_utf8(body) and _nearly_utf8(replaced := body.decode("utf-8", "replace"), body):
        return replaced, "utf-8"
    if _isolated(body):
        return body.decode("cp1252", "replace"), "windows-1252"
    return _chinese(body, names)


def _wide(body: bytes) -> tuple[str, str]:
    """UTF-16 without a mark: the zero bytes of ASCII markup tell the order."""
    name = "utf-16-le" if body[1:400:2].count(0) >= body[0:400:2].count(0) else "utf-16-be"
    return body.decode(name, "replace"), name


def _may_be_utf8(body: bytes) -> bool:
    """Whether the first stretch of other signs than ASCII is as little broken as a page in UTF-8 may be; in the GB family it is all broken."""
    first, allowed = _HIGH_RUNS.search(body), max(2.0, DAMAGE * len(body))
    start = first.start() if first else 0
    stretch = body[start:start + 2000 + int(8 * allowed)]
    return stretch.decode("utf-8", "replace").count("\ufffd") - 1 <= allowed     # 1: the sign that the stretch ends in


def _nearly_utf8(replaced: str, body: bytes) -> bool:
    """UTF-8 that was cut or pasted into: many good sequences, few broken places."""
    broken = replaced.count("\ufffd")
    few, thin = broken <= 2, broken < DAMAGE * len(replaced)
    if not few and not thin:                 # the GB family: nothing need be counted
        return False
    good = sum(1 for run in _HIGH_RUNS.findall(body[:200_000]) if len(run) >= 3) if broken else 0
    return few and good >= 3 * broken and _well_formed(replaced) or thin and good > 20 * broken


def _well_formed(replaced: str) -> bool:
    return sum("\u4e00" <= sign <= "\u9fff" for sign in replaced) > 4


def _isolated(body: bytes) -> bool:
    """Western text: the high bytes stand alone between letters, as no Chinese charset has them."""
    runs = _HIGH_RUNS.findall(body[:200_000])
    return bool(runs) and sum(len(run) == 1 for run in runs) > 0.9 * len(runs)


def _undamaged(body: bytes) -> str:
    """The text where it is whole in gb18030 and not in big5, "" elsewhere."""
    try:
        text = body.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    try:
        body.decode("big5")
    except UnicodeDecodeError:
        return "" if "\ufffd" in text else text
    return ""


def _chinese(body: bytes, names: list[str]) -> tuple[str, str]:
    """gb18030 for all of the GB family; big5 where it was declared or reads clearly better."""
    big = "big5" in names or "big5hkscs" in names
    if not big and (text := _undamaged(body)):
        return text, "gb18030"
    texts = {name: body.decode(name, "replace") for name in ("gb18030", "big5")}
    damage = {name: text.count("\ufffd") for name, text in texts.items()}
    fluent = {name: sum(map(text.count, _FREQUENT)) for name, text in texts.items()}
    if big and damage["big5"] <= damage["gb18030"] + 2 and fluent["big5"] >= fluent["gb18030"]:
        return texts["big5"], "big5"
    if fluent["big5"] > 3 * fluent["gb18030"] + 10 and damage["big5"] <= damage["gb18030"]:
        return texts["big5"], "big5"
    return texts["gb18030"], "gb18030"
