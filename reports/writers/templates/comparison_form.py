"""The form of the paper that says what changed between two audits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reports.writers.templates.draw import landscape, new_document, say, signature, table

_COLUMNS = [
    ("变化", "{{ row.change }}", 26, "center"),
    ("事项", "{{ row.item }}\n{{ row.kind }}", 30, "center"),
    ("标题与网址", "{{ row.title }}\n{{ row.url }}\n{{ row.to }}", 100, "left"),
    ("部门", "{{ row.department }}", 34, "left"),
    ("原因", "{{ row.cause }}", 70, "left"),
]


def forms() -> Iterator[tuple[str, Any]]:
    document = new_document()
    say(document, "关于信息公开整改情况的通报", "Title")
    say(document, "各单位：", align="left")
    say(document, "学校对信息公开情况进行了再次核查，现将与上次核查的对照结果通报如下。")
    say(document, "上次核查：{{ old }}。")
    say(document, "本次核查：{{ new }}。")
    say(document, "{{ verdict }}")
    for number in range(3):
        say(document, f"{'一二三'[number]}、{{{{ sections[{number}].name.split('　')[-1] }}}}：{{{{ sections[{number}].told }}}}。")
    say(document, "仍未整改的单位要抓紧整改；本次没有看到的页面不作为已整改处理。")
    signature(document)
    for number in range(3):
        landscape(document)
        say(document, f"{{{{ sections[{number}].name }}}}", "Title")
        table(document, f"sections[{number}].rows", _COLUMNS)
    yield "comparison", document
