"""Crawl speed on one generated site: bare Scrapy, our crawl with everything, classification on top, a re-audit answered 304."""

from __future__ import annotations

import argparse
import asyncio
import gzip
import hashlib
import multiprocessing
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HOSTS = 20
LIST = 25           # rows of a list page
WORDS = ("关于公布学校年度招聘公告拟录取名单采购结果教学质量报告奖学金评审会议纪要培训通知学术讲座章程修订财务预算决算资产管理办法实施细则"
         "研究生院人事处财务处教务处学生处国际交流合作后勤保障部门负责人员信息公开工作指南目录申请受理监督举报电话邮箱地址办公时间")


class Site:
    """Realistic pages (20–60 kB of template, menus and text) that are made when asked for, the same every time."""

    def __init__(self, pages: int):
        self.each = max(pages // HOSTS, LIST)
        menu = "".join(
            f'<li class="nav-item"><a href="http://h{h}.bench.edu.cn/" title="部门{h}">部门{h}</a><ul class="sub">'
            + "".join(f'<li><a href="/col{c}/list.htm" target="_blank">栏目{c}</a></li>' for c in range(8)) + "</ul></li>" for h in range(HOSTS))
        self.head = ('<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}-基准大学</title><link rel="stylesheet" href="/_css/_system/system.css">'
                     "<script>var siteId=1;function go(u){{location.href=u}}</script><style>" + ".a{{margin:0;padding:0}}" * 250 + "</style></head>"
                     "<body><div class='header'><ul class='menu'>" + menu + "</ul></div><div class='main'>")
        self.foot = "</div><div class='footer'>" + "".join(f"<a href='http://h{h}.bench.edu.cn/'>链接{h}</a>" for h in range(HOSTS)) + "</div></body></html>"

    def page(self, host: int, path: str) -> bytes | None:
        """The page's bytes; None for 404."""
        if path == "/" or path.startswith("/col"):
            number = int(path.rpartition("list")[2].removesuffix(".htm") or 1) if path != "/" else 1
            column = int(path[4: path.index("/", 4)]) if path.startswith("/col") else 0
            return self._list(host, column, number)
        if path.startswith("/info/"):
            return self._article(host, int(path.rpartition("/")[2].removesuffix(".htm")))
        return None

    def _list(self, host: int, column: int, number: int) -> bytes:
        mine = range(column, self.each, 8)
        shown = mine[(number - 1) * LIST: number * LIST]
        rows = "".join(f"<li class='news'><span><a href='/info/{column}/{n}.htm' title='{self._title(host, n)}'>{self._title(host, n)}</a></span>"
                       f"<span class='date'>2025-0{n % 9 + 1}-1{n % 9}</span></li>" for n in shown)
        more = f"<a href='/col{column}/list{number + 1}.htm' class='next'>下一页</a>" if number * LIST < len(mine) else ""
        return (self.head.format(title=f"栏目{column}") + f"<ul>{rows}</ul>{more}" + self.foot).encode()

    def _title(self, host: int, number: int) -> str:
        chance = random.Random(host * 1_000_003 + number)
        return "关于" + "".join(chance.choices(WORDS, k=14)) + "的通知"

    def _article(self, host: int, number: int) -> bytes:
        chance = random.Random(host * 1_000_003 + number)
        title = self._title(host, number)
        text = "".join(f"<p style='text-indent:2em;line-height:1.5'><span style='font-size:16px'>{''.join(chance.choices(WORDS, k=120))}</span></p>"
                       for _ in range(chance.randint(5, 70)))
        crumb = "<div>当前位置：<a href='/'>首页</a> &gt; <a href='/col0/list.htm'>栏目</a> &gt; 正文</div>"
        meta = "<p class='arti_metas'><span>发布时间：2025-03-12</span></p>"
        return (self.head.format(title=title) + crumb + f"<h1 class='arti_title'>{title}</h1>{meta}<div class='wp_articlecontent'>{text}</div>" + self.foot).encode()


async def _serve(pages: int, port) -> None:
    site = Site(pages)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                url = head.split(" ", 2)[1]
                host, _, path = url.partition("://")[2].partition("/")
                writer.write(reply(site, host, "/" + path, head))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port.put(server.sockets[0].getsockname()[1])
    await server.serve_forever()


def reply(site: Site, host: str, path: str, head: str) -> bytes:
    """One HTTP answer: gzip from every second host, ETag and 304 from all."""
    number = int(host.partition(".")[0][1:]) if host[:1] == "h" else 0
    body = site.page(number, path)
    if body is None:
        return b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 3\r\n\r\n404"
    etag = '"' + hashlib.md5(f"{host}{path}".encode()).hexdigest() + '"'
    if etag in head:
        return f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\nContent-Length: 0\r\n\r\n".encode()
    coding = ""
    if number % 2:
        body, coding = gzip.compress(body, 1, mtime=0), "Content-Encoding: gzip\r\n"
    return f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nETag: {etag}\r\n{coding}Content-Length: {len(body)}\r\n\r\n".encode() + body


def serve(pages: int) -> tuple[multiprocessing.Process, int]:
    """Starts the site in a process of its own; gives it and its port."""
    port: multiprocessing.Queue = multiprocessing.Queue()
    process = multiprocessing.Process(target=_run_server, args=(pages, port), daemon=True)
    process.start()
    return process, port.get(timeout=20)


def _run_server(pages: int, port) -> None:
    asyncio.run(_serve(pages, port))


def bare_scrapy(proxy: str) -> int:
    """Scrapy as its tutorial has it: a CrawlSpider with LinkExtractor that stores nothing."""
    from scrapy.crawler import CrawlerProcess
    from scrapy.linkextractors import LinkExtractor
    from scrapy.spiders import CrawlSpider, Rule

    os.environ["http_proxy"] = proxy
    count = []

    class Bare(CrawlSpider):
        name = "bare"
        allowed_domains = ["bench.edu.cn"]
        start_urls = ["http://h0.bench.edu.cn/"]
        rules = [Rule(LinkExtractor(), callback="seen", follow=True)]

        def seen(self, response):
            count.append(response.status)

    process = CrawlerProcess({"LOG_LEVEL": "ERROR", "ROBOTSTXT_OBEY": True, "CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": 16, "DOWNLOAD_DELAY": 0})
    process.crawl(Bare)
    process.start()
    return len(count)


def our_crawl(folder: Path, proxy: str) -> int:
    """Our crawl into an archive: WARC, index, frontier, links."""
    from crawler.config import load_config
    from crawler.run import crawl

    path = folder / "bench.toml"
    path.write_text('[university]\nname = "基准大学"\ndomain = "bench.edu.cn"\nhome = "http://h0.bench.edu.cn/"\n'
                    f'[crawl]\nproxy = "{proxy}"\nrequests_per_second = 10000\n', encoding="utf-8")
    return crawl(load_config(path)).pages


def read_all(folder: Path, _: str) -> int:
    """Extraction of the archive that our_crawl left."""
    from crawler.archive import open_archive, read_documents
    from crawler.config import load_config

    config = load_config(folder / "bench.toml")
    return len(read_documents(open_archive(config), config))


def classify_all(folder: Path, _: str) -> int:
    """Classification of the pages that read_all read (out of the cache, so that reading them again costs little; it is paid for here)."""
    from classifier.checklist import load_checklist
    from classifier.engine import classify
    from crawler.archive import open_archive, read_documents
    from crawler.config import load_config

    config = load_config(folder / "bench.toml")
    checklist = load_checklist(config.audit.checklist[0])
    documents = read_documents(open_archive(config), config)
    for document in documents:
        if document.is_disclosure_unit:
            classify(document.record(), checklist)
    return len(documents)


JOBS = {"bare": lambda folder, proxy: bare_scrapy(proxy), "crawl": our_crawl, "again": our_crawl, "read": read_all, "classify": classify_all}


def child(job: str, folder: str, proxy: str) -> None:
    """Runs one measurement in this process and prints pages, seconds of CPU and wall, peak memory in kB."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    started, cpu = time.perf_counter(), time.process_time()
    pages = JOBS[job](Path(folder), proxy)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"RESULT {pages} {time.process_time() - cpu:.3f} {time.perf_counter() - started:.3f} {peak}")


def measure(job: str, folder: Path, proxy: str) -> tuple[int, float, float, int]:
    """One measurement in a fresh process: pages, CPU seconds, wall seconds, peak kB."""
    done = subprocess.run([sys.executable, "-m", "benchmarks.crawl", "--child", job, str(folder), proxy], capture_output=True, text=True, check=False)
    for line in done.stdout.splitlines():
        if line.startswith("RESULT"):
            pages, cpu, wall, peak = line.split()[1:]
            return int(pages), float(cpu), float(wall), int(peak)
    raise RuntimeError(done.stderr[-2000:])


def main(argv: list[str] | None = None) -> None:
    """Prints the table. `--pages` of the site, `--rounds` of which the median is taken. With the defaults a few minutes; the
        figures are pages a second of CPU, so 20,000 pages give the same ones in five times the time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=4_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--child", nargs=3)
    options = parser.parse_args(argv)
    if options.child:
        child(*options.child)
        return
    server, port = serve(options.pages)
    proxy = f"http://127.0.0.1:{port}"
    try:
        with tempfile.TemporaryDirectory(prefix="xxgk-bench-") as folder:
            rows = {job: [] for job in ("bare", "crawl", "read", "classify", "again")}
            for number in range(options.rounds):
                place = Path(folder) / str(number)
                place.mkdir()
                for job in rows:
                    rows[job].append(measure(job, place, proxy))
            _print(rows)
    finally:
        server.terminate()


def _print(rows: dict[str, list[tuple[int, float, float, int]]]) -> None:
    def speed(job: str) -> float:
        return statistics.median(pages / cpu for pages, cpu, _, _ in rows[job])

    bare = speed("bare")
    both = 1 / (1 / speed("crawl") + 1 / speed("read"))
    everything = 1 / (1 / both + 1 / speed("classify"))
    names = {"bare": "bare Scrapy, LinkExtractor, stores nothing", "crawl": "our crawl: WARC, index, frontier, links", "read": "extraction of the archive",
             "classify": "classification, documents out of the cache",
             "again": "re-audit answered 304"}
    print(f"{'':46}{'pages':>8}{'pages/s':>10}{'times bare':>12}{'peak MB':>9}")
    for job, name in names.items():
        print(f"{name:46}{rows[job][0][0]:>8}{speed(job):>10.0f}{speed(job) / bare:>12.1f}{max(r[3] for r in rows[job]) / 1024:>9.0f}")
    for name, value in (("our crawl and extraction", both), ("our crawl, extraction and classification", everything)):
        print(f"{name:46}{'':8}{value:>10.0f}{value / bare:>12.1f}")


if __name__ == "__main__":
    main()
