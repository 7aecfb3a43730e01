"""Platforms of other shapes: a catalogue in a table with merged cells, numbered columns, a column behind a redirect, years as folders, none in the config."""

import pytest
from tinydoor import crawled
from tinyskins import Php, Vsb, WebPlus, docx
from tinyweb import moved, page

D = "tianchi.edu.example"
WWW, PLAT, ZS, YJS, CWC = (f"http://{label}.{D}" for label in ("www", "xxgk", "zs", "yjs", "cwc"))
main = Vsb("天池大学", ((PLAT + "/", "信息公开"), (ZS + "/", "招生网"), (YJS + "/", "研究生院"), (CWC + "/", "财务处")))
zs, yjs, cwc, plat = Php("天池大学本科招生网"), WebPlus("天池大学研究生院"), Vsb("天池大学财务处"), Php("天池大学信息公开网")
RULES = "第一条 依据教育法、高等教育法和教育部有关规定，结合学校实际制定本章程，适用于{0}年普通本科招生。第二条 学校全称天池大学，国标代码10999。第三条 分批次、分科类招生计划由省级招生机构公布。第四条 录取规则。第五条 收费标准。"
ADMIT = "经学校研究生招生工作领导小组审定，现将{0}年拟录取硕士研究生名单公示如下，公示期十个工作日。考生编号 姓名 总成绩 拟录取专业\n109990000000{1} 甲某某 82.10 会计学\n有异议请在公示期内向研究生院反映。"


def pages():
    table = f"""<table border="1"><tr><th>序号</th><th>类别</th><th>公开事项</th><th>责任部门</th><th>更新时间</th></tr>
      <tr><td>1</td><td rowspan="2">招生考试信息</td><td><a href="{ZS}/zc.html">招生章程及特殊类型招生办法，分批次、分科类招生计划</a></td><td>招生办公室</td><td>每年5月</td></tr>
      <tr><td>2</td><td><a href="{YJS}/nlq/list.htm">拟录取研究生名单</a></td><td>研究生院</td><td>每年4月</td></tr>
      <tr><td>3</td><td>财务、资产及收费信息</td><td><a href="/go/cwys.html">收支预算总表、收入预算表、支出预算表、财政拨款支出预算表</a></td><td>财务处</td><td>每年3月</td></tr>
      <tr><td>4</td><td>其他</td><td><a href="/xs.html">巡视组反馈意见，落实反馈意见整改情况</a></td><td>纪委办公室</td><td>变动即更</td></tr></table>"""
    made = {
        f"{WWW}/": main.home([]),
        f"{PLAT}/": plat.frame("天池大学信息公开网", '<ul><li><a href="/gkml.html">信息公开目录</a></li><li><a href="/zn.html">信息公开指南</a></li><li><a href="/sq.html">依申请公开</a></li><li><a href="/nb.html">年度报告</a></li></ul>'),
        f"{PLAT}/gkml.html": plat.frame("信息公开目录 - 天池大学信息公开网", '<div class="bread">当前位置：<a href="/">首页</a> &gt; 信息公开目录</div>' + table),
        f"{PLAT}/zn.html": plat.single("信息公开指南", "本指南说明如何获取学校信息。工作机构：信息公开办公室，地址：行政楼101室，办公时间：工作日8时至17时，电话0000-1112223，传真0000-1112224，电子邮箱xxgk@tianchi.edu.example。"),
        f"{PLAT}/sq.html": plat.single("依申请公开", "申请人填写信息公开申请表，向信息公开办公室提出书面申请，受理后15个工作日内答复，电话0000-1112223。"),
        f"{PLAT}/nb.html": plat.list("年度报告", [("/nb/2018.html", "天池大学2017-2018学年信息公开工作年度报告", "2018-10-29"), ("/nb/2019.html", "天池大学2018-2019学年信息公开工作年度报告", "2019-10-28")]),
        f"{PLAT}/go/cwys.html": moved(f"{CWC}/ysgk.htm", 301),
        f"{PLAT}/xs.html": plat.list("（49）巡视组反馈意见，落实反馈意见整改情况", [("/xs/1.html", "天池大学关于巡视整改进展情况的通报", "2019-01-18"), ("/xs/2.html", "天池大学2019年博士研究生拟录取名单公示", "2019-05-09")]),
        f"{PLAT}/xs/1.html": plat.article("（49）巡视组反馈意见，落实反馈意见整改情况", "天池大学关于巡视整改进展情况的通报", "2019-01-18", "根据省委统一部署，省委第三巡视组对学校党委进行了巡视，并反馈了巡视意见。现将落实巡视反馈意见整改情况予以公布：一、整改总体情况。二、逐项整改情况。三、下一步打算。"),
        f"{PLAT}/xs/2.html": plat.article("（49）巡视组反馈意见，落实反馈意见整改情况", "天池大学2019年博士研究生拟录取名单公示", "2019-05-09", ADMIT.format(2019, "77").replace("硕士", "博士")),
        f"{ZS}/": zs.home([("/zc.html", "招生章程", "")]),
        f"{ZS}/zc.html": zs.list("招生章程", [("/zc/2019.html", "天池大学2019年普通本科招生章程", "2019-05-22"), ("/zc/2018.html", "天池大学2018年普通本科招生章程", "2018-05-20")]),
        f"{ZS}/zc/2019.html": zs.article("招生章程", "天池大学2019年普通本科招生章程", "2019-05-22", RULES.format(2019)),
        f"{ZS}/zc/2018.html": zs.article("招生章程", "天池大学2018年普通本科招生章程", "2018-05-20", RULES.format(2018)),
        f"{YJS}/": yjs.home([("/nlq/list.htm", "拟录取名单", "")]),
        # years as folders: the column leads to a column for each year
        f"{YJS}/nlq/list.htm": yjs.list("拟录取名单", [("/nlq2019/list.htm", "2019年", ""), ("/nlq2018/list.htm", "2018年", "")]),
        f"{CWC}/": cwc.home([("ysgk.htm", "预算公开", "")]),
        f"{CWC}/ysgk.htm": cwc.list("预算公开", [("info/7/1.htm", "天池大学2019年部门预算", "2019-03-29")]),
        f"{CWC}/info/7/1.htm": cwc.article("预算公开", "天池大学2019年部门预算", "2019-03-29", "详见附件。", (("/f/ys.docx", "天池大学2019年部门预算.docx"),)),
        f"{CWC}/f/ys.docx": docx("天池大学2019年部门预算", "一、收支预算总表", "二、收入预算表", "三、支出预算表", "四、财政拨款支出预算表", rows=[["收入", "支出"], ["100", "100"]]),
    }
    for year in (2018, 2019):
        made[f"{YJS}/nlq{year}/list.htm"] = yjs.list(f"拟录取名单/{year}年", [(f"/{year}/0412/c{year}a{year}/page.htm", f"天池大学{year}年硕士研究生拟录取名单公示", f"{year}-04-12")])
        made[f"{YJS}/{year}/0412/c{year}a{year}/page.htm"] = yjs.article(f"拟录取名单/{year}年", f"天池大学{year}年硕士研究生拟录取名单公示", f"{year}-04-12", ADMIT.format(year, year))
        made[f"{PLAT}/nb/{year}.html"] = plat.article("年度报告", f"天池大学{year - 1}-{year}学年信息公开工作年度报告", f"{year}-10-2{9 if year == 2018 else 8}", f"一、概述。{year - 1}-{year}学年学校信息公开工作有序开展。二、主动公开情况。三、清单事项公开情况表。四、依申请公开情况。五、评议情况。六、举报情况。七、问题与改进。")
    return made


