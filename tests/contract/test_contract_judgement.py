"""Editions and their due dates, declarations, filing, lateness, personal data and the parts of a platform, at one university in a WARC file."""

import io
import zipfile

import pytest
from tinydoor import from_warc
from tinyskins import Php, Vsb, WebPlus, docx

D = "songlin.edu.example"
WWW, PLAT, RSC, XSC, YJS = (f"http://{label}.{D}" for label in ("www", "xxgk", "rsc", "xsc", "yjs"))
main, rsc, xsc, yjs = Vsb("松林大学", ((PLAT + "/", "信息公开"), (RSC + "/", "人事处"), (XSC + "/", "学生处"), (YJS + "/", "研究生院"))), Php("松林大学人事处"), Vsb("松林大学学生处"), WebPlus("松林大学研究生院")
MENU = {"ndbg": "信息公开年度报告", "jyzl": "毕业生就业质量年度报告", "jxzl": "本科教学质量报告", "xf": "学风建设", "ts": "特殊类型招生入选考生资格及测试结果", "jz": "受捐赠财产的使用与管理情况", "xs": "巡视组反馈意见", "tdxl": "同等学力人员资格审查", "cg": "校级领导干部因公出国（境）情况",
        "qy": "校办企业资产、负债、国有资产保值增值等信息", "zs": "招生考试信息", "xx": "最新信息公开", "zp": "人员招聘", "rm": "干部任免", "fs": "参加研究生复试的考生成绩", "nlq": "拟录取研究生名单"}
plat = Php("松林大学信息公开", tuple((f"{PLAT}/{key}.html", name) for key, name in MENU.items()))
REPORT = """一、概述。{year}学年，学校深入推进信息公开工作。二、主动公开情况。全年通过网站公开信息1203条。三、清单事项公开情况表见附件，列出五十项的网址。四、依申请公开情况。本学年未收到申请。
五、评议情况。六、举报情况：未发生。七、经验、问题与改进措施。八、其他需要报告的事项：无。"""
JOBS = "松林大学{year}届毕业生就业质量年度报告。毕业生规模与结构：本科毕业生4310人。就业率：总体就业率94.3%。就业流向：企业占61%，机关事业单位占12%。就业质量评价与反馈：对教育教学的建议。"
HIRE = "根据事业发展需要，学校面向社会公开招聘{0}{1}名，应聘人员应具备相应学历学位，身体健康。报名时间自公告之日起一个月，资格审查、考试、体检、公示后聘用。"
NAMES = "现将{0}参加2019年硕士研究生复试的考生名单、初试成绩和复试成绩公布如下：考生编号 姓名 初试成绩 复试成绩\n1062{1}01 甲某某 371 85.1\n1062{1}02 乙某某 366 84.2\n请考生核对，有疑问的请联系研究生院招生办公室。"
ADMIT = "经研究生招生工作领导小组审定，现将{0}2019年拟录取硕士研究生名单公示如下，公示十个工作日：考生编号 姓名 总成绩 专业\n1062{1}01 甲某某 81.2 土木工程\n1062{1}02 乙某某 80.4 土木工程\n有异议请向研究生院反映。"
MOBILE, CARD, IDCARD = "13812345678", "6222020200112233440", "34052419800101001X"


def luhn(body):
    """A bank card number with its check digit."""
    total = sum(sum(divmod(int(digit) * (2 if at % 2 == 0 else 1), 10)) for at, digit in enumerate(reversed(body)))
    return body + str(-total % 10)


