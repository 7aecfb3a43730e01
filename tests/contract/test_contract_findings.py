"""Statuses and findings, each with its innocent twin, at a university whose platform is a folder of the main site."""

import io
import zipfile

import pytest
from tinydoor import crawled
from tinyskins import Hanweb, Php, Vsb, WebPlus, docx
from tinyweb import page

D = "yunhe.edu.example"
WWW, SHARED, YJS, XSC, JYW, ZB, NEWS = (f"http://{label}.{D}" for label in ("www", "web", "gs", "xsc", "jyw", "cgzx", "news"))
PLAT, RSC, CWC = f"{WWW}/xxgk", f"{SHARED}/rsc", f"{SHARED}/cwc"
IDCARD = "11010519491231002X"

COLUMNS = (("cwys", "财务预算"), ("cwjs", "财务决算"), ("fsmd", "硕士研究生复试名单"), ("nlq", "拟录取研究生名单"), ("cgcj", "学校领导因公出国（境）情况"), ("shjz", "校领导社会兼职"),
           ("zcgl", "采购招投标"), ("rmzp", "干部任免与人员招聘"), ("jyzl", "毕业生就业质量年度报告"), ("xfjs", "学术规范制度"), ("lxs", "来华留学生管理"), ("zysz", "专业设置"),
           ("jjhy", "受捐赠财产"), ("zjbl", "学生奖励处罚办法"), ("xsdw", "学位授权点申报材料"), ("xszy", "重大突发事件"), ("xxgkzn", "信息公开指南"), ("xxgkml", "信息公开目录"),
           ("ysqgk", "依申请公开"), ("ndbg", "信息公开年度报告"), ("tzgg", "通知公告"), ("tdxl", "同等学力人员申请学位"), ("cwzd", "财务资产管理制度"))
# the home page leads to the departments and not to the platform
main = Vsb("云河学院", ((SHARED + "/rsc/", "人事处"), (SHARED + "/cwc/", "财务处"), (YJS + "/", "研究生处"), (XSC + "/", "学生工作处"), (JYW + "/", "就业网"), (ZB + "/", "采购中心"), (NEWS + "/", "新闻网")))
plat = Vsb("云河学院信息公开", tuple((f"{PLAT}/{path}.htm", name) for path, name in COLUMNS))
rsc, cwc, yjs, xsc, jyw, zb, news = (Php("云河学院人事处"), Php("云河学院财务处"), WebPlus("云河学院研究生处", (), (("/2019/0105/c3a77/page.htm", "关于寒假放假安排的通知", "01-05"),)), Vsb("云河学院学生工作处"),
                                     Hanweb("云河学院就业信息网"), WebPlus("云河学院采购中心"), Php("云河学院新闻网"))

LIST = """根据学校硕士研究生招生复试工作安排，现将{college}参加复试考生名单及初试成绩公布如下。
序号 考生编号 姓名 政治 外语 业务课一 业务课二 初试总分
1 104259000{n}1 周大川 71 66 118 121 376
2 104259000{n}2 吴小溪 66 70 120 117 373
复试时间、地点以及提交的材料见复试细则，请考生按时参加。"""
ADMIT = """根据学校招生工作领导小组的决定，现将{college}2019年拟录取硕士研究生名单予以公示，公示期十个工作日。
考生编号 姓名 总成绩 拟录取专业
104259000{n}1 周大川 80.12 化学工程
104259000{n}2 吴小溪 79.35 化学工程
对名单有异议的考生可在公示期内向研究生处反映。"""
BID = """{what}经公开招标，现将中标结果公告如下：项目编号YH2019-{n}，采购方式公开招标，中标供应商为某某有限公司，中标金额{n}万元，评审专家五名。
供应商对中标结果有异议的，可在七个工作日内以书面形式向采购中心提出质疑。"""
APPOINT = """经学校党委会研究决定，{who}。以上同志任职试用期一年，自任职之日起计算。任免事项自公布之日起执行，请各单位做好工作交接。
{sign}"""


