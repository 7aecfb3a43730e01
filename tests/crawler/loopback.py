"""A misbehaving web on loopback: one asyncio server that answers as a forward proxy for any number of hosts."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

Writer = asyncio.StreamWriter


@dataclass
class Reply:
    """One answer. `raw` overrides everything: it writes to the connection itself and closes it."""

    body: bytes | str = b""
    status: int = 200
    mime: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    chatty: bool = False      # sends its body after HEAD, too
    raw: Callable[[Writer], Awaitable[None]] | None = None


@dataclass(frozen=True)
class Asked:
    """One line of the server's log."""

    at: float
    url: str
    headers: dict[str, str]
    method: str = "GET"
    secure: bool = False

    @property
    def host(self) -> str:
        return self.url.split("/")[2]


Handler = Callable[[Asked], "Reply | None"]


class Web:
    """Serves `pages` (address → Reply or function) and falls back to `handler`, then to 404. Use as a context manager."""

    def __init__(self, pages: dict[str, Reply | str | Handler] | None = None, handler: Handler | None = None):
        self.pages, self.handler = pages or {}, handler
        self.log: list[Asked] = []
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self.port = 0

    def __enter__(self) -> Web:
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    @property
    def proxy(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def urls(self) -> list[str]:
        """Addresses of pages that were asked for, without robots.txt, sitemaps and probes."""
        return [asked.url for asked in self.log if not _is_special(asked.url)]

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0, limit=1 << 20))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        try:
            while await self._one(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: Writer) -> bool:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:]) if k}
        method, target = lines[0].split(" ")[:2]
        url = target if "://" in target else f"http://{headers.get('host', '')}{target}"
        asked = Asked(time.monotonic(), url, headers, method, writer.get_extra_info("ssl_object") is not None)
        self.log.append(asked)
        reply = self._reply(asked)
        if reply.delay:
            await asyncio.sleep(reply.delay)
        if reply.raw is not None:
            await reply.raw(writer)
            return False
        body = reply.body.encode("utf-8") if isinstance(reply.body, str) else reply.body
        fields = {"Content-Type": reply.mime, "Content-Length": str(len(body)), **reply.headers}
        if reply.status == 304:
            body, fields["Content-Length"] = b"", "0"
        head = f"HTTP/1.1 {reply.status} X\r\n" + "".join(f"{k}: {v}\r\n" for k, v in fields.items()) + "\r\n"
        writer.write(head.encode("latin-1") + (b"" if method == "HEAD" and not reply.chatty else body))
        await writer.drain()
        return True

    def _reply(self, asked: Asked) -> Reply:
        found = self.pages.get(asked.url)
        if found is None and self.handler is not None:
            found = self.handler(asked)
        if callable(found):
            found = found(asked)
        if isinstance(found, str):
            return Reply(found)
        return found if found is not None else Reply("<html><body>没有这个页面</body></html>", 404)


def _is_special(url: str) -> bool:
    path = url.split("/", 3)[3]
    return path in ("robots.txt", "sitemap.xml") or (len(path) == 29 and path[:12] == path[13:25])
