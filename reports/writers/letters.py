"""Fills a DOCX template and saves it so that the same facts give the same bytes."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import Template, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from crawler.errors import BadInput
from reports.result import Result

_SHIPPED = Path(__file__).with_name("templates")
_ZIP_DAY = bytes((0, 0, 0x21, 0))      # midnight of 1 January 1980, as a ZIP writes it: time, then date, each in two bytes
_LOCAL, _CENTRAL = 10, 12              # where that stands in the header of an entry, and in its row of the list at the end
_CENTRAL_SIZE = 46                     # bytes of such a row before its names


class _Sentences(SandboxedEnvironment):
    """Compiles each piece of a template once: a letter has eight of them, and every department gets the same letter."""

    _MOST = 64

    def __init__(self) -> None:
        super().__init__(autoescape=True)
        self._made: dict[str, Template] = {}

    def from_string(self, source: str, *given: Any, **named: Any) -> Template:
        if given or named or source not in self._made:
            if len(self._made) >= self._MOST:
                self._made.clear()
            self._made[source] = super().from_string(source, *given, **named)
        return self._made[source]


@lru_cache(maxsize=1)
def _sentences() -> _Sentences:
    return _Sentences()


class _Letter(DocxTemplate):
    """A template whose text is made ready for filling once for all letters."""

    def patch_xml(self, src_xml: str) -> str:
        return _patched(src_xml)


@lru_cache(maxsize=64)
def _patched(source: str) -> str:
    return DocxTemplate("").patch_xml(source)


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
    letter = _Letter(source)
    try:
        letter.render(facts, jinja_env=_sentences(), autoescape=True)
    except (TemplateError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise BadInput(f"{source}：模板不能使用（{error}）；请对照随软件提供的模板改正双大括号中的名称") from None
    properties = letter.docx.core_properties
    properties.author = properties.last_modified_by = facts.get("signature", "")
    properties.title, properties.comments = facts.get("title", ""), ""
    properties.created = properties.modified = datetime(day.year, day.month, day.day)
    package = io.BytesIO()
    letter.save(package)
    _settle(package, target)
    return target


def _settle(package: io.BytesIO, target: Path) -> None:
    """Writes a package with fixed times: a ZIP keeps the clock of the run otherwise. What is packed stays packed."""
    made = bytearray(package.getvalue())
    with zipfile.ZipFile(package) as entries:
        row = entries.start_dir
        for entry in entries.infolist():
            for place in (entry.header_offset + _LOCAL, row + _CENTRAL):
                made[place:place + len(_ZIP_DAY)] = _ZIP_DAY
            row += _CENTRAL_SIZE + sum(int.from_bytes(made[at:at + 2], "little") for at in range(row + 28, row + 34, 2))
    draft = target.with_name(target.name + ".part")
    draft.write_bytes(made)
    os.replace(draft, target)
