"""Lends the rules of one checklist's items to another checklist whose items cover the same matters."""

from __future__ import annotations

import dataclasses

from classifier.checklist import Checklist, GenreText, RuleText, Rules

ALONE = 1.0   # items of a borrowing list go together only when both are equally strong


def borrow(lender: Checklist, borrowing: dict[int, tuple[int, ...]]) -> Rules:
    """The lender's rules under the borrower's numbers. `borrowing`: the borrower's item → the lender's items it covers."""
    rules = lender.rules
    lent = tuple(RuleText(item, rule.field, rule.strength, rule.pattern)
                 for item, covered in sorted(borrowing.items()) for rule in rules.rules
                 if rule.item in covered and rule.strength not in ("against", "veto"))
    return dataclasses.replace(
        rules, rules=lent, together=((ALONE, tuple(sorted(borrowing))),), origin=f"借用清单 {lender.id} 的规则",
        genres=tuple(_genre(genre, borrowing) for genre in rules.genres),
    )


def _genre(genre: GenreText, borrowing: dict[int, tuple[int, ...]]) -> GenreText:
    spares = tuple(item for item, covered in sorted(borrowing.items()) if set(covered) & set(genre.spares))
    return dataclasses.replace(genre, spares=spares)