def pages():
    made = {f"{WWW}/": main.home([]), f"{PLAT}/": plat.home([]), f"{RSC}/": rsc.home([("/tz.html", "通知公告", ""), ("/zd.html", "规章制度", "")]), f"{XSC}/": xsc.home([("/gs.htm", "公示", "")]), f"{YJS}/": yjs.home([("/zs/list.htm", "招生", "")])}
    rows = {key: [] for key in MENU}

    def article(key, number, title, date, text, files=()):
        made[f"{PLAT}/{key}/{number}.html"] = plat.article(f"信息公开/{MENU[key]}", title, date, text, files)
        rows[key].append((f"/{key}/{number}.html", title, date))

    article("ndbg", 1, "松林大学2017-2018学年信息公开年度报告", "2018-10-30", REPORT.format(year="2017-2018"))
    article("ndbg", 2, "松林大学2016-2017学年信息公开年度报告", "2017-10-27", REPORT.format(year="2016-2017"))
    article("jyzl", 1, "松林大学2018届毕业生就业质量年度报告", "2018-12-29", JOBS.format(year=2018))
    article("jxzl", 1, "松林大学2016-2017学年本科教学质量报告", "2019-03-05", "本报告为2016-2017学年本科教学质量报告，补充发布。一、本科教育基本情况。二、师资与教学条件。三、教学建设与改革。四、质量保障体系。五、学生学习效果。六、特色发展。七、问题与改进。附：支撑数据。")
    article("ts", 1, "2019年特殊类型招生情况说明", "2019-06-03", "2019年我校未开展保送、自主选拔录取、高水平运动员和艺术特长生等特殊类型招生。")
    article("jz", 1, "2018年接受捐赠情况", "2018-12-03", "2018年学校共接受校友捐赠财产120万元，其中用于奖学金80万元，用于图书馆建设40万元，均按捐赠协议使用，由教育基金会管理并接受审计。")
    article("jz", 2, "2018-2019学年第二学期捐赠情况", "2019-07-15", "2018-2019学年第二学期我校无接受社会捐赠情况。")
    article("tdxl", 1, "同等学力人员申请硕士学位资格审查情况", "2017-06-20", "2017年申请硕士学位的同等学力人员共12人，经资格审查和学力水平认定，以下人员合格：甲某某、乙某某、丙某某。")
    article("cg", 1, "2015-2016学年校级领导因公出国（境）情况", "2016-08-30", "2015-2016学年，我校无校级领导干部因公出国（境）情况。")
    # a column of a category, a column of news, a column of the item itself: nothing is misfiled there
    article("zs", 1, "松林大学2019年普通本科招生章程", "2019-05-20", "第一条 为保证招生工作顺利进行，依法维护考生合法权益，制定本章程。第二条 学校全称松林大学。第三条 招生计划分批次、分科类公布。第四条 录取规则。第五条 特殊类型招生办法另行公布。第六条 收费标准。")
    article("zp", 1, "松林大学2019年辅导员招聘公告", "2019-04-02", HIRE.format("辅导员", 9))
    rows["xx"] = [rows["zs"][0], rows["zp"][0]]
    # misfiled by its own breadcrumb only: no list has it, a text links it
    made[f"{PLAT}/rm/77.html"] = plat.article("信息公开/干部任免", "图书馆自助借还设备采购项目中标公告", "2019-05-30", "图书馆自助借还设备采购项目经公开招标，中标供应商为某某科技有限公司，中标金额88万元，项目编号SL-2019-31，供应商对结果有异议的可在七个工作日内质疑。")
    article("rm", 1, "关于孙某某同志任职的通知", "2018-12-03", f"经学校研究，任命孙某某为审计处处长，任职时间自2018年11月起。相关采购项目见<a href='{PLAT}/rm/77.html'>中标公告</a>。\n松林大学\n二〇一八年十一月一日")
    article("rm", 2, "关于李某某同志任职的通知", "2018-12-04", "松大字〔2018〕88号\n2018年11月5日\n经学校研究，任命李某某为基建处处长，试用期一年，任职时间自发文之日起计算。")
    # one title, one day, two texts on two sites: the contract calls them copies
    for key, office, number in (("1a", "土木学院", "11"), ("1b", "建筑学院", "22")):
        made[f"{YJS}/2019/0402/c{key[0]}a{number}/page.htm"] = yjs.article("招生", "2019年硕士研究生拟录取名单公示", "2019-04-02", ADMIT.format(office, number))
    made[f"{YJS}/2019/0320/c1a33/page.htm"] = yjs.article("招生", "土木学院2019年硕士研究生复试成绩公示", "2019-03-20", NAMES.format("土木学院", "33"))
    made[f"{YJS}/zs/list.htm"] = yjs.list("招生", [("/2019/0402/c1a11/page.htm", "2019年硕士研究生拟录取名单公示", "2019-04-02"), ("/2019/0402/c1a22/page.htm", "2019年硕士研究生拟录取名单公示", "2019-04-02"), ("/2019/0320/c1a33/page.htm", "土木学院2019年硕士研究生复试成绩公示", "2019-03-20")])
    rows["fs"], rows["nlq"] = [(f"{YJS}/2019/0320/c1a33/page.htm", "土木学院2019年硕士研究生复试成绩公示", "2019-03-20")], [(f"{YJS}/zs/list.htm", "拟录取名单（研究生院）", "")]
    made[f"{RSC}/tz.html"] = rsc.list("通知公告", [("/tz/1.html", "松林大学2019年第二批教师招聘公告", "2019-05-06"), ("/tz/2.html", "关于办公电话变更的通知", "2019-05-07")])
    made[f"{RSC}/tz/1.html"] = rsc.article("通知公告", "松林大学2019年第二批教师招聘公告", "2019-05-06", HIRE.format("教师", 31))
    made[f"{RSC}/tz/2.html"] = rsc.article("通知公告", "关于办公电话变更的通知", "2019-05-07", "人事处办公电话变更为0000-8765432，统一社会信用代码12100000400000000X，订单号201905071234567890，国际书号978-7-111-12345-6，账户名称松林大学。")
    made[f"{RSC}/zd.html"] = rsc.list("规章制度", [("/zd/1.html", "松林大学岗位聘用管理办法", "2016-06-06")])
    made[f"{RSC}/zd/1.html"] = rsc.article("规章制度", "松林大学岗位聘用管理办法", "2016-06-06", "第一条 为规范岗位设置和岗位聘用工作，制定本办法。第二条 岗位聘用坚持公开公平。第三条 岗位设置按核定数额执行。第四条 由人事处负责解释。")
    made[f"{XSC}/gs.htm"] = xsc.list("公示", [("info/1/1.htm", "2018年家庭经济困难学生名单公示", "2018-11-02"), ("info/1/2.htm", "2018年国家奖学金获奖名单公示", "2018-11-12")])
    made[f"{XSC}/info/1/1.htm"] = xsc.article("公示", "2018年家庭经济困难学生名单公示", "2018-11-02", "经评审，现将家庭经济困难学生名单予以公示，名单见附件，公示五个工作日，联系电话0000-8765433。", (("/f/kn.docx", "家庭经济困难学生名单.docx"),))
    made[f"{XSC}/f/kn.docx"] = docx("家庭经济困难学生名单", rows=[["姓名", "学院", "身份证号", "联系电话", "银行卡号"], ["金某某", "数学学院", IDCARD, MOBILE, luhn(CARD[:-1])]])
    made[f"{XSC}/info/1/2.htm"] = xsc.article("公示", "2018年国家奖学金获奖名单公示", "2018-11-12", "现将2018年国家奖学金获奖学生名单公示如下：数学学院金某某，物理学院银某某，化学学院铜某某。公示五个工作日，如有异议请拨打0000-8765433。")
    for key, name in MENU.items():
        made[f"{PLAT}/{key}.html"] = plat.list(f"信息公开/{name}", rows[key])
    return made


