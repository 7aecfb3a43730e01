"""Reads dates: every shape that Chinese sites print, told apart by the label before them and the words beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from crawler.document import DateRead
from crawler.extract.words import words

CHINA = timezone(timedelta(hours=8))
EARLIEST, LATEST = 1949, 2100
EPOCHS = frozenset((date(1970, 1, 1), date(1969, 12, 31)))

_YMD = r"(?<!\d)(?P<y>(?:19|20)\d\d)\s{0,2}(?:(?P<s>[-/.．－–—_])\s{0,2}(?P<m>[01]?\d)\s{0,2}(?P=s)\s{0,2}(?P<d>[0-3]?\d)(?!\d)|年\s{0,2}(?P<m2>[01]?\d)\s{0,2}月\s{0,2}(?P<d2>[0-3]?\d)(?!\d)(?:\s{0,2}[日号])?)"
_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_MONTH = r"(?P<{0}>(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?))"
_ENGLISH = rf"\b{_MONTH.format('b')}\.?\s{{0,2}}(?P<d3>[0-3]?\d)(?:st|nd|rd|th)?\s{{0,2}},?\s{{0,2}}(?P<y3>(?:19|20)\d\d)(?!\d)|(?<!\d)(?P<d4>[0-3]?\d)(?:st|nd|rd|th)?[\s\-]{{0,2}}{_MONTH.format('b4')}\.?[\s,\-]{{0,3}}(?P<y4>(?:19|20)\d\d)(?!\d)"
FULL = re.compile(f"{_YMD}|{_ENGLISH}")
COMPACT = re.compile(r"(?<!\d)(?P<y>20\d\d|19[89]\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)")
SHORT_YEAR = re.compile(r"(?<![\d\-/.])(?P<y>\d\d)[-/.](?P<m>[01]?\d)[-/.](?P<d>[0-3]?\d)(?![\d\-/.])")
YEAR_MONTH = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)\s?[-/.年]\s?(?P<m>[01]?\d)\s?月?(?!\d)")
MONTH_DAY = re.compile(r"(?<![\d\-/.])(?P<m>[01]?\d)\s?(?:[-/.]|月)\s?(?P<d>[0-3]?\d)\s?日?(?![\d\-/.])")
_TIME = re.compile(r"^\s*(?:T|[上下]午|星期.|周.|\(.{1,3}\))?\s*[\[(（]?\s*\d{1,2}\s?[:：时]\s?\d{1,2}(?:\s?[:：分]\s?\d{1,2}秒?)?(?:\.\d+)?\s*(?:Z|AM|PM|am|pm)?[\])）]?")
_RANGE = re.compile(r"^[^\u4e00-\u9fff]{0,3}(?:[上下]午|晚上?|\(.{1,3}\)|（.{1,3}）)?\s*\d{1,2}\s?[:：]\s?\d{2}\s*[-–—~～至到]\s*\d|^\s*(?:[-–—~～至到]|起至)\s*(?:\d{4}|\d{1,2}\s?[月日:：])")
_URL_DATES = (
    re.compile(r"/t(?P<y>20\d\d|19\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)_\d+"), re.compile(r"/(?P<y>20\d\d|19\d\d)/(?P<m>[01]\d)(?P<d>[0-3]\d)/"),
    re.compile(r"/(?P<y>20\d\d|19\d\d)/(?P<m>[01]?\d)/(?P<d>[0-3]?\d)/"), re.compile(r"/(?P<y>20\d\d|19\d\d)[-_](?P<m>[01]?\d)[-_/](?P<d>[0-3]?\d)/"),
    re.compile(r"/(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])/"), re.compile(r"/art/(?P<y>20\d\d)/(?P<m>[01]?\d)/(?P<d>[0-3]?\d)/art_"),
)
_PUNCTUATION = r"\s:：\[\]【】()（）|｜/·•,，.。;；\-–—_~《》<>＞＜#*&+、!！?？\"'“”‘’＝="
_SEPARATORS = re.compile(f"[{_PUNCTUATION}\\d]+")
_LABELS = (  # rank of the label, pattern that must end just before the date
    ("event", re.compile(words("date", "event") + r"\s*(?:[:：]|为|是)?\s*[\[【(（]?\s*$")),
    ("own", re.compile(words("date", "own") + r"\s*[:：]?\s*[\[【(（]?\s*$")),
    ("update", re.compile(words("date", "update") + r"\s*[:：]?\s*[\[【(（]?\s*$")),
    ("publish", re.compile(words("date", "publish") + r"\s*[:：]?\s*[\[【(（]?\s*$")),
    ("plain", re.compile(r"(?:^|[^\u4e00-\u9fffA-Za-z])" + words("date", "plain") + r"\s*[:：]?\s*[\[【(（]?\s*$")),
)
_FORBIDDEN = re.compile(words("date", "event"))
_META_WORDS = re.compile(words("meta", "words") + r"\s*[:：]?")
_LABEL_WORDS = re.compile("|".join(words("date", key) for key in ("publish", "update", "own", "plain")))
_LABEL_ALONE = re.compile(rf"(?:^|[{_PUNCTUATION}])(?P<label>{words('date', 'publish')}|{words('date', 'plain')}|{words('date', 'update')})\s*[:：]?\s*$")
_JOINED = tuple("（(〔[【至到于自的从截止前后在、，《“")   # a date behind one of these is part of the title
BYLINE = 18               # letters of an office or author beside a bare date that begins or ends its line
STRENGTH = {"publish": 4.0, "plain": 3.0, "bare": 2.0, "update": 1.0}

_DIGITS = {sign: number for number, sign in enumerate("〇一二三四五六七八九")} | {"○": 0, "零": 0, "Ｏ": 0, "O": 0, "０": 0, "О": 0, "0": 0, "◯": 0, "元": 1}
_CHINESE = re.compile(r"(?P<y>[二一][〇○零ＯO０О0◯一二三四五六七八九]{3})\s?年\s?(?P<m>[一二三四五六七八九十]{1,3})\s?月\s?(?P<d>[一二三四五六七八九十廿卅]{1,4})\s?[日号]")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}\s?[〔\[（(【]\s?(?P<y>(?:19|20)\d\d)\s?[〕\])）】]\s?(?:第\s?)?\d{1,5}\s?号")


@dataclass(frozen=True, slots=True)
class Found:
    """A date as it stands in a line: how it is labelled ("publish", "plain", "bare", "update", "own", "event"), and where."""

    value: date
    label: str
    start: int
    end: int


def make_day(year: int | str, month: int | str, day: int | str) -> date | None:
    """The day, None when there is no such day or it is a computer's zero."""
    try:
        made = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return made if EARLIEST <= made.year <= LATEST and made not in EPOCHS else None


