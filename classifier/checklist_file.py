"""Turns a checklist's TOML and its rule files into the types of classifier.checklist, and refuses what it does not know."""

from __future__ import annotations

import dataclasses
import difflib
import re
import tomllib
from pathlib import Path
from typing import Any

from classifier.annotated import facts_of, is_annotated, keyword_rules
from classifier.borrowed import borrow
from classifier.checklist import (
    Category, Checklist, Confusable, Department, Element, GenreText, General, Item, Rules, RuleText, SiteSection,
)
from classifier.learned import read_learned
from classifier.patterns import PatternError, parse
from crawler.errors import ChecklistError

LEXICON = Path(__file__).with_name("lexicon.toml")   # of every checklist that names no other
BUILT_IN = Path(__file__).with_name("checklists")
WEIGHTS = BUILT_IN / "moe-2014.rules.toml"           # what a keyword weighs where a list brings no weights of its own
STRENGTHS = ("decisive", "strong", "fair", "weak", "against", "veto", "substance")
FIELD_NAMES = ("title", "lead", "body", "file", "filetext", "crumb", "site", "head", "text", "any", "path", "deep", "all")
CADENCES = ("standing", "annual", "event")
TOP = ("schema", "id", "title", "document", "document_aliases", "issuer", "rules", "lexicon", "learned", "like", "general", "nil_statements",
       "general_columns", "site_section", "department", "category", "item", "verified", "note")
RULE_TOP = ("origin", "lexicon", "genre", "weights", "threshold", "together", "review", "item")


def read_checklist(name: str) -> Checklist:
    """A built-in checklist by name, or a TOML file by path. Raises ChecklistError."""
    path = BUILT_IN / f"{name}.toml" if not name.endswith(".toml") and "/" not in name and "\\" not in name else Path(name)
    if not path.is_file():
        known = sorted(p.stem for p in BUILT_IN.glob("*.toml") if not p.stem.endswith(".rules"))
        raise ChecklistError(f"{name}：没有这个清单；内置清单有 {'、'.join(known)}，或写出清单 TOML 文件的路径")
    data, words = _load(path), None
    if is_annotated(data):
        if twin := _twin(path, data):
            return read_checklist(twin)
        data, words = facts_of(data), keyword_rules(data)
    reader = _Reader(path)
    checklist = reader.checklist(data)
    rules, terms = _Rules(path, checklist, data).read(words)
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
             for rows in (data.get("item", []), _load(built_in).get("item", [])) if isinstance(rows, list)]
    return data["id"] if len(texts) == 2 and texts[0] == texts[1] else ""


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise ChecklistError(f"{path}：读不了（{error.strerror}）；请检查路径") from None
    except UnicodeDecodeError:
        raise ChecklistError(f"{path}：不是 UTF-8 文字；请另存为 UTF-8 编码") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ChecklistError(f"{path}：不是合法的 TOML：{error}；请检查该处的引号、等号和括号") from None


class _Checks:
    """Small checks that fail with one line: file, place, key, remedy."""

    def __init__(self, path: Path):
        self.path = path

    def fail(self, where: str, message: str) -> ChecklistError:
        return ChecklistError(f"{self.path}：{where}：{message}")

    def known(self, table: Any, names: tuple[str, ...], where: str) -> None:
        if not isinstance(table, dict):
            raise self.fail(where, "应写成一节（表）")
        for key in table:
            if key not in names:
                near = difflib.get_close_matches(key, names, 1)
                raise self.fail(f"{where}.{key}" if where else key,
                                f"不认识的键；是不是 {near[0]}？" if near else f"不认识的键；可用：{'、'.join(names)}")

    def text(self, table: dict[str, Any], key: str, where: str, required: bool = False) -> str:
        value = table.get(key, "")
        if not isinstance(value, str) or (required and not value.strip()):
            raise self.fail(f"{where}.{key}", "必须填写文字" if required else "应为文字（加引号）")
        return value

    def texts(self, table: dict[str, Any], key: str, where: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            raise self.fail(f"{where}.{key}", "应为文字列表，例如 [\"甲\", \"乙\"]")
        return tuple(value)

    def number(self, table: dict[str, Any], key: str, where: str) -> int:
        value = table.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self.fail(f"{where}.{key}", "必须填写正整数")
        return value

    def numbers(self, table: dict[str, Any], key: str, where: str) -> tuple[int, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, int) and not isinstance(entry, bool) for entry in value):
            raise self.fail(f"{where}.{key}", "应为编号列表，例如 [2, 5]")
        return tuple(value)

    def flag(self, table: dict[str, Any], key: str, where: str, default: bool) -> bool:
        value = table.get(key, default)
        if not isinstance(value, bool):
            raise self.fail(f"{where}.{key}", "应为 true 或 false")
        return value

    def tables(self, data: dict[str, Any], key: str) -> list[dict[str, Any]]:
        rows = data.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self.fail(key, f"应写成 [[{key}]] 一节一项")
        return rows


class _Reader(_Checks):
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


