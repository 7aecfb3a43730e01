"""Columns of every skin: one row, many rows, several pages, none, a text, files; what is in them counts, what is empty is found."""

import pytest
from tinydoor import crawled
from tinyskins import Asp, Hanweb, Php, Vsb, WebPlus, docx

D = "heshan.edu.example"
WWW = f"http://www.{D}"
LABELS = {"vsb": Vsb, "webplus": WebPlus, "asp": Asp, "php": Php, "hanweb": Hanweb}
COLUMNS = {"zc": "学校章程", "zb": "招投标", "jz": "受捐赠财产的使用与管理情况", "xs": "巡视组反馈意见", "sf": "收费项目、收费依据、收费标准及投诉方式", "xj": "学籍管理办法", "zp": "人员招聘"}
# how each system writes its addresses: column, second page, article
SHAPES = {"vsb": ("/{0}.htm", "/{0}/1.htm", "/info/10{1}/{2}.htm"), "webplus": ("/{0}/list.htm", "/{0}/list2.htm", "/2019/0{1}/c{1}a{2}/page.htm"), "asp": ("/list.asp?id={0}", "/list.asp?id={0}&page=2", "/Show.asp?ID={2}"),
          "php": ("/list.php?c={0}", "/list.php?c={0}&p=2", "/show.php?id={2}"), "hanweb": ("/col/{0}/index.html", "/col/{0}/index_2.html", "/art/2019/5/5/art_{1}_{2}.html")}
BID = "{0}号设备采购项目经公开招标，现将中标结果公告如下：中标供应商为第{0}仪器有限公司，中标金额{0}万元，评审专家五人，对结果有异议的可在七个工作日内提出质疑。"


def pages():
    made = {f"{WWW}/": Vsb("禾山大学", tuple((f"http://{label}.{D}/", f"信息公开（{label}）") for label in LABELS)).home([])}
    for place, (label, skin) in enumerate(LABELS.items(), 1):
        made.update(platform(label, skin, place))
    return made


def platform(label, skin, place):
    host, (column, second, article) = f"http://{label}.{D}", SHAPES[label]
    at = {key: host + column.format(key) for key in COLUMNS}
    made, site = {}, skin(f"禾山大学信息公开{place}", tuple((at[key], name) for key, name in COLUMNS.items()))

    def news(key, number, title, date, text):
        url = article.format(key, place, place * 100 + number)
        made[host + url] = site.article(f"信息公开/{COLUMNS[key]}", title, date, text)
        return url, title, date

    made[f"{host}/"] = site.home([])
    made[at["zc"]] = site.list("信息公开/学校章程", [news("zc", 1, f"禾山大学{place}校区章程", "2016-03-0%d" % place, "序言。第一章 总则。第一条 为规范办学行为，根据教育法、高等教育法制定本章程。第二条 学校依法自主办学，举办者为省人民政府。" * 2 + str(place))])
    rows = [news("zb", n, f"{place}{n}号设备采购项目中标公告", f"2019-05-{n:02d}", BID.format(place * 100 + n)) for n in range(2, 14)]
    onward = f'<div class="page"><a href="{second.format("zb")}">下一页</a> <a href="{second.format("zb")}">尾页</a></div>'
    made[at["zb"]] = site.list("信息公开/招投标", rows[:8], onward)
    made[host + second.format("zb")] = site.list("信息公开/招投标", rows[8:], f'<div class="page"><a href="{column.format("zb")}">首页</a> <a href="{column.format("zb")}">上一页</a></div>')
    made[at["jz"]] = site.list("信息公开/" + COLUMNS["jz"], [])
    made[at["xs"]] = site.list("信息公开/" + COLUMNS["xs"], [], "<p>暂无内容</p>")
    made[at["sf"]] = site.single("信息公开/" + COLUMNS["sf"], f"收费项目：学费、住宿费。收费依据：省发展改革委第{place}号文件。收费标准：学费每生每年{place}500元，住宿费每生每年1200元。投诉方式：价格举报电话12358，学校财务处电话0000-123456{place}。")
    made[at["xj"]] = site.list("信息公开/学籍管理办法", [(f"/files/xj{place}.docx", f"禾山大学{place}校区本科生学籍管理办法", "2018-10-1%d" % place)])
    made[f"{host}/files/xj{place}.docx"] = docx(f"禾山大学{place}校区本科生学籍管理办法", "第一条 为规范本科生学籍管理，维护教学秩序，制定本办法。第二条 新生入学与注册。第三条 休学、复学与退学。第四条 毕业与结业。")
    made[at["zp"]] = site.list("信息公开/人员招聘", [news("zp", n, f"禾山大学{place}校区2019年第{n}次公开招聘公告", f"2019-0{n - 17}-15", f"因工作需要，{place}校区面向社会公开招聘教师{n}名、实验员{place}名，报名时间为即日起一个月，应聘人员应当具有博士学位，身体健康。") for n in (20, 21)])
    return made


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    return crawled(tmp_path_factory.mktemp("columns"), pages(), D, platform=tuple(f"http://{label}.{D}/" for label in LABELS))


def on(audited, item, label):
    return [d for d in audited.disclosures(item) if d["host"] == f"{label}.{D}"]


def test_the_audit_ran(audited):
    assert audited.ran.code == 0, audited.ran.err
    assert audited.json["unseen"] == []


@pytest.mark.parametrize("label", LABELS)
def test_a_list_of_one_row_is_read(audited, label):
    assert [d["published"][:8] for d in on(audited, 2, label)] == ["2016-03-"]


@pytest.mark.parametrize("label", LABELS)
def test_further_pages_are_read(audited, label):
    assert len(on(audited, 18, label)) == 12


@pytest.mark.parametrize("label", LABELS)
def test_a_columns_own_text_is_a_document(audited, label):
    row, = on(audited, 21, label)
    assert row["published"] is None and row["url"] == f"http://{label}.{D}{SHAPES[label][0].format('sf')}"


@pytest.mark.parametrize("label", LABELS)
def test_a_file_in_a_list_of_one_row_is_a_document_with_its_date(audited, label):
    row, = on(audited, 36, label)
    assert row["url"].endswith(".docx") and row["published"].startswith("2018-10-1")


@pytest.mark.parametrize("label", LABELS)
def test_two_notices_count_two(audited, label):
    assert sorted(d["published"] for d in on(audited, 25, label)) == ["2019-03-15", "2019-04-15"]


@pytest.mark.parametrize("label", LABELS)
def test_only_the_empty_columns_are_empty(audited, label):
    host = f"http://{label}.{D}"
    assert {row["url"] for row in audited.findings("empty_column", host)} == {host + SHAPES[label][0].format(key) for key in ("jz", "xs")}


def test_nothing_is_misfiled_undated_late_unlinked_or_dead(audited):
    assert [row for row in audited.json["findings"] if row["kind"] in ("misfiled", "undated", "late", "unlinked", "dead_link", "soft_404", "personal_data")] == []
