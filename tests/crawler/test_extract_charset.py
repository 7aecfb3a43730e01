"""Bytes become text whatever a page declares."""

import pytest

from crawler.extract.charset import decode

TEXT = "关于公布2024年拟录取名单的通知，请各学院遵照执行。"


@pytest.mark.parametrize(("body", "content_type", "name"), [
    (TEXT.encode("utf-8"), "", "utf-8"), (b"\xef\xbb\xbf" + TEXT.encode("utf-8"), "text/html; charset=gbk", "utf-8"), (TEXT.encode("gbk"), "", "gb18030"),
    (b"<meta charset=utf-8>" + TEXT.encode("gbk"), "", "gb18030"), (b"<meta charset=gb2312>" + TEXT.encode("utf-8"), "text/html; charset=gb2312", "utf-8"),
    (("㐂" + TEXT).encode("gb18030"), "text/html; charset=gb2312", "gb18030"), (TEXT.encode("utf-16"), "", "utf-16-le"), (("<html>" + "x" * 200 + TEXT).encode("utf-16-le"), "", "utf-16-le"),
])
def test_text_and_name(body, content_type, name):
    text, found = decode(body, content_type)
    assert found == name and text.endswith(TEXT)


def test_big5_when_declared():
    text = "關於公布錄取名單的通知，請各學院遵照執行"
    assert decode(b"<meta charset=big5>" + text.encode("big5"))[0].endswith(text)


def test_utf8_cut_in_the_middle_stays_utf8():
    text, name = decode((TEXT * 20).encode("utf-8")[:-1])
    assert name == "utf-8" and text.startswith(TEXT)


def test_western_page_is_not_read_as_chinese():
    assert decode("<p>Université de Chengxi, café, 25 °C</p>".encode("cp1252"))[0].startswith("<p>Université")


@pytest.mark.parametrize("body", [b"", b"\x00" * 1000, b"\xff" * 1000, bytes(range(256)) * 10])
def test_nothing_is_too_broken(body):
    assert isinstance(decode(body)[0], str)
