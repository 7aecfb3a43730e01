"""audit.json has every key of the contract, and the same bytes for the same facts."""

import json
import random

from crawler.document import Link
from reports.writers import json as audit_json
from tests.reports.made import RSC, WWW, XXGK, YJS, audited, listing, page, unseen


def campus():
    doc = page(RSC + "a.htm", "招聘公告#25", "2019-04-01")
    dead = page(RSC + "x.pdf", "", state="dead", kind="attachment")
    return [
        doc, page(XXGK + "b.htm", "招聘公告#25", "2019-04-01", breadcrumb=("人事师资信息", "任免@24")), dead,
        page(YJS + "c.htm", "名单#13", "2017-04-01", links=(Link(dead.url, "附件", "attachment"),)), listing(XXGK + "z.htm", "招聘@25", [doc]),
        page(WWW + "d.htm", "办法#24", None),
    ]


def test_every_key_of_the_contract():
    made = audit_json.as_json(audited(*campus(), unseen=[unseen(YJS + "t.htm")]))
    assert made["schema"] == "xxgk-audit/1"
    assert set(made) >= {"university", "checklist", "period", "as_of", "crawl", "items", "categories", "findings", "unseen"}
    assert made["period"] == {"name": "2018-2019学年度", "start": "2018-09-01", "end": "2019-08-31"}
    assert set(made["crawl"]) >= {"started", "finished", "complete", "requests", "pages", "sites"}
    assert set(made["crawl"]["sites"][0]) >= {"host", "department", "guessed", "pages", "unseen", "complete"}
    row = next(row for row in made["items"] if row["item"] == 25)
    assert set(row) >= {"item", "category", "name", "cadence", "status", "count", "published", "available", "latest", "due", "elements", "column", "disclosures"}
    assert row["column"] == XXGK + "z.htm"
    assert set(row["disclosures"][0]) >= {"url", "title", "published", "host", "department", "score", "copies", "digest"}
    assert row["count"] == len(row["disclosures"]) == 1
    assert set(made["findings"][0]) >= {"key", "kind", "item", "filed_as", "url", "referrer", "department", "severity", "message", "evidence"}
    assert set(made["unseen"][0]) >= {"url", "host", "reason", "detail"}
    assert [c["count"] for c in made["categories"]] == [sum(i["count"] for i in made["items"] if i["category"] == c["category"]) for c in made["categories"]]
    assert len(made["items"]) == 50 and len(made["categories"]) == 10


def test_the_order_of_reading_changes_no_byte():
    documents = campus()
    first = json.dumps(audit_json.as_json(audited(*documents)))
    random.Random(7).shuffle(documents)
    assert json.dumps(audit_json.as_json(audited(*documents))) == first


def test_it_is_written_as_utf8_lines(tmp_path):
    [path] = audit_json.write(audited(*campus()), tmp_path)
    data = path.read_bytes()
    assert b"\r" not in data and json.loads(data)["university"] == "示例大学"


def test_what_a_status_rests_on_is_listed_though_it_does_not_count():
    made = audit_json.as_json(audited(page(WWW + "a.htm", "2018-2019学年信息公开年度报告#6", "2019-10-25"), page(WWW + "b.htm", "2015-2016学年信息公开年度报告#6", "2016-10-25")))
    row = made["items"][5]
    assert (row["status"], row["count"], [(d["url"], d["counted"]) for d in row["disclosures"]]) == ("disclosed", 0, [(WWW + "a.htm", False)])
    assert [d["url"] for d in row["uncounted"]] == [WWW + "b.htm"]
