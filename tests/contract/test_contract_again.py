"""A second audit of the same university, a start from nothing but the home page, a proxy from the environment."""

import json
import re
import subprocess
import sys
import tomllib

import pytest
from tinydoor import ROOT, Audited, config, environment, run
from tinyskins import Php, Vsb, WebPlus
from tinyweb import Answer, Web, page

D = "qiushan.edu.example"
WWW, PLAT, RSC, JWC = (f"http://{label}.{D}" for label in ("www", "xxgk", "rsc", "jwc"))
main = Vsb("丘山大学", ((PLAT + "/", "信息公开"), (RSC + "/", "人事处"), (JWC + "/", "教务处")))
plat, rsc, jwc = WebPlus("丘山大学信息公开网"), Vsb("丘山大学人事处"), Php("丘山大学教务处")
HIRE = "因工作需要，学校面向社会公开招聘{0}岗位人员{1}名。应聘者须具有相应学历，身体健康。报名时间自公告之日起一个月，经资格审查、考试、体检、考察、公示后聘用。"


def tagged(html):
    return page(html, ETag=f'"{abs(hash(html))}"')


def pages(notices):
    """`notices`: number → date; the list and each notice."""
    rows = [(f"info/1/{n}.htm", f"丘山大学第{n}号岗位招聘公告", day) for n, day in sorted(notices.items(), reverse=True)]
    made = {
        f"{WWW}/": tagged(main.home([])), f"{PLAT}/": tagged(plat.home([("/zp/list.htm", "人员招聘", ""), ("/xj/list.htm", "学籍管理办法", "")])),
        f"{PLAT}/zp/list.htm": tagged(plat.list("信息公开/人员招聘", [(f"{RSC}/zp.htm", "招聘公告（人事处）", "")])),
        f"{PLAT}/xj/list.htm": tagged(plat.list("信息公开/学籍管理办法", [(f"{JWC}/xj.php?id=1", "丘山大学本科生学籍管理办法", "2017-09-01")])),
        f"{RSC}/": tagged(rsc.home([("zp.htm", "招聘公告", "")])), f"{RSC}/zp.htm": tagged(rsc.list("招聘公告", rows)),
        f"{JWC}/": tagged(jwc.home([("/xj.php?id=1", "丘山大学本科生学籍管理办法", "2017-09-01")])),
        f"{JWC}/xj.php?id=1": tagged(jwc.article("制度", "丘山大学本科生学籍管理办法", "2017-09-01", "第一条 为规范本科生学籍管理，制定本办法。第二条 新生入学与注册。第三条 考核与成绩记载。第四条 休学与复学。第五条 转专业与转学。第六条 毕业与结业。")),
    }
    for n, day in notices.items():
        made[f"{RSC}/info/1/{n}.htm"] = tagged(rsc.article("招聘公告", f"丘山大学第{n}号岗位招聘公告", day, HIRE.format(n, n + 2)))
    return made


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    """Two crawls; between them one notice came, one was taken down, one was rewritten."""
    folder = tmp_path_factory.mktemp("again")
    with Web(pages({n: f"2019-03-{n:02d}" for n in range(1, 21)})) as web:
        path = config(folder, D, proxy=web.proxy)
        first = Audited(run("audit", path, "-o", folder / "a"), folder / "a", path, list(web.asked))
        changed = pages({n: f"2019-03-{n:02d}" for n in range(2, 22)})
        changed[f"{RSC}/info/1/5.htm"] = tagged(rsc.article("招聘公告", "丘山大学第5号岗位招聘公告（更正）", "2019-03-05", HIRE.format("五", 99)))
        web.pages = changed
        web.asked.clear()
        second = Audited(run("audit", path, "-o", folder / "b"), folder / "b", path, list(web.asked))
        unchanged = len(web.unchanged)
    return first, second, unchanged


def test_both_audits_are_done(twice):
    assert twice[0].ran.code == 0 == twice[1].ran.code, twice[1].ran.err
    assert twice[0].item(25)["count"] == 20


