"""Answers that are no page: files, redirects by status; told from pages by their bytes."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import unquote

from crawler.archive import Fetch
from crawler.document import Document, Link
from crawler.extract import charset, files
from crawler.extract.links import Resolver
from crawler.extract.layout import clean

_FILE_STARTS = (
    b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"{\\rtf", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"\x1f\x8b", b"RIFF", b"\x00\x00\x00", b"ID3", b"FWS", b"CWS", b"OTTO", b"wOFF",
)
_FILE_TYPES = (
    "application/pdf", "application/msword", "application/vnd", "application/octet-stream", "application/zip", "application/x-rar", "image/", "audio/", "video/", "font/", "application/wps",
    "application/kswps", "text/css", "text/csv", "application/javascript", "text/javascript", "application/x-javascript", "application/json", "application/x-download", "application/force-download", "text/plain",
)
_MACHINERY = ("text/css", "application/javascript", "text/javascript", "application/x-javascript", "font/", "application/json", "audio/", "video/", "application/x-shockwave")
_MACHINERY_NAME = re.compile(r"\.(?:css|js|json|woff2?|ttf|eot|swf|mp3|mp4|ico)$", re.I)


def is_file(content: bytes, content_type: str) -> bool:
    """Whether an answer is a file, by its first bytes; the header speaks only where they do not."""
    start = content[:1024].lstrip()
    if start.startswith(_FILE_STARTS):
        return not (start.startswith(b"BM") and b"<" in start)
    low = start.lower()
    if start.startswith((b"<", b"\xef\xbb\xbf<")) or b"<html" in low or b"<!doctype" in low:
        return False
    return content_type.startswith(_FILE_TYPES) and b"<" not in start


def file_document(fetch: Fetch, blank: Document) -> Document:
    """A file; its text is read later, in a process that can be ended (crawler.attachments)."""
    name = disposition(fetch.header("content-disposition")) or clean(fetch.anchor) or files.file_name(fetch.url)
    machinery = fetch.header("content-type").lower().startswith(_MACHINERY) or bool(_MACHINERY_NAME.search(files.file_name(fetch.url)))
    return replace(blank, kind="attachment", state="system" if machinery else "open", title=name, cms="file", detail="网页的部件" if machinery else "")


def disposition(header: str) -> str:
    """The file name that a Content-Disposition gives, in whichever of its spellings and charsets."""
    if match := re.search(r"filename\*\s*=\s*([\w\-]*)'[^']*'([^;]+)", header):
        try:
            return clean(unquote(match[2].strip(' "'), encoding=match[1] or "utf-8", errors="replace"))
        except LookupError:
            return clean(unquote(match[2].strip(' "')))
    match = re.search(r'filename\s*=\s*"?([^";]+)', header)
    if not match:
        return ""
    name = unquote(match[1])
    try:
        name = charset.decode(name.encode("latin-1"))[0]
    except UnicodeEncodeError:
        pass
    return clean(name)


def redirect_document(fetch: Fetch, blank: Document, domain: str) -> Document:
    """An answer 3xx, with its target as a link."""
    resolve = Resolver(fetch.url, "utf-8", domain)
    target = resolve(fetch.header("location"))
    links = (Link(target, "", "redirect", None, resolve.external(target)),) if target else ()
    return replace(blank, state="redirect", kind="list", links=links, detail="转到另一网址")
