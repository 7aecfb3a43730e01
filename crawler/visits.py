"""Judges one answer for the crawl: how the address ended, and which addresses it leads to. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.coding import header
from crawler.discovery import Hint, Known, decoded, hints_of, looks_like_list, sitemap_of
from crawler.frontier import DONE, Found, Outcome
from crawler.refusals import refused
from crawler.traps import never_content

RETRIED = (408, 425, 429, 500, 502, 503, 504, 507, 509, 520, 521, 522, 523, 524, 530)

DETAILS = {
    "timeout": "多次请求均超时；请确认该站点是否在线，稍后再次运行同一命令",
    "dns": "域名无法解析；请确认域名是否仍在使用，或检查本机网络与代理",
    "server_error": "服务器多次出错；请联系站点管理员修复后再次运行",
    "refused": "连接不上；请确认该站点是否在线，稍后再次运行同一命令",
    "broken": "应答残缺或不合规范；请联系站点管理员修复后再次运行",
    "proxy": "代理连接不上；请检查 crawl.proxy 或环境变量 http_proxy",
    "too_large": "内容超过 crawl.max_bytes；如需核查，请调大该值后再次运行",
    "blocked": "被防火墙或访问控制拦截；请与信息中心联系，把核查程序加入白名单后再次运行",
    "private": "域名解析到内网地址，未经配置写明不会访问；如本机在校内，请在 crawl.allow_private 写明该主机或网段",
    "login": "需要登录才能访问；请由责任部门确认其中是否有应当公开的内容",
    "campus_only": "仅限校内访问；请在校园网内运行，或由责任部门开放应当公开的内容",
    "robots": "robots.txt 不允许抓取；本校自查可在配置中设 obey_robots = false 后再次运行",
    "needs_browser": "页面内容要由浏览器运行脚本才会出现；请设 crawl.render = true 并安装 xxgk[render] 后再次运行，或请部门提供可直接阅读的页面",
    "depth": "离首页超过 crawl.max_depth 层；如需核查，请调大该值后再次运行",
    "pages": "该站点已达 crawl.max_pages_per_site；如需核查，请调大该值后再次运行",
    "unfinished": "抓取尚未完成；请再次运行同一命令，会从断点继续",
}

FULL = Outcome("refused", "limit", DETAILS["pages"])
PICTURE = Outcome("system", "", "图片未能核查")     # a picture that gives no answer keeps nothing from the audit
LOOP = Outcome("failed", "server_error", "重定向循环，打不开；请联系站点管理员修复")

# What a failed exchange is called in the contract.
_REASONS = {
    "timeout": "timeout", "dns": "dns", "refused": "server_error", "proxy": "server_error", "broken": "server_error",
    "too_large": "too_large", "private": "blocked",
}


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as the crawl sees it."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    location: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the address ended and what it leads to; `text` is the page's source, "" when it is no page."""

    outcome: Outcome
    hints: tuple[Hint, ...] = ()
    text: str = ""


def failed(reason: str, detail: str) -> Outcome:
    """The outcome of an address that could not be fetched: a wire reason and what the wire said."""
    said = f"（{detail}）" if detail else ""
    return Outcome("failed", _REASONS[reason], DETAILS[reason] + said)


def verdict_of(answer: Answered, known: Known | None = None) -> Verdict:
    """Judges an answer that is not to be retried. With `known`, links met on other pages are left out."""
    if 300 <= answer.status < 400:
        return _redirect(answer)
    if answer.status >= 500 or answer.status in RETRIED:
        return Verdict(Outcome("failed", "server_error", f"{DETAILS['server_error']}（状态 {answer.status}）"))
    mime = header(answer.headers, "content-type").lower()
    if not _is_markup(answer.body, mime):
        return Verdict(_outcome(*refused(answer.status, answer.headers, ""), answer.status))
    text, encoding = decoded(answer.body, mime)
    outcome = _outcome(*refused(answer.status, answer.headers, text), answer.status)
    if outcome.reason in ("blocked", "needs_browser") or answer.status >= 400:
        return Verdict(outcome)
    hints = sitemap_of(text, answer.url) if _is_sitemap(text) else hints_of(text, answer.url, encoding, known)
    return Verdict(outcome, tuple(hints), text)


def judged_safely(answer: Answered, known: Known | None = None) -> Verdict:
    """`verdict_of`, where a page that breaks the parser is one unreadable page and not the end of a crawl of many nights."""
    try:
        return verdict_of(answer, known)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        return Verdict(Outcome("failed", "unreadable", f"页面无法解析（{type(error).__name__}: {error}）；请把网址告诉程序的维护者"))


def _outcome(state: str, detail: str, status: int) -> Outcome:
    if state in ("campus_only", "login", "blocked", "needs_browser"):
        return Outcome("failed", state, f"{DETAILS[state]}（{detail}）" if detail else DETAILS[state])
    if status in (401, 407):
        return Outcome("failed", "login", DETAILS["login"])
    if status in (202, 403, 412, 451) and state == "open":
        return Outcome("failed", "blocked", f"{DETAILS['blocked']}（状态 {status}）")
    return DONE


def _redirect(answer: Answered) -> Verdict:
    target = answer.location
    if not target:
        return Verdict(DONE)
    outcome = _outcome(*refused(answer.status, answer.headers, ""), answer.status)
    if outcome.state == "failed" or never_content(target) == "登录与注销":
        return Verdict(outcome if outcome.state == "failed" else Outcome("failed", "login", DETAILS["login"]))
    if target == answer.url:
        return Verdict(Outcome("failed", "blocked", DETAILS["blocked"] + "（不断重定向到自身）"))
    return Verdict(DONE, (Hint(target, "", "redirect"),))


def _is_markup(body: bytes, mime: str) -> bool:
    start = body[:512].lstrip(b"\xef\xbb\xbf \r\n\t")
    if start[:5] in (b"%PDF-",) or start[:2] == b"PK" or start[:4] == b"\xd0\xcf\x11\xe0" or start[:4] == b"Rar!":
        return False
    return "html" in mime or "xml" in mime or start[:1] == b"<"


def _is_sitemap(text: str) -> bool:
    start = text[:2000].lower()
    return "<urlset" in start or "<sitemapindex" in start


def founds(page: str, depth: int, anchor: str, hints: tuple[Hint, ...]) -> list[Found]:
    """The addresses a page leads to, as the frontier takes them: redirects, frames and further pages lie no deeper."""
    made = []
    for hint in hints:
        deeper = 1 if hint.kind in ("link", "script") else 0
        text = hint.text or (anchor if hint.kind in ("redirect", "frame") else "")
        rank = "image" if hint.kind == "image" else "list" if looks_like_list(hint.url) else "page"
        made.append(Found(hint.url, depth + deeper, page, text, rank))
    return made
