"""A verdict changes only when the site does: bad days, kills and repeats leave every status as it was."""

import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from fixtures.content import read_campus
from fixtures.demo import demo_config
from fixtures.faults import SILENCE, Faults
from fixtures.model import DOMAIN
from fixtures.page import Answer
from fixtures.server import Options, serve

KILLS = 3
TIMES = ("started", "finished", "requests")   # the crawl's own facts; everything else must be the same


def command(config, report, *more):
    return [sys.executable, "-X", "utf8", "-m", "xxgk", "audit", str(config), "-o", str(report), "--format", "json", *more]


def audit(config, name, *more):
    """Runs the public command; gives audit.json."""
    done = subprocess.run(command(config, config.parent / name, *more), check=False, cwd=Path(__file__).parent.parent,
                          capture_output=True, text=True, encoding="utf-8", timeout=200)
    assert done.returncode in (0, 3), done.stderr[-3000:]
    return json.loads((config.parent / name / "audit.json").read_text(encoding="utf-8"))


def xxgk(*arguments):
    """What a public command prints."""
    return subprocess.run([sys.executable, "-X", "utf8", "-m", "xxgk", *map(str, arguments)],
                          check=True, cwd=Path(__file__).parent.parent, capture_output=True, text=True, encoding="utf-8").stdout


def campus_config(folder, proxy, content=None):
    """The demo's config with a timeout that a test can wait for."""
    path = demo_config(folder, proxy, content)
    path.write_text(path.read_text(encoding="utf-8").replace("retries = 1", "retries = 2\ntimeout = 1"), encoding="utf-8", newline="\n")
    return path


@pytest.fixture(scope="module")
def campus():
    with serve(Options(silence=2.0, validators=True)) as running:
        yield running


@pytest.fixture(scope="module")
def quiet(campus, tmp_path_factory):
    """The audit of a quiet day, with its config."""
    config = campus_config(tmp_path_factory.mktemp("quiet"), campus.proxy)
    return audit(config, "first"), config, campus.sent


@pytest.fixture
def bad_day(campus):
    """One request in twenty fails: half of them with 500, half with silence."""
    campus.faults = Faults(0.05, 11)
    yield campus
    assert campus.faults.asked.total() > 500
    campus.faults = Faults()


