"""WARC files that other crawlers made: versions, packing, codings, wrong declarations, doubles, torn ends; no network."""

import gzip
import io
import json

import pytest
from tinydoor import config, run, warc
from tinyskins import Php, docx
from tinyweb import Answer, page
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

D = "baihe.edu.example"
WWW, JWC = f"http://www.{D}", f"http://jwc.{D}"
skin = Php("白河学院教务处")
TEXT = "为进一步规范本科教学管理，学校对本学期的教学检查工作作出如下安排：各学院于第十周前完成自查，教务处组织专家抽查。检查内容包括授课计划、教案、作业批改和实验报告。（{mark}）"


def article(mark):
    return skin.article("教学工作", f"关于开展教学检查工作的通知之{mark}", "2019-03-08", TEXT.format(mark=mark))


def chunked(body):
    return b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in (body[i:i + 700] for i in range(0, len(body), 700))) + b"0\r\n\r\n"


def meta(html, charset):
    return html.replace('<meta charset="utf-8">', f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">' if charset else "")


CODED = {
    "plain": page(article("plain")),
    "chunked": Answer(chunked(article("chunked").encode()), headers=(("Content-Type", "text/html; charset=utf-8"), ("Transfer-Encoding", "chunked"))),
    "unchunked": Answer(article("unchunked"), headers=(("Content-Type", "text/html; charset=utf-8"), ("Transfer-Encoding", "chunked"))),
    "gzipped": page(gzip.compress(article("gzipped").encode()), Content_Encoding="gzip"),
    "ungzipped": page(article("ungzipped"), Content_Encoding="gzip"),
    "both": Answer(chunked(gzip.compress(article("both").encode())), headers=(("Content-Type", "text/html"), ("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip"))),
    "gbk-said-utf8": page(article("gbk-said-utf8").encode("gbk"), mime="text/html; charset=utf-8"),
    "utf8-said-gbk": page(meta(article("utf8-said-gbk"), "gb2312"), mime="text/html; charset=GBK"),
    "gbk-said-nothing": page(meta(article("gbk-said-nothing"), "").encode("gb18030"), mime="text/html"),
    "gbk-said-latin": page(meta(article("gbk-said-latin"), "gb2312").encode("gb18030"), mime="text/html; charset=ISO-8859-1"),
    "bom": page(b"\xef\xbb\xbf" + meta(article("bom"), "gbk").encode(), mime="text/html; charset=gbk"),
    "utf16": page(article("utf16").encode("utf-16"), mime="text/html"),
    "rare": page(article("rare").replace("各学院", "各学院（䶮、㙓）").encode("gb18030"), mime="text/html; charset=gb2312"),
}


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """Every file given in one call, each in another shape."""
    folder = tmp_path_factory.mktemp("warc")
    path = config(folder, D, platform="")
    coded = list(CODED.items())
    files = {
        "a.warc.gz": warc({f"{JWC}/{name}.html": answer for name, answer in coded[:5]}),
        "b.warc": warc({f"{JWC}/{name}.html": answer for name, answer in coded[5:9]}, packed=False, version="1.0"),
        "c.warc.gz": gzip.compress(warc({f"{JWC}/{name}.html": answer for name, answer in coded[9:]}, packed=False)),
        "old.warc.gz": warc({f"{JWC}/twice.html": skin.article("教学工作", "关于教学检查的旧通知", "2018-03-08", TEXT.format(mark="old"))}, day="2019-01-01T00:00:00Z"),
        "new.warc.gz": warc({f"{JWC}/twice.html": skin.article("教学工作", "关于教学检查的新通知", "2019-05-08", TEXT.format(mark="new"))}, day="2019-06-01T00:00:00Z"),
        "more.warc.gz": more(),
        "torn.warc.gz": warc({f"{JWC}/before.html": article("before"), f"{JWC}/torn.html": article("torn")})[:-300],
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    names = [folder / name for name in files]
    ran = run("documents", path, "--warc", *names[:2], "--warc", *names[2:])
    return ran, {row["url"]: row for row in map(json.loads, ran.out.splitlines())}


def more():
    """Records of every other kind, other hosts, doubles of one page."""
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=True)
    ok = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")

    def add(url, kind, body, head=None, **fields):
        writer.write_record(writer.create_warc_record(url, kind, payload=io.BytesIO(body), http_headers=head, warc_headers_dict={"WARC-Date": "2019-06-02T00:00:00Z", **fields}))

    add(f"{JWC}/asked.html", "request", b"", StatusAndHeaders("GET /asked.html HTTP/1.1", [("Host", f"jwc.{D}")], is_http_request=True))
    add(f"{JWC}/meta.html", "metadata", b"via: x", **{"Content-Type": "application/warc-fields"})
    add(f"{JWC}/resource.html", "resource", article("resource").encode(), **{"Content-Type": "text/html; charset=utf-8"})
    add("http://www.elsewhere.example/x.html", "response", article("elsewhere").encode(), ok)
    add(f"http://www.not{D}/x.html", "response", article("lookalike").encode(), ok)
    add(f"http://{D}/root.html", "response", article("root").encode(), ok)
    add(f"https://jwc.{D}/double.html", "response", article("double").encode(), ok)
    add(f"{JWC}/double.html", "response", article("double").encode(), ok)
    add(f"{JWC}/session.html;jsessionid=ABCDEF0123456789ABCDEF01", "response", article("session").encode(), ok)
    add(f"{JWC}/gone.html", "response", b"<html><title>404</title>Not Found</html>", StatusAndHeaders("404 Not Found", [("Content-Type", "text/html")], protocol="HTTP/1.1"))
    add(f"{JWC}/file.docx", "response", docx("本科生学籍管理办法", "第一条 为规范学籍管理，制定本办法。").bytes, StatusAndHeaders("200 OK", [("Content-Type", "application/octet-stream")], protocol="HTTP/1.1"))
    add(f"{JWC}/list.html", "response", skin.list("规章制度", [("/file.docx", "本科生学籍管理办法", "2018-10-10")]).encode(), ok)
    add(f"{JWC}/moved.html", "response", b"", StatusAndHeaders("302 Found", [("Location", f"{JWC}/plain.html")], protocol="HTTP/1.1"))
    return stream.getvalue()


def test_it_is_done(read):
    assert read[0].code == 0, read[0].err


@pytest.mark.parametrize("name", CODED)
def test_coded(read, name):
    row = read[1][f"{JWC}/{name}.html"]
    assert row["title"] == f"关于开展教学检查工作的通知之{name}" and row["published"] == "2019-03-08"
    assert "授课计划、教案、作业批改和实验报告" in row["text"] and row["breadcrumb"] == "首页 > 教学工作"


@pytest.mark.parametrize(("name", "encoding"), [("gbk-said-utf8", "gb"), ("utf8-said-gbk", "utf-8"), ("gbk-said-nothing", "gb"), ("bom", "utf-8")])
def test_the_bytes_decide_the_encoding(read, name, encoding):
    assert read[1][f"{JWC}/{name}.html"]["encoding"].lower().replace("utf8", "utf-8").startswith(encoding)


def test_rare_characters_of_gb18030_are_read(read):
    assert "䶮、㙓" in read[1][f"{JWC}/rare.html"]["text"]


def test_the_later_capture_stands(read):
    assert read[1][f"{JWC}/twice.html"]["title"] == "关于教学检查的新通知" and read[1][f"{JWC}/twice.html"]["fetched"].startswith("2019-06-01")


def test_only_answers_of_the_domain_are_documents(read):
    urls = set(read[1])
    assert f"{JWC}/resource.html" in urls and f"http://{D}/root.html" in urls
    assert not [url for url in urls if "elsewhere" in url or "not" + D in url or "asked" in url or "meta.html" in url or "gone" in url or "moved" in url or "list.html" in url]


def test_session_ids_are_no_part_of_an_address(read):
    assert f"{JWC}/session.html" in read[1]


def test_a_file_that_a_list_offers_is_a_document_of_its_own(read):
    row = read[1][f"{JWC}/file.docx"]
    assert row["kind"] == "attachment" and row["published"] == "2018-10-10" and row["published_from"] == "list" and "规范学籍管理" in row["text"]


def test_a_torn_file_gives_what_stands_before_the_tear(read):
    assert f"{JWC}/before.html" in read[1]


@pytest.mark.parametrize("data", [b"", b"no WARC at all\n" * 20, b"\x1f\x8b\x08\x00broken", b"<html>a page</html>"])
def test_a_file_that_is_no_warc_is_bad_input(tmp_path, capsys, data):
    path = config(tmp_path, D, platform="")
    (tmp_path / "broken.warc.gz").write_bytes(data)
    (tmp_path / "good.warc").write_bytes(warc({f"{JWC}/a.html": article("a")}, packed=False))
    import xxgk

    assert xxgk.main([str(word) for word in ("audit", path, "-o", tmp_path / "out", "--warc", tmp_path / "good.warc", tmp_path / "broken.warc.gz")]) == 2
    err = capsys.readouterr().err
    assert "broken.warc.gz" in err and err.count("\n") == 1 and not list((tmp_path / "out").rglob("*.*"))


def test_an_audit_of_warc_files_needs_no_home_page_and_no_network(tmp_path):
    path = config(tmp_path, D, platform="", proxy="http://127.0.0.1:9")
    (tmp_path / "x.warc.gz").write_bytes(warc({f"{JWC}/a.html": skin.article("规章制度", "白河学院本科生学籍管理办法", "2018-10-10", "第一条 为规范本科生学籍管理，制定本办法。第二条 学生入学与注册。第三条 转专业与转学。第四条 休学与复学。第五条 毕业。")}))
    ran = run("audit", path, "-o", tmp_path / "out", "--warc", tmp_path / "x.warc.gz")
    assert ran.code in (0, 3), ran.err
    found = json.loads((tmp_path / "out" / "audit.json").read_bytes())
    assert next(row for row in found["items"] if row["item"] == 36)["count"] == 1
    assert not (tmp_path / "baihe.archive").exists()
