"""What counts: copies once, by cadence, undated documents never by guess, files only where a column offers them."""

from crawler.document import Link
from tests.reports.made import RSC, WWW, XXGK, YJS, audited, file, item, listing, page

LONG = "根据学校年度工作安排，经研究决定面向社会公开招聘专任教师若干名，现将岗位要求、报名方式和考核办法公告如下，欢迎符合条件的人员报名应聘，报名截止时间见附表。"


def test_copies_by_title_count_once_and_the_platform_is_the_counted_address():
    result = audited(
        page(RSC + "info/1/1.htm", "关于公开招聘的公告#25", "2019-03-01"), page(XXGK + "info/2/9.htm", "关于公开招聘 的公告#25", "2019-03-02"),
        page(WWW + "info/3/3.htm", "关于公开招聘的公告 #25", "2019-03-01"))
    row = item(result, 25)
    assert row.count == 1
    assert row.disclosures[0].url == XXGK + "info/2/9.htm"
    assert row.disclosures[0].copies == (RSC + "info/1/1.htm", WWW + "info/3/3.htm")


def test_a_department_site_comes_before_the_main_site():
    result = audited(page(RSC + "a.htm", "公告#25", "2019-03-01"), page(WWW + "a.htm", "公告#25", "2019-03-01"))
    assert item(result, 25).disclosures[0].url == RSC + "a.htm"


def test_the_same_title_two_days_apart_is_two_disclosures():
    result = audited(page(RSC + "a.htm", "公告#25", "2019-03-01"), page(YJS + "a.htm", "公告#25", "2019-03-03"))
    assert item(result, 25).count == 2


def test_a_daily_notice_is_no_chain_of_copies():
    result = audited(*(page(RSC + f"{n}.htm", "预警#25", f"2019-03-0{n}", text=LONG + str(n)) for n in range(1, 5)))
    assert item(result, 25).count == 2


def test_the_same_text_within_seven_days_is_a_copy_and_a_year_later_is_not():
    result = audited(
        page(RSC + "a.htm", "招聘公告#25", "2019-03-01", text=LONG), page(YJS + "b.htm", "转：教师招聘#25", "2019-03-08", text=" ".join(LONG)),
        page(RSC + "c.htm", "招聘公告#25", "2018-09-02", text=LONG))
    assert item(result, 25).count == 2


def test_eight_days_apart_is_no_copy():
    result = audited(page(RSC + "a.htm", "招聘公告#25", "2019-03-01", text=LONG), page(YJS + "b.htm", "教师招聘#25", "2019-03-09", text=LONG))
    assert item(result, 25).count == 2


def test_hardly_any_text_makes_no_copies():
    result = audited(page(RSC + "a.htm", "甲岗位公告#25", "2019-03-01", text="详见附件。"), page(RSC + "b.htm", "乙岗位公告#25", "2019-03-01", text="详见附件。"))
    assert item(result, 25).count == 2


def test_the_same_text_with_other_files_is_another_document():
    a, b = (file(RSC + f"{n}.xls", f"{n}名单.xls") for n in "ab")
    result = audited(page(RSC + "a.htm", "甲公示#25", "2019-03-01", text=LONG, attachments=(a,)), page(RSC + "b.htm", "乙公示#25", "2019-03-01", text=LONG, attachments=(b,)))
    assert item(result, 25).count == 2


def test_undated_copies_merge_only_with_title_and_text():
    same = [page(host + "x.htm", "岗位聘用办法#24", None, text=LONG) for host in (RSC, WWW)]
    result = audited(*same, page(YJS + "x.htm", "岗位聘用办法#24", None, text=LONG + "本办法另有规定的从其规定。"))
    assert item(result, 24).count == 2


def test_event_items_count_the_period_and_its_edges():
    days = ("2018-08-31", "2018-09-01", "2019-08-31", "2019-09-01")
    result = audited(*(page(RSC + f"{n}.htm", f"招聘公告{n}号#25", day) for n, day in enumerate(days)))
    row = item(result, 25)
    assert (row.count, row.published, row.available) == (2, 2, 3)


