"""What counts: copies, dates, periods, several items in one document, nil declarations, files and columns as documents."""

import pytest
from tinydoor import crawled
from tinyskins import Asp, Hanweb, Php, Vsb, WebPlus, docx

D = "lanjiang.edu.example"
WWW, PLAT, RSC, YJS, CWC, ZB, JWC, ZS = (f"http://{label}.{D}" for label in ("www", "xxgk", "rsc", "yjsy", "cwc", "zbb", "jwc", "zsb"))

main = Vsb("蓝江大学", ((PLAT + "/", "信息公开"), (RSC + "/", "人事处"), (YJS + "/", "研究生院"), (CWC + "/", "财务处"), (ZB + "/", "招标办公室"),
                    (JWC + "/", "教务处"), (ZS + "/", "招生办公室"), (WWW + "/tzgg.htm", "通知公告")))
COLUMNS = (("/zpxx/list.htm", "人员招聘"), ("/zcgl/list.htm", "招投标"), ("/fscj/list.htm", "复试名单与成绩"), ("/nlqmd/list.htm", "拟录取名单"), ("/cwys/list.htm", "财务预算"),
           ("/cwjs/list.htm", "财务决算"), ("/cgqk/list.htm", "因公出国（境）情况"), ("/zszx/list.htm", "招生咨询及考生申诉渠道"), ("/jxzl/list.htm", "本科教学质量报告"),
           ("/jzgl/list.htm", "奖助学金管理规定"), ("/xszs/list.htm", "学生申诉办法"), ("/gwsz/list.htm", "岗位设置与聘用办法"), ("/xjgl/list.htm", "学籍管理办法"))
plat = WebPlus("蓝江大学信息公开网", tuple((PLAT + path, name) for path, name in COLUMNS), (("/2019/0901/c9a900/page.htm", "关于做好信息公开年报编制工作的通知", "09-01"),))
rsc, yjs, cwc, zb, jwc, zs = Vsb("蓝江大学人事处"), Asp("蓝江大学研究生院"), Php("蓝江大学财务处"), WebPlus("蓝江大学招标办公室"), Hanweb("蓝江大学教务处"), Php("蓝江大学本科招生网")

