"""Scrapy's settings for an audit: lean, silent, and with the evidence handler as the only way to the network."""

from __future__ import annotations

from typing import Any

from scrapy.logformatter import LogFormatter

from crawler.config import Config


class Silent(LogFormatter):
    """Makes no line for each answer: nobody would read it, and making it costs as much as sending a request."""

    def crawled(self, request: Any, response: Any, spider: Any) -> None:
        return None


def scrapy_settings(config: Config) -> dict[str, Any]:
    """Everything an audit does not need is off; rate, retries, redirects and robots are ours (crawler.manners, crawler.spider)."""
    return {
        "TWISTED_REACTOR_ENABLED": False,  # asyncio alone: a reactor could be started only once in a process
        "DOWNLOAD_HANDLERS": {
            "http": "crawler.evidence.EvidenceHandler", "https": "crawler.evidence.EvidenceHandler",
            "data": None, "file": None, "ftp": None, "s3": None,
        },
        "DOWNLOADER_MIDDLEWARES_BASE": {}, "SPIDER_MIDDLEWARES_BASE": {}, "EXTENSIONS_BASE": {},
        "CONCURRENT_REQUESTS": 0, "CONCURRENT_REQUESTS_PER_DOMAIN": max(config.crawl.concurrency, 1) * 2, "DOWNLOAD_DELAY": 0,
        "ROBOTSTXT_OBEY": False, "HTTPCACHE_ENABLED": False, "COOKIES_ENABLED": False, "REDIRECT_ENABLED": False,
        "RETRY_ENABLED": False, "TELNETCONSOLE_ENABLED": False, "DNSCACHE_ENABLED": False,
        "LOG_ENABLED": False, "LOG_LEVEL": "ERROR", "LOG_FORMATTER": Silent, "STATS_DUMP": False,
    }
