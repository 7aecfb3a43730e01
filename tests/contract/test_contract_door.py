"""The command line: exit statuses, one line for bad input, the options that override the config, what each command prints."""

import json
import signal
import subprocess
import sys
import time
from datetime import date

import pytest
from tinydoor import ROOT, Audited, config, environment, inside, run, warc
from tinyskins import Php, Vsb, docx
from tinyweb import Web, page

D = "meigu.edu.example"
WWW, PLAT, CWC = f"http://www.{D}", f"http://xxgk.{D}", f"http://cwc.{D}"
main, plat, cwc = Vsb("梅谷学院", ((PLAT + "/", "信息公开"), (CWC + "/", "财务处"))), Php("梅谷学院信息公开网"), Php("梅谷学院财务处")
BUDGET = "收支预算总表、收入预算表、支出预算表、财政拨款支出预算表。{year}年学校收入预算{n}万元，支出预算{n}万元，财政拨款支出预算{n}万元。"


def pages(budgets=((2018, "2018-04-10"), (2019, "2019-04-12"))):
    rows = [(f"/ys/{year}.html", f"梅谷学院{year}年部门预算", day) for year, day in budgets]
    made = {
        f"{WWW}/": main.home([]),
        f"{PLAT}/": plat.home([("/ys.html", "部门预算", ""), ("/zc.html", "学校章程", ""), ("/zp.html", "人员招聘", "")]),
        f"{PLAT}/ys.html": plat.list("财务、资产及收费信息/部门预算", rows),
        f"{PLAT}/zc.html": plat.list("基本信息/学校章程", [("/zc/1.html", "梅谷学院章程", "2015-11-02")]),
        f"{PLAT}/zc/1.html": plat.article("基本信息/学校章程", "梅谷学院章程", "2015-11-02", "序言。第一章 总则。第一条 为规范办学行为，依法自主办学，根据教育法、高等教育法，制定本章程。第二条 学校全称为梅谷学院。第三条 学校依法制定各项规章制度。"),
        f"{PLAT}/zp.html": plat.list("人事师资信息/人员招聘", [("/zp/1.html", "梅谷学院2019年教师招聘公告", "2019-03-04"), ("/zp/2.html", "梅谷学院2018年实验员招聘公告", "2018-05-04"), ("/zp/3.html", "梅谷学院2019年秋季辅导员招聘公告", "2019-10-08")]),
        f"{CWC}/": cwc.home([("/cx.html", "收费查询", "")]),
        f"{CWC}/cx.html": cwc.single("收费查询", "收费项目：学费。收费依据：省发展改革委文件。收费标准：每生每学年5000元。投诉方式：电话12358。"),
    }
    for number, (what, day) in enumerate((("教师", "2019-03-04"), ("实验员", "2018-05-04"), ("辅导员", "2019-10-08")), 1):
        name = plat_title = {1: "梅谷学院2019年教师招聘公告", 2: "梅谷学院2018年实验员招聘公告", 3: "梅谷学院2019年秋季辅导员招聘公告"}[number]
        made[f"{PLAT}/zp/{number}.html"] = plat.article("人事师资信息/人员招聘", name, day, f"因工作需要，学校决定面向社会公开招聘{what}{number * 7}名，报名时间自发布之日起一个月，应聘人员须品行端正，身体健康，{plat_title}全文见下。")
    for year, day in budgets:
        made[f"{PLAT}/ys/{year}.html"] = plat.article("财务、资产及收费信息/部门预算", f"梅谷学院{year}年部门预算", day, BUDGET.format(year=year, n=year * 3))
    return made


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """A university crawled once with `xxgk crawl`; afterwards nobody serves it."""
    folder = tmp_path_factory.mktemp("door")
    with Web(pages()) as web:
        path = config(folder, D, name="梅谷学院", proxy=web.proxy)
        ran = run("crawl", path)
    assert ran.code == 0, ran.err
    return path


@pytest.fixture(scope="module")
def base(archive, tmp_path_factory):
    return judged(archive, tmp_path_factory.mktemp("base") / "out")