class _Rules(_Checks):
    """The rules of a checklist: from its own file, its rules file and its lexicon."""

    def __init__(self, path: Path, checklist: Checklist, data: dict[str, Any]):
        super().__init__(path)
        self.checklist = checklist
        lexicon, rules = self.text(data, "lexicon", ""), self.text(data, "rules", "")
        self.files = [path.parent / lexicon if lexicon else LEXICON, path.parent / rules if rules else None]
        self.lexicons: dict[str, tuple[str, ...]] = {}
        self.terms: dict[str, tuple[str, ...]] = {e.id: e.terms for item in checklist.items for e in item.elements if e.terms}

    def read(self, words: dict[str, Any] | None = None) -> tuple[Rules, dict[str, tuple[str, ...]]]:
        """The rules, and the terms of elements. `words`: rules that stand in no file (keywords), weighed as the built-in rules are."""
        parts: dict[str, Any] = {"genres": [], "rules": [], "weights": {}, "thresholds": {}, "together": [], "review": [], "origin": ""}
        for file in self.files:
            if file is not None:
                self.path = file
                if not file.is_file():
                    raise self.fail("rules", "没有这个规则文件；请改正清单里的 rules 或 lexicon")
                self.file(_load(file), parts)
        if words is not None:
            built_in = _load(WEIGHTS)
            self.file({"origin": "清单自带的关键词", "item": words, **{key: built_in[key] for key in ("weights", "threshold")}}, parts)
        return Rules(
            lexicons=tuple(self.lexicons.items()), genres=tuple(parts["genres"]), rules=tuple(parts["rules"]),
            weights=tuple(parts["weights"].items()), thresholds=tuple(parts["thresholds"].items()),
            together=tuple(parts["together"]), review=tuple(parts["review"]), origin=parts["origin"],
        ), self.terms

    def file(self, data: dict[str, Any], parts: dict[str, Any]) -> None:
        self.known(data, RULE_TOP, "")
        parts["origin"] = self.text(data, "origin", "") or parts["origin"]
        lexicon = data.get("lexicon", {})
        for name in lexicon:
            self.lexicons[name] = self.texts(lexicon, name, "lexicon")
        for name, row in data.get("genre", {}).items():
            parts["genres"].append(self.genre(name, row))
        for field, row in data.get("weights", {}).items():
            self.known({field: 0}, FIELD_NAMES, "weights")
            self.known(row, STRENGTHS, f"weights.{field}")
            parts["weights"].update({f"{field}.{strength}": float(value) for strength, value in row.items()})
        parts["thresholds"].update({key: float(value) for key, value in data.get("threshold", {}).items()})
        parts["together"].extend(self.together(row, k) for k, row in enumerate(self.tables(data, "together"), 1))
        parts["review"].extend(self.patterns(data.get("review", {}), "review"))
        for number, row in data.get("item", {}).items():
            parts["rules"].extend(self.item(number, row))

    def together(self, row: dict[str, Any], k: int) -> tuple[float, tuple[int, ...]]:
        """Items that one document may disclose at once, and the share of the strongest score that a further one needs."""
        where = f"together[{k}]"
        self.known(row, ("items", "share"), where)
        known, items, share = {item.number for item in self.checklist.items}, row.get("items"), row.get("share", 0.5)
        if not isinstance(items, list) or not set(map(str, items)) <= set(map(str, known)):
            raise self.fail(f"{where}.items", "应为清单里的事项编号列表，例如 [12, 13]")
        if isinstance(share, bool) or not isinstance(share, (int, float)) or not 0 <= share <= 1:
            raise self.fail(f"{where}.share", "应为 0 到 1 的数")
        return float(share), tuple(items)

    def genre(self, name: str, row: dict[str, Any]) -> GenreText:
        where = f"genre.{name}"
        self.known(row, ("label", "penalty", "spares", "firm", "unless", *FIELD_NAMES), where)
        yes = {key: value for key, value in row.items() if key in FIELD_NAMES}
        return GenreText(name, self.text(row, "label", where, True), self.patterns(yes, where),
                         self.patterns(row.get("unless", {}), f"{where}.unless"), float(row.get("penalty", 0)), tuple(row.get("spares", ())),
                         self.flag(row, "firm", where, False))

    def patterns(self, table: Any, where: str) -> tuple[tuple[str, str], ...]:
        self.known(table, FIELD_NAMES, where)
        rows = tuple((field, pattern) for field in table for pattern in self.texts(table, field, where))
        for field, pattern in rows:
            self.pattern(pattern, f"{where}.{field}")
        return rows

    def pattern(self, pattern: str, where: str) -> None:
        try:
            parse(pattern, self.lexicons)
        except PatternError as error:
            raise self.fail(where, str(error)) from None

    def item(self, number: str, row: Any) -> list[RuleText]:
        where = f"第{number}条"
        numbers = [str(item.number) for item in self.checklist.items]
        if number not in numbers:
            raise self.fail(f"item.{number}", "清单里没有这一条；请改正编号")
        self.known(row, ("elements", *FIELD_NAMES), where)
        ids = tuple(element.id for element in self.checklist.item(int(number)).elements)
        self.known(row.get("elements", {}), ids, f"{where}.elements")
        for key in row.get("elements", {}):
            self.terms[key] = self.texts(row["elements"], key, f"{where}.elements")
            for pattern in self.terms[key]:
                self.pattern(pattern, f"{where}.elements.{key}")
        made = []
        for field in (key for key in row if key != "elements"):
            self.known(row[field], STRENGTHS, f"{where}.{field}")
            for strength in row[field]:
                for pattern in self.texts(row[field], strength, f"{where}.{field}"):
                    self.pattern(pattern, f"{where}.{field}.{strength}")
                    made.append(RuleText(int(number), field, strength, pattern))
        return made
