"""Finds personal data in a text, and tells it from office phones, order numbers and other harmless look-alikes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files

from stdnum import luhn
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

_ID = re.compile(r"(?<![\dA-Za-z])[1-9]\d{16}[\dXx](?![\dA-Za-z])")
_OLD_ID = re.compile(r"(?<!\d)[1-9]\d{14}(?!\d)")
_CARD = re.compile(r"(?<!\d)(?:62\d{2}(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?|[45]\d{3}(?:[ -]?\d{4}){3}|62\d{14,17})(?!\d)")
_MOBILE = re.compile(r"(?<![\d.])1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_STUDENT = re.compile(r"(?<![\dA-Za-z*])(?:[A-Za-z]{0,2})\d{7,13}(?![\dA-Za-z*])")
_FULL_DATE = re.compile(r"(?<!\d)(?:19[4-9]\d|20[01]\d)(?:[-./年]\s?\d{1,2}[-./月]\s?\d{1,2}日?|[01]\d[0-3]\d(?!\d))")
_ADDRESS = re.compile(r"[\u4e00-\u9fff]{2,}(?:省|市|自治区|县|区)[\u4e00-\u9fff\dA-Za-z\-]{2,40}(?:村|组|号|室|路|街|社区|弄|栋)[\u4e00-\u9fff\dA-Za-z\-]{0,16}")
_PERSONAL_PHONE = re.compile(
    r"(?:(?:学生|考生|家长|本人|个人|监护人)\S{0,4}(?:手机|电话)\S{0,4}?[:：]?\s*|(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,4}\s*[（(](?:联系)?(?:电话|手机|方式)号?码?[:：]?\s*)(1[3-9]\d{9})(?!\d)")
_FORM = re.compile(r"姓名\s*[:：]\s*[\u4e00-\u9fff·]{2,8}")
_SICK = re.compile(r"[\u4e00-\u9fff]{2,3}同学[^。\n]{0,30}(?:身患|患有|罹患|确诊为?|被诊断为?)([\u4e00-\u9fff]{2,10})")
_LONG_NUMBER = re.compile(r"\d\d{3}(?:\d{7}|[ -]\d{4})")   # a repetition at the start would be searched for more slowly
_TELLING = re.compile("学号|出生|住址|地址|困难|病|残疾|低保")
_DIGITS = re.compile(r"\d\d{3}")      # in every number and every date that is looked for
_TABLE_ROWS = 3000
OLDEST, YOUNGEST = 1900, 10   # a birth date lies after the one and at least so many years before the day of the audit


@dataclass(frozen=True, slots=True)
class Hit:
    """Personal data of one class. `values` stand in clear: they are for masking and never leave the program."""

    kind: str
    count: int
    values: tuple[str, ...]
    line: str                 # the first line it stands in, in clear


@dataclass(frozen=True)
class _Facts:
    severity: dict[str, str]
    name: dict[str, str]
    words: dict[str, tuple[str, ...]]
    any_of: dict[str, re.Pattern[str]]     # one search for all words of a group
    telling: re.Pattern[str]               # a word of which a line holds one, or digits, that says something without a heading above it


@lru_cache(maxsize=1)
def facts() -> _Facts:
    """Severity, Chinese name and words of each class (personal_data.toml)."""
    data = tomllib.loads(files("reports").joinpath("personal_data.toml").read_text("utf-8"))
    words = {key: tuple(words) for key, words in data["words"].items()}
    any_of = {key: "|".join(map(re.escape, group)) for key, group in words.items()}
    return _Facts(data["severity"], data["name"], words, {key: re.compile(one) for key, one in any_of.items()},
                  re.compile(f"同学|{any_of['address']}"))


def scan(text: str, as_of: date) -> tuple[Hit, ...]:
    """The personal data of a text, by class in the order of severity; () for none."""
    if not (_TELLING.search(text) or _LONG_NUMBER.search(text)):
        return ()
    found: dict[str, dict[str, str]] = {}
    lines = text.splitlines()
    if not _has(text, "person"):   # no table of people, so that each line speaks for itself
        lines = [line for line in lines if facts().telling.search(line) or _DIGITS.search(line)]
    for kind, value, line in _values(lines, as_of):
        found.setdefault(kind, {}).setdefault(value, line)
    return tuple(
        Hit(kind, len(found[kind]), tuple(sorted(found[kind])), next(iter(found[kind].values())))
        for kind in facts().severity if kind in found
    )


def _values(lines: list[str], as_of: date) -> Iterator[tuple[str, str, str]]:
    """Class, value and line of everything found; a table's heading speaks for the rows below it."""
    heading, rows = "", 0
    for line in lines:
        if not line.strip():
            continue
        if _is_heading(line):
            heading, rows = line, 0
        elif heading:
            rows += 1
            if rows > _TABLE_ROWS or len(line) > 400:
                heading = ""
        yield from ((kind, value, line) for kind, value in _plain(line, as_of))
        if heading and line is not heading:
            yield from ((kind, value, line) for kind, value in _in_row(line, heading, as_of))


def _has(line: str, group: str) -> bool:
    return facts().any_of[group].search(line) is not None


