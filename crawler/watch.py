"""Watches families of addresses that may never end: judges their pages so that it can be told whether they say anything new."""

from __future__ import annotations

import re
from collections.abc import Callable
from zlib import crc32

from selectolax.lexbor import LexborHTMLParser

from crawler.addresses import host_of
from crawler.config import Config
from crawler.families import Families, Family, Sighting, family_of
from crawler.menus import Known
from crawler.traps import never_content
from crawler.visits import Answered, Verdict, judged_safely

_MOST_LINES = 20_000      # of one page
_LEAD = 1 << 32           # sets hashes of addresses apart from those of lines
_DIGITS = re.compile(r"[\d\s]+")


def lines_of(text: str) -> frozenset[int]:
    """What a page says, line by line, without digits, as hashes that are the same in every process."""
    tree = LexborHTMLParser(text)
    tree.strip_tags(["script", "style"])
    visible = tree.body.text(deep=True, separator="\n") if tree.body is not None else ""
    return frozenset(crc32(line.encode("utf-8", "replace")) for raw in visible.split("\n")[:_MOST_LINES] if len(line := _DIGITS.sub("", raw)) > 1)


class Watch:
    """Judges answers, and says of members of a family what they show of it."""

    def __init__(self, config: Config, families: Families, reread: Callable[[str], Answered | None]):
        self._config, self._families, self._reread = config, families, reread

    def judged(self, answer: Answered, known: Known | None) -> tuple[Verdict, list[Sighting]]:
        """The verdict, and what is to be noted of the answer's family. From a family's second member on, links met on other
        pages are not left out: which those are is a matter of chance."""
        family = family_of(answer.url)
        first = self._families.seen(family.key) if family else None
        verdict = judged_safely(answer, known if first is None else None)
        if family is None or not verdict.text:
            return verdict, []
        if first is None:
            return verdict, [Sighting(family, answer.url, alone=True)]
        earlier = self._reread(first) if first else None
        both = [(earlier, judged_safely(earlier))] if earlier else []
        return verdict, [self._sighting(family, one, found) for one, found in (*both, (answer, verdict))]

    def _sighting(self, family: Family, answer: Answered, verdict: Verdict) -> Sighting:
        leads = frozenset(crc32(hint.url.encode("utf-8", "replace")) | _LEAD for hint in verdict.hints if self._leads_out(family, hint.url, hint.kind == "image"))
        return Sighting(family, answer.url, lines_of(verdict.text), leads)

    def _leads_out(self, family: Family, url: str, image: bool) -> bool:
        if not self._config.in_domain(host_of(url)) or never_content(url, image):
            return False
        return (other := family_of(url)) is None or other.key != family.key
