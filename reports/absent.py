"""Names what given WARC files do not hold: addresses in scope that their pages link to."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.archive import CrawlFacts, Unseen
from crawler.config import Config
from crawler.document import Document
from reports.places import bare, host_of

DETAIL = "不在给定的 WARC 文件中；请补充抓取该网址，或改用 xxgk crawl"
_SKIN = re.compile(r"\.(?:jpe?g|png|gif|bmp|webp|svg|ico|css|js|swf|mp4|mp3|flv|wmv|avi)(?:$|\?)", re.IGNORECASE)
_SECOND_NAME = re.compile(r"(?<=/)(?:index|default|main)\.(?:s?html?|jsp|psp|aspx?|php)$|(?<=/list)1(?=\.(?:htm|psp)$)", re.IGNORECASE)


def from_other_crawler(facts: CrawlFacts) -> bool:
    """Whether a source is WARC files that were given, which say nothing of what their crawler did not see."""
    return facts.settings.get("source") == "warc"


def absent_from(documents: Iterable[Document], config: Config) -> tuple[Unseen, ...]:
    """Every linked address in scope without an answer, ordered by address; pictures and other skin left out."""
    documents = tuple(documents)
    known = {_plain(page.url) for page in documents}
    known |= {_plain(file.url) for page in documents for file in page.attachments if file.state != "unfetched"}   # read with their article
    found: dict[str, Unseen] = {}
    for page in documents:
        for link in page.links:
            if link.external or link.where == "image" or link.url in found or _SKIN.search(link.url):
                continue
            host = host_of(link.url)
            if config.in_domain(host) and _plain(link.url) not in known:
                found[link.url] = Unseen(link.url, host, "limit", DETAIL, page.url, link.text)
    return tuple(found[url] for url in sorted(found))


def _plain(url: str) -> str:
    """An address under its first name."""
    return _SECOND_NAME.sub("", bare(url))