def refused(capsys, *arguments):
    """Runs a command that must be refused (in this process: nothing is started by then) and gives its one line."""
    import xxgk

    code = xxgk.main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    assert (code, out, err.count("\n")) == (2, "", 1) and "Traceback" not in err, err
    return err


def judged(archive, folder, *options) -> Audited:
    return Audited(inside("audit", archive, "-o", folder, "--no-crawl", *options), folder, archive)


def test_an_audit_without_a_crawl_reads_the_archive(base):
    found = base
    assert found.ran.code == 0, found.ran.err
    assert found.urls(25) == [f"{PLAT}/zp/1.html"] and found.status(19) == "disclosed" and found.status(2) == "disclosed"
    for name in ("audit.json", "report.html", "workbook.xlsx", "annual-report.docx", "annual-report.txt"):
        assert (found.folder / name).stat().st_size > 0, name
    assert list((found.folder / "departments").glob("*.docx"))


def test_the_same_archive_gives_the_same_bytes_and_so_does_its_index_built_anew(archive, base, tmp_path):
    assert run("reindex", archive).code == 0
    assert run("audit", archive, "-o", tmp_path / "b", "--no-crawl").code == 0
    assert (tmp_path / "b" / "audit.json").read_bytes() == base.bytes == judged(archive, tmp_path / "a").bytes


def test_period_and_day_of_the_command_line_win(archive, tmp_path):
    found = judged(archive, tmp_path / "out", "--period", "2017-2018", "--as-of", "2018-10-31")
    assert found.json["period"] == {"name": "2017-2018学年度", "start": "2017-09-01", "end": "2018-08-31"} and found.json["as_of"] == "2018-10-31"
    assert found.urls(25) == [f"{PLAT}/zp/2.html"] and found.item(19)["count"] == 1
    assert found.item(19)["latest"] == "2018-04-10"      # what was published after the day is not known on it


def test_a_calendar_year_is_a_period(archive, tmp_path):
    found = judged(archive, tmp_path / "out", "--period", "2019", "--as-of", "2020-01-15")
    assert (found.json["period"]["start"], found.json["period"]["end"]) == ("2019-01-01", "2019-12-31")
    assert found.urls(25) == [f"{PLAT}/zp/1.html", f"{PLAT}/zp/3.html"]


@pytest.mark.parametrize(("option", "value"), [("--period", "2018-2020"), ("--period", "next year"), ("--as-of", "2019-13-01"), ("--as-of", "today")])
def test_an_impossible_option_is_bad_usage(archive, tmp_path, capsys, option, value):
    assert value in refused(capsys, "audit", archive, "--no-crawl", "-o", tmp_path / "out", option, value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("old", "new", "named"), [
    ('domain =', 'domian =', "domian"), ("[crawl]", "[crawl]\nspeed = 3", "speed"), ("[audit]", "[audits]", "audits"), ("[audit]", "[audit]\nperod = 3", "perod"),
    ('name = "某某大学"', "", "name"), ('period = "2018-2019"', 'period = "2018-2021"', "period"), ('period = "2018-2019"', 'period = { start = 2019-09-01, end = 2018-09-01 }', "period"),
    ("as_of = 2019-10-31", 'as_of = "soon"', "as_of"), (f"http://xxgk.{D}/", "http://xxgk.other.example/", "platform"), (f'home = "http://www.{D}/"', 'home = "http://elsewhere.example/"', "home"),
    ("[crawl]", "[crawl]\nmax_depth = \"deep\"", "max_depth"), ("[audit]", "[audit", ".toml"),
    ("[crawl]", '[[site]]\nurl = "http://x.meigu.edu.example/"\ndepartmnt = "x"\n[crawl]', "departmnt"), ("[crawl]", '[[site]]\nurl = "http://x.elsewhere.example/"\n[crawl]', "site"),
])
def test_a_faulty_config_is_refused_in_one_line(tmp_path, capsys, old, new, named):
    path = config(tmp_path, D)
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    line = refused(capsys, "audit", path, "--no-crawl", "-o", tmp_path / "out")
    assert named in line and path.name in line and not (tmp_path / "out").exists()