HIRE = """根据学校事业发展需要，经学校研究决定，现面向社会公开招聘专职辅导员12名、实验技术人员4名。
一、招聘条件：拥护党的路线方针政策，具有硕士研究生及以上学历，年龄不超过三十五周岁。
二、报名方式：登录学校招聘系统填写报名表并上传证明材料，报名截止后统一进行资格审查。
三、招聘程序：资格审查、笔试、面试、体检、考察、公示、聘用。"""
BID = """蓝江大学理化测试中心透射电子显微镜采购项目经公开招标、评标委员会评审，现将中标结果公告如下。
项目编号：LJZB-2019-017。中标供应商：某某科学仪器有限公司。中标金额：人民币叁佰陆拾捌万元整。
评标委员会成员名单略。各有关当事人对中标结果有异议的，可以在公告发布之日起七个工作日内以书面形式提出质疑。"""
BID2 = BID.replace("理化测试中心透射电子显微镜", "图书馆2019年度中文纸质图书").replace("017", "022").replace("叁佰陆拾捌", "壹佰贰拾")
AID = """第一条 为做好国家奖学金、励志奖学金的评审工作，根据上级文件精神，结合学校实际，制定本办法。
第二条 奖学金用于奖励特别优秀的全日制本科学生。申请人应当热爱祖国，遵守宪法和法律，诚实守信，学习成绩优异。
第三条 评审工作坚持公开、公平、公正、择优的原则，评审结果在全校范围内公示不少于五个工作日。
第四条 学生对评审结果有异议的，可以向院系评审委员会提出申诉。第五条 本办法由学生工作部负责解释。"""
APPEAL = """第一条 为了保障学生合法权益，规范校内学生申诉制度，制定本办法。第二条 学校成立学生申诉处理委员会，受理学生对取消入学资格、退学处理或者违规、违纪处分的申诉。
第三条 学生对处理决定有异议的，可以在接到决定书之日起十日内向委员会提出书面申诉。第四条 委员会应当自收到申诉之日起十五日内作出复查结论。"""
RETEST = """根据教育部有关文件和学校研究生招生工作领导小组的决定，现将参加2019年硕士研究生复试的考生名单及初试成绩公布如下。
考生编号 姓名 政治 外语 业务课一 业务课二 总分
100019000000112 赵一鸣 70 66 121 118 375
100019000000145 钱二平 68 71 110 120 369
请名单内的考生按时参加复试，未尽事宜请咨询研究生招生办公室。"""
ADMIT = """根据复试成绩和录取原则，经学校研究生招生工作领导小组审定，现将2019年硕士研究生拟录取名单及复试成绩予以公示，公示期十个工作日。
考生编号 姓名 初试成绩 复试成绩 总成绩 拟录取专业
100019000000112 赵一鸣 375 86.2 80.5 材料学
100019000000145 钱二平 369 88.0 80.1 材料学
公示期内如有异议，请向研究生招生办公室实名反映。"""
BUDGET = ("蓝江大学2019年部门预算", "一、收支预算总表、二、收入预算表、三、支出预算表、四、财政拨款支出预算表。2019年收入预算总额为123456万元，支出预算总额为123456万元，其中财政拨款支出预算65432万元。")
TABLES = [["项目", "预算数（万元）"], ["收支预算总表 收入总计", "123456"], ["收入预算表 财政拨款收入", "65432"], ["支出预算表 教育支出", "123456"], ["财政拨款支出预算表 基本支出", "40000"]]
FINAL = "蓝江大学2018年度部门决算包括收支决算总表、收入决算表、支出决算表和财政拨款支出决算表。2018年度收入总计118800万元，支出总计118800万元，财政拨款支出61200万元。"
CALL = """招生咨询渠道：招生办公室咨询电话0000-7654321，电子邮箱zsb@lanjiang.edu.example，地址：主楼101室。
考生申诉渠道：考生对录取工作有异议的，可以向学校纪委办公室申诉，申诉电话0000-7654322，申诉信箱jw@lanjiang.edu.example。"""
QUALITY = """本科教学质量报告（2017-2018学年）。一、本科教育基本情况：全日制在校本科生18200人，本科生占全日制在校生总数的比例为76.5%。
二、师资与教学条件：专任教师1320人，其中教授260人，副教授480人，生师比17.2，教师数量及结构见附表。
三、教学建设与改革：全校开设课程总门数2310门，实践教学学分占总学分比例26.4%，选修课学分占总学分比例24.1%。
四、主讲本科课程的教授占教授总数的比例92.3%，教授授本科课程占课程总门次数的比例21.7%。五、质量保障体系。六、支撑数据。"""
POST = """第一条 为规范学校岗位设置管理，制定本办法。第二条 岗位分为专业技术岗位、管理岗位、工勤技能岗位三类。第三条 岗位聘用按照按需设岗、竞聘上岗、按岗聘用、合同管理的原则进行。
第四条 岗位聘用的程序：公布岗位、个人申请、资格审查、考核评议、公示、聘用。第五条 本办法自印发之日起施行。"""
STATUS = """第一条 为维护学校正常的教育教学秩序，规范本科生学籍管理，制定本办法。第二条 新生应当持录取通知书按期到校办理入学手续。第三条 学生每学期开学时应当办理注册手续。
第四条 学生转学、转专业、休学、复学、退学按照本办法办理。第五条 学生在学校规定的年限内修完教育教学计划规定内容，成绩合格，准予毕业。"""


