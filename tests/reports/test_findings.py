"""Each kind of finding fires where the contract says, and nowhere else."""

from datetime import date

from crawler.document import DateRead, Link
from reports.result import KIND_NAMES
from tests.reports.made import RSC, WWW, XXGK, YJS, audited, kinds, listing, page, unseen


def misfiled(result):
    return [(f.url, f.item, f.filed_as, f.referrer) for f in kinds(result, "misfiled")]


def test_a_document_in_the_column_of_another_item_is_misfiled():
    doc = page(YJS + "a.htm", "拟录取名单#13", "2019-04-01")
    column = listing(XXGK + "fscj.htm", "复试成绩@12", [doc])
    assert misfiled(audited(doc, column)) == [(doc.url, 13, 12, column.url)]


def test_in_its_own_column_or_in_one_for_several_items_it_is_not():
    doc = page(YJS + "a.htm", "拟录取名单#13", "2019-04-01")
    assert misfiled(audited(doc, listing(XXGK + "a.htm", "名单@13", [doc]), listing(XXGK + "b.htm", "成绩和名单@12@13", [doc]))) == []


def test_ordinary_columns_file_nothing():
    doc = page(YJS + "a.htm", "拟录取名单#13", "2019-04-01")
    assert misfiled(audited(doc, listing(YJS + "fscj.htm", "复试成绩@12", [doc]))) == []


def test_a_departments_own_disclosure_column_files():
    doc = page(YJS + "a.htm", "拟录取名单#13", "2019-04-01")
    column = listing(YJS + "xxgk/fscj.htm", "复试成绩@12", [doc], breadcrumb=("信息公开", "复试成绩@12"))
    assert misfiled(audited(doc, column)) == [(doc.url, 13, 12, column.url)]


def test_a_category_column_files_nothing():
    doc = page(YJS + "a.htm", "拟录取名单#13", "2019-04-01")
    column = listing(XXGK + "cat.htm", "基本信息", [doc], breadcrumb=("基本信息",))
    assert misfiled(audited(doc, column)) == []


def test_only_the_wrong_of_two_listings_is_reported():
    doc = page(YJS + "a.htm", "拟录取名单#13", "2019-04-01")
    wrong, right = listing(XXGK + "b.htm", "成绩@12", [doc]), listing(XXGK + "a.htm", "名单@13", [doc])
    assert misfiled(audited(doc, wrong, right)) == [(doc.url, 13, 12, wrong.url)]


def test_the_breadcrumb_files_what_no_list_shows():
    doc = page(XXGK + "info/1/1.htm", "拟录取名单#13", "2019-04-01", breadcrumb=("招生考试信息", "复试成绩@12"))
    assert misfiled(audited(doc)) == [(doc.url, 13, 12, "")]


def test_noise_in_an_item_column_is_left_alone():
    doc = page(XXGK + "info/1/1.htm", "喜报", "2019-04-01", breadcrumb=("复试成绩@12",))
    assert misfiled(audited(doc, listing(XXGK + "b.htm", "成绩@12", [doc]))) == []


def unlinked(result):
    return [f.url for f in kinds(result, "unlinked")]


def test_on_a_subsite_only_it_is_unlinked():
    assert unlinked(audited(page(RSC + "a.htm", "招聘公告#25", "2019-04-01"))) == [RSC + "a.htm"]


def test_listed_by_the_platform_it_is_not():
    doc = page(RSC + "a.htm", "招聘公告#25", "2019-04-01")
    assert unlinked(audited(doc, listing(XXGK + "zp.htm", "招聘", [doc]))) == []


def test_a_copy_on_the_platform_is_enough():
    assert unlinked(audited(page(RSC + "a.htm", "招聘公告#25", "2019-04-01"), page(XXGK + "b.htm", "招聘公告#25", "2019-04-02"))) == []


def test_a_linked_column_reaches_its_further_pages():
    doc = page(RSC + "a.htm", "招聘公告#25", "2019-04-01")
    first = listing(RSC + "zpgg.htm", "招聘公告", [], pages=(RSC + "zpgg/1.htm",))
    second = listing(RSC + "zpgg/1.htm", "招聘公告", [doc])
    entry = listing(XXGK + "zp.htm", "招聘", nav=((RSC + "zpgg.htm", "人事处招聘公告"),))
    assert unlinked(audited(doc, first, second, entry)) == []
    assert unlinked(audited(doc, first, second)) == [doc.url]


