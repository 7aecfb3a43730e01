"""The form of the letter to one department and of the covering notice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reports.writers.templates.draw import closing, each, landscape, new_document, say, signature, table

_FINDING_COLUMNS = [
    ("序号", "{{ row.number }}", 11, "center"),
    ("问题类型", "{{ row.kind }}", 22, "center"),
    ("事项", "{{ row.item }}", 34, "left"),
    ("标题与网址", "{{ row.title }}\n{{ row.url }}", 58, "left"),
    ("问题说明与依据", "{{ row.message }}\n{{ row.basis }}", 78, "left"),
    ("整改要求", "{{ row.remedy }}", 36, "left"),
    ("期限", "{{ row.mend_by }}", 22, "center"),
]


def forms() -> Iterator[tuple[str, Any]]:
    yield "department", _department()
    yield "notice", _notice()


def _department() -> Any:
    document = new_document()
    say(document, "关于信息公开问题整改的通知", "Title")
    say(document, "{{ addressee }}：", align="left")
    say(document, "{{ opening }}")
    say(document, "一、核查结果", "Heading 1")
    each(document, "results", "{{ line }}")
    say(document, "二、整改要求", "Heading 1")
    closing(document, "demands")
    say(document, "附件：{{ annex }}").paragraph_format.keep_with_next = True
    signature(document)
    landscape(document)
    say(document, "附件", "Heading 1", align="left")
    say(document, "{{ annex }}", "Title")
    table(document, "findings", _FINDING_COLUMNS)
    return document


def _notice() -> Any:
    document = new_document()
    say(document, "关于{{ period }}信息公开核查情况的通报", "Title")
    say(document, "各单位：", align="left")
    say(document, "{{ opening }}")
    say(document, "一、总体情况", "Heading 1")
    each(document, "overview", "{{ line }}")
    say(document, "二、主要问题", "Heading 1")
    each(document, "problems", "{{ line }}")
    say(document, "三、未能核查的情况", "Heading 1")
    each(document, "unseen", "{{ line }}")
    say(document, "四、整改要求", "Heading 1")
    closing(document, "demands")
    say(document, "附件：1．各部门信息公开情况").paragraph_format.keep_with_next = True
    say(document, "　　　2．清单事项公开情况")
    signature(document)
    landscape(document)
    say(document, "附件1", "Heading 1", align="left")
    say(document, "各部门信息公开情况", "Title")
    table(
        document,
        "departments",
        [
            ("序号", "{{ row.number }}", 14, "center"),
            ("部门", "{{ row.name }}", 52, "left"),
            ("计入公开信息（条）", "{{ row.published }}", 32, "right"),
            ("问题（个）", "{{ row.findings }}", 24, "right"),
            ("其中严重（个）", "{{ row.critical }}", 28, "right"),
            ("问题类型", "{{ row.kinds }}", 110, "left"),
        ],
    )
    landscape(document)
    say(document, "附件2", "Heading 1", align="left")
    say(document, "清单事项公开情况", "Title")
    table(
        document,
        "items",
        [
            ("序号", "{{ row.number }}", 14, "center"),
            ("公开事项", "{{ row.text }}", 96, "left"),
            ("核查结果", "{{ row.status }}", 32, "center"),
            ("条数", "{{ row.count }}", 16, "right"),
            ("最近公开", "{{ row.latest }}", 28, "center"),
            ("说明", "{{ row.reason }}", 74, "left"),
        ],
    )
    return document
