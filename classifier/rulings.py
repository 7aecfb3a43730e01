"""Keeps what people decided about labels and findings, and lays it over the labels until the page changes."""

from __future__ import annotations

import os
import tempfile
import tomllib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from classifier.labels import Label, Verdict
from crawler.errors import BadInput

DECISIONS = ("is", "is_not", "nil", "mended", "false_alarm", "accepted")


@dataclass(frozen=True, slots=True)
class Ruling:
    """One decision (复核意见).

    `decision` about a page's label: "is" (it discloses `item`), "is_not", "nil" (it declares that there is none);
    about a finding (`finding` is its key): "mended", "false_alarm", "accepted". `digest` is the text digest of the page
    as the person saw it: when the page changes, the ruling no longer holds and the question is asked again.
    """

    url: str
    decision: str
    item: int = 0
    checklist: str = "moe-2014"
    digest: str = ""
    finding: str = ""
    by: str = ""
    at: str = ""              # ISO 8601
    note: str = ""


def read_rulings(path: Path) -> tuple[Ruling, ...]:
    """The rulings of a file, in its order; () when there is none. Raises BadInput naming file and row."""
    try:
        data = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"{path}：复核意见读不了（{error}）；请恢复备份，或改正该处") from None
    rows = data.get("ruling", [])
    if not isinstance(rows, list):
        raise BadInput(f"{path}：ruling 应写成 [[ruling]] 一节一条")
    return tuple(_ruling(row, f"{path}：第{number}条") for number, row in enumerate(rows, 1))


def _ruling(row: object, where: str) -> Ruling:
    if not isinstance(row, dict):
        raise BadInput(f"{where}：应写成 [[ruling]]")
    known = {field.name: field.type for field in fields(Ruling)}
    for key, value in row.items():
        if key not in known:
            raise BadInput(f"{where}：不认识的键 {key}；可用的键：{'、'.join(known)}")
        if not isinstance(value, int if key == "item" else str):
            raise BadInput(f"{where}：{key} 的值类型不对")
    if row.get("decision") not in DECISIONS or not row.get("url", row.get("finding")):
        raise BadInput(f"{where}：须有 url（或 finding）和 decision，decision 只能是 {'、'.join(DECISIONS)}")
    return Ruling(**{"url": "", **row})


def write_rulings(path: Path, rulings: Iterable[Ruling]) -> None:
    """Writes all rulings in place of the file, whole or not at all."""
    text = "# 复核意见：由 xxgk review 维护，也可手工编辑；页面内容变化后，对应的意见自动失效并重新提请复核。\n"
    for ruling in rulings:
        text += "\n[[ruling]]\n" + "".join(f"{key} = {_value(value)}\n" for key, value in asdict(ruling).items() if value not in ("", 0))
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=path.name, dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        os.replace(name, path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _value(value: str | int) -> str:
    """A TOML value: basic strings with every control character escaped."""
    if isinstance(value, int):
        return str(value)
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped) + '"'


def add_ruling(path: Path, ruling: Ruling) -> None:
    """Adds a decision; an earlier one on the same question is replaced."""
    def question(row: Ruling) -> tuple:
        return (row.checklist, row.finding) if row.finding else (row.checklist, row.url, row.item)

    kept = [row for row in read_rulings(path) if question(row) != question(ruling)]
    write_rulings(path, [*kept, ruling])


def lay_over(verdict: Verdict, url: str, digest: str, rulings: Iterable[Ruling], checklist: str) -> Verdict:
    """A verdict with the rulings on that page laid over it; rulings on another state of the page are left out."""
    for ruling in rulings:
        if ruling.url == url and ruling.item and ruling.checklist == checklist and ruling.digest in ("", digest):
            verdict = _laid(verdict, ruling)
    return verdict


def _laid(verdict: Verdict, ruling: Ruling) -> Verdict:
    known = next((label for label in (*verdict.labels, *verdict.candidates) if label.item == ruling.item), None)
    labels = tuple(label for label in verdict.labels if label.item != ruling.item)
    candidates = tuple(label for label in verdict.candidates if label.item != ruling.item)
    if ruling.decision in ("is", "nil"):
        made = replace(known or Label(ruling.item, 1.0, ()), score=1.0, nil=ruling.decision == "nil")
        return replace(verdict, labels=(made, *labels), candidates=candidates)
    if ruling.decision == "is_not":
        return replace(verdict, labels=labels, candidates=candidates)
    return verdict


def outdated(rulings: Iterable[Ruling], digests: dict[str, str]) -> tuple[Ruling, ...]:
    """Rulings whose page has changed since (or is gone): the question is asked again."""
    return tuple(row for row in rulings if row.url and row.digest and digests.get(row.url, "") != row.digest)
