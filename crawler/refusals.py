"""Says of an answer whether the site refused: campus network only, login, firewall, dead or soft 404; the rows stand in refusals.toml."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

LONGEST = 500        # visible characters: beyond it a page has content of its own (field guide 6.6)
_MUCH = 3 * LONGEST   # no page with more to read is looked at for words
SOURCE_LOOKED_AT = 400_000  # characters of source: no refusal seen is a tenth of it
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{0,600})", re.I)
_ENTITY = re.compile(r"&(?:nbsp|ensp|emsp|#160|#12288);?")
_DATE_LINE = re.compile(r"(?:发布|发表|更新|创建|上传)?(?:时间|日期|于)\s*[:：]?\s*[\[(（]?(?:19|20)\d\d\s*[-/.年]")  # an article, which may well speak of logging in
_FULL_DATE = re.compile(r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}")
_NOTICE = re.compile(r"关于|通知|公告|办法|指南|说明|手册|规定|须知|流程|升级|维护")   # in a title: a page about logins, not a login
_OWN_WORDS = ("campus_only", "login", "soft_404")   # what articles, too, speak of
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Row:
    """One way to refuse."""

    state: str
    detail: str
    longest: int
    status: frozenset[int]
    title: re.Pattern[str] | None
    text: re.Pattern[str] | None
    markup: re.Pattern[str] | None
    location: re.Pattern[str] | None


def _either(patterns: list[str]) -> re.Pattern[str] | None:
    """One pattern out of several; a leading (?i) becomes local to its own alternative."""
    if not patterns:
        return None
    return re.compile("|".join(f"(?i:{p[4:]})" if p.startswith("(?i)") else f"(?:{p})" for p in patterns))


@lru_cache(maxsize=1)
def rows() -> tuple[Row, ...]:
    """The rows of refusals.toml, in order."""
    table = tomllib.loads(resources.files("crawler").joinpath("refusals.toml").read_text("utf-8"))
    return tuple(Row(
        row["state"], row["detail"], row.get("longest", LONGEST), frozenset(row.get("status", ())),
        *(_either(row.get(key, [])) for key in ("title", "text", "markup", "location")),
    ) for row in table["row"])


_CUT = re.compile(r"<(?:!--|script|style|title|textarea)", re.I | re.A)
_ENDS = {name: re.compile(end, re.I | re.A) for name, end in (
    ("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>"), ("<title", "</title>"), ("<textarea", "</textarea>"))}
_WINDOW = 6000       # characters of source read at a time


def visible_text(html: str, enough: int = sys.maxsize) -> str:
    """What a reader sees, roughly and fast: scripts, styles, comments, the head's title and tags cut out. Linear in time.

    Read from the end, where a page's own text stands behind its menus, and no further once more than `enough` characters are there:
    who only asks whether a page is short need not read a long one.
    """
    source, said, length = _without_hidden(html), [], 0
    end = len(source)
    while end and length <= enough:
        begin = max(source.rfind("<", 0, max(end - _WINDOW, 0) + 1), 0)     # no tag and no entity straddles a "<"
        said.append(_ENTITY.sub(" ", _TAG.sub(" ", source[begin:end])))
        length, end = length + len(_folded(said[-1])), begin
    return _folded("".join(reversed(said)))


def _without_hidden(html: str) -> str:
    kept, place = [], 0
    while found := _CUT.search(html, place):
        kept.append(html[place:found.start()])
        stop = _ENDS[found[0].lower()].search(html, found.end())
        place = stop.end() if stop else len(html)
    return " ".join((*kept, html[place:]))


def _folded(text: str) -> str:
    """Runs of spaces as one, none at the ends; invisible ones count as spaces."""
    return " ".join(text.replace("\u200b", " ").replace("\ufeff", " ").split())


def page_title(html: str) -> str:
    """The text of <title>, spaces folded."""
    found = _TITLE.search(html)
    return _folded(_ENTITY.sub(" ", found[1])) if found else ""


def refused(status: int, headers: Iterable[tuple[str, str]], html: str, visible: str | None = None) -> tuple[str, str]:
    """The state of an answer that is not the page asked for, and why in Chinese; ("open", "") when nothing speaks against it.

    `headers` have lower-case names; `html` is the decoded body ("" for a file); `visible` its visible text where the caller
    has it already. The words are looked for in the visible text of short pages only: the same words stand in the scripts and
    menus of good pages.
    """
    html = html[:SOURCE_LOOKED_AT]
    if 300 <= status < 400 and status != 304:
        return _redirected(next((value for name, value in headers if name == "location"), ""))
    worded = _worded(html, visible_text(html, _MUCH) if visible is None else visible)
    if worded and (status < 400 or worded.state in ("campus_only", "login", "blocked")):
        return worded.state, worded.detail
    for row in rows():
        if status in row.status:
            return row.state, row.detail
    if status == 202 and len(visible_text(html)) < 120 and "<script" in html.lower():
        gate = next(row for row in rows() if 412 in row.status)
        return gate.state, gate.detail
    return ("open", "") if status < 400 else ("unreadable", f"服务器答复状态 {status}")


def _redirected(location: str) -> tuple[str, str]:
    for row in rows():
        if row.location and row.location.search(location):
            return row.state, row.detail
    return "redirect", ""


def _worded(html: str, text: str) -> Row | None:
    """The row whose words, title or source fit this page; none fits a page with much to read."""
    if len(text) > _MUCH:
        return None
    title = page_title(html)
    return next((row for row in rows() if _fits(row, title, text, html)), None)


def _fits(row: Row, title: str, text: str, html: str) -> bool:
    article = row.state in _OWN_WORDS and len(text) > 80 and bool(_DATE_LINE.search(text) or _FULL_DATE.search(text))
    if row.title and row.title.search(title) and not _NOTICE.search(title) and not article and len(text) <= max(row.longest, _MUCH):
        return True
    if len(text) > row.longest:
        return False
    if row.markup and row.markup.search(html):
        return True
    return bool(row.text and row.text.search(text) and not article)


def refusing_words(text: str) -> tuple[str, str]:
    """The same judgement over the text of a page's main part alone; ("open", "") when it is ordinary text."""
    if len(text) <= LONGEST:
        for row in rows():
            if row.text and row.text.search(text):
                return row.state, row.detail
    return "open", ""
