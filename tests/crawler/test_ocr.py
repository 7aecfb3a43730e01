"""Text in pictures is read offline, in rows, within limits; without the extra nothing changes."""

import io
import socket
from pathlib import Path

import pytest

from crawler import attachments, ocr
from crawler.attachments import FileReader, read_file
from crawler.legacy import Unreadable

FONTS = [Path(folder) / name for folder in ("/usr/share/fonts/opentype/noto", "/usr/share/fonts/truetype/noto", "/usr/share/fonts/noto-cjk", "C:/Windows/Fonts", "/System/Library/Fonts")
         for name in ("NotoSansCJK-Regular.ttc", "msyh.ttc", "simsun.ttc", "PingFang.ttc", "STHeiti Light.ttc")]
FONT = next((path for path in FONTS if path.exists()), None)
needs_ocr = pytest.mark.skipif(not ocr.available(), reason="文字识别未安装：pip install xxgk[ocr]")
needs_font = pytest.mark.skipif(FONT is None, reason="没有中文字体可用来画图")

ROWS = [
    "望川大学2024年硕士研究生拟录取名单公示", "序号 考生编号 姓名 专业名称 复试成绩 总成绩",
    "1 106984000000017 亓官晓 材料科学与工程 86.50 391.25", "2 106984000000023 端木晴 材料科学与工程 84.75 388.50", "3 106984000000031 司空远 材料科学与工程 81.00 379.75",
]