def pages():
    made = {
        f"{WWW}/": main.home([("info/1001/11.htm", "蓝江大学2019年专职辅导员招聘启事", "2019-03-06")]),
        f"{WWW}/index.htm": main.home([]),
        f"{WWW}/tzgg.htm": main.list("通知公告", [("info/1001/11.htm", "蓝江大学2019年专职辅导员招聘启事", "2019-03-06"), ("info/1001/12.htm", "透射电子显微镜项目有结果了", "2019-04-08"),
                                              ("info/1001/13.htm", "图书馆2019年度中文纸质图书采购中标公告转发", "2019-05-10")]),
        f"{WWW}/info/1001/11.htm": main.article("通知公告", "蓝江大学2019年专职辅导员招聘启事", "2019年03月06日 10:00", HIRE),
        f"{WWW}/info/1001/12.htm": main.article("通知公告", "关于透射电子显微镜采购项目中标结果的公告", "2019-04-08", BID),
        f"{WWW}/info/1001/13.htm": main.article("通知公告", "关于图书馆中文纸质图书采购中标结果的公告", "2019-05-10", BID2),
        f"{PLAT}/": plat.home([]),
        # one document at three addresses, a day apart: counted on the platform
        f"{PLAT}/zpxx/list.htm": plat.list("人事师资信息/人员招聘", [("/2019/0306/c21a101/page.htm", "蓝江大学2019年专职辅导员招聘启事", "2019-03-06")]),
        f"{PLAT}/2019/0306/c21a101/page.htm": plat.article("人事师资信息/人员招聘", "蓝江大学2019年专职辅导员招聘启事", "2019-03-06", HIRE),
        f"{RSC}/": rsc.home([("/zpgg.htm", "招聘公告", ""), ("/gzzd.htm", "规章制度", "")]),
        f"{RSC}/zpgg.htm": rsc.list("招聘公告", [("info/1011/201.htm", "蓝江大学2019年专职辅导员招聘启事", "2019-03-05"), ("info/1011/202.htm", "蓝江大学2019年公开招聘拟聘用人员公示", "2019-06-18"),
                                              ("info/1011/203.htm", "蓝江大学2017年公开招聘实验员公告", "2017-11-02"), ("info/1011/204.htm", "蓝江大学2020年高层次人才招聘公告", "2019-09-12")]),
        f"{RSC}/info/1011/201.htm": rsc.article("招聘公告", "蓝江大学2019年专职辅导员招聘启事", "2019-03-05", HIRE),
        f"{RSC}/info/1011/202.htm": rsc.article("招聘公告", "蓝江大学2019年公开招聘拟聘用人员公示", "2019-06-18", "经资格审查、笔试、面试、体检和考察，拟聘用孙三等八名同志为学校工作人员，现予公示，公示期七个工作日，公示期内有异议的请向人事处反映。"),
        f"{RSC}/info/1011/203.htm": rsc.article("招聘公告", "蓝江大学2017年公开招聘实验员公告", "2017-11-02", HIRE.replace("专职辅导员12名、实验技术人员4名", "实验员9名").replace("三十五", "四十")),
        f"{RSC}/info/1011/204.htm": rsc.article("招聘公告", "蓝江大学2020年高层次人才招聘公告", "2019-09-12", "因学科建设需要，学校面向海内外公开招聘学科带头人、青年学者若干名，待遇面议，报名材料请发至人事处邮箱，长期有效，额满为止。"),
        f"{RSC}/gzzd.htm": rsc.list("规章制度", [("info/1012/211.htm", "蓝江大学岗位设置与聘用管理办法", "2015-06-01"), ("info/1012/212.htm", "蓝江大学工勤岗位聘用实施细则", "2019-10-08")]),
        f"{RSC}/info/1012/211.htm": rsc.article("规章制度", "蓝江大学岗位设置与聘用管理办法", "2015-06-01", POST),
        f"{RSC}/info/1012/212.htm": rsc.article("规章制度", "蓝江大学工勤岗位聘用实施细则", "2019-10-08", POST.replace("学校岗位设置管理", "工勤岗位聘用").replace("三类", "两类")),
        # the same text under another title: seven days apart a copy, eight days apart a disclosure of its own
        f"{PLAT}/zcgl/list.htm": plat.list("财务、资产及收费信息/招投标", [(f"{ZB}/2019/0401/c31a301/page.htm", "理化测试中心透射电子显微镜采购项目中标公告", "2019-04-01"),
                                                               (f"{ZB}/2019/0502/c31a302/page.htm", "图书馆2019年度中文纸质图书采购项目中标公告", "2019-05-02")]),
        f"{ZB}/": zb.home([("/zbgg/list.htm", "中标公告", "")]),
        f"{ZB}/zbgg/list.htm": zb.list("中标公告", [("/2019/0401/c31a301/page.htm", "理化测试中心透射电子显微镜采购项目中标公告", "2019-04-01"),
                                                ("/2019/0502/c31a302/page.htm", "图书馆2019年度中文纸质图书采购项目中标公告", "2019-05-02")]),
        f"{ZB}/2019/0401/c31a301/page.htm": zb.article("中标公告", "理化测试中心透射电子显微镜采购项目中标公告", "2019-04-01", BID),
        f"{ZB}/2019/0502/c31a302/page.htm": zb.article("中标公告", "图书馆2019年度中文纸质图书采购项目中标公告", "2019-05-02", BID2),
        # a rule re-issued with the same title and text a year later: two disclosures, both in force
        f"{PLAT}/jzgl/list.htm": plat.list("学生管理服务信息/奖助学金管理规定", [("/2017/1016/c41a401/page.htm", "蓝江大学本科生奖学金评审办法", "2017-10-16"), ("/2018/1017/c41a402/page.htm", "蓝江大学本科生奖学金评审办法", "2018-10-17")]),
        f"{PLAT}/2017/1016/c41a401/page.htm": plat.article("学生管理服务信息/奖助学金管理规定", "蓝江大学本科生奖学金评审办法", "2017-10-16", AID),
        f"{PLAT}/2018/1017/c41a402/page.htm": plat.article("学生管理服务信息/奖助学金管理规定", "蓝江大学本科生奖学金评审办法", "2018-10-17", AID),
        # a standing article without a date counts and is reported; a column's own page counts and is not
        f"{PLAT}/xszs/list.htm": plat.list("学生管理服务信息/学生申诉办法", [("/_t5/c42a411/page.htm", "蓝江大学学生校内申诉处理办法", "")]),
        f"{PLAT}/_t5/c42a411/page.htm": plat.article("学生管理服务信息/学生申诉办法", "蓝江大学学生校内申诉处理办法", "", APPEAL),
        f"{PLAT}/zszx/list.htm": plat.single("招生考试信息/招生咨询及考生申诉渠道", CALL),
        # an event article without a date is available, never counted, and reported; the dated one beside it counts
        f"{PLAT}/fscj/list.htm": plat.list("招生考试信息/复试名单与成绩", [(f"{YJS}/ShowArticle.asp?ArticleID=501", "2019年硕士研究生复试名单及初试成绩", "2019-03-20"),
                                                              (f"{YJS}/ShowArticle.asp?ArticleID=502", "材料学院硕士研究生复试考生名单", "")]),
        f"{PLAT}/nlqmd/list.htm": plat.list("招生考试信息/拟录取名单", [(f"{YJS}/ShowArticle.asp?ArticleID=503", "2019年硕士研究生复试成绩及拟录取名单公示", "2019-04-04")]),
        f"{YJS}/": yjs.home([("list.asp?id=5", "招生信息", "")]),
        f"{YJS}/list.asp?id=5": yjs.list("招生工作/硕士招生", [("ShowArticle.asp?ArticleID=501", "2019年硕士研究生复试名单及初试成绩", "2019-3-20"), ("ShowArticle.asp?ArticleID=502", "材料学院硕士研究生复试考生名单", ""),
                                                        ("ShowArticle.asp?ArticleID=503", "2019年硕士研究生复试成绩及拟录取名单公示", "2019-4-4")]),
        f"{YJS}/ShowArticle.asp?ArticleID=501": yjs.article("招生工作/硕士招生", "2019年硕士研究生复试名单及初试成绩", "2019-3-20 9:21:33", RETEST),
        f"{YJS}/ShowArticle.asp?ArticleID=502": yjs.article("招生工作/硕士招生", "材料学院硕士研究生复试考生名单", "", RETEST.replace("100019", "200019").replace("学校研究生招生工作", "材料学院")),
        f"{YJS}/ShowArticle.asp?ArticleID=503": yjs.article("招生工作/硕士招生", "2019年硕士研究生复试成绩及拟录取名单公示", "2019-4-4 16:02:10", ADMIT),
        # files linked straight from a column page are documents; the row's date is theirs
        f"{PLAT}/cwys/list.htm": plat.list("财务、资产及收费信息/财务预算", [(f"{CWC}/files/ys2019.docx", "蓝江大学2019年部门预算", "2019-04-12")]),
        f"{PLAT}/cwjs/list.htm": plat.list("财务、资产及收费信息/财务决算", [(f"{CWC}/view.php?id=31", "蓝江大学2018年度部门决算", "2019-08-20")]),
        f"{CWC}/": cwc.home([("/list.php?p=3", "财务公开", "")]),
        f"{CWC}/list.php?p=3": cwc.list("财务公开", [("view.php?id=31", "蓝江大学2018年度部门决算", "2019-08-20"), ("files/ys2019.docx", "蓝江大学2019年部门预算", "2019-04-12")]),
        f"{CWC}/view.php?id=31": cwc.article("财务公开", "蓝江大学2018年度部门决算", "2019-08-20", FINAL, (("files/js2018.docx", "蓝江大学2018年度部门决算.docx"),)),
        f"{CWC}/files/ys2019.docx": docx(*BUDGET, rows=TABLES),
        f"{CWC}/files/js2018.docx": docx(FINAL, rows=[[cell.replace("预算", "决算") for cell in row] for row in TABLES]),
        # a declaration
        f"{PLAT}/cgqk/list.htm": plat.list("人事师资信息/因公出国（境）情况", [("/2019/0830/c44a441/page.htm", "2018-2019学年校级领导干部因公出国（境）情况", "2019-08-30")]),
        f"{PLAT}/2019/0830/c44a441/page.htm": plat.article("人事师资信息/因公出国（境）情况", "2018-2019学年校级领导干部因公出国（境）情况", "2019-08-30", "2018-2019学年，我校无校级领导干部因公出国（境）情况。"),
        # one document that discloses several items
        f"{PLAT}/jxzl/list.htm": plat.list("教学质量信息/本科教学质量报告", [(f"{JWC}/art/2018/12/20/art_51_601.html", "蓝江大学2017-2018学年本科教学质量报告", "2018-12-20")]),
        f"{JWC}/": jwc.home([("/col/col51/index.html", "质量报告", "")]),
        f"{JWC}/col/col51/index.html": jwc.list("质量报告", [("/art/2018/12/20/art_51_601.html", "蓝江大学2017-2018学年本科教学质量报告", "2018-12-20")]),
        f"{JWC}/art/2018/12/20/art_51_601.html": jwc.article("质量报告", "蓝江大学2017-2018学年本科教学质量报告", "2018-12-20", QUALITY),
        f"{PLAT}/gwsz/list.htm": plat.list("人事师资信息/岗位设置与聘用办法", [(f"{RSC}/info/1012/211.htm", "蓝江大学岗位设置与聘用管理办法", "2015-06-01")]),
        f"{PLAT}/xjgl/list.htm": plat.list("学生管理服务信息/学籍管理办法", [("/2018/0831/c45a451/page.htm", "蓝江大学本科生学籍管理办法", "2018-08-31"), ("/2018/0901/c45a452/page.htm", "蓝江大学研究生学籍管理办法", "2018-09-01")]),
        f"{PLAT}/2018/0831/c45a451/page.htm": plat.article("学生管理服务信息/学籍管理办法", "蓝江大学本科生学籍管理办法", "2018-08-31", STATUS),
        f"{PLAT}/2018/0901/c45a452/page.htm": plat.article("学生管理服务信息/学籍管理办法", "蓝江大学研究生学籍管理办法", "2018-09-01", STATUS.replace("本科生", "研究生").replace("教育教学计划", "培养方案")),
        f"{ZS}/": zs.home([("/", "首页", "")]),
    }
    return made


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    return crawled(tmp_path_factory.mktemp("counting"), pages(), D, name="蓝江大学", sites={
        f"{WWW}/": "党政办公室", f"{RSC}/": "人事处", f"{YJS}/": "研究生院", f"{CWC}/": "财务处", f"{ZB}/": "招标办公室", f"{JWC}/": "教务处", f"{ZS}/": "招生办公室"})


