"""Starts from nothing but a home page: finds the university's hosts, reads who answers for each, writes a config to check."""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from crawler.addresses import canonical, host_of, origin_of
from crawler.archive import Source, open_archive, read_documents
from crawler.config import AuditSettings, Config, CrawlSettings, University
from crawler.departments import department_in
from crawler.document import Document
from crawler.errors import BadInput
from crawler.progress import make_progress

_PAGES, _DEPTH, _RATE = 12, 3, 2.0     # a look round: pages of each host, clicks from the home page, requests a second
_ZONES = ("edu", "ac", "com", "org", "net", "gov")
_NAME = re.compile(r"[\u4e00-\u9fff]{2,18}?(?:大学|学院|专科学校|学校)")
_PLATFORM = re.compile(r"信息公开(?:网|专栏|平台|专题|栏|$)")


@dataclass(frozen=True)
class Seen:
    """One host as it shows itself."""

    url: str
    title: str
    department: str
    cms: str


@dataclass(frozen=True)
class Campus:
    """What a look round found."""

    university: University
    sites: tuple[Seen, ...]
    silent: tuple[tuple[str, str], ...]   # hosts that did not answer, and why


def init(url: str, output: Path | None = None, proxy: str = "") -> str:
    """Looks round from a home page and writes a commented config. Gives the config's text, or a line about the file written.

    Raises BadInput for an address that is none, a home page that does not answer, or a file that exists already.
    """
    home = canonical(url if "://" in url else f"http://{url}")
    if not home:
        raise BadInput(f"{url}：不是网址；请写学校首页，例如 http://www.example.edu.cn/")
    if output is not None and output.exists():
        raise BadInput(f"{output}：文件已存在，不会覆盖；请换一个文件名，或先移走它")
    text = render(look_round(home, proxy), proxy)
    if output is None:
        return text
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text, encoding="utf-8", newline="\n")
    return f"已写入 {output}；请核对其中的站点和部门，再运行 xxgk audit {output}"


def look_round(home: str, proxy: str = "") -> Campus:
    """A short crawl from the home page, in an archive that is thrown away. Raises BadInput when it does not answer."""
    from crawler.run import crawl
    with tempfile.TemporaryDirectory(prefix="xxgk-init-", ignore_cleanup_errors=True) as folder:
        settings = CrawlSettings(requests_per_second=_RATE, max_pages_per_site=_PAGES, max_depth=_DEPTH, proxy=proxy, retries=1, timeout=15.0)
        config = Config(Path(folder) / "init.toml", University("", domain_of(home), home), AuditSettings(), settings, ())
        try:
            crawl(config, make_progress())
        except BadInput as error:
            raise BadInput(str(error).replace(f"{config.path}：university.home：", "")) from None
        source = open_archive(config)
        documents = read_documents(source, config)
        return _read(config, source, documents)


def domain_of(url: str) -> str:
    """The university's domain: the label before edu.cn and its like, with all behind it; else the host without www."""
    host = host_of(url)
    labels = host.split(".")
    for place, label in enumerate(labels):
        if label in _ZONES and 0 < place < len(labels) - 1:
            return ".".join(labels[place - 1:])
    return host.removeprefix("www.")


def _read(config: Config, source: Source, documents: list[Document]) -> Campus:
    fronts = _fronts(documents)
    front = fronts.get(host_of(config.university.home))
    name = university_name([front.site, front.title] if front else [])
    university = replace(config.university, name=name or "（请填写学校名称）", platform=_platforms(config, documents, fronts))
    known = {host_of(config.university.home), *map(host_of, university.platform)}
    sites = tuple(
        Seen(origin_of(page.url) + "/", page.site or page.title, department_in(page.site or page.title, name), page.cms)
        for host, page in sorted(fronts.items()) if host not in known)
    silent = {row.host: row.detail for row in source.unseen() if row.host not in fronts}
    return Campus(university, sites, tuple(sorted(silent.items())))


def _fronts(documents: list[Document]) -> dict[str, Document]:
    """For each host the page that stands for it: its home page, else the shortest address that shows a site's name."""
    fronts: dict[str, Document] = {}
    for page in documents:
        if page.kind == "attachment" or page.state not in ("open", "empty", "campus_only", "login", "needs_browser"):
            continue
        known = fronts.get(page.host)
        if known is None or (not (page.site or page.title), len(page.url)) < (not (known.site or known.title), len(known.url)):
            fronts[page.host] = page
    return fronts


def university_name(titles: list[str]) -> str:
    """The school's name as its home page shows it; "" when none is shown."""
    for title in titles:
        if found := _NAME.search(title.replace("欢迎访问", "").replace("欢迎来到", "")):
            return found[0]
    return ""


def _platforms(config: Config, documents: list[Document], fronts: dict[str, Document]) -> tuple[str, ...]:
    """Where a link named 信息公开 leads from the home page, else a host of that name."""
    home = host_of(config.university.home)
    for page in documents:
        if page.url == config.university.home or page.url == origin_of(config.university.home) + "/":
            for link in page.links:
                if _PLATFORM.search(link.text.strip()) and config.in_domain(host_of(link.url)):
                    return (link.url if host_of(link.url) == home else origin_of(link.url) + "/",)
    named = [page.url for host, page in fronts.items() if host.split(".")[0] in ("xxgk", "xxgkw", "gk")]
    return (origin_of(named[0]) + "/",) if named else ()


def render(campus: Campus, proxy: str = "") -> str:
    """The config as TOML with remarks in Chinese; the proxy through which the look round went stands in it."""
    university = campus.university
    platform = ", ".join(map(_quoted, university.platform))
    lines = [
        "# 由 xxgk init 从首页找出，请逐条核对。凡在 domain 之下的主机都会抓取，没有列出的也会；列出是为了写明责任部门。", "",
        "[university]", f"name = {_quoted(university.name)}", f"domain = {_quoted(university.domain)}", f"home = {_quoted(university.home)}",
        f"platform = [{platform}]" + ("" if platform else "   # 没有找到信息公开专栏，请填写其网址"), "",
        "[audit]", 'checklist = "moe-2014"', '# period = "2024-2025"      # 学年度；不写则为最近一个已结束的学年度', "",
        "[crawl]", "requests_per_second = 1.0   # 每台主机每秒请求数", '# contact = "jiandu@example.edu.cn"   # 写进 User-Agent，便于各网站管理员联系',
        *([f"proxy = {_quoted(proxy)}"] if proxy else []), "",
    ]
    for site in campus.sites:
        remark = "，".join(filter(None, [_remark(site.title), f"系统 {site.cms}" if site.cms and site.cms != "generic" else ""]))
        unknown = "" if site.department else "   # 没有认出责任部门，请填写"
        lines += [f"[[site]]   # {remark}", f"url = {_quoted(site.url)}", f"department = {_quoted(site.department)}{unknown}", ""]
    lines += [f"# 没有应答：{host}（{_remark(detail)}）" for host, detail in campus.silent]
    return "\n".join(lines).rstrip() + "\n"


def _quoted(text: str) -> str:
    return json.dumps(_remark(text), ensure_ascii=False)


def _remark(text: str) -> str:
    """One line without control characters: it may stand in a comment."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).strip()[:120]