def _of_match(match: re.Match[str]) -> date | None:
    part = match.groupdict()
    if part.get("b"):
        return make_day(part["y3"], _MONTHS[part["b"][:3].lower()], part["d3"])
    if part.get("b4"):
        return make_day(part["y4"], _MONTHS[part["b4"][:3].lower()], part["d4"])
    return make_day(part["y"], part["m"] or part["m2"], part["d"] or part["d2"])


def _may_hold_year(text: str) -> bool:
    """Whether a text has the beginning of a year at all: most lines have not, and no expression need be tried on them."""
    return "20" in text or "19" in text


def dates_in(text: str) -> Iterator[tuple[date, int, int]]:
    """Every full date of a text with its place."""
    if not _may_hold_year(text):
        return
    for match in FULL.finditer(text):
        if found := _of_match(match):
            yield found, match.start(), match.end()


def first_date(text: str) -> date | None:
    """The first full date of a text."""
    return next((found for found, _, _ in dates_in(text)), None)


def _label(before: str) -> str:
    return next((name for name, pattern in _LABELS if pattern.search(before)), "bare")


def labelled(text: str) -> list[Found]:
    """Every date of a line with the label that stands before it; a compact 20190305 counts only behind a label."""
    found, done = [], 0
    if not _may_hold_year(text):
        return found
    for value, start, end in dates_in(text):
        found.append(Found(value, _label(text[max(done, start - 24):start]), start, end))
        done = end
    if not found:
        for match in COMPACT.finditer(text):
            value, label = make_day(*match.group("y", "m", "d")), _label(text[max(0, match.start() - 24):match.start()])
            if value and label in ("publish", "update"):
                found.append(Found(value, label, match.start(), match.end()))
    return found


