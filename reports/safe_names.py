"""File names that Windows, macOS and Linux all accept."""

from __future__ import annotations

import re
import unicodedata

_RESERVED = {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10))}
_LONGEST = 60  # characters: in UTF-8 at most 180 bytes, below the 255 of common file systems, with room for a suffix


def safe_name(name: str, taken: set[str] | None = None) -> str:
    """A file name (without suffix) made of `name`: no forbidden, control or bidirectional character, no reserved
    device name, no trailing dot or space. `taken` holds names given out before, compared without case; it is added to."""
    text = unicodedata.normalize("NFC", "".join(c for c in name if unicodedata.category(c)[0] != "C"))
    text = re.sub(r'[<>:"/\\|?*]', "_", text)
    text = re.sub(r"\s+", " ", text).strip(" .")[:_LONGEST].rstrip(" .") or "未命名"
    if text.split(".")[0].strip().lower() in _RESERVED:
        text = "_" + text
    return text if taken is None else _unused(text, taken)


def _unused(text: str, taken: set[str]) -> str:
    number, found = 1, text
    while found.casefold() in taken:
        number += 1
        found = f"{text}（{number}）"
    taken.add(found.casefold())
    return found
