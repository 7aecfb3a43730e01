"""One HTTP/1.1 exchange over asyncio, kept as the bytes that came: with limits on time, size and headers, and no
connection to a private network that nobody named."""

from __future__ import annotations

import asyncio
import base64
import ipaddress
import socket
import ssl
import time
from collections.abc import Awaitable, Callable, Iterable
from urllib.parse import unquote, urlsplit

from crawler.replies import MAX_HEAD, Answer, Limits, Reading, WireError
from crawler.warcs import parse_head

_IDLE = 15.0                   # seconds a kept connection may rest


class _Line:
    """One open connection."""

    __slots__ = ("reader", "writer", "rested", "used")

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        self.reader, self.writer, self.rested, self.used = reader, writer, 0.0, False

    def close(self) -> None:
        self.writer.close()


class Wire:
    """Connections to servers or to a forward proxy, kept open between exchanges.

    `allowed` names hosts and networks that may be private; without a proxy every address is checked before it is
    connected to, and the address that was checked is the one connected to.
    """

    def __init__(self, proxy_for: Callable[[str, str], str], allowed: tuple[str, ...], limits: Limits):
        self._proxy_for, self._allowed, self._limits = proxy_for, allowed, limits
        self._rest: dict[tuple, list[_Line]] = {}
        # Servers there are that send a body after HEAD all the same. What it leaves on a connection meets no other question than
        # another HEAD to the same server, is no HTTP there and asked again on a new one; after that none of that server's is kept.
        self._wordy: set[tuple] = set()
        self._resolved: dict[str, tuple[float, list[str]]] = {}
        self._tls = _lenient_tls()

    async def exchange(self, method: str, url: str, headers: Iterable[tuple[str, str]], gate: Callable[[], Awaitable[None]]) -> Answer:
        """Asks for `url` and returns the answer. `gate` is awaited right before the request is written.

        Raises WireError.
        """
        parts = urlsplit(url)
        proxy = self._proxy_for(parts.scheme, parts.hostname or "")
        port = parts.port or (443 if parts.scheme == "https" else 80)
        own = parts.scheme == "https" or not proxy or method == "HEAD"
        key = (proxy, parts.scheme, parts.hostname, port, method == "HEAD") if own else (proxy,)
        request = request_of(method, url, headers, proxy if parts.scheme == "http" else "")
        while True:
            line = self._kept(key)
            fresh = line is None
            line = line or await self._connect_in_time(proxy, parts.scheme, parts.hostname or "", port)
            await gate()
            try:
                answer, keep = await self._ask(line, request, method)
            except WireError as error:
                line.close()
                if error.reason == "stale" and not fresh:
                    self._wordy.update({key} if method == "HEAD" else ())
                    continue
                raise WireError("broken", error.detail, True) if error.reason == "stale" else error
            except BaseException:
                line.close()
                raise
            self._put_back(key, line, keep and key not in self._wordy)
            return answer

    def _kept(self, key: tuple) -> _Line | None:
        lines = self._rest.get(key, [])
        while lines:
            line = lines.pop()
            if time.monotonic() - line.rested < _IDLE and not line.reader.at_eof() and not line.writer.is_closing():
                return line
            line.close()
        return None

    def _put_back(self, key: tuple, line: _Line, keep: bool) -> None:
        if keep and not line.reader.at_eof():
            line.rested = time.monotonic()
            self._rest.setdefault(key, []).append(line)
        else:
            line.close()

    async def _connect_in_time(self, proxy: str, scheme: str, host: str, port: int) -> _Line:
        try:
            async with asyncio.timeout(self._limits.timeout):
                return await self._connect(proxy, scheme, host, port)
        except TimeoutError:
            raise WireError("timeout", "连接超时") from None

    async def _connect(self, proxy: str, scheme: str, host: str, port: int) -> _Line:
        try:
            return await (self._through(proxy, scheme, host, port) if proxy else self._direct(scheme, host, port))
        except socket.gaierror as error:
            raise WireError("dns", str(error)) from None
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            raise WireError("refused", str(error)) from None

    async def _through(self, proxy: str, scheme: str, host: str, port: int) -> _Line:
        where = urlsplit(proxy)
        tls = self._tls if where.scheme == "https" else None
        try:
            reader, writer = await asyncio.open_connection(
                where.hostname, where.port or (443 if tls else 80), ssl=tls, server_hostname=where.hostname if tls else None, limit=MAX_HEAD)
        except OSError as error:
            raise WireError("proxy", f"{where.hostname}:{where.port}：{error}") from None
        if scheme == "https":
            await self._tunnel(reader, writer, proxy, host, port)
        return _Line(reader, writer)

    async def _direct(self, scheme: str, host: str, port: int) -> _Line:
        last: OSError | None = None
        tls = self._tls if scheme == "https" else None
        for address in await self.resolve(host, port):
            try:
                reader, writer = await asyncio.open_connection(
                    address, port, ssl=tls, server_hostname=host if tls else None, limit=MAX_HEAD)
                return _Line(reader, writer)
            except OSError as error:
                last = error
        raise last or socket.gaierror(f"no address for {host}")

    async def resolve(self, host: str, port: int = 80) -> list[str]:
        """The host's addresses that may be asked. Raises WireError (dns, private), remembered for five minutes."""
        known = self._resolved.get(host)
        if known and time.monotonic() - known[0] < 300:
            return known[1]
        try:
            rows = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as error:
            raise WireError("dns", str(error)) from None
        addresses = list(dict.fromkeys(row[4][0] for row in rows))
        usable = [address for address in addresses if self._may_ask(host, address)]
        if not usable:
            raise WireError("private", "、".join(addresses))
        self._resolved[host] = (time.monotonic(), usable)
        return usable

    def _may_ask(self, host: str, address: str) -> bool:
        ip = ipaddress.ip_address(address.partition("%")[0])
        ip = getattr(ip, "ipv4_mapped", None) or ip
        return ip.is_global and not ip.is_multicast or any(_covers(entry, host, ip) for entry in self._allowed)

    async def _tunnel(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, proxy: str, host: str, port: int) -> None:
        place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        lines = [f"CONNECT {place} HTTP/1.1", f"Host: {place}", *_authorisation(proxy)]
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("ascii"))
        head = await reader.readuntil(b"\r\n\r\n")
        status, _ = parse_head(head)
        if status != 200:
            writer.close()
            raise WireError("dns" if status in (502, 503, 504) else "refused", f"代理回答 {status}")
        await writer.start_tls(self._tls, server_hostname=host)

    async def _ask(self, line: _Line, request: bytes, method: str) -> tuple[Answer, bool]:
        started = time.monotonic()
        sent = False
        try:
            async with asyncio.timeout(self._limits.timeout) as clock:
                line.writer.write(request)
                sent = True
                await line.writer.drain()
                return await Reading(line.reader, self._limits, clock, started).answer(method)
        except TimeoutError:
            raise WireError("timeout", f"{self._limits.timeout:g} 秒内没有答完", sent) from None
        except asyncio.LimitOverrunError:
            raise WireError("broken", "响应头过长", sent) from None
        except asyncio.IncompleteReadError as error:
            raise WireError("broken" if error.partial else "stale", "连接中断", sent) from None
        except (ConnectionError, ssl.SSLError, OSError) as error:
            raise WireError("stale", str(error), sent) from None

    def close(self) -> None:
        for lines in self._rest.values():
            for line in lines:
                line.close()
        self._rest.clear()


def request_of(method: str, url: str, headers: Iterable[tuple[str, str]], proxy: str = "") -> bytes:
    """The head of a request as a server gets it, or as `proxy` (its URL) does."""
    parts = urlsplit(url)
    path = url if proxy else url.partition("://")[2][len(parts.netloc):] or "/"
    lines = [f"{method} {path} HTTP/1.1", f"Host: {parts.netloc}"]
    lines += [f"{name}: {value}" for name, value in headers]
    lines += _authorisation(proxy)
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "replace")


def _authorisation(proxy: str) -> list[str]:
    parts = urlsplit(proxy)
    if not parts.username:
        return []
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return ["Proxy-Authorization: Basic " + base64.b64encode(pair.encode("utf-8")).decode("ascii")]


def _lenient_tls() -> ssl.SSLContext:
    """Campus certificates are often expired or self-signed and their ciphers old; what is read is public anyway. The system's
    authorities are not loaded: nobody is checked against them."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
    return context


def _covers(entry: str, host: str, ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if entry.lower() == host:
        return True
    try:
        return ip in ipaddress.ip_network(entry, strict=False)
    except ValueError:
        return False
