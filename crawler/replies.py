"""One HTTP answer read off a connection, byte for byte, within limits of time and size."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from crawler.warcs import parse_head

MAX_HEAD = 256 * 1024          # bytes of status line and headers together
_PATIENT_FROM = 262_144        # bytes beyond which an answer may take longer than the timeout, as long as it flows …
_SLOWEST = 10_000              # … at this many bytes a second
_NO_BODY = (204, 304)


class WireError(Exception):
    """An exchange that failed. `reason` is one of timeout, dns, refused, proxy, broken, too_large, private; inside the wire
    also stale: a kept connection was of no more use."""

    def __init__(self, reason: str, detail: str, sent: bool = False):
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail, self.sent = reason, detail, sent


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status, headers (lower-case names), the head's bytes and the body's bytes as received."""

    status: int
    headers: tuple[tuple[str, str], ...]
    head: bytes
    body: bytes
    complete: bool = True      # False: the connection ended before the announced length


@dataclass(frozen=True, slots=True)
class Limits:
    timeout: float
    max_bytes: int


class Reading:
    """Reads one answer off a connection."""

    def __init__(self, reader: asyncio.StreamReader, limits: Limits, clock: asyncio.Timeout, started: float):
        self._reader, self._limits, self._clock, self._started = reader, limits, clock, started
        self._pieces: list[bytes] = []
        self._size = 0

    async def answer(self, method: str) -> tuple[Answer, bool]:
        while True:
            head = (await self._reader.readuntil(b"\r\n\r\n"))[:-4].lstrip(b"\r\n")
            if not head.startswith(b"HTTP/"):
                raise WireError("stale", "回答不是 HTTP", True)  # or the rest of the answer before it, longer than announced
            status, headers = parse_head(head)
            if status == 0:
                raise WireError("broken", "状态行不合规范", True)
            if not 100 <= status < 200:
                break
        fields = {}
        for name, value in headers:
            fields.setdefault(name, value)
        keep = _keeps(head, fields)
        if method == "HEAD" or status in _NO_BODY:
            return Answer(status, headers, head, b""), keep
        complete, framed = await self._body(fields)
        return Answer(status, headers, head, b"".join(self._pieces), complete), keep and complete and framed

    async def _body(self, fields: dict[str, str]) -> tuple[bool, bool]:
        if "chunked" in fields.get("transfer-encoding", "").lower():
            return await self._chunks(), True
        length = fields.get("content-length", "").strip()
        if length.isdigit():
            if int(length) > self._limits.max_bytes:
                raise WireError("too_large", f"{int(length)} 字节", True)
            return await self._exactly(int(length)), True
        while piece := await self._some(65536):
            self._keep(piece)
        return True, False

    async def _chunks(self) -> bool:
        try:
            while True:
                line = await self._reader.readuntil(b"\n")
                self._keep(line)
                try:
                    size = int(line.split(b";")[0].strip(), 16)
                except ValueError:
                    return False
                if size < 0 or size + self._size > self._limits.max_bytes + MAX_HEAD:
                    raise WireError("too_large", f"超过 {self._limits.max_bytes} 字节", True)
                if size == 0:
                    while (line := await self._reader.readuntil(b"\n")).strip():
                        self._keep(line)
                    self._keep(line)
                    return True
                if not await self._exactly(size + 2):
                    return False
        except (asyncio.IncompleteReadError, ConnectionError):
            return False

    async def _exactly(self, count: int) -> bool:
        while count:
            piece = await self._some(min(count, 262144))
            if not piece:
                return False
            self._keep(piece)
            count -= len(piece)
        return True

    async def _some(self, count: int) -> bytes:
        try:
            return await self._reader.read(count)
        except ConnectionError:
            return b""

    def _keep(self, piece: bytes) -> None:
        self._pieces.append(piece)
        self._size += len(piece)
        if self._size > self._limits.max_bytes + MAX_HEAD:
            raise WireError("too_large", f"超过 {self._limits.max_bytes} 字节", True)
        if self._size > _PATIENT_FROM:
            patience = self._limits.timeout + self._size / _SLOWEST - (time.monotonic() - self._started)
            self._clock.reschedule(asyncio.get_running_loop().time() + patience)


def _keeps(head: bytes, fields: dict[str, str]) -> bool:
    connection = fields.get("connection", fields.get("proxy-connection", "")).lower()
    return "close" not in connection if head.startswith(b"HTTP/1.1") else "keep-alive" in connection
