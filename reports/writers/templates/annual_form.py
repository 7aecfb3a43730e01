"""The form of the annual report: the eight parts of the Ministry's outline, and a page of what to check."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reports.writers.templates.draw import each, landscape, new_document, say, signature, table

# Heading, and the name of the list of paragraphs that fills it.
_BEFORE = (("一、概述", "overview"), ("二、主动公开信息情况", "proactive"))
_AFTER = (
    ("四、依申请公开和不予公开情况", "on_request"),
    ("五、对信息公开的评议情况", "appraisal"),
    ("六、因信息公开工作受到举报、行政复议、行政诉讼情况", "complaints"),
    ("七、信息公开工作存在的主要问题和改进措施", "problems"),
    ("八、其他需要报告的事项", "others"),
)


def forms() -> Iterator[tuple[str, Any]]:
    document = new_document()
    say(document, "{{ university }}", "Title")
    say(document, "{{ period }}信息公开工作报告", "Title")
    each(document, "preface", "{{ line }}")
    _parts(document, _BEFORE)
    say(document, "三、清单事项公开情况", "Heading 1")
    say(document, "{{ lead_in }}")
    each(document, "sentences", "{{ line }}", "Sentence")
    each(document, "sums", "{{ line }}")
    say(document, "各事项的公开栏目和网址见附表。")
    _parts(document, _AFTER)
    signature(document)
    landscape(document)
    say(document, "附表", "Heading 1", align="left")
    say(document, "清单事项公开情况表", "Title")
    table(
        document,
        "rows",
        [
            ("类别", "{{ row.category }}", 48, "center"),
            ("序号", "{{ row.number }}", 13, "center"),
            ("公开事项", "{{ row.text }}", 92, "left"),
            ("公开网址", "{{ row.url }}", 90, "left"),
            ("信息条数", "{{ row.count }}", 18, "right"),
        ],
    )
    landscape(document)
    say(document, "报送前需要学校核对的事项（本页供校对，报送时删除）", "Title")
    table(
        document,
        "checks",
        [("序号", "{{ row.number }}", 14, "center"), ("核对什么", "{{ row.what }}", 60, "left"), ("说明", "{{ row.why }}", 187, "left")],
    )
    yield "annual", document


def _parts(document: Any, parts: tuple[tuple[str, str], ...]) -> None:
    for heading, name in parts:
        say(document, heading, "Heading 1")
        each(document, name, "{{ line }}")
