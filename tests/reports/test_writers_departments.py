"""The letters: one to each department with findings, in official form, safe from hostile words."""

import dataclasses
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn
from sample import HOSTILE, make_result

from crawler.errors import BadInput
from reports.result import KIND_NAMES
from reports.writers import departments
from reports.writers.wording import masked


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("letters")
    departments.write(make_result(), folder)
    return folder


def text(path):
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([p.text for p in document.paragraphs] + cells)


def test_every_department_with_findings_gets_a_letter(folder):
    named = {finding.department or "未确定责任部门" for finding in make_result().findings}
    assert {path.stem for path in (folder / "departments").iterdir()} == named


def test_a_letter_lists_exactly_its_findings(folder):
    own = [f for f in make_result().findings if f.department == "人事处"]
    rows = Document(str(folder / "departments/人事处.docx")).tables[0].rows
    assert len(rows) == len(own) + 1
    assert sorted(row.cells[1].text.split("（")[0] for row in rows[1:]) == sorted(KIND_NAMES[f.kind] for f in own)


def test_a_letter_has_the_official_parts(folder):
    told = text(folder / "departments/人事处.docx")
    for part in ("关于信息公开问题整改的通知", "人事处：", "2024-2025学年度（2024年9月1日至2025年8月31日）", "教育部令第29号", "前完成全部整改", "附件：信息公开问题清单", "党政办公室（信息公开办公室）", "2025年10月31日"):
        assert part in told


def test_the_east_asian_fonts_are_set(folder):
    styles = Document(str(folder / "departments/人事处.docx")).styles
    assert {name: styles[name].element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) for name in ("Normal", "Heading 1", "Title")} == {"Normal": "仿宋", "Heading 1": "黑体", "Title": "宋体"}


def test_fonts_name_their_substitutes(folder):
    with zipfile.ZipFile(folder / "departments/人事处.docx") as package:
        assert 'w:altName w:val="FangSong"' in package.read("word/fontTable.xml").decode()


def test_the_table_head_repeats_and_pages_are_numbered(folder):
    document = Document(str(folder / "departments/人事处.docx"))
    assert document.tables[0].rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert "PAGE" in document.sections[0].footer._element.xml


def test_hostile_titles_stay_words(folder):
    told = "\n".join(text(path) for path in (folder / "departments").iterdir())
    for title in (HOSTILE[0], HOSTILE[1], HOSTILE[7]):
        assert masked(title) in told


def test_the_notice_names_departments_and_items(folder):
    tables = Document(str(folder / "通报.docx")).tables
    assert len(tables[0].rows) == 17 and len(tables[1].rows) == 51


def test_the_notice_does_not_say_unseen_is_missing(folder):
    assert "未能核查的内容不作为缺失处理" in text(folder / "通报.docx")


def test_no_letters_when_there_is_nothing_to_mend(tmp_path):
    made = departments.write(dataclasses.replace(make_result(disclosures=0), findings=()), tmp_path)
    assert [path.name for path in made] == ["通报.docx"] and "没有发现需要整改的问题" in text(made[0])


def test_department_names_that_clash_on_windows_get_files_of_their_own(tmp_path):
    result = make_result(disclosures=0)
    names = ("a/b处", "A_B处", "a?b处", "CON", "处" * 200)
    findings = tuple(dataclasses.replace(result.findings[0], department=name) for name in names)
    made = departments.write(dataclasses.replace(result, findings=findings), tmp_path)
    assert len({path.name.casefold() for path in made}) == len(names) + 1 and all(path.is_file() for path in made)


def test_an_offices_own_template_is_used(tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    letter = Document()
    letter.add_paragraph("望川大学文件 {{ addressee }} 问题 {{ findings|length }} 个")
    letter.save(str(own / "department.docx"))
    result = dataclasses.replace(make_result(disclosures=0), meta={"templates": str(own)})
    departments.write(result, tmp_path)
    assert text(tmp_path / "departments/人事处.docx").startswith("望川大学文件 人事处 问题 ")


def test_a_broken_template_is_told_in_one_line(tmp_path):
    letter = Document()
    letter.add_paragraph("{{ addressee | no_such_filter }}")
    letter.save(str(tmp_path / "department.docx"))
    result = dataclasses.replace(make_result(disclosures=0), meta={"templates": str(tmp_path)})
    with pytest.raises(BadInput, match="department.docx"):
        departments.write(result, tmp_path)


def test_personal_numbers_are_hidden(folder):
    told = "\n".join(text(path) for path in folder.rglob("*.docx"))
    assert "110101199003078515" not in told and "13800138000" not in told
