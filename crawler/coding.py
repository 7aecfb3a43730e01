"""Takes transfer and content codings off an HTTP body, never beyond a limit."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable

try:
    import brotli
except ImportError:  # an extra: our own requests never ask for it
    brotli = None

Headers = Iterable[tuple[str, str]]
_STEP = 65536


class TooLarge(ValueError):
    """The body grows beyond the limit when it is decoded."""


class Undecodable(ValueError):
    """The body is not what its Content-Encoding says."""


def header(headers: Headers, name: str) -> str:
    """The first header of that (lower-case) name, or ""."""
    return next((value for key, value in headers if key.lower() == name), "")


def entity(headers: Headers, raw: bytes, limit: int) -> bytes:
    """The body as a reader sees it. Broken chunking or compression yields what could be read of it.

    `limit` in bytes after decoding; raises TooLarge beyond it, Undecodable when nothing can be read.
    """
    headers = tuple(headers)
    if "chunked" in header(headers, "transfer-encoding").lower():
        raw = dechunk(raw)
    for coding in reversed(header(headers, "content-encoding").lower().replace(" ", "").split(",")):
        if coding in _DECODERS:
            raw = _DECODERS[coding](raw, limit)
    if len(raw) > limit:
        raise TooLarge(f"{len(raw)} bytes")
    return raw


def dechunk(raw: bytes) -> bytes:
    """The payload of a chunked body; bytes that are not chunked after all come back as they are."""
    pieces, at = [], 0
    while True:
        end = raw.find(b"\n", at, at + 1024)
        if end < 0:
            break
        try:
            size = int(raw[at:end].split(b";")[0].strip() or b"x", 16)
        except ValueError:
            return raw if not pieces else b"".join(pieces)
        if size <= 0:
            return b"".join(pieces)
        pieces.append(raw[end + 1: end + 1 + size])
        at = end + 1 + size
        at += 2 if raw[at: at + 2] == b"\r\n" else 1
    return b"".join(pieces) if pieces else raw


def _inflate(raw: bytes, limit: int, wbits: int) -> bytes:
    made, left = bytearray(), raw
    while left:
        decoder = zlib.decompressobj(wbits)
        try:
            made += decoder.decompress(left, limit + 1 - len(made))
        except zlib.error:
            if made:
                return bytes(made)
            raise Undecodable("compressed body is broken") from None
        if len(made) > limit or decoder.unconsumed_tail:
            raise TooLarge("grows beyond the limit when decompressed")
        left = decoder.unused_data
        if left[:2] != b"\x1f\x8b":  # padding after the last member
            break
    return bytes(made)


def _gunzip(raw: bytes, limit: int) -> bytes:
    if not raw or raw[:2] != b"\x1f\x8b":
        return raw  # servers that announce gzip and send plain text
    try:
        return _inflate(raw, limit, 31)
    except Undecodable:
        return _salvaged(raw, limit, 31)


def _inflate_deflate(raw: bytes, limit: int) -> bytes:
    if not raw:
        return raw
    try:
        return _inflate(raw, limit, 15)
    except Undecodable:
        return _inflate(raw, limit, -15)  # many servers send bare deflate


def _salvaged(raw: bytes, limit: int, wbits: int) -> bytes:
    """What stands before the break of a damaged stream."""
    decoder, made = zlib.decompressobj(wbits), bytearray()
    try:
        for at in range(0, len(raw), 512):
            made += decoder.decompress(raw[at: at + 512], limit + 1 - len(made))
            if len(made) > limit:
                raise TooLarge("grows beyond the limit when decompressed")
    except zlib.error:
        pass
    if not made:
        raise Undecodable("compressed body is broken")
    return bytes(made)


def _unbrotli(raw: bytes, limit: int) -> bytes:
    if brotli is None:
        raise Undecodable("brotli is not installed")
    decoder, made = brotli.Decompressor(), bytearray()
    try:
        for at in range(0, len(raw), _STEP):
            made += decoder.process(raw[at: at + _STEP], output_buffer_limit=limit + 1)
            while not decoder.can_accept_more_data() and len(made) <= limit:
                made += decoder.process(b"", output_buffer_limit=limit + 1)
            if len(made) > limit:
                raise TooLarge("grows beyond the limit when decompressed")
    except (brotli.error, TypeError) as error:
        if not made:
            raise Undecodable(str(error)) from None
    return bytes(made)


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzip, "x-gzip": _gunzip, "deflate": _inflate_deflate, "br": _unbrotli,
}
