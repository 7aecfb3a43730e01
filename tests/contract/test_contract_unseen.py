"""What the crawl could not see: every reason that loopback can make, `unchecked` where it matters, `missing` where it does not."""

import gzip

import pytest
from tinydoor import crawled
from tinyskins import Php, Vsb, WebPlus
from tinyweb import Answer, moved, page

D = "shanhu.edu.example"
WWW, PLAT, CWC, RSC, YJS, GJC, XSC, TSG, JWC, JYW, KYC = (f"http://{label}.{D}" for label in ("www", "xxgk", "cwc", "rsc", "yjs", "gjc", "xsc", "tsg", "jwc", "job", "kyc"))

main = Vsb("珊湖大学", ((PLAT + "/", "信息公开"), (CWC + "/", "财务处"), (RSC + "/", "人事处"), (YJS + "/", "研究生院"), (GJC + "/", "国际交流处"), (XSC + "/", "学生处"), (TSG + "/", "图书馆"), (JWC + "/", "教务处"), (JYW + "/", "就业网"), (KYC + "/", "科研处")))
plat, cwc, rsc, xsc, tsg, jwc, jyw, kyc = (WebPlus("珊湖大学信息公开网"), Php("珊湖大学财务处"), Php("珊湖大学人事处"), Vsb("珊湖大学学生处"), Php("珊湖大学图书馆"), Php("珊湖大学教务处"), Php("珊湖大学就业网"), Php("珊湖大学科研处"))
RULE = "第一条 为规范{what}，依据国家有关规定并结合学校实际，制定本办法。第二条 {what}坚持公开、公平、公正的原则，由主管部门组织实施。第三条 本办法自发布之日起施行，由主管部门负责解释。"