def test_the_audit_ran(audited):
    assert audited.ran.code == 0, audited.ran.err
    assert audited.json["crawl"]["complete"] is True and audited.json["unseen"] == []


def test_copies_with_one_title_a_day_apart_count_once_and_at_the_platform(audited):
    row = next(d for d in audited.item(25)["disclosures"] if "辅导员" in d["title"])
    assert row["url"] == f"{PLAT}/2019/0306/c21a101/page.htm"
    assert sorted(row["copies"]) == [f"{RSC}/info/1011/201.htm", f"{WWW}/info/1001/11.htm"]


def test_events_count_inside_the_period_only(audited):
    item = audited.item(25)
    assert (item["count"], item["published"], item["available"]) == (2, 2, 3)     # 2019-09-12 is after the period's last day
    assert f"{RSC}/info/1011/203.htm" not in audited.urls(25)


def test_one_text_under_two_titles_within_seven_days_counts_once_at_the_department(audited):
    row = next(d for d in audited.item(18)["disclosures"] if d["url"] == f"{ZB}/2019/0401/c31a301/page.htm")
    assert row["copies"] == [f"{WWW}/info/1001/12.htm"] and row["department"] == "招标办公室"


def test_one_text_eight_days_apart_is_two_disclosures(audited):
    assert {f"{ZB}/2019/0502/c31a302/page.htm", f"{WWW}/info/1001/13.htm"} <= set(audited.urls(18))
    assert audited.item(18)["count"] == 3


