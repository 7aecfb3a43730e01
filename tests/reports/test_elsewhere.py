"""Universities unlike the demo campus: folders without a slash, platforms that move their readers, several checklists."""

import io
import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from made import CHECKLIST, WWW, XXGK, audited, config, home, item, kinds, listing, page
from sample import make_result

from classifier.rulings import Ruling
from crawler.config import AuditSettings, Config, CrawlSettings, Site, University
from crawler.document import Link
from crawler.errors import BadInput
from reports.check_report import check
from reports.masking import Masker
from reports.publish import publish
from reports.reviewing import _bound, import_workbook
from reports.writers.departments import _notice

NEW = "http://www.e.edu.cn/xxgk/index.htm"


def test_a_site_named_without_its_last_slash_is_the_folder_and_not_the_whole_host():
    setup = replace(config(), sites=(Site("http://www.e.edu.cn/jwc", "教务处"), Site(WWW, "党政办公室")))
    result = audited(page("http://www.e.edu.cn/info/1.htm", "#12", "2019-01-01"), page("http://www.e.edu.cn/jwc/1.htm", "#13", "2019-01-01"), setup=setup)
    assert [row.url for row in kinds(result, "unlinked")] == ["http://www.e.edu.cn/jwc/1.htm"]


def test_a_platform_whose_entry_moves_its_readers_is_where_they_arrive():
    moved = page(XXGK, "", state="redirect", links=(Link(NEW, "", "redirect"),))
    row = page("http://rsc.e.edu.cn/1.htm", "#12", "2019-01-01")
    result = audited(moved, listing(NEW, "考试@12", [row]), row)
    assert not kinds(result, "unlinked") and item(result, 12).column == NEW


def test_one_click_may_pass_a_redirect():
    short = "http://www.e.edu.cn/go"
    front = replace(home(), links=(Link(short, "信息公开", "nav"),))
    result = audited(front, page(short, state="redirect", links=(Link(XXGK, "", "redirect"),)))
    assert not any("首页没有" in row.message for row in kinds(result, "platform"))


def test_a_platform_that_falls_back_on_the_home_page_makes_no_platform_of_it():
    moved = page(XXGK, "", state="redirect", links=(Link(WWW, "", "redirect"),))
    assert item(audited(moved, listing("http://www.e.edu.cn/a.htm", "考试@12")), 12).column == ""


def test_thousands_of_values_are_masked_in_one_pass_and_their_cut_ends_too():
    values = [str(2021000000 + number) for number in range(20_000)] + ["示例市中山区幸福路十二号三单元"]
    mask = Masker(date(2025, 1, 1), values).text
    assert mask("学号2021019999的\ud800同学") == "学号202*****99的\ud800同学"
    assert mask("住在示例市中山区幸福路") == "住在" + "*" * 9
    assert mask("区幸福路十二号三单元的人") == "*" * 10 + "的人"


def _two(tmp_path):
    first = make_result(disclosures=2)
    other = replace(first, checklist=replace(first.checklist, id="sunshine", title="三务清单"))
    setup = Config(tmp_path / "school.toml", University("某大学", "some.example", "http://www.some.example/"), AuditSettings(), CrawlSettings(), ())
    return [first, other], setup


def test_reports_of_several_checklists_name_each_other_and_keep_what_people_laid_there(tmp_path):
    results, setup = _two(tmp_path)
    told = io.StringIO()
    (tmp_path / "out" / "sunshine").mkdir(parents=True)
    (tmp_path / "out" / "sunshine" / "我的备注.txt").write_text("勿删", "utf-8")
    for _ in range(2):
        publish(results, setup, tmp_path / "out", told, ("json", "html", "manifest"))
    assert 'href="sunshine/report.html">三务清单' in (tmp_path / "out" / "report.html").read_text("utf-8")
    assert 'href="../report.html"' in (tmp_path / "out" / "sunshine" / "report.html").read_text("utf-8")
    assert json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))["others"][0]["folder"] == "sunshine/"
    assert (tmp_path / "out" / "sunshine" / "我的备注.txt").exists() and "清单：三务清单" in told.getvalue()


class _NoPages:
    def fetches(self):
        return iter(())


def _filled(tmp_path, identity):
    from reports.writers import workbook

    result = make_result(disclosures=0)
    workbook.write(replace(result, checklist=replace(result.checklist, id=identity)), tmp_path)
    book = openpyxl.load_workbook(tmp_path / "workbook.xlsx")
    heads = {cell.value: cell.column for cell in book["公开信息"][1]}
    book["公开信息"].cell(2, heads["复核结论"]).value = "属于本事项"
    book.save(tmp_path / "workbook.xlsx")
    return tmp_path / "workbook.xlsx"


@pytest.mark.parametrize("identity", ["moe-2014", "sunshine-liaoning"])
def test_a_workbook_of_either_checklist_is_read_back_as_that_list_s(tmp_path, monkeypatch, identity):
    monkeypatch.setattr("reports.reviewing.read_documents", lambda source, config: ())
    setup = replace(_two(tmp_path)[1], audit=AuditSettings(checklist=("moe-2014", "sunshine-liaoning")))
    import_workbook(setup, _NoPages(), _filled(tmp_path, identity), datetime(2025, 1, 1))
    assert f'checklist = "{identity}"' in (tmp_path / "school.rulings.toml").read_text("utf-8")


def test_a_workbook_of_a_checklist_that_is_not_audited_is_refused(tmp_path):
    setup = replace(_two(tmp_path)[1], audit=AuditSettings(checklist=("moe-2014",)))
    with pytest.raises(BadInput, match="清单"):
        import_workbook(setup, _NoPages(), _filled(Path(tmp_path), "other"), datetime(2025, 1, 1))


def test_an_annual_report_is_not_reconciled_with_the_audit_of_another_list(tmp_path):
    (tmp_path / "report.txt").write_text("某大学2018-2019学年度信息公开工作报告\n第一大类第1条信息共1条。\n", "utf-8")
    (tmp_path / "audit.json").write_text(json.dumps({"schema": "xxgk-audit/1", "checklist": "sunshine", "items": [{"item": 1}]}), "utf-8")
    with pytest.raises(BadInput, match="sunshine"):
        check(tmp_path / "report.txt", tmp_path / "audit.json")


def test_a_letter_of_another_list_cites_that_list(tmp_path):
    first, other = _two(tmp_path)[0]
    other = replace(other, checklist=replace(other.checklist, document="辽教"))
    assert "教办函〔2014〕23号" in _notice(first)["opening"]
    assert "《三务清单》" in _notice(other)["opening"] and "教办函" not in _notice(other)["opening"]


def test_a_rule_among_all_rules_is_not_misfiled_under_any_list():
    rule, charter = page(XXGK + "1.htm", "出国管理办法#13", "2019-01-01"), page(XXGK + "2.htm", "招生章程#13", "2019-01-01")
    other = replace(CHECKLIST, id="other", document="某省")
    found = audited(rule, charter, listing(XXGK + "gz.htm", "各项规章制度@12", [rule, charter]), checklist=other)
    assert [row.url for row in kinds(found, "misfiled")] == [charter.url]


def test_a_ruling_on_a_finding_is_bound_to_an_article_and_not_to_a_list():
    ruling = Ruling(XXGK, "false_alarm", finding="ab")
    assert _bound(ruling, page(XXGK, "文章", text_digest="sha256:aa")).digest == "sha256:aa"
    assert _bound(ruling, listing(XXGK, "列表")).digest == "" and _bound(ruling, None).digest == ""
