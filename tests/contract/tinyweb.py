"""A small web on loopback: one asyncio server that is the forward proxy of every host, pages given as a dict."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass
from urllib.parse import urlsplit

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Answer:
    """One answer. `delay` seconds pass before it; `hang` never answers at all, `cut` closes the connection unanswered."""

    body: bytes | str = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", HTML),)
    delay: float = 0.0
    hang: bool = False
    cut: bool = False

    @property
    def bytes(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else self.body.encode("utf-8")


def page(body: bytes | str, status: int = 200, mime: str = HTML, **headers: str) -> Answer:
    """An answer with a content type and further headers (names with _ for -)."""
    return Answer(body, status, (("Content-Type", mime), *((name.replace("_", "-"), value) for name, value in headers.items())))


def moved(url: str, status: int = 302) -> Answer:
    return Answer(b"", status, (("Location", url), ("Content-Type", HTML)))


class Web:
    """Serves `pages` (address → Answer or HTML). `asked` is the log of addresses, in order. Use as a context manager."""

    def __init__(self, pages: dict[str, Answer | str | bytes]):
        self.pages = pages
        self.asked: list[str] = []
        self.unchanged: list[str] = []       # answered 304
        self.delay = 0.0
        self._ready = threading.Event()

    @property
    def proxy(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def hosts(self) -> set[str]:
        return {urlsplit(url).hostname or "" for url in self.asked}

    def __enter__(self) -> Web:
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(5)

    async def _serve(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._connection, "127.0.0.1", 0)
        self._port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._over.wait()
        server.close()

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._exchange(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target = head[0].split(" ")[:2]
        wanted = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:]) if name}
        if method == "CONNECT":   # a tunnel: this web speaks no TLS
            self.asked.append(f"https://{target.removesuffix(':443')}/")
            writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
            return False
        self.asked.append(target)
        answer = self.pages.get(target)
        if isinstance(answer, Answer) and (tag := dict(answer.headers).get("ETag")) and wanted.get("if-none-match") == tag:
            self.unchanged.append(target)
            answer = Answer(b"", 304, (("ETag", tag),))
        if answer is None:
            answer = page("<html><head><title>404</title></head><body><p>404 Not Found</p></body></html>", 404)
        elif not isinstance(answer, Answer):
            answer = page(answer)
        await asyncio.sleep(answer.delay or self.delay)
        if answer.hang:
            await asyncio.sleep(60)
        if answer.hang or answer.cut:
            return False
        names = {name.lower() for name, _ in answer.headers}
        fields = [*answer.headers, *([] if "content-length" in names else [("Content-Length", str(len(answer.bytes)))])]
        writer.write(f"HTTP/1.1 {answer.status} X\r\n".encode() + "".join(f"{n}: {v}\r\n" for n, v in fields).encode("latin-1") + b"\r\n" + answer.bytes)
        await writer.drain()
        return True
