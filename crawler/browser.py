"""Runs the script of pages that are empty without it, in a browser that has no network but what the crawl gets for it."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol
from weakref import WeakValueDictionary

from crawler.addresses import canonical, host_of
from crawler.errors import BadInput
from crawler.hosts import Asks, Host, Hosts
from crawler.replies import WireError
from crawler.visits import Answered
from crawler.warcs import Origin

if TYPE_CHECKING:
    from playwright.async_api import Route

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_WANTED = ("script", "xhr", "fetch", "document")   # what a page needs to fill itself; pictures and styles it does not
_PATIENCE = 15.0                                    # seconds until a page must have come to rest, and …
_PARTS = 20                                         # … so many times the seconds between two requests
_HOPS = 5                                           # redirects followed for one part of a page
# Web sockets, preconnects and calls to peers do not come by the route below: nothing is reached, not even a name server.
_WALLED_IN = ("--proxy-server=127.0.0.1:9", "--proxy-bypass-list=<-loopback>", "--host-resolver-rules=MAP * ~NOTFOUND",
              "--force-webrtc-ip-handling-policy=disable_non_proxied_udp")

Fetch = Callable[[str], Awaitable[Answered | None]]


class Opens(Asks, Protocol):
    """What asks for pages, and reads a host's robots.txt before its first: the spider."""

    async def open(self, host: Host, url: str) -> bool: ...


class Supply:
    """Gets the parts of a page under the rules by which the crawl itself asks: in the domain, by robots.txt, at the host's pace,
    and once in a crawl."""

    def __init__(self, asks: Opens, hosts: Hosts):
        self._asks, self._hosts = asks, hosts
        self._under_way: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()   # pages opened side by side share their parts

    async def get(self, url: str, page: str) -> Answered | None:
        """What a part of `page` answers, redirects followed; None when it may not be asked for, or gives no answer."""
        for _ in range(_HOPS):
            lock = self._under_way.setdefault(url, asyncio.Lock())
            async with lock:
                answer = await self._one(url, page)
            if answer is None or not answer.location:
                return answer
            url = answer.location
        return None

    async def _one(self, url: str, page: str) -> Answered | None:
        if not self._hosts.config.in_domain(host_of(url)):
            return None
        known = self._hosts.index.last(url)
        if known is not None and known.kind == "response" and known.fetched >= self._hosts.started and known.status < 500:
            return self._hosts.reread(known)
        host = self._hosts.get(host_of(url))
        if not host.knows(url) and not await self._asks.open(host, url) or not host.allows(url):
            return None
        try:
            found = await self._asks.fetch(host, url, Origin(page, purpose="render"))
        except WireError:
            return None
        return Answered(url, found.status, found.sent, found.body, found.entry.location)


class Browser:
    """The system's Chromium (or Edge), started when the first page needs it. `rate`: requests a second."""

    def __init__(self, agent: str, rate: float):
        self._agent, self._patience = agent, 1000 * (_PATIENCE + _PARTS / rate)
        self._driver = self._browser = None

    async def _start(self) -> None:
        try:
            from playwright.async_api import async_playwright
        except ImportError:
            raise BadInput('crawl.render：浏览器部件没有安装；请运行 pip install ".[render]"，或设 render = false') from None
        path = next(filter(None, map(shutil.which, _NAMES)), None)
        as_root = hasattr(os, "geteuid") and os.geteuid() == 0   # Chromium's sandbox refuses root
        self._driver = await async_playwright().start()
        self._browser = await self._driver.chromium.launch(executable_path=path, args=[*_WALLED_IN, *(["--no-sandbox"] if as_root else [])])

    async def rendered(self, answer: Answered, fetch: Fetch) -> str:
        """The page's HTML after its script ran; "" when the browser failed. `fetch` gets what the page asks for, or None."""
        from playwright.async_api import Error
        if self._browser is None:
            await self._start()

        async def serve(route: Route) -> None:
            request = route.request
            url = canonical(request.url)
            if url == answer.url and request.is_navigation_request():
                await route.fulfill(status=200, content_type=dict(answer.headers).get("content-type", "text/html"), body=answer.body)
                return
            found = await fetch(url) if url and request.method == "GET" and request.resource_type in _WANTED else None
            if found is None:
                await route.abort()
            else:
                await route.fulfill(status=found.status, content_type=dict(found.headers).get("content-type", ""), body=found.body)

        context = await self._browser.new_context(user_agent=self._agent, service_workers="block", accept_downloads=False)
        try:
            page = await context.new_page()
            await page.route("**/*", serve)
            await page.goto(answer.url, wait_until="networkidle", timeout=self._patience)
            return await page.content()
        except Error:
            return ""
        finally:
            await context.close()

    async def close(self) -> None:
        """Ends the browser."""
        if self._browser is not None:
            await self._browser.close()
            await self._driver.stop()