def _rest(text: str, found: list[Found]) -> str:
    """What a line says beside its dates, times, labels and the usual company of a date line."""
    kept, place = [], 0
    for one in found:
        kept.append(text[place:one.start])
        place = one.end
        if clock := _TIME.match(text[place:]):
            place += clock.end()
    kept.append(text[place:])
    rest = _LABEL_WORDS.sub(" ", " ".join(kept))
    return _SEPARATORS.sub("", _META_WORDS.sub(" ", rest))


def has_company(text: str) -> bool:
    """Whether a line has what stands beside a publish date: 作者, 来源, 浏览 …"""
    return bool(_META_WORDS.search(_LABEL_WORDS.sub(" ", text)))


def date_line(text: str, strict: bool = False) -> Found | None:
    """The publish date that a line is made to show, None when it is prose, a title, or about an event.

    `strict` asks for a label or for the usual company (作者, 来源, 浏览 …): needed where the line may belong to the text.
    """
    if len(text) > 400:
        return None
    found = [one for one in labelled(text) if one.label in STRENGTH]
    if not found:
        return None
    best = max(found, key=lambda one: STRENGTH[one.label])
    if best.label in ("publish", "update"):
        before = text[:best.start]
        return best if len(before) < 160 and not re.search(r"[。；]", before) else None
    if _FORBIDDEN.search(text) or _RANGE.search(text[best.end:]) or best.label == "plain" and re.match(r"\s*\d{1,2}\s*[.、．]", text):
        return None
    company = has_company(text)
    rest = _rest(text, labelled(text))
    if company and len(rest) <= 60 and not re.search(r"[。；？！]", text):
        return best
    if best.label == "plain":
        return best if len(rest) <= 30 else None
    if strict:
        return None
    after = _TIME.sub("", text[best.end:], count=1)
    parted = not re.match(r"[\u4e00-\u9fffA-Za-z]", after)
    at_edge = parted and not _SEPARATORS.sub("", text[:best.start]) or not _SEPARATORS.sub("", after)
    return best if len(rest) <= (BYLINE if at_edge and not re.search(r"[。；，？！]", text) else 6) else None


def behind_title(text: str) -> Found | None:
    """A date that a skin prints behind the title in one heading, alone ("标题2020-09-09") or with its company ("标题 2014-06-09 来源：")."""
    found = labelled(text) if len(text) <= 300 else []
    if len(found) != 1 or found[0].start < 5 or found[0].label not in STRENGTH or text[:found[0].start].rstrip()[-1:] in _JOINED:
        return None
    tail = text[found[0].start:]
    alone = "年" not in tail[:6] or has_company(tail)
    return found[0] if alone and not _rest(tail, labelled(tail)) else None


def unlabelled(text: str) -> str:
    """A text without the label of a date (发布时间：) at its end."""
    match = _LABEL_ALONE.search(text[-40:])
    return text[:len(text) - len(text[-40:]) + match.start()] if match and text[-40:][match.end("label"):].strip() else text


def label_alone(text: str) -> str:
    """The label ("publish", "plain", "update") when a line ends with one and its date stands in the next; else ""."""
    match = _LABEL_ALONE.search(text[-40:])
    if not match or _FORBIDDEN.search(text):
        return ""
    return next((name for name, pattern in _LABELS if pattern.search(match["label"])), "plain")


def meta_day(content: str) -> date | None:
    """The day in China of a meta value: a plain date, or an ISO time with its zone."""
    text = content.strip()
    if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(\.\d+)?(Z|[+-]\d\d:?\d\d)", text):
        try:
            moment = datetime.fromisoformat(text).astimezone(CHINA)
        except ValueError:
            return None
        return make_day(moment.year, moment.month, moment.day)
    if re.fullmatch(r"\d{8}(\d{6})?", text):
        return make_day(text[:4], text[4:6], text[6:8])
    return first_date(text[:60])


