"""Reading published annual reports: what the two real ones give, every format, and the arithmetic a careful reader does."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from docx import Document
from sample import SEED_COUNTS, make_result, seed_result

from crawler.errors import BadInput
from reports.check_report import check, render
from reports.writers import annual, fifty

HERE = Path(__file__).parent
SEEDS = HERE.parents[1].parent / "shared" / "seeds"
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
TEXT = """示例医科大学2018-2019学年度信息公开工作报告
报告由概述、主动公开信息情况两个部分组成，统计期间从2018年9月1日起至2019年8月31日止。
一、概述
学校向社会公布信息共计300条，通过门户网站公开信息200条，通过微信发布信息100条。
二、主动公开信息情况
学校网站公开信息200条，其中新闻120条，公告50条，讲座20条。
{lines}
2019年10月20日
"""


def kinds(checked):
    return [problem.kind for problem in checked.problems]


def written(tmp_path, text, name="报告.txt", encoding="utf-8"):
    (tmp_path / name).write_bytes(text.encode(encoding))
    return tmp_path / name


@pytest.fixture
def plain(tmp_path):
    def make(lines=None, **changes):
        text = TEXT.format(lines="\n".join(fifty.lines(seed_result())) if lines is None else lines)
        for old, new in changes.get("replaced", ()):
            text = text.replace(old, new)
        return check(written(tmp_path, text))
    return make


@pytest.mark.parametrize("name", ["000_9ca9cd85fd6ab552", "003_7e057e5fb363355b"])
def test_the_real_reports_give_what_a_careful_reader_finds(name):
    path = SEEDS / f"{name}.txt"
    if not path.is_file():
        pytest.skip(f"没有样本 {path.name}")
    facts = check(path).as_json()
    facts.pop("numbers")
    assert facts == json.loads((HERE / "golden" / f"check-{name[:3]}.json").read_text("utf-8"))


def test_the_fifty_sentences_are_read(plain):
    assert tuple(plain().reading.counts.values()) == SEED_COUNTS


def test_the_period_is_read(plain):
    assert plain().as_json()["period"] == {"name": "2018-2019学年度", "start": "2018-09-01", "end": "2019-08-31"}


def test_a_total_made_of_its_channels_is_right(plain):
    checked = plain()
    assert "total_unexplained" not in kinds(checked)
    assert {"value": 300, "parts": [200, 100], "agrees": True}.items() <= checked.as_json()["totals"][0].items()


def test_entries_that_do_not_make_up_their_total_are_asked_about(plain):
    problem = next(p for p in plain().problems if p.kind == "sum_mismatch")
    assert "120＋50＋20＝190条" in problem.message and "相差10条" in problem.message


def test_entries_that_do_are_not(plain):
    assert "sum_mismatch" not in kinds(plain(replaced=[("讲座20条", "讲座30条")]))


def test_a_part_larger_than_the_whole_is_asked_about(plain):
    assert "part_exceeds_total" in kinds(plain(replaced=[("学校网站公开信息200条", "学校网站公开信息800条")]))


def test_announced_and_present_parts_are_compared(plain):
    assert "parts_announced" not in kinds(plain())
    assert "parts_announced" in kinds(plain(replaced=[("两个部分", "三个部分")]))


def test_missing_parts_are_named(plain):
    assert sum(kind == "part_missing" for kind in kinds(plain())) == 6


@pytest.mark.parametrize(("day", "kind"), [("2019年11月1日", "late"), ("2019年10月31日", None), ("无日期", "undated")])
def test_lateness(plain, day, kind):
    found = set(kinds(plain(replaced=[("2019年10月20日", day)]))) & {"late", "undated"}
    assert found == ({kind} if kind else set())


def test_a_span_that_is_not_the_years_is_asked_about(plain):
    assert "period" in kinds(plain(replaced=[("2019年8月31日止", "2019年7月31日止")]))


def test_a_calendar_year_is_asked_about(plain):
    checked = plain(replaced=[("2018-2019学年度", "2018年度"), ("从2018年9月1日起至2019年8月31日止", "全年")])
    assert checked.period.name == "2018年度" and "period" in kinds(checked)


def test_an_item_under_the_wrong_category_is_named(plain):
    lines = "\n".join(fifty.lines(seed_result())).replace("第四大类第22条", "第三大类第22条")
    assert any(p.kind == "category_mismatch" and "第22项" in p.message for p in plain(lines).problems)


def test_a_missing_item_is_named(plain):
    lines = "\n".join(fifty.lines(seed_result())).replace("第二大类第9条信息共47条，", "")
    assert any(p.kind == "counts_missing" and "第9项" in p.message for p in plain(lines).problems)


def test_a_wrong_category_sum_is_named(plain):
    lines = "\n".join(fifty.lines(seed_result())) + "\n以上合计458条，其中第一大类基本信息8条，第二大类招生考试信息88条。"
    assert [p.message for p in plain(lines).problems if p.kind == "category_sum"] == ["第一大类写8条，各项相加是7条。"]


@pytest.mark.parametrize("wording", ["第{n}项：{k}条", "第{n}条信息{k}条；", "第{n}项主动公开信息{k}条。", "第 {n} 条 共 {k} 条"])
def test_other_wordings_are_read(plain, wording):
    lines = "\n".join(wording.format(n=n, k=k) for n, k in enumerate(SEED_COUNTS, 1))
    assert tuple(plain(lines).reading.counts.values()) == SEED_COUNTS


def test_a_table_with_addresses_is_read(plain):
    rows = "\n".join(f"{i.item.number}\t{i.item.text}\thttp://xxgk.example.edu.cn/{i.item.number}.htm\t{i.count}" for i in seed_result().items)
    checked = plain(rows)
    assert tuple(checked.reading.counts.values()) == SEED_COUNTS and "links_missing" not in kinds(checked)


def test_our_own_draft_reconciles(tmp_path):
    annual.write(make_result(), tmp_path)
    checked = check(tmp_path / "annual-report.docx")
    assert set(kinds(checked)) == {"unfinished", "zero_count", "links_missing"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_text_in_each_encoding(tmp_path, encoding):
    checked = check(written(tmp_path, TEXT.format(lines="\n".join(fifty.lines(seed_result()))), encoding=encoding))
    assert len(checked.reading.counts) == 50


def test_html_in_gbk_with_its_publication_day(tmp_path):
    body = "".join(f"<p>{line}</p>" for line in TEXT.format(lines="\n".join(fifty.lines(seed_result()))).splitlines()[:-1])
    page = f"<html><head><title>报告</title><script>第1条信息共99条</script></head><body><span>发布时间：2019-11-05</span>{body}</body></html>"
    checked = check(written(tmp_path, page, "报告.htm", "gb18030"))
    assert len(checked.reading.counts) == 50 and "late" in kinds(checked)


@pytest.fixture(scope="module")
def office_files(tmp_path_factory):
    if SOFFICE is None:
        pytest.skip("没有安装 LibreOffice，DOC 和 PDF 读取测试跳过")
    folder = tmp_path_factory.mktemp("office")
    document = Document()
    for line in TEXT.format(lines="\n".join(fifty.lines(seed_result()))).splitlines():
        document.add_paragraph(line)
    document.save(str(folder / "报告.docx"))
    for form in ("doc", "pdf"):
        subprocess.run([SOFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", form, "--outdir", str(folder), str(folder / "报告.docx")],
                       check=True, capture_output=True, timeout=240)
    return folder


@pytest.mark.parametrize("suffix", ["docx", "doc", "pdf"])
def test_office_formats_give_the_same_facts(office_files, plain, suffix):
    checked = check(office_files / f"报告.{suffix}")
    assert checked.reading.counts == plain().reading.counts and kinds(checked) == kinds(plain())


def audit(tmp_path, **changes):
    items = [{"item": n, "count": k, "status": "disclosed", "disclosures": [{"url": f"http://x.example.edu.cn/{n}/{i}"} for i in range(k)]} for n, k in enumerate(SEED_COUNTS, 1)]
    items[8] |= {"count": 40}
    facts = {"schema": "xxgk-audit/1", "period": {"name": "2018-2019学年度", "start": "2018-09-01", "end": "2019-08-31"}, "items": items} | changes
    return written(tmp_path, json.dumps(facts), "audit.json")


def test_claims_are_set_beside_the_audit(tmp_path):
    path = written(tmp_path, TEXT.format(lines="\n".join(fifty.lines(seed_result()))))
    checked = check(path, audit(tmp_path))
    assert [(row.item, row.difference) for row in checked.comparison if row.difference] == [(9, 7)]
    assert checked.comparison[8].addresses[0] == "http://x.example.edu.cn/9/0" and "第9项报告写47条，网站上核查到40条" in render(checked)


def test_an_audit_of_another_period_is_told(tmp_path):
    path = written(tmp_path, TEXT.format(lines=""))
    checked = check(path, audit(tmp_path, period={"name": "2019-2020学年度", "start": "2019-09-01", "end": "2020-08-31"}))
    assert any(p.kind == "period" and p.where == "与核查结果对照" for p in checked.problems)


@pytest.mark.parametrize(("name", "content"), [
    ("报告.docx", b"PK\x03\x04broken"), ("报告.pdf", b"%PDF-1.4 broken"), ("报告.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1broken"), ("报告.rtf", b"{\\rtf1 x}"), ("报告.txt", b""), ("报告.bin", b"\xff\x00\xfe\x81" * 50),
])
def test_what_cannot_be_read_is_told_in_one_line(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput, match=name) as caught:
        check(tmp_path / name)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_told():
    with pytest.raises(BadInput, match="没有.docx"):
        check("没有.docx")


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"schema": "other"}'])
def test_a_file_that_is_no_audit_is_told(tmp_path, content):
    (tmp_path / "audit.json").write_bytes(content)
    with pytest.raises(BadInput, match="audit.json"):
        check(written(tmp_path, TEXT.format(lines="")), tmp_path / "audit.json")
