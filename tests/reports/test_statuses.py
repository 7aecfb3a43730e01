"""The seven statuses, in the contract's order."""

from datetime import date

import pytest

from crawler.document import Link
from tests.reports.made import RSC, WWW, XXGK, YJS, audited, item, kinds, listing, page, unseen

CWC = "http://cwc.e.edu.cn/"
FOUR = "{收支预算总表,收入预算表,支出预算表,财政拨款支出预算表}"


def test_fresh_with_every_element_is_disclosed():
    assert item(audited(page(CWC + "a.htm", f"2019年部门预算#19{FOUR}", "2019-04-01")), 19).status == "disclosed"


def test_a_missing_required_element_makes_it_partial():
    result = audited(page(CWC + "a.htm", "2019年部门预算#19{收支预算总表,收入预算表,支出预算表}", "2019-04-01"))
    assert item(result, 19).status == "partial"
    assert "财政拨款支出预算表" in kinds(result, "partial")[0].message


def test_elements_may_stand_in_several_documents():
    result = audited(page(CWC + "a.htm", "2019年预算表一#19{收支预算总表,收入预算表}", "2019-04-01"),
                     page(CWC + "b.htm", "2019年预算表二#19{支出预算表,财政拨款支出预算表}", "2019-04-02"))
    assert item(result, 19).status == "disclosed"


def test_last_years_tables_do_not_fill_this_years():
    result = audited(page(CWC + "a.htm", "2019年预算#19{收支预算总表}", "2019-04-01"), page(CWC + "b.htm", f"2015年预算#19{FOUR}", "2015-04-02"))
    assert item(result, 19).status == "partial"


def test_only_older_evidence_of_an_event_is_stale():
    result = audited(page(RSC + "a.htm", "招聘公告#25", "2017-05-01"))
    assert (item(result, 25).status, item(result, 25).count) == ("stale", 0)
    assert kinds(result, "stale")[0].department == "人事处"


def test_a_declaration_goes_before_older_evidence():
    result = audited(page(YJS + "a.htm", "同等学力公示#44", "2016-05-01"), page(YJS + "b.htm", "本学年无此项#44nil", "2019-05-01"))
    assert item(result, 44).status == "declared_nil"


def test_a_declaration_of_years_ago_declares_nothing_today():
    assert item(audited(page(YJS + "b.htm", "2016年无此项#44nil", "2016-12-01")), 44).status == "stale"


def test_fresh_evidence_goes_before_a_declaration():
    result = audited(page(YJS + "a.htm", "同等学力公示#44", "2019-05-01"), page(YJS + "b.htm", "本学年无此项#44nil", "2019-05-01"))
    assert item(result, 44).status == "disclosed"


def test_only_behind_the_campus_network_is_restricted():
    closed = page(YJS + "info/9.htm", "", state="campus_only")
    column = listing(YJS + "tzgg.htm", "通知公告", [closed.url], anchor="2019年同等学力申请硕士学位公示#44")
    result = audited(column, closed)
    assert item(result, 44).status == "restricted"
    assert kinds(result, "restricted")[0].url == closed.url
    assert item(result, 46).status == "missing"


def test_open_evidence_goes_before_a_closed_page():
    closed = page(YJS + "info/9.htm", "", state="campus_only")
    column = listing(YJS + "tzgg.htm", "通知公告", [closed.url], anchor="2019年同等学力申请硕士学位公示#44")
    assert item(audited(column, closed, page(YJS + "b.htm", "同等学力公示#44", "2019-05-01")), 44).status == "disclosed"


def test_nothing_anywhere_is_missing_with_proof():
    row = item(audited(page(RSC + "a.htm", "新闻?46", "2019-05-01")), 46)
    assert row.status == "missing"
    assert row.absence.sites and row.absence.candidates[0][1] == "新闻?46"


@pytest.mark.parametrize("reason", ["robots", "timeout", "dns", "server_error", "blocked", "limit", "needs_browser", "too_large"])
def test_a_hole_in_a_site_that_could_hold_it_leaves_it_unchecked(reason):
    result = audited(page(YJS + "a.htm", "新闻", "2019-05-01"), unseen=[unseen(YJS + "xw/", reason)])
    assert item(result, 46).status == "unchecked"
    assert not [f for f in kinds(result, "missing") if f.item == 46]


def test_a_hole_elsewhere_does_not():
    result = audited(page(RSC + "a.htm", "新闻", "2019-05-01"), unseen=[unseen(RSC + "xw/")])
    assert item(result, 46).status == "missing"
    assert item(result, 26).status == "unchecked"


@pytest.mark.parametrize("host", [XXGK, WWW, "http://unknown.e.edu.cn/"])
def test_a_hole_on_the_platform_main_or_an_unknown_site_leaves_all_unchecked(host):
    assert item(audited(unseen=[unseen(host + "x.htm")]), 46).status == "unchecked"


def test_a_trap_and_a_working_system_are_explained():
    rows = [unseen(YJS + "calendar?d=1", "trap"), unseen(YJS + "login", "login", "登录"), unseen("http://oa.e.edu.cn/", "dns", "OA办公"),
            unseen("http://mail.e.edu.cn/", "timeout", "")]
    assert item(audited(page(YJS + "a.htm", "新闻", "2019-05-01"), unseen=rows), 46).status == "missing"


def test_a_host_that_never_answered_is_asked_by_the_name_of_its_link():
    assert item(audited(unseen=[unseen("http://cwc.e.edu.cn/", "dns", "财务处")]), 46).status == "missing"
    assert item(audited(unseen=[unseen("http://cwc.e.edu.cn/", "dns", "财务处")]), 19).status == "unchecked"


