"""The judged result: the facts that every report prints. Writers read this and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from classifier.checklist import Checklist, Item
from classifier.labels import Evidence
from crawler.archive import CrawlFacts, Unseen
from crawler.config import Period, University

STATUS_NAMES = {
    "disclosed": "已公开", "partial": "要素不全", "stale": "未及时更新", "declared_nil": "声明无此事项",
    "restricted": "仅校内或需登录", "missing": "缺失", "unchecked": "未完成核查",
}
KIND_NAMES = {
    "missing": "缺失", "stale": "未及时更新", "misfiled": "错放栏目", "partial": "要素不全", "unlinked": "已公开未挂接",
    "late": "超期公开", "undated": "无发布日期", "dead_link": "链接失效", "soft_404": "假页面", "empty_column": "空白栏目",
    "stale_column": "栏目不更新", "restricted": "访问受限", "personal_data": "个人信息外泄", "platform": "专栏缺陷",
    "redated": "旧稿新发",
}
REASON_NAMES = {
    "robots": "网站 robots 规则不允许抓取", "login": "需要登录", "campus_only": "仅校内可访问", "blocked": "被防火墙或验证码拦截",
    "timeout": "超时未应答", "dns": "域名无法解析或连接不上", "server_error": "服务器出错", "too_large": "文件过大",
    "unreadable": "文件或图片无法读出文字", "trap": "自动生成的无穷页面", "limit": "达到抓取上限", "needs_browser": "需浏览器运行脚本才能显示",
}
SEVERITY_NAMES = {"critical": "严重", "major": "重要", "minor": "一般"}


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One disclosure (条): a document that discloses the item, its copies folded in."""

    url: str                       # the counted address
    title: str
    published: date | None
    published_from: str            # where the date was read ("page", "meta", "list", "url", "")
    host: str
    department: str
    score: float                   # 0 … 1
    copies: tuple[str, ...]        # the other addresses of the same document
    digest: str
    evidence: tuple[Evidence, ...] = ()
    year: str = ""                 # the year the document speaks of, as printed, "" if none
    counted: bool = True           # enters the item's count
    fresh: bool = False            # the item's status rests on it (an edition published after the period does not count)


@dataclass(frozen=True, slots=True)
class ElementResult:
    name: str
    found: bool
    url: str = ""                  # the document that shows it


@dataclass(frozen=True, slots=True)
class Absence:
    """Proof of absence for a missing or unchecked item: what was searched, what was not, and what came nearest."""

    sites: tuple[tuple[str, str, int, bool], ...] = ()   # host, department, pages, seen to the end
    columns: tuple[tuple[str, str], ...] = ()            # name and address of the item's own columns that were searched
    candidates: tuple[tuple[str, str, str], ...] = ()    # address, title, why it was not enough


@dataclass(frozen=True, slots=True)
class ItemResult:
    item: Item
    status: str                    # key of STATUS_NAMES
    count: int
    published: int
    available: int
    latest: date | None
    due: date | None               # the date by which the edition judged here was due, None if the item has none
    elements: tuple[ElementResult, ...]
    column: str                    # address of the platform's column for the item, "" if there is none
    column_name: str
    disclosures: tuple[Disclosure, ...]   # every one available, newest first; `counted` marks those in `count`
    reason: str = ""               # in Chinese: why this status
    next_due: date | None = None   # the next date to watch
    nil: tuple[Disclosure, ...] = ()      # pages that declare there is no such matter
    candidates: tuple[Disclosure, ...] = ()  # for review, never counted
    absence: Absence | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a department has to mend. `key` is stable across audits."""

    key: str
    kind: str                      # key of KIND_NAMES
    item: int | None
    url: str
    department: str                # "" if unknown
    severity: str                  # key of SEVERITY_NAMES
    message: str                   # in Chinese: what is wrong
    evidence: tuple[Evidence, ...] = ()
    filed_as: int | None = None
    referrer: str = ""
    title: str = ""
    remedy: str = ""               # in Chinese: what to do
    basis: str = ""                # the rule with its source
    mend_by: date | None = None


@dataclass(frozen=True, slots=True)
class SiteResult:
    host: str
    department: str
    guessed: bool
    pages: int
    unseen: int
    complete: bool
    name: str = ""                 # the site's own title


@dataclass(frozen=True)
class Result:
    university: University
    checklist: Checklist
    period: Period
    as_of: date
    crawl: CrawlFacts
    sites: tuple[SiteResult, ...]
    items: tuple[ItemResult, ...]
    categories: tuple[tuple[int, str, int], ...]   # number, name, sum of counts
    findings: tuple[Finding, ...]
    unseen: tuple[Unseen, ...]
    version: str = ""
    notes: tuple[str, ...] = ()    # in Chinese: what a reader must know (robots not obeyed, estimated working days …)
    meta: dict[str, str] = field(default_factory=dict)

    @property
    def incomplete(self) -> bool:
        """Whether something in scope could not be seen, so that the program ends with status 3; traps are explained."""
        return not self.crawl.complete or any(row.reason != "trap" for row in self.unseen)
