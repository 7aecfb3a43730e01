"""Every page of fixtures/pages is read as its row in expected.toml says."""

import hashlib
import tomllib
from pathlib import Path

import pytest

from crawler.archive import Fetch
from crawler.extract import extract

PAGES = Path(__file__).parents[2] / "fixtures" / "pages"
ROWS = tomllib.loads((PAGES / "expected.toml").read_text("utf-8"))["page"]


def read(row, content_type="text/html"):
    body = (PAGES / row["file"]).read_bytes()
    fetch = Fetch(row["url"], 200, (("content-type", content_type),), body, "2024-12-01T00:00:00Z", "sha256:" + hashlib.sha256(body).hexdigest())
    return extract(fetch, "chengxi.edu.example")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["file"])
def test_page_is_read_as_expected(row):
    document = read(row)
    rows = [link for link in document.links if link.where == "list"]
    seen = {
        "title": document.title, "published": document.published.isoformat() if document.published else "", "published_from": document.published_from,
        "kind": document.kind, "state": document.state, "cms": document.cms, "site": document.site, "encoding": document.encoding,
        "identity": document.identity, "breadcrumb": list(document.breadcrumb), "attachments": [one.name for one in document.attachments],
        "images": len(document.images), "substance": document.meta.get("substance", ""), "rows": len(rows),
        "row_days": [link.published.isoformat() if link.published else "" for link in rows], "row_first": rows[0].text if rows else "",
        "pages": sum(link.where == "pages" for link in document.links),
        "text": document.text, "signature": next((one.value.isoformat() for one in document.dates if one.source == "signature"), ""),
    }
    wanted = {key: value for key, value in row.items() if key not in ("file", "url")}
    assert {key: seen[key] for key in wanted} == wanted