def bid(what, n):
    return BID.format(what=what, n=n)


def table(*names):
    return [["表名", "金额（万元）"], *[[name, "100"] for name in names]]


def platform():
    P = f"{PLAT}/"
    made = {f"{P}": plat.home([]), f"{P}index.htm": plat.home([])}

    def column(path, rows, pager=""):
        made[f"{P}{path}.htm"] = plat.list("信息公开/" + dict(COLUMNS)[path], rows, pager)

    def article(path, number, title, date, text, files=()):
        made[f"{WWW}/info/2001/{number}.htm"] = plat.article("信息公开/" + dict(COLUMNS)[path], title, date, text, files)
        return (f"/info/2001/{number}.htm", title, date)

    column("cwys", [article("cwys", 1, "云河学院2019年部门预算", "2019-04-18", "收支预算总表：收入总计5000万元，支出总计5000万元。收入预算表：财政拨款收入3000万元。支出预算表：教育支出5000万元。详见附件。")])
    column("cwjs", [article("cwjs", 2, "云河学院2016年度部门决算", "2017-08-21", "收支决算总表、收入决算表、支出决算表、财政拨款支出决算表。2016年度收入总计4500万元，支出总计4400万元。")])
    column("fsmd", [(f"{YJS}/2019/0318/c3a31/page.htm", "化工学院2019年硕士研究生复试考生名单", "2019-03-18"), (f"{YJS}/2019/0402/c3a32/page.htm", "化工学院2019年拟录取硕士研究生名单公示", "2019-04-02")])
    column("nlq", [(f"{YJS}/2019/0403/c3a33/page.htm", "机械学院2019年拟录取硕士研究生名单公示", "2019-04-03")])
    column("cgcj", [article("cgcj", 5, "2016-2017学年校级领导因公出国（境）情况", "2017-07-10", "校级领导张某某于2017年5月赴德国访问，执行校际交流任务，团组共5人，在外停留6天，经费由学校承担。"),
                    article("cgcj", 6, "2018-2019学年校级领导因公出国（境）情况", "2019-07-08", "2018-2019学年我校校级领导无因公出国（境）情况。")])
    column("shjz", [(f"{PLAT}/jz2018.htm", "学校领导社会兼职情况", "2019-03-01")])
    column("zcgl", [article("zcgl", 8, "学生公寓家具采购项目中标公告", "2019-06-03", bid("学生公寓家具采购项目", 118)), (f"{ZB}/zbgg/list.htm", "中标公告（采购中心）", "")])
    column("rmzp", [article("rmzp", 10, "关于王六等同志任职的通知", "2018-10-12", APPOINT.format(who="王六任教务处处长，李七任图书馆馆长", sign="云河学院\n2018年9月10日")),
                    article("rmzp", 11, "关于陈八等同志职务任免的通知", "2018-10-15", APPOINT.format(who="陈八任后勤处处长，免去其保卫处副处长职务", sign="云河学院\n2018年9月10日")),
                    article("rmzp", 12, "关于郑九同志任职的通知", "2019-02-21", APPOINT.format(who="郑九任外国语学院院长", sign="云河学院\n2019年1月21日")),
                    article("rmzp", 13, "关于冯十同志任职的通知", "2019-02-22", APPOINT.format(who="冯十任人文学院院长", sign="云河学院\n2019年1月21日")),
                    article("rmzp", 14, "关于蒋十一同志任职的通知", "2019-03-04", APPOINT.format(who="蒋十一任体育部主任", sign="云河学院\n2019年3月8日"))])
    column("jyzl", [article("jyzl", 15, "云河学院2018届毕业生就业质量年度报告", "2018-12-28", "本报告由毕业生就业基本情况、就业特点、就业发展趋势和对教育教学的反馈组成。2018届毕业生共3021人，就业率93.2%。", (("/download/jy2018.pdf", "就业质量报告2018.pdf"),))])
    column("xfjs", [article("xfjs", 16, "云河学院学术道德规范", "2014-05-06", "第一条 为弘扬科学精神，加强学术道德建设，制定本规范。第二条 学术研究应当遵守学术规范，尊重他人劳动和权益，引用他人成果须注明出处。第三条 学校学术委员会负责解释。")])
    column("zysz", [("/info/2001/17.htm", "2019年本科专业设置一览表", "2019-05-20")])
    made[f"{WWW}/info/2001/17.htm"] = page(plat.frame("系统提示", '<table class="prompt"><tr><td>您访问的栏目或文章不存在，可能已被删除！<a href="/">返回首页</a></td></tr></table>'))
    column("jjhy", [])
    made[f"{P}jjhy.htm"] = WebPlus("云河学院信息公开", (), (("/info/2001/10.htm", "关于王六等同志任职的通知", "10-12"), ("/info/2001/8.htm", "学生公寓家具采购项目中标公告", "06-03"))).list("信息公开/受捐赠财产", [])
    column("zjbl", [(f"{XSC}/info/1003/31.htm", "云河学院学生奖励办法", "2016-09-05"), (f"{XSC}/info/1003/32.htm", "云河学院学生违纪处分办法", "2016-09-05")])
    column("xsdw", [(f"{YJS}/2017/0901/c5a51/page.htm", "新增硕士学位授权点申报材料公示", "2017-09-01")])
    column("xszy", [])
    made[f"{P}xszy.htm"] = plat.list("信息公开/重大突发事件", []).replace("<ul></ul>", "<p>暂无内容</p>")
    column("lxs", [("/info/2001/404.htm", "来华留学生管理办法", "2015-04-02")])
    column("tdxl", [(f"{YJS}/2019/0511/c5a52/page.htm", "2019年同等学力人员申请硕士学位资格审查结果公示", "2019-05-11")])
    column("cwzd", [article("cwzd", 21, "云河学院财务管理办法", "2018-03-01", "第一条 为规范学校财务行为，加强财务管理，制定本办法。第二条 学校实行统一领导、集中管理的财务管理体制。第三条 学校预算由收入预算和支出预算组成。"),
                    article("cwzd", 22, "云河学院国有资产管理办法", "2018-03-02", "第一条 为加强学校国有资产管理，防止资产流失，制定本办法。第二条 国有资产包括流动资产、固定资产、无形资产和对外投资。第三条 资产处置按规定报批。")])
    made[f"{P}xxgkzn.htm"] = plat.single("信息公开/信息公开指南", "为便于公众获取信息，编制本指南。信息公开工作机构：云河学院信息公开办公室。办公地址：行政楼203室。办公时间：工作日8:00至17:00。联系电话：0000-2345678。电子邮箱：xxgk@yunhe.edu.example。公开方式：学校网站信息公开专栏。")
    made[f"{P}xxgkml.htm"] = plat.single("信息公开/信息公开目录", "序号 类别 公开事项 责任部门 1 基本信息 办学规模 党政办公室 2 招生考试信息 招生章程 招生办公室 3 财务信息 部门预算决算 财务处")
    made[f"{P}ysqgk.htm"] = plat.single("信息公开/依申请公开", "公民、法人和其他组织可以向学校申请获取信息。申请人填写《信息公开申请表》，通过邮寄、电子邮件或当面递交。受理机构：信息公开办公室，行政楼203室，电话0000-2345678。自收到申请之日起15个工作日内答复。")
    column("ndbg", [article("ndbg", 25, "云河学院2018-2019学年信息公开工作年度报告", "2019-10-25", "一、概述。二、主动公开情况。三、清单事项公开情况表（见下表）：序号 类别 公开事项 网址。四、依申请公开情况：本学年未收到信息公开申请。五、评议情况。六、举报情况。七、主要经验、存在的问题和改进措施。")])
    column("tzgg", [article("tzgg", 26, "信息公开网改版上线", "2018-12-01", "信息公开网已经完成改版，欢迎广大师生和社会各界提出意见建议，联系电话0000-2345678。"), article("tzgg", 27, "关于报送目录的通知", "2018-11-01", "各单位请于月底前向信息公开办公室报送本单位目录，内容应当真实完整。"),
                    article("tzgg", 28, "信息公开培训会召开", "2018-10-20", "学校召开信息公开培训会，各单位联络员参加，会议就平台的使用做了讲解。")])
    return made


