"""Finds a page's full title: what stands as a heading near the date line and agrees with <title>, metas and the link that led here."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.extract import dates
from crawler.extract.dateline import with_title
from crawler.extract.layout import clean
from crawler.extract.page import Page, fold, has_letters
from crawler.extract.words import pattern, whole

META_NAMES = ("articletitle", "article_title", "og:title", "twitter:title", "dc.title", "headline", "contenttitle")
LONGEST = 220             # characters of a title
_MARK = re.compile(r"(?:^|[\s_\-])(?:\w*title\w*|\w*biaoti\w*|(?:wz|nr|xw|nw|art|con|info|news)?_?bt|tit|\w*headline\w*|\w*subject\w*|\w*caption\w*|con-h|arti_tit\w*|\w*_bt|bt_\w*|h1|h2)(?:$|[\s_\-\d])")
_SUBTITLE = re.compile(r"(?:sub|fu|vice|second|small|little)[_\-]?(?:title|biaoti|bt|tit)|shoulder|lead")
_SEPARATOR = re.compile(r"\s*(?:-{2,3}|[-—–_|丨｜·>»←:：/]|&gt;)\s*")
_LABELLED = re.compile(r"^(?:标\s*题|题\s*目|主\s*题|文章标题|信息标题|信息名称|(?i:title|subject))\s*[:：]\s*")
_META_LINE = re.compile(r"^(?:作\s*者|来\s*源|浏览|点击|阅读|访问|发布|时间|日期|编辑|字号|审核|撰稿|供稿|文章来源|信息来源|【?字体|打印)\W")


@dataclass(frozen=True, slots=True)
class Title:
    """The title and the lines it takes, first … last, last excluded (-1 when it stands in no line)."""

    text: str
    first: int = -1
    last: int = -1
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Hints:
    """What else is known: folded <title>, meta title, link text; columns and site names that are no titles; the date's line."""

    head: str
    meta: str
    anchor: str
    columns: frozenset[str]
    date_line: int
    body_first: int


def hints_of(page: Page, columns: tuple[str, ...], date_line: int, body_first: int) -> Hints:
    return Hints(fold(page.head_title), fold(meta_title(page)), fold(page.anchor), frozenset(fold(name) for name in columns), date_line, body_first)


def meta_title(page: Page) -> str:
    """The title that a meta of the article gives."""
    return next((page.metas[name] for name in META_NAMES if page.metas.get(name)), "")


def find_title(page: Page, first: int, last: int, hints: Hints) -> Title | None:
    """The best titled line of a span; lines of one heading element, or that go on with <title>, are joined."""
    best: Title | None = None
    number = max(0, first)
    while number < min(last, len(page.lines)):
        found = _candidate(page, number, last, hints)
        if found is None:
            number += 1
            continue
        if best is None or found.score > best.score:
            best = found
        number = max(found.last, number + 1)
    return best


def _candidate(page: Page, number: int, last: int, hints: Hints) -> Title | None:
    line = page.lines[number]
    if not 1 < len(line.text) <= 2 * LONGEST or not has_letters(line.text) or _LABELLED.fullmatch(line.text):
        return None
    dated = dates.date_line(line.text) and not (line.heading and dates.behind_title(line.text))
    if _META_LINE.match(line.text) and fold(line.text) not in hints.head or dated or whole("crumb", "tail").fullmatch(line.text):
        return None
    end = _end(page, number, last, hints)
    text = _LABELLED.sub("", page.line_text(number, end))
    text = without_date(text, hints.head, line.heading)
    return Title(text, number, end, _score(page, number, text, hints)) if len(text) <= 2 * LONGEST else None


def without_date(text: str, head: str, heading: int) -> str:
    """A title's line without the date that stands at its end or beginning; `head` is the folded <title>."""
    if one := with_title(text, head, heading):
        text = text[:one.start] if one.start > len(text) - one.end or one.start >= 5 and dates.behind_title(text) else text[one.end:]
        text = clean(dates.unlabelled(text)).strip(" []【】()（）|")
    return text


def _end(page: Page, number: int, last: int, hints: Hints) -> int:
    """Where a title that began at a line ends: its heading element, or as far as <title> goes on with the lines."""
    line = page.lines[number]
    end = number + 1
    for element in page.outline.ancestors(line.element)[:2]:
        if element.tag in ("h1", "h2", "h3") and element.first == number and element.last - number <= 4 and not element.links:
            end = max(end, min(element.last, last))
    while end > number + 1 and (not page.lines[end - 1].text or dates.date_line(page.lines[end - 1].text)):
        end -= 1
    joined = fold(page.line_text(number, end))
    while end < min(last, number + 5, len(page.lines)) and end - number < 5:
        following = fold(page.lines[end].text)
        longer = joined + following
        if following and not dates.date_line(page.lines[end].text) and any(source.startswith(longer) for source in (hints.head, hints.meta, hints.anchor) if source):
            end, joined = end + 1, longer
            continue
        break
    return end


