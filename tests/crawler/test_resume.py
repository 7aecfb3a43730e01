"""A crawl that is killed at any moment and started again ends as if nothing had happened."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from endless import campus
from loopback import Asked, Reply, Web
from trial import write_config

from crawler.archive import open_archive, reindex
from crawler.config import load_config
from crawler.run import crawl
from crawler.warcs import scan

# The suite's size; XXGK_KILL_PAGES=5000 XXGK_KILLS=20 is the run that the release notes speak of.
PAGES, KILLS, CONCURRENCY = int(os.environ.get("XXGK_KILL_PAGES", "600")), int(os.environ.get("XXGK_KILLS", "6")), 8


def tree(asked: Asked) -> Reply | None:
    """A site of PAGES pages: page n links to 10n+1 … 10n+10."""
    path = asked.url.split("/", 3)[3]
    if path == "":
        number = 0
    elif path.startswith("p/") and path.endswith(".htm"):
        number = int(path[2:-4])
    else:
        return None
    links = "".join(f'<li><a href="/p/{n}.htm">第{n}号文件</a></li>' for n in range(10 * number + 1, min(10 * number + 11, PAGES)))
    return Reply(f"<html><title>文件{number}</title><body><p>第{number}号文件的正文。{'内容' * 200}</p><ul>{links}</ul></body></html>", delay=0.004)


def start(config: Path) -> subprocess.Popen:
    code = f"from crawler.config import load_config; from crawler.run import crawl; crawl(load_config({str(config)!r}))"
    return subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).parents[2], stderr=subprocess.PIPE)


def answers(config) -> dict[str, str]:
    return {fetch.url: fetch.digest for fetch in open_archive(config).fetches()}


def test_killed_at_random_moments_it_loses_no_page_and_refetches_only_what_was_in_flight(tmp_path: Path) -> None:
    chance = random.Random(7)
    with Web(handler=tree) as web:
        path = write_config(tmp_path, web, f"requests_per_second = 150\nconcurrency = {CONCURRENCY}\n")
        kills = 0
        for _ in range(KILLS + 1):
            process = start(path)
            began, seen = time.monotonic(), len(web.urls())
            moment = chance.uniform(0.05, PAGES / 1000)
            while kills < KILLS and process.poll() is None and not (len(web.urls()) > seen and time.monotonic() - began > moment):
                time.sleep(0.005)
            if kills < KILLS and process.poll() is None:
                process.kill()
                kills += 1
            process.wait()
            if process.returncode == 0:
                break
        assert process.returncode == 0, process.stderr.read()
        config = load_config(path)
        asked = Counter(web.urls())
        assert len(asked) == PAGES
        assert sum(asked.values()) - PAGES <= kills * CONCURRENCY
        facts = open_archive(config).facts()
        assert (facts.pages, facts.complete) == (PAGES, True)
        assert len(answers(config)) == PAGES
        once = answers(config)
        for file in (config.archive / "warc").iterdir():
            assert all(record.kind for record in scan(file))
        for name in ("index.sqlite", "frontier.sqlite"):
            for extra in config.archive.glob(name + "*"):
                extra.unlink()
        reindex(config)
        assert answers(config) == once
        assert open_archive(config).facts() == facts


def outcome(config) -> tuple:
    """Everything that a report may say of a crawl, but for its times and the number of its requests."""
    archive = open_archive(config)
    facts = archive.facts()
    return answers(config), archive.unseen(), facts.pages, facts.complete, facts.sites


def test_killed_in_the_midst_of_traps_it_has_fetched_and_refused_the_same(tmp_path: Path) -> None:
    chance, settings = random.Random(3), "requests_per_second = 300\nmax_depth = 50\n"
    with Web(handler=campus) as web:
        quiet = load_config(write_config(tmp_path, web, settings))
        crawl(quiet)
        folder = tmp_path / "killed"
        folder.mkdir()
        path = write_config(folder, web, settings)
        for kill in range(KILLS):
            process, enough = start(path), len(web.log) + chance.randrange(15, 60)
            while process.poll() is None and len(web.log) < enough:
                time.sleep(0.002)
            process.kill()
            process.wait()
            if kill % 2:
                reindex(load_config(path))
        crawl(load_config(path))
        assert outcome(load_config(path)) == outcome(quiet)


def test_a_finished_crawl_is_done_again_and_not_resumed(tmp_path: Path) -> None:
    with Web({"http://www.t.edu.cn/": "<a href='/a.htm'>甲</a>", "http://www.t.edu.cn/a.htm": "甲的正文"}) as web:
        config = load_config(write_config(tmp_path, web))
        crawl(config)
        crawl(config)
        assert Counter(web.urls()) == {"http://www.t.edu.cn/": 2, "http://www.t.edu.cn/a.htm": 2}
