"""Finds the copies of one document: the contract's rule 1, so that each is counted once."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from crawler.document import Document

SAME_TITLE_DAYS = 1   # contract: publish dates equal or a day apart
SAME_TEXT_DAYS = 7    # contract: at most seven days apart
LEAST_TEXT = 60       # characters; below it a text ("详见附件") says too little to be known again

_FILE_ENDING = re.compile(r"\.(pdf|docx?|xlsx?|pptx?|wps|et|zip|rar|txt|html?|ofd)$", re.I)
_MARKS = re.compile(r"^(?:[【\[(（]?(?:转发?|转载|置顶|图文?|热|新|new|hot)[】\])）]|附件\s*\d*\s*[:：])", re.I)
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
    for position, document in enumerate(documents):
        title, text = normal_title(document.title), text_key(document)
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
