"""From a home page alone, init finds the sites and writes a config that loads."""

from __future__ import annotations

from pathlib import Path

import pytest
from loopback import Web

import crawler.init
from crawler.config import load_config
from crawler.errors import BadInput
from crawler.init import domain_of, init, university_name

HOME = "http://www.wc.edu.cn/"
PAGES = {
    HOME: "<html><head><title>望川大学</title></head><body><a href='http://xxgk.wc.edu.cn/'>信息公开网</a><a href='/jgsz.htm'>机构设置</a></body></html>",
    HOME + "jgsz.htm": "<html><title>机构设置-望川大学</title><body><a href='http://rsc.wc.edu.cn/'>人事处</a><a href='http://cwc.wc.edu.cn/'>财务处</a>"
                       "<a href='http://www.moe.gov.cn/'>教育部</a></body></html>",
    "http://xxgk.wc.edu.cn/": "<html><title>望川大学信息公开网</title><body>公开</body></html>",
    "http://rsc.wc.edu.cn/": "<html><title>望川大学人事处</title><script src='/_sitegray/_sitegray.js'></script><body><div id='vsb_content'>招聘</div>"
                             "<!-- Announced by Visual SiteBuilder 9 --></body></html>",
    "http://cwc.wc.edu.cn/": "<html><title>首页\"]\n[x</title><body>财务</body></html>",
}


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawler.init, "_RATE", 100.0)


def test_sites_departments_and_platform_are_found(tmp_path: Path) -> None:
    with Web(PAGES) as web:
        said = init("www.wc.edu.cn", tmp_path / "wc.toml", web.proxy)
    assert "wc.toml" in said
    config = load_config(tmp_path / "wc.toml")
    assert (config.university.name, config.university.domain, config.university.home) == ("望川大学", "wc.edu.cn", HOME)
    assert config.university.platform == ("http://xxgk.wc.edu.cn/",)
    assert {site.host: site.department for site in config.sites} == {"rsc.wc.edu.cn": "人事处", "cwc.wc.edu.cn": ""}
    assert "系统 vsb" in (tmp_path / "wc.toml").read_text("utf-8")


def test_a_file_is_never_overwritten_and_a_silent_home_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("x")
    with pytest.raises(BadInput, match="已存在"):
        init(HOME, tmp_path / "a.toml")
    with Web() as web, pytest.raises(BadInput, match=HOME):
        init(HOME, None, f"http://127.0.0.1:{web.port + 1 if web.port < 60000 else 9}")
    with pytest.raises(BadInput, match="不是网址"):
        init("mailto:a")


@pytest.mark.parametrize(("url", "expected"), [
    ("http://www.nju.edu.cn/", "nju.edu.cn"), ("https://xxgk.wangchuan.edu.example/", "wangchuan.edu.example"), ("http://school.cn/", "school.cn"),
    ("http://127.0.0.1:80/", "127.0.0.1"),
])
def test_the_domain_is_the_schools(url: str, expected: str) -> None:
    assert domain_of(url) == expected


def test_the_name_is_read_off_the_title() -> None:
    assert university_name(["", "欢迎访问望川医科大学官方网站"]) == "望川医科大学"