@pytest.mark.parametrize("arguments", [[], ["audit"], ["nonsense"], ["classify"], ["audit", "a.toml", "--frobnicate"], ["explain", "a.toml"]])
def test_bad_usage_is_two(capsys, arguments):
    refused(capsys, *arguments)


def test_a_home_page_that_does_not_answer_is_bad_input(tmp_path):
    with Web({f"{WWW}/": page("x", 500)}) as web:
        path = config(tmp_path, D, proxy=web.proxy)
        ran = run("audit", path, "-o", tmp_path / "out")
    assert ran.code == 2 and f"{WWW}/" in ran.err.splitlines()[-1] and "Traceback" not in ran.err and not list((tmp_path / "out").rglob("*.*"))


def test_documents_prints_the_contracts_records(archive):
    ran = run("documents", archive)
    rows = {row["url"]: row for row in map(json.loads, ran.out.splitlines())}
    assert ran.code == 0
    assert set(rows) >= {f"{PLAT}/zp/1.html", f"{PLAT}/zc/1.html", f"{PLAT}/ys/2019.html", f"{CWC}/cx.html"}
    assert not {f"{WWW}/", f"{PLAT}/", f"{PLAT}/ys.html", f"{PLAT}/zp.html"} & set(rows)       # pages that only list or link
    row = rows[f"{PLAT}/zp/1.html"]
    assert set(row) >= {"id", "site", "host", "breadcrumb", "url_path", "title", "published", "text", "attachments", "kind", "url", "department", "published_from", "fetched", "digest", "encoding"}
    assert row["title"] == "梅谷学院2019年教师招聘公告" and row["published"] == "2019-03-04" and row["host"] == f"xxgk.{D}" and row["url_path"] == "/zp/1.html" and row["kind"] == "article"
    assert row["breadcrumb"].split(" > ") == ["首页", "人事师资信息", "人员招聘"] and row["digest"].startswith("sha256:") and row["encoding"].lower().replace("-", "") == "utf8"
    assert "招聘教师7名" in row["text"] and "版权" not in row["text"]
    assert rows[f"{CWC}/cx.html"]["kind"] == "column" and rows[f"{CWC}/cx.html"]["published"] is None


def test_classify_takes_the_records_of_documents(archive):
    given = run("documents", archive).out
    ran = run("classify", "-", given=given)
    answers = [json.loads(line) for line in ran.out.splitlines()]
    assert ran.code == 0 and [a["id"] for a in answers] == [json.loads(line)["id"] for line in given.splitlines()]
    for answer in answers:
        assert set(answer) >= {"id", "labels", "scores", "evidence"} and all(isinstance(n, int) for n in answer["labels"])
        assert set(answer["scores"]) >= {str(n) for n in answer["labels"]} and all(0 <= s <= 1 for s in answer["scores"].values())
        for row in answer["evidence"]:
            assert set(row) >= {"item", "where", "term", "excerpt", "weight"} and isinstance(row["weight"], (int, float))
    assert any(25 in a["labels"] for a in answers) and any(19 in a["labels"] for a in answers)


def test_classify_fills_missing_fields_and_ignores_unknown_ones(tmp_path):
    rows = [{"id": "a", "title": "某校2019年部门预算", "text": BUDGET.format(year=2019, n=1), "colour": "red"}, {"id": "b"}, {"id": "c", "title": None, "published": None, "attachments": None}]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n\n", encoding="utf-8")
    answers = [json.loads(line) for line in run("classify", path).out.splitlines()]
    assert [a["id"] for a in answers] == ["a", "b", "c"] and answers[0]["labels"] == [19] and answers[1]["labels"] == [] == answers[2]["labels"]


