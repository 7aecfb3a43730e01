"""The manifest, the terminal summary, file names and wording."""

import dataclasses
import hashlib
import json
from datetime import date
from pathlib import Path

import pytest
from sample import make_result

from classifier.labels import WHERES
from reports.result import KIND_NAMES, STATUS_NAMES
from reports.safe_names import safe_name
from reports.writers import html, manifest, summary, tally, trend
from reports.writers.wording import long_date, masked, numeral, printable, words


def test_the_manifest_lists_every_file_with_its_digest(tmp_path):
    (tmp_path / "departments").mkdir()
    (tmp_path / "departments/人事处.docx").write_bytes(b"letter")
    (tmp_path / "audit.json").write_bytes(b"{}")
    manifest.write(make_result(disclosures=0), tmp_path)
    facts = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    assert [(row["path"], row["sha256"]) for row in facts["files"]] == [
        ("audit.json", hashlib.sha256(b"{}").hexdigest()), ("departments/人事处.docx", hashlib.sha256(b"letter").hexdigest())]
    assert facts["version"] == "0.1.0" and facts["checklist"]["id"] == "moe-2014"


def test_the_manifest_does_not_list_itself(tmp_path):
    for _ in range(2):
        manifest.write(make_result(disclosures=0), tmp_path)
    assert json.loads((tmp_path / "manifest.json").read_text("utf-8"))["files"] == []


def test_the_summary_tells_status_kinds_departments_and_paths():
    told = summary.summarize(make_result(), [Path("out/report.html"), Path("out/departments/人事处.docx"), Path("out/departments/教务处.docx")])
    for part in ("已公开", "缺失", "链接失效", "问题最多的部门", "out/report.html".replace("/", "\\") if "\\" in str(Path("a/b")) else "out/report.html", "2 份", "未能核查"):
        assert part in told


def test_the_summary_names_five_departments():
    lines = summary.summarize(make_result()).splitlines()
    start = lines.index("问题最多的部门：")
    assert lines[start + 6] == "" and all(line.endswith("个") for line in lines[start + 1:start + 6])


def test_the_verdict_is_one_sentence_with_all_figures():
    told = tally.verdict(make_result())
    assert told.startswith("望川大学2024-2025学年度应公开的50项中，已公开40项，") and "缺失2项" in told and f"发现问题{len(make_result().findings)}个" in told and told.count("。") == 1


@pytest.mark.parametrize(("name", "safe"), [
    ("人事处", "人事处"), ("a/b\\c:d*e?f\"g<h>i|j", "a_b_c_d_e_f_g_h_i_j"), ("con", "_con"), ("NUL.txt", "_NUL.txt"), ("处. ", "处"), ("", "未命名"), ("..", "未命名"), ("人\u202e事\x00处", "人事处"),
])
def test_file_names_are_safe_everywhere(name, safe):
    assert safe_name(name) == safe


def test_long_names_stay_below_the_file_systems_limit():
    assert len(safe_name("处" * 300).encode()) < 200


def test_names_equal_without_case_are_told_apart():
    taken: set[str] = set()
    assert [safe_name(name, taken) for name in ("A处", "a处", "a处")] == ["A处", "a处（2）", "a处（3）"]


@pytest.mark.parametrize(("number", "text"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五"), (120, "120")])
def test_numerals(number, text):
    assert numeral(number) == text


def test_dates_in_letters_have_no_leading_zero():
    assert long_date(date(2025, 3, 8)) == "2025年3月8日"


def test_text_loses_what_no_format_bears():
    assert printable("a\x00\x08b\ud800c\u202ed\n e\u3000f") == "abcd e f"


def test_only_real_looking_personal_numbers_are_hidden():
    assert "110101199003078515" not in masked("号110101199003078515。") and "13912345678" not in masked("电话13912345678")
    assert masked("文件编号 202410310001234567，电话 023-68485000") == "文件编号 202410310001234567，电话 023-68485000"


def test_every_status_kind_and_place_has_its_words():
    assert set(STATUS_NAMES) <= set(words()["statuses"]) and set(WHERES) <= set(words()["where"])
    assert all(words()["kinds"][kind]["about"] and words()["kinds"][kind]["remedy"] for kind in KIND_NAMES)


def test_earlier_audits_are_drawn():
    rows = [{"as_of": "2024-10-31", "period": "2023-2024学年度", "disclosed": 30, "findings": 80, "count": 300}, {"as_of": "坏"}]
    result = dataclasses.replace(make_result(disclosures=0), meta={"history": json.dumps(rows)})
    assert [row["as_of"] for row in trend.history(result)] == ["2024-10-31", "2025-10-31"]
    assert "历次核查" in html.render(result) and "历次核查" not in html.render(make_result(disclosures=0))
