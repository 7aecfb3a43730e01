"""The reports, in the order in which they are written: each file has `write(result, folder) -> list[Path]`."""

from __future__ import annotations

from types import ModuleType

from reports.writers import annual, departments, html, json, manifest, workbook

WRITERS: dict[str, ModuleType] = {
    "json": json,
    "html": html,
    "workbook": workbook,
    "departments": departments,
    "annual": annual,
    "manifest": manifest,   # last: it lists what the others wrote
}
