"""Reads the text of attachments of every kind, each in a process that can be ended: files are the web's worst input."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import threading
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path

from crawler import legacy
from crawler.filetypes import kind_of
from crawler.legacy import Unreadable

TEXT_LIMIT = 200_000      # characters kept of one file
SIZE_LIMIT = 60_000_000   # bytes of one file that is looked into at all
UNPACKED_LIMIT = 150_000_000  # bytes that one archive may unpack to
MEMBER_LIMIT = 40_000_000     # bytes of one member of an archive
PAGE_LIMIT = 300          # pages of a PDF, slides, sheets
ROW_LIMIT = 20_000        # rows of a sheet
TIME_LIMIT = 30.0         # seconds for one file
MEMORY_LIMIT = 1_500_000_000  # bytes of address space of the reading process, where the system can limit it
VERSION = 1               # raise it when reading changes: caches are keyed by it


@dataclass(frozen=True, slots=True)
class FileText:
    """What a file says. `state`: "open", "unreadable" (damaged, protected, scanned, a picture), "too_large",
    "blocked", "login", "campus_only" or "dead" (a page came instead of a file). `detail` is in Chinese."""

    kind: str
    text: str
    state: str = "open"
    detail: str = ""


def read_file(content: bytes) -> FileText:
    """Reads a file in this process: for the worker, and for bytes one trusts. Never raises but on lack of memory."""
    if len(content) > SIZE_LIMIT:
        return FileText("", "", "too_large", f"文件超过 {SIZE_LIMIT // 1_000_000} MB，未读取")
    kind = kind_of(content)
    if kind == "html":
        return _page_instead(content)
    reader = _READERS.get(kind)
    if reader is None:
        return FileText(kind, "", "unreadable", _WHY.get(kind, "认不出的文件格式"))
    try:
        text = reader(content)[:TEXT_LIMIT]
    except Unreadable as error:
        return FileText(kind, "", "unreadable", str(error))
    if not text.strip():
        return FileText(kind, "", "unreadable", "PDF 里没有文字，是扫描件或图片" if kind == "pdf" else "文件里没有文字")
    return FileText(kind, _clean(text))


_WHY = {
    "": "文件是空的", "broken": "文件已损坏", "image": "附件是图片，没有文字", "encrypted": "文档有密码保护", "rar": "RAR 压缩包，未解压", "7z": "7z 压缩包，未解压",
    "gz": "gzip 压缩包，未解压", "unknown": "认不出的文件格式",
}


def _clean(text: str) -> str:
    lines = (" ".join(line.replace("\x00", "").split()) for line in text.replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line).encode("utf-8", "replace").decode("utf-8")


def _page_instead(content: bytes) -> FileText:
    """A web page where a file should be: a captcha, a refusal, or a Word file saved as a page."""
    from crawler.extract.charset import decode
    from crawler.refusals import refused, visible_text
    html = decode(content)[0]
    state, detail = refused(200, (), html)
    if state == "soft_404":
        return FileText("html", "", "dead", detail)
    if state != "open":
        return FileText("html", "", state if state in ("blocked", "login", "campus_only") else "unreadable", detail)
    if "urn:schemas-microsoft-com:office" in html[:3000]:
        return FileText("html", visible_text(html)[:TEXT_LIMIT])
    return FileText("html", "", "unreadable", "答复的是网页，不是文件")


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
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
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
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        raise Unreadable("文件已损坏或有密码保护") from None
    except Exception as error:  # zlib.error and lzma.LZMAError derive from nothing narrower
        raise Unreadable(f"文件已损坏（{type(error).__name__}）") from None
    if len(data) > MEMBER_LIMIT:
        raise Unreadable("解压后过大（疑似压缩炸弹），未读取")
    return data


def _xml_text(data: bytes, texts: frozenset[str], lines: frozenset[str], blanks: frozenset[str]) -> str:
    """The text of an office XML: elements that carry text, that end a line, that stand for a blank. Entities stay closed."""
    from lxml import etree
    parts: list[str] = []
    parser = etree.iterparse(io.BytesIO(data), events=("end",), resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    try:
        for _, element in parser:
            name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
            if name in texts and element.text:
                parts.append(element.text)
            elif name in lines:
                parts.append("\n")
            elif name in blanks:
                parts.append(" ")
            if name in lines:
                element.clear()
    except etree.XMLSyntaxError:
        if not parts:
            raise Unreadable("文件已损坏（XML 不完整）") from None
    return "".join(parts)


_WORD = (frozenset(("t", "delText")), frozenset(("p", "br", "tr")), frozenset(("tab", "tc")))
_SLIDE = (frozenset("t"), frozenset("p"), frozenset())
_OPEN = (frozenset(("p", "h", "span", "a")), frozenset(("p", "h", "table-row")), frozenset(("tab", "s")))
_OFD = (frozenset(("TextCode",)), frozenset(("TextObject",)), frozenset())


def _docx(content: bytes) -> str:
    with _open_zip(content) as archive:
        name = next(name for name in archive.namelist() if name.startswith("word/document") and name.endswith(".xml"))
        return _rows_on_one_line(_member(archive, name))


def _rows_on_one_line(data: bytes) -> str:
    """Paragraphs by line; the cells of a table row on one line, as a reader sees them."""
    from lxml import etree
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    root = etree.fromstring(data, parser)
    if root is None:
        raise Unreadable("文件已损坏（XML 不完整）")
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    made: list[str] = []
    row = None
    for paragraph in root.iter(space + "p"):
        text = "".join(node.text or "" if node.tag == space + "t" else " " for node in paragraph.iter(space + "t", space + "tab", space + "br"))
        here = next(paragraph.iterancestors(space + "tr"), None)
        if here is not None and here is row:
            made[-1] += " " + text
        else:
            made.append(text)
        row = here
    return "\n".join(made)


def _slides(content: bytes) -> str:
    with _open_zip(content) as archive:
        names = sorted((name for name in archive.namelist() if name.startswith("ppt/slides/slide") and name.endswith(".xml")), key=lambda name: (len(name), name))
        return "\n".join(_xml_text(_member(archive, name), *_SLIDE) for name in names[:PAGE_LIMIT])


def _odt(content: bytes) -> str:
    from lxml import etree
    with _open_zip(content) as archive:
        root = etree.fromstring(_member(archive, "content.xml"), etree.XMLParser(resolve_entities=False, no_network=True, recover=True))
    if root is None:
        raise Unreadable("文件已损坏（XML 不完整）")
    return "\n".join("".join(node.itertext()) for node in root.iter("{urn:oasis:names:tc:opendocument:xmlns:text:1.0}p", "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}h"))


def _ofd(content: bytes) -> str:
    with _open_zip(content) as archive:
        names = sorted((name for name in archive.namelist() if name.endswith("Content.xml")), key=lambda name: (len(name), name))
        return "\n".join(_xml_text(_member(archive, name), *_OFD) for name in names[:PAGE_LIMIT])


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


_READERS = {
    "pdf": _pdf, "docx": _docx, "pptx": _slides, "odt": _odt, "ofd": _ofd, "xlsx": _workbook, "xls": _workbook, "ods": _workbook, "doc": legacy.read_doc, "ppt": legacy.read_ppt,
    "rtf": legacy.read_rtf, "text": _plain, "zip": _listing,
}


class FileReader:
    """Reads files in a child process: one that hangs, eats memory or crashes is ended and replaced. Use as a context manager."""

    def __init__(self, seconds: float = TIME_LIMIT):
        self.seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> FileReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the child process."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    try:
                        stream.close()
                    except OSError:
                        pass
            self._process = None

    def read(self, content: bytes) -> FileText:
        """Reads one file within the limits. Never raises: a file that ends the process is "unreadable"."""
        if len(content) > SIZE_LIMIT:
            return read_file(content)
        child = self._started()
        late = threading.Event()

        def end() -> None:
            late.set()
            child.kill()

        timer = threading.Timer(self.seconds, end)
        timer.start()
        try:
            child.stdin.write(len(content).to_bytes(8, "big") + content)
            child.stdin.flush()
            answer = child.stdout.readline()
        except OSError:
            answer = b""
        finally:
            timer.cancel()
        if not answer.endswith(b"\n"):
            self.close()
            why = f"读取超过 {self.seconds:g} 秒，已放弃" if late.is_set() else "读取时程序崩溃或内存不足，已放弃"
            return FileText(kind_of(content[:4096]) if not content.startswith((b"PK", b"\xd0\xcf")) else "", "", "unreadable", why)
        return FileText(**json.loads(answer))

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            home = str(Path(__file__).resolve().parent.parent)
            paths = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH", ""))))
            self._process = subprocess.Popen(
                [sys.executable, "-m", "crawler.attachments"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"},
            )
        return self._process


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows: size and time limits have to do
        return
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    except (ValueError, OSError):
        return


def serve() -> None:
    """The child's side: a length and bytes in, one line of JSON out, until the parent is gone."""
    _limit_memory()
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    while len(head := source.read(8)) == 8:
        content = source.read(int.from_bytes(head, "big"))
        try:
            made = read_file(content)
        except (MemoryError, RecursionError):
            made = FileText("", "", "unreadable", "读取时内存不足，已放弃")
        sink.write(json.dumps(asdict(made)).encode("ascii") + b"\n")
        sink.flush()


if __name__ == "__main__":
    serve()