def departments():
    made = {f"{WWW}/": main.home([(f"{RSC}/", "人事处", "")]), f"{WWW}/index.htm": main.home([])}
    # the budget's fourth table is missing; the file under it is dead
    # campus only, answered with 200
    made[f"{PLAT}/jz2018.htm"] = plat.frame("提示信息", '<div class="wp_error"><div class="wp_error_msg">您当前ip并非校内地址，该信息仅允许校内地址访问</div></div>')
    made[f"{SHARED}/"] = Php("云河学院部门网站").home([])
    made[f"{RSC}/"] = rsc.home([("list.php?c=1", "通知公告", ""), ("list.php?c=2", "信息公开", "")])
    # an ordinary column of a department may hold anything
    made[f"{RSC}/list.php?c=1"] = rsc.list("通知公告", [("show.php?id=1", "云河学院2019年公开招聘教师公告", "2019-03-11"), ("show.php?id=2", "关于2019年五一放假的通知", "2019-04-25")])
    made[f"{RSC}/show.php?id=1"] = rsc.article("通知公告", "云河学院2019年公开招聘教师公告", "2019-03-11", "因事业发展需要，学校面向社会公开招聘教师30名。应聘人员应具有博士学位，年龄不超过40周岁。报名时间为即日起至2019年4月10日，招聘程序包括资格审查、试讲、面试、体检、公示和聘用。")
    made[f"{RSC}/show.php?id=2"] = rsc.article("通知公告", "关于2019年五一放假的通知", "2019-04-25", "根据国务院办公厅通知，五一放假时间为5月1日至4日，4月28日、5月5日上班，请各单位安排好值班。")
    made[f"{RSC}/list.php?c=2"] = rsc.list("信息公开", [("list.php?c=21", "岗位聘用办法", ""), ("list.php?c=22", "人员招聘", "")])
    # the department's own 信息公开 column: a bidding notice in the column of recruitment
    made[f"{RSC}/list.php?c=22"] = rsc.list("信息公开/人员招聘", [("show.php?id=5", "校园监控系统采购项目中标结果公告", "2019-05-06"), ("show.php?id=1", "云河学院2019年公开招聘教师公告", "2019-03-11")])
    made[f"{RSC}/show.php?id=5"] = rsc.article("信息公开/人员招聘", "校园监控系统采购项目中标结果公告", "2019-05-06", bid("校园监控系统采购项目", 233))
    made[f"{RSC}/list.php?c=21"] = rsc.list("信息公开/岗位聘用办法", [("show.php?id=6", "云河学院岗位设置与聘用管理办法", "2017-03-09")])
    made[f"{RSC}/show.php?id=6"] = rsc.article("信息公开/岗位聘用办法", "云河学院岗位设置与聘用管理办法", "2017-03-09", "第一条 为深化人事制度改革，规范岗位设置和岗位聘用，制定本办法。第二条 岗位设置遵循科学合理、精简效能的原则。第三条 岗位聘用实行公开招聘、竞聘上岗、合同管理。")
    made[f"{CWC}/"] = cwc.home([("list.php?c=1", "政策制度", "")])
    made[f"{CWC}/list.php?c=1"] = cwc.list("政策制度", [("show.php?id=1", "云河学院收费项目及标准公示", "2019-09-02")])
    made[f"{CWC}/show.php?id=1"] = cwc.article("政策制度", "云河学院收费项目及标准公示", "2019-01-10", "收费项目：学费、住宿费。收费依据：省发改委文件。收费标准：本科学费每生每年4800元，住宿费每生每年1000元。投诉方式：价格举报电话12358，学校投诉电话0000-2223344。")
    made[f"{YJS}/"] = yjs.home([("/zsxx/list.htm", "招生信息", ""), ("/xw/list.htm", "学位工作", "")])
    made[f"{YJS}/zsxx/list.htm"] = yjs.list("招生信息", [("/2019/0318/c3a31/page.htm", "化工学院2019年硕士研究生复试考生名单", "2019-03-18"), ("/2019/0402/c3a32/page.htm", "化工学院2019年拟录取硕士研究生名单公示", "2019-04-02"),
                                                     ("/2019/0403/c3a33/page.htm", "机械学院2019年拟录取硕士研究生名单公示", "2019-04-03"), ("/2019/0410/c3a34/page.htm", "材料学院2019年拟录取硕士研究生名单公示", "2019-04-10")])
    for number, day, text, title in ((31, "0318", LIST.format(college="化工学院", n="31"), "化工学院2019年硕士研究生复试考生名单"), (32, "0402", ADMIT.format(college="化工学院", n="32"), "化工学院2019年拟录取硕士研究生名单公示"),
                                     (33, "0403", ADMIT.format(college="机械学院", n="33"), "机械学院2019年拟录取硕士研究生名单公示"), (34, "0410", ADMIT.format(college="材料学院", n="34"), "材料学院2019年拟录取硕士研究生名单公示")):
        made[f"{YJS}/2019/{day}/c3a{number}/page.htm"] = yjs.article("招生信息", title, f"2019-{day[:2]}-{day[2:]}", text)
    made[f"{YJS}/2019/0105/c3a77/page.htm"] = yjs.article("通知", "关于寒假放假安排的通知", "2019-01-05", "经学校研究决定，寒假自2019年1月19日开始，2月23日返校，请各位研究生注意安全。")
    made[f"{YJS}/xw/list.htm"] = yjs.list("学位工作", [("/2017/0901/c5a51/page.htm", "新增硕士学位授权点申报材料公示", "2017-09-01"), ("/2019/0511/c5a52/page.htm", "2019年同等学力人员申请硕士学位资格审查结果公示", "2019-05-11")])
    made[f"{YJS}/2017/0901/c5a51/page.htm"] = yjs.article("学位工作", "新增硕士学位授权点申报材料公示", "2017-09-01", "根据学位授权审核工作通知，现将我校拟新增硕士学位授权点的申报材料和论证材料予以公示：申请基本条件、学科方向、培养方案、论证意见，公示期五个工作日。")
    made[f"{YJS}/2019/0511/c5a52/page.htm"] = page(yjs.frame("统一身份认证", '<form action="/cas/login" method="post"><p>请先登录后查看</p><input name="u"><input type="password" name="p"></form>'))
    made[f"{XSC}/"] = xsc.home([("gzzd.htm", "规章制度", "")])
    made[f"{XSC}/gzzd.htm"] = xsc.list("规章制度", [("info/1003/31.htm", "云河学院学生奖励办法", "2016-09-05"), ("info/1003/32.htm", "云河学院学生违纪处分办法", "2016-09-05"), ("info/1003/33.htm", "2019年国家助学金获得者名单公示", "2018-11-20")])
    made[f"{XSC}/info/1003/31.htm"] = xsc.article("规章制度", "云河学院学生奖励办法", "2016-09-05", "第一条 为激励学生奋发向上，制定本办法。第二条 奖励分为三好学生、优秀学生干部、优秀毕业生等。第三条 奖励的评选每学年进行一次。\n学生工作处电话：0000-88881234")
    made[f"{XSC}/info/1003/32.htm"] = xsc.article("规章制度", "云河学院学生违纪处分办法", "2016-09-05", "第一条 为维护教育教学秩序，制定本办法。第二条 处分分为警告、严重警告、记过、留校察看、开除学籍。第三条 学生对处分有异议的可以申诉。")
    made[f"{XSC}/info/1003/33.htm"] = xsc.article("规章制度", "2019年国家助学金获得者名单公示", "2018-11-20", f"现将国家助学金获得者名单予以公示。姓名 学院 身份证号\n何晓东 化工学院 {IDCARD}\n公示期间有异议的请拨打0000-88881234。")
    made[f"{JYW}/"] = jyw.home([("/art/2018/12/28/art_1_9.html", "就业政策汇编", "2018-12-28")])
    made[f"{JYW}/art/2018/12/28/art_1_9.html"] = jyw.article("就业政策", "就业政策汇编", "2018-12-28", "促进毕业生就业的政策措施：一是求职创业补贴，二是基层就业学费补偿。就业指导服务：提供职业规划咨询、简历诊断、模拟面试等指导服务。<img src='/pic/zc1.jpg'>")
    made[f"{ZB}/"] = zb.home([("/zbgg/list.htm", "中标公告", ""), ("/xjgg/list.htm", "询价结果", "")])
    made[f"{ZB}/zbgg/list.htm"] = zb.list("中标公告", [("/2019/0701/c8a81/page.htm", "教学楼空调采购项目中标公告", "2019-07-01")],
                                          '<ul class="wp_paging"><li class="page_nav"><a class="next" href="/zbgg/list2.htm">下一页</a></li><li class="page_jump">页码 <em class="curr_page">1</em>/<em class="all_pages">2</em></li></ul>')
    made[f"{ZB}/zbgg/list2.htm"] = zb.list("中标公告", [("/2019/0105/c8a80/page.htm", "实验室通风改造工程中标公告", "2019-01-05")], '<ul class="wp_paging"><li class="page_nav"><a href="/zbgg/list.htm">上一页</a></li></ul>')
    made[f"{ZB}/xjgg/list.htm"] = zb.list("询价结果", [("/2019/0601/c9a90/page.htm", "体育馆地板采购项目成交公告", "2019-06-01")])
    made[f"{ZB}/2019/0701/c8a81/page.htm"] = zb.article("中标公告", "教学楼空调采购项目中标公告", "2019-07-01", bid("教学楼空调采购项目", 301))
    made[f"{ZB}/2019/0105/c8a80/page.htm"] = zb.article("中标公告", "实验室通风改造工程中标公告", "2019-01-05", bid("实验室通风改造工程", 88))
    made[f"{ZB}/2019/0601/c9a90/page.htm"] = zb.article("询价结果", "体育馆地板采购项目成交公告", "2019-06-01", bid("体育馆地板采购项目", 64))
    made[f"{NEWS}/"] = news.home([("a.php?id=1", "我校召开毕业典礼", "2019-06-28"), ("http://mp.weixin.example/s/abc", "微信推送", "2019-06-29"), ("http://www.elsewhere.example/x.htm", "教育部通知", "2019-06-29")])
    made[f"{NEWS}/a.php?id=1"] = news.article("综合新闻", "我校召开毕业典礼", "2019-06-28", "六月二十八日，学校在体育馆隆重举行毕业典礼，校领导和毕业生代表参加，校长寄语毕业生不忘初心。")
    return made


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    return crawled(tmp_path_factory.mktemp("findings"), {**platform(), **departments()}, D, name="云河学院", platform=f"{PLAT}/", sites={
        f"{WWW}/": "党政办公室", f"{PLAT}/": "信息公开办公室", f"{RSC}/": "人事处", f"{CWC}/": "财务处", f"{YJS}/": "研究生处", f"{XSC}/": "学生工作处"})