def timeless(value):
    """An audit without what may differ between two crawls of the same pages: when they ran and what was asked twice."""
    if isinstance(value, list):
        return [timeless(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    return {key: timeless(entry) for key, entry in value.items() if key not in TIMES}


def differences(old, new, at=""):
    """Where two audits differ, as lines to read."""
    if isinstance(old, dict) and isinstance(new, dict):
        return [line for key in sorted(old.keys() | new.keys()) for line in differences(old.get(key), new.get(key), f"{at}/{key}")]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [line for n, (a, b) in enumerate(zip(old, new, strict=True)) for line in differences(a, b, f"{at}/{n}")]
    return [] if old == new else [f"{at}: {str(old)[:200]} → {str(new)[:200]}"]


def statuses(audit):
    return {item["item"]: (item["status"], item["count"], item["published"], item["available"]) for item in audit["items"]}


def changes(folder, old, new):
    """What `xxgk compare` says has changed."""
    for name, one in (("old", old), ("new", new)):
        (folder / f"{name}.json").write_text(json.dumps(one), encoding="utf-8")
    rows = json.loads(xxgk("compare", folder / "old.json", folder / "new.json", "--json"))["changes"]
    return [row for row in rows if row["what"] != "unchanged"]


def test_a_bad_day_changes_no_status(quiet, bad_day, tmp_path):
    first, *_ = quiet
    second = audit(campus_config(tmp_path, bad_day.proxy), "bad")
    assert statuses(second) == statuses(first)
    assert changes(tmp_path, first, second) == []


def test_a_bad_day_for_the_same_archive_changes_no_status(quiet, bad_day, tmp_path):
    first, config, _ = quiet
    second = audit(config, "again")
    assert statuses(second) == statuses(first)
    assert changes(tmp_path, first, second) == []


def test_a_page_that_never_answers_is_unseen_and_nothing_is_missing_for_it(quiet, tmp_path):
    pages = sorted({row["url"] for item in quiet[0]["items"] for row in item["disclosures"] if row["host"] == f"rsc.{DOMAIN}"})[:2]
    campus = read_campus()
    two = replace(campus, sites=tuple(site for site in campus.sites if site.label in ("www", "rsc")))
    with serve(Options(silence=2.0, broken=((pages[0], 500), (pages[1], SILENCE))), two) as running:
        found = audit(campus_config(tmp_path, running.proxy, two), "report")
    assert {row["url"]: row["reason"] for row in found["unseen"] if row["url"] in pages} == {pages[0]: "server_error", pages[1]: "timeout"}
    assert {site["host"]: site["complete"] for site in found["crawl"]["sites"]}[f"rsc.{DOMAIN}"] is False
    assert "missing" not in {item["status"] for item in found["items"]}


def documents(config):
    """Address → page record of everything that `xxgk documents` prints."""
    return {row["url"]: row for row in map(json.loads, xxgk("documents", config).splitlines())}


def test_what_changed_came_and_went_is_found_and_little_else_is_sent(quiet, campus):
    """Three articles are edited, two are added to a list, one is removed."""
    _, config, first = quiet
    host = f"http://rsc.{DOMAIN}"
    before = documents(config)
    articles = sorted(url for url, row in before.items() if url.startswith(f"{host}/info/") and row["kind"] == "article" and len(row["text"]) > 200)
    edited, removed, added = articles[:3], articles[3], [f"{host}/info/9999/{number}.htm" for number in (1, 2)]
    pages = {url: campus.answer("GET", url) for url in (*edited, f"{host}/")}
    sample = pages[edited[0]]
    for url in edited:
        campus.edits[url] = replace(pages[url], body=pages[url].body.replace(b"</p>", "，现予修订。</p>".encode()))
    for url in added:
        campus.edits[url] = replace(sample, body=sample.body.replace(before[edited[0]]["title"].encode(), f"新增的第{url[-5]}号通知".encode()))
    links = "".join(f'<li><a href="{url}">新增的第{url[-5]}号通知</a></li>' for url in added)
    campus.edits[f"{host}/"] = replace(pages[f"{host}/"], body=pages[f"{host}/"].body.replace(b"</BODY>", f"<ul>{links}</ul></BODY>".encode()))
    campus.edits[removed] = Answer(404, "text/html", "没有这个页面".encode())
    campus.sent = 0
    audit(config, "changed")
    after = documents(config)
    campus.edits.clear()
    assert campus.sent < 0.06 * first
    assert all("现予修订" in after[url]["text"] and "现予修订" not in before[url]["text"] for url in edited)
    assert all(after[url]["title"].startswith("新增的第") for url in added) and not set(added) & set(before)
    assert removed not in after
    assert before.keys() - after.keys() == {removed} and after.keys() - before.keys() == set(added)


def kill_after(count, campus, config, report):
    """Starts an audit and kills it when the campus was asked that often."""
    before = len(campus.requests)
    process = subprocess.Popen(command(config, report), cwd=Path(__file__).parent.parent, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while len(campus.requests) - before < count and process.poll() is None:
        time.sleep(0.002)
    assert process.poll() is None, "over before it was killed"
    process.kill()
    process.wait()


def test_killed_in_mid_audit_it_ends_as_if_nothing_had_happened(quiet, campus, tmp_path):
    config = campus_config(tmp_path, campus.proxy)
    for number in range(1, KILLS + 1):
        kill_after(130 * number, campus, config, tmp_path / "report")
        assert not (tmp_path / "report" / "audit.json").exists()
    killed = audit(config, "report")
    assert differences(timeless(quiet[0]), timeless(killed)) == []
    xxgk("reindex", config)
    assert differences(killed, audit(config, "rebuilt", "--no-crawl")) == []


def test_rebuilt_after_a_kill_and_killed_again_it_ends_as_if_nothing_had_happened(quiet, campus, tmp_path):
    config = campus_config(tmp_path, campus.proxy)
    for number in range(1, KILLS + 1):
        kill_after(170 * number, campus, config, tmp_path / "report")
        xxgk("reindex", config)
    assert differences(timeless(quiet[0]), timeless(audit(config, "report"))) == []
