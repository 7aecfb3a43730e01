"""Writes configs for the tests' university, t.edu.cn."""

from __future__ import annotations

from pathlib import Path

from loopback import Web

from crawler.archive import CrawlFacts, Unseen, open_archive
from crawler.config import Config, load_config
from crawler.run import crawl

HOME = "http://www.t.edu.cn/"


def write_config(folder: Path, web: Web, crawl: str = "requests_per_second = 200\n", more: str = "") -> Path:
    """A config whose proxy is the tests' web; `crawl` replaces the lines of [crawl]."""
    path = folder / "u.toml"
    path.write_text(
        f'[university]\nname = "测试大学"\ndomain = "t.edu.cn"\nhome = "{HOME}"\n{more}\n'
        f'[crawl]\nproxy = "{web.proxy}"\n{crawl}', encoding="utf-8")
    return path


def crawled(folder: Path, web: Web, settings: str = "requests_per_second = 200\n", more: str = "") -> tuple[Config, CrawlFacts]:
    """Crawls the web and gives config and facts."""
    config = load_config(write_config(folder, web, settings, more))
    return config, crawl(config)


def unseen(config: Config) -> dict[str, Unseen]:
    """What was not seen, by address."""
    return {row.url: row for row in open_archive(config).unseen()}