def pages():
    made = {
        f"{WWW}/": main.home([]),
        f"{PLAT}/": plat.home([("/gg/list.htm", "公告", ""), ("/jyzl/list.htm", "就业质量报告", "")]),
        f"{PLAT}/gg/list.htm": plat.list("公告", [("/2019/0301/c1a1/page.htm", "信息公开网上线", "2019-03-01")]),
        f"{PLAT}/2019/0301/c1a1/page.htm": plat.article("公告", "信息公开网上线", "2019-03-01", "学校信息公开网今日上线，欢迎师生浏览并提出宝贵意见，建议请发送至学校办公室邮箱。"),
        f"{PLAT}/jyzl/list.htm": plat.list("就业质量报告", []),
        # the finance office's second page fails: 500
        f"{CWC}/": cwc.home([("/list.php?p=1", "财务公开", "")]),
        f"{CWC}/list.php?p=1": cwc.list("财务公开", [("/a.php?id=1", "关于暑期报销时间安排的通知", "2019-07-01"), ("/a.php?id=2", "关于公务卡使用的通知", "2019-06-01"), ("/a.php?id=3", "财务系统升级公告", "2019-05-01")]),
        f"{CWC}/a.php?id=1": cwc.article("财务公开", "关于暑期报销时间安排的通知", "2019-07-01", "暑假期间财务处每周三上午办公，其余时间不办理现金业务，请各单位提前安排。"),
        f"{CWC}/a.php?id=2": page("<h1>Internal Server Error</h1>", 500),
        f"{CWC}/a.php?id=3": Answer(hang=True),
        # the personnel office forbids a part of itself
        f"{RSC}/robots.txt": page("User-agent: *\nDisallow: /rczp/\n", mime="text/plain"),
        f"{RSC}/": rsc.home([("/rczp/list.html", "人才招聘", ""), ("/gzzd.html", "规章制度", "")]),
        f"{RSC}/rczp/list.html": rsc.list("人才招聘", [("/rczp/1.html", "2019年教师招聘公告", "2019-03-01")]),
        f"{RSC}/gzzd.html": rsc.list("规章制度", [("/z/1.html", "珊湖大学岗位设置与聘用管理办法", "2016-01-05")]),
        f"{RSC}/z/1.html": rsc.article("规章制度", "珊湖大学岗位设置与聘用管理办法", "2016-01-05", RULE.format(what="岗位设置和岗位聘用")),
        # the graduate school answers nothing but 503, the international office wants a browser
        f"{YJS}/": page("Service Unavailable", 503),
        f"{GJC}/": '<!doctype html><html><head><title>珊湖大学国际交流处</title><script src="/static/app.js"></script></head><body><div id="app"></div></body></html>',
        # the students' office: a login wall, a WAF, a campus-only page told by a redirect
        f"{XSC}/": xsc.home([("/tz.htm", "通知", "")]),
        f"{XSC}/tz.htm": xsc.list("通知", [("info/1/1.htm", "本学期学生课表查询", "2019-01-05"), ("info/1/2.htm", "关于评选三好学生的通知", "2019-01-06"), ("info/1/3.htm", "2019年学生工作要点", "2019-01-07"), ("loop/a", "转圈的通知", "2019-01-08")]),
        f"{XSC}/loop/a": moved("/loop/b"), f"{XSC}/loop/b": moved("/loop/a"),
        f"{XSC}/info/1/1.htm": moved(f"http://ids.{D}/authserver/login?service=x"),
        f"http://ids.{D}/authserver/login?service=x": page('<html><title>统一身份认证平台</title><body><form><input type="text" name="u"><input type="password" name="p"></form></body></html>'),
        f"{XSC}/info/1/2.htm": page("<html><head><title>访问禁止</title></head><body>您的请求疑似攻击行为，已被网站防火墙拦截，请联系管理员。</body></html>", 403),
        f"{XSC}/info/1/3.htm": page("<html><head><title>提示</title></head><body><p>本网站只能被校内IP地址访问，校外地址无法访问该网站</p></body></html>"),
        # the library: a calendar without end and a file that is too large
        f"{TSG}/": tsg.home([("/rili.php?year=2019&month=1", "活动日历", ""), ("/dx.php?id=1", "读者手册下载", "2019-01-01")]),
        f"{TSG}/dx.php?id=1": tsg.article("下载", "读者手册下载", "2019-01-01", "读者手册见附件，包括借阅规则、开放时间和电子资源的使用方法。", (("/big.zip", "读者手册.zip"), ("/bad.pdf", "开放时间.pdf"), ("/bomb.html", "检索指南"))),
        f"{TSG}/big.zip": page(b"PK\x03\x04" + b"\0" * 300_000, mime="application/zip"),
        f"{TSG}/bomb.html": page(gzip.compress(b"<p>" + b"x" * 3_000_000), Content_Encoding="gzip"),
        f"{TSG}/bad.pdf": page(b"%PDF-1.4 this is no PDF at all", mime="application/pdf"),
        # the dean's office: everything is well and nothing is there
        f"{JWC}/": jwc.home([("/a/1.html", "关于期末考试安排的通知", "2019-06-10")]),
        f"{JWC}/a/1.html": jwc.article("通知", "关于期末考试安排的通知", "2019-06-10", "本学期期末考试安排在第十八周至第十九周进行，请各学院按时提交考场安排表。"),
        # the employment site's connection breaks, the research office's certificate of robots is an HTML page
        f"{JYW}/": Answer(cut=True),
        f"{KYC}/robots.txt": page("<html><body>Disallow: / 您访问的页面不存在</body></html>"),
        f"{KYC}/": kyc.home([("/k/1.html", "珊湖大学学术规范管理办法", "2015-04-04")]),
        f"{KYC}/k/1.html": kyc.article("制度", "珊湖大学学术规范管理办法", "2015-04-04", RULE.format(what="学术行为和学术规范")),
    }
    for year in range(2017, 2023):
        for month in range(1, 13):
            after = (year, month + 1) if month < 12 else (year + 1, 1)
            made[f"{TSG}/rili.php?year={year}&month={month}"] = tsg.frame("活动日历", f'<h3>{year}年{month}月</h3><table><tr><td>一</td><td>二</td></tr><tr><td>1</td><td>2</td></tr></table><a href="/rili.php?year={after[0]}&month={after[1]}">下个月</a>')
    return made


SITES = {f"{CWC}/": "财务处", f"{RSC}/": "人事处", f"{YJS}/": "研究生院", f"{GJC}/": "国际交流处", f"{XSC}/": "学生处", f"{TSG}/": "图书馆", f"{JWC}/": "教务处", f"{JYW}/": "就业指导中心", f"{KYC}/": "科研处"}


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    return crawled(tmp_path_factory.mktemp("unseen"), pages(), D, name="珊湖大学", sites=SITES, crawl="max_bytes = 200000")


def test_done_but_not_everything_was_seen(audited):
    assert audited.ran.code == 3, audited.ran.err
    assert audited.json["crawl"]["complete"] is False


