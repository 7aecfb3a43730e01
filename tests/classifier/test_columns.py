"""Which items a column stands for; a department's general column stands for none."""

import pytest

from classifier.checklist import load_checklist
from classifier.columns import column_items


@pytest.fixture(scope="module")
def checklist():
    return load_checklist("moe-2014")


@pytest.mark.parametrize("path, items", [
    (["信息公开", "招生考试信息", "（7）招生章程及特殊类型招生办法，分批次、分科类招生计划"], (7,)),
    (["第35条 本科教学质量报告"], (35,)),
    (["33、高校毕业生就业质量年度报告"], (33,)),
    (["教学质量信息", "28.专业设置、当年新增专业、停招专业名单"], (28,)),
    (["招聘信息"], (25,)),
    (["财务公开", "预决算公开"], (19, 20)),
    (["信息公开", "基本信息", "规章制度"], (2,)),
    (["财务、资产及收费信息", "规章制度"], (15,)),
    (["学位、学科信息", "46"], (46,)),
    (["拟录取公示"], (13,)),
])
def test_columns_of_items(checklist, path, items):
    assert column_items(path, checklist) == items


@pytest.mark.parametrize("path", [
    ["通知公告"], ["规章制度"], ["新闻动态"], ["首页"], [], [""], ["基本信息"], ["学生管理服务信息"], ["（三）财务、资产及收费信息"], ["科研", "46"],
])
def test_general_columns_stand_for_nothing(checklist, path):
    assert column_items(path, checklist) == ()