def info(number):
    return f"{WWW}/info/2001/{number}.htm"


def test_the_audit_ran_and_says_that_something_was_not_seen(audited):
    assert audited.ran.code == 3, audited.ran.err      # a login and a campus-only page
    assert "Traceback" not in audited.ran.err


@pytest.mark.parametrize(("item", "status"), [
    (19, "partial"),         # three of four tables
    (20, "stale"),           # the accounts of 2016
    (23, "declared_nil"),    # a declaration beats older evidence
    (22, "restricted"),      # campus only, told with status 200
    (44, "restricted"),      # behind a login
    (46, "stale"),           # an event, only before the period
    (18, "disclosed"), (13, "disclosed"), (41, "disclosed"), (38, "disclosed"), (15, "disclosed"), (6, "disclosed"), (25, "disclosed"),
    (48, "missing"),         # the only link is dead
    (16, "missing"),         # an empty column
])
def test_status(audited, item, status):
    assert audited.status(item) == status, audited.item(item)["reason"]


def test_an_edition_that_is_there_and_was_published_after_the_period_is_fresh_and_not_counted(audited):
    """The annual report on 2018-2019 of 25 October 2019."""
    item = audited.item(6)
    assert (item["status"], item["count"], item["published"], item["due"]) == ("disclosed", 0, 0, "2019-10-31")