def test_a_closed_column_is_a_hole():
    column = page(YJS + "xw.htm", "", state="campus_only", kind="list")
    result = audited(page(YJS + "a.htm", "新闻", "2019-05-01", links=(Link(column.url, "学位工作", "nav"),)), column)
    assert item(result, 46).status == "unchecked"


def test_colleges_are_asked_only_for_what_the_list_asks_of_them():
    hole = unseen("http://jxxy.e.edu.cn/x.htm")
    college = page("http://jxxy.e.edu.cn/a.htm", "新闻", "2019-05-01", department="机械工程学院")
    result = audited(college, unseen=[hole])
    assert item(result, 46).status == "missing"
    assert item(result, 12).status == "unchecked"


def test_a_picture_titled_like_the_item_forbids_missing():
    picture = page(YJS + "a.htm", "2019年学位授权点申报材料公示#46", "2019-05-01", state="unreadable")
    assert item(audited(picture), 46).status == "unchecked"


def test_a_cut_off_crawl_says_nothing_is_missing():
    result = audited(page(YJS + "a.htm", "新闻", "2019-05-01"), complete=False)
    assert not kinds(result, "missing")
    assert result.incomplete


@pytest.mark.parametrize("number, title, day, as_of, status", [
    (6, "2018-2019学年信息公开年度报告", "2019-10-29", date(2019, 10, 31), "disclosed"),
    (6, "2017-2018学年信息公开年度报告", "2018-10-30", date(2019, 10, 31), "stale"),
    (6, "2017-2018学年信息公开年度报告", "2018-10-30", date(2019, 10, 30), "disclosed"),
    (6, "2018年度信息公开年度报告", "2019-01-15", date(2019, 10, 31), "disclosed"),
    (6, "2018年度信息公开年度报告", "2018-10-30", date(2019, 10, 31), "stale"),
    (33, "2018届毕业生就业质量年度报告", "2019-01-10", date(2019, 10, 31), "disclosed"),
    (33, "2017届毕业生就业质量年度报告", "2018-01-20", date(2019, 10, 31), "stale"),
    (33, "2017届毕业生就业质量年度报告", "2019-03-20", date(2019, 10, 31), "stale"),
    (19, "2016年部门预算", "2019-03-20", date(2019, 10, 31), "stale"),
    (19, "2019年部门预算", "2018-08-20", date(2019, 10, 31), "disclosed"),
    (20, "2018年度部门决算", "2019-08-20", date(2019, 10, 31), "disclosed"),
    (20, "2017年度部门决算", "2018-09-20", date(2019, 10, 31), "disclosed"),
    (20, "2017年度部门决算", "2018-08-20", date(2019, 10, 31), "stale"),
    (35, "2017-2018学年本科教学质量报告", "2018-12-20", date(2019, 10, 31), "disclosed"),
    (35, "本科教学质量报告", "2018-12-20", date(2019, 10, 31), "disclosed"),
    (35, "2015-2016学年本科教学质量报告", "2016-12-20", date(2019, 10, 31), "stale"),
    (35, "2015-2016学年本科教学质量报告", "2018-12-20", date(2019, 10, 31), "stale"),
    (7, "2019年招生章程", "2019-05-20", date(2019, 10, 31), "disclosed"),
    (7, "2018年招生章程", "2018-05-20", date(2019, 10, 31), "stale"),
    (11, "2019年硕士研究生招生简章", "2018-09-20", date(2019, 10, 31), "disclosed"),
    (5, "学校“十三五”发展规划（2016-2020年）", "2016-06-01", date(2019, 10, 31), "stale"),
    (5, "2019年工作要点", "2019-03-01", date(2019, 10, 31), "disclosed"),
])
def test_the_edition_of_a_yearly_item(number, title, day, as_of, status):
    assert item(audited(page(CWC + "a.htm", f"{title}#{number}", day), as_of=as_of), number).status == status


def test_a_page_without_a_year_is_judged_by_its_text():
    old = page(CWC + "ys.htm", "艺术教育发展年度报告#34", None, kind="column", text="2016年以来，截至2016年底开设课程二十门。")
    new = page(CWC + "ys.htm", "艺术教育发展年度报告#34", None, kind="column", text="2018年以来，截至2018年底开设课程二十门。")
    assert item(audited(old), 34).status == "stale"
    assert item(audited(new), 34).status == "disclosed"


def test_the_dates_to_watch():
    row = item(audited(page(CWC + "a.htm", "2018-2019学年信息公开年度报告#6", "2019-10-29")), 6)
    assert (row.due, row.next_due) == (date(2019, 10, 31), date(2020, 10, 31))
    assert item(audited(), 25).due is None


def test_what_given_warc_files_lack_is_unseen_and_leaves_its_host_open():
    article = page(YJS + "a.htm", "新闻", "2019-05-01", links=(Link(YJS + "b.htm", "另一条信息的标题", "list"), Link(YJS + "c.jpg", "", "image")))
    result = audited(article, settings={"source": "warc"})
    assert [(row.url, row.reason) for row in result.unseen if row.host.startswith("yjs")] == [(YJS + "b.htm", "limit")]
    assert item(result, 46).status == "unchecked"
    assert not result.crawl.complete and not next(s for s in result.sites if s.host.startswith("yjs")).complete


def test_a_redirect_is_followed_to_its_page():
    doc = page(RSC + "new.htm", "招聘公告#25", "2019-05-01")
    old = page(RSC + "old.htm", "", state="redirect", kind="list", links=(Link(doc.url, "", "redirect"),))
    result = audited(doc, old, listing(XXGK + "zp.htm", "岗位@24", [old.url]))
    assert [f.url for f in kinds(result, "misfiled")] == [doc.url]
    assert kinds(result, "unlinked") == []
