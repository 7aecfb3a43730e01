"""Reads the text of attachments of every kind, each in a process that can be ended: files are the web's worst input."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path

from crawler import ocr as scans
from crawler.filetypes import kind_of
from crawler.legacy import Unreadable
from crawler.officefiles import PAGE_LIMIT, READERS, TEXT_LIMIT

SIZE_LIMIT = 60_000_000   # bytes of one file that is looked into at all
TIME_LIMIT = 30.0         # seconds for one file
MEMORY_LIMIT = 1_500_000_000  # bytes of address space of the reading process, where the system can limit it
VERSION = 1               # raise it when reading changes: caches are keyed by it


@dataclass(frozen=True, slots=True)
class FileText:
    """What a file says. `state`: "open", "unreadable" (damaged, protected, scanned, a picture), "too_large",
    "blocked", "login", "campus_only" or "dead" (a page came instead of a file). `detail` is in Chinese. `ocr_pages`: how many of
    its pages (or pictures) were read by OCR."""

    kind: str
    text: str
    state: str = "open"
    detail: str = ""
    ocr_pages: int = 0


def read_file(content: bytes, ocr: bool = False) -> FileText:
    """Reads a file in this process: for the worker, and for bytes one trusts. `ocr`: pictures and scanned pages too, where the
    extra is installed. Never raises but on lack of memory."""
    if len(content) > SIZE_LIMIT:
        return FileText("", "", "too_large", f"文件超过 {SIZE_LIMIT // 1_000_000} MB，未读取")
    kind = kind_of(content)
    if kind == "html":
        return _page_instead(content)
    reader = (_SCANS if ocr and scans.available() else READERS).get(kind) or READERS.get(kind)
    if reader is None:
        return FileText(kind, "", "unreadable", _WHY.get(kind, "认不出的文件格式"))
    try:
        found = reader(content)
    except Unreadable as error:
        return FileText(kind, "", "unreadable", str(error))
    text, detail, pages = (found, "", 0) if isinstance(found, str) else (found.text, _told(found), found.pages)
    if not text.strip():
        return FileText(kind, "", "unreadable", _WITHOUT_TEXT.get(kind, "文件里没有文字") if not pages else "图片里没有认出文字")
    return FileText(kind, _clean(text[:TEXT_LIMIT]), "open", detail, pages)


# What reads these kinds by OCR where plain reading finds no text.
_SCANS = {"pdf": lambda content: scans.read_pdf(content, PAGE_LIMIT), "image": scans.read_pictures}
_WITHOUT_TEXT = {"pdf": "PDF 里没有文字，是扫描件或图片"}


def _told(found: scans.Reading) -> str:
    """What a reader must know of a text that was read by OCR."""
    if not found.pages:
        return ""
    return f"文字由图片识别得到（{found.pages} 页）" + (f"；其余 {found.left} 页未识别" if found.left else "")


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


class FileReader:
    """Reads files in a child process: one that hangs, eats memory or crashes is ended and replaced. Use as a context manager."""

    def __init__(self, seconds: float = TIME_LIMIT, ocr: bool = False):
        self.seconds = seconds
        self.ocr = ocr and scans.available()
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
        seconds = scans.SECONDS if self.ocr and kind_of(content[:2048]) in _SCANS else self.seconds
        late = threading.Event()

        def end() -> None:
            late.set()
            child.kill()

        timer = threading.Timer(seconds, end)
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
            why = f"读取超过 {seconds:g} 秒，已放弃" if late.is_set() else "读取时程序崩溃或内存不足，已放弃"
            return FileText(kind_of(content[:4096]) if not content.startswith((b"PK", b"\xd0\xcf")) else "", "", "unreadable", why)
        return FileText(**json.loads(answer))

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            home = str(Path(__file__).resolve().parent.parent)
            paths = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH", ""))))
            self._process = subprocess.Popen(
                [sys.executable, "-m", "crawler.attachments", *(["ocr"] if self.ocr else [])], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"},
            )
        return self._process


def _limit_memory(most: int) -> None:
    try:
        import resource
    except ImportError:  # Windows: size and time limits have to do
        return
    try:
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    except (ValueError, OSError):
        return


def serve(ocr: bool = False) -> None:
    """The child's side: a length and bytes in, one line of JSON out, until the parent is gone."""
    _limit_memory(scans.MEMORY if ocr else MEMORY_LIMIT)
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    while len(head := source.read(8)) == 8:
        content = source.read(int.from_bytes(head, "big"))
        try:
            made = read_file(content, ocr)
        except (MemoryError, RecursionError):
            made = FileText("", "", "unreadable", "读取时内存不足，已放弃")
        sink.write(json.dumps(asdict(made)).encode("ascii") + b"\n")
        sink.flush()


if __name__ == "__main__":
    serve("ocr" in sys.argv[1:])