def test_partial_names_the_missing_element(audited):
    elements = {row["name"]: row["found"] for row in audited.item(19)["elements"]}
    assert [name for name, found in elements.items() if not found] == ["财政拨款支出预算表"]
    assert audited.findings("partial", item=19)


def test_every_bad_status_is_a_finding(audited):
    for kind in ("missing", "stale", "partial", "restricted"):
        bad = {row["item"] for row in audited.json["items"] if row["status"] == kind}
        assert bad <= {row["item"] for row in audited.findings(kind)}, kind


def test_good_items_are_no_findings(audited):
    good = {row["item"] for row in audited.json["items"] if row["status"] in ("disclosed", "declared_nil", "unchecked")}
    assert not [row for row in audited.json["findings"] if row["kind"] in ("missing", "stale", "partial") and row["item"] in good]


def test_a_list_of_admitted_in_the_column_of_retests_is_misfiled(audited):
    rows = audited.findings("misfiled", f"{YJS}/2019/0402/c3a32/page.htm")
    assert [(row["item"], row["filed_as"]) for row in rows] == [(13, 12)]
    assert rows[0]["referrer"] == f"{PLAT}/fsmd.htm"


def test_a_bidding_notice_in_a_departments_own_open_column_of_recruitment_is_misfiled(audited):
    rows = audited.findings("misfiled", f"{RSC}/show.php?id=5")
    assert [(row["item"], row["filed_as"]) for row in rows] == [(18, 25)]