def test_a_rule_issued_again_a_year_later_is_a_new_disclosure(audited):
    item = audited.item(37)
    assert (item["count"], item["published"], item["available"]) == (2, 1, 2)


def test_standing_items_count_what_stood_on_the_last_day_of_the_period(audited):
    item = audited.item(24)
    assert (item["count"], item["published"], item["available"]) == (1, 0, 1)
    assert audited.urls(24) == [f"{RSC}/info/1012/211.htm"]


def test_the_first_day_of_the_period_is_inside_and_the_day_before_is_not(audited):
    item = audited.item(36)
    assert (item["count"], item["published"], item["available"]) == (2, 1, 2)


def test_an_undated_standing_article_counts_and_is_reported(audited):
    url = f"{PLAT}/_t5/c42a411/page.htm"
    assert audited.urls(39) == [url] and audited.item(39)["disclosures"][0]["published"] is None
    assert audited.findings("undated", url)


def test_a_columns_own_page_counts_for_a_standing_item_and_is_not_undated(audited):
    url = f"{PLAT}/zszx/list.htm"
    assert url in audited.urls(10) and audited.status(10) == "disclosed"
    assert not audited.findings("undated", url)


def test_an_undated_event_is_available_and_reported_but_never_counted(audited):
    item, url = audited.item(12), f"{YJS}/ShowArticle.asp?ArticleID=502"
    assert (item["count"], item["published"], item["available"]) == (2, 2, 3)
    assert url not in audited.urls(12) and audited.findings("undated", url, 12)


