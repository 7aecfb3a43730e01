"""Recognises a page that declares that there is no such matter this year."""

from __future__ import annotations

import re

from crawler.document import PageRecord

# Who or when, then a plain "none"; compounds such as 无形资产, 无记名, 未来, 未经 are no declarations.
_NONE = (
    r"(?:均|也|尚|暂|并|都|确|从)?"
    r"(?:(?:无|没有)(?!形|记名|线|障碍|偿|法|故|异议|保留|论|关|锡|人机|菌|机|效|力|纸|限|条件|不良|违纪|重大违|效|烟)"
    r"|未(?!来|经|成年|尽|按|满|达|能|及时|必|央|婚|获|通过|完成|缴|提交|列入|予|公示)|不涉及|不存在|不具备|不具有|不开展|不适用|未有|零)"
)
_SCOPE = (r"(?:20\d{2}\s*[-—－–~至]\s*20\d{2}\s*学?年度?|(?:20|二[〇零○])[\d〇零○一二三四五六七八九]{2}\s*年度?|本学?年度?|本期|本年内|当年|上学?年度?|今年|年内|期间|"
          r"目前|至今|迄今|截至|本月|本季度|上半年|下半年|本轮|近期|我校|我院|本校|本院|学校|学院|现任)")
_MAYBE = re.compile(r"[无没未不零]|共\s*0")   # a "no" of some kind stands in every declaration: most pages are done with this look
_SENTENCE = re.compile(r"[^。；;！!？?\n]+")
_DECLARES = re.compile(rf"{_SCOPE}.{{0,45}}?{_NONE}|^\W*{_NONE}(?:此|该|相关|以上|上述|新增|停招|校办|社会捐赠|捐赠|因公|同等学力|中外|来华|巡视|突发|兼职|举报|此类|申报)"
                       rf"|(?:此|该|本|上述|以上)(?:类|项|事项|情况|情形).{{0,12}}(?:无|未发生|不涉及|没有)|^\W*(?:无|没有|无此类情况|无此项|无变动|不适用)\W*$|共\s*0\s*条")
_COMMON = re.compile(r"特此|如下|联系|电话|邮箱|监督|举报方式|根据|按照|依据|为落实|发布|来源|编辑|审核|作者|浏览|日期|年\s*\d{1,2}\s*月|欢迎|将另行|另行公示|及时公开|以后如有|今后|如有")
_SAYS = re.compile(rf"{_NONE}.{{0,24}}(?:情况|说明|公开|事项|公告|公示|专业|捐赠|领导|企业|活动|声明|记录|$)|零(?:申报|报告|捐赠)|不涉及|无此")
_YEAR = re.compile(r"20\d{2}\s*[-—－–~至]\s*20\d{2}\s*学?年度?|(?:20\d{2}|二[〇零○][〇零○一二三四五六七八九]{2})\s*年度?|本学?年度?")
_RULE = re.compile(r"(?:^|[。\s])第[一二三]条|第[一二]章")
_FULL = re.compile(r"(?:报告|年报|办法|规定|细则|章程|规划|要点|总结|方案|预算|决算|公告|简章)(?:[（(].{0,12}[)）])?\s*$")   # titles of pages that have something to say
_SHARE = re.compile(r"(?<!\d)(?!0+(?:\.0+)?\s*[%％])\d+(?:\.\d+)?\s*[%％]")
_FIGURE = re.compile(r"[1-9]\d*(?:\.\d+)?\s*(?:人次|人|名|门|门次|项|件|万元|亿元|元)")
FIGURES = 4       # a page that gives so many figures, or any share in per cent, declares no void
LONG = 600        # a longer text declares nothing: it has something to say
REST = 90         # characters that may stand beside the declaration (greeting, basis, contact)


def nil_year(record: PageRecord) -> str | None:
    """The year a declaration of "no such matter" speaks of, as printed ("" if it names none); None if the page declares
    nothing of the kind, or has something else to say."""
    text = record.text.strip()
    if len(text) > LONG or not (_MAYBE.search(text) or _MAYBE.search(record.title)):
        return None
    if _RULE.search(text) or _SHARE.search(text) or len(_FIGURE.findall(text)) >= FIGURES or record.kind == "list" or any(record.attachment_texts):
        return None
    sentences = [match[0].strip() for match in _SENTENCE.finditer(text)]
    declared = [sentence for sentence in sentences if _DECLARES.search(sentence)]
    title = _SAYS.search(record.title) is not None
    if not title and (not declared or (_FULL.search(record.title) and len(text) > 40)):
        return None
    if not declared and len(text) >= REST:
        return None
    rest = sum(len(sentence) for sentence in sentences if sentence not in declared and not _COMMON.search(sentence))
    if (rest > REST or record.attachments) and not title:
        return None
    found = next((match[0] for part in (*declared, record.title) if (match := _YEAR.search(part))), "")
    return re.sub(r"\s+", "", found)
