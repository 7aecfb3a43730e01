"""The whole program against the campus: audit.json says exactly what is true, figure for figure, defect for defect."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from fixtures.content import read_campus
from fixtures.demo import UNLISTED, served
from fixtures.truth import Labels, Resolver, read_truth

TRUTH = read_truth()
CAMPUS = read_campus()
RESOLVER = Resolver(CAMPUS)
LABELS = Labels(CAMPUS, TRUTH.start, TRUTH.end)
FREE = {"stale_column"}   # kinds of which the campus declares nothing


def xxgk(*arguments):
    """Runs the public command; its output is read as UTF-8 on every system."""
    return subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "xxgk", *arguments],
        check=False, cwd=Path(__file__).parent.parent, capture_output=True, text=True, encoding="utf-8", timeout=500,
    )


@pytest.fixture(scope="session")
def audited(tmp_path_factory):
    """One run of the public command over the served campus: audit.json, the finished command, the requests, the config."""
    folder = tmp_path_factory.mktemp("campus")
    with served(folder) as (config, campus):
        done = xxgk("audit", str(config), "-o", str(folder / "report"))
        requests = list(campus.requests)
    assert done.returncode in (0, 3), done.stderr[-3000:]
    return json.loads((folder / "report" / "audit.json").read_text(encoding="utf-8")), done, requests, config


@pytest.fixture(scope="session")
def audit(audited):
    return audited[0]


def table(pairs):
    """Differences as one readable block."""
    return "\n" + "\n".join(pairs)


def test_every_status_is_right(audit):
    said = {item["item"]: item["status"] for item in audit["items"]}
    wrong = [f"item {row.item}: said {said[row.item]}, true {row.status}" for row in TRUTH.items if said[row.item] != row.status]
    assert not wrong, table(wrong)


def disclosure_differences(audit, row):
    """Which documents are wrongly counted for an item, and which are passed over."""
    said = {disclosure["url"] for disclosure in audit["items"][row.item - 1]["disclosures"]}
    groups = LABELS.counted(row.item, row.cadence)
    addresses = {address for group in groups for member in group.members for address in RESOLVER.of_article(member)}
    wrong = [f"    not true: {url}" for url in sorted(said - addresses)]
    for group in groups:
        if not any(said & RESOLVER.of_article(member) for member in group.members):
            wrong.append(f"    passed over: {group.counted.key} {group.counted.day} {group.counted.title}")
    return wrong


def test_every_count_is_right(audit):
    wrong = []
    for row in TRUTH.items:
        item = audit["items"][row.item - 1]
        said, true = ((item["count"], item["published"], item["available"]), (row.count, row.published, row.available))
        if said != true:
            wrong += [f"item {row.item}: said count, published, available {said}, true {true}", *disclosure_differences(audit, row)]
    assert not wrong, table(wrong)


def test_categories_add_up(audit):
    counts = Counter()
    for row, item in zip(TRUTH.items, audit["items"], strict=True):
        counts[item["category"]] += row.count
    assert {row["category"]: row["count"] for row in audit["categories"]} == counts


def addresses_of(row):
    """The addresses that a finding about this defect may name."""
    found = RESOLVER.address_of(row)
    return found | set(RESOLVER.files(row.at).values()) if row.kind == "personal_data" else found


def fits(row, finding):
    return (
        finding["kind"] == row.kind and (not row.at or finding["url"] in addresses_of(row))
        and (not row.item or finding["item"] == row.item) and (not row.filed_as or finding.get("filed_as") == row.filed_as)
    )


def test_every_planted_finding_is_found(audit):
    lost = [str(row) for row in TRUTH.findings if not row.may and not any(fits(row, finding) for finding in audit["findings"])]
    assert not lost, table(lost)


def test_nothing_unplanted_is_found(audit):
    false = [
        f"{finding['kind']} item {finding['item']} {finding['url']} {finding['message']}" for finding in audit["findings"]
        if finding["kind"] not in FREE and not any(fits(row, finding) for row in TRUTH.findings)
    ]
    assert not false, table(false)


def test_nothing_is_called_missing_that_is_there(audit):
    missing = {finding["item"] for finding in audit["findings"] if finding["kind"] == "missing"}
    assert missing == {row.item for row in TRUTH.items if row.status == "missing"}


def test_what_could_not_be_seen_is_named(audited):
    audit, done, *_ = audited
    said = {(entry["url"], entry["reason"]) for entry in audit["unseen"]}
    lost = [str(row) for row in TRUTH.unseen if not {(url, row.reason) for url in RESOLVER.address_of(row)} & said]
    assert not lost, table(lost)
    assert done.returncode == 3


def test_copies_count_once_and_stand_beside(audit):
    lost = []
    for row in TRUTH.items:
        disclosures = {entry["url"]: set(entry["copies"]) for entry in audit["items"][row.item - 1]["disclosures"]}
        for group in LABELS.counted(row.item, row.cadence):
            members = [RESOLVER.of_article(member) for member in group.members]
            if not any(all(addresses & ({url} | copies) for addresses in members) for url, copies in disclosures.items()):
                lost.append(f"item {row.item}: {members}")
    assert not lost, table(lost)


def test_every_site_is_crawled_and_the_unlisted_ones_are_guessed(audit):
    sites = {site["host"]: site for site in audit["crawl"]["sites"]}
    assert {site.host for site in CAMPUS.sites} <= set(sites)
    assert {host for host, site in sites.items() if site["guessed"]} == {CAMPUS.by_label[label].host for label in UNLISTED}
    assert audit["crawl"]["pages"] > 500


def test_only_the_campus_is_asked(audited):
    _, _, requests, _ = audited
    assert {request.host for request in requests} <= {site.host for site in CAMPUS.sites} | {"wangchuan.edu.example"}


def test_the_same_archive_gives_the_same_answer(audited, tmp_path):
    """Byte for byte, without the network: the campus is no longer served."""
    *_, config = audited
    done = xxgk("audit", str(config), "--no-crawl", "-o", str(tmp_path / "again"))
    assert done.returncode == 3, done.stderr[-3000:]
    assert (tmp_path / "again" / "audit.json").read_bytes() == (config.parent / "report" / "audit.json").read_bytes()


def test_a_rule_change_is_seen_in_the_archive_before_it_is_adopted(audited, tmp_path):
    """Without the rules of item 19 the audit of the same archive would lose it; the archive and its reports stay as they are."""
    audit, _, _, config = audited
    rules = (Path(__file__).parent.parent / "classifier" / "checklists" / "moe-2014.rules.toml").read_text(encoding="utf-8")
    start = rules.index("[item.19]")
    (tmp_path / "mine.rules.toml").write_text(rules[:start] + rules[rules.index("\n[item.", start):], encoding="utf-8")
    done = xxgk("evaluate", "--compare", "moe-2014", str(tmp_path / "mine.rules.toml"), "--archive", str(config))
    assert done.returncode == 0, done.stderr[-3000:]
    assert [line for line in done.stdout.splitlines() if line.startswith("第19条")], done.stdout[-3000:]
    again = xxgk("audit", str(config), "-o", str(tmp_path / "report"), "--no-crawl", "--format", "json")
    assert again.returncode in (0, 3), again.stderr[-3000:]
    assert json.loads((tmp_path / "report" / "audit.json").read_text(encoding="utf-8"))["items"] == audit["items"]
