"""Reads the text of office files of today, with limits on what an archive may unpack to: PDF, docx, pptx, odt, ofd, sheets, zip lists."""

from __future__ import annotations

import io
import zipfile
import zlib

from lxml import etree

from crawler import legacy
from crawler.legacy import Unreadable

TEXT_LIMIT = 200_000      # characters kept of one file
UNPACKED_LIMIT = 150_000_000  # bytes that one archive may unpack to
MEMBER_LIMIT = 40_000_000     # bytes of one member of an archive
PAGE_LIMIT = 300          # pages of a PDF, slides, sheets
ROW_LIMIT = 20_000        # rows of a sheet
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_DAMAGED = (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError, zlib.error)


def _pdf(content: bytes) -> str:
    import pypdfium2
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("PDF 有密码保护" if "password" in str(error).lower() else "PDF 已损坏") from None
    parts, total = [], 0
    try:
        for number in range(min(len(document), PAGE_LIMIT)):
            page = document[number]
            text = page.get_textpage().get_text_bounded()
            parts.append(text)
            total += len(text)
            if total > TEXT_LIMIT:
                break
    except pypdfium2.PdfiumError:
        if not parts:
            raise Unreadable("PDF 已损坏") from None
    return "\n".join(parts)


def _open_zip(content: bytes) -> zipfile.ZipFile:
    """An archive whose members keep within the limits. Raises Unreadable."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _DAMAGED:
        raise Unreadable("文件已损坏") from None
    if sum(info.file_size for info in archive.infolist()) > UNPACKED_LIMIT:
        raise Unreadable("解压后过大（疑似压缩炸弹），未读取")
    return archive


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    """One member within the limit. Raises Unreadable."""
    try:
        with archive.open(name) as stream:
            data = stream.read(MEMBER_LIMIT + 1)
    except KeyError:
        raise Unreadable("文件已损坏（缺少内容）") from None
    except _DAMAGED:
        raise Unreadable("文件已损坏或有密码保护") from None
    if len(data) > MEMBER_LIMIT:
        raise Unreadable("解压后过大（疑似压缩炸弹），未读取")
    return data


def _root(data: bytes) -> etree._Element:
    """The root of an office XML; entities stay closed, damage is repaired where it can be. Raises Unreadable."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False))
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        raise Unreadable("文件已损坏（XML 不完整）")
    return root


def _docx(content: bytes) -> str:
    """Paragraphs by line; the cells of a table row on one line, as a reader sees them."""
    with _open_zip(content) as archive:
        root = _root(_member(archive, _named(archive, "word/document")))
    made: list[str] = []
    row = None
    for paragraph in root.iter(_WORD + "p"):
        text = "".join(node.text or "" if node.tag == _WORD + "t" else " " for node in paragraph.iter(_WORD + "t", _WORD + "tab", _WORD + "br"))
        here = next(paragraph.iterancestors(_WORD + "tr"), None)
        if here is not None and here is row:
            made[-1] += " " + text
        else:
            made.append(text)
        row = here
    return "\n".join(made)


def _named(archive: zipfile.ZipFile, start: str) -> str:
    for name in archive.namelist():
        if name.startswith(start) and name.endswith(".xml"):
            return name
    raise Unreadable("文件已损坏（缺少内容）")


def _parts(content: bytes, fits, paragraph: str, text: str) -> str:
    """The paragraphs of every part of an archive that fits, parts in the order of their numbers."""
    made = []
    with _open_zip(content) as archive:
        for name in sorted(filter(fits, archive.namelist()), key=lambda name: (len(name), name))[:PAGE_LIMIT]:
            for block in _root(_member(archive, name)).iter("{*}" + paragraph):
                made.append("".join(node.text or "" for node in block.iter("{*}" + text)))
    return "\n".join(made)


def _slides(content: bytes) -> str:
    return _parts(content, lambda name: name.startswith("ppt/slides/slide") and name.endswith(".xml"), "p", "t")


def _ofd(content: bytes) -> str:
    return _parts(content, lambda name: name.endswith("Content.xml"), "TextObject", "TextCode")


def _odt(content: bytes) -> str:
    with _open_zip(content) as archive:
        root = _root(_member(archive, "content.xml"))
    return "\n".join("".join(node.itertext()) for node in root.iter(_TEXT + "p", _TEXT + "h"))


def _workbook(content: bytes) -> str:
    import python_calamine
    if content.startswith(b"PK"):
        _open_zip(content).close()
    try:
        book = python_calamine.load_workbook(io.BytesIO(content))
        parts, total = [], 0
        for name in book.sheet_names[:PAGE_LIMIT]:
            parts.append(name)
            for row in book.get_sheet_by_name(name).to_python(skip_empty_area=True)[:ROW_LIMIT]:
                line = " ".join(_cell(value) for value in row if value not in ("", None))
                parts.append(line)
                total += len(line)
                if total > TEXT_LIMIT:
                    return "\n".join(parts)
    except python_calamine.PasswordError:
        raise Unreadable("工作簿有密码保护") from None
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Unreadable(f"工作簿已损坏（{type(error).__name__}）") from None
    return "\n".join(part for part in parts if part)


def _cell(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else str(value)


def _listing(content: bytes) -> str:
    """The names in an archive: they say what was published in it."""
    with _open_zip(content) as archive:
        return "\n".join(_member_name(info) for info in archive.infolist()[:2000] if not info.is_dir())


def _member_name(info: zipfile.ZipInfo) -> str:
    """A name in an archive; without the UTF-8 flag Chinese systems write GBK, which zipfile shows as cp437."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return info.filename


def _plain(content: bytes) -> str:
    from crawler.extract.charset import decode
    return decode(content)[0]


READERS = {
    "pdf": _pdf, "docx": _docx, "pptx": _slides, "odt": _odt, "ofd": _ofd, "xlsx": _workbook, "xls": _workbook, "ods": _workbook, "doc": legacy.read_doc, "ppt": legacy.read_ppt,
    "rtf": legacy.read_rtf, "text": _plain, "zip": _listing,
}