def _score(page: Page, number: int, text: str, hints: Hints) -> float:
    line = page.lines[number]
    own = fold(text)
    score = {1: 3.0, 2: 2.4, 3: 2.0, 4: 1.0}.get(line.heading, 0.0)
    around = page.outline.ancestors(line.element)[:3]
    marked = next((step for step, element in enumerate(around) if element.chars <= len(text) + 8 and _MARK.search(element.ident)), None)
    if marked is not None:
        score += 2.0 - 0.4 * marked
    if any(_SUBTITLE.search(element.ident) for element in around[:2]):
        score -= 1.5
    before = page.lines[number - 1].text if number else ""
    score += 4.0 if _LABELLED.match(line.text) or _LABELLED.fullmatch(before) else 0.0   # 标题： before it, or in the cell before
    score += 0.6 * line.bold + 0.8 * any(element.align for element in around[:2])
    dated = 0 < line.heading <= 3 and 0 < hints.date_line - number <= 4
    named = not dated and names_site(text) and (own == hints.head or hints.head.endswith(own))   # the site's name agrees with <title> for another reason
    score += -2.0 if named else _agreement(own, hints)
    if hints.date_line >= 0:
        distance = hints.date_line - number
        score += 1.6 / distance if distance > 0 else 0.4 / (1 - distance)
    elif hints.body_first > number:
        score += 1.0 / (hints.body_first - number)
    if line.linked > 0.6 * len(line.text):
        score -= 2.5
    if own in hints.columns:
        score -= 4.0
    if any(element.hidden for element in around[:1]):
        score -= 3.0
    return score - (1.5 if len(own) < 4 else 0) - (1.0 if len(text) > LONGEST else 0) - (1.0 if text.endswith(("：", ":", "。", "；")) else 0)


def _agreement(own: str, hints: Hints) -> float:
    """How well a text agrees with <title>, meta and link text: a beginning counts most, and the more the longer it is."""
    if not own:
        return 0.0
    score = 0.0
    for source, weight in ((hints.meta, 6.0), (hints.head, 5.0), (hints.anchor, 3.0)):
        if not source or len(own) < 2:
            continue
        if source == own:
            score += weight + 1
        elif source.startswith(own):
            score += weight * min(1.0, len(own) / 6)
        elif len(source) >= 8 and own.startswith(source.rstrip("…")):
            score += weight
        elif len(own) >= 6 and own in source:
            score += 0.6 * weight
        elif len(own) >= 8 and _common_prefix(own, source) >= 8:
            score += 0.5 * weight
    return score


def _common_prefix(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one, other):
        if a != b:
            break
        count += 1
    return count


def pieces(text: str) -> list[str]:
    """The pieces of a <title> between its separators."""
    return [piece.strip() for piece in _SEPARATOR.split(text) if piece.strip()]


def from_head(page: Page, columns: tuple[str, ...], site: str) -> str:
    """The title by <title> alone: site and column names cut from its end, or from its beginning."""
    text = clean(page.head_title)
    names = {fold(name) for name in (*columns, site) if name}
    if len(pieces(text)) < 2:
        return text
    kept = re.sub(r"\s*[-—–_|]\s*第\s*\d+\s*页", "", text)
    while True:
        cut = _without_last(kept, names) or _without_first(kept, names)
        if not cut:
            return kept
        kept = cut


def _without_last(text: str, names: set[str]) -> str:
    """Without the last piece where that names a site or a column."""
    marks = list(_SEPARATOR.finditer(text))
    for mark in marks:
        rest = text[mark.end():]
        if mark.start() > 0 and (fold(rest) in names or mark is marks[-1] and names_site(rest) and not pattern("meta", "words").fullmatch(rest)):
            return text[:mark.start()].strip()
    return ""


def _without_first(text: str, names: set[str]) -> str:
    match = _SEPARATOR.search(text)
    first, rest = (text[:match.start()], text[match.end():].strip()) if match else ("", "")
    return rest if first and (fold(first) in names or _SCHOOL.fullmatch(first) and match[0].strip() in "-_|" and not names_site(rest)) else ""


_SCHOOL = re.compile(r".{2,14}(?:大学|学院|学校)(?:.{0,10}(?:处|部|院|系|网|馆|中心|办公室|委员会))?")
_SITE = re.compile(r"(?:大学|学院|学校|处|部|网|中心|办公室|研究院|研究生院|研究所|图书馆|委员会|团委|工会|馆|院|系|所|站|门户|平台|专栏|实验室|基金会|校友会|(?i:university|college|school|department|office|institute|center|centre))(?:（.{1,12}）|\(.{1,12}\)|网站|官网|官方网站|主页|首页|欢迎您?)?$")


def names_site(text: str) -> bool:
    """Whether a text ends as the names of sites and offices end."""
    return bool(_SITE.search(text.strip())) and len(text) <= 40
