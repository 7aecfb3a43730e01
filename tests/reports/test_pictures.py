"""A page that is a picture is a candidate until OCR has read it; then it counts, and the report says so."""

from tests.reports.made import RSC, audited, item, page

UNREAD = {"text": "", "images": (RSC + "img/1.png",), "meta": {"substance": "image"}}
READ = {"text": "姓名 岗位 亓官晓 辅导员", "images": (RSC + "img/1.png",), "meta": {"text_from": "ocr", "ocr_pages": "2"}}


def test_a_page_that_is_a_picture_discloses_nothing_that_counts():
    result = audited(page(RSC + "a.htm", "招聘公示#25", "2019-04-01", **UNREAD))
    assert item(result, 25).count == 0 and not any("图片识别" in note for note in result.notes)


def test_once_its_picture_was_read_it_counts_and_the_report_says_so():
    result = audited(page(RSC + "a.htm", "招聘公示#25", "2019-04-01", **READ))
    assert item(result, 25).count == 1
    assert any("有 2 页（张）文字由图片识别得到" in note for note in result.notes)