SITES = {f"{ZS}/": "招生办公室", f"{YJS}/": "研究生院", f"{CWC}/": "财务处"}


@pytest.fixture(scope="module", params=["named", "found"])
def audited(request, tmp_path_factory):
    """With the platform in the config, and with none: then the home page's link leads to it."""
    return crawled(tmp_path_factory.mktemp(request.param), pages(), D, platform=f"{PLAT}/" if request.param == "named" else "", sites=SITES)


def test_the_audit_ran(audited):
    assert audited.ran.code == 0, audited.ran.err


def test_entries_of_a_catalogue_are_no_disclosures(audited):
    assert {item: audited.item(item)["count"] for item in (6, 7, 13, 19, 49)} == {6: 1, 7: 1, 13: 2, 19: 1, 49: 1}
    assert audited.status(6) == "disclosed" and audited.status(19) == "disclosed" and audited.status(49) in ("disclosed", "partial")
    assert not any(f"{PLAT}/gkml.html" in audited.urls(item) for item in range(1, 51))


def test_what_the_catalogue_links_is_linked_through_a_redirect_too(audited):
    assert not audited.findings("unlinked", CWC) and not audited.findings("unlinked", ZS)


def test_a_list_of_admitted_in_a_numbered_column_is_misfiled(audited):
    assert [(row["url"], row["item"], row["filed_as"]) for row in audited.findings("misfiled")] == [(f"{PLAT}/xs/2.html", 13, 49)]


def test_the_platform_has_all_its_parts(audited):
    assert audited.findings("platform") == [] and audited.findings("empty_column") == [] and audited.findings("dead_link") == []


def test_hosts_are_only_those_of_the_university(audited):
    assert page("").status == 200 and {url.split("/")[2] for url in audited.asked} <= {f"{label}.{D}" for label in ("www", "xxgk", "zs", "yjs", "cwc")}