@pytest.mark.parametrize("line", ['{"id": "x",', '["a"]', '"text"', '{"id": "a", "title": ["x"]}'])
def test_a_line_that_is_no_record_is_named(tmp_path, capsys, line):
    path = tmp_path / "rows.jsonl"
    path.write_text('{"id": "a"}\n' + line + "\n", encoding="utf-8")
    import xxgk

    assert xxgk.main(["classify", str(path)]) == 2
    err = capsys.readouterr().err
    assert "rows.jsonl" in err and "2" in err and err.count("\n") == 1


def test_evaluate_scores_per_item_and_macro(tmp_path):
    rows = [{"id": "a", "title": "某校2019年部门预算", "text": BUDGET.format(year=2019, n=1), "labels": [19]}, {"id": "b", "title": "放假通知", "text": "五一放假三天。", "labels": []}]
    path = tmp_path / "labelled.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    ran = run("evaluate", path)
    assert ran.code == 0 and "19" in ran.out and ("F1" in ran.out or "f1" in ran.out) and ("macro" in ran.out.lower() or "宏平均" in ran.out)


def test_explain_says_label_date_and_column(archive):
    ran = inside("explain", archive, f"{PLAT}/zp/1.html")
    assert ran.code == 0 and "25" in ran.out and "2019-03-04" in ran.out and "人员招聘" in ran.out
    lacking = inside("explain", archive, f"{PLAT}/zp.html")
    assert lacking.code == 0 and "Traceback" not in lacking.err
    unknown = inside("explain", archive, f"{PLAT}/never.html")
    assert unknown.code == 2 and unknown.err.count("\n") == 1 and "never.html" in unknown.err


def test_ctrl_c_ends_with_130_and_kill_loses_nothing(tmp_path):
    """Interrupted, then killed hard, then finished: the same command each time; the result is that of a quiet run."""
    site = pages() | {f"{PLAT}/zp.html": plat.list("人事师资信息/人员招聘", [(f"/m/{n}.html", f"2019年第{n}批岗位招聘公告", "2019-05-06") for n in range(60)])}
    for n in range(60):
        site[f"{PLAT}/m/{n}.html"] = plat.article("人事师资信息/人员招聘", f"2019年第{n}批岗位招聘公告", "2019-05-06", f"学校面向社会公开招聘第{n}批工作人员{n + 3}名，岗位为{n}号实验室技术员，报名截止时间见附表，请登录招聘系统报名。")
    with Web(site) as web:
        path = config(tmp_path / "cut", D, proxy=web.proxy, crawl="concurrency = 2")
        web.delay = 0.05
        codes = [cut(path, tmp_path, web, how, wanted) for how, wanted in ((signal.SIGINT, 25), (signal.SIGKILL, 45))]
        assert codes[0] == 130
        web.delay = 0.0
        resumed = Audited(run("audit", path, "-o", tmp_path / "a"), tmp_path / "a", path)
        asked = [url for url in web.asked if "/m/" in url]
        quiet = config(tmp_path / "quiet", D, proxy=web.proxy)
        plain = Audited(run("audit", quiet, "-o", tmp_path / "b"), tmp_path / "b", quiet)
    assert resumed.ran.code == 0 and resumed.item(25)["count"] == 60
    assert len(asked) <= 60 + 2 * 2                                    # at most what was under way at each cut
    for found in (resumed, plain):
        for key in ("started", "finished", "requests"):
            found.json["crawl"].pop(key)
    assert resumed.json == plain.json