def test_nothing_else_is_misfiled(audited):
    assert {row["url"] for row in audited.findings("misfiled")} == {f"{YJS}/2019/0402/c3a32/page.htm", f"{RSC}/show.php?id=5"}


def test_what_the_platform_neither_lists_nor_reaches_is_unlinked(audited):
    urls = {row["url"] for row in audited.findings("unlinked")}
    assert f"{ZB}/2019/0601/c9a90/page.htm" in urls and f"{YJS}/2019/0410/c3a34/page.htm" in urls and f"{RSC}/show.php?id=1" in urls


def test_what_a_linked_column_holds_on_its_second_page_is_linked(audited):
    assert not audited.findings("unlinked", "/c8a80/") and not audited.findings("unlinked", "/c8a81/")


def test_what_the_platform_lists_is_linked(audited):
    assert not audited.findings("unlinked", "/c3a31/") and not audited.findings("unlinked", "/c3a33/") and not audited.findings("unlinked", "/info/1003/31")
    assert not audited.findings("unlinked", WWW)


def test_late_is_more_than_twenty_working_days_over_the_national_day(audited):
    assert not audited.findings("late", info(10))       # 2018-09-10 to 2018-10-12: exactly twenty
    assert audited.findings("late", info(11))           # one day more


def test_late_is_more_than_twenty_working_days_over_the_spring_festival(audited):
    assert not audited.findings("late", info(12))       # 2019-01-21 to 2019-02-21: exactly twenty
    assert audited.findings("late", info(13))


