"""Fills a DOCX template and saves it so that the same facts give the same bytes."""

from __future__ import annotations

import os
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import TemplateError
from jinja2.sandbox import SandboxedEnvironment

from crawler.errors import BadInput
from reports.result import Result

_SHIPPED = Path(__file__).with_name("templates")
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def template(name: str, result: Result) -> Path:
    """The office's own template where `meta["templates"]` names a folder that has one, else the shipped one."""
    own = result.meta.get("templates", "")
    path = Path(own, f"{name}.docx") if own else None
    return path if path is not None and path.is_file() else shipped(name)


def shipped(name: str) -> Path:
    """The template that comes with the program."""
    return _SHIPPED / f"{name}.docx"


def fill(source: Path, facts: dict[str, Any], target: Path, day: date) -> Path:
    """Renders `source` with `facts` into `target`. Raises BadInput when the template cannot be used."""
    letter = DocxTemplate(source)
    try:
        letter.render(facts, jinja_env=SandboxedEnvironment(autoescape=True), autoescape=True)
    except (TemplateError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise BadInput(f"{source}：模板不能使用（{error}）；请对照随软件提供的模板改正双大括号中的名称") from None
    properties = letter.docx.core_properties
    properties.author = properties.last_modified_by = facts.get("signature", "")
    properties.title, properties.comments = facts.get("title", ""), ""
    properties.created = properties.modified = datetime(day.year, day.month, day.day)
    letter.save(target)
    _settle(target)
    return target


def _settle(path: Path) -> None:
    """Writes the package again with fixed times: a ZIP keeps the clock of the run otherwise."""
    draft = path.with_name(path.name + ".part")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(zipfile.ZipInfo(entry.filename, _ZIP_DAY), old.read(entry), zipfile.ZIP_DEFLATED)
    os.replace(draft, path)