def test_the_second_asks_whether_anything_changed(twice):
    first, second, unchanged = twice
    assert unchanged >= 20 and len(second.asked) <= len(first.asked) + 3


def test_new_changed_and_vanished_pages_are_found(twice):
    urls = twice[1].urls(25)
    assert f"{RSC}/info/1/21.htm" in urls and f"{RSC}/info/1/1.htm" not in urls and twice[1].item(25)["count"] == 20
    assert any(d["title"].endswith("（更正）") for d in twice[1].disclosures(25))


def test_compare_names_what_changed(twice, tmp_path):
    ran = run("compare", twice[0].folder / "audit.json", twice[1].folder / "audit.json", folder=tmp_path)
    assert ran.code == 0 and ran.out.strip() and "Traceback" not in ran.err


def test_init_starts_from_the_home_page_and_its_config_audits(tmp_path):
    with Web(pages({n: f"2019-03-{n:02d}" for n in range(1, 4)})) as web:
        seen = {**environment(), "http_proxy": web.proxy, "https_proxy": web.proxy}
        done = subprocess.run([sys.executable, "-m", "xxgk", "init", f"{WWW}/", "-o", str(tmp_path / "made.toml")], cwd=ROOT, env=seen, capture_output=True, text=True, encoding="utf-8", timeout=120)
        assert done.returncode == 0, done.stderr
        made = tomllib.loads((tmp_path / "made.toml").read_text("utf-8"))
        assert made["university"]["domain"] == D and made["university"]["home"] == f"{WWW}/" and made["university"]["platform"] == [f"{PLAT}/"]
        assert "丘山大学" in made["university"]["name"]
        assert {row["url"]: row["department"] for row in made["site"]}.items() >= {f"{RSC}/": "人事处", f"{JWC}/": "教务处"}.items()
        path = tmp_path / "made.toml"
        text = path.read_text("utf-8")
        assert "requests_per_second" in text
        path.write_text(re.sub(r"(?m)^#? *requests_per_second *= *[\d.]+", "requests_per_second = 200", text), encoding="utf-8")
        done = subprocess.run([sys.executable, "-m", "xxgk", "audit", str(path), "--period", "2018-2019", "--as-of", "2019-10-31", "-o", str(tmp_path / "out")], cwd=ROOT,
                              env=seen, capture_output=True, text=True, encoding="utf-8", timeout=300)
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "out" / "audit.json").read_bytes())
    assert next(row for row in found["items"] if row["item"] == 25)["count"] == 3
    assert {url.split("/")[2] for url in web.asked} == {f"{label}.{D}" for label in ("www", "xxgk", "rsc", "jwc")}


def test_every_command_of_the_contract_is_there():
    said = run("--help").out
    for command in ("init", "crawl", "audit", "classify", "evaluate", "documents", "explain", "review", "compare", "check-report", "fleet", "demo", "reindex"):
        assert command in said, command


def test_answers_that_come_late_or_broken_once_are_asked_again(tmp_path):
    """A page that fails at first and answers at the second look is no finding and leaves nothing unseen."""
    class Moody(Web):
        failed = 0

        async def _exchange(self, reader, writer):
            if self.failed < 1 and any("/info/1/2.htm" in url for url in self.asked[-1:]):
                self.failed += 1
                return False
            return await super()._exchange(reader, writer)

    made = pages({n: f"2019-03-{n:02d}" for n in range(1, 4)})
    real = made[f"{RSC}/info/1/3.htm"]
    made[f"{RSC}/info/1/3.htm"] = Answer(b"busy", 503)
    with Moody(made) as web:
        path = config(tmp_path, D, proxy=web.proxy, crawl="concurrency = 1")

        class Healing(dict):
            def get(self, url, default=None):
                if url == f"{RSC}/info/1/3.htm" and web.asked.count(url) > 1:
                    return real
                return super().get(url, default)

        web.pages = Healing(made)
        found = Audited(run("audit", path, "-o", tmp_path / "out"), tmp_path / "out", path, web.asked)
    assert found.ran.code == 0, found.ran.err
    assert found.item(25)["count"] == 3 and found.json["unseen"] == [] and not found.findings("dead_link")