def test_signed_after_publication_is_not_late(audited):
    assert not audited.findings("late", info(14))


def test_nothing_else_is_late(audited):
    assert {row["url"] for row in audited.findings("late")} == {info(11), info(13)}


def test_a_dead_attachment_a_dead_page_and_a_dead_picture_are_dead_links(audited):
    assert {row["url"] for row in audited.findings("dead_link")} == {f"{WWW}/download/jy2018.pdf", info(404), f"{JYW}/pic/zc1.jpg"}


def test_a_dead_link_names_the_page_that_links_it(audited):
    row, = audited.findings("dead_link", f"{WWW}/download/jy2018.pdf")
    assert row["referrer"] == info(15) and row["department"]


def test_a_page_that_says_it_does_not_exist_with_status_200_is_a_soft_404(audited):
    assert audited.findings("soft_404", info(17)) and not audited.findings("dead_link", info(17))
    assert audited.status(28) == "missing"


def test_empty_columns_are_found_beside_busy_side_boxes(audited):
    assert {row["url"] for row in audited.findings("empty_column")} == {f"{PLAT}/jjhy.htm", f"{PLAT}/xszy.htm"}
    assert audited.findings("empty_column", "jjhy")[0]["item"] == 16


def test_a_notices_column_that_rested_for_half_a_year_is_stale(audited):
    assert [row["url"] for row in audited.findings("stale_column", PLAT)] == [f"{PLAT}/tzgg.htm"]


