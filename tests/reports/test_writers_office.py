"""The office's own programs open what we write: LibreOffice turns letters, reports and workbook into pages."""

import shutil
import subprocess

import pypdfium2
import pytest
from sample import make_result

from reports.writers import annual, departments, workbook

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    if SOFFICE is None:
        pytest.skip("没有安装 LibreOffice，文档打开测试跳过")
    folder = tmp_path_factory.mktemp("office")
    made = [path for writer in (annual, departments, workbook) for path in writer.write(make_result(disclosures=60), folder)]
    files = [path for path in made if path.name in ("annual-report.docx", "通报.docx", "人事处.docx", "workbook.xlsx")]
    subprocess.run([SOFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, files)],
                   check=True, capture_output=True, timeout=240)
    return {path.stem: pypdfium2.PdfDocument(folder / f"{path.stem}.pdf") for path in files}


def words(document):
    return "".join(document[number].get_textpage().get_text_bounded() for number in range(len(document))).replace("\r\n", "").replace(" ", "")


@pytest.mark.parametrize(("name", "said"), [
    ("人事处", "关于信息公开问题整改的通知"), ("通报", "各部门信息公开情况"), ("annual-report", "第一大类第1条信息共1条"), ("workbook", "信息公开核查总览"),
])
def test_the_document_opens_and_says_its_words(pages, name, said):
    assert said in words(pages[name])


@pytest.mark.parametrize("name", ["人事处", "通报", "annual-report"])
def test_nothing_runs_off_the_paper(pages, name):
    for number in range(len(pages[name])):
        page = pages[name][number]
        width, height = page.get_size()
        for box in page.get_objects():
            left, bottom, right, top = box.get_bounds()
            assert left >= -1 and right <= width + 1 and bottom >= -1 and top <= height + 1


def test_every_page_of_a_letter_is_numbered(pages):
    document = pages["人事处"]
    assert all(f"— {number + 1} —" in document[number].get_textpage().get_text_bounded() for number in range(len(document)))


def test_the_table_stands_on_a_wide_page(pages):
    width, height = pages["人事处"][len(pages["人事处"]) - 1].get_size()
    assert width > height