def _is_heading(line: str) -> bool:
    """A short line of column names, one of which stands for a person."""
    return len(line) <= 160 and _has(line, "person") and not re.search(r"[。；]|[:：]\s*\S", line) and not re.search(r"\d{4,}", line)


def _plain(line: str, as_of: date) -> Iterator[tuple[str, str]]:
    """What needs no heading: numbers that prove themselves, and values with a label of their own."""
    if _DIGITS.search(line):
        yield from _numbers(line, as_of)
    for word in facts().words["address"]:
        at = line.find(word)
        if at >= 0 and (hit := _ADDRESS.match(line[at + len(word):].lstrip(" :：为是"))):
            yield "home_address", hit[0]
    if "同学" in line:
        yield from (("health", hit[0]) for hit in _SICK.finditer(line))


def _numbers(line: str, as_of: date) -> Iterator[tuple[str, str]]:
    numbers = [hit[0] for hit in _ID.finditer(line) if is_id_number(hit[0], as_of) and not _numbered(line, hit.start())]
    yield from (("id_number", number) for number in numbers)
    if "身份证" in line:
        yield from (("id_number", hit[0]) for hit in _OLD_ID.finditer(line) if _old_id(hit[0]))
    if _has(line, "card") and not re.search(r"(?:户名|名称)[:：]?\s*[\u4e00-\u9fff]*(?:大学|学院|学校|公司|中心|基金会)", line):
        yield from (("bank_card", hit[0]) for hit in _CARD.finditer(line) if is_card(hit[0]))
    form = "姓名" in line and _FORM.search(line)
    if numbers or form:
        yield from (("mobile", hit[0]) for hit in _MOBILE.finditer(line) if not any(hit[0] in number for number in numbers))
    yield from (("mobile", hit[1]) for hit in _PERSONAL_PHONE.finditer(line))
    if form and _has(line, "birth"):
        yield from (("birth_date", hit[0]) for hit in _FULL_DATE.finditer(line))


def _in_row(line: str, heading: str, as_of: date) -> Iterator[tuple[str, str]]:
    """What a heading makes personal: the row's phone, card, address, birth date, student number, illness."""
    office = _has(heading, "office")
    if _has(heading, "phone") and not office:
        yield from (("mobile", hit[0]) for hit in _MOBILE.finditer(line))
    if _has(heading, "card"):
        yield from (("bank_card", hit[0]) for hit in _CARD.finditer(line) if is_card(hit[0]))
    if "身份证" in heading:
        yield from (("id_number", hit[0]) for hit in _OLD_ID.finditer(line) if _old_id(hit[0]))
    if _has(heading, "address") and (hit := _ADDRESS.search(line)):
        yield "home_address", hit[0]
    if _has(heading, "birth") and not office:
        yield from (("birth_date", hit[0]) for hit in _FULL_DATE.finditer(line))
    if _has(heading, "student") and (hit := _STUDENT.search(line)):
        yield "student_number", hit[0]
    for kind in ("health", "hardship"):
        if _has(heading, kind) and len(_cells(line)) >= max(2, len(_cells(heading)) - 1) and (cell := _long_cell(line, heading, kind)):
            yield kind, cell


def _cells(line: str) -> list[str]:
    return [cell for cell in re.split(r"\s*[|\t]\s*|\s{2,}|\s", line.strip()) if cell]


def _long_cell(line: str, heading: str, kind: str) -> str:
    """The cell under the telling heading, when the row has as many cells as the heading."""
    names, cells = _cells(heading), _cells(line)
    if len(names) != len(cells):
        return ""
    at = next((n for n, name in enumerate(names) if any(word in name for word in facts().words[kind])), None)
    value = cells[at] if at is not None else ""
    return value if len(value) >= 2 and not re.fullmatch(r"[\d.\-/]*|无|健康|良好|正常|一般|否", value) else ""


def is_id_number(number: str, as_of: date) -> bool:
    """Whether 18 characters are a resident's ID number: check digit (GB 11643), province, and a date of birth that a
    person in a public list can have. The county is not looked up: codes of abolished counties live on."""
    number = number.upper()
    if number[:2] not in _PROVINCES or number[-1] != ric.calc_check_digit(number):
        return False
    try:
        born = ric.get_birth_date(number)
    except (ValidationError, ValueError):
        return False
    return OLDEST <= born.year <= as_of.year - YOUNGEST


_PROVINCES = frozenset(
    ["11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83", "91"])


def _old_id(number: str) -> bool:
    month, day = int(number[8:10]), int(number[10:12])
    return number[:2] in _PROVINCES and 1 <= month <= 12 and 1 <= day <= 31


def is_card(number: str) -> bool:
    """Whether a number has the length and the check digit of a bank card (ISO/IEC 7812)."""
    plain = re.sub(r"[ -]", "", number)
    return 16 <= len(plain) <= 19 and luhn.is_valid(plain)


def _numbered(line: str, at: int) -> bool:
    before = line[max(0, at - 10): at]
    return any(word in before for word in facts().words["numbering"]) and "身份" not in before
