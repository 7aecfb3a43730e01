"""Every kind of finding and every status has its heading in docs/findings.md, its facts and its name."""

from pathlib import Path

from reports.case import kind_facts
from reports.findings import KINDS
from reports.result import KIND_NAMES, SEVERITY_NAMES, STATUS_NAMES

TEXT = (Path(__file__).parents[2] / "docs" / "findings.md").read_text("utf-8")


def test_every_kind_has_heading_name_and_facts():
    for kind in KINDS:
        assert f"### {KIND_NAMES[kind]}（{kind}）" in TEXT
        facts = kind_facts()[kind]
        assert facts.severity in SEVERITY_NAMES and facts.days > 0 and facts.remedy and facts.basis


def test_no_kind_is_named_and_not_found():
    assert set(KIND_NAMES) == set(KINDS) == set(kind_facts())


def test_every_status_has_its_heading():
    for status, name in STATUS_NAMES.items():
        assert f"### {name}（{status}）" in TEXT
