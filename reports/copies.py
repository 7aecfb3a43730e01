"""Finds the copies of one document: the contract's rule 1, so that each is counted once."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from crawler.document import Document

SAME_TITLE_DAYS = 1   # contract: publish dates equal or a day apart
SAME_TEXT_DAYS = 7    # contract: at most seven days apart
CORRECTED_DAYS = 60   # a corrected list replaces the first within this time (our reading; no rule names a term)
LEAST_TEXT = 60       # characters; below it a text ("详见附件") says too little to be known again
_BEGINNING = 40       # characters by which texts are told apart before they are compared whole

_FILE_ENDING = re.compile(r"\.(pdf|docx?|xlsx?|pptx?|wps|et|zip|rar|txt|html?|ofd)$", re.IGNORECASE)
_MARKS = re.compile(r"^(?:[【\[(（]?(?:转发?|转载|置顶|图文?|热|新|new|hot)[】\])）]|附件\s*\d*\s*[:：])", re.IGNORECASE)
_LIST = re.compile(r"名单|成绩|名册|一览表|录取结果")
_CORRECTED = re.compile(r"[（(\[【]?(?:更正|更新|修正|补正|勘误)(?:版|后|稿|公示|公告|说明|通知)?[)）\]】]?")
_PART = re.compile(r"[（(\[【]?(?:第[一二三四五六七八九十\d]+部分|之[一二三四五六七八九十]|[（(][上中下][)）])[)）\]】]?\s*$")
_NOISE = re.compile(r"[\s\W_]+")


def normal_title(title: str) -> str:
    """A title as the copy rule compares it: width, spaces, punctuation and marks like （转） do not matter."""
    text = unicodedata.normalize("NFKC", title).strip()
    text = _FILE_ENDING.sub("", _MARKS.sub("", text).strip())
    return _NOISE.sub("", text).lower()


def text_key(document: Document) -> str:
    """What "same text" compares: the text without spacing, and the names of the files that belong to it; "" if there
    is hardly any text."""
    text = _NOISE.sub("", unicodedata.normalize("NFKC", document.text))
    if len(text) < LEAST_TEXT:
        return ""
    names = "|".join(sorted(normal_title(a.name) for a in document.attachments))
    return hashlib.blake2b(f"{text}\n{names}".encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _text_keys(documents: list[Document]) -> list[str]:
    """`text_key` of each document; "" where no other begins alike: most texts need not be gone through to be known as unlike."""
    beginnings = [_beginning(document.text) for document in documents]
    met = Counter(beginnings)
    return [text_key(document) if met[beginning] > 1 else "" for document, beginning in zip(documents, beginnings, strict=True)]


def _beginning(text: str) -> str:
    """The first characters of a text without spacing. More of it is looked at, because a cut may part a letter from its accent."""
    size = 4 * _BEGINNING
    while True:
        begun = _NOISE.sub("", unicodedata.normalize("NFKC", text[:size]))
        if len(begun) >= LEAST_TEXT or size >= len(text):
            return begun[:_BEGINNING]
        size *= 4


def is_correction(title: str) -> bool:
    """Whether a title says that it corrects a list published before (更正 of a tender is an announcement of its own)."""
    return _LIST.search(title) is not None and _CORRECTED.search(title) is not None


def _base_title(title: str) -> str:
    """The title of which this is a correction or a part."""
    text = unicodedata.normalize("NFKC", title)
    text = _PART.sub("", _CORRECTED.sub("", text) if _LIST.search(text) else text)
    return normal_title(text)


class _Groups:
    """Union-find over positions; the smallest position stands for its group."""

    def __init__(self, size: int):
        self.parent = list(range(size))

    def root(self, one: int) -> int:
        while self.parent[one] != one:
            self.parent[one] = self.parent[self.parent[one]]
            one = self.parent[one]
        return one

    def join(self, one: int, other: int) -> None:
        a, b = sorted((self.root(one), self.root(other)))
        self.parent[b] = a


def group_copies(documents: Iterable[Document]) -> list[tuple[Document, ...]]:
    """The documents, copies together; each group in the order given."""
    documents = list(documents)
    groups = _Groups(len(documents))
    titles, texts, keys = defaultdict(list), defaultdict(list), defaultdict(list)
    for position, (document, text) in enumerate(zip(documents, _text_keys(documents), strict=True)):
        title = normal_title(document.title)
        if len(title) >= 2:
            titles[title].append(position)
        if text:
            texts[text].append(position)
        if document.identity and title:
            keys[document.host, document.identity, title].append(position)
        if text and title:
            keys["", text, title].append(position)
    for bucket, days in [(b, SAME_TITLE_DAYS) for b in titles.values()] + [(b, SAME_TEXT_DAYS) for b in texts.values()]:
        _join_near(groups, documents, bucket, days)
    _join_identities(groups, documents, keys)
    _join_corrections(groups, documents)
    made: dict[int, list[Document]] = defaultdict(list)
    for position, document in enumerate(documents):
        made[groups.root(position)].append(document)
    return [tuple(group) for group in made.values()]


def _join_near(groups: _Groups, documents: list[Document], bucket: list[int], days: int) -> None:
    """Joins dated documents within `days` of the first of each run: a daily notice under one title is no chain of copies."""
    dated = sorted((documents[p].published, p) for p in bucket if documents[p].published)
    first: tuple[date, int] | None = None
    for day, position in dated:
        if first and (day - first[0]).days <= days:
            groups.join(first[1], position)
        else:
            first = (day, position)


def _join_corrections(groups: _Groups, documents: list[Document]) -> None:
    """A corrected list and the list it replaces, and the parts of one list, are one document."""
    marked = [p for p, d in enumerate(documents) if d.published and (is_correction(d.title) or _PART.search(d.title))]
    wanted = {_base_title(documents[p].title) for p in marked}
    bases = defaultdict(list)
    for position, document in enumerate(documents):
        if document.published and (base := _base_title(document.title)) in wanted:
            bases[document.host, base].append(position)
    for position in marked:
        document = documents[position]
        days = CORRECTED_DAYS if is_correction(document.title) else SAME_TITLE_DAYS
        for other in bases[document.host, _base_title(document.title)]:
            if other != position and 0 <= (document.published - documents[other].published).days <= days:
                groups.join(position, other)


def _join_identities(groups: _Groups, documents: list[Document], keys: dict[tuple[str, str, str], list[int]]) -> None:
    """One article of a CMS under several columns is one document; an undated page with the title and text of another
    is its copy (two dated ones were compared above)."""
    for (host, _, _), bucket in keys.items():
        if host:
            for position in bucket[1:]:
                groups.join(bucket[0], position)
        else:
            undated = [p for p in bucket if documents[p].published is None]
            for position in undated:
                groups.join(bucket[0] if bucket[0] != position else bucket[-1], position)
