"""个人信息外泄: ID numbers, cards, phones, addresses and the like in pages and files; the values themselves are never told."""

from __future__ import annotations

from collections.abc import Iterator

from classifier.labels import Evidence
from reports.case import Case, Draft
from reports.exposures import Exposure
from reports.masking import mask_value
from reports.personal_data import facts

_RANK = ("critical", "major", "minor")


def find(case: Case) -> Iterator[Draft]:
    for exposure in case.exposures:
        yield _draft(case, exposure)


def _draft(case: Case, exposure: Exposure) -> Draft:
    """Severity by what: the gravest class speaks for the page."""
    severity = min((facts().severity[hit.kind] for hit in exposure.hits), key=_RANK.index)
    said = "、".join(f"{facts().name[hit.kind]}{hit.count}处" for hit in exposure.hits)
    what = "附件" if exposure.holder else "页面"
    first = exposure.hits[0]
    publication = case.at.get(exposure.holder or exposure.url)
    item = publication.labels[0].item if publication and publication.labels else None
    return Draft(
        f"{what}《{exposure.title}》含有{said}", exposure.url, item, case.audit.department_at(exposure.holder or exposure.url),
        (Evidence(item or 0, "text", facts().name[first.kind], _around(first.line, exposure), 0.0, first.kind),),
        referrer=exposure.holder, title=exposure.title, severity=severity, place=exposure.url,
    )


def _around(line: str, exposure: Exposure) -> str:
    """Some characters round the first value. Masked before it is cut: half a number is still a number."""
    at = len(line)
    for value in sorted((value for hit in exposure.hits for value in hit.values), key=len, reverse=True):
        if value in line:
            at = min(at, line.find(value))
            line = line.replace(value, mask_value(value))
    return line[max(0, at - 20): at + 40].strip()
