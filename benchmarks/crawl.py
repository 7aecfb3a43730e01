"""Crawl speed on one generated site: bare Scrapy, our crawl with everything, classification on top, a re-audit answered 304."""

from __future__ import annotations

import argparse
import asyncio
import gzip
import hashlib
import multiprocessing
import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from benchmarks.site import Site


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
    etag = '"' + hashlib.md5(f"{host}{path}".encode()).hexdigest() + '"'
    if etag in head:
        return f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\nContent-Length: 0\r\n\r\n".encode()
    answer = site.answer(number, path)
    if answer is None:
        return b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 3\r\n\r\n404"
    body, mime = answer
    coding = ""
    if number % 2 and mime == "text/html":
        body, coding = gzip.compress(body, 1, mtime=0), "Content-Encoding: gzip\r\n"
    said = f"HTTP/1.1 200 OK\r\nContent-Type: {mime}\r\nETag: {etag}\r\n{coding}Content-Length: {len(body)}\r\n\r\n".encode()
    return said if head.startswith("HEAD") else said + body


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
    crawl(load_config(path))
    return counted(folder)[0]


def counted(folder: Path) -> tuple[int, int, int]:
    """What our crawl keeps: pages of HTML, files, pictures that it only asked for. The last two it pays for, but they are no pages."""
    with closing(sqlite3.connect(folder / "bench.archive" / "index.sqlite")) as index:
        pages = index.execute("SELECT COUNT(*), SUM(r.mime LIKE 'text/html%') FROM pages p JOIN records r ON r.id = p.record WHERE r.status = 200").fetchone()
        pictures = index.execute("SELECT COUNT(DISTINCT url) FROM records WHERE kind = 'head'").fetchone()
    return pages[1], pages[0] - pages[1], pictures[0]


def read_all(folder: Path, _: str) -> int:
    """Extraction of the archive that our_crawl left."""
    from crawler.archive import open_archive, read_documents
    from crawler.config import load_config

    config = load_config(folder / "bench.toml")
    return sum(document.kind != "attachment" for document in read_documents(open_archive(config), config))


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
    return sum(document.kind != "attachment" for document in documents)


JOBS = {"bare": lambda folder, proxy: bare_scrapy(proxy), "crawl": our_crawl, "again": our_crawl, "read": read_all, "classify": classify_all}


def child(job: str, folder: str, proxy: str) -> None:
    """Runs one measurement in this process and prints pages, seconds of CPU and wall, peak memory in kB."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    started, cpu = time.perf_counter(), time.process_time()
    pages = JOBS[job](Path(folder), proxy)
    helpers = resource.getrusage(resource.RUSAGE_CHILDREN)     # attachments are read in a process of their own
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"RESULT {pages} {time.process_time() - cpu + helpers.ru_utime + helpers.ru_stime:.3f} {time.perf_counter() - started:.3f} {peak}")


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
            print("our crawl also fetched {1} files and asked for {2} pictures; only pages count, all CPU does".format(*counted(place)))
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
