"""Makes small campuses by hand: documents, a source and a reading whose labels stand in the title ("#12" discloses item 12)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from classifier.checklist import load_checklist
from classifier.labels import Evidence, Label, Verdict
from crawler.archive import CrawlFacts, SiteFacts, Unseen
from crawler.config import AuditSettings, Config, CrawlSettings, Period, Site, University
from crawler.document import Attachment, Document, Link
from reports.audit import assemble
from reports.judge import judge
from reports.publications import Reading
from reports.result import Result

PERIOD = Period("2018-2019学年度", date(2018, 9, 1), date(2019, 8, 31))
AS_OF = date(2019, 10, 31)
WWW, XXGK, RSC, YJS = "http://www.e.edu.cn/", "http://xxgk.e.edu.cn/", "http://rsc.e.edu.cn/", "http://yjs.e.edu.cn/"
CHECKLIST = load_checklist("moe-2014")


def classify(record, checklist) -> Verdict:
    """Labels by marks in the title: #12 discloses item 12, #12nil declares that there is nothing, ?12 is a candidate;
    elements in braces: #19{收支预算总表,收入预算表}."""
    labels = []
    for number, nil, elements in re.findall(r"#(\d+)(nil)?(?:\{([^}]*)\})?", record.title):
        known = tuple(e.name for e in checklist.item(int(number)).elements)
        shown = tuple(elements.split(",")) if elements else known
        labels.append(Label(int(number), 0.9, (Evidence(int(number), "title", record.title, record.title, 1.0),), shown, bool(nil)))
    maybe = tuple(Label(int(n), 0.4, ()) for n in re.findall(r"\?(\d+)", record.title))
    return Verdict(tuple(labels), maybe)


def column_items(path, checklist) -> tuple[int, ...]:
    """Items by marks in the last name of the path: @12."""
    return tuple(int(n) for n in re.findall(r"@(\d+)", path[-1] if path else ""))


def page(url: str, title: str = "", day: str | None = None, **more) -> Document:
    """An open article; `more` are fields of Document."""
    published = date.fromisoformat(day) if day else None
    made = Document(url, urlsplit(url).hostname or "", more.pop("kind", "article"), more.pop("state", "open"), title, published=published,
                    published_from="page" if day else "", text=more.pop("text", f"{title}的正文。"), digest="sha256:" + "0" * 64)
    return replace(made, **more)


def listing(url: str, name: str, rows=(), pages=(), nav=(), **more) -> Document:
    """A column page that lists `rows` (documents or addresses) and links further `pages`."""
    links = [Link(r.url, r.title, "list", r.published) if isinstance(r, Document) else Link(r, more.pop("anchor", "某条信息的标题"), "list") for r in rows]
    links += [Link(url, str(number), "pages") for number, url in enumerate(pages, 2)] + [Link(url, text, "nav") for url, text in nav]
    crumbs = more.pop("breadcrumb", (name,))
    return page(url, name, None, kind="list", text="", links=tuple(links), breadcrumb=crumbs, state=more.pop("state", "open"), **more)


class MadeSource:
    """A source without an archive."""

    def __init__(self, documents, unseen=(), complete=True, settings=None):
        hosts = sorted({d.host for d in documents})
        sites = tuple(SiteFacts(h, sum(d.host == h for d in documents), complete) for h in hosts)
        self._facts = CrawlFacts("2019-10-31T00:00:00Z", "2019-10-31T01:00:00Z", complete, len(documents), len(documents), sites, settings or {})
        self._unseen = tuple(unseen)

    def fetches(self):
        return iter(())

    def unseen(self):
        return self._unseen

    def facts(self):
        return self._facts


def config(platform=(XXGK,)) -> Config:
    sites = (Site(RSC, "人事处"), Site(YJS, "研究生院"), Site(WWW, "党政办公室"), Site(XXGK, "党政办公室"))
    return Config(Path("campus.toml"), University("示例大学", "e.edu.cn", WWW, tuple(platform)), AuditSettings(), CrawlSettings(), sites)


def home(*links) -> Document:
    return page(WWW, "示例大学", kind="list", text="", links=(Link(XXGK, "信息公开", "nav"), *links))


def audited(*documents, unseen=(), complete=True, period=PERIOD, as_of=AS_OF, settings=None, setup=None, rulings=(), checklist=CHECKLIST) -> Result:
    """The judged result of a campus made of these documents (home page and platform's front page are added)."""
    given = {d.url for d in documents}
    front = [d for d in (home(), listing(XXGK, "信息公开网", breadcrumb=())) if d.url not in given]
    departments = {s.host: s.department for s in config().sites}
    documents = [replace(d, department=d.department or departments.get(d.host, "")) for d in (*documents, *front)]
    source = MadeSource(documents, unseen, complete, settings)
    return judge(assemble(setup or config(), source, documents, checklist, period, as_of, rulings, Reading(classify, column_items)))


def item(result: Result, number: int):
    return next(row for row in result.items if row.item.number == number)


def kinds(result: Result, kind: str):
    return [row for row in result.findings if row.kind == kind]


def unseen(url: str, reason: str = "timeout", anchor: str = "") -> Unseen:
    return Unseen(url, urlsplit(url).hostname or "", reason, "", "", anchor)


def file(url: str, name: str, text: str = "") -> Attachment:
    return Attachment(url, name, text, "sha256:" + "1" * 64 if text else "", "open" if text else "unfetched")