def test_pages_behind_a_door_are_restricted(audited):
    assert audited.findings("restricted", f"{PLAT}/jz2018.htm", 22) and audited.findings("restricted", "/c5a52/", 44)
    assert audited.reason(f"{PLAT}/jz2018.htm") == "campus_only" and audited.reason(f"{YJS}/2019/0511/c5a52/page.htm") == "login"


def test_an_identity_number_is_personal_data_and_an_office_phone_is_not(audited):
    assert {row["url"] for row in audited.findings("personal_data")} == {f"{XSC}/info/1003/33.htm"}


def test_the_number_stands_in_no_file_of_the_report(audited):
    for path in audited.folder.rglob("*"):
        if not path.is_file():
            continue
        data = path.read_bytes()
        assert IDCARD.encode() not in data, path
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(io.BytesIO(data)) as packed:
                assert not [name for name in packed.namelist() if IDCARD.encode() in packed.read(name)], path


def test_the_platform_lacks_a_link_from_the_home_page_and_nothing_else(audited):
    rows = audited.findings("platform")
    assert len(rows) == 1 and "首页" in rows[0]["message"]


def test_undated_is_said_of_no_dated_page(audited):
    assert audited.findings("undated") == []


def test_hosts_outside_the_domain_are_never_asked(audited):
    assert {url.split("/")[2] for url in audited.asked} <= {f"{label}.{D}" for label in ("www", "web", "gs", "xsc", "jyw", "cgzx", "news")}


def test_departments_come_from_the_longest_prefix(audited):
    assert next(d for d in audited.item(21)["disclosures"])["department"] == "财务处"
    assert next(d for d in audited.item(24)["disclosures"])["department"] == "人事处"
    assert audited.findings("undated") == [] and {row["department"] for row in audited.findings("late")} == {"党政办公室"}


def test_a_department_not_in_the_config_is_guessed_and_marked(audited):
    assert audited.site(f"jyw.{D}")["guessed"] is True and "就业" in audited.site(f"jyw.{D}")["department"]
    assert audited.site(f"gs.{D}")["guessed"] is False and audited.site(f"gs.{D}")["department"] == "研究生处"


def test_the_page_date_beats_the_lists(audited):
    assert next(d for d in audited.item(21)["disclosures"])["published"] == "2019-01-10"


def test_finding_keys_are_unique(audited):
    keys = [row["key"] for row in audited.json["findings"]]
    assert len(keys) == len(set(keys)) and all(keys)
