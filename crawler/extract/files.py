"""Recognises addresses of files, and finds the files and pictures that a page offers, with their human names."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborNode

from crawler.document import Attachment
from crawler.extract.layout import clean
from crawler.extract.page import Page

ENDINGS = "pdf doc docx xls xlsx csv txt rtf wps et dps ppt pptx ods odt ofd zip rar 7z gz tar xlsm docm dot dotx ppsx pps".split()
_ENDING = re.compile(rf"\.({'|'.join(ENDINGS)})$", re.I)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|bmp|webp|svg|ico|tiff?)(?:$|\?)", re.I)
_STORED = re.compile(r"download\.jsp\?|DownloadAttachUrl|virtual_attach_file\.vsb|/_upload/article/files/|[/_]down(?:load)?(?:_?(?:file|down|attach\w*|annex))?\.(?:php|asp|aspx|jsp|do|action|html?)\?|/download/?\?|/attach(?:ment)?/?(?:down\w*|\?)|downfile|/uploadfiles?/.{0,80}\.\w{2,4}$|getfile\?|fileid=|/system/_content/download", re.I)
_E_PARAMETER = re.compile(r"[?&]e=\.?(\w{2,5})(?:&|$)", re.I)
_FILE_PARAMETER = re.compile(r"[?&](?:file|src|url|pdf|furl|filename)=([^&#]+)", re.I)
_SUDY_TITLE = re.compile(r"""['"]title['"]\s*:\s*['"](.+?)['"]\s*[,}]""")
_PDF_FRAME = re.compile(r"""showVsbpdfIframe\(\s*["']([^"']{4,400})["']""")
_PDF_IMAGES = re.compile(r"""vsb_pdf_image_data\s*=\s*\[([^\]]{0,200000})\]""")
_QUOTED = re.compile(r"""["']([^"']{4,400})["']""")
_GENERIC_NAME = re.compile(r"^\W*(?:附件|点击|下载|查看|download|click|here|此处|这里|详见|见)?\W*(?:附件|下载|查看|这里|此处|原文|全文|here)?\W*$", re.I)
_ICON = re.compile(r"filetypeimages|/icons?/|icon_|dialogs/attachment|/images/(?:arrow|dot|line|new|btn|ico)|spacer\.gif|blank\.gif|loading|/emotion/|smiley", re.I)


def ending_of(url: str) -> str:
    """The file ending that an address shows, in its path or its e=; "" for none."""
    if match := _E_PARAMETER.search(url):
        return match[1].lower()
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return ""
    match = _ENDING.search(path) or _ENDING.search(unquote(url))
    return match[1].lower() if match else ""


@lru_cache(maxsize=8192)
def is_file(url: str) -> bool:
    """Whether an address leads to a file rather than a page. Kept: neighbours and menus are asked for on page after page."""
    return bool(ending_of(url)) and not _PICTURE.search(url) or bool(_STORED.search(url))


def is_picture(url: str) -> bool:
    return bool(_PICTURE.search(url))


def file_name(url: str) -> str:
    """The file's name by its address alone."""
    path = unquote(urlsplit(url).path)
    return clean(path.rstrip("/").rpartition("/")[2])[:200]


def sudy_title(attributes: dict) -> str:
    """The human name in WebPlus's sudyfile-attr, which is no JSON."""
    match = _SUDY_TITLE.search((attributes.get("sudyfile-attr") or "")[:1000])
    return clean(match[1]) if match else ""


def human_name(text: str, title: str, sudy: str, url: str) -> str:
    """The name of a file with its ending: WebPlus's own, else the link's words, else its title, else the address's."""
    name = next((candidate for candidate in (sudy, clean(text), clean(title)) if candidate and not _GENERIC_NAME.match(candidate)), "")
    ending = ending_of(url)
    name = name or (file_name(url) if ending and "." in file_name(url) and not re.fullmatch(r"[0-9a-fA-F_\-]{16,}\.\w+", file_name(url)) else clean(text) or clean(title) or file_name(url))
    if ending and not _ENDING.search(name):
        name = f"{name}.{ending}"
    return name[:200]


def framed(node: LexborNode, tag: str) -> str:
    """The address that a frame, viewer or player shows; the file inside a viewer's query when it names one."""
    attributes = node.attributes
    source = attributes.get("pdfsrc") or attributes.get("src") or attributes.get("data") or attributes.get("data-src") or ""
    if match := _FILE_PARAMETER.search(source):
        inner = unquote(match[1])
        if is_file(inner) or inner.startswith(("/", "http")):
            return inner
    return source.strip()


def scripted_files(html: str) -> list[str]:
    """Addresses of PDF files that VSB's script puts into a frame."""
    return [match[1] for match in islice(_PDF_FRAME.finditer(html), 50)]


def scripted_pictures(html: str) -> list[str]:
    """Addresses of the pictures into which VSB turned a PDF's pages."""
    return [found[1] for match in islice(_PDF_IMAGES.finditer(html), 10) for found in islice(_QUOTED.finditer(match[1]), 400)]


def pictures(page: Page, first: int, last: int, resolve) -> tuple[str, ...]:
    """Addresses of the pictures between two elements of the outline, icons left out, the original before its scaled copy."""
    found: dict[str, None] = {}
    for index, attributes in page.outline.images:
        if not first <= index < last or len(found) >= 500:
            continue
        source = next((attributes[key] for key in ("orisrc", "vurl", "original-src", "data-original", "data-src", "_src", "src") if attributes.get(key)), "").strip()
        if not source or source.startswith("data:") or _ICON.search(source) or _small(attributes):
            continue
        if url := resolve(source):
            found[url] = None
    return tuple(found)


def _small(attributes: dict) -> bool:
    """Whether width or height say that a picture is a mark, not a content."""
    for key in ("width", "height"):
        if (match := re.match(r"\s*(\d+)", attributes.get(key) or "")) and int(match[1]) < 40:
            return True
    return False


def unique(attachments: list[Attachment]) -> tuple[Attachment, ...]:
    """Each address once; the name with more to say wins."""
    kept: dict[str, Attachment] = {}
    for one in attachments:
        known = kept.get(one.url)
        if known is None or len(one.name) > len(known.name) and one.name.rpartition(".")[2].lower() in ENDINGS:
            kept[one.url] = one
    return tuple(kept.values())
