"""The door: the command line, a table of contents of the program."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.config import Config, load_config, parse_day, parse_period
from crawler.errors import BadInput, XxgkError
from reports.arguments import Argument, argument, command_line

if TYPE_CHECKING:
    from crawler.archive import CrawlFacts, Source

DONE, BAD_INPUT, UNSEEN, INTERRUPTED = 0, 2, 3, 130


def audit(options: argparse.Namespace) -> int:
    """Crawls, classifies, judges and writes every report."""
    from reports.auditing import audit_university, check_inputs
    from reports.publish import check_folder, chosen_writers, publish

    config = _config(options)
    check_inputs(config)
    writers = chosen_writers(options.format)
    folder = options.output or config.path.with_name(config.path.stem + ".report")
    check_folder(folder)
    results = audit_university(config, _source(config, options), config.audit.as_of or date.today())
    return publish(results, config, folder, sys.stdout, writers)


def crawl(options: argparse.Namespace) -> int:
    """Fetches into the archive."""
    facts = _crawl(_config(options))
    print(f"站点 {len(facts.sites)} 个，页面 {facts.pages} 个，{'全部看到底' if facts.complete else '部分站点没有看到底'}")
    return DONE if facts.complete else UNSEEN


def documents(options: argparse.Namespace) -> int:
    """Prints every document of the archive, or of WARC files, as a page record."""
    from crawler.archive import read_documents
    from crawler.reading import document_row

    config = _config(options)
    options.no_crawl = True
    for document in read_documents(_source(config, options), config):
        if document.is_disclosure_unit:
            _print_json(document_row(document))
    return DONE


def classify(options: argparse.Namespace) -> int:
    """Labels page records."""
    from classifier.checklist import load_checklist
    from classifier.rows import classify_rows, open_lines

    checklist = load_checklist(options.checklist)
    with ExitStack() as stack:
        for row in classify_rows(open_lines(options.file, stack), checklist, options.file):
            _print_json(row)
    return DONE


def evaluate(options: argparse.Namespace) -> int:
    """Scores the classifier on labelled page records."""
    from classifier.checklist import load_checklist
    from classifier.evaluate import evaluate as score
    from classifier.evaluate import read_labelled, render_scores
    from classifier.rows import open_lines

    if options.compare:
        print(_compared(options))
        return DONE
    if options.archive or not options.files:
        raise BadInput("命令行：evaluate 要写标注文件；--archive 须与 --compare 同用；运行 xxgk evaluate -h 看用法")
    checklist = load_checklist(options.checklist)
    with ExitStack() as stack:
        records = [record for name in options.files for record in read_labelled(open_lines(name, stack), name)]
    print(render_scores(score(records, checklist), checklist))
    return DONE


def _compared(options: argparse.Namespace) -> str:
    """What two sets of rules say differently of page records, or of an archive."""
    from classifier.comparing import compare_rules, render_difference, rules_named
    from classifier.evaluate import read_records
    from classifier.rows import open_lines
    from reports.trial import try_rules

    old, new = (rules_named(name, options.checklist) for name in options.compare)
    if options.archive:
        config = load_config(options.archive)
        return try_rules(config, old, new, config.audit.as_of or date.today())
    if not options.files:
        raise BadInput("命令行：--compare 要写标注文件，或用 --archive 指明学校的配置；运行 xxgk evaluate -h 看用法")
    with ExitStack() as stack:
        records = [record for name in options.files for record in read_records(open_lines(name, stack), name)]
    return render_difference(compare_rules(records, old, new), new)


def explain(options: argparse.Namespace) -> int:
    """Says why a page has, or lacks, each label."""
    from reports.explaining import explain_page

    config = _config(options)
    options.no_crawl = True
    print(explain_page(config, _source(config, options), options.url, config.audit.as_of or date.today()))
    return DONE


def init(options: argparse.Namespace) -> int:
    """Finds the university's sites from its home page and writes a config to edit."""
    from crawler.init import init as discover

    print(discover(options.url, options.output, proxy=options.proxy))
    return DONE


def reindex(options: argparse.Namespace) -> int:
    """Rebuilds the archive's index from its WARC files."""
    from crawler.archive import reindex as rebuild

    print(f"已由 WARC 文件重建索引，共 {rebuild(_config(options))} 条记录")
    return DONE


def compare(options: argparse.Namespace) -> int:
    """Says what changed between two audits."""
    from reports.compare import compare_files, render_comparison

    comparison = compare_files(options.old, options.new)
    if options.output:
        from reports.publish import publish_comparison

        publish_comparison(comparison, options.output, sys.stderr)
    print(json.dumps(comparison.as_json(), ensure_ascii=False, indent=2) if options.json else render_comparison(comparison))
    return DONE


def review(options: argparse.Namespace) -> int:
    """Reads the rulings that a clerk wrote into the workbook."""
    from reports.reviewing import import_workbook

    config = _config(options)
    options.no_crawl = True
    print(import_workbook(config, _source(config, options), options.workbook, datetime.now()))
    return DONE


def check_report(options: argparse.Namespace) -> int:
    """Reads a published annual report and checks it."""
    from reports.check_report import check, render

    checked = check(options.file, options.against)
    print(json.dumps(checked.as_json(), ensure_ascii=False, indent=2) if options.json else render(checked))
    return DONE


def demo(options: argparse.Namespace) -> int:
    """Audits the campus that ships with the program."""
    from fixtures.demo import prepare

    folder = options.output or Path("xxgk-demo")
    with prepare(folder) as config:
        audit(_parser().parse_args(["audit", str(config), "-o", str(folder / "report")]))
    return DONE


