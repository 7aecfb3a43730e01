"""Reads the text of old office files that no maintained package reads: .doc (also .wps), .ppt and .rtf."""

from __future__ import annotations

import io
import re
import struct

import olefile

DAMAGED = (OSError, ValueError, IndexError, KeyError, struct.error, AttributeError, TypeError, RecursionError)


class Unreadable(Exception):
    """The file is damaged, protected, or of a make that cannot be read; the message says which, in Chinese."""


def read_doc(content: bytes) -> str:
    """The main text of a Word 97 … 2003 file by its piece table; Word 6/95 by its one span. Raises Unreadable.

    Source: [MS-DOC] 2.4.1 Retrieving Text, 2.5.1 Fib, 2.9.177 Pcd.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as compound:
            main = compound.openstream("WordDocument").read()
            flags, version = struct.unpack_from("<H", main, 0x0A)[0], struct.unpack_from("<H", main, 2)[0]
            if flags & 0x0100:
                raise Unreadable("文档有密码保护")
            if version < 101:
                return _tidy(_old_word(main))
            table = compound.openstream("1Table" if flags & 0x0200 else "0Table").read()
        return _tidy(_pieces(main, table))
    except DAMAGED as error:
        raise Unreadable(f"文档已损坏（{type(error).__name__}）") from None


def _old_word(main: bytes) -> str:
    first, last = struct.unpack_from("<II", main, 0x18)
    return main[first:last].decode("gb18030", "replace")


def _pieces(main: bytes, table: bytes) -> str:
    """Follows the piece table: each piece lies in the main stream as UTF-16 or as one byte a character."""
    wanted = struct.unpack_from("<I", main, 0x4C)[0]
    start, size = struct.unpack_from("<II", main, 0x1A2)
    clx, place = table[start:start + size], 0
    while place < len(clx) and clx[place] == 1:
        place += 3 + struct.unpack_from("<H", clx, place + 1)[0]
    if place >= len(clx) or clx[place] != 2:
        raise Unreadable("文档已损坏（没有文字表）")
    size = struct.unpack_from("<I", clx, place + 1)[0]
    plc = clx[place + 5:place + 5 + size]
    count = (len(plc) - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", plc, 0)
    parts, total = [], 0
    for number in range(count):
        where = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * number + 2)[0]
        length = min(ends[number + 1] - ends[number], wanted - total)
        if length <= 0:
            continue
        total += length
        if where & 0x40000000:
            offset = (where & 0x3FFFFFFF) // 2
            parts.append(main[offset:offset + length].decode("cp1252", "replace"))
        else:
            parts.append(main[where:where + 2 * length].decode("utf-16-le", "replace"))
    return "".join(parts)


def _tidy(text: str) -> str:
    """Field codes out, their results kept; cell and line marks as blanks and line ends."""
    text = re.sub(r"\x13[^\x13\x14\x15]{0,2000}\x14", "", text)
    text = re.sub(r"\x13[^\x13\x15]{0,2000}\x15", "", text).replace("\x15", "")
    text = text.replace("\r\x07", "\n").replace("\x07\x07", "\n").replace("\x07", " ").replace("\x0b", "\n").replace("\x0c", "\n").replace("\r", "\n")
    return re.sub(r"[\x00-\x08\x0e-\x1f]", "", text)


def read_ppt(content: bytes) -> str:
    """The text atoms of a PowerPoint 97 … 2003 file. Raises Unreadable. Source: [MS-PPT] 2.9.42, 2.9.43."""
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as compound:
            stream = compound.openstream("PowerPoint Document").read()
    except DAMAGED as error:
        raise Unreadable(f"演示文稿已损坏（{type(error).__name__}）") from None
    found, place = [], 0
    while place + 8 <= len(stream):
        head, kind, size = struct.unpack_from("<HHI", stream, place)
        place += 8
        if kind == 0x0FA0:
            found.append(stream[place:place + size].decode("utf-16-le", "replace"))
        elif kind == 0x0FA8:
            found.append(stream[place:place + size].decode("cp1252", "replace"))
        if head & 0x0F != 0x0F:
            place += size
    return "\n".join(part.replace("\r", "\n").replace("\x0b", "\n") for part in found)


_RTF = re.compile(rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.I)
_RTF_SKIPPED = frozenset(b"fonttbl colortbl stylesheet info pict object themedata colorschememapping latentstyles datastore listtable listoverridetable rsidtbl generator header footer headerl headerr footerl footerr xmlnstbl fldinst filetbl".split())
_RTF_BREAKS = {b"par": b"\n", b"line": b"\n", b"row": b"\n", b"cell": b" ", b"tab": b" ", b"sect": b"\n", b"page": b"\n"}


def read_rtf(content: bytes) -> str:
    """The text of an RTF file; bytes are read by its \\ansicpg (Chinese files: 936). Never raises."""
    page = re.search(rb"\\ansicpg(\d+)", content[:2000])
    charset = {b"936": "gb18030", b"950": "big5", b"65001": "utf-8"}.get(page[1] if page else b"936", "cp1252" if page else "gb18030")
    parts: list[str] = []
    raw = bytearray()
    stack: list[tuple[bool, int]] = []
    skipped, after, pending = False, 1, 0

    def flush() -> None:
        if raw:
            parts.append(raw.decode(charset, "replace"))
            raw.clear()

    for match in _RTF.finditer(content):
        word, number, escaped, symbol, brace, plain = match.groups()
        if brace == b"{":
            stack.append((skipped, after))
        elif brace == b"}":
            skipped, after = stack.pop() if stack else (False, 1)
        elif symbol == b"*":
            skipped = True
        elif word is not None and word.lower() in _RTF_SKIPPED:
            skipped = True
        elif skipped:
            continue
        elif word == b"uc":
            after = int(number or 1)
        elif word == b"u" and number:
            flush()
            parts.append(chr(int(number) % 65536))
            pending = after
        elif word == b"bin":
            continue
        elif word is not None:
            raw += _RTF_BREAKS.get(word.lower(), b"")
        elif escaped:
            if pending:
                pending -= 1
            else:
                raw.append(int(escaped, 16))
        elif symbol in (b"\\", b"{", b"}"):
            raw += symbol
        elif symbol == b"~":
            raw += b" "
        elif plain:
            raw += plain[pending:] if pending else plain
            pending = 0
    flush()
    return "".join(parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
