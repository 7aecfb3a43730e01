"""Reads the patterns of rules: 甲|乙 either, 甲&乙 both, 甲+乙 and 甲~乙 one soon after the other, !丙 without, @词表, #体裁."""

from __future__ import annotations

from dataclasses import dataclass

from classifier.folding import fold

GAP = 12  # characters that may stand between the two sides of "+" (binds all alternatives) and "~" (binds two words)


class PatternError(ValueError):
    """A pattern that cannot be read; the message is Chinese and names the place inside the pattern."""


@dataclass(frozen=True)
class Chain:
    """Groups of terms that have to stand one after the other (most chains have one group)."""

    groups: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Pattern:
    """What has to stand in a field, and what must not. Terms are folded; "#…" terms are genres."""

    needs: tuple[Chain, ...]
    without: tuple[str, ...]

    def terms(self) -> set[str]:
        """Every term of the pattern, genres too."""
        return {term for chain in self.needs for group in chain.groups for term in group} | set(self.without)


def parse(text: str, lexicons: dict[str, tuple[str, ...]]) -> Pattern:
    """Reads one pattern. Raises PatternError."""
    need, *without = text.split("!")
    if not need.strip():
        raise PatternError(f"{text!r} 没有要找的词")
    chains = tuple(Chain(tuple(_group(part, lexicons, text) for part in clause.split("+"))) for clause in need.split("&"))
    for chain in chains:
        if len(chain.groups) > 1 and any(term.startswith("#") for group in chain.groups for term in group):
            raise PatternError(f"{text!r} 里体裁（#）不能与 + 连用")
    return Pattern(chains, tuple(term for part in without for term in _group(part, lexicons, text)))


def _group(text: str, lexicons: dict[str, tuple[str, ...]], whole: str) -> tuple[str, ...]:
    terms: list[str] = []
    for word in text.split("|"):
        word = word.strip()
        if word.startswith("@"):
            if word[1:] not in lexicons:
                raise PatternError(f"{whole!r} 里的词表 {word} 没有定义")
            terms.extend(lexicons[word[1:]])
        elif word.startswith("#"):
            terms.append(word)
        else:
            terms.append("~".join(map(fold, word.split("~"))) if "~" in word else fold(word))
    if not all(terms) or any("~" in term and term != "".join(term.split("~~")).strip("~") for term in terms):
        raise PatternError(f"{whole!r} 里有空的词")
    return tuple(dict.fromkeys(terms))
