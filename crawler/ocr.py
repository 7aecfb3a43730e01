"""Reads the text of pictures and scanned pages by OCR, on this machine alone: the optional extra `pip install xxgk[ocr]`."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.legacy import Unreadable

if TYPE_CHECKING:
    from PIL.Image import Image

VERSION = 1               # raise it when reading changes: caches are keyed by it
PAGES = 20                # pages of one file, or pictures of one page, that are read by OCR
PIXELS = 60_000_000       # of one picture: A4 at 600 dpi has 35 million
WIDTH = 2000              # pixels to which a wider picture is scaled: a row of a table is still 20 high
STRIP = 1600              # pixels of height that are looked at at once: the engine would scale a long picture down
SCORE = 0.6               # of a line, 0 to 1: patterns and photographs give lines below it
SECONDS = 1200.0          # for one file: an A4 page with 45 rows of 8 columns costs 13 s of one core of 2024, a short list 3 s
MEMORY = 6_000_000_000    # bytes of address space: the engine reserves 1.7 GB of it and uses 0.9
_DPI = 170                # at which PDF pages are drawn: 9 pt type is 21 pixels high, and A4 is two strips
_OWN_TEXT = 20            # characters from which a PDF page speaks for itself; scanners print their name below it
_LEAST = 16               # pixels: a picture smaller than that holds no line
_PICTURES = ("JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP")


@dataclass(frozen=True, slots=True)
class Reading:
    """Text, and of how many pages (or pictures) it was read by OCR. `left`: pages beyond the limit, not read."""

    text: str
    pages: int = 0
    left: int = 0


def available() -> bool:
    """Whether the extra is installed, with the models that its wheel carries: nothing is ever fetched for it."""
    return find_spec("onnxruntime") is not None and all(_model(part) for part in ("det", "rec"))


def signature() -> str:
    """What a cached text depends on besides its picture."""
    return f"{VERSION}/{metadata.version('rapidocr')}" if available() else ""


def read_picture(content: bytes) -> str:
    """The text of a picture, row by row. Raises Unreadable."""
    return read_pictures(content).text


def read_pictures(content: bytes) -> Reading:
    """The text of a picture, of each page of a TIFF. Raises Unreadable."""
    from PIL import Image, ImageSequence, UnidentifiedImageError
    try:
        with Image.open(io.BytesIO(content), formats=_PICTURES) as image:
            _refuse_large(*image.size)
            count = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
            texts = [_read(_sized(frame)) for frame, _ in zip(ImageSequence.Iterator(image), range(min(count, PAGES)))]
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Unreadable(f"图片已损坏（{type(error).__name__}）") from None
    return Reading("\n".join(texts), len(texts), max(0, count - PAGES))


def read_pdf(content: bytes, most: int) -> Reading:
    """The text of a PDF's first `most` pages; pages that are pictures are read by OCR. Raises Unreadable."""
    import pypdfium2
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("PDF 有密码保护" if "password" in str(error).lower() else "PDF 已损坏") from None
    parts, read, left = [], 0, 0
    try:
        for number in range(min(len(document), most)):
            page = document[number]
            text = page.get_textpage().get_text_bounded()
            if len("".join(text.split())) < _OWN_TEXT and _shows_picture(page):
                if read < PAGES:
                    text, read = _read(_drawn(page)), read + 1
                else:
                    left += 1
            parts.append(text)
    except pypdfium2.PdfiumError:
        if not parts:
            raise Unreadable("PDF 已损坏") from None
    return Reading("\n".join(parts), read, left)


# -- pictures ------------------------------------------------------------------------------------------------------

def _refuse_large(width: float, height: float) -> None:
    if width * height > PIXELS:
        raise Unreadable(f"图片过大（超过 {PIXELS // 10_000} 万像素），未识别")


def _shows_picture(page: Any) -> bool:
    """Whether a PDF page draws any picture; an empty page draws none."""
    import pypdfium2.raw as raw
    return next(iter(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)), None) is not None


