"""Saved real pages, kept beside the project: figures are printed and may only rise."""

import hashlib
import re
from pathlib import Path

import pytest

from crawler.archive import Fetch
from crawler.extract import extract

PAGES = Path(__file__).parents[3] / "shared" / "real-pages"
pytestmark = pytest.mark.skipif(not (PAGES / "INDEX.tsv").exists(), reason="the saved real pages (../shared/real-pages) are not beside the project")

FLOORS = {"title": 0.99, "date": 0.99, "body": 0.98, "kind": 0.99}   # reached: 1.00 each


def rows():
    for line in (PAGES / "INDEX.tsv").read_text("utf-8").splitlines()[1:]:
        cells = line.split("\t") + [""] * 10
        yield {"file": cells[0], "url": cells[2] if cells[2].startswith("http") else "http://mirror.example/" + cells[0], "kind": cells[5], "title": cells[6], "day": cells[7], "body": cells[8]}


def day_of(text):
    numbers = re.findall(r"\d+", text)[:3]
    return "-".join(number.zfill(2) for number in numbers) if len(numbers) == 3 else ""


def fold(text):
    return " ".join(text.replace("\u200b", "").split())


@pytest.fixture(scope="module")
def read():
    found = []
    for row in rows():
        body = (PAGES / row["file"]).read_bytes()
        found.append((row, extract(Fetch(row["url"], 200, (), body, "2026-01-01T00:00:00Z", "sha256:" + hashlib.sha256(body).hexdigest()))))
    return found


def share(pairs):
    pairs = list(pairs)
    return sum(map(bool, pairs)) / len(pairs)


def published(document):
    return document.published.isoformat() if document.published else ""


def test_titles_and_dates_of_articles(read, capsys):
    articles = [(row, document) for row, document in read if row["kind"] == "article"]
    titles = share(fold(document.title) == fold(row["title"]) for row, document in articles)
    days = share(published(document) == day_of(row["day"]) for row, document in articles)
    with capsys.disabled():
        print(f"\nreal pages: {len(articles)} articles, title {titles:.1%}, date to the day {days:.1%}")
    assert titles >= FLOORS["title"] and days >= FLOORS["date"]


def stripped(source):
    """The page without every mark of its system: classes, ids, comments, scripts and tell-tale paths."""
    source = re.sub(r"<!--.*?-->|<script.*?</script>", "", source, flags=re.S | re.I)
    source = re.sub(r"""\s(class|id|name|frag|portletmode|sudyfile-attr|onclick)\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)""", "", source, flags=re.I)
    return re.sub(r"_sitegray|/system/resource|_upload|_css/_system|vsb|/info/", "x/", source)


def test_shape_alone_is_enough(capsys):
    found = []
    for number, row in enumerate(row for row in rows() if row["kind"] == "article"):
        body = stripped((PAGES / row["file"]).read_bytes().decode("utf-8-sig", "replace")).encode()
        document = extract(Fetch(f"http://mirror.example/p/{number}.html", 200, (), body, "2026-01-01T00:00:00Z", ""))
        found.append((fold(document.title) == fold(row["title"]), published(document) == day_of(row["day"]), document.kind == "article"))
    titles, days, kinds = (share(column) for column in zip(*found))
    with capsys.disabled():
        print(f"\nreal pages without any mark of their system: title {titles:.1%}, date to the day {days:.1%}, known as articles {kinds:.1%}")
    assert titles >= 0.98 and days >= 0.98 and kinds >= 0.98


def test_no_date_is_invented_where_the_date_line_is_taken_away():
    invented = []
    for row in rows():
        if row["kind"] == "article":
            source = (PAGES / row["file"]).read_bytes().decode("utf-8-sig", "replace")
            body = source.replace(row["day"], "").replace(row["day"].split(" ")[0], "").encode()
            if extract(Fetch(row["url"], 200, (), body, "2026-01-01T00:00:00Z", "")).published:
                invented.append(row["file"])
    assert invented == []


def test_no_date_is_invented(read):
    assert [row["file"] for row, document in read if not row["day"] and document.published] == []


def test_body_container_is_found(read):
    from selectolax.lexbor import LexborHTMLParser
    found = []
    for row, document in read:
        if row["kind"] == "article" and row["body"]:
            tree = LexborHTMLParser((PAGES / row["file"]).read_bytes().decode("utf-8-sig", "replace"))
            tree.strip_tags(["script", "style"])
            node = tree.css_first(row["body"])
            shown = re.split(r"上一条：|下一条：", node.text())[0] if node is not None else ""   # the neighbours' titles are no text of the page
            wanted = re.sub(r"\s|已下载次", "", shown)
            pieces = [wanted[place:place + 12] for place in range(0, min(len(wanted), 2400), 120)]
            bare = re.sub(r"\s", "", document.text)
            found.append(share(piece in bare for piece in pieces) >= 0.8 if len(wanted) > 12 else True)
    assert share(found) >= FLOORS["body"]


def test_lists_and_articles_are_told_apart(read):
    wanted = {"article": "article", "list": "list", "home": "list"}
    wrong = [(row["file"], document.kind) for row, document in read if row["kind"] in wanted and document.kind != wanted[row["kind"]]]
    assert wrong == []


def test_list_titles_are_the_columns(read):
    wrong = [(row["file"], document.title) for row, document in read if row["kind"] == "list" and fold(document.title) != fold(row["title"])]
    assert wrong == []


def test_pages_that_are_no_documents_are_not_taken_for_any(read):
    others = {"内设机构": True, "人才招聘": True, "学院简介": True, "章程": True, "学校简介": True}
    wrong = [(row["file"], document.kind, document.state) for row, document in read
             if row["kind"] == "other" and document.kind != "attachment" and document.is_disclosure_unit != others.get(row["title"], False)]
    assert wrong == []


def test_empty_columns_are_empty_though_side_boxes_are_busy(read):
    states = {row["file"].rpartition("Mirror/")[2]: document.state for row, document in read}
    assert (states["cggg/list.html"], states["35224/list.html"]) == ("empty", "empty")
