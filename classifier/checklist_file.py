"""Turns a checklist's TOML and its rule files into the types of classifier.checklist, and refuses what it does not know."""

from __future__ import annotations

import dataclasses
import difflib
import re
from pathlib import Path
from typing import Any

from classifier.annotated import facts_of, is_annotated, keyword_rules
from classifier.borrowed import borrow
from classifier.checklist import (
    Category, Checklist, Confusable, Department, Element, General, Item, SiteSection,
)
from classifier.learned import read_learned
from classifier.rule_file import RuleFiles
from classifier.toml_checks import Checks, load_toml
from crawler.errors import ChecklistError

BUILT_IN = Path(__file__).with_name("checklists")
CADENCES = ("standing", "annual", "event")
TOP = ("schema", "id", "title", "document", "document_aliases", "issuer", "rules", "lexicon", "learned", "like", "general", "nil_statements",
       "general_columns", "site_section", "department", "category", "item", "verified", "note")


def read_checklist(name: str, rules_file: Path | None = None) -> Checklist:
    """A built-in checklist by name, or a TOML file by path; `rules_file`: other rules in place of its own. Raises ChecklistError."""
    path = BUILT_IN / f"{name}.toml" if not name.endswith(".toml") and "/" not in name and "\\" not in name else Path(name)
    if not path.is_file():
        known = sorted(p.stem for p in BUILT_IN.glob("*.toml") if not p.stem.endswith(".rules"))
        raise ChecklistError(f"{name}：没有这个清单；内置清单有 {'、'.join(known)}，或写出清单 TOML 文件的路径")
    data, words = load_toml(path), None
    if is_annotated(data):
        if twin := _twin(path, data):
            return read_checklist(twin, rules_file)
        data, words = facts_of(data), keyword_rules(data)
    if rules_file is not None:
        data["rules"] = str(rules_file.resolve())
    reader = _Reader(path)
    checklist = reader.checklist(data)
    rules, terms = RuleFiles(path, checklist, data).read(words)
    items = tuple(dataclasses.replace(item, elements=tuple(
        dataclasses.replace(element, terms=terms.get(element.id, ())) for element in item.elements)) for item in checklist.items)
    if lender := reader.text(data, "like", ""):
        rules = borrow(read_checklist(lender), {item.number: item.like_items for item in checklist.items if item.like_items})
    learned = reader.text(data, "learned", "")
    return dataclasses.replace(checklist, items=items, rules=rules, learned=read_learned(path.parent / learned) if learned else None)


def _twin(path: Path, data: dict[str, Any]) -> str:
    """The built-in checklist of the same id and the same items, which has rules where the annotated form has keywords; "" if none."""
    built_in = BUILT_IN / f"{data.get('id')}.toml"
    if not isinstance(data.get("id"), str) or not re.fullmatch(r"[\w.-]+", data["id"]) or not built_in.is_file() or built_in.resolve() == path.resolve():
        return ""
    texts = [{row.get("number"): row.get("text") for row in rows if isinstance(row, dict)}
             for rows in (data.get("item", []), load_toml(built_in).get("item", [])) if isinstance(rows, list)]
    return data["id"] if len(texts) == 2 and texts[0] == texts[1] else ""