def drawn(lines, width=1000, gap=60, size=30, height=None):
    """Lines of text drawn on white; words of a line stand in columns."""
    from PIL import Image, ImageDraw, ImageFont
    image = Image.new("RGB", (width, height or gap * (len(lines) + 1)), "white")
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(str(FONT), size)
    for number, line in enumerate(lines):
        words = line.split()
        for column, word in enumerate(words):
            pen.text((30 + column * (width - 60) // len(words), 20 + number * gap), word, fill="black", font=font)
    return image


def as_bytes(image, kind):
    stream = io.BytesIO()
    image.save(stream, kind)
    return stream.getvalue()


def squeezed(text):
    return "".join(text.split())


def test_pieces_on_one_height_are_one_row_from_left_to_right():
    pieces = [(300, 12, 40, "391.25"), (20, 10, 40, "亓官晓"), (20, 70, 100, "端木晴"), (300, 66, 96, "388.50"), (20, 120, 150, "完")]
    assert ocr.rows_of(pieces) == "亓官晓 391.25\n端木晴 388.50\n完"


def test_without_the_extra_a_picture_is_unreadable(monkeypatch):
    monkeypatch.setattr(ocr, "_model", lambda part: "")
    assert not ocr.available() and ocr.signature() == ""
    found = read_file(b"\x89PNG\r\n\x1a\n")
    assert (found.state, found.text) == ("unreadable", "")


@needs_ocr
@needs_font
def test_a_list_drawn_as_a_picture_is_read_row_by_row_without_a_network(monkeypatch):
    def no_network(*_):
        raise AssertionError("文字识别不得联网")
    monkeypatch.setattr(socket.socket, "connect", no_network)
    text = ocr.read_picture(as_bytes(drawn(ROWS, width=1800), "PNG"))
    assert [squeezed(line) for line in text.split("\n")] == [squeezed(line) for line in ROWS]


@needs_ocr
@needs_font
def test_a_long_picture_is_cut_between_its_lines_and_read_whole():
    names = [f"{number:03d} 第{number}号考生拟录取" for number in range(1, 41)]
    text = ocr.read_picture(as_bytes(drawn(names, width=700, gap=55), "JPEG"))
    assert [squeezed(line) for line in text.split("\n")] == [squeezed(name) for name in names]


@needs_ocr
@needs_font
def test_a_scanned_pdf_is_read_in_the_process_that_can_be_ended():
    with FileReader(ocr=True) as reader:
        found = reader.read(as_bytes(drawn(ROWS, width=1800), "PDF"))
    assert (found.kind, found.state, found.ocr_pages) == ("pdf", "open", 1)
    assert "文字由图片识别得到" in found.detail and squeezed(ROWS[3]) in squeezed(found.text)


@needs_ocr
@needs_font
def test_pages_beyond_the_limit_are_named_and_not_read(monkeypatch):
    monkeypatch.setattr(ocr, "PAGES", 1)
    monkeypatch.setattr(ocr, "_read", lambda image: "一页名单")
    page = drawn(ROWS[:1])
    stream = io.BytesIO()
    page.save(stream, "PDF", save_all=True, append_images=[page, page])
    assert ocr.read_pdf(stream.getvalue(), 300) == ocr.Reading("一页名单\n\n", 1, 2)
    assert "其余 2 页未识别" in read_file(stream.getvalue(), ocr=True).detail


@needs_ocr
@needs_font
@pytest.mark.parametrize("change", ["rotate", "alpha"])
def test_turned_by_exif_or_transparent_pictures_are_read_as_people_see_them(change):
    from PIL import Image, ImageOps
    image = drawn(ROWS[:2], width=1000)
    stream = io.BytesIO()
    if change == "rotate":
        exif = Image.Exif()
        exif[0x0112] = 6
        image.rotate(90, expand=True).save(stream, "JPEG", exif=exif)
    else:
        clear = Image.new("RGBA", image.size, "black")
        clear.putalpha(ImageOps.invert(image.convert("L")))
        clear.save(stream, "PNG")
    assert squeezed(ROWS[0]) in squeezed(ocr.read_picture(stream.getvalue()))


@needs_ocr
@needs_font
@pytest.mark.parametrize(("kind", "mode", "more"), [("TIFF", "1", {"save_all": True}), ("WEBP", "RGB", {"lossless": True}), ("GIF", "P", {}), ("JPEG", "CMYK", {}), ("PNG", "I;16", {}), ("BMP", "L", {})])
def test_every_kind_of_picture_is_opened(monkeypatch, kind, mode, more):
    monkeypatch.setattr(ocr, "_read", lambda image: f"{image.mode} {image.size} {image.getpixel((0, 0))}")
    from PIL import Image
    image = Image.new("L", (300, 200), "white")
    image = Image.new(mode, image.size, 65535) if mode == "I;16" else image.convert("RGB").convert(mode)
    stream = io.BytesIO()
    image.save(stream, kind, **more, **({"append_images": [image]} if kind == "TIFF" else {}))
    assert ocr.read_picture(stream.getvalue()).split("\n") == ["RGB (300, 200) (255, 255, 255)"] * (2 if kind == "TIFF" else 1)
    assert attachments.kind_of(stream.getvalue()) == "image"


@needs_ocr
@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0 broken", b"GIF89a", b"II*\x00\x00\x00", b"RIFF\x10\x00\x00\x00WEBPVP8 "])
def test_broken_pictures_say_so(content):
    with pytest.raises(Unreadable):
        ocr.read_picture(content)
    assert read_file(content, ocr=True).state == "unreadable"


@needs_ocr
def test_a_picture_of_absurd_size_is_refused_by_its_head():
    import struct
    import zlib

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(b"\x00" * 1000)) + chunk(b"IEND", b"")
    with pytest.raises(Unreadable):
        ocr.read_picture(bomb)


@needs_ocr
def test_an_empty_or_tiny_picture_gives_no_text_and_stays_unreadable():
    from PIL import Image
    assert ocr.read_picture(as_bytes(Image.new("RGB", (8, 400), "white"), "PNG")) == ""
    found = read_file(as_bytes(Image.new("RGB", (400, 200), "white"), "PNG"), ocr=True)
    assert (found.state, found.text) == ("unreadable", "")


# -- pages whose text is a picture ---------------------------------------------------------------------------------

HOST = "http://yjs.w.edu.example"
ARTICLE = """<html><head><meta charset=utf-8><title>{title}-望川大学研究生院</title></head><body><div class=nav><a href='/'>首页</a></div>
<h1>{title}</h1><div>发布时间：2024-04-02</div><div class=article-content>{body}</div></body></html>"""
PROSE = "<p>" + "各学院按照学校工作安排认真组织实施，确保各项任务落实到位，现将有关情况通报如下。" * 4 + "</p>"
PAGES = {
    f"{HOST}/a/1.html": ARTICLE.format(title="2024年硕士研究生拟录取名单公示", body="<p><img src='/img/list.png'></p>"),
    f"{HOST}/a/2.html": ARTICLE.format(title="研究生院召开工作会议", body=PROSE + "<p><img src='/img/meeting.png'></p>"),
}


class Pages:
    """Pages and pictures held in memory."""

    def __init__(self, picture):
        from crawler.archive import Fetch
        answers = {url: (page.encode(), "text/html") for url, page in PAGES.items()} | {f"{HOST}/img/{name}.png": (picture, "image/png") for name in ("list", "meeting")}
        self.answers = {url: Fetch(url, 200, (("content-type", kind),), body, "2024-12-01T00:00:00Z", f"sha256:{url[-5:]}") for url, (body, kind) in sorted(answers.items())}
        self.asked = []

    def fetches(self):
        return iter(self.answers.values())

    def fetch(self, url):
        self.asked.append(url)
        return self.answers.get(url)

    def unseen(self):
        return ()


def config_of(tmp_path, ocr_wanted):
    from crawler.config import AuditSettings, Config, CrawlSettings, University
    return Config(tmp_path / "w.toml", University("望川大学", "w.edu.example", f"{HOST}/"), AuditSettings(), CrawlSettings(ocr=ocr_wanted), ())


@needs_ocr
@needs_font
def test_an_article_that_is_a_picture_says_what_its_picture_says_and_says_so(tmp_path):
    from crawler.reading import read_documents
    source = Pages(as_bytes(drawn(ROWS, width=1800), "PNG"))
    found = {one.url: one for one in read_documents(source, config_of(tmp_path, True))}
    article = found[f"{HOST}/a/1.html"]
    assert squeezed(ROWS[2]) in squeezed(article.text)
    assert (article.meta["text_from"], article.meta["ocr_pages"]) == ("ocr", "1") and "substance" not in article.meta and "图片识别" in article.detail
    assert source.asked == [f"{HOST}/img/list.png"], "only the picture that is a page's text is looked into"


def test_unless_the_config_wants_it_pictures_stay_unread(tmp_path):
    from crawler.reading import read_documents
    source = Pages(b"\x89PNG\r\n\x1a\n")
    found = {one.url: one for one in read_documents(source, config_of(tmp_path, False))}
    assert found[f"{HOST}/a/1.html"].meta == {"substance": "image"} and not source.asked


# -- the crawl -----------------------------------------------------------------------------------------------------

WWW = "http://www.t.edu.cn"
SITE = {
    f"{WWW}/": "<ul><li><a href='/a/1.html'>拟录取名单</a></li><li><a href='/a/2.html'>会议</a></li></ul>",
    f"{WWW}/a/1.html": PAGES[f"{HOST}/a/1.html"], f"{WWW}/a/2.html": PAGES[f"{HOST}/a/2.html"],
}


def methods(web):
    """How each picture was asked for since the last look."""
    asked = [(one.method, one.url.rpartition("/")[2]) for one in web.log if "/img/" in one.url]
    web.log.clear()
    return sorted(asked)


def test_only_pictures_that_are_a_pages_text_are_fetched_and_only_when_wanted(tmp_path, monkeypatch):
    from loopback import Asked, Reply, Web
    from trial import crawled
    monkeypatch.setattr(ocr, "available", lambda: True)
    heads = [("HEAD", "list.png"), ("HEAD", "meeting.png")]

    def picture(asked: Asked) -> Reply | None:
        return Reply(b"\x89PNG\r\n\x1a\n picture", mime="image/png") if "/img/" in asked.url else None

    with Web(SITE, picture) as web:
        config, _ = crawled(tmp_path, web)
        assert methods(web) == heads
        config, facts = crawled(tmp_path, web, "requests_per_second = 200\nocr = true\n")
        assert methods(web) == [("GET", "list.png"), *heads] and facts.complete
        crawled(tmp_path, web, "requests_per_second = 200\nocr = true\n")
        assert methods(web) == [("GET", "list.png"), ("HEAD", "meeting.png")], "the next crawl knows which is which"
    from crawler.archive import open_archive, reindex
    before = open_archive(config).fetch(f"{WWW}/img/list.png")
    reindex(config)
    assert open_archive(config).fetch(f"{WWW}/img/list.png") == before and before.body.startswith(b"\x89PNG")
