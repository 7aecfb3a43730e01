"""The door as a stranger uses it: writes a config, runs `python -m xxgk …` and reads what comes out."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tinyweb import Answer, Web, page
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}


def run(*arguments: object, folder: Path = ROOT, given: str | None = None, seconds: float = 120) -> Ran:
    """Runs one command in a process of its own."""
    done = subprocess.run([sys.executable, "-m", "xxgk", *map(str, arguments)], cwd=folder, input=given, env=environment(),
                          capture_output=True, text=True, encoding="utf-8", timeout=seconds)
    return Ran(done.returncode, done.stdout, done.stderr)


def inside(*arguments: object) -> Ran:
    """Runs one command that needs no network in this process, which is quicker."""
    import xxgk

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = xxgk.main([str(argument) for argument in arguments])
    return Ran(code, out.getvalue(), err.getvalue())


def config(folder: Path, domain: str, *, name: str = "某某大学", proxy: str = "", platform: str | tuple[str, ...] | None = None, period: str = '"2018-2019"',
           as_of: str = "2019-10-31", sites: dict[str, str] | None = None, audit: str = "", crawl: str = "") -> Path:
    """Writes a config in the contract's form; `sites`: address → department."""
    platform = f"http://xxgk.{domain}/" if platform is None else platform
    given = json.dumps([platform] if isinstance(platform, str) else platform)
    rows = "".join(f'\n[[site]]\nurl = "{url}"\ndepartment = "{department}"\n' for url, department in (sites or {}).items())
    text = (f'[university]\nname = "{name}"\ndomain = "{domain}"\nhome = "http://www.{domain}/"\n'
            + (f"platform = {given}\n" if platform else "")
            + (f"\n[audit]\nperiod = {period}\nas_of = {as_of}\n{audit}\n" if period else f"\n[audit]\n{audit}\n")
            + f'\n[crawl]\nrequests_per_second = 500\ntimeout = 1.5\nretries = 1\n{crawl}\n' + (f'proxy = "{proxy}"\n' if proxy else "") + rows)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{domain.split('.')[0]}.toml"
    path.write_text(text, encoding="utf-8")
    return path


@dataclass
class Audited:
    """One audit and everything it left."""

    ran: Ran
    folder: Path
    config: Path
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        path = self.folder / "audit.json"
        self.bytes = path.read_bytes() if path.exists() else b""
        self.json = json.loads(self.bytes) if self.bytes else {}

    def item(self, number: int) -> dict:
        return next(row for row in self.json["items"] if row["item"] == number)

    def status(self, number: int) -> str:
        return self.item(number)["status"]

    def urls(self, number: int) -> list[str]:
        return sorted(row["url"] for row in self.disclosures(number))

    def disclosures(self, number: int) -> list[dict]:
        """The counted disclosures of an item."""
        return [row for row in self.item(number)["disclosures"] if row.get("counted", True)]

    def findings(self, kind: str, url: str = "", item: int | None = None) -> list[dict]:
        return [row for row in self.json["findings"] if row["kind"] == kind and url in row["url"] and (item is None or row["item"] == item)]

    def reason(self, url: str) -> str:
        """Why an address was not seen, "" when it is not in the list."""
        return next((row["reason"] for row in self.json["unseen"] if row["url"] == url), "")

    def site(self, host: str) -> dict:
        return next((row for row in self.json["crawl"]["sites"] if row["host"] == host), {})


def crawled(folder: Path, pages: dict[str, Answer | str], domain: str, **settings) -> Audited:
    """Serves the pages, runs `xxgk audit` over them and gives what it wrote."""
    with Web(pages) as web:
        path = config(folder, domain, proxy=web.proxy, **settings)
        ran = run("audit", path, "-o", folder / "out")
        return Audited(ran, folder / "out", path, list(web.asked))


def warc(pages: dict[str, Answer | str | bytes], *, packed: bool = True, version: str = "1.1", day: str = "2019-10-30T01:00:00Z") -> bytes:
    """A WARC file such as any other crawler makes of these pages."""
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=packed, warc_version=version)
    writer.write_record(writer.create_warcinfo_record("made.warc", {"software": "some other crawler"}))
    for url, answer in pages.items():
        answer = answer if isinstance(answer, Answer) else page(answer)
        head = StatusAndHeaders(f"{answer.status} X", list(answer.headers), protocol="HTTP/1.1")
        writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(answer.bytes), http_headers=head, warc_headers_dict={"WARC-Date": day}))
    return stream.getvalue()


def from_warc(folder: Path, pages: dict[str, Answer | str], domain: str, **settings) -> Audited:
    """Judges the pages as `xxgk audit CONFIG --warc FILE` does."""
    path = config(folder, domain, **settings)
    (folder / "made.warc.gz").write_bytes(warc(pages))
    ran = inside("audit", path, "-o", folder / "out", "--warc", folder / "made.warc.gz")
    return Audited(ran, folder / "out", path)