def url_day(url: str) -> date | None:
    """The day that an address carries (t20190831_12.html, /2019/0831/, /2019/08/31/)."""
    for shape in _URL_DATES:
        if (match := shape.search(url)) and (found := make_day(*match.group("y", "m", "d"))):
            return found
    return None


def row_day(text: str) -> date | None:
    """The date printed in a list row, in any shape that carries a year."""
    dates = [value for value, _, _ in dates_in(text)]
    if dates:
        return dates[-1]
    if match := SHORT_YEAR.search(text):
        return make_day(2000 + int(match["y"]), match["m"], match["d"]) if 1 <= int(match["m"]) <= 12 else None
    return split_day(text)


_SPLIT = (  # day and year-month in two blocks, either first; a skin may print them without a blank between
    re.compile(r"(?<![\d\-/.])(?P<d>[0-3]?\d)\s*(?:\s/\s?)?(?P<y>(?:19|20)\d\d)\s?[-/.年]\s?(?P<m>0[1-9]|1[0-2]|[1-9])\s?月?(?![\-/.\d])"),
    re.compile(r"(?<![\d\-/.])(?P<y>(?:19|20)\d\d)\s?[-/.年]\s?(?P<m>[01]?\d)\s?月?\s+(?P<d>[0-3]?\d)\s?日?(?![\d\-/.])"),
    re.compile(r"(?<![\d\-/.])(?P<y>(?:19|20)\d\d)[-/.](?P<m>[01]\d)(?P<d>[0-3]\d)(?![\d\-/.])"),
    re.compile(r"(?<![\d\-/.])(?P<m>[01]?\d)\s?[-/.月]\s?(?P<d>[0-3]?\d)\s?日?\s*(?P<y>(?:19|20)\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])[-/.](?P<d>0[1-9]|[12]\d|3[01])(?![\-/.\d])"),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)\s+(?P<m>[01]?\d)\s?[-/.月]\s?(?P<d>[0-3]?\d)\s?日?(?![\d\-/.])"),
)


def split_day(text: str) -> date | None:
    """A date in two blocks: day and year-month ("31 2019-08", "2019-08 31"), or year and month-day ("08-31 2019")."""
    if not _may_hold_year(text):
        return None
    text = text.strip(" []【】()（）")
    for shape in _SPLIT:
        if (match := shape.search(text)) and (found := make_day(*match.group("y", "m", "d"))):
            return found
    return None


def _chinese_number(text: str) -> int:
    text = text.replace("廿", "二十").replace("卅", "三十")
    if "十" not in text:
        return int("".join(str(_DIGITS.get(sign, 0)) for sign in text) or 0)
    tens, _, ones = text.partition("十")
    return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)


def chinese_day(text: str) -> date | None:
    """二〇一〇年十一月二十四日 as a day."""
    match = _CHINESE.search(text) if "年" in text else None
    if not match:
        return None
    year = "".join(str(_DIGITS.get(sign, 0)) for sign in match["y"])
    return make_day(year, _chinese_number(match["m"]), _chinese_number(match["d"]))


def own_dates(lines: list[str]) -> list[DateRead]:
    """The document's own dates: 落款 in its last lines, and 发文日期 lines. Never its publication."""
    found = []
    for text in lines[-12:]:
        if len(text) > 60:
            continue
        value = chinese_day(text) or first_date(text)
        if not value:
            continue
        rest = _SEPARATORS.sub("", FULL.sub("", _CHINESE.sub("", text)))
        if len(rest) <= 30 and not re.search(r"[。；，,]", text) and not _FORBIDDEN.search(text) and _label(text.split(str(value.year))[0][-24:]) == "bare":
            found.append(DateRead(value, "signature", text[:80]))
    for text in lines[:40]:
        for one in labelled(text[:300]):
            if one.label == "own":
                found.append(DateRead(one.value, "number", text[max(0, one.start - 12):one.end]))
    return found


def file_number(text: str) -> str:
    """The document's own number (文号, 校发〔2018〕12号) where it stands in the first lines; its year is no date."""
    for line in text[:1500].split("\n")[:12]:
        if len(line) <= 80 and "号" in line and (match := _NUMBER.search(line)):
            return match[0]
    return ""
