"""Brings index and frontier back in line with the WARC files: after a kill, after a power cut, or from nothing."""

from __future__ import annotations

from pathlib import Path

from crawler.config import Config
from crawler.frontier import Frontier
from crawler.index import Entry, Index
from crawler.records import Exchange, entry_of, judged
from crawler.warcs import Record, origin_of_record, scan
from crawler.addresses import host_of


def recover(folder: Path, index: Index, frontier: Frontier, config: Config) -> None:
    """Indexes whole records that a kill kept from the index; forgets rows whose bytes a power cut kept from the disk."""
    ends = index.ends()
    for file, end in ends.items():
        size = (folder / file).stat().st_size if (folder / file).exists() else 0
        if end > size:
            index.forget_file(file, size)
    ends = index.ends()
    for path in sorted(folder.glob("*.warc.gz")):
        if path.stat().st_size > ends.get(path.name, 0):
            for record in scan(path, ends.get(path.name, 0)):
                if (entry := entry_of_record(record, config)) is not None:
                    index.add(entry)


def entry_of_record(record: Record, config: Config) -> Entry | None:
    """The index row of one of our own records; None for those that stand for no request (warcinfo, notes)."""
    origin, when = origin_of_record(record), record.fields.get("warc-date", "")
    if record.kind == "response":
        status, headers, raw = record.http()
        return judged(Exchange(record.url, status, headers, when, record.place, origin), raw, config.crawl.max_bytes)[0]
    if record.kind == "revisit":
        status, headers, _ = record.http()
        return entry_of(Exchange(record.url, status, headers, when, record.place, origin), b"", "revisit")
    fields = _fields(record.block)
    if record.kind == "metadata" and "fetch-error" in fields:
        return Entry(record.url, host_of(record.url), "error", 0, "", when, "", 0, record.place, origin,
                     reason=fields["fetch-error"], detail=fields.get("detail", ""))
    return None


def _fields(block: bytes) -> dict[str, str]:
    pairs = (line.partition(": ") for line in block.decode("utf-8", "replace").split("\r\n"))
    return {key: value for key, _, value in pairs if key}
