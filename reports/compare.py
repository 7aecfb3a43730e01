"""Says what changed between two audits: mended, new, gone stale, moved, withdrawn, and by which cause."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.errors import BadInput
from reports.copies import normal_title
from reports.result import KIND_NAMES, STATUS_NAMES

SCHEMA = "xxgk-audit/1"
CHANGES = {
    "mended": "已整改", "new": "新增问题", "unchanged": "仍未整改", "unverified": "未能复核", "stale": "由已公开变为未及时更新",
    "improved": "状态改善", "worsened": "状态变差", "published": "新公开", "moved": "移动", "withdrawn": "撤下", "relabelled": "改归其他事项", "edited": "内容有修改",
}
_RANK = {"disclosed": 0, "declared_nil": 0, "partial": 1, "restricted": 2, "stale": 2, "missing": 3, "unchecked": 9}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `what`: key of CHANGES. `about`: "finding", "item" or "document"."""

    what: str
    about: str
    cause: str            # in Chinese
    item: int | None = None
    kind: str = ""        # a finding's kind
    key: str = ""         # a finding's key
    url: str = ""
    to: str = ""          # where a moved document stands now
    title: str = ""
    department: str = ""


@dataclass(frozen=True)
class Comparison:
    old: dict[str, Any]
    new: dict[str, Any]
    changes: tuple[Change, ...]

    def of(self, about: str, what: str) -> tuple[Change, ...]:
        return tuple(row for row in self.changes if row.about == about and row.what == what)

    def as_json(self) -> dict[str, Any]:
        """The comparison as one object: the two audits' heads and every change."""
        return {
            "schema": "xxgk-compare/1", "university": self.new["university"], "checklist": self.new["checklist"],
            "old": _head(self.old), "new": _head(self.new),
            "changes": [{name: getattr(row, name) for name in Change.__slots__} for row in self.changes],
        }


def compare_files(old: Path, new: Path) -> Comparison:
    """Compares two audit.json. Raises BadInput naming the file."""
    return compare(read_audit(old), read_audit(new))