def test_a_link_to_a_departments_front_page_is_not_enough():
    doc = page(RSC + "a.htm", "招聘公告#25", "2019-04-01")
    front = listing(RSC, "人事处", [doc])
    entry = listing(XXGK + "zp.htm", "招聘", nav=((RSC, "人事处"),))
    assert unlinked(audited(doc, front, entry)) == [doc.url]


def test_what_does_not_count_in_the_period_need_not_be_linked():
    assert unlinked(audited(page(RSC + "a.htm", "招聘公告#25", "2016-04-01"), page(YJS + "b.htm", "新闻", "2019-01-01"))) == []


def test_the_main_site_is_no_subsite():
    assert unlinked(audited(page(WWW + "a.htm", "招聘公告#25", "2019-04-01"))) == []


def test_an_article_without_a_date_is_undated_but_a_column_is_not():
    result = audited(page(RSC + "a.htm", "聘用办法#24"), page(RSC + "b.htm", "争议办法#26", kind="column"), page(RSC + "c.htm", "新闻"))
    assert [f.url for f in kinds(result, "undated")] == [RSC + "a.htm"]


def test_one_dead_link_for_each_target_with_the_row_that_offers_it():
    dead = page(RSC + "x.pdf", "", state="dead", kind="attachment")
    a = page(RSC + "b.htm", "通知", "2019-01-01", links=(Link(dead.url, "附件1.pdf", "attachment"),))
    b = listing(RSC + "a.htm", "下载", [dead.url])
    rows = kinds(audited(a, b, dead), "dead_link")
    assert [(f.url, f.referrer, f.department) for f in rows] == [(dead.url, b.url, "人事处")]


def test_a_dead_address_that_nothing_links_is_no_finding():
    assert kinds(audited(page(RSC + "x.htm", "", state="dead")), "dead_link") == []


def test_pictures_die_too():
    dead = page(RSC + "x.jpg", "", state="dead", kind="attachment")
    rows = kinds(audited(page(RSC + "b.htm", "通知", "2019-01-01", images=(dead.url,)), dead), "dead_link")
    assert [f.url for f in rows] == [dead.url]


def test_a_soft_404_is_its_own_kind():
    gone = page(RSC + "x.htm", "系统提示", state="soft_404")
    result = audited(listing(RSC + "a.htm", "通知", [gone.url]), gone)
    assert [f.url for f in kinds(result, "soft_404")] == [gone.url]
    assert kinds(result, "dead_link") == []


def test_an_empty_item_column_of_the_platform():
    empty = listing(XXGK + "a.htm", "学生申诉@39", state="empty")
    other = listing(XXGK + "b.htm", "学生奖惩@38", [page(WWW + "x.htm", "奖惩#38", "2019-01-01")])
    ordinary = listing(RSC + "c.htm", "通知@39", state="empty")
    result = audited(empty, other, ordinary)
    assert [(f.url, f.item) for f in kinds(result, "empty_column")] == [(empty.url, 39)]


def parts(result):
    return sorted(f.message for f in kinds(result, "platform"))


def full(**more):
    names = (("zn.htm", "信息公开指南"), ("ml.htm", "信息公开目录"), ("ysq.htm", "依申请公开"))
    pages = [page(XXGK + path, name, kind="column", breadcrumb=(name,)) for path, name in names]
    return [*pages, page(XXGK + "nb.htm", "信息公开年度报告#6", "2018-10-30")]


def test_a_whole_platform_has_no_defect():
    assert parts(audited(*full())) == []


def test_each_part_is_a_finding_of_its_own():
    for number, word in enumerate(("指南", "目录", "依申请公开", "年度报告")):
        pages = full()
        del pages[number]
        assert [word in message for message in parts(audited(*pages))] == [True]


def test_a_negative_is_only_said_of_a_platform_seen_to_the_end():
    assert parts(audited(unseen=[unseen(XXGK + "x.htm")])) == []


def test_the_home_page_must_lead_to_the_platform():
    bare_home = page(WWW, "示例大学", kind="list", text="", links=(Link(RSC, "人事处", "nav"),))
    assert parts(audited(*full(), bare_home)) == ["学校首页没有直接通向信息公开专栏的链接（应一次点击到达）"]


