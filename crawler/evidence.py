"""The Scrapy download handler that keeps evidence: every answer stands in a WARC file and in the index before anyone sees it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TypeVar

from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.http import Request, Response

from crawler.index import Entry
from crawler.manners import turn
from crawler.records import Ask, Keeper, stopped
from crawler.replies import WireError
from crawler.wire import Wire

T = TypeVar("T")


class Seen(Response):
    """A Scrapy response whose body is decoded, with the index entry of its record and the headers as they were sent
    (lower-case names, in their order and number); Scrapy's own `headers` stay empty."""

    entry: Entry
    sent: tuple[tuple[str, str], ...]


class EvidenceHandler(BaseDownloadHandler):
    """Scrapy's way to the network: our wire, our keeper. The spider brings both."""

    lazy = True

    async def download_request(self, request: Request) -> Response:
        wire: Wire = self.crawler.spider.wire
        keeper: Keeper = self.crawler.spider.keeper
        ask: Ask = request.meta["ask"]

        async def gate() -> None:
            await turn(ask.clocks)
            ask.sent(ask.url)

        try:
            answer = await wire.exchange(request.method, ask.url, ask.headers, gate)
        except WireError as error:
            failure = error
            self._kept(lambda: keeper.failure(ask, failure))
            raise
        entry, body = self._kept(lambda: keeper.answer(ask, answer))
        if entry.kind == "error":
            raise WireError(entry.reason, entry.detail, True)
        response = Seen(ask.url, status=answer.status, body=body, request=request)
        response.entry, response.sent = entry, answer.headers
        return response

    def _kept(self, write: Callable[[], T]) -> T:
        try:
            return write()
        except (OSError, sqlite3.Error) as error:
            raise stopped(error) from None
