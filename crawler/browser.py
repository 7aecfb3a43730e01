"""Runs the script of pages that are empty without it, in a browser that reaches the network through our own wire only."""

from __future__ import annotations

import os
import shutil
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from crawler.addresses import canonical
from crawler.errors import BadInput
from crawler.visits import Answered

if TYPE_CHECKING:
    from playwright.async_api import Route

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_WANTED = ("script", "xhr", "fetch", "document")   # what a page needs to fill itself; pictures and styles it does not
_PATIENCE = 15_000                                  # milliseconds until a page must have come to rest

Fetch = Callable[[str], Awaitable[Answered | None]]


class Browser:
    """The system's Chromium (or Edge), started when the first page needs it."""

    def __init__(self, agent: str):
        self._agent = agent
        self._driver = self._browser = None

    async def _start(self) -> None:
        try:
            from playwright.async_api import async_playwright
        except ImportError:
            raise BadInput("crawl.render：浏览器部件没有安装；请运行 pip install xxgk[render]，或设 render = false") from None
        path = next(filter(None, map(shutil.which, _NAMES)), None)
        as_root = hasattr(os, "geteuid") and os.geteuid() == 0   # Chromium's sandbox refuses root
        self._driver = await async_playwright().start()
        self._browser = await self._driver.chromium.launch(executable_path=path, args=["--no-sandbox"] if as_root else [])

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
            await page.goto(answer.url, wait_until="networkidle", timeout=_PATIENCE)
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
