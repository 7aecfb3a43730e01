"""A full disk, a locked database, a damaged index, a power cut: one clear line, nothing lost, the same command goes on."""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from loopback import Reply, Web
from trial import HOME, crawled, unseen, write_config

from crawler import warcs
from crawler.archive import open_archive, reindex
from crawler.config import load_config
from crawler.errors import ArchiveError, CrawlStopped
from crawler.run import crawl

PAGES = {HOME: "".join(f"<a href='/{n}.htm'>第{n}号</a>" for n in range(30)), HOME + "robots.txt": Reply("User-agent: *\nDisallow: /7.htm\n", mime="text/plain"),
         **{f"{HOME}{n}.htm": f"第{n}号的正文" for n in range(29)}}


def state(config) -> tuple:
    archive = open_archive(config)
    return list(archive.fetches()), archive.unseen(), archive.facts(), archive.soft_404_digests()


@pytest.mark.parametrize("names", [["index.sqlite"], ["frontier.sqlite"], ["index.sqlite", "frontier.sqlite"]])
def test_an_index_is_rebuilt_equal_to_the_original(tmp_path: Path, names: list[str]) -> None:
    with Web(PAGES) as web:
        config, _ = crawled(tmp_path, web)
        crawl(config)
        before = state(config)
        for name in names:
            for path in config.archive.glob(name + "*"):
                path.unlink()
        with pytest.raises(ArchiveError, match="reindex"):
            open_archive(config)
        assert reindex(config) > 30
        assert state(config) == before


def test_a_damaged_index_is_named_with_its_remedy(tmp_path: Path) -> None:
    with Web(PAGES) as web:
        config, _ = crawled(tmp_path, web)
        before = state(config)
        for path in config.archive.glob("index.sqlite*"):
            path.unlink()
        (config.archive / "index.sqlite").write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
        with pytest.raises(ArchiveError, match="reindex"):
            open_archive(config)
        reindex(config)
        assert state(config) == before


def test_an_index_of_another_version_is_named_with_its_remedy(tmp_path: Path) -> None:
    with Web(PAGES) as web:
        config, _ = crawled(tmp_path, web)
    database = sqlite3.connect(config.archive / "index.sqlite")
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(ArchiveError, match="版本 99"):
        open_archive(config)


def test_a_full_disk_stops_with_one_line_and_the_same_command_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, written = warcs.WarcWriter._append, []

    def full(self, member: bytes):
        if len(written) > 30:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(1)
        return real(self, member)

    with Web(PAGES) as web:
        config = load_config(write_config(tmp_path, web))
        with monkeypatch.context() as patch:
            patch.setattr(warcs.WarcWriter, "_append", full)
            with pytest.raises(CrawlStopped, match="磁盘已满"):
                crawl(config)
        seen = len(web.urls())
        facts = crawl(config)
        assert facts.pages == 29 and len(web.urls()) - 30 <= 16 and seen > 5


def test_a_locked_database_stops_with_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Web(PAGES) as web:
        config, _ = crawled(tmp_path, web)
        other = sqlite3.connect(config.archive / "frontier.sqlite", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        monkeypatch.setattr("crawler.database.PATIENCE", 0.2)
        with pytest.raises(CrawlStopped, match="占用"):
            crawl(config)
        other.execute("ROLLBACK")
        assert crawl(config).pages == 29


def test_a_torn_record_at_the_tail_is_fetched_again(tmp_path: Path) -> None:
    with Web(PAGES) as web:
        config, _ = crawled(tmp_path, web)
        before = {f.url: f.digest for f in open_archive(config).fetches()}
        file = next((config.archive / "warc").iterdir())
        with open(file, "r+b") as handle:
            handle.truncate(file.stat().st_size * 2 // 3)
        crawl(config)
        assert {f.url: f.digest for f in open_archive(config).fetches()} == before
        assert open_archive(config).facts().pages == 29


def test_an_interrupted_crawl_says_what_is_left_and_goes_on(tmp_path: Path) -> None:
    slow = {url: Reply(reply, delay=0.05) if isinstance(reply, str) else reply for url, reply in PAGES.items()}
    with Web(slow) as web:
        path = write_config(tmp_path, web, "requests_per_second = 50\nconcurrency = 2\n")
        code = f"from crawler.config import load_config; from crawler.run import crawl; crawl(load_config({str(path)!r}))"
        process = subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).parents[2], stderr=subprocess.PIPE)
        while len(web.urls()) < 8:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT if os.name != "nt" else signal.CTRL_C_EVENT)
        _, errors = process.communicate(timeout=20)
        assert b"KeyboardInterrupt" in errors and process.returncode != 0
        config = load_config(path)
        facts = open_archive(config).facts()
        assert facts.finished == "" and not facts.complete
        assert {row.reason for row in unseen(config).values()} >= {"limit"}
        assert crawl(config).pages == 29 and set(unseen(config)) == {HOME + "7.htm"}
        assert len(web.urls()) <= 30 + 2


def test_an_answer_lost_in_a_power_cut_is_fetched_again_in_the_same_crawl(tmp_path: Path) -> None:
    with Web(PAGES) as web:
        config, _ = crawled(tmp_path, web)
        frontier = sqlite3.connect(config.archive / "frontier.sqlite")
        frontier.execute("UPDATE crawls SET finished = ''")
        frontier.commit()
        frontier.close()
        file = next((config.archive / "warc").iterdir())
        with open(file, "r+b") as handle:
            handle.truncate(file.stat().st_size // 2)
        web.log.clear()
        facts = crawl(config)
        assert facts.pages == 29 and 3 < len(web.urls()) < 29


def test_two_crawls_do_not_share_an_archive(tmp_path: Path) -> None:
    with Web({HOME: "首页"}) as web:
        config, _ = crawled(tmp_path, web)
        other = sqlite3.connect(config.archive / "lock.sqlite", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(CrawlStopped, match="另一个 xxgk"):
            crawl(config)
        other.close()
        assert crawl(config).complete