def _drawn(page: Any) -> Image:
    """A PDF page as a picture no wider than `WIDTH`; a page of absurd size is drawn smaller."""
    width, height = (max(1.0, side) for side in page.get_size())   # in points
    scale = min(_DPI / 72, WIDTH / width, (PIXELS / (width * height)) ** 0.5)
    return page.render(scale=scale).to_pil().convert("RGB")


def _sized(image: Image) -> Image:
    """A picture on white, upright, no wider than `WIDTH`."""
    from PIL import Image as Images
    from PIL import ImageOps
    _refuse_large(*image.size)
    image = ImageOps.exif_transpose(image)
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        image = Images.alpha_composite(Images.new("RGBA", image.size, "white"), image)
    image = image.convert("RGB")
    if image.width > WIDTH:
        image = image.resize((WIDTH, max(1, image.height * WIDTH // image.width)))
    return image


def _strips(image: Image) -> Iterable[Any]:
    """A long picture cut between its lines, as arrays of pixels (BGR, as the engine wants them)."""
    import numpy
    pixels = numpy.asarray(image)[:, :, ::-1]
    start, height = 0, len(pixels)
    while start < height:
        end = min(start + STRIP, height)
        if end < height:
            ink = pixels[start + STRIP * 3 // 4:end].std(axis=(1, 2))
            end = start + STRIP * 3 // 4 + int(len(ink) - 1 - ink[::-1].argmin()) + 1
        yield numpy.ascontiguousarray(pixels[start:end])
        start = end


# -- the engine ----------------------------------------------------------------------------------------------------

def _model(part: str) -> str:
    """The model file ("det": where lines are, "rec": what they say) in the installed package; "" if there is none."""
    spec = find_spec("rapidocr")
    folders = spec.submodule_search_locations or [] if spec else []
    return next((str(path) for folder in folders for path in sorted(Path(folder, "models").glob(f"*_{part}_*.onnx"))), "")


@lru_cache(maxsize=1)
def _engine() -> Any:
    """The engine with the models named by path, for without that it looks for them in the network; one thread, so that every
    machine reads the same. The classifier of upside-down lines stays off: it turned every fourth row of a table of numbers
    and made nonsense of it, and lists are not published upside down."""
    from rapidocr import RapidOCR
    return RapidOCR(params={
        "Global.use_cls": False, "Global.log_level": "critical", "Global.text_score": SCORE,
        "Det.model_path": _model("det"), "Rec.model_path": _model("rec"), "Rec.rec_batch_num": 1,
        "EngineConfig.onnxruntime.intra_op_num_threads": 1, "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    })


def _read(image: Image) -> str:
    if min(image.size) < _LEAST:
        return ""
    return "\n".join(filter(None, (_read_strip(strip) for strip in _strips(image))))


def _read_strip(strip: Any) -> str:
    found = _engine()(strip)
    if found.boxes is None or not found.txts:
        return ""
    return rows_of([(min(p[0] for p in box), min(p[1] for p in box), max(p[1] for p in box), text) for box, text in zip(found.boxes.tolist(), found.txts)])


def rows_of(pieces: list[tuple[float, float, float, str]]) -> str:
    """Pieces of text (left, top, bottom, text; pixels) as lines: those whose middles lie within half a height are one row of
    a table, read from left to right."""
    rows: list[list[tuple[float, float, float, str]]] = []
    middle = 0.0
    for piece in sorted(pieces, key=lambda one: (one[1] + one[2], one[0])):
        centre = (piece[1] + piece[2]) / 2
        if not rows or centre - middle > (piece[2] - piece[1]) / 2:
            rows.append([])
        rows[-1].append(piece)
        middle = sum(one[1] + one[2] for one in rows[-1]) / (2 * len(rows[-1]))
    return "\n".join(" ".join(text for _, _, _, text in sorted(row)) for row in rows)
