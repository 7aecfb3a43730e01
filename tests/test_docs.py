"""What is undocumented fails: every command, checklist, finding kind, status, unseen reason, writer and CMS has its place in docs/."""

import re
from dataclasses import fields
from importlib.resources import files
from pathlib import Path

import pytest

import xxgk
from crawler.archive import UNSEEN_REASONS
from crawler.config import CrawlSettings
from reports.result import KIND_NAMES, STATUS_NAMES
from reports.writers import WRITERS

DOCS = Path(__file__).resolve().parent.parent / "docs"
README = DOCS.parent / "README.md"


def _read(name):
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("command", xxgk.COMMANDS)
def test_every_command_stands_in_the_manual_and_in_the_readme(command):
    assert f"xxgk {command}" in _read("manual.md") and f"xxgk {command}" in README.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_every_finding_kind_has_its_heading(kind):
    assert any(line.startswith("#") and KIND_NAMES[kind] in line for line in _read("findings.md").splitlines())


@pytest.mark.parametrize("status", STATUS_NAMES)
def test_every_status_is_explained(status):
    assert STATUS_NAMES[status] in _read("findings.md")


@pytest.mark.parametrize("reason", UNSEEN_REASONS)
def test_every_reason_for_not_seeing_is_explained(reason):
    assert reason in _read("crawl.md")


@pytest.mark.parametrize("key", [field.name for field in fields(CrawlSettings)])
def test_every_key_of_the_crawl_is_explained_where_a_clerk_looks(key):
    assert f"`{key}`" in _read("crawl.md") and f"`crawl.{key}`" in _read("manual.md")


def _options():
    return {flag for _, _, arguments in xxgk.COMMANDS.values() for flags, _ in arguments for flag in flags if flag.startswith("--")}


def test_every_option_is_explained_and_every_option_explained_exists():
    named = {option for page in (*DOCS.glob("*.md"), README) for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", page.read_text(encoding="utf-8"))}
    assert named == _options() - {"--output"}   # its short name is the one in use


@pytest.mark.parametrize("writer", WRITERS)
def test_every_report_is_explained(writer):
    names = {"json": "audit.json", "html": "report.html", "workbook": "workbook.xlsx", "departments": "departments/", "annual": "annual-report",
             "manifest": "manifest.json"}
    assert names[writer] in _read("reports.md")


def test_every_checklist_stands_in_the_manual_for_rule_writers():
    shipped = [entry.name.removesuffix(".toml") for entry in files("classifier").joinpath("checklists").iterdir()
               if entry.name.endswith(".toml") and entry.name.count(".") == 1]
    assert shipped and all(name in _read("rules.md") for name in shipped)


def test_every_cms_stands_in_the_guide_for_engineers():
    shipped = [entry.name.removesuffix(".toml") for entry in files("crawler").joinpath("cms").iterdir() if entry.name.endswith(".toml")]
    assert shipped and all(name in _read("cms.md") for name in shipped)


def test_the_documents_link_to_files_that_exist():
    for page in (*DOCS.glob("*.md"), README):
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} → {target}"