def test_a_document_that_discloses_two_items_counts_for_both(audited):
    url = f"{YJS}/ShowArticle.asp?ArticleID=503"
    assert url in audited.urls(12) and audited.urls(13) == [url]


def test_a_quality_report_counts_for_its_own_item(audited):
    assert audited.urls(35) == [f"{JWC}/art/2018/12/20/art_51_601.html"]


def test_a_file_linked_from_a_column_is_a_document_with_the_rows_date(audited):
    row = audited.item(19)["disclosures"]
    assert [d["url"] for d in row] == [f"{CWC}/files/ys2019.docx"] and row[0]["published"] == "2019-04-12"
    assert audited.item(19)["count"] == 1 and audited.status(19) == "disclosed"


def test_a_file_of_an_article_belongs_to_the_article(audited):
    assert audited.urls(20) == [f"{CWC}/view.php?id=31"] and audited.item(20)["count"] == 1


def test_a_declaration_is_no_disclosure(audited):
    item = audited.item(23)
    assert (item["status"], item["count"], item["disclosures"]) == ("declared_nil", 0, [])


def test_categories_add_up(audited):
    sums = {row["category"]: row["count"] for row in audited.json["categories"]}
    for category, total in sums.items():
        assert total == sum(row["count"] for row in audited.json["items"] if row["category"] == category)
    assert len(sums) == 10


def test_items_that_stand_nowhere_are_missing(audited):
    assert audited.status(48) == "missing" and audited.item(48)["count"] == 0 and audited.findings("missing", item=48)
