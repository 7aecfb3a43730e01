"""Reads the site's own name out of a page: metas, the rest of <title>, the logo, 版权所有."""

from __future__ import annotations

import re

from crawler.extract.layout import clean
from crawler.extract.page import Page, fold
from crawler.extract.titles import names_site

_META_NAMES = ("sitename", "og:site_name", "application-name", "sitetitle")
_ENDS = re.compile(r"^[\s\-—–_|｜·>»:：/,，]+|[\s\-—–_|｜·>»:：/,，]+$")
_WELCOME = re.compile(r"^(?:欢迎(?:访问|光临|您访问|您光临|来到|您来到)?|您好[,，]?)\s*|(?:欢迎您?|首\s*页|网站首页|主页|官方网站首页)$")
_OWNER = re.compile(r"(?:版权所有|Copyright|©)[^\u4e00-\u9fff]{0,40}(?:版权所有)?[^\u4e00-\u9fff]{0,20}([\u4e00-\u9fff（）()]{4,30}?(?:大学|学院|处|部|院|中心|办公室|馆|会|委))(?:[\s,，.。©]|$|版权|地址|All)")
LONGEST = 60


def meta_site(page: Page) -> str:
    """The site's name as a meta gives it."""
    return next((page.metas[name] for name in _META_NAMES if page.metas.get(name)), "")


def site_name(page: Page, title: str, columns: tuple[str, ...]) -> str:
    """The site's name: what <title> says besides the page's title and columns; "" when the page does not name its site."""
    if name := meta_site(page):
        return name
    if page.is_home:
        return _welcome(page.head_title)
    rest = _without(page.head_title, (title, *reversed(columns)))
    if rest and fold(rest) != fold(title) and len(rest) <= LONGEST and fold(rest) not in map(fold, columns):
        return _welcome(rest)
    return _logo(page) or _owner(page)


def _welcome(text: str) -> str:
    return _ENDS.sub("", _WELCOME.sub("", clean(text)))


def _without(text: str, names: tuple[str, ...]) -> str:
    """The text without these names where they stand at its beginning or end."""
    for _ in range(3):
        for name in names:
            if name and fold(name) and fold(name) != fold(text):
                text = _ENDS.sub("", _cut(text, fold(name)))
    return text


def _cut(text: str, name: str) -> str:
    """Cuts a folded name off the front, or off the end, at a boundary of pieces."""
    if not fold(text).startswith(name) and not fold(text).endswith(name):
        return text
    for end in range(len(text) - 1, 0, -1):
        if fold(text[:end]) == name:
            return text[end:] if not text[end].isalnum() or not text[end - 1].isalnum() else text
    for start in range(1, len(text)):
        if fold(text[start:]) == name:
            return text[:start] if not text[start].isalnum() or not text[start - 1].isalnum() else text
    return text


def _logo(page: Page) -> str:
    """The name in the logo's alt text."""
    for node in page.css('[class*="logo"] img[alt], img[class*="logo"][alt], [id*="logo"] img[alt], img[src*="logo"][alt], a[class*="logo"][title]')[:4]:
        alt = clean(node.attributes.get("alt") or node.attributes.get("title") or "")
        if len(alt) >= 4 and names_site(alt):
            return alt
    return ""


def _owner(page: Page) -> str:
    """The name behind 版权所有, or before it."""
    for line in [line for line in reversed(page.lines[-14:]) if len(line.text) <= 400]:
        if match := _OWNER.search(line.text):
            return match[1]
        if match := re.search(r"©?\s*(?:\d{4}[-–—\s\d]*)?([\u4e00-\u9fff（）()]{4,30}(?:大学|学院|处|部|院|中心|办公室|馆|会|委))\s*版权所有", line.text):
            return match[1]
    return ""