SITES = {f"{RSC}/": "人事处", f"{XSC}/": "学生处", f"{YJS}/": "研究生院", f"{PLAT}/": "信息公开办公室"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return from_warc(tmp_path_factory.mktemp("judgement"), pages(), D, sites=SITES)


@pytest.fixture(scope="module")
def earlier(tmp_path_factory):
    """The same archive judged a day before the reports fell due."""
    return from_warc(tmp_path_factory.mktemp("earlier"), pages(), D, as_of="2019-10-30", sites=SITES)


def test_the_audit_ran(made):
    assert made.ran.code == 0, made.ran.err


def test_a_report_is_stale_from_the_day_on_which_the_next_is_due(made, earlier):
    assert made.status(6) == "stale" and made.item(6)["due"] == "2019-10-31" and made.findings("stale", item=6)
    assert earlier.status(6) == "disclosed" and earlier.item(6)["due"] == "2018-10-31" and not earlier.findings("stale", item=6)


def test_an_edition_whose_successor_is_not_due_is_fresh(made):
    assert made.status(33) == "disclosed" and made.item(33)["due"] == "2018-12-31"


def test_an_old_edition_posted_in_the_period_is_counted_and_stale(made):
    """The year it speaks of decides whether it is the edition; the day of its publication decides whether it counts."""
    assert made.item(35)["count"] == 1 and made.status(35) == "stale"


@pytest.mark.parametrize(("item", "status"), [
    (8, "declared_nil"),     # 未开展
    (16, "disclosed"),       # a declaration beside fresh evidence
    (44, "stale"),           # an event of 2017, no declaration
    (17, "missing"),         # an empty column
    (49, "missing"),
])
def test_status(made, item, status):
    assert made.status(item) == status, made.item(item)["reason"]


def test_a_declaration_of_an_older_year_is_none_for_this_one(made):
    assert made.status(23) in ("stale", "missing") and made.item(23)["count"] == 0


def test_declarations_are_not_counted(made):
    assert made.item(8)["count"] == 0 and made.item(16)["count"] == 1


def test_same_title_on_the_same_day_is_one_disclosure(made):
    assert made.item(13)["count"] == 1 and len(made.disclosures(13)[0]["copies"]) == 1


def test_only_the_bidding_notice_is_misfiled(made):
    assert [(row["url"], row["item"], row["filed_as"]) for row in made.findings("misfiled")] == [(f"{PLAT}/rm/77.html", 18, 25)]


def test_lateness_by_a_signature_in_chinese_numerals_and_by_the_line_under_the_number(made):
    assert {row["url"] for row in made.findings("late")} == {f"{PLAT}/rm/1.html", f"{PLAT}/rm/2.html"}


def test_unlinked_is_what_the_platform_does_not_reach(made):
    assert {row["url"] for row in made.findings("unlinked")} == {f"{RSC}/tz/1.html", f"{RSC}/zd/1.html"}


def test_empty_columns(made):
    assert {row["url"] for row in made.findings("empty_column")} == {f"{PLAT}/{key}.html" for key in ("qy", "xs")}


def test_numbers_in_a_file_are_personal_data_and_look_alikes_are_not(made):
    rows = made.findings("personal_data")
    assert rows and {row["url"] for row in rows} <= {f"{XSC}/f/kn.docx", f"{XSC}/info/1/1.htm"}
    assert all(word in " ".join(row["message"] for row in rows) for word in ("身份证", "手机", "银行卡"))


def test_nothing_leaves_unmasked(made):
    for path in made.folder.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        texts = [data]
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(io.BytesIO(data)) as packed:
                texts = [packed.read(name) for name in packed.namelist()]
        for value in (IDCARD, MOBILE, luhn(CARD[:-1])):
            assert not any(value.encode() in text for text in texts), (path, value)


def test_a_platform_without_guide_catalogue_and_request_channel(made):
    said = " ".join(row["message"] for row in made.findings("platform"))
    assert len(made.findings("platform")) == 3 and all(word in said for word in ("指南", "目录", "依申请"))


def test_every_finding_says_what_to_read(made):
    for row in made.json["findings"]:
        assert row["message"] and row["severity"] in ("critical", "major", "minor")
        if row["kind"] in ("misfiled", "late", "undated", "unlinked"):
            assert row["evidence"] and row["evidence"][0]["excerpt"]


def test_finding_keys_stay_from_one_audit_to_the_next(made, earlier):
    known = {}
    for row in earlier.json["findings"]:
        known.setdefault((row["kind"], row["url"], row["item"]), set()).add(row["key"])
    for row in made.json["findings"]:
        assert row["key"] in known.get((row["kind"], row["url"], row["item"]), {row["key"]})


def test_a_file_that_was_read_with_its_article_is_not_unseen(made):
    assert made.json["unseen"] == []
