"""Writes all reports into a temporary folder and moves them into place, so that nobody ever opens half a report."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from crawler.config import Config
from crawler.errors import BadInput
from reports.compare import Comparison
from reports.history import keep, with_history
from reports.office import with_office
from reports.result import Result
from reports.safe_names import safe_name
from reports.writers import WRITERS
from reports.writers.comparison import write as write_comparison
from reports.writers.summary import summarize

DONE, UNSEEN = 0, 3
ALWAYS = ("json", "manifest")


def check_folder(folder: Path) -> None:
    """Refuses a place that cannot take the reports before hours are spent on the crawl. Raises BadInput."""
    if folder.exists() and not folder.is_dir():
        raise BadInput(f"{folder}：已有同名文件，不能当作报告文件夹；请换一个 -o 路径")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"{folder}：不能建立报告文件夹（{error.strerror}）；请换一个 -o 路径") from None


def chosen_writers(names: str) -> tuple[str, ...]:
    """The writers that a list like "html,workbook" asks for, all for "". audit.json and the manifest are always written:
    what was handed over must be open to proof. Raises BadInput."""
    wanted = {name.strip() for name in names.split(",") if name.strip()}
    if unknown := sorted(wanted - set(WRITERS)):
        raise BadInput(f"--format：没有 {unknown[0]} 这种报告；可选 {'、'.join(WRITERS)}，用逗号隔开")
    return tuple(name for name in WRITERS if not wanted or name in wanted or name in ALWAYS)


def publish(results: Sequence[Result], config: Config, folder: Path, stream: TextIO, writers: Sequence[str] = tuple(WRITERS)) -> int:
    """Writes the reports of every checklist, keeps the result for the trend, prints the summary, returns the exit status.

    The first checklist's reports stand in `folder`, those of further checklists in a folder of their own inside it.
    """
    results = _naming_each_other([with_office(result, config) for result in with_history(results, config)])
    written: list[list[Path]] = []
    with _staged(folder) as staging:
        for result, place in zip(results, _places(results), strict=True):
            target = staging / place
            target.mkdir(exist_ok=True)
            paths = [path for name in writers for path in WRITERS[name].write(result, target)]
            written.append([folder / path.relative_to(staging) for path in paths])
        if "departments" in writers:
            for place in _places(results):
                _clear(folder / place, staging / place)
    for result, paths in zip(results, written, strict=True):
        keep(result, next(path for path in paths if path.name == "audit.json"), config)
        print(summarize(result, paths), file=stream)
    return UNSEEN if any(result.incomplete for result in results) else DONE


def _places(results: Sequence[Result]) -> list[str]:
    """The folder of each result inside the reports' folder: "" for the first checklist."""
    return [safe_name(result.checklist.id) if number else "" for number, result in enumerate(results)]


def _naming_each_other(results: Sequence[Result]) -> list[Result]:
    """The results with the other checklists of the same audit in `meta["others"]`: id, title, and the way to their folder."""
    places = _places(results)
    made = []
    for mine, result in zip(places, results, strict=True):
        others = [{"id": other.checklist.id, "title": other.checklist.title, "folder": f"{'../' if mine else ''}{f'{place}/' if place else ''}"}
                  for place, other in zip(places, results, strict=True) if place != mine]
        made.append(replace(result, meta={**result.meta, "others": json.dumps(others, ensure_ascii=False)}))
    return made


def publish_comparison(comparison: Comparison, folder: Path, stream: TextIO) -> None:
    """Writes what changed between two audits as a page and as a paper, and names the files."""
    check_folder(folder)
    with _staged(folder) as staging:
        paths = [folder / path.relative_to(staging) for path in write_comparison(comparison, staging)]
    for path in paths:
        print(path, file=stream)


@contextmanager
def _staged(folder: Path) -> Iterator[Path]:
    """A temporary folder on the same disk, whose entries replace those of `folder` when nothing failed."""
    try:
        staging = Path(tempfile.mkdtemp(prefix=".xxgk-", dir=folder))
    except OSError as error:
        raise BadInput(f"{folder}：不能写入（{error.strerror}）；请检查权限和磁盘空间") from None
    try:
        yield staging
        for entry in sorted(staging.iterdir()):
            _move(entry, folder / entry.name)
    except OSError as error:
        raise BadInput(f"{error.filename or folder}：报告写不进去（{error.strerror}）；请关闭已打开的旧报告并检查磁盘空间，再运行一次") from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _clear(folder: Path, staging: Path) -> None:
    """Takes away the letters of an earlier audit when nobody has anything to mend any more."""
    if not (staging / "departments").exists() and (folder / "departments").is_dir():
        shutil.rmtree(folder / "departments")


def _move(source: Path, target: Path) -> None:
    """Puts a file or a folder of letters in the place of an older one: a letter of the last audit must not stay behind.
    The folder of a further checklist keeps what else people laid into it."""
    if not target.is_dir():
        os.replace(source, target)
    elif source.name == "departments":
        os.replace(target, source.with_name(source.name + ".old"))
        os.replace(source, target)
    else:
        for entry in sorted(source.iterdir()):
            _move(entry, target / entry.name)
