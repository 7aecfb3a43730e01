"""How long 50,000 documents take to be classified, judged and written, and how much memory: `python -m benchmarks.judge`."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from classifier.checklist import load_checklist
from crawler.archive import CrawlFacts, SiteFacts
from crawler.config import AuditSettings, Config, CrawlSettings, Period, University
from crawler.document import Document, Link
from fixtures.content import read_campus
from fixtures.model import DOMAIN, UNIVERSITY, CampusContent
from reports.audit import assemble
from reports.judge import judge
from reports.writers import WRITERS

SIZE, SECONDS, MEGABYTES = 50_000, 120.0, 1000.0   # the promise: two minutes on one core, memory below 1 GB
ROWS = 20                                          # rows of one page of a column


class _Source:
    """Facts of a crawl without an archive."""

    def __init__(self, documents: list[Document]):
        hosts = sorted({page.host for page in documents})
        sites = tuple(SiteFacts(host, 0, True) for host in hosts)
        self._facts = CrawlFacts("2025-10-31T00:00:00Z", "2025-10-31T01:00:00Z", True, len(documents), len(documents), sites)

    def fetches(self) -> Iterator:
        return iter(())

    def unseen(self) -> tuple:
        return ()

    def facts(self) -> CrawlFacts:
        return self._facts


def campus_of(size: int, campus: CampusContent | None = None) -> list[Document]:
    """`size` articles with the demo campus's words, each under another title, day and address, and the columns that list them."""
    campus = campus or read_campus()
    kinds = [(site, column, article) for site in campus.sites for column in site.columns for article in column.articles if article.body]
    made, rows = [], {}
    for number in range(size):
        site, column, article = kinds[number % len(kinds)]
        turn = number // len(kinds)
        day = (article.day or date(2025, 1, 1)) - timedelta(days=9 * turn % 2500)
        url = f"http://{site.host}/info/{column.number}/{number}.htm"
        text = "\n".join((*article.body, f"（第{turn}号）"))
        page = Document(url, site.host, "article", "open", f"{article.title}（{turn}）" if turn else article.title, site.name, (column.name,), day, "page", (),
                        text, digest=f"sha256:{number:064x}", identity=f"vsb:{number}", department=site.department)
        rows.setdefault((site.host, column.id, column.name, site.department), []).append(page)
        made.append(page)
    return made + [page for key, pages in rows.items() for page in _column(key, pages)]


def _column(key: tuple[str, str, str, str], pages: list[Document]) -> Iterator[Document]:
    """The pages of one column, with a menu as wide as real ones."""
    host, name, title, department = key
    menu = tuple(Link(f"http://{host}/m{n}.htm", f"栏目{n}", "nav") for n in range(30))
    count = (len(pages) + ROWS - 1) // ROWS
    addresses = [f"http://{host}/{name}.htm"] + [f"http://{host}/{name}/{n}.htm" for n in range(count - 1, 0, -1)]
    for number, url in enumerate(addresses):
        part = pages[number * ROWS: (number + 1) * ROWS]
        links = tuple(Link(page.url, page.title, "list", page.published) for page in part)
        further = tuple(Link(other, "下页", "pages") for other in addresses[number + 1: number + 2])
        yield Document(url, host, "list", "open", title, breadcrumb=(title,), links=links + further + menu, department=department)


def _config(documents: list[Document]) -> Config:
    university = University(UNIVERSITY, DOMAIN, f"http://www.{DOMAIN}/", (f"http://xxgk.{DOMAIN}/",))
    return Config(Path("bench.toml"), university, AuditSettings(), CrawlSettings(), ())


def _peak() -> float:
    """The process's largest resident size in megabytes."""
    try:
        import resource
    except ImportError:
        import psutil

        return psutil.Process().memory_info().rss / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3


def run(size: int) -> tuple[float, float]:
    """Seconds and megabytes for a campus of `size` documents."""
    documents = campus_of(size)
    assert all(urlsplit(page.url).hostname for page in documents)
    period, as_of = Period("2024-2025学年度", date(2024, 9, 1), date(2025, 8, 31)), date(2025, 10, 31)
    checklist = load_checklist("moe-2014")
    steps = {"start": time.perf_counter()}
    audit = assemble(_config(documents), _Source(documents), documents, checklist, period, as_of)
    steps["classified"] = time.perf_counter()
    result = replace(judge(audit), version="bench")
    steps["judged"] = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        for name, writer in WRITERS.items():
            writer.write(result, Path(folder))
            steps[f"wrote {name}"] = time.perf_counter()
    times = list(steps.items())
    for (_, before), (name, after) in zip(times, times[1:], strict=False):
        print(f"  {name:<18}{after - before:7.1f} s")
    return times[-1][1] - times[0][1], _peak()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=SIZE, help="documents (default %(default)s)")
    size = parser.parse_args().size
    seconds, megabytes = run(size)
    print(f"{size} documents judged and written in {seconds:.1f} s, {megabytes:.0f} MB (promised: {SECONDS:.0f} s, {MEGABYTES:.0f} MB for {SIZE})")
    return 0 if size < SIZE or seconds <= SECONDS and megabytes <= MEGABYTES else 1


if __name__ == "__main__":
    sys.exit(main())
