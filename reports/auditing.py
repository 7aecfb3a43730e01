"""The door to the judgement: from an archive to one result for each checklist."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from classifier.checklist import Checklist, load_checklist
from classifier.rulings import read_rulings
from crawler.archive import Cache, Source, lacks_ocr, open_cache, read_documents
from crawler.config import Config, Period
from crawler.errors import ChecklistError, ConfigError
from reports.audit import assemble
from reports.judge import judge
from reports.publications import Reading
from reports.remembered import remembering
from reports.result import Result

_NO_OCR = "配置要求识别图片文字（crawl.ocr），但没有安装所需部件（pip install xxgk[ocr]）；以图片为正文的网页和扫描件没有识别"


def audit_university(config: Config, source: Source, as_of: date, reading: Reading | None = None) -> list[Result]:
    """Judges what an archive holds on the day `as_of`, one result for each checklist of the config, in its order.

    Without a period in the config: the last academic year that ended on or before `as_of`.
    """
    period = config.audit.period or last_academic_year(as_of)
    checklists = read_checklists(config)
    documents = read_documents(source, config)
    rulings = read_rulings(rulings_path(config))
    notes = (_NO_OCR,) if lacks_ocr(config) else ()
    with open_cache(source, config) as cache:
        reading = reading or _remembered(cache)
        audits = (assemble(config, source, documents, checklist, period, as_of, rulings, reading) for checklist in checklists)
        return [judge(replace(audit, notes=(*audit.notes, *notes))) for audit in audits]


def _remembered(cache: Cache) -> Reading:
    reading = Reading.default()
    return replace(reading, classify=remembering(reading.classify, cache))


def read_checklists(config: Config) -> list[Checklist]:
    """The config's checklists; a path is first looked for beside the config. Raises ConfigError naming config and list."""
    made = []
    for name in config.audit.checklist:
        beside = config.path.parent / name
        try:
            made.append(load_checklist(str(beside) if beside.is_file() else name) if name.endswith(".toml") else _built_in(name))
        except ChecklistError as error:
            raise ConfigError(f"{config.path}：audit.checklist：{error}") from None
    return made


@lru_cache(maxsize=8)
def _built_in(name: str) -> Checklist:
    """Read once: the inputs are checked before the crawl, and needed after it. A path may be changed by then."""
    return load_checklist(name)


def check_inputs(config: Config) -> None:
    """Refuses what an audit could not use before nights are spent on the crawl: an unknown checklist, damaged rulings.
    Raises BadInput."""
    read_checklists(config)
    read_rulings(rulings_path(config))


def last_academic_year(day: date) -> Period:
    """The last academic year (1 September – 31 August) that ended on or before a day."""
    end = day.year if day >= date(day.year, 8, 31) else day.year - 1
    return Period(f"{end - 1}-{end}学年度", date(end - 1, 9, 1), date(end, 8, 31))


def rulings_path(config: Config) -> Path:
    """Where the university's rulings stand: beside the archive, so that an archive can be thrown away and they stay."""
    return config.path.with_name(config.path.stem + ".rulings.toml")
