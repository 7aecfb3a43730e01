"""A config is read whole or refused in one line that names the key and the remedy."""

from datetime import date

import pytest

from crawler.config import load_config, parse_period
from crawler.errors import ConfigError

GOOD = """
[university]
name = "示例医科大学"
domain = "example.edu.cn"
home = "http://www.example.edu.cn/"
platform = ["http://xxgk.example.edu.cn/"]

[audit]
checklist = "moe-2014"
period = "2018-2019"
as_of = 2019-10-31

[crawl]
requests_per_second = 2
proxy = "http://127.0.0.1:3128"

[[site]]
url = "http://rsc.example.edu.cn/"
department = "人事处"
"""


def _load(tmp_path, text):
    path = tmp_path / "school.toml"
    path.write_text(text, encoding="utf-8")
    return load_config(path)


def test_a_good_config_is_read_whole(tmp_path):
    config = _load(tmp_path, GOOD)
    assert (config.university.name, config.university.platform) == ("示例医科大学", ("http://xxgk.example.edu.cn/",))
    assert (config.audit.period.start, config.audit.period.end) == (date(2018, 9, 1), date(2019, 8, 31))
    assert (config.crawl.requests_per_second, config.crawl.obey_robots) == (2.0, True)
    assert (config.sites[0].host, config.sites[0].department) == ("rsc.example.edu.cn", "人事处")


def test_a_byte_order_mark_of_a_windows_editor_is_no_error(tmp_path):
    path = tmp_path / "school.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert load_config(path).university.domain == "example.edu.cn"


@pytest.mark.parametrize(("old", "new", "names"), [
    ("requests_per_second", "request_per_second", ["crawl.request_per_second", "requests_per_second"]),
    ("department", "departmant", ["site[1].departmant", "department"]),
    ("[university]", "[univercity]", ["univercity", "university"]),
    ('"2018-2019"', '"2018-2020"', ["audit.period", "2018-2020"]),
    ('"2018-2019"', "{ start = 2019-09-01, end = 2018-08-31 }", ["audit.period", "2019-09-01"]),
    ('"2018-2019"', "{ start = 2019-09-01 }", ["audit.period", "end"]),
    ("2019-10-31", '"2019-13-31"', ["audit.as_of", "2019-13-31"]),
    ("http://xxgk.example.edu.cn/", "http://xxgk.other.edu.cn/", ["university.platform", "other.edu.cn"]),
    ("http://rsc.example.edu.cn/", "http://rsc.example.com/", ["site[1].url", "example.com"]),
    ("http://www.example.edu.cn/", "www.example.edu.cn", ["university.home", "http://"]),
    ("requests_per_second = 2", "requests_per_second = 0", ["crawl.requests_per_second", "大于 0"]),
    ("requests_per_second = 2", 'requests_per_second = "2"', ["crawl.requests_per_second", "数"]),
    ('name = "示例医科大学"', "name = 5", ["university.name"]),
    ('name = "示例医科大学"', "", ["university.name"]),
    ("[crawl]", "[crawl", ["TOML"]),
    ('proxy = "http://127.0.0.1:3128"', 'proxy = "127.0.0.1:3128"', ["crawl.proxy"]),
])
def test_a_bad_config_is_refused_in_one_line_that_names_the_key(tmp_path, old, new, names):
    with pytest.raises(ConfigError) as refusal:
        _load(tmp_path, GOOD.replace(old, new, 1))
    message = str(refusal.value)
    assert all(name in message for name in names) and "school.toml" in message and "\n" not in message


def test_a_missing_config_is_named(tmp_path):
    with pytest.raises(ConfigError, match="nothere.toml"):
        load_config(tmp_path / "nothere.toml")


def test_periods_are_academic_calendar_or_free():
    assert parse_period("2018-2019").name == "2018-2019学年度"
    assert (parse_period("2025").start, parse_period(2025).end) == (date(2025, 1, 1), date(2025, 12, 31))
    assert parse_period({"start": date(2019, 9, 1), "end": date(2020, 10, 31)}).end == date(2020, 10, 31)