def read_audit(path: Path) -> dict[str, Any]:
    """An audit.json. Raises BadInput when it cannot be read or is none."""
    try:
        data = json.loads(Path(path).read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise BadInput(f"{path}：打不开（{error.strerror}）；请检查路径") from None
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise BadInput(f"{path}：不是 JSON 文件；请给出 xxgk audit 写出的 audit.json") from None
    needed = {"university": str, "checklist": str, "items": list, "findings": list, "unseen": list, "crawl": dict, "period": dict}
    if not isinstance(data, dict) or data.get("schema") != SCHEMA or not all(isinstance(data.get(key), kind) for key, kind in needed.items()):
        raise BadInput(f"{path}：不是核查结果（schema 应为 {SCHEMA}）；请给出 xxgk audit 写出的 audit.json")
    return data


def compare(old: dict[str, Any], new: dict[str, Any]) -> Comparison:
    """Every difference between two audits of one university under one checklist. Raises BadInput when they are not."""
    for key, name in (("university", "学校"), ("checklist", "清单")):
        if old[key] != new[key]:
            raise BadInput(f"两次核查的{name}不同（{old[key]}、{new[key]}），不能比较；请选同一{name}的两个 audit.json")
    try:
        changes = (*_findings(old, new), *_items(old, new), *_documents(old, new))
    except (KeyError, TypeError, AttributeError) as error:
        raise BadInput(f"audit.json 缺少内容（{error}），不能比较；请用同一版本的 xxgk 重新核查") from None
    return Comparison(old, new, changes)


def _head(audit: dict[str, Any]) -> dict[str, Any]:
    return {"period": audit["period"], "as_of": audit.get("as_of"), "finished": audit["crawl"].get("finished", ""), "version": audit.get("version", "")}


def _cut_hosts(audit: dict[str, Any]) -> set[str]:
    return {site["host"] for site in audit["crawl"].get("sites", ()) if not site["complete"]}


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()


def _rules_changed(old: dict[str, Any], new: dict[str, Any]) -> bool:
    return old.get("rules") != new.get("rules")


# -- findings ---------------------------------------------------------------------------------------------------------

def _findings(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    before, after = ({row["key"]: row for row in audit["findings"]} for audit in (old, new))
    cut, statuses = _cut_hosts(new), {row["item"]: row["status"] for row in new["items"]}
    unseen = {row["url"] for row in new["unseen"]}
    for key, row in before.items():
        if key in after:
            yield _finding("unchanged", row, "页面和结论都没有变化" if after[key]["message"] == row["message"] else f"仍存在，说明有变化：{after[key]['message']}")
        elif statuses.get(row["item"]) == "unchecked" or row["url"] in unseen or _host(row["url"]) in cut:
            yield _finding("unverified", row, "本次没有看完该站点或该页面，不能认定已整改")
        else:
            yield _finding("mended", row, _gone(row, old, new))
    for key, row in after.items():
        if key not in before:
            yield _finding("new", row, _come(row, old, new))


def _finding(what: str, row: dict[str, Any], cause: str) -> Change:
    return Change(what, "finding", cause, row["item"], row["kind"], row["key"], row["url"], "", row.get("title", ""), row["department"])


def _gone(row: dict[str, Any], old: dict[str, Any], new: dict[str, Any]) -> str:
    """Why a finding is no longer there."""
    item = next((entry for entry in new["items"] if entry["item"] == row["item"]), None)
    if row["kind"] in ("missing", "stale", "partial", "restricted") and item:
        newest = next(iter(item["disclosures"]), None)
        told = f"：{newest['title']}（{newest['published'] or '无日期'}）" if newest else ""
        return f"第{row['item']}项现为“{STATUS_NAMES.get(item['status'], item['status'])}”{told}"
    return "核查规则有变化，请人工确认" if _rules_changed(old, new) else "本次核查没有再发现"


def _come(row: dict[str, Any], old: dict[str, Any], new: dict[str, Any]) -> str:
    """Why a finding was not there before."""
    if _host(row["url"]) in _cut_hosts(old):
        return "上次没有看完该站点"
    if _rules_changed(old, new):
        return "可能因核查规则变化而新增，请人工确认"
    if old["period"] != new["period"] or old.get("as_of") != new.get("as_of"):
        return "核查期间或基准日不同，或网站有变化"
    return "网站有变化"


# -- items ------------------------------------------------------------------------------------------------------------

def _items(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    before = {row["item"]: row for row in old["items"]}
    for row in new["items"]:
        was = before.get(row["item"])
        if was is None or was["status"] == row["status"]:
            continue
        what = _direction(was["status"], row["status"])
        said = f"由“{STATUS_NAMES[was['status']]}”变为“{STATUS_NAMES[row['status']]}”：{_item_cause(was, row, old, new)}"
        yield Change(what, "item", said, row["item"], title=row["name"])


def _direction(was: str, now: str) -> str:
    if "unchecked" in (was, now):
        return "unverified"
    if now == "stale" and was in ("disclosed", "partial", "declared_nil"):
        return "stale"
    return "improved" if _RANK[now] < _RANK[was] else "worsened"


def _item_cause(was: dict[str, Any], row: dict[str, Any], old: dict[str, Any], new: dict[str, Any]) -> str:
    had, have = ({d["url"]: d for d in entry["disclosures"] + entry.get("uncounted", [])} for entry in (was, row))
    fresh = [d for url, d in have.items() if url not in had]
    gone = [d for url, d in had.items() if url not in have]
    if "unchecked" in (was["status"], row["status"]):
        return row.get("reason") or "有站点没有看完"
    if _RANK[row["status"]] < _RANK[was["status"]] and fresh:
        return f"新公开了《{fresh[0]['title']}》"
    if gone and _RANK[row["status"]] > _RANK[was["status"]]:
        return f"原有的《{gone[0]['title']}》不在了"
    if old["period"] != new["period"] or old.get("as_of") != new.get("as_of"):
        return f"核查期间或基准日不同；{row.get('reason', '')}"
    return ("核查规则有变化；" if _rules_changed(old, new) else "") + row.get("reason", "")


# -- documents --------------------------------------------------------------------------------------------------------

def _documents(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    before, after = _by_address(old), _by_address(new)
    cut, unseen = _cut_hosts(new), {row["url"] for row in new["unseen"]}
    same = {_identity(d): url for url, (_, d) in after.items() if url == d["url"]}
    arrived = set()
    for url, (items, row) in before.items():
        if url != row["url"]:
            continue
        if url in after:
            yield from _kept(url, items, row, after[url], old, new)
        elif (target := same.get(_identity(row))) and target not in before:
            arrived.add(target)
            yield _document("moved", items, row, "同一信息换了网址", target)
        elif url in unseen or _host(url) in cut:
            yield _document("unverified", items, row, "本次没有看到该页面，不能认定已撤下")
        else:
            yield _document("withdrawn", items, row, "核查规则有变化，不再认定为公开信息，或页面已撤下" if _rules_changed(old, new) else "页面已撤下，或内容已改，不再公开该事项")
    for url, (items, row) in after.items():
        if url == row["url"] and url not in before and url not in arrived:
            yield _document("published", items, row, f"公布于{row['published'] or '未标日期'}")


def _by_address(audit: dict[str, Any]) -> dict[str, tuple[tuple[int, ...], dict[str, Any]]]:
    """Every address of every disclosure → its items and the disclosure."""
    found: dict[str, tuple[tuple[int, ...], dict[str, Any]]] = {}
    for item in audit["items"]:
        for row in item["disclosures"] + item.get("uncounted", []):
            for url in (row["url"], *row["copies"]):
                items = found[url][0] if url in found else ()
                found[url] = ((*items, item["item"]), found[url][1] if url in found and found[url][1]["url"] == url else row)
    return found


def _identity(row: dict[str, Any]) -> tuple[str, str]:
    return normal_title(row["title"]), row["published"] or ""


def _kept(url: str, items: tuple[int, ...], row: dict[str, Any], now: tuple[tuple[int, ...], dict[str, Any]], old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    labels, page = now
    edited = page["url"] == url and page["digest"] != row["digest"]
    if set(items) != set(labels):
        cause = "页面内容有修改" if edited else "核查规则有变化" if _rules_changed(old, new) else "复核意见或所在栏目有变化"
        yield _document("relabelled", labels, row, f"由第{_joined(items)}项变为第{_joined(labels)}项：{cause}")
    elif edited and page["title"] != row["title"]:
        yield _document("edited", items, page, f"标题由《{row['title']}》改为《{page['title']}》")


def _joined(items: tuple[int, ...]) -> str:
    return "、".join(str(item) for item in sorted(set(items)))


def _document(what: str, items: tuple[int, ...], row: dict[str, Any], cause: str, to: str = "") -> Change:
    return Change(what, "document", cause, min(items), url=row["url"], to=to, title=row["title"], department=row["department"])


# -- for people -------------------------------------------------------------------------------------------------------

_SECTIONS = (("item", "事项状态的变化"), ("finding", "问题的变化"), ("document", "信息的变化"))
_QUIET = frozenset({("finding", "unchanged")})   # only their number is printed


def render_comparison(comparison: Comparison) -> str:
    """The comparison as Chinese text, most telling first."""
    old, new = comparison.old, comparison.new
    lines = [f"{new['university']}：{_named(old)} → {_named(new)}"]
    if _rules_changed(old, new):
        lines.append("注意：两次核查所用的规则不同，标有“规则”的变化不一定是网站的变化。")
    for about, heading in _SECTIONS:
        rows = [row for row in comparison.changes if row.about == about]
        counts = "，".join(f"{name}{n}" for what, name in CHANGES.items() if (n := sum(row.what == what for row in rows)))
        lines += ["", f"{heading}：{counts or '没有变化'}"]
        for what, name in CHANGES.items():
            for row in comparison.of(about, what) if (about, what) not in _QUIET else ():
                lines.append(f"  [{name}] {_line(row)}")
    return "\n".join(lines)


def _named(audit: dict[str, Any]) -> str:
    return f"{audit['period']['name']}（{audit.get('as_of', '')}）"


def _line(row: Change) -> str:
    head = f"第{row.item}项 " if row.item else ""
    kind = f"{KIND_NAMES.get(row.kind, row.kind)} " if row.kind else ""
    title = f"《{row.title}》" if row.title and row.about != "item" else ""
    where = f" {row.url}" if row.url else ""
    moved = f" → {row.to}" if row.to else ""
    return f"{head}{kind}{title}{row.cause}{where}{moved}"
