"""The archive is WARC that any tool accepts, and any WARC is an archive."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import brotli
import pytest
from loopback import Reply, Web, Writer
from trial import HOME, crawled, write_config
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.archive import open_archive, open_warcs, reindex
from crawler.config import Config, load_config
from crawler.errors import ArchiveError
from crawler.run import crawl
from crawler.warcs import scan


async def chunked(writer: Writer) -> None:
    writer.write(b"HTTP/1.1 200 Fine Indeed\r\ncontent-TYPE: text/html\r\nX-Odd:  two  \r\nTransfer-Encoding: chunked\r\n\r\n"
                 b"5\r\n<p>ab\r\n4;x=y\r\n</p>\r\n0\r\nTrailer: t\r\n\r\n")
    await writer.drain()


PAGES = {
    HOME: "<a href='/z.htm'>z</a><a href='/c.htm'>c</a><a href='/r.htm'>r</a><a href='/none.htm'>n</a><a href='/slow.htm'>s</a>",
    HOME + "z.htm": Reply(gzip.compress(b"<p>zipped</p>"), headers={"Content-Encoding": "gzip"}), HOME + "c.htm": Reply(raw=chunked),
    HOME + "r.htm": Reply("", 302, headers={"Location": "/z.htm"}), HOME + "slow.htm": Reply(delay=2),
    HOME + "robots.txt": Reply("User-agent: *\nDisallow: /x\n", mime="text/plain"),
}


@pytest.fixture
def archive(tmp_path: Path) -> Config:
    with Web(PAGES) as web:
        return crawled(tmp_path, web, "requests_per_second = 200\nretries = 0\ntimeout = 0.3\n")[0]


def files(config: Config) -> list[Path]:
    return sorted((config.archive / "warc").glob("*.warc.gz"))


def test_warcio_checks_every_digest(archive: Config) -> None:
    class Quiet:
        inputs, verbose = [str(path) for path in files(archive)], False

    checker = Checker(Quiet())
    checker.process_all()
    assert checker.exit_value == 0


def test_heads_and_bodies_stand_as_they_came(archive: Config) -> None:
    records = {}
    with open(files(archive)[0], "rb") as file:
        for record in ArchiveIterator(file):
            records[record.rec_headers.get_header("WARC-Target-URI"), record.rec_type] = (record.http_headers, record.raw_stream.read())
    head, body = records[HOME + "c.htm", "response"]
    assert head.statusline == "200 Fine Indeed" and ("content-TYPE", "text/html") in head.headers
    assert body.startswith(b"5\r\n<p>ab\r\n4;x=y\r\n</p>\r\n0\r\n")
    assert records[HOME + "z.htm", "response"][1] == PAGES[HOME + "z.htm"].body
    assert records[HOME + "r.htm", "response"][0].get_header("Location") == "/z.htm"
    assert (HOME + "robots.txt", "response") in records and (HOME + "none.htm", "response") in records
    assert b"fetch-error: timeout" in records[HOME + "slow.htm", "metadata"][1]


def test_what_was_sent_stands_beside_what_came(archive: Config) -> None:
    answers, requests = {}, {}
    with open(files(archive)[0], "rb") as file:
        for record in ArchiveIterator(file):
            fields, url = record.rec_headers, record.rec_headers.get_header("WARC-Target-URI")
            if record.rec_type == "request":
                requests[fields.get_header("WARC-Concurrent-To")] = (url, fields.get_header("WARC-Date"), record.http_headers)
            elif url and url.startswith(HOME):
                answers[fields.get_header("WARC-Record-ID")] = (url, fields.get_header("WARC-Date"))
    assert len(answers) > 6 and answers == {number: (url, when) for number, (url, when, _) in requests.items()}
    heads = {url: head for url, _, head in requests.values()}
    assert (heads[HOME + "z.htm"].protocol, heads[HOME + "z.htm"].statusline) == ("GET", "/z.htm HTTP/1.1")
    assert heads[HOME + "slow.htm"].get_header("Host") == "www.t.edu.cn" and heads[HOME].get_header("User-Agent").startswith("xxgk/")


def test_the_proxys_password_stands_in_no_record(tmp_path: Path) -> None:
    with Web({HOME: "首页"}) as web:
        path = write_config(tmp_path, web)
        path.write_text(path.read_text("utf-8").replace("http://127", "http://clerk:secret@127"), encoding="utf-8")
        crawl(load_config(path))
        assert web.log[-1].headers["proxy-authorization"]
        written = b"".join(gzip.decompress(file.read_bytes()) for file in files(load_config(path)))
        assert b"GET / HTTP/1.1" in written and b"roxy-Auth" not in written and b"secret" not in written


def test_an_archive_without_requests_reads_the_same(archive: Config) -> None:
    def seen() -> tuple:
        source = open_archive(archive)
        return [(f.url, f.status, f.fetched, f.body, f.referrer) for f in source.fetches()], source.unseen(), source.facts()

    before = seen()
    for path in files(archive):
        data = path.read_bytes()
        places = [record.place for record in scan(path) if record.kind != "request"]
        path.write_bytes(b"".join(data[place.offset:place.offset + place.length] for place in places))
    reindex(archive)
    assert seen() == before


def test_bodies_are_decoded_when_read(archive: Config) -> None:
    fetched = {f.url: f for f in open_archive(archive).fetches()}
    assert (fetched[HOME + "z.htm"].body, fetched[HOME + "c.htm"].body) == (b"<p>zipped</p>", b"<p>ab</p>")
    assert fetched[HOME + "z.htm"].digest.startswith("sha256:") and fetched[HOME + "none.htm"].status == 404


def test_our_own_files_read_like_those_of_another_crawler(archive: Config) -> None:
    ours = {f.url: (f.status, f.digest) for f in open_archive(archive).fetches() if f.status == 200}
    theirs = {f.url: (f.status, f.digest) for f in open_warcs(files(archive), archive).fetches() if f.status == 200}
    assert theirs == ours


def other_warc(path: Path, rows: list[tuple[str, bytes, list[tuple[str, str]]]], packed: bool = True, version: str = "1.0") -> Path:
    """A WARC as other crawlers write them: (address, body, HTTP headers) each."""
    with open(path, "wb") as file:
        writer = WARCWriter(file, gzip=packed, warc_version=version)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "other"}))
        for number, (url, body, headers) in enumerate(rows):
            head = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
            record = writer.create_warc_record(
                url, "response", payload=io.BytesIO(body), http_headers=head, warc_headers_dict={"WARC-Date": f"2025-01-01T00:00:{number:02d}Z"})
            writer.write_record(record)
    return path


@pytest.fixture
def config(tmp_path: Path) -> Config:
    with Web() as web:
        return load_config(write_config(tmp_path, web))


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_files_of_other_crawlers_are_read(tmp_path: Path, config: Config, packed: bool, version: str) -> None:
    html = [("Content-Type", "text/html")]
    rows = [
        (HOME, b"old", html), (HOME + "#top", b"new", html), ("http://www.t.edu.cn:80/a;jsessionid=1", b"a", html), ("http://evil.com/", b"x", html),
        (HOME + "br", brotli.compress(b"brotli"), [*html, ("Content-Encoding", "br")]),
        (HOME + "ch", b"3\r\nabc\r\n0\r\n\r\n", [*html, ("Transfer-Encoding", "chunked")]),
        (HOME + "robots.txt", b"User-agent: *", [("Content-Type", "text/plain")]),
    ]
    source = open_warcs([other_warc(tmp_path / "o.warc.gz", rows, packed, version)], config)
    assert {f.url.removeprefix(HOME): f.body for f in source.fetches()} == {"": b"new", "a": b"a", "br": b"brotli", "ch": b"abc"}
    facts = source.facts()
    assert (facts.pages, facts.complete, facts.started) == (4, True, "2025-01-01T00:00:01Z") and source.unseen() == ()


def test_a_file_that_is_one_gzip_member_is_read_too(tmp_path: Path, config: Config) -> None:
    plain = other_warc(tmp_path / "p.warc", [(HOME, b"x", []), (HOME + "a", b"y", [])], packed=False)
    (tmp_path / "one.warc.gz").write_bytes(gzip.compress(plain.read_bytes()))
    assert [f.body for f in open_warcs([tmp_path / "one.warc.gz"], config).fetches()] == [b"x", b"y"]


def test_a_torn_tail_is_noted_and_the_rest_read(tmp_path: Path, config: Config) -> None:
    rows = [(f"{HOME}{n}", bytes([65 + n]) * 5000, []) for n in range(5)]
    for packed in (True, False):
        whole = other_warc(tmp_path / "w.warc.gz", rows, packed).read_bytes()
        (tmp_path / "torn.warc.gz").write_bytes(whole[:-60])
        source = open_warcs([tmp_path / "torn.warc.gz"], config)
        assert [f.url for f in source.fetches()] == [f"{HOME}{n}" for n in range(4)], packed
        assert "torn.warc.gz" in source.facts().settings["notes"]


@pytest.mark.parametrize("content", [b"", b"hello", b"\x1f\x8b\x08garbage", gzip.compress(b"no warc"), b"WARC/1.0\r\n", bytes(5000)])
def test_what_is_no_warc_is_one_line_that_names_it(tmp_path: Path, config: Config, content: bytes) -> None:
    (tmp_path / "bad.warc").write_bytes(content)
    with pytest.raises(ArchiveError, match="bad.warc") as caught:
        open_warcs([tmp_path / "bad.warc"], config)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path, config: Config) -> None:
    with pytest.raises(ArchiveError, match="none.warc"):
        open_warcs([tmp_path / "none.warc"], config)


def test_there_is_no_archive_before_the_first_crawl(config: Config) -> None:
    with pytest.raises(ArchiveError, match="xxgk crawl"):
        open_archive(config)


def test_crawls_write_files_of_their_own(tmp_path: Path) -> None:
    with Web({HOME: "首页"}) as web:
        config = load_config(write_config(tmp_path, web))
        crawl(config)
        before = [path.read_bytes() for path in files(config)]
        crawl(config)
        assert len(files(config)) == 2 and files(config)[0].read_bytes() == before[0]
