"""What only several pages together tell is joined: list dates, files, redirects, departments; and the cache changes nothing."""

import dataclasses
import hashlib
from datetime import date

import pytest

from crawler import reading
from crawler.archive import Fetch, Unseen
from crawler.cache import Cache, Links, pack, unpack
from crawler.config import AuditSettings, Config, CrawlSettings, Site, University
from crawler.departments import Departments, department_in
from crawler.document import Document, Link
from crawler.reading import document_row, read_documents



def html(title, body, site="望川大学人事处"):
    return f"<html><head><meta charset=utf-8><title>{title}-{site}</title></head><body><div class=nav><a href='/'>首页</a><a href='/tzgg/'>通知公告</a></div>{body}</body></html>"


PROSE = "经研究决定，现将有关事项通知如下，请各单位遵照执行，认真组织实施，并将落实情况于月底前报送人事处备案。"
PAGES = {
    "http://rsc.w.edu.example/": html("首页", "<ul><li><a href='/tzgg/'>通知公告</a></li></ul>").replace("首页-", ""),
    "http://rsc.w.edu.example/tzgg/": html("通知公告", """<div>当前位置：<a href='/'>首页</a> > <a href='/tzgg/'>通知公告</a></div><ul>
        <li><a href='/a/1.html'>关于公布招聘名单的通知</a><span>2024-03-05</span></li><li><a href='/a/2.html'>关于职称评审的通知</a><span>2024-02-01</span></li>
        <li><a href='/old/3.html'>关于考核工作的通知</a><span>2023-12-30</span></li><li><a href='/f/plan.txt'>2024年招聘计划一览表</a><span>2024-01-09</span></li></ul>"""),
    "http://rsc.w.edu.example/a/1.html": html("关于公布招聘名单的通知", f"<h1>关于公布招聘名单的通知</h1><div class=article-content><p>{PROSE}</p><p><a href='/f/list.txt'>拟聘人员名单.txt</a></p><p><a href='/f/gone.doc'>申请表.doc</a></p></div>"),
    "http://rsc.w.edu.example/a/2.html": html("关于职称评审的通知", f"<h1>关于职称评审的通知</h1><div>发布时间：2024-02-02</div><div class=article-content><p>{PROSE}</p></div>"),
    "http://rsc.w.edu.example/a/3.html": html("关于考核工作的通知", f"<h1>关于考核工作的通知</h1><div class=article-content><p>{PROSE}</p></div>"),
    "http://rsc.w.edu.example/f/list.txt": "姓名 岗位\n端木晴 辅导员",
    "http://rsc.w.edu.example/f/plan.txt": "岗位 人数\n教师 12",
    "http://www.w.edu.example/a/9.html": html("校园新闻一则", f"<h1>校园新闻一则</h1><div>发布时间：2024-01-02</div><div class=article-content><p>{PROSE}</p></div>", "望川大学"),
}


def fetch(url, text, status=200, headers=()):
    body = text.encode("utf-8")
    kind = "text/plain" if url.endswith(".txt") else "text/html"
    return Fetch(url, status, (("content-type", kind), *headers), body, "2024-12-01T00:00:00Z", "sha256:" + hashlib.sha256(body).hexdigest())


class Source:
    """Pages held in memory."""

    def __init__(self, extra=()):
        self.pages = [fetch(url, text) for url, text in PAGES.items()] + list(extra)

    def fetches(self):
        return iter(sorted(self.pages, key=lambda one: one.url))

    def unseen(self):
        return (Unseen("http://rsc.w.edu.example/f/gone.doc", "rsc.w.edu.example", "too_large", "过大"),)


@pytest.fixture
def config(tmp_path):
    return Config(tmp_path / "w.toml", University("望川大学", "w.edu.example", "http://www.w.edu.example/"), AuditSettings(), CrawlSettings(), (Site("http://hr.w.edu.example/x/", "人才办"),))


@pytest.fixture
def read(config):
    moved = fetch("http://rsc.w.edu.example/old/3.html", "", 302, (("location", "/a/3.html"),))
    return {document.url.removeprefix("http://"): document for document in read_documents(Source([moved]), config)}


def test_list_date_is_lent_to_an_article_that_prints_none(read):
    document = read["rsc.w.edu.example/a/1.html"]
    assert (document.published, document.published_from) == (date(2024, 3, 5), "list")


def test_the_pages_own_date_wins_and_the_list_date_is_kept(read):
    document = read["rsc.w.edu.example/a/2.html"]
    assert (document.published, [one.source for one in document.dates]) == (date(2024, 2, 2), ["page", "list"])


def test_list_date_follows_redirects(read):
    assert read["rsc.w.edu.example/a/3.html"].published == date(2023, 12, 30)