def cut(path, tmp_path, web, how, wanted):
    """Starts an audit, ends it by a signal after so many requests and gives its exit status."""
    process = subprocess.Popen([sys.executable, "-m", "xxgk", "audit", str(path), "-o", str(tmp_path / "a")], cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    last = time.monotonic() + 30
    while len(web.asked) < wanted and time.monotonic() < last and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(how)
    code = process.wait(30)
    assert not list((tmp_path / "a").rglob("*.*"))
    return code


def test_without_a_period_it_is_the_last_academic_year(tmp_path):
    path = config(tmp_path, D, period="")
    (tmp_path / "x.warc").write_bytes(warc(pages(), packed=False))
    found = Audited(inside("audit", path, "--warc", tmp_path / "x.warc", "-o", tmp_path / "out"), tmp_path / "out", path)
    today = date.today()
    assert found.json["as_of"] == today.isoformat() and found.json["period"]["end"].endswith("-08-31") and found.json["period"]["end"] <= today.isoformat()


OWN = """
schema = "xxgk-checklist/1"
id = "own-2020"
title = "梅谷学院校务公开清单"
[[category]]
number = 1
name = "财务公开"
first = 1
last = 2
column_names = ["财务公开"]
[[item]]
number = 1
category = 1
text = "部门预算"
cadence = "annual"
departments = []
column_names = ["部门预算"]
title_patterns = ['部门预算']
keywords_strong = ["部门预算", "收入预算表"]
[[item]]
number = 2
category = 1
text = "慈善义卖"
cadence = "event"
departments = []
column_names = ["慈善义卖"]
title_patterns = ['慈善义卖']
keywords_strong = ["慈善义卖"]
"""


def test_a_checklist_of_ones_own_beside_the_built_in(tmp_path):
    """A path to a TOML file, and a list of several: each gets its result."""
    (tmp_path / "own.toml").write_text(OWN, encoding="utf-8")
    path = config(tmp_path, D, audit='checklist = ["moe-2014", "own.toml"]')
    (tmp_path / "x.warc").write_bytes(warc(pages(), packed=False))
    ran = run("audit", path, "--warc", tmp_path / "x.warc", "-o", tmp_path / "out", folder=tmp_path)
    assert ran.code == 0, ran.err
    results = {row["checklist"]: row for row in (json.loads(p.read_text("utf-8")) for p in (tmp_path / "out").rglob("audit.json"))}
    assert set(results) == {"moe-2014", "own-2020"}
    assert json.loads((tmp_path / "out" / "audit.json").read_bytes())["checklist"] == "moe-2014"
    own = {row["item"]: row for row in results["own-2020"]["items"]}
    assert own[1]["status"] == "disclosed" and own[1]["count"] == 1 and own[2]["status"] == "missing"


def test_the_ministrys_list_as_a_file_is_a_checklist(tmp_path):
    facts = ROOT.parent / "shared" / "checklist" / "moe-2014.toml"
    if not facts.exists():
        pytest.skip("no ../shared beside the project")
    path = config(tmp_path, D, audit=f'checklist = "{facts.as_posix()}"')
    (tmp_path / "x.warc").write_bytes(warc(pages(), packed=False))
    found = Audited(inside("audit", path, "--warc", tmp_path / "x.warc", "-o", tmp_path / "out"), tmp_path / "out", path)
    assert found.ran.code == 0, found.ran.err
    assert len(found.json["items"]) == 50


def test_an_unknown_checklist_is_refused_before_anything_is_asked(tmp_path):
    with Web(pages()) as web:
        path = config(tmp_path, D, proxy=web.proxy, audit='checklist = "moe-1914"')
        ran = run("audit", path, "-o", tmp_path / "out")
    assert ran.code == 2 and "moe-1914" in ran.err.splitlines()[-1] and web.asked == []


def test_a_file_of_an_article_is_read(tmp_path):
    site = pages() | {f"{PLAT}/ys/2019.html": plat.article("财务、资产及收费信息/部门预算", "梅谷学院2019年部门预算", "2019-04-12", "详见附件。", (("/f/ys.docx", "2019年部门预算.docx"),)),
                      f"{PLAT}/f/ys.docx": docx(BUDGET.format(year=2019, n=9), rows=[["收支预算总表", "9"], ["收入预算表", "9"], ["支出预算表", "9"], ["财政拨款支出预算表", "9"]])}
    path = config(tmp_path, D)
    (tmp_path / "x.warc").write_bytes(warc(site, packed=False))
    found = Audited(inside("audit", path, "--warc", tmp_path / "x.warc", "-o", tmp_path / "out"), tmp_path / "out", path)
    assert found.status(19) == "disclosed", found.item(19)["reason"]
