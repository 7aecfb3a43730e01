"""Turns a published report (docx, doc, pdf, html, txt) into lines of text, its addresses and the day it carries."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from bs4 import BeautifulSoup
from docx import Document
from docx.opc.exceptions import OpcError
from lxml.etree import XMLSyntaxError

from crawler.archive import read_file
from crawler.errors import BadInput

_LARGEST = 100_000_000  # bytes of a file
_UNPACKED = 400_000_000  # bytes of all parts of a DOCX
_PAGES = 1_000
# What a damaged or encrypted package raises, by the layer that notices it first.
_BROKEN_DOCX = (zipfile.BadZipFile, OpcError, KeyError, ValueError, NotImplementedError, RuntimeError, EOFError, zlib.error, XMLSyntaxError)
_BLOCKS = ("p", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "br", "table", "section", "article", "title", "dd", "dt", "ul", "ol")
_WEB = re.compile(r"https?://\s*[^\s，。；、）)》”\"'<>]+", re.IGNORECASE)


@dataclass(frozen=True)
class Published:
    """A report as text. `lines`: no empty ones; cells of a table row parted by tabs. `links`: every address, printed or linked.
    `dated`: the publication day the page itself states (HTML only), as printed."""

    lines: tuple[str, ...]
    links: tuple[str, ...]
    dated: str = ""


def read_published(path: Path) -> Published:
    """Reads a report. Raises BadInput with one line that names the file and the remedy."""
    try:
        data = path.read_bytes() if path.stat().st_size <= _LARGEST else None
    except OSError as error:
        raise BadInput(f"{path}：读不了这个文件（{error.strerror or error}）；请检查路径") from None
    if data is None:
        raise BadInput(f"{path}：文件超过 {_LARGEST // 1_000_000} MB；请确认是年度报告")
    published = _reader(path, data)(path, data)
    if sum(len(line) for line in published.lines) < 20:
        raise BadInput(f"{path}：没有读到文字（可能是扫描件或空文件）；请提供可以复制文字的版本")
    return published


def _reader(path: Path, data: bytes) -> Callable[[Path, bytes], Published]:
    """By what the file is, not by its name: schools rename HTML to .doc."""
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    marks = ((b"PK\x03\x04", _docx), (b"%PDF", _pdf), (b"\xd0\xcf\x11\xe0", _old), (b"{\\rtf", _old))
    for mark, reader in marks:
        if head.startswith(mark):
            return reader
    looks_html = re.search(rb"<(!doctype|html|head|body|p|div|table)\b", head, re.IGNORECASE) or path.suffix.lower() in (".html", ".htm")
    return _html if looks_html else _text


def _docx(path: Path, data: bytes) -> Published:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(entry.file_size for entry in package.infolist()) > _UNPACKED:
                raise BadInput(f"{path}：解压后过大；请确认是年度报告")
        document = Document(io.BytesIO(data))
    except _BROKEN_DOCX as error:
        raise BadInput(f"{path}：不是完好的 DOCX 文件（{error}）；请用 Word 打开后另存为 DOCX") from None
    links = [rel.target_ref for rel in document.part.rels.values() if rel.reltype.endswith("/hyperlink")]
    return _published(_body(document), links)


def _body(document: object) -> Iterator[str]:
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                yield "\t".join(cell.text.replace("\n", " ") for cell in row.cells)
        else:
            yield block.text


def _pdf(path: Path, data: bytes) -> Published:
    try:
        document = pypdfium2.PdfDocument(data)
        pages = [document[number].get_textpage().get_text_bounded() for number in range(min(len(document), _PAGES))]
    except pypdfium2.PdfiumError as error:
        raise BadInput(f"{path}：读不了这个 PDF（{error}）；请另存为没有密码的 PDF 或 DOCX") from None
    return _published(_joined("\n".join(pages).splitlines()), [])


def _joined(lines: list[str]) -> Iterator[str]:
    """Puts broken lines together again: a line goes on unless it ends a sentence or the next begins a heading or entry."""
    held = ""
    for line in (line.strip() for line in lines):
        starts = re.match(r"[一二三四五六七八九十]+[、．.]|[（(][一二三四五六七八九十\d]+[）)]|\d+[．.、]|第[一二三四五六七八九十]+[部大]", line)
        if re.fullmatch(r"[—–\-－\s]*\d{1,3}[—–\-－\s]*", line):
            continue  # a page number
        if held and (starts or held[-1] in "。：；！？" or not line or re.match(r"[一二三四五六七八九十]+、", held) and len(held) < 30):
            yield held
            held = ""
        held += line
    yield held


def _old(path: Path, data: bytes) -> Published:
    """.doc and .rtf."""
    text, fault = read_file(data)
    if fault:
        raise BadInput(f"{path}：读不了这个文件（{fault}）；请用 Word 或 WPS 另存为 DOCX")
    return _published(text.splitlines(), [])


def _html(path: Path, data: bytes) -> Published:
    soup = BeautifulSoup(_decoded(data), "lxml")
    for tag in soup(["script", "style", "noscript", "template"]):
        tag.decompose()
    links = [str(tag["href"]) for tag in soup.find_all("a", href=True) if str(tag["href"]).startswith("http")]
    for cell in soup.find_all(["td", "th"]):
        cell.append("\t")
        for inner in cell.find_all(_BLOCKS):
            inner.unwrap()
    for tag in soup.find_all(_BLOCKS):
        tag.insert_before("\n")
        tag.append("\n")
    text = soup.get_text()
    dated = re.search(r"(?:发布|公布|更新|发表)(?:时间|日期)\s*[:：]?\s*(\d{4}[-年./]\d{1,2}[-月./]\d{1,2})", text)
    return _published(text.splitlines(), links, dated[1] if dated else "")


def _decoded(data: bytes) -> str:
    """UTF-8 if it is, else the national standard, whatever the page declares: declarations of old pages are often wrong."""
    try:
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def _text(path: Path, data: bytes) -> Published:
    marked = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}.get(data[:2])
    for encoding in (marked,) if marked else ("utf-8-sig", "gb18030"):
        try:
            return _published(data.decode(encoding).splitlines(), [])
        except UnicodeDecodeError:
            continue
    raise BadInput(f"{path}：认不出文字编码；请另存为 UTF-8 编码的文本文件")


def _published(lines: Iterator[str] | list[str], links: list[str], dated: str = "") -> Published:
    kept = []
    for line in lines:
        line = "".join(c for c in line if c == "\t" or unicodedata.category(c)[0] != "C").replace("\u3000", " ").replace("\xa0", " ")
        line = re.sub(r"[ ]+", " ", line).strip()
        if line:
            kept.append(line)
    printed = [re.sub(r"\s", "", found) for line in kept for found in _WEB.findall(line)]
    return Published(tuple(kept), tuple(dict.fromkeys([*printed, *links])), dated)