CONFIG = argument("config", metavar="CONFIG", type=Path, help="学校的配置文件（TOML）")
WARC = argument("--warc", metavar="FILE", type=Path, nargs="+", action="extend", help="改用其他抓取程序生成的 WARC 文件，不联网")
PERIOD = argument("--period", metavar="P", help="期间：学年度 2018-2019，或年度 2025")
AS_OF = argument("--as-of", metavar="DATE", help="判断是否超期的日期，如 2019-10-31")
CHECKLIST = argument("--checklist", metavar="NAME", default="moe-2014", help="清单名称或 TOML 文件（默认 moe-2014）")
JSON = argument("--json", action="store_true", help="输出 JSON")


def _output(what: str) -> Argument:
    return argument("-o", "--output", metavar="PATH", type=Path, help=what)


COMMANDS: dict[str, tuple[Callable[[argparse.Namespace], int], str, tuple[Argument, ...]]] = {
    "init": (init, "从学校首页找出各网站，写一份待核对的配置", (
        argument("url", metavar="URL", help="学校首页网址"), _output("写到这个文件"),
        argument("--proxy", metavar="URL", default="", help="转发代理，如 http://127.0.0.1:3128"))),
    "crawl": (crawl, "抓取各网站存入档案；中断后再运行即接着抓", (CONFIG,)),
    "audit": (audit, "抓取、归类、判断，写出全部报告", (
        CONFIG, _output("报告写到这个文件夹"), PERIOD, AS_OF,
        argument("--no-crawl", action="store_true", help="不抓取，只用已有档案"), WARC,
        argument("--format", metavar="A,B", default="", help="只写这些报告，如 html,workbook（默认全部）"))),
    "documents": (documents, "把档案里的每条信息输出为一行 JSON", (CONFIG, WARC)),
    "classify": (classify, "给页面记录归类（每行一个 JSON；- 表示标准输入）", (
        argument("file", metavar="FILE.jsonl"), CHECKLIST)),
    "evaluate": (evaluate, "在已标注的页面记录上给归类打分", (
        argument("files", metavar="FILE.jsonl", nargs="*"), CHECKLIST,
        argument("--compare", metavar=("OLD", "NEW"), nargs=2, help="两份规则文件（*.rules.toml）或清单：哪些页面的归类会变"),
        argument("--archive", metavar="CONFIG", type=Path, help="与 --compare 同用：在这所学校的档案上比，哪些核查结论会变"))),
    "explain": (explain, "说明某个网页为什么归入或不归入各事项", (
        CONFIG, argument("url", metavar="URL"), WARC)),
    "reindex": (reindex, "由 WARC 文件重建档案索引", (CONFIG,)),
    "compare": (compare, "比较两次核查的结果", (
        argument("old", metavar="OLD.json", type=Path), argument("new", metavar="NEW.json", type=Path),
        _output("另写 compare.html 和 compare.docx 到这个文件夹"), JSON)),
    "review": (review, "读入 workbook.xlsx 里填写的复核结论", (
        CONFIG, WARC, argument("--import", dest="workbook", metavar="workbook.xlsx", type=Path, required=True, help="填好复核结论的工作簿"))),
    "check-report": (check_report, "核对一份已发布的信息公开年度报告", (
        argument("file", metavar="FILE", type=Path),
        argument("--against", metavar="audit.json", type=Path, help="与一次核查的结果对账"), JSON)),
    "demo": (demo, "核查随程序附带的示例校园，不联网", (_output("结果写到这个文件夹（默认 xxgk-demo）"),)),
}


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; returns the exit status of the contract (0, 2, 3, 130)."""
    _speak_utf8()
    try:
        options = _parser().parse_args(arguments)
        return COMMANDS[options.command][0](options)
    except XxgkError as error:
        print(f"xxgk：{' '.join(str(error).split())}", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        print("xxgk：已中断；已抓到的都在档案里，再运行同一条命令即可继续", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return DONE


def run() -> None:
    """The console script."""
    sys.exit(main())


def _config(options: argparse.Namespace) -> Config:
    """The config with the command line's own period and day laid over it."""
    config = load_config(options.config)
    settings = config.audit
    if getattr(options, "period", None):
        settings = replace(settings, period=parse_period(options.period, "--period"))
    if getattr(options, "as_of", None):
        settings = replace(settings, as_of=parse_day(options.as_of, "--as-of"))
    return replace(config, audit=settings)


def _crawl(config: Config) -> CrawlFacts:
    """Crawls, shows on stderr how it goes, and says there how it ended."""
    from crawler.progress import make_progress
    from crawler.run import crawl as run

    facts = run(config, make_progress(sys.stderr))
    print(f"抓取结束：{facts.pages} 页，请求 {facts.requests} 次", file=sys.stderr)
    return facts


def _source(config: Config, options: argparse.Namespace) -> Source:
    """What the audit reads: WARC files that were named, else the archive, after a crawl unless it is switched off."""
    from crawler.archive import open_archive, open_warcs

    if options.warc:
        return open_warcs(options.warc, config)
    if not options.no_crawl:
        _crawl(config)
    return open_archive(config)


def _print_json(row: dict) -> None:
    print(json.dumps(row, ensure_ascii=False))


def _speak_utf8() -> None:
    """Windows consoles default to a legacy code page, and a hostile title may hold half a surrogate pair: neither may stop the output."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _parser() -> argparse.ArgumentParser:
    return command_line(((name, text, arguments) for name, (_, text, arguments) in COMMANDS.items()), _version())


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("xxgk")
    except PackageNotFoundError:
        return "0（未安装）"



if __name__ == "__main__":
    run()
