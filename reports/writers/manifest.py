"""manifest.json: what was handed over, with the SHA-256 of every file, so that nobody need wonder later."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from reports.result import Result

NAME = "manifest.json"


def write(result: Result, folder: Path) -> list[Path]:
    """Lists every file that lies in `folder` now; so this writer runs last."""
    files = sorted((path for path in folder.rglob("*") if path.is_file() and path.name != NAME), key=lambda path: path.relative_to(folder).as_posix())
    facts = {
        "schema": "xxgk-manifest/1",
        "version": result.version,
        "rules": result.meta.get("rules", ""),  # digest of everything a verdict rests on besides the archive
        "university": result.university.name,
        "checklist": {"id": result.checklist.id, "title": result.checklist.title, "document": result.checklist.document},
        "others": json.loads(result.meta.get("others", "[]")),  # further checklists of the same audit, and their folders
        "period": {"name": result.period.name, "start": result.period.start.isoformat(), "end": result.period.end.isoformat()},
        "as_of": result.as_of.isoformat(),
        "files": [{"path": path.relative_to(folder).as_posix(), "bytes": path.stat().st_size, "sha256": _sha256(path)} for path in files],
    }
    target = folder / NAME
    target.write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n", "utf-8", newline="\n")
    return [target]


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
