"""Says what kind of file some bytes are, by the bytes themselves: endings and headers lie."""

from __future__ import annotations

import io
import zipfile

_MAGIC = (
    (b"%PDF", "pdf"), (b"{\\rtf", "rtf"), (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"), (b"Rar!\x1a", "rar"), (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gz"), (b"\xff\xd8\xff", "image"), (b"\x89PNG", "image"), (b"GIF8", "image"), (b"BM", "image"), (b"II*\x00", "image"), (b"MM\x00*", "image"), (b"\x31\xbe\x00\x00", "write"), (b"\xdb\xa5", "word2"),
)
_MEMBERS = (  # a member of the archive, or its beginning, that tells the kind
    ("word/document", "docx"), ("xl/workbook", "xlsx"), ("ppt/presentation", "pptx"), ("OFD.xml", "ofd"), ("content.xml", "odf"),
)
_STREAMS = (("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"), ("PowerPoint Document", "ppt"), ("EncryptedPackage", "encrypted"))


def kind_of(content: bytes) -> str:
    """"pdf", "docx", "xlsx", "pptx", "ods", "odt", "ofd", "doc", "xls", "ppt", "rtf", "zip", "rar", "7z", "gz", "image", "html", "text", "encrypted", "unknown" or "" for no bytes."""
    if not content.strip(b"\x00 \r\n\t"):
        return ""
    start = content[:2048].lstrip(b"\r\n\t \xef\xbb\xbf")
    for magic, kind in _MAGIC:
        if start.startswith(magic):
            return _archive(content) if kind == "zip" else _compound(content) if kind == "ole" else kind
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if start.startswith(b"RIFF") and start[8:12] == b"WEBP":
        return "image"
    low = start[:1024].lower()
    if low.startswith((b"<!doctype", b"<html", b"<head", b"<script", b"<meta", b"<title", b"<body", b"<div", b"<!--", b"<table", b"<p", b"<?xml")) or b"<html" in low:
        return "html"
    return "text" if _readable(content[:4096]) else "unknown"


def _archive(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()[:5000]
            for member, kind in _MEMBERS:
                if any(name.startswith(member) for name in names):
                    return _open_document(archive) if kind == "odf" else kind
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return "broken"
    return "zip"


def _open_document(archive: zipfile.ZipFile) -> str:
    try:
        with archive.open("mimetype") as member:
            return "ods" if b"spreadsheet" in member.read(200) else "odt"
    except KeyError:
        return "odt"


def _compound(content: bytes) -> str:
    import olefile
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as compound:
            return next((kind for stream, kind in _STREAMS if compound.exists(stream)), "unknown")
    except (OSError, ValueError, IndexError, AttributeError, TypeError, RecursionError, MemoryError):
        return "broken"


def _readable(start: bytes) -> bool:
    """Whether bytes look like text: no zero bytes, few control characters."""
    if b"\x00" in start:
        return start[:2] in (b"\xff\xfe", b"\xfe\xff")
    return sum(byte < 9 or 13 < byte < 32 for byte in start) <= len(start) // 50
