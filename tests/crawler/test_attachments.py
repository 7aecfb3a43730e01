"""Files of every kind are read by their bytes, in a process that can be ended."""

import io
import struct
import zipfile

import docx
import pytest
import xlsxwriter

from crawler import attachments, officefiles
from crawler.attachments import FileReader, FileText, read_file
from crawler.filetypes import kind_of
from crawler.legacy import read_doc, read_rtf


def docx_bytes():
    document = docx.Document()
    document.add_paragraph("拟录取名单公示")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip((c for row in table.rows for c in row.cells), ("序号", "姓名", "1", "亓官晓")):
        cell.text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def xlsx_bytes():
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("成绩")
    sheet.write_row(0, 0, ["姓名", "总分"])
    sheet.write_row(1, 0, ["端木晴", 388])
    book.close()
    return stream.getvalue()


def pdf_bytes(text="Budget 2024", image_only=False):
    stream = b"" if image_only else f"BT /F1 18 Tf 72 700 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream), b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, table)


def word_streams(pieces):
    """The two streams of a Word 97 file whose text stands in these (text, compressed) pieces."""
    main, plc, places, cps = bytearray(2048), b"", [], [0]
    for text, compressed in pieces:
        data = text.encode("cp1252" if compressed else "utf-16-le")
        places.append(len(main) * 2 | 0x40000000 if compressed else len(main))
        cps.append(cps[-1] + len(text))
        main += data
    plc = struct.pack(f"<{len(cps)}I", *cps) + b"".join(struct.pack("<HIH", 0, place, 0) for place in places)
    clx = b"\x02" + struct.pack("<I", len(plc)) + plc
    struct.pack_into("<HH", main, 0, 0xA5EC, 193)
    struct.pack_into("<H", main, 0x0A, 0x0200)
    struct.pack_into("<I", main, 0x4C, cps[-1])
    struct.pack_into("<II", main, 0x1A2, 0, len(clx))
    return bytes(main), clx


class FakeOle:
    """Stands for olefile over streams held in memory."""

    def __init__(self, streams):
        self.streams = streams

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def openstream(self, name):
        return io.BytesIO(self.streams[name])


@pytest.fixture(scope="module")
def reader():
    with FileReader(seconds=20) as made:
        yield made


@pytest.mark.parametrize(("make", "kind", "text"), [
    (docx_bytes, "docx", "拟录取名单公示\n序号 姓名\n1 亓官晓"),
    (xlsx_bytes, "xlsx", "成绩\n姓名 总分\n端木晴 388"),
    (pdf_bytes, "pdf", "Budget 2024"),
    (lambda: "姓名,分数\n司空远,90".encode("gbk"), "text", "姓名,分数\n司空远,90"),
    (lambda: r"{\rtf1\ansi\ansicpg936{\fonttbl{\f0 SimSun;}}\u26085?\u26399? \'b9\'ab\'ca\'be\par 2024}".encode(), "rtf", "日期 公示\n2024"),
])
def test_text_of_each_kind(reader, make, kind, text):
    assert reader.read(make()) == FileText(kind, text)


def test_zip_lists_its_names_whatever_their_charset(reader):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("AAAAAA.doc", b"x")
        archive.writestr("名单.xls", b"x")
    gbk = stream.getvalue().replace(b"AAAAAA.doc", "申请表.doc".encode("gbk"))
    assert reader.read(gbk).text == "申请表.doc\n名单.xls"


def test_word_97_is_read_by_its_piece_table(monkeypatch):
    main, table = word_streams([("关于聘任的通知\r", False), ("Dept. of HR\r", True), ("\x13 HYPERLINK x\x14附件\x15", False)])
    monkeypatch.setattr("crawler.legacy.olefile.OleFileIO", lambda _: FakeOle({"WordDocument": main, "1Table": table}))
    assert read_doc(b"") == "关于聘任的通知\nDept. of HR\n附件"


@pytest.mark.parametrize(("content", "state"), [
    (b"", "unreadable"), (b"%PDF-1.4 broken", "unreadable"), (b"PK\x03\x04 broken", "unreadable"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 broken", "unreadable"),
    (b"Rar!\x1a\x07\x00xxxx", "unreadable"), (b"\x89PNG\r\n\x1a\n", "unreadable"), (pdf_bytes(image_only=True), "unreadable"),
    ("<html><head><title>附件下载</title></head><body>请输入验证码下载附件</body></html>".encode(), "blocked"),
    ("<html><body>文件不存在或已删除</body></html>".encode(), "dead"),
    ("<html><body>您的IP不在校内访问范围</body></html>".encode(), "campus_only"),
])
def test_what_cannot_be_read_says_so(reader, content, state):
    found = reader.read(content)
    assert (found.state, found.text) == (state, "") and found.detail


def test_scanned_pdf_is_told_from_a_damaged_one(reader):
    assert "扫描件" in reader.read(pdf_bytes(image_only=True)).detail


def test_zip_bomb_is_refused_before_it_unpacks(reader):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 200_000_000)
    assert "炸弹" in reader.read(stream.getvalue()).detail


def test_lying_sizes_do_not_help_a_bomb(monkeypatch):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a/>" * 300_000)
    monkeypatch.setattr(officefiles, "MEMBER_LIMIT", 1000)
    assert read_file(stream.getvalue()).state == "unreadable"


def test_entities_of_an_office_xml_stay_closed(reader):
    stream = io.BytesIO()
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:r><w:t>正文&b;</w:t></w:r></w:p></w:document>'
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", laughs)
    assert "haha" not in reader.read(stream.getvalue()).text


def test_a_reader_that_hangs_is_ended_and_replaced(monkeypatch):
    with FileReader(seconds=0.05) as reader:
        found = reader.read(b"x" * 30_000_000)
        assert found.state in ("unreadable", "open")
        reader.seconds = 20
        assert reader.read("可读".encode()).text == "可读"


def test_too_large_is_not_looked_into(monkeypatch):
    monkeypatch.setattr(attachments, "SIZE_LIMIT", 10)
    assert read_file(b"x" * 11).state == "too_large"


@pytest.mark.parametrize(("start", "kind"), [(b"<html>", "html"), (b"\xef\xbb\xbf<!DOCTYPE html>", "html"), (b"plain", "text"), (b"\x00\x01\x02\x03", "unknown"), (b"junk%PDF-1.7", "pdf")])
def test_kinds_by_first_bytes(start, kind):
    assert kind_of(start) == kind


def test_rtf_skips_fonts_and_pictures():
    assert read_rtf(rb"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fcharset134 \'cb\'ce\'cc\'e5;}}{\pict\pngblip 89504e47}\f0 \'d5\'fd\'ce\'c4\par}") == "正文\n"
