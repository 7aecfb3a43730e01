"""The year a document speaks of is read from its title, in all the ways offices write it."""

from datetime import date

import pytest

from reports.years import newest_year, spoken_year


@pytest.mark.parametrize("title, kind, first, last", [
    ("2018-2019学年信息公开工作年度报告", "academic", 2018, 2019),
    ("重庆某大学2018—2019学年度本科教学质量报告", "academic", 2018, 2019),
    ("2018～2019学年第一学期通知", "academic", 2018, 2019),
    ("2018-19学年质量报告", "academic", 2018, 2019),
    ("2018/2019学年报告", "academic", 2018, 2019),
    ("2019届毕业生就业质量年度报告", "cohort", 2019, 2019),
    ("2019年度部门预算", "calendar", 2019, 2019),
    ("2025年公开的2024年度决算", "calendar", 2024, 2024),
    ("二〇一九年工作要点", "calendar", 2019, 2019),
    ("二○一九年度财务决算", "calendar", 2019, 2019),
    ("2016、2017、2018年录取分数线", "calendar", 2018, 2018),
    ("2019本科教学质量报告", "calendar", 2019, 2019),
    ("学校“十四五”规划（2021-2025年）", "range", 2021, 2025),
    ("2016-2018年分省录取最低分", "range", 2016, 2018),
    ("２０１９年招生章程", "calendar", 2019, 2019),
])
def test_the_year_in_a_title(title, kind, first, last):
    found = spoken_year(title)
    assert found is not None
    assert (found.kind, found.first, found.last) == (kind, first, last)


@pytest.mark.parametrize("title", ["学校章程", "关于印发《办法》的通知（校发〔2019〕12号）", "采购项目编号20190312", "第2019次会议", "第八届教代会"])
def test_no_year_is_invented(title):
    assert spoken_year(title) is None


def test_the_newest_year_of_a_text_leaves_out_the_future():
    assert newest_year("我校2016年起开展工作，2018年获奖，规划到2035年。", date(2019, 10, 31)) == 2018