def test_offered_file_is_joined_and_no_document_of_its_own(read):
    document = read["rsc.w.edu.example/a/1.html"]
    assert [(one.name, one.state) for one in document.attachments] == [("拟聘人员名单.txt", "open"), ("申请表.doc", "too_large")]
    assert document.attachments[0].text == "姓名 岗位\n端木晴 辅导员" and "rsc.w.edu.example/f/list.txt" not in read


def test_file_linked_from_a_list_is_a_document(read):
    document = read["rsc.w.edu.example/f/plan.txt"]
    assert (document.kind, document.title, document.published, document.text) == ("attachment", "2024年招聘计划一览表", date(2024, 1, 9), "岗位 人数\n教师 12")
    assert document.breadcrumb == ("通知公告",) and document.is_disclosure_unit


def test_departments_are_guessed_from_the_sites_own_title(read):
    assert (read["rsc.w.edu.example/a/1.html"].department, read["rsc.w.edu.example/a/1.html"].guessed) == ("人事处", True)
    assert read["www.w.edu.example/a/9.html"].department == ""


def test_configured_prefix_names_the_department(config):
    assert Departments(config).of("https://hr.w.edu.example/x/1.htm", "望川大学人事处") == ("人才办", False)
    assert Departments(config).of("https://hr.w.edu.example/xy/1.htm", "望川大学人事处") == ("人事处", True)


@pytest.mark.parametrize(("name", "department"), [
    ("望川大学人事处", "人事处"), ("望川大学研究生院", "研究生院"), ("望川大学-机械工程学院", "机械工程学院"), ("人事处（人才办）- 望川大学", "人事处（人才办）"), ("望川大学党政办公室网站", "党政办公室"),
    ("望川大学研究生招生信息网", "研究生招生"), ("欢迎访问望川大学图书馆", "图书馆"), ("望川大学", ""), ("Wangchuan University", ""), ("某某大学财务处", "财务处"), ("教务部", "教务部"),
])
def test_department_phrase_by_shape(name, department):
    assert department_in(name, "望川大学") == department


def test_reading_is_ordered_and_the_same_twice(config):
    first, second = (read_documents(Source(), config) for _ in range(2))
    assert first == second and [one.url for one in first] == sorted(one.url for one in first)


def test_cache_gives_the_same_documents(config, tmp_path, monkeypatch):
    plain = read_documents(Source(), config)
    monkeypatch.setattr(reading, "_cache_path", lambda *_: tmp_path / "cache.sqlite")
    assert read_documents(Source(), config) == plain
    monkeypatch.setattr(reading, "extract", lambda *_: pytest.fail("an unchanged page was parsed again"))
    assert read_documents(Source(), config) == plain


def test_damaged_cache_is_thrown_away(tmp_path):
    path = tmp_path / "cache.sqlite"
    path.write_bytes(b"not a database" * 100)
    with Cache(path) as cache:
        cache.put("k", b"v")
        assert cache.get("k") == b"v"


def test_document_survives_packing(read):
    for document in read.values():
        assert unpack(pack(document)) == document


def test_links_survive_packing_and_equal_ones_are_one_object():
    odd = Link("http://w.edu.example/a", "甲\x1f乙\n\ud800", "list", date(2019, 3, 1), True)
    plain = Link("http://w.edu.example/b?x=1", "", "nav")
    links = Links()
    first, second = (unpack(pack(Document("http://w.edu.example/", "w.edu.example", "list", "open", links=(odd, plain))), links) for _ in range(2))
    assert first.links == (odd, plain) and all(one is other for one, other in zip(first.links, second.links, strict=True))


def test_answer_like_the_hosts_nonsense_answer_is_a_soft_404(config):
    from crawler.discovery import text_digest
    source = Source()
    source.soft_404_digests = lambda: {"rsc.w.edu.example": text_digest(PAGES["http://rsc.w.edu.example/a/3.html"])}
    states = {one.url: one.state for one in read_documents(source, config)}
    assert states["http://rsc.w.edu.example/a/3.html"] == "soft_404" and states["http://rsc.w.edu.example/a/1.html"] == "open"


def test_row_has_the_contracts_fields(read):
    row = document_row(read["rsc.w.edu.example/a/2.html"])
    assert set(row) == {"id", "url", "site", "host", "breadcrumb", "url_path", "title", "published", "published_from", "text", "attachments", "kind", "department", "fetched", "digest", "encoding"}
    assert (row["published"], row["url_path"], row["kind"], row["site"]) == ("2024-02-02", "/a/2.html", "article", "望川大学人事处")


def test_blank_documents_do_not_collide(read):
    digests = [one.text_digest for one in read.values() if one.is_disclosure_unit]
    assert len(set(digests)) == len(digests)


def test_dataclass_is_frozen(read):
    with pytest.raises(dataclasses.FrozenInstanceError):
        read["rsc.w.edu.example/a/1.html"].title = "x"
