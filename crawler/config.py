"""Reads the university's TOML: the dataclass is the schema, an unknown key is refused by name."""

from __future__ import annotations

import dataclasses
import difflib
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.errors import ConfigError


@dataclass(frozen=True)
class University:
    """Who is audited. `domain`: every host at or below it may be crawled, nothing else."""

    name: str
    domain: str
    home: str
    platform: tuple[str, ...] = ()


@dataclass(frozen=True)
class Period:
    """The counted span, both days included (学年度 1 September – 31 August, 年度, or any)."""

    name: str
    start: date
    end: date


@dataclass(frozen=True)
class AuditSettings:
    checklist: tuple[str, ...] = ("moe-2014",)
    period: Period | None = None      # None: the last academic year that ended on or before `as_of`
    as_of: date | None = None         # None: today


@dataclass(frozen=True)
class CrawlSettings:
    """How to crawl. Rates are requests a second for each host; sizes are bytes; times are seconds."""

    requests_per_second: float = 1.0
    max_pages_per_site: int = 0       # 0: no limit
    max_depth: int = 20
    proxy: str = ""
    obey_robots: bool = True
    render: bool = False
    ocr: bool = False                 # read pictures and scanned pages where the extra is installed
    concurrency: int = 16             # requests under way over all hosts
    timeout: float = 30.0
    retries: int = 2
    max_bytes: int = 50_000_000       # of one answer, after decompression
    contact: str = ""                 # mail address or page named in the user agent
    user_agent: str = ""              # instead of the default xxgk/<version> (+contact)
    hours: str = ""                   # "22:00-06:00": only then; "" at any time
    allow_private: tuple[str, ...] = ()  # private hosts or networks that may be asked without a proxy


@dataclass(frozen=True)
class Site:
    """A host, or a path prefix on a host, for which one department answers."""

    url: str
    department: str = ""

    @property
    def host(self) -> str:
        return (urlsplit(self.url).hostname or "").lower()


@dataclass(frozen=True)
class Config:
    path: Path
    university: University
    audit: AuditSettings
    crawl: CrawlSettings
    sites: tuple[Site, ...]

    @property
    def archive(self) -> Path:
        """The university's archive: a folder beside its config."""
        return self.path.with_name(self.path.stem + ".archive")

    def in_domain(self, host: str) -> bool:
        """Whether a host lies at or below the university's domain."""
        host = host.lower().rstrip(".")
        return host == self.university.domain or host.endswith("." + self.university.domain)


def load_config(path: str | Path) -> Config:
    """Reads a config file. Raises ConfigError with one line that names file and key."""
    path = Path(path)
    try:
        data = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(f"{path}：没有这个配置文件；请检查路径，或先运行 xxgk init 生成一份") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}：读不了（{error}）；请另存为 UTF-8 编码的文本文件") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}：不是合法的 TOML：{error}；请检查该处的引号、等号和括号") from None
    return _Reader(path).config(data)


