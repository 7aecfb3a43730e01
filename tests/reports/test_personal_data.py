"""Personal data is found in pages and files; office phones, order numbers and blank forms are not; nothing leaves unmasked."""

from datetime import date

import pytest

from crawler.document import Link
from reports.personal_data import scan
from reports.writers import json as audit_json
from tests.reports.made import RSC, audited, file, kinds, listing, page

DAY = date(2019, 10, 31)
ID, ID_X, MOBILE, CARD = "410105199804065227", "11010519491231002X", "13900007913", "6222021001116245702"


def found(text):
    return {hit.kind: hit.count for hit in scan(text, DAY)}


@pytest.mark.parametrize("text, kinds_found", [
    (f"身份证号：{ID}", {"id_number": 1}),
    (f"证件 {ID_X} 待核", {"id_number": 1}),
    ("身份证号 410105980406522", {"id_number": 1}),
    (f"姓名\t身份证号\t手机号\n甲乙\t{ID}\t{MOBILE}", {"id_number": 1, "mobile": 1}),
    ("姓名 学院 联系电话\n邰望舒 文学院 13900002468\n蔺若谷 理学院 13900003579", {"mobile": 2}),
    (f"请邰望舒（联系电话{MOBILE}）补交材料", {"mobile": 1}),
    (f"姓名：邰望舒 性别：女 联系电话：{MOBILE}", {"mobile": 1}),
    ("序号|姓名|银行卡号\n1|邰望舒|6222021001116245702", {"bank_card": 1}),
    ("邰望舒，家庭住址：望川省柳溪市东湖县石桥镇红旗村3组", {"home_address": 1}),
    ("姓名 出生日期 学院\n邰望舒 2001-03-05 文学院", {"birth_date": 1}),
    ("姓名 学号 班级\n邰望舒 2018010203 一班", {"student_number": 1}),
    ("姓名 学院 困难原因\n邰望舒 文学院 父亲早年病故", {"hardship": 1}),
    ("我院邰望舒同学不幸身患白血病，现发起捐款。", {"health": 1}),
])
def test_what_is_personal(text, kinds_found):
    assert found(text) == kinds_found


@pytest.mark.parametrize("text", [
    "联系人：王老师，联系电话：13900001111", "咨询电话 0900-6688319，手机13900002222", "部门 联系人 电话\n招生办 邰老师 13900003333",
    "采购项目编号：420106202403151234", "订单号 410105199804065227", "身份证号：410105199804065228", "统一社会信用代码 12410000410105199X",
    "身份证号：4101051998****5227", "家庭住址：________", "请同学们核对学号和卡号。", "开户名称：示例大学 账号：6222021001116245702",
    "姓名 性别 出生年月 学历\n郗澄 女 1991-07 硕士", "考生编号 姓名 总成绩\n105509000001234 郗澄 380", "证件齐全，残疾学生优先。", "",
    "申请助学金须填写困难原因、家庭情况。", "邮编430000 传真027-87654321",
])
def test_what_only_looks_like_it(text):
    assert found(text) == {}


def test_a_page_and_a_file_are_each_a_finding():
    xls = file(RSC + "a.xlsx", "成绩.xlsx", f"姓名\t身份证号\n甲乙\t{ID}")
    article = page(RSC + "a.htm", "招聘成绩公示#25", "2016-04-30", attachments=(xls,), links=(Link(xls.url, xls.name, "attachment"),))
    other = page(RSC + "b.htm", "名单", "2019-04-30", text=f"姓名：郗澄 身份证号：{ID_X}")
    rows = kinds(audited(article, other), "personal_data")
    assert {(f.url, f.referrer, f.severity) for f in rows} == {(xls.url, article.url, "critical"), (other.url, "", "critical")}


def test_nothing_leaves_unmasked():
    values = (ID, MOBILE, "柳溪市东湖县石桥镇红旗村3组")
    text = f"姓名：郗澄 身份证号：{ID} 联系电话：{MOBILE}\n家庭住址：望川省{values[2]}"
    doc = page(RSC + "a.htm", f"郗澄{ID}聘用公示#25", "2019-04-30", text=text)
    dead = page(RSC + "x.htm", "", state="dead")
    result = audited(doc, listing(RSC + "l.htm", f"手机{MOBILE}", [dead.url], anchor=f"郗澄{MOBILE}的材料"), dead)
    from json import dumps
    written = dumps(audit_json.as_json(result), ensure_ascii=False)
    assert [value for value in values if value in written] == []
    assert [value for value in values if value in repr(result)] == []
    assert len(kinds(result, "personal_data")) == 1


@pytest.mark.parametrize("piece", [ID[3:], ID[:12], MOBILE[1:], "湖县石桥镇红旗村3组，其余", "家在望川省柳溪市东湖县石"])
def test_a_value_cut_by_an_excerpt_is_masked_too(piece):
    from reports.masking import Masker
    values = (ID, MOBILE, "望川省柳溪市东湖县石桥镇红旗村3组")
    text = Masker(DAY, values).text(piece)
    assert "*" in text and not any(text[n:n + 8] in value for value in values for n in range(len(text) - 7))
