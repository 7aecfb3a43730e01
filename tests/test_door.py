"""What a person types, and what the program answers when it cannot be done: one line that names place and remedy, status 2."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import xxgk

ROOT = Path(__file__).resolve().parent.parent
CONFIG = """
[university]
name = "某大学"
domain = "some.edu.example"
home = "http://www.some.edu.example/"
platform = ["http://xxgk.some.edu.example/"]

[crawl]
proxy = "http://127.0.0.1:9"
retries = 0
timeout = 2
requests_per_second = 50
"""


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "some.toml"
    path.write_text(CONFIG, encoding="utf-8")
    return path


def refused(capsys, *arguments):
    """Runs a command that must be refused and returns its one line."""
    assert xxgk.main([str(argument) for argument in arguments]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1 and "Traceback" not in err
    return err


@pytest.mark.parametrize(("arguments", "names"), [
    (["adit"], ["adit", "xxgk -h"]),
    ([], ["命令"]),
    (["audit"], ["CONFIG"]),
    (["audit", "x.toml", "--perod", "2018-2019"], ["--perod"]),
    (["audit", "nowhere.toml"], ["nowhere.toml", "xxgk init"]),
    (["classify", "nowhere.jsonl"], ["nowhere.jsonl"]),
    (["evaluate", "nowhere.jsonl"], ["nowhere.jsonl"]),
])
def test_a_wrong_command_line_is_refused_in_one_line(capsys, arguments, names):
    line = refused(capsys, *arguments)
    assert all(name in line for name in names)


@pytest.mark.parametrize(("option", "value", "name"), [
    ("--period", "2018-2021", "2018-2021"), ("--period", "去年", "去年"), ("--as-of", "2019-02-30", "2019-02-30"),
])
def test_an_impossible_period_or_day_is_refused(capsys, config, option, value, name):
    assert name in refused(capsys, "audit", config, "--no-crawl", option, value)


def test_an_unknown_report_is_refused_before_the_crawl(capsys, config, tmp_path):
    line = refused(capsys, "audit", config, "--format", "html,pdf", "-o", tmp_path / "out")
    assert "pdf" in line and "workbook" in line


def test_a_jsonl_line_that_is_no_json_is_named_by_its_number(capsys, tmp_path):
    path = tmp_path / "pages.jsonl"
    path.write_text('{"id": "a", "title": "学校章程"}\n{"id": "b",\n', encoding="utf-8")
    assert xxgk.main(["classify", str(path)]) == 2
    out, err = capsys.readouterr()
    assert "pages.jsonl" in err and "2" in err and err.count("\n") == 1


def test_a_broken_warc_is_named(capsys, config, tmp_path):
    broken = tmp_path / "broken.warc.gz"
    broken.write_bytes(b"this is no WARC file at all\n" * 50)
    assert "broken.warc.gz" in refused(capsys, "audit", config, "--warc", broken, "-o", tmp_path / "out")
    assert not list((tmp_path / "out").rglob("*.json"))


def test_a_missing_warc_is_named(capsys, config, tmp_path):
    assert "gone.warc" in refused(capsys, "documents", config, "--warc", tmp_path / "gone.warc")


def test_an_audit_without_an_archive_says_how_to_get_one(capsys, config, tmp_path):
    assert "xxgk" in refused(capsys, "audit", config, "--no-crawl", "-o", tmp_path / "out")


def test_a_report_folder_that_is_a_file_is_refused_before_the_crawl(capsys, config, tmp_path):
    (tmp_path / "out").write_text("a file")
    assert "out" in refused(capsys, "audit", config, "-o", tmp_path / "out")


def test_a_home_page_that_does_not_answer_is_no_audit(config, tmp_path):
    """In a process of its own: the crawl's reactor cannot be started twice in one."""
    done = subprocess.run([sys.executable, "-m", "xxgk", "audit", str(config), "-o", str(tmp_path / "out")],
                          capture_output=True, text=True, encoding="utf-8", cwd=ROOT, timeout=120)
    assert done.returncode == 2, done.stderr
    assert "http://www.some.edu.example/" in done.stderr.splitlines()[-1] and "Traceback" not in done.stderr
    assert not list((tmp_path / "out").rglob("*.*"))


def test_classify_reads_standard_input_and_answers_line_by_line():
    rows = [{"id": "a", "title": "某大学章程", "text": "第一条 为规范办学行为，制定本章程。", "kind": "article"}, {"id": "b", "title": "放假通知"}]
    done = subprocess.run([sys.executable, "-m", "xxgk", "classify", "-"], input="\n".join(json.dumps(row) for row in rows),
                          capture_output=True, text=True, encoding="utf-8", cwd=ROOT, timeout=120)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", "b"]
    assert answers[0]["labels"] == [2] and answers[1]["labels"] == []
    assert {"item", "where", "term", "excerpt", "weight"} <= set(answers[0]["evidence"][0])
