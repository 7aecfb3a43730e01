"""What belongs to the university and what does not: hosts, prefixes, doubles, redirects, traps, odd ways to link, big sites kept small."""

import pytest
from tinydoor import crawled
from tinyskins import Php, Vsb, WebPlus
from tinyweb import Answer, moved, page

D = "lvyuan.edu.example"
WWW, PLAT, RSC, OLD, EN = f"http://www.{D}", f"http://xxgk.{D}", f"http://rsc.{D}", f"http://old.{D}", f"http://english.{D}"
main, plat, rsc = Vsb("绿原大学", ((PLAT + "/", "信息公开"), (RSC + "/", "人事处"), (OLD + "/", "旧站"))), Php("绿原大学信息公开"), Php("绿原大学人事处")
HIRE = "根据工作需要，经研究决定面向社会公开招聘{0}岗位工作人员{1}名。报名条件：身体健康，品行端正，具有相应学历。报名方式：网上报名。招聘程序：资格审查、考试、体检、公示、聘用。"


def pages():
    made = {}

    def notice(url, name, number, date="2019-04-10"):
        made[url] = rsc.article("招聘信息", f"绿原大学{name}岗位公开招聘公告", date, HIRE.format(name, number))

    made[f"{WWW}/"] = main.home([(f"{RSC}/", "人事处", ""), ("http://www.lvyuan-fans.example/", "校友论坛", ""), (f"http://not{D}/", "别家", ""), ("http://8.8.8.8/x", "地址", ""),
                                 (f"{RSC}:8080/app/", "应用", ""), ("mailto:a@b.example", "信箱", ""), ("javascript:void(0)", "脚本", ""), ("ftp://ftp.lvyuan.edu.example/", "文件", "")])
    made[f"{PLAT}/"] = plat.home([("/zp.html", "人员招聘", "")])
    made[f"{PLAT}/zp.html"] = plat.list("信息公开/人员招聘", [(f"{RSC}/zp/1.html", "绿原大学甲岗位公开招聘公告", "2019-04-10")])
    # the personnel office links in every way a page can
    made[f"{RSC}/"] = rsc.frame("绿原大学人事处", """
      <ul><li><a href="zp/1.html">甲</a></li><li><a href="./zp/../zp/1.html#top">甲</a></li><li><a href="http://RSC.lvyuan.edu.example:80/zp/1.html?utm_source=weixin">甲</a></li>
      <li><a href="/zp/1.html;jsessionid=0123456789ABCDEF0123">甲</a></li><li><a href="https://rsc.lvyuan.edu.example/zp/1.html">甲</a></li></ul>
      <a href="javascript:window.open('/zp/2.html')">乙</a> <span onclick="location.href='/zp/3.html'">丙</span> <iframe src="/zp/frame.html"></iframe>
      <a href="/go.html">转</a> <a href="/js.html">跳</a> <a href="/301">移</a> <a href="/out">出</a> <a href="/zp/list.html?page=1">招聘列表</a>
      <!-- <a href="/zp/commented.html">不显示</a> --><a href="/rel/a.html">相对</a><area href="/zp/6.html" alt="己">""")
    for name, number in zip("甲乙丙丁戊己庚辛壬", range(1, 10)):
        notice(f"{RSC}/zp/{number}.html", name, number)
    made[f"{RSC}/zp/frame.html"] = rsc.frame("招聘", '<ul><li><a href="4.html" title="绿原大学丁岗位公开招聘公告">绿原大学丁…</a></li></ul>')
    made[f"{RSC}/go.html"] = '<html><head><title>跳转中</title><meta http-equiv="refresh" content="0; url=zp/5.html"></head><body></body></html>'
    made[f"{RSC}/js.html"] = "<html><body><script>window.location.href = '/zp/7.html';</script></body></html>"
    made[f"{RSC}/301"] = moved("/zp/8.html", 301)
    made[f"{RSC}/out"] = moved("http://www.elsewhere.example/landing")
    # a pager that repeats itself for ever, a path that grows
    for number in range(1, 60):
        made[f"{RSC}/zp/list.html?page={number}"] = rsc.list("招聘信息", [("/zp/9.html", "绿原大学壬岗位公开招聘公告", "2019-04-10")], f'<a href="?page={number + 1}">下一页</a>')
    path = "/rel/"
    for _ in range(12):
        made[f"{RSC}{path}a.html"] = rsc.frame("相对", '<a href="rel/a.html">下一层</a>')
        path += "rel/"
    # a whole host that only sends elsewhere, a host that says campus only, the bare domain
    made[f"{OLD}/"] = moved(f"{WWW}/", 301)
    return made


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    return crawled(tmp_path_factory.mktemp("scope"), pages(), D, sites={f"{RSC}/": "人事处"})


