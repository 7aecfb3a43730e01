"""Dates are read in every shape that sites print, and only where they say when a page was published."""

from datetime import date

import pytest

from crawler.extract import dates

DAY = date(2021, 3, 5)


@pytest.mark.parametrize("text", [
    "发布时间：2021-03-05", "发布时间：2021-03-05 10:22:00 作者：张三 浏览次数：12", "[发布日期]：2021/3/5", "时间：2021年3月5日14:30 来源：人事处", "日期： 2021-03-05 信息来源： 党政办公室 点击数:",
    "2021-03-05", "[2021-03-05]", "（2021.03.05）", "2021年03月05日 10:59", "2021 年 3 月 5 日", "2021－03－05", "发布于：2021-03-05 10:35", "发布者：党政办时间：2021-03-05", "阅读：123 发布：2021-03-05",
    "添加日期:2021年3月5日 阅读次数:", "作者：张三 日期：2021-3-5 8:32:01 来源：xx 点击数：12", "2021-03-05 新闻中心 张三", "更新时间：2021-03-05", "Date: Mar 5, 2021", "Posted on 5 March 2021", "March 5, 2021 | By International Office",
    "发布时间：20210305", "发布日期：2021-03-05 截止日期：2021-04-01", "【 2021-03-05 】 浏览：33次", "发表日期：2021年3月5日 出处：财务处 【编辑录入：cwc】 已经有 1203 位读者读过此文", "Publish Date: 2021.03.05",
    "发布时间：2021-03-05来源：本站点击：", "文章来源：党委宣传部 　　发布时间：2021-03-05 15:48:07　　阅读次数：", "發布日期：2021-03-05", "创建时间：2021/03/05 吕露 浏览次数：",
])
def test_date_lines(text):
    assert dates.date_line(text).value == DAY


@pytest.mark.parametrize("text", [
    "报名时间：2021-03-05", "截止时间：2021年3月5日", "讲座时间：2021年3月5日14:30", "今天是2021年3月5日 星期五", "时间：2021年3月5日14:00-16:00", "2021年3月5日至3月9日", "共353条", "电话：2021-03-0512345", "版权所有 2021-03-05",
    "会议定于2021年3月5日召开，请准时参加。", "经研究，决定自2021年3月5日起执行", "2021年3月5日关于召开教职工代表大会的会议通知", "上一条：关于放假的通知 2021-03-05", "成文日期：2021-03-05", "2021-13-05", "1970-01-01", "2021年3月", "03-05", "ISBN 978-7-2021-0305",
])
def test_lines_that_are_no_date_lines(text):
    assert dates.date_line(text) is None


def test_publish_label_wins_over_update():
    assert dates.date_line("更新时间：2022-01-01 发布时间：2021-03-05").value == DAY


@pytest.mark.parametrize(("text", "day"), [
    ("2021年10月27日", date(2021, 10, 27)), ("[2009-12-20]", date(2009, 12, 20)), ("(19-08-31)", date(2019, 8, 31)), ("31 2019-08", date(2019, 8, 31)), ("312019-08", date(2019, 8, 31)), ("2019-08 31", date(2019, 8, 31)), ("2019-0831", date(2019, 8, 31)),
    ("08-31 2019", date(2019, 8, 31)), ("2019 08-31", date(2019, 8, 31)), ("31 2019年8月", date(2019, 8, 31)), ("12-23", None), ("第3期 共12页", None), ("2019", None), ("2019-02-30", None), ("192.168.10.12", None),
])
def test_dates_of_rows(text, day):
    assert dates.row_day(text) == day


@pytest.mark.parametrize(("url", "day"), [
    ("http://x/t20190831_12.html", date(2019, 8, 31)), ("http://x/2019/0831/c1a2/page.htm", date(2019, 8, 31)), ("http://x/article/2019/08/31/7", date(2019, 8, 31)), ("http://x/art/2019/8/31/art_1_2.html", date(2019, 8, 31)),
    ("http://x/info/1042/5277.htm", None), ("http://x/20191331/1.html", None), ("http://x/19/61/c24292a268641/page.htm", None),
])
def test_dates_of_addresses(url, day):
    assert dates.url_day(url) == day


@pytest.mark.parametrize(("text", "day"), [("2021-03-05 10:59", DAY), ("2021-03-04T18:00:00+00:00", DAY), ("2021-03-04T18:00:00Z", DAY), ("20210305", DAY), ("20210305102200", DAY), ("yesterday", None), ("", None)])
def test_dates_of_metas_are_days_in_china(text, day):
    assert dates.meta_day(text) == day


def test_signature_and_number_are_the_documents_own():
    lines = ["校发〔2018〕12号", "关于印发办法的通知", "成文日期：2018-11-20", "正文。", "望川大学", "二〇一八年十一月二十四日"]
    assert [(one.source, one.value) for one in dates.own_dates(lines)] == [("signature", date(2018, 11, 24)), ("number", date(2018, 11, 20))]
    assert dates.file_number("\n".join(lines)) == "校发〔2018〕12号"


@pytest.mark.parametrize(("text", "day"), [("二〇一〇年十一月二十四日", date(2010, 11, 24)), ("二○○九年十月三十一日", date(2009, 10, 31)), ("二0一九年三月廿一日", date(2019, 3, 21)), ("一九九八年一月一日", date(1998, 1, 1)), ("二〇一〇年十三月一日", None)])
def test_chinese_numerals(text, day):
    assert dates.chinese_day(text) == day