@pytest.mark.parametrize(("url", "reason"), [
    (f"{CWC}/a.php?id=2", "server_error"), (f"{CWC}/a.php?id=3", "timeout"), (f"{RSC}/rczp/list.html", "robots"), (f"{YJS}/", "server_error"),
    (f"{GJC}/", "needs_browser"), (f"{XSC}/info/1/2.htm", "blocked"), (f"{XSC}/info/1/3.htm", "campus_only"), (f"{TSG}/big.zip", "too_large"),
    (f"{TSG}/bomb.html", "too_large"), (f"{TSG}/bad.pdf", "unreadable"),
])
def test_reason(audited, url, reason):
    assert audited.reason(url) == reason


def test_a_redirect_to_a_login_is_a_login(audited):
    rows = [row for row in audited.json["unseen"] if row["reason"] == "login"]
    assert rows and all(row["host"] in (f"xsc.{D}", f"ids.{D}") for row in rows)


def test_an_endless_calendar_is_a_trap_and_is_left_early(audited):
    assert [row for row in audited.json["unseen"] if row["reason"] == "trap" and "rili.php" in row["url"]]
    assert sum("rili.php" in url for url in audited.asked) <= 12


def test_a_redirect_loop_ends(audited):
    assert sum("/loop/" in url for url in audited.asked) <= 8


def test_a_host_that_breaks_the_connection_is_named(audited):
    assert audited.reason(f"{JYW}/") in ("dns", "timeout", "server_error")


def test_every_unseen_row_says_why_in_the_contracts_words(audited):
    words = {"robots", "login", "campus_only", "blocked", "timeout", "dns", "server_error", "too_large", "unreadable", "trap", "limit", "needs_browser"}
    for row in audited.json["unseen"]:
        assert row["reason"] in words and row["url"] and row["host"] in row["url"] and row["detail"]


def test_robots_forbidden_pages_are_never_asked_for(audited):
    assert not [url for url in audited.asked if "/rczp/" in url]


def test_an_html_answer_to_robots_is_no_rule(audited):
    assert audited.status(41) == "disclosed"


@pytest.mark.parametrize("item", [19, 20,       # the finance office timed out and failed
                                  25,           # robots
                                  12, 13,       # the graduate school was down
                                  48,           # the international office wants a browser
                                  39,           # the students' office
                                  33])          # the employment site
def test_what_an_unseen_site_could_hold_is_unchecked_and_never_missing(audited, item):
    assert audited.status(item) == "unchecked", audited.item(item)["reason"]
    assert not audited.findings("missing", item=item)


@pytest.mark.parametrize("item", [7, 9])        # admissions: no site of theirs failed
def test_an_unrelated_failure_leaves_missing_alone(audited, item):
    assert audited.status(item) == "missing", audited.item(item)["reason"]


def test_what_was_found_is_disclosed_whatever_failed_elsewhere(audited):
    assert audited.status(24) == "disclosed" and audited.item(24)["count"] == 1


def test_sites_say_whether_they_were_seen_to_the_end(audited):
    for label in ("cwc", "rsc", "yjs", "gjc", "job"):
        assert audited.site(f"{label}.{D}")["complete"] is False, label
    for label in ("www", "xxgk", "jwc", "kyc"):
        assert audited.site(f"{label}.{D}")["complete"] is True, label
    assert audited.site(f"cwc.{D}")["unseen"] == 2


def test_a_limit_is_told_and_makes_nothing_missing(tmp_path):
    found = crawled(tmp_path, {url: answer for url, answer in pages().items() if url.startswith((WWW, PLAT, JWC, KYC))}
                    | {f"{WWW}/": Vsb("珊湖大学", ((PLAT + "/", "信息公开"), (KYC + "/", "科研处"))).home([])}, D, crawl="max_pages_per_site = 3")
    assert found.ran.code == 3
    assert {row["reason"] for row in found.json["unseen"]} == {"limit"} and {row["host"] for row in found.json["unseen"]} == {f"xxgk.{D}"}
    assert found.status(48) == "unchecked"


def test_robots_may_be_switched_off_and_the_report_says_so(tmp_path):
    found = crawled(tmp_path, {url: answer for url, answer in pages().items() if url.startswith((WWW, RSC))} | {
        f"{WWW}/": Vsb("珊湖大学", ((RSC + "/", "人事处"),)).home([]),
        f"{RSC}/rczp/1.html": rsc.article("人才招聘", "2019年教师招聘公告", "2019-03-01", "学校面向海内外公开招聘教师四十名，报名截止时间为2019年5月31日，应聘者须具有博士学位。")},
        D, platform="", sites={f"{RSC}/": "人事处"}, crawl="obey_robots = false")
    assert found.ran.code == 0, found.ran.err
    assert found.item(25)["count"] == 1
    assert "robots" in (found.folder / "report.html").read_text("utf-8")