def test_the_audit_ran(audited):
    assert audited.ran.code in (0, 3), audited.ran.err


def test_nothing_outside_the_domain_is_asked(audited):
    hosts = {url.split("/")[2].split(":")[0] for url in audited.asked}
    assert all(host == D or host.endswith("." + D) for host in hosts), hosts


@pytest.mark.parametrize("number", range(1, 10))
def test_every_way_to_link_is_followed_and_the_page_counts_once(audited, number):
    assert [url for url in audited.urls(25) if url.endswith(f"/zp/{number}.html")] == [f"{RSC}/zp/{number}.html"]


def test_nothing_counts_twice(audited):
    assert audited.item(25)["count"] == 9
    assert sum("/zp/1.html" in url and url.startswith("http://") for url in audited.asked) == 1


def test_comments_are_not_links(audited):
    assert not [url for url in audited.asked if "commented" in url]


def test_a_pager_that_repeats_itself_is_a_trap(audited):
    assert sum("list.html?page=" in url for url in audited.asked) <= 10
    assert [row for row in audited.json["unseen"] if row["reason"] == "trap" and "page=" in row["url"]]


def test_a_growing_path_is_a_trap(audited):
    assert sum("/rel/" in url for url in audited.asked) <= 6
    assert [row for row in audited.json["unseen"] if row["reason"] == "trap" and "/rel/" in row["url"]]


def test_traps_leave_the_verdicts_alone(audited):
    assert audited.status(24) == "missing"


def test_the_default_port_and_capitals_are_the_same_host(audited):
    assert {row["host"] for row in audited.json["crawl"]["sites"]} >= {f"www.{D}", f"xxgk.{D}", f"rsc.{D}"}
    assert not [row for row in audited.json["crawl"]["sites"] if row["host"] != row["host"].lower() or ":80" in row["host"]]


# --- the exact shape of audit.json ---------------------------------------------------------------------------------

TEXT, NUMBER, DAY, MAYBE_DAY, MAYBE_NUMBER = "text", "number", "day", "day or null", "number or null"
SHAPE = {
    "schema": TEXT, "university": TEXT, "checklist": TEXT, "period": {"name": TEXT, "start": DAY, "end": DAY}, "as_of": DAY,
    "crawl": {"started": TEXT, "finished": TEXT, "complete": bool, "requests": NUMBER, "pages": NUMBER,
              "sites": [{"host": TEXT, "department": TEXT, "guessed": bool, "pages": NUMBER, "unseen": NUMBER, "complete": bool}]},
    "items": [{"item": NUMBER, "category": NUMBER, "name": TEXT, "cadence": TEXT, "status": TEXT, "count": NUMBER, "published": NUMBER, "available": NUMBER,
               "latest": MAYBE_DAY, "due": MAYBE_DAY, "elements": [{"name": TEXT, "found": bool}], "column": "text or null",
               "disclosures": [{"url": TEXT, "title": TEXT, "published": MAYBE_DAY, "host": TEXT, "department": TEXT, "score": float, "copies": [TEXT], "digest": TEXT}]}],
    "categories": [{"category": NUMBER, "name": TEXT, "count": NUMBER}],
    "findings": [{"key": TEXT, "kind": TEXT, "item": MAYBE_NUMBER, "filed_as": MAYBE_NUMBER, "url": TEXT, "referrer": "text or null", "department": TEXT, "severity": TEXT, "message": TEXT,
                  "evidence": [{"where": TEXT, "term": TEXT, "excerpt": TEXT}]}],
    "unseen": [{"url": TEXT, "host": TEXT, "reason": TEXT, "detail": TEXT}],
}


def faults(value, shape, at="audit"):
    """Where a value departs from the shape."""
    import re

    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return [at]
        return [f"{at}.{key} is absent" for key in shape if key not in value] + [row for key in shape if key in value for row in faults(value[key], shape[key], f"{at}.{key}")]
    if isinstance(shape, list):
        return [row for n, one in enumerate(value) for row in faults(one, shape[0], f"{at}[{n}]")] if isinstance(value, list) else [at]
    fits = {
        TEXT: isinstance(value, str), "text or null": value is None or isinstance(value, str), NUMBER: type(value) is int, MAYBE_NUMBER: value is None or type(value) is int,
        DAY: isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value), MAYBE_DAY: value is None or isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value),
        bool: type(value) is bool, float: isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1,
    }[shape]
    return [] if fits else [f"{at}: {value!r}"]


STATUSES = {"disclosed", "partial", "stale", "declared_nil", "restricted", "missing", "unchecked"}
KINDS = {"missing", "stale", "misfiled", "partial", "unlinked", "late", "undated", "dead_link", "soft_404", "empty_column", "stale_column", "restricted", "personal_data", "platform"}


