"""WARC/1.1 files: writes one compressed record for each answer, reads them back by place, survives a torn tail."""

from __future__ import annotations

import base64
import hashlib
import uuid
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, unquote

from crawler.errors import ArchiveError

ROLL = 1_000_000_000      # bytes after which a new file is begun
_LEVEL = 1                # zlib: level 6 costs three times the CPU for a sixth less space (HTML of 40 kB)
_LARGE, _SMALL = (31, 7), (29, 5)   # zlib's window (with 16 for gzip) and memory: setting up large ones costs more than packing a few lines
_SMALL_TO = 4096          # bytes of a block that needs no larger ones; what is only stored needs none at all
_PACKED = (b"content-encoding: gzip", b"content-encoding: br", b"content-encoding: deflate")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands: file name inside the WARC folder, first byte, compressed length."""

    file: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its type, its WARC headers (lower-case names), its block, and where it stands."""

    kind: str
    fields: dict[str, str]
    block: bytes
    place: Place

    @property
    def url(self) -> str:
        return self.fields.get("warc-target-uri", "")

    def http(self) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
        """Status, headers (lower-case names) and raw body of an HTTP response block, or of a rendered page."""
        if self.kind == "conversion":
            return 200, (("content-type", self.fields.get("content-type", "")),), self.block
        head, _, body = self.block.partition(b"\r\n\r\n")
        return (*parse_head(head), body)


@dataclass(frozen=True, slots=True)
class Origin:
    """How an address was come by: kept in the record so that an index can be rebuilt."""

    via: str = ""        # the page that links it
    anchor: str = ""     # the text of that link
    depth: int = 0
    purpose: str = ""    # "robots", "probe", "sitemap"; "" for a page