def test_standing_items_count_what_is_in_force_on_the_last_day():
    days = ("2009-01-01", None, "2019-08-31", "2019-09-01")
    result = audited(*(page(RSC + f"{n}.htm", f"聘用办法{n}#24", day) for n, day in enumerate(days)))
    row = item(result, 24)
    assert (row.count, row.published, row.available) == (3, 1, 3)


def test_an_undated_document_is_never_counted_for_events_but_available():
    result = audited(page(RSC + "a.htm", "招聘公告#25"), page(RSC + "b.htm", "招聘公告第二号#25", "2019-01-01"))
    row = item(result, 25)
    assert (row.count, row.available) == (1, 2)


def test_a_document_counts_once_for_each_item_that_it_discloses():
    result = audited(page(YJS + "a.htm", "复试成绩及拟录取名单#12#13", "2019-04-01"))
    assert (item(result, 12).count, item(result, 13).count) == (1, 1)


def test_a_declaration_is_no_disclosure():
    result = audited(page(YJS + "a.htm", "本学年无同等学力申请#44nil", "2019-06-01"))
    assert (item(result, 44).status, item(result, 44).count) == ("declared_nil", 0)


def test_a_list_never_counts():
    result = audited(listing(RSC + "zp.htm", "招聘公告#25"))
    assert item(result, 25).available == 0


def test_the_files_of_an_article_do_not_count_apart():
    pdf = page(RSC + "f.pdf", "岗位表#25", "2019-03-01", kind="attachment")
    article = page(RSC + "a.htm", "招聘公告#25", "2019-03-01", links=(Link(pdf.url, "岗位表#25.pdf", "attachment"),))
    assert item(audited(article, pdf), 25).count == 1


def test_a_file_that_a_column_offers_counts():
    pdf = page(RSC + "f.pdf", "2019年岗位表#25", "2019-03-01", kind="attachment")
    assert item(audited(listing(RSC + "zp.htm", "招聘", [pdf]), pdf), 25).count == 1


def test_a_file_of_a_columns_own_text_belongs_to_that_text():
    pdf = page(RSC + "f.pdf", "聘用办法全文#24", None, kind="attachment")
    column = page(RSC + "pyzd.htm", "岗位聘用办法#24", kind="column", links=(Link(pdf.url, "聘用办法全文#24.pdf", "attachment"),))
    assert item(audited(column, pdf), 24).count == 1


def test_documents_after_the_day_of_the_audit_do_not_exist_yet():
    result = audited(page(RSC + "a.htm", "招聘公告#25", "2019-11-01"))
    assert item(result, 25).status == "missing"


def test_one_article_of_a_cms_under_two_columns_is_one_document():
    a = page(RSC + "19/c1a7/page.htm", "招聘公告#25", "2019-03-01", identity="webplus:7")
    b = page(RSC + "19/c2a7/page.htm", "招聘公告#25", "2019-03-05", identity="webplus:7")
    assert item(audited(a, b), 25).count == 1


def test_a_corrected_list_replaces_the_first():
    first = page(YJS + "a.htm", "2019年拟录取名单公示#13", "2019-04-01", text=LONG)
    second = page(YJS + "b.htm", "2019年拟录取名单公示#13（更正）", "2019-04-09", text=LONG + "更正一人。")
    row = item(audited(first, second), 13)
    assert (row.count, row.disclosures[0].url, row.disclosures[0].copies) == (1, second.url, (first.url,))


def test_a_correction_of_a_tender_is_an_announcement_of_its_own():
    first, second = page(RSC + "a.htm", "实验设备采购公告#18", "2019-04-01"), page(RSC + "b.htm", "实验设备采购公告（更正）#18", "2019-04-09")
    assert item(audited(first, second), 18).count == 2


def test_a_second_batch_is_no_correction():
    first, second = page(YJS + "a.htm", "拟录取名单公示（第一批）#13", "2019-04-01"), page(YJS + "b.htm", "拟录取名单公示（第二批）#13", "2019-04-01")
    assert item(audited(first, second), 13).count == 2