def parse_period(value: Any, where: str = "period") -> Period:
    """Reads "2018-2019" (academic year), "2025" (calendar year) or {start, end}. Raises ConfigError."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if isinstance(value, dict):
        return _free_period(value, where)
    text = str(value).strip()
    if match := re.fullmatch(r"(\d{4})\s*[-–—至/]\s*(\d{4})(学年度?)?", text):
        first, second = int(match[1]), int(match[2])
        if second != first + 1:
            raise ConfigError(f"{where}：学年度应是相连的两年，例如 \"2018-2019\"，不能是 {text!r}")
        return Period(f"{first}-{second}学年度", _day(first, 9, 1, where), _day(second, 8, 31, where))
    if match := re.fullmatch(r"(\d{4})(年度?)?", text):
        year = int(match[1])
        return Period(f"{year}年度", _day(year, 1, 1, where), _day(year, 12, 31, where))
    raise ConfigError(f"{where}：认不出期间 {text!r}；写学年度 \"2018-2019\"、年度 \"2025\" 或 {{ start = 2018-09-01, end = 2019-08-31 }}")


def _day(year: int, month: int, day: int, where: str) -> date:
    if not 1949 <= year <= 2200:
        raise ConfigError(f"{where}：年份 {year} 不合理；请写四位公历年份")
    return date(year, month, day)


def _free_period(value: dict[str, Any], where: str) -> Period:
    unknown = sorted(set(value) - {"start", "end"})
    if unknown or set(value) != {"start", "end"}:
        raise ConfigError(f"{where}：期间表只能且必须有 start 和 end 两个键{('，多了 ' + unknown[0]) if unknown else ''}")
    start, end = (parse_day(value[key], f"{where}.{key}") for key in ("start", "end"))
    if start > end:
        raise ConfigError(f"{where}：开始日 {start} 晚于结束日 {end}；请对调")
    return Period(f"{start.isoformat()}至{end.isoformat()}", start, end)


def parse_day(value: Any, where: str) -> date:
    """Reads a TOML date or "2019-10-31". Raises ConfigError."""
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ConfigError(f"{where}：{value!r} 不是日期；请写成 2019-10-31") from None


class _Reader:
    """Turns the parsed TOML into dataclasses and refuses what it does not know."""

    def __init__(self, path: Path):
        self.path = path

    def fail(self, key: str, message: str) -> ConfigError:
        return ConfigError(f"{self.path}：{key}：{message}")

    def config(self, data: dict[str, Any]) -> Config:
        self.known(data, ("university", "audit", "crawl", "site"), "")
        university = self.university(self.table(data, "university"))
        config = Config(
            path=self.path, university=university, audit=self.audit(self.table(data, "audit")),
            crawl=self.crawl(self.table(data, "crawl")), sites=(),
        )
        return dataclasses.replace(config, sites=self.sites(data.get("site", []), config))

    def table(self, data: dict[str, Any], key: str) -> dict[str, Any]:
        value = data.get(key, {})
        if not isinstance(value, dict):
            raise self.fail(key, f"应写成一节 [{key}]")
        return value

    def known(self, table: dict[str, Any], names: tuple[str, ...], where: str) -> None:
        for key in table:
            if key not in names:
                near = difflib.get_close_matches(key, names, 1)
                hint = f"；是不是 {near[0]}？" if near else f"；可用的键：{'、'.join(names)}"
                raise self.fail(f"{where}.{key}" if where else key, f"不认识的键{hint}")

    def string(self, table: dict[str, Any], key: str, where: str, required: bool = False) -> str:
        value = table.get(key, "")
        if not isinstance(value, str) or (required and not value.strip()):
            raise self.fail(f"{where}.{key}", "必须填写文字" if required else "应为文字（加引号）")
        return value.strip()

    def university(self, table: dict[str, Any]) -> University:
        self.known(table, tuple(f.name for f in dataclasses.fields(University)), "university")
        name, domain, home = (self.string(table, key, "university", required=True) for key in ("name", "domain", "home"))
        domain = domain.lower().strip(".")
        if "/" in domain or ":" in domain or " " in domain:
            raise self.fail("university.domain", f"{domain!r} 应只写域名，例如 example.edu.cn")
        platform = table.get("platform", [])
        platform = [platform] if isinstance(platform, str) else platform
        if not isinstance(platform, list) or not all(isinstance(url, str) for url in platform):
            raise self.fail("university.platform", "应为网址列表，例如 [\"http://xxgk.example.edu.cn/\"]")
        found = University(name, domain, home, tuple(platform))
        for key, url in (("university.home", home), *(("university.platform", url) for url in platform)):
            self.address(url, domain, key)
        return found

    def address(self, url: str, domain: str, key: str) -> None:
        try:
            parts = urlsplit(url)
            host, _ = (parts.hostname or "").lower(), parts.port
        except ValueError:
            raise self.fail(key, f"{url!r} 不是网址") from None
        if parts.scheme not in ("http", "https") or not host:
            raise self.fail(key, f"{url!r} 不是网址；应以 http:// 或 https:// 开头")
        if host != domain and not host.endswith("." + domain):
            raise self.fail(key, f"{url} 不在域名 {domain} 之内；请改正网址，或把 university.domain 改为共同的上级域名")

    def audit(self, table: dict[str, Any]) -> AuditSettings:
        self.known(table, tuple(f.name for f in dataclasses.fields(AuditSettings)), "audit")
        lists = table.get("checklist", ["moe-2014"])
        lists = [lists] if isinstance(lists, str) else lists
        if not isinstance(lists, list) or not lists or not all(isinstance(name, str) and name for name in lists):
            raise self.fail("audit.checklist", "应为清单名称或 TOML 路径，或它们的列表")
        where = f"{self.path}：audit.period"
        period = parse_period(table["period"], where) if "period" in table else None
        as_of = parse_day(table["as_of"], f"{self.path}：audit.as_of") if "as_of" in table else None
        return AuditSettings(tuple(lists), period, as_of)

    def crawl(self, table: dict[str, Any]) -> CrawlSettings:
        defaults = CrawlSettings()
        names = tuple(f.name for f in dataclasses.fields(CrawlSettings))
        self.known(table, names, "crawl")
        values = {key: self.setting(key, table[key], getattr(defaults, key)) for key in table}
        made = dataclasses.replace(defaults, **values)
        if made.proxy and urlsplit(made.proxy).scheme not in ("http", "https"):
            raise self.fail("crawl.proxy", f"{made.proxy!r} 不是代理地址；应形如 http://127.0.0.1:3128")
        if made.hours and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d", made.hours):
            raise self.fail("crawl.hours", f"{made.hours!r} 应形如 22:00-06:00")
        return made

    def setting(self, key: str, value: Any, default: Any) -> Any:
        where = f"crawl.{key}"
        if isinstance(default, bool):
            if not isinstance(value, bool):
                raise self.fail(where, "应为 true 或 false")
            return value
        if isinstance(default, (int, float)):
            if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0 or value != value:
                raise self.fail(where, "应为不小于 0 的数")
            if value == 0 and key in ("requests_per_second", "concurrency", "timeout", "max_bytes"):
                raise self.fail(where, "必须大于 0")
            if isinstance(default, int) and value != int(value):
                raise self.fail(where, "应为整数")
            return type(default)(value)
        if isinstance(default, tuple):
            if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
                raise self.fail(where, "应为文字列表")
            return tuple(value)
        if not isinstance(value, str):
            raise self.fail(where, "应为文字（加引号）")
        return value.strip()

    def sites(self, rows: Any, config: Config) -> tuple[Site, ...]:
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self.fail("site", "应写成 [[site]] 一节一个站点")
        made = []
        for number, row in enumerate(rows, 1):
            where = f"site[{number}]"
            self.known(row, tuple(f.name for f in dataclasses.fields(Site)), where)
            url = self.string(row, "url", where, required=True)
            self.address(url, config.university.domain, f"{where}.url")
            made.append(Site(url, self.string(row, "department", where)))
        return tuple(made)
