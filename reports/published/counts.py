"""The fifty lines in any of the usual wordings: sentences by category and item, table rows, or the item's own text with a figure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from classifier.checklist import Checklist
from reports.published.outline import value
from reports.published.reading import Published

_SENTENCE = re.compile(
    r"第([一二三四五六七八九十]{1,3})(?:大)?类[，,、]?(?:事项)?第([一二三四五六七八九十\d]{1,4})(?:条|项)(?:[^第，。；\d]{0,12}?)(\d[\d,]*)条"
)
_BARE = re.compile(
    r"第([一二三四五六七八九十\d]{1,4})(?:条|项)(?:信息|事项|内容)?[:：]?(?:主动)?(?:公开|发布)?(?:信息)?(?:共计|共有|共|为)?(\d[\d,]*)条"
)
_SEEN = 8  # characters of an item's wording by which it is found again


@dataclass(frozen=True)
class Claim:
    """What the report says of one item. `line`: where; `category`: as printed, 0 if not printed; `link`: an address stands beside it."""

    item: int
    count: int | None
    line: int
    category: int = 0
    link: bool = False


def claims(published: Published, checklist: Checklist) -> tuple[Claim, ...]:
    """Every statement about an item, in the order of the text; an item may be stated twice."""
    found = _sentences(published)
    told = {claim.item for claim in found}
    rows = [claim for claim in _rows(published, checklist) if claim.item not in told or claim.link]
    if found and rows:
        found = [_linked(claim, rows) for claim in found]
        rows = [row for row in rows if row.item not in told]
    known = {item.number for item in checklist.items}
    return tuple(claim for claim in (*found, *rows) if claim.item in known)


def _linked(claim: Claim, rows: list[Claim]) -> Claim:
    return Claim(claim.item, claim.count, claim.line, claim.category, claim.link or any(row.link and row.item == claim.item for row in rows))


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def _sentences(published: Published) -> list[Claim]:
    """第一大类第1条信息共1条, or 第1项信息共1条. A line may hold several, or be cut inside one."""
    text, starts = _run_together(published)
    hits = [(match.start(), value(match[2]), _number(match[3]), value(match[1])) for match in _SENTENCE.finditer(text)]
    if not hits:
        hits = [(match.start(), value(match[1]), _number(match[2]), 0) for match in _BARE.finditer(text)]
        hits = hits if len({item for _, item, _, _ in hits}) >= 5 else []
    return [Claim(item, count, _line(starts, place), category) for place, item, count, category in hits]


def _run_together(published: Published) -> tuple[str, list[int]]:
    starts, pieces, length = [], [], 0
    for line in published.lines:
        starts.append(length)
        piece = re.sub(r"\s", "", line)
        pieces.append(piece)
        length += len(piece)
    return "".join(pieces), starts


def _line(starts: list[int], place: int) -> int:
    return max(0, sum(1 for start in starts if start <= place) - 1)


def _rows(published: Published, checklist: Checklist) -> list[Claim]:
    """Rows or paragraphs that carry an item's official wording; the figure is the row's last cell that is one, or the first N条 behind."""
    heads = {item.number: _plain(item.text)[:_SEEN] for item in checklist.items}
    found: list[Claim] = []
    for place, line in enumerate(published.lines):
        plain = _plain(line)
        hits = [number for number, head in heads.items() if head in plain]
        if len(hits) != 1:
            continue
        figure = _figure(line, plain, heads[hits[0]])
        linked = "http" in line or "www." in line
        if figure is not None or linked:
            found.append(Claim(hits[0], figure, place, 0, linked))
    return found


def _plain(text: str) -> str:
    return re.sub(r"[\s、，。；：（）()《》“”\"',.;:]", "", text)


def _figure(line: str, plain: str, head: str) -> int | None:
    cells = [cell.strip() for cell in line.split("\t")]
    if len(cells) > 2:
        figures = [cell for cell in cells[1:] if re.fullmatch(r"\d[\d,]{0,7}\s*条?", cell)]
        own = next((place for place, cell in enumerate(cells) if head in _plain(cell)), 0)
        after = [cell for cell in cells[own + 1 :] if cell in figures]
        return _number(after[-1].rstrip("条 ")) if after else None
    match = re.search(r"(\d[\d,]*)条", plain[plain.index(head) :])
    return _number(match[1]) if match else None