def parse_head(head: bytes) -> tuple[int, tuple[tuple[str, str], ...]]:
    """Status and headers (lower-case names, folded lines joined) of an HTTP head."""
    lines = head.replace(b"\r\n", b"\n").split(b"\n")
    first = lines[0].split(None, 2)
    status = int(first[1]) if len(first) > 1 and first[1][:3].isdigit() and len(first[1]) == 3 else 0
    headers: list[tuple[str, str]] = []
    for line in lines[1:]:
        if line[:1] in b" \t" and headers and line.strip():
            headers[-1] = (headers[-1][0], f"{headers[-1][1]} {_text(line.strip())}")
            continue
        name, colon, value = line.partition(b":")
        if colon:
            headers.append((_text(name).strip().lower(), _text(value.strip())))
    return status, tuple(headers)


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _sha1(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode("ascii")


class WarcWriter:
    """Appends records to files of its own (never to one of an earlier run, whose tail may be torn)."""

    def __init__(self, folder: Path, info: dict[str, str], roll: int = ROLL):
        self._folder, self._info, self._roll = folder, info, roll
        self._file: BinaryIO | None = None
        self._name, self._offset, self._count = "", 0, 0
        self._last = ""          # the WARC-Record-ID written last

    def response(self, url: str, head: bytes, body: bytes, when: str, origin: Origin) -> Place:
        """Writes one answer: `head` with status line and without the empty line that ends it, `body` as received."""
        fields = {"WARC-Payload-Digest": _sha1(body), **_origin_fields(origin)}
        block = head + b"\r\n\r\n" + body
        packed = any(mark in head.lower() for mark in _PACKED)
        return self._write("response", url, when, "application/http;msgtype=response", block, fields, 0 if packed else _LEVEL)

    def revisit(self, url: str, answer: tuple[bytes, bytes], when: str, origin: Origin, earlier: str) -> Place:
        """Writes an answer whose body is that of the record fetched at `earlier` (304, or the same bytes again)."""
        head, body = answer
        profile = "server-not-modified" if head.split(None, 2)[1:2] == [b"304"] else "identical-payload-digest"
        fields = {
            "WARC-Profile": f"http://netpreserve.org/warc/1.1/revisit/{profile}", **({"WARC-Payload-Digest": _sha1(body)} if body else {}),
            "WARC-Refers-To-Target-URI": url, "WARC-Refers-To-Date": earlier, **_origin_fields(origin),
        }
        return self._write("revisit", url, when, "application/http;msgtype=response", head + b"\r\n\r\n", fields)

    def conversion(self, url: str, html: bytes, when: str, origin: Origin) -> Place:
        """Writes a page as a browser made it out of what was fetched."""
        return self._write("conversion", url, when, "text/html; charset=utf-8", html, _origin_fields(origin))

    def note(self, url: str, when: str, lines: dict[str, str], origin: Origin = Origin()) -> Place:
        """Writes what could not be fetched, or what was decided of an address, as application/warc-fields."""
        block = "".join(f"{key}: {' '.join(value.split())}\r\n" for key, value in lines.items() if value)
        return self._write("metadata", url, when, "application/warc-fields", block.encode("utf-8"), _origin_fields(origin))

    def request(self, url: str, when: str, asked: bytes) -> None:
        """Writes the request that the record written last answers: its head as the server gets it."""
        self._write("request", url, when, "application/http;msgtype=request", asked, {"WARC-Concurrent-To": self._last})

    def _write(self, kind: str, url: str, when: str, mime: str, block: bytes, fields: dict[str, str], level: int = _LEVEL) -> Place:
        if self._file is None or self._offset > self._roll:
            self._open(when)
        self._last = f"<urn:uuid:{uuid.uuid4()}>"
        return self._append(_serialised({"WARC-Type": kind, "WARC-Record-ID": self._last, "WARC-Date": when, "WARC-Target-URI": url, **fields}, mime, block, level))

    def _append(self, member: bytes) -> Place:
        place = Place(self._name, self._offset, len(member))
        self._file.write(member)
        self._file.flush()
        self._offset += len(member)
        return place

    def _open(self, when: str) -> None:
        self.close()
        self._folder.mkdir(parents=True, exist_ok=True)
        stamp = "".join(c for c in when if c.isdigit())[:14]
        while True:
            self._name = f"xxgk-{stamp}-{self._count:05d}.warc.gz"
            self._count += 1
            try:
                self._file = open(self._folder / self._name, "xb")
                break
            except FileExistsError:
                continue
        self._offset = 0
        info = "".join(f"{key}: {value}\r\n" for key, value in self._info.items()).encode("utf-8")
        fields = {"WARC-Type": "warcinfo", "WARC-Record-ID": f"<urn:uuid:{uuid.uuid4()}>", "WARC-Date": when, "WARC-Filename": self._name}
        self._append(_serialised(fields, "application/warc-fields", info, _LEVEL))

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _origin_fields(origin: Origin) -> dict[str, str]:
    fields = {"Xxgk-Via": origin.via, "Xxgk-Anchor": quote(origin.anchor, safe=" "), "Xxgk-Purpose": origin.purpose}
    return {**{key: value for key, value in fields.items() if value}, "Xxgk-Depth": str(origin.depth)}


def origin_of_record(record: Record) -> Origin:
    """The Origin that was written with a record."""
    fields = record.fields
    depth = fields.get("xxgk-depth", "0")
    return Origin(
        fields.get("xxgk-via", ""), unquote(fields.get("xxgk-anchor", "")), int(depth) if depth.isdigit() else 0, fields.get("xxgk-purpose", ""),
    )


def _serialised(fields: dict[str, str], mime: str, block: bytes, level: int) -> bytes:
    lines = {**fields, "WARC-Block-Digest": _sha1(block), "Content-Type": mime, "Content-Length": str(len(block))}
    head = "WARC/1.1\r\n" + "".join(f"{key}: {value}\r\n" for key, value in lines.items()) + "\r\n"
    packer = zlib.compressobj(level, zlib.DEFLATED, *(_SMALL if level == 0 or len(block) < _SMALL_TO else _LARGE))
    return packer.compress(head.encode("utf-8") + block + b"\r\n\r\n") + packer.flush()


def read_at(folder: Path, place: Place) -> Record:
    """The record at a place. Raises ArchiveError when it is not there."""
    path = folder / place.file
    try:
        with open(path, "rb") as file:
            file.seek(place.offset)
            data = zlib.decompress(file.read(place.length), 31)
    except (OSError, zlib.error) as error:
        raise ArchiveError(f"{path}：第 {place.offset} 字节处的记录读不了（{error}）；请运行 xxgk reindex 重建索引") from None
    return _parsed(data, place)


def _parsed(data: bytes, place: Place) -> Record:
    head, _, block = data.partition(b"\r\n\r\n")
    _, headers = parse_head(b"WARC/1.1 200 x\r\n" + head.partition(b"\r\n")[2])
    fields = dict(headers)
    return Record(fields.get("warc-type", ""), fields, block[: int(fields.get("content-length", "0") or 0)], place)


def scan(path: Path, offset: int = 0) -> Iterator[Record]:
    """Every whole record of one of our files from `offset` on; stops in silence at a torn tail (a kill in the middle)."""
    with open(path, "rb") as file:
        file.seek(offset)
        rest = b""
        while True:
            data, length, rest = _member(file, rest)
            if length == 0:
                return
            yield _parsed(data, Place(path.name, offset, length))
            offset += length


def _member(file: BinaryIO, rest: bytes) -> tuple[bytes, int, bytes]:
    """The next gzip member: its content, its compressed length, and what was read beyond it. Length 0: no whole one."""
    unpacker, made, used = zlib.decompressobj(31), [], 0
    while not unpacker.eof:
        chunk = rest or file.read(1 << 18)
        rest = b""
        if not chunk:
            return b"", 0, b""
        used += len(chunk)
        try:
            made.append(unpacker.decompress(chunk))
        except zlib.error:
            return b"", 0, b""
    return b"".join(made), used - len(unpacker.unused_data), unpacker.unused_data
