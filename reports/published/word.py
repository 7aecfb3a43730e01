"""The text of a legacy Word file (.doc, 97–2003): the piece table of [MS-DOC] §2.4.1, and no more of the format."""

from __future__ import annotations

import io
import re
import struct

import olefile

_FC_CLX = 0x01A2         # offset of fcClx in the FIB (rgFcLcb entry 33)
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
_LONGEST = 20_000_000    # characters


class WordError(ValueError):
    """The file is no Word document that can be read."""


def word_text(data: bytes) -> str:
    """The main text; paragraphs and table cells end in line breaks and tabs. Raises WordError."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            body = container.openstream("WordDocument").read()
            flags = struct.unpack_from("<H", body, 0x0A)[0]
            if flags & _ENCRYPTED:
                raise WordError("文件有密码")
            table = container.openstream("1Table" if flags & _TABLE_1 else "0Table").read()
            start, length = struct.unpack_from("<II", body, _FC_CLX)
            characters = struct.unpack_from("<I", body, 0x4C)[0]
            return _clean(_pieces(body, _piece_table(table[start:start + length]))[:characters])
    except (OSError, struct.error) as error:      # olefile's own errors are OSErrors
        raise WordError(f"文件结构不完整：{error}") from None


def _piece_table(clx: bytes) -> bytes:
    place = 0
    while place + 3 <= len(clx) and clx[place] == 1:      # Prc: formatting that pieces share
        place += 3 + struct.unpack_from("<H", clx, place + 1)[0]
    if place + 5 > len(clx) or clx[place] != 2:
        raise WordError("没有文字分段表")
    length = struct.unpack_from("<I", clx, place + 1)[0]
    return clx[place + 5:place + 5 + length]


def _pieces(body: bytes, plc: bytes) -> str:
    count = (len(plc) - 4) // 12
    if count < 1:
        raise WordError("文字分段表是空的")
    ends = struct.unpack_from(f"<{count + 1}I", plc, 0)
    text: list[str] = []
    for number in range(count):
        offset = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * number + 2)[0]
        length = min(max(0, ends[number + 1] - ends[number]), _LONGEST)
        if offset & 0x40000000:
            place = (offset & 0x3FFFFFFF) // 2
            text.append(body[place:place + length].decode("cp1252", "replace"))
        else:
            text.append(body[offset:offset + 2 * length].decode("utf-16-le", "replace"))
    return "".join(text)


def _clean(text: str) -> str:
    text = re.sub(r"\x13[^\x14\x15]{0,2000}\x14?", "", text).replace("\x15", "")    # field codes; their results stay
    return text.replace("\x07\x07", "\n").replace("\x07", "\t").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
