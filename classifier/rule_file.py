"""Reads the rules of a checklist from its rule file and its lexicon, and refuses what it does not know."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from classifier.checklist import Checklist, GenreText, Rules, RuleText
from classifier.patterns import PatternError, parse
from classifier.toml_checks import Checks, load_toml

LEXICON = Path(__file__).with_name("lexicon.toml")   # of every checklist that names no other
WEIGHTS = Path(__file__).with_name("checklists") / "moe-2014.rules.toml"           # what a keyword weighs where a list brings no weights of its own
STRENGTHS = ("decisive", "strong", "fair", "weak", "against", "veto", "substance")
FIELD_NAMES = ("title", "lead", "body", "file", "filetext", "crumb", "site", "head", "text", "any", "path", "deep", "all")
RULE_TOP = ("origin", "lexicon", "genre", "weights", "threshold", "together", "review", "item")


class RuleFiles(Checks):
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
                self.file(load_toml(file), parts)
        if words is not None:
            built_in = load_toml(WEIGHTS)
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
