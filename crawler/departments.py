"""Says which department answers for an address: the longest configured prefix, else a guess from the site's own name."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crawler.config import Config, Site

_SUFFIX = "(?:办公室|委员会|研究生院|研究院|研究所|实验室|图书馆|档案馆|博物馆|基金会|校友会|学生会|编辑部|出版社|医院|中心|学院|学部|书院|处|部|院|馆|会|委|室|所|系|办|科|站|团|社)"
_TAIL = re.compile(r"(?:官方网站|门户网站|网站首页|官方主页|网站|官网|主页|首页|欢迎您?|信息网|专题网|网)$")
_PHRASE = re.compile(rf"[\u4e00-\u9fff、·与和及（）()]{{1,24}}?{_SUFFIX}(?:（[^（）]{{1,16}}）|\([^()]{{1,16}}\))?$")
_PIECES = re.compile(r"[\s\-—–_|｜·>»,，:：]+")

_FRONT = re.compile(r"/(?:index|main|default|home)\.[a-z]{2,5}$", re.I)   # the front page of a folder stands for the folder


class Departments:
    """Answers for addresses of one university."""

    def __init__(self, config: Config):
        self._config = config
        self._sites = sorted(config.sites, key=lambda site: -len(site.url))
        self._home = (urlsplit(config.university.home).hostname or "").lower()
        self._platform = {(urlsplit(url).hostname or "").lower() for url in config.university.platform}

    def of(self, url: str, site_name: str) -> tuple[str, bool]:
        """The department and whether it was guessed."""
        for site in self._sites:
            if site.department and _below(url, site):
                return site.department, False
        host = (urlsplit(url).hostname or "").lower()
        if _bare(host) == _bare(self._home) or host in self._platform:
            return "", False
        guess = department_in(site_name, self._config.university.name)
        return guess, bool(guess)


def _bare(host: str) -> str:
    return host.removeprefix("www.")


def _below(url: str, site: Site) -> bool:
    """Whether an address lies under a configured site, whatever the scheme and a leading www."""
    try:
        here, there = urlsplit(url), urlsplit(site.url)
    except ValueError:
        return False
    if _bare((here.hostname or "").lower()) != _bare(site.host) or (here.port or 0) not in (there.port or 0, 80, 443, 0) and there.port:
        return False
    prefix = _FRONT.sub("/", there.path or "/")
    folder = prefix if prefix.endswith("/") else prefix + "/"
    return (here.path or "/").startswith(folder) or here.path.rstrip("/") == prefix.rstrip("/")


def department_in(site_name: str, university: str) -> str:
    """The department that a site's name speaks of: 河南大学人事处 → 人事处; "" when it names none."""
    text = site_name.replace(university, " ").strip() if university else site_name
    for piece in _PIECES.split(text):
        piece = re.sub(r"^[\u4e00-\u9fff]{2,12}?大学(?=[\u4e00-\u9fff]{2})", "", piece)
        piece = _TAIL.sub("", _TAIL.sub("", piece))
        if 2 <= len(piece) <= 24 and _PHRASE.fullmatch(piece) and not re.fullmatch(r"[\u4e00-\u9fff]{2,12}大学", piece):
            return piece
    rest = _TAIL.sub("", _PIECES.sub("", text))
    rest = re.sub(r"^[\u4e00-\u9fff]{2,12}?大学(?=[\u4e00-\u9fff]{2})", "", rest)
    return rest if 2 <= len(rest) <= 16 and re.fullmatch(r"[\u4e00-\u9fff、（）()]+", rest) and not rest.endswith("大学") else ""