def test_audit_json_has_the_contracts_shape(audited):
    assert faults(audited.json, SHAPE) == []
    assert audited.json["schema"] == "xxgk-audit/1" and audited.json["university"] == "某某大学" and audited.json["checklist"] == "moe-2014"
    assert [row["item"] for row in audited.json["items"]] == list(range(1, 51)) and [row["category"] for row in audited.json["categories"]] == list(range(1, 11))
    assert {row["status"] for row in audited.json["items"]} <= STATUSES and {row["kind"] for row in audited.json["findings"]} <= KINDS
    assert {row["cadence"] for row in audited.json["items"]} == {"standing", "annual", "event"}
    for row in audited.json["items"]:
        assert row["count"] == (row["available"] if row["cadence"] == "standing" else row["published"])
        assert row["count"] == sum(d.get("counted", True) for d in row["disclosures"])
    assert audited.json["period"]["name"] == "2018-2019学年度"
    assert all(f["department"] for f in audited.json["findings"] if f["kind"] in ("missing", "stale", "partial"))


# --- a site whose sites are folders of one host ---------------------------------------------------------------------

def test_folders_of_one_host_belong_to_their_departments(tmp_path):
    shared = "http://www5.lvyuan.edu.example"
    site = Php("绿原大学")
    def office(folder, title, text):
        return {f"{shared}/{folder}/": Php(title).home([("a.html", "制度", "2017-01-01")]), f"{shared}/{folder}/a.html": site.article("制度", text[0], "2017-01-01", text[1])}
    made = {f"{WWW}/": site.home([(f"{shared}/rsc/", "人事处", ""), (f"{shared}/cwc/", "财务处", ""), (f"{shared}/kyc/", "科研处", "")])}
    made |= office("rsc", "绿原大学人事处", ("绿原大学岗位设置与聘用管理办法", "第一条 为规范岗位设置管理，制定本办法。第二条 岗位分为专业技术、管理、工勤三类。第三条 岗位聘用坚持按需设岗、竞聘上岗。第四条 聘用程序按规定执行。"))
    made |= office("cwc", "绿原大学财务处", ("绿原大学财务管理办法", "第一条 为加强财务管理，制定本办法。第二条 学校财务实行统一领导、分级管理。第三条 预算管理按规定执行。第四条 资产管理与收入支出按规定执行。"))
    made |= office("kyc", "绿原大学科研处", ("绿原大学学术不端行为处理办法", "第一条 为规范学术行为，查处学术不端，制定本办法。第二条 学术不端行为包括抄袭、剽窃、伪造数据。第三条 任何人可以向学校举报，举报受理电话见网站。第四条 调查程序和处理决定按规定执行。"))
    made[f"{shared}/cwc/bad.html"] = page("x", 500)
    made[f"{shared}/cwc/"] = Php("绿原大学财务处").home([("a.html", "制度", "2017-01-01"), ("bad.html", "2019年部门预算", "2019-04-01")])
    found = crawled(tmp_path, made, D, platform="", sites={f"{shared}/rsc/": "人事处", f"{shared}/cwc/": "财务处", f"{shared}/kyc/": "科研处"})
    assert found.ran.code == 3, found.ran.err
    assert {n: found.item(n)["disclosures"][0]["department"] for n in (15, 24, 42)} == {15: "财务处", 24: "人事处", 42: "科研处"}
    assert found.status(19) == "unchecked" and found.status(25) == "missing"       # only the finance office was not seen to the end


def test_http_https_and_www_doubles_count_once(tmp_path):
    """The same pages under two schemes and two names in one WARC: one disclosure each."""
    from tinydoor import from_warc

    site = WebPlus("绿原大学人事处")
    made = {}
    for host in (f"http://rsc.{D}", f"https://rsc.{D}", f"http://www.rsc.{D}"):
        made[f"{host}/2019/0410/c1a1/page.htm"] = site.article("招聘信息", "绿原大学甲岗位公开招聘公告", "2019-04-10", HIRE.format("甲", 3))
        made[f"{host}/2019/0410/c2a1/page.htm"] = made[f"{host}/2019/0410/c1a1/page.htm"]
    found = from_warc(tmp_path, made, D, platform="")
    assert found.item(25)["count"] == 1


def test_a_robots_that_cannot_be_had_forbids(tmp_path):
    """A robots.txt that answers with a server error is not taken for a permission, and nothing is missing because of it."""
    found = crawled(tmp_path, {f"{WWW}/": Php("绿原大学").home([(f"{RSC}/", "人事处", "")]), f"{RSC}/robots.txt": page("x", 503), f"{RSC}/": Answer(rsc.home([("/zp/1.html", "招聘", "2019-04-10")]))}, D,
                    platform="", sites={f"{RSC}/": "人事处"})
    assert found.status(24) == "unchecked" and found.ran.code == 3