class _Reader(Checks):
    """The facts of a checklist."""

    def checklist(self, data: dict[str, Any]) -> Checklist:
        self.known(data, TOP, "")
        nil = data.get("nil_statements", {})
        self.known(nil, ("phrases",), "nil_statements")
        made = Checklist(
            id=self.text(data, "id", "", True), title=self.text(data, "title", "", True), document=self.text(data, "document", ""),
            issuer=self.text(data, "issuer", ""), document_aliases=self.texts(data, "document_aliases", ""),
            categories=tuple(self.category(row, k) for k, row in enumerate(self.tables(data, "category"), 1)),
            items=tuple(self.item(row, k) for k, row in enumerate(self.tables(data, "item"), 1)),
            departments=tuple(self.department(row, k) for k, row in enumerate(self.tables(data, "department"), 1)),
            nil_phrases=self.texts(nil, "phrases", "nil_statements"),
            site_sections=tuple(self.section(row, k) for k, row in enumerate(self.tables(data, "site_section"), 1)),
            general=self.general(data.get("general", {})), general_columns=self.texts(data, "general_columns", ""),
            verified=self.flag(data, "verified", "", True),
        )
        self.agree(made)
        return made

    def agree(self, made: Checklist) -> None:
        """Numbers are unique and every reference leads somewhere."""
        numbers = [item.number for item in made.items]
        if not numbers:
            raise self.fail("item", "清单里没有事项；请至少写一节 [[item]]")
        categories, departments = {c.number for c in made.categories}, {d.id for d in made.departments}
        for item in made.items:
            where = f"第{item.number}条"
            if numbers.count(item.number) > 1:
                raise self.fail(where, "事项编号重复；请改成不同的 number")
            if item.category not in categories:
                raise self.fail(f"{where}.category", f"没有编号为 {item.category} 的类别；请补一节 [[category]] 或改正编号")
            for name in item.departments:
                if name not in departments:
                    near = difflib.get_close_matches(name, sorted(departments), 1)
                    raise self.fail(f"{where}.departments", f"没有部门 {name!r}" + (f"；是不是 {near[0]}？" if near else "；请补一节 [[department]]"))
            for other in item.confusable:
                if other.item not in numbers:
                    raise self.fail(f"{where}.confusable", f"没有第{other.item}条；请改正 item")

    def category(self, row: dict[str, Any], k: int) -> Category:
        where = f"category[{k}]"
        self.known(row, tuple(f.name for f in dataclasses.fields(Category)), where)
        return Category(self.number(row, "number", where), self.text(row, "name", where, True), self.texts(row, "column_names", where),
                        self.texts(row, "url_hints", where), self.text(row, "group", where), self.flag(row, "verified", where, True))

    def department(self, row: dict[str, Any], k: int) -> Department:
        where = f"department[{k}]"
        self.known(row, ("id", "name", "synonyms"), where)
        return Department(self.text(row, "id", where, True), self.text(row, "name", where, True), self.texts(row, "synonyms", where))

    def section(self, row: dict[str, Any], k: int) -> SiteSection:
        where = f"site_section[{k}]"
        self.known(row, tuple(f.name for f in dataclasses.fields(SiteSection)), where)
        return SiteSection(self.text(row, "id", where, True), self.text(row, "name", where, True), self.texts(row, "synonyms", where),
                           self.text(row, "title_pattern", where, True), self.texts(row, "url_hints", where))

    def general(self, table: Any) -> General:
        fields = {f.name: f for f in dataclasses.fields(General)}
        self.known(table, tuple(fields), "general")
        for key, value in table.items():
            if type(value) is not type(fields[key].default):
                raise self.fail(f"general.{key}", f"类型不对；默认值是 {fields[key].default!r}")
        return General(**table)

    def item(self, row: dict[str, Any], k: int) -> Item:
        number = row.get("number") if isinstance(row, dict) else None
        where = f"第{number}条" if isinstance(number, int) else f"item[{k}]"
        self.known(row, tuple(f.name for f in dataclasses.fields(Item)), where)
        if row.get("cadence") not in CADENCES:
            raise self.fail(f"{where}.cadence", f"应为 {'、'.join(CADENCES)} 之一")
        return Item(
            number=self.number(row, "number", where), category=self.number(row, "category", where),
            text=self.text(row, "text", where, True), cadence=row["cadence"], elements=self.elements(row, where),
            departments=self.texts(row, "departments", where), column_names=self.texts(row, "column_names", where),
            window=self.window(row, where), deadline=self.text(row, "deadline", where),
            nil_plausible=self.flag(row, "nil_plausible", where, False), basis=self.texts(row, "basis", where),
            variants=self.texts(row, "variants", where), short=self.text(row, "short", where),
            nil_wording=self.text(row, "nil_wording", where), confusable=self.confusable(row, where),
            note=self.text(row, "note", where), deadline_status=self.text(row, "deadline_status", where),
            verified=self.flag(row, "verified", where, True), like_items=self.numbers(row, "like_items", where),
        )

    def window(self, row: dict[str, Any], where: str) -> tuple[int, int] | None:
        value = row.get("window")
        if value is None:
            return None
        if not isinstance(value, list) or len(value) != 2 or not all(isinstance(m, int) and 1 <= m <= 12 for m in value):
            raise self.fail(f"{where}.window", "应为起止两个月份，例如 [9, 11]")
        return value[0], value[1]

    def elements(self, row: dict[str, Any], where: str) -> tuple[Element, ...]:
        made = []
        for entry in self.tables({"elements": row.get("elements", [])}, "elements"):
            self.known(entry, ("id", "name", "cadence", "required", "terms"), f"{where}.elements")
            made.append(Element(self.text(entry, "id", f"{where}.elements", True), self.text(entry, "name", f"{where}.elements", True),
                                self.text(entry, "cadence", f"{where}.elements") or row["cadence"],
                                self.flag(entry, "required", f"{where}.elements", True), self.texts(entry, "terms", f"{where}.elements")))
        return tuple(made)

    def confusable(self, row: dict[str, Any], where: str) -> tuple[Confusable, ...]:
        made = []
        for entry in self.tables({"confusable": row.get("confusable", [])}, "confusable"):
            self.known(entry, ("item", "tell"), f"{where}.confusable")
            made.append(Confusable(self.number(entry, "item", f"{where}.confusable"), self.text(entry, "tell", f"{where}.confusable", True)))
        return tuple(made)
