"""Brings index and frontier back in line with the WARC files: after a kill, after a power cut, or from nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from crawler.addresses import host_of
from crawler.coding import TooLarge, Undecodable, entity
from crawler.config import Config
from crawler.errors import ArchiveError
from crawler.extract.files import is_picture
from crawler.families import Sighting
from crawler.frontier import DONE, Found, Frontier, Outcome
from crawler.index import Entry, Index
from crawler.records import Exchange, entry_of, judged, probe_digest
from crawler.scope import Scope
from crawler.visits import RETRIED, Answered, failed, founds
from crawler.warcs import Origin, Record, WarcWriter, origin_of_record, read_at, scan
from crawler.watch import Watch

NOTE = "urn:xxgk:crawl"   # WARC-Target-URI of records that tell of the crawl itself
_ROWS = 1000              # frontier rows in one record


def recover(folder: Path, index: Index, frontier: Frontier, config: Config) -> None:
    """Indexes whole records that a kill kept from the index; forgets rows whose bytes a power cut kept from the disk."""
    for file, end in index.ends().items():
        size = (folder / file).stat().st_size if (folder / file).exists() else 0
        if end > size:
            frontier.requeue(index.forget_file(file, size))
    ends = index.ends()
    for path in sorted(folder.glob("*.warc.gz")):
        for record in scan(path, ends.get(path.name, 0)):
            if (entry := entry_of_record(record, config)) is not None:
                index.add(entry)


def note_begin(writer: WarcWriter, started: str, settings: dict[str, str]) -> None:
    """Writes into the WARC that a crawl begins, and by which rules."""
    writer.note(NOTE, started, {"crawl-started": started, "settings": json.dumps(settings, ensure_ascii=False)})


def note_end(writer: WarcWriter, frontier: Frontier, finished: str) -> None:
    """Writes into the WARC how every address ended that has no answer, then that the crawl is over."""
    rows = []
    for row in frontier.unanswered():
        rows.append(row)
        if len(rows) == _ROWS:
            writer.note(NOTE, finished, {"frontier": json.dumps(rows, ensure_ascii=False)})
            rows = []
    if rows:
        writer.note(NOTE, finished, {"frontier": json.dumps(rows, ensure_ascii=False)})
    names = {"schemes": frontier.schemes(), "twins": frontier.twins()}
    writer.note(NOTE, finished, {"names": json.dumps(names), "crawl-finished": finished})


def entry_of_record(record: Record, config: Config) -> Entry | None:
    """The index row of one of our own records; None for those that tell of no answer (warcinfo, requests, notes)."""
    if record.kind == "request":
        return None
    origin, when = origin_of_record(record), record.fields.get("warc-date", "")
    if record.kind in ("response", "revisit", "conversion"):
        status, headers, raw = record.http()
        exchange = Exchange(record.url, status, headers, when, record.place, origin)
        return entry_of(exchange, b"", "revisit") if record.kind == "revisit" else judged(exchange, raw, config.crawl.max_bytes)[0]
    fields = _fields(record)
    if "head-status" in fields:
        return entry_of(Exchange(record.url, int(fields["head-status"]), (), when, record.place, origin), b"", "head")
    if "fetch-error" in fields:
        return Entry(record.url, host_of(record.url), "error", 0, "", when, "", 0, record.place, origin,
                     reason=fields["fetch-error"], detail=fields.get("detail", ""))
    return None


def _fields(record: Record) -> dict[str, str]:
    if record.kind != "metadata":
        return {}
    pairs = (line.partition(": ") for line in record.block.decode("utf-8", "replace").split("\r\n"))
    return {key: value for key, _, value in pairs if key}


def rebuild(config: Config) -> int:
    """Makes index and frontier anew from the WARC files alone; returns how many records they hold. Raises ArchiveError."""
    folder = config.archive / "warc"
    files = sorted(folder.glob("*.warc.gz")) if folder.exists() else []
    if not files:
        raise ArchiveError(f"{folder}：没有 WARC 文件，无从重建；请先运行 xxgk crawl {config.path.name}")
    fresh = {name: config.archive / f"{name}.new" for name in ("index.sqlite", "frontier.sqlite")}
    _remove(fresh.values())
    index, frontier = Index(fresh["index.sqlite"]), Frontier(fresh["frontier.sqlite"])
    count = _Replay(folder, index, frontier, config).run(files)
    index.close()
    frontier.close()
    for name, path in fresh.items():
        _remove([config.archive / name])
        path.replace(config.archive / name)
    return count


def _remove(paths) -> None:
    for path in paths:
        for tail in ("", "-wal", "-shm"):
            path.with_name(path.name + tail).unlink(missing_ok=True)


class _Replay:
    """Lives through the crawls again, record by record."""

    def __init__(self, folder: Path, index: Index, frontier: Frontier, config: Config):
        self._folder, self._index, self._frontier, self._config = folder, index, frontier, config
        self._scope = Scope(config, frontier)
        self._watch = Watch(config, frontier.families, self._page)
        self._fresh: list[Entry] = []    # answers of the crawl that has not ended
        self._running = False

    def run(self, files: list[Path]) -> int:
        """Reads every record; returns how many there were."""
        count = 0
        for path in files:
            for record in scan(path):
                count += 1
                self._take(record)
        for entry in self._fresh:
            self._discover(entry)
        return count

    def _take(self, record: Record) -> None:
        entry = entry_of_record(record, self._config)
        if entry is None:
            self._note(_fields(record))
            return
        self._index.add(entry)
        if entry.origin.purpose == "probe" and entry.kind == "response":
            self._index.remember_soft404(entry.host, probe_digest(entry, self._answer(entry).body), entry.status)
        elif entry.origin.purpose in ("", "head", "image"):
            self._fresh.append(entry)

    def _note(self, fields: dict[str, str]) -> None:
        if "crawl-started" in fields:
            self._frontier.begin(fields["crawl-started"])
            self._running, self._fresh = True, []
            for key, value in json.loads(fields.get("settings", "{}")).items():
                self._index.set_fact(f"settings.{key}", value)
        for url, depth, via, anchor, state, reason, detail in json.loads(fields.get("frontier", "[]")):
            self._settle(url, Origin(via, anchor, depth), Outcome(state, reason, detail))
        for key, remember in (("schemes", self._frontier.remember_scheme), ("twins", self._frontier.remember_twin)):
            for host, value in json.loads(fields.get("names", "{}")).get(key, {}).items():
                remember(host, value)
        if "crawl-finished" in fields:
            for entry in self._fresh:
                self._answered(entry)
            self._fresh = []
            self._frontier.finish(fields["crawl-finished"])

    def _answered(self, entry: Entry) -> None:
        """An address of a finished crawl: the note said how it ended unless it was answered."""
        if self._frontier.state_of(entry.url) in ("", "waiting") and entry.kind != "error":
            self._settle(entry.url, entry.origin, DONE)  # what HEAD or GET could not tell of a picture stands in the note

    def _discover(self, entry: Entry) -> None:
        """An address of the crawl that was cut off: what it leads to has to be found again."""
        self._scope.learn_scheme(entry.url, entry.status, entry.location)
        picture = entry.origin.purpose in ("head", "image")
        self._frontier.add([Found(entry.url, entry.origin.depth, entry.origin.via, entry.origin.anchor, _rank(entry.url, entry.origin))])
        if picture:
            return  # asked again: that is cheaper than telling how far it came
        if entry.kind == "revisit":
            entry = self._index.page(entry.url) or entry
        if entry.kind == "error" and entry.reason in ("too_large", "private"):
            self._settle(entry.url, entry.origin, failed(entry.reason, entry.detail))
        elif entry.kind == "response" and entry.status not in RETRIED:
            verdict, sightings = self._watch.judged(self._answer(entry), None)
            found = founds(entry.url, entry.origin.depth, entry.origin.anchor, verdict.hints)
            self._settle(entry.url, entry.origin, verdict.outcome, self._scope.kept(found, bool(entry.location)), sightings)

    def _settle(self, url: str, origin: Origin, outcome: Outcome, found: Iterable[Found] = (), sightings: Iterable[Sighting] = ()) -> None:
        self._frontier.add([Found(url, origin.depth, origin.via, origin.anchor, _rank(url, origin))])
        task = self._frontier.task_of(url)
        if task is not None:
            self._frontier.settle(task, outcome, found, sightings)

    def _page(self, url: str) -> Answered | None:
        entry = self._index.page(url)
        return self._answer(entry) if entry else None

    def _answer(self, entry: Entry) -> Answered:
        status, headers, raw = read_at(self._folder, entry.place).http()
        try:
            body = entity(headers, raw, self._config.crawl.max_bytes)
        except (TooLarge, Undecodable):
            body = b""
        return Answered(entry.url, status, headers, body, entry.location)


def _rank(url: str, origin: Origin) -> str:
    """How an address stood in the frontier: asked whether it is there, fetched as a page's text, or a page."""
    if origin.purpose in ("head", "image"):
        return "image"
    return "picture" if is_picture(url) else "page"