def test_keys_stay_when_counts_and_dates_change():
    first = audited(page(RSC + "a.htm", "招聘公告#25", "2016-04-01"))
    later = audited(page(RSC + "b.htm", "另一公告#25", "2017-04-01"), as_of=date(2019, 10, 30))
    key = [f.key for f in kinds(first, "stale")]
    assert key == [f.key for f in kinds(later, "stale")]


def test_every_finding_says_what_to_do_by_when_and_by_which_rule():
    for row in audited(page(RSC + "a.htm", "招聘公告#25", "2016-04-01")).findings:
        assert row.message and row.remedy and row.basis and row.mend_by and row.severity
        assert row.kind in KIND_NAMES


def own(day: str, source: str = "signature") -> DateRead:
    return DateRead(date.fromisoformat(day), source, f"人事处 {day}")


def test_more_than_twenty_working_days_is_late():
    result = audited(page(RSC + "a.htm", "招聘公告#25", "2018-10-15", dates=(own("2018-09-10"),)))
    assert ["21个工作日" in f.message for f in kinds(result, "late")] == [True]


def test_twenty_working_days_are_in_time_though_weekends_would_make_it_late():
    assert kinds(audited(page(RSC + "a.htm", "招聘公告#25", "2018-10-12", dates=(own("2018-09-10"),))), "late") == []


def test_signed_after_its_publication_is_not_late():
    assert kinds(audited(page(RSC + "a.htm", "招聘公告#25", "2019-03-12", dates=(own("2019-05-10"),))), "late") == []


def test_what_was_published_in_time_elsewhere_is_not_late():
    text = "关于公开招聘工作人员的公告全文，岗位、条件、报名办法、考试安排及有关要求如下，请符合条件的人员在规定时间内报名，逾期不再受理，特此公告。" * 2
    a = page(RSC + "a.htm", "招聘公告#25", "2018-09-12", text=text, dates=(own("2018-09-10"),))
    b = page(XXGK + "b.htm", "招聘公告#25", "2019-01-12", text=text, dates=(own("2018-09-10"),))
    assert kinds(audited(a, b), "late") == []


def test_a_date_printed_nowhere_in_the_document_makes_nothing_late():
    assert kinds(audited(page(RSC + "a.htm", "招聘公告#25", "2019-03-12", dates=(own("2018-01-10", "list"),))), "late") == []


def test_a_running_column_that_stopped():
    rows = [page(RSC + f"{n}.htm", f"通知{n}", f"2019-0{n}-01") for n in range(1, 4)]
    assert [f.url for f in kinds(audited(*rows, listing(RSC + "tzgg.htm", "通知公告", rows)), "stale_column")] == [RSC + "tzgg.htm"]
    fresh = [page(RSC + f"{n}.htm", f"通知{n}", f"2019-0{n}-01") for n in range(4, 7)]
    assert kinds(audited(*fresh, listing(RSC + "tzgg.htm", "通知公告", fresh)), "stale_column") == []


def test_a_special_rule_stands_rightly_among_all_rules_but_an_admission_charter_does_not():
    rule, charter = page(RSC + "a.htm", "教职工申诉处理办法#26", "2019-03-12"), page(YJS + "b.htm", "2019年招生章程#7", "2019-03-12")
    assert misfiled(audited(rule, charter, listing(XXGK + "gz.htm", "学校章程和规章制度@2", [rule, charter]))) == [(charter.url, 7, 2, XXGK + "gz.htm")]


def test_a_page_seen_before_its_own_date_was_redated(monkeypatch):
    from tests.reports.made import MadeSource
    doc = page(RSC + "a.htm", "招聘公告#25", "2019-05-10")
    assert kinds(audited(doc), "redated") == []
    monkeypatch.setattr(MadeSource, "first_seen", lambda self: {doc.url: "2019-01-03T20:00:00Z"}, raising=False)
    assert ["2019-01-04" in f.message for f in kinds(audited(doc), "redated")] == [True]
    monkeypatch.setattr(MadeSource, "first_seen", lambda self: {doc.url: "2019-05-10T02:00:00Z"}, raising=False)
    assert kinds(audited(doc), "redated") == []
