"""A second audit of an unchanged campus: bytes that the servers send and CPU time, against the first audit."""

from __future__ import annotations

import argparse
import asyncio
import atexit
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from benchmarks.crawl import Site, reply
from fixtures.demo import served
from fixtures.server import Options

AIM_BYTES, AIM_CPU = 0.05, 0.20    # of the first audit, where the server confirms pages


@dataclass(frozen=True)
class Cost:
    """What one audit cost: bytes sent to it, seconds of CPU (its children included)."""

    sent: int
    cpu: float


@dataclass(frozen=True)
class Served:
    """A campus that is being served: its config, and how many bytes its server has sent so far."""

    config: Path
    sent: Callable[[], int]


def audit(campus: Served, writers: str) -> Cost:
    """Runs the public command once. Raises RuntimeError when it fails."""
    _installed()
    before, sent = _children(), campus.sent()
    more = ["--format", writers] if writers else []
    done = subprocess.run([sys.executable, "-m", "xxgk", "audit", str(campus.config), "-o", str(campus.config.parent / "report"), *more],
                          check=False, capture_output=True, text=True, env=_installed())
    if done.returncode not in (0, 3):
        raise RuntimeError(done.stderr[-2000:])
    return Cost(campus.sent() - sent, _children() - before)


@lru_cache(maxsize=1)
def _installed() -> dict[str, str]:
    """The environment of an installed program: its modules are compiled, as pip does it, whatever this process may write."""
    folder = tempfile.mkdtemp(prefix="xxgk-bytecode-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {"PYTHONPYCACHEPREFIX": folder}
    subprocess.run([sys.executable, "-m", "xxgk", "--help"], check=True, capture_output=True, env=made)
    for room in ("crawler", "classifier", "reports"):
        subprocess.run([sys.executable, "-m", "compileall", "-q", Path(__file__).resolve().parents[1] / room], check=True, env=made)
    return made


def _children() -> float:
    """Seconds of CPU that ended child processes used; 0 on systems that do not say."""
    times = os.times()
    return times.children_user + times.children_system


@contextmanager
def demo(folder: Path, validators: bool) -> Iterator[Served]:
    """The campus that ships with the program."""
    with served(folder, Options(validators=validators)) as (config, campus):
        yield Served(config, lambda: campus.sent)


@contextmanager
def generated(folder: Path, validators: bool, pages: int = 3000) -> Iterator[Served]:
    """A generated site in a process of its own."""
    port: multiprocessing.Queue = multiprocessing.Queue()
    sent = multiprocessing.Value("q", 0)
    process = multiprocessing.Process(target=_serve, args=(pages, validators, port, sent), daemon=True)
    process.start()
    config = folder / "bench.toml"
    config.write_text('[university]\nname = "基准大学"\ndomain = "bench.edu.cn"\nhome = "http://h0.bench.edu.cn/"\n'
                      f'[crawl]\nproxy = "http://127.0.0.1:{port.get(timeout=20)}"\nrequests_per_second = 10000\n', encoding="utf-8")
    try:
        yield Served(config, lambda: sent.value)
    finally:
        process.terminate()


def _serve(pages: int, validators: bool, port, sent) -> None:
    site = Site(pages)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                host, _, path = head.split(" ", 2)[1].partition("://")[2].partition("/")
                message = reply(site, host, "/" + path, head) if validators else _plain(reply(site, host, "/" + path, ""))
                sent.value += len(message)
                writer.write(message)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def run() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        port.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


def _plain(message: bytes) -> bytes:
    """The answer without its ETag."""
    head, _, body = message.partition(b"\r\n\r\n")
    return b"\r\n".join(line for line in head.split(b"\r\n") if not line.startswith(b"ETag")) + b"\r\n\r\n" + body


CAMPUSES = (
    ("demo campus, ETag", demo, True), ("demo campus, no validators", demo, False),
    ("generated, 3,000 pages, ETag", generated, True), ("generated, no validators", generated, False),
    ("generated, 10,000 pages, ETag", partial(generated, pages=10_000), True),   # what starting and writing cost counts less
)


def main(argv: list[str] | None = None) -> int:
    """Prints the table. `--format`: only these reports (`json`: none but audit.json)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--format", default="")
    parser.add_argument("--only", default="", help="campuses whose name contains this")
    options = parser.parse_args(argv)
    print(f"{'':32}{'first MB':>9}{'again MB':>9}{'bytes':>8}{'first s':>9}{'again s':>9}{'CPU':>7}")
    for name, campus, validators in CAMPUSES:
        if options.only not in name:
            continue
        with tempfile.TemporaryDirectory(prefix="xxgk-bench-") as folder, campus(Path(folder), validators) as running:
            first, again = audit(running, options.format), audit(running, options.format)
        print(f"{name:32}{first.sent / 1e6:>9.1f}{again.sent / 1e6:>9.2f}{again.sent / first.sent:>8.1%}"
              f"{first.cpu:>9.1f}{again.cpu:>9.1f}{again.cpu / first.cpu:>7.0%}", flush=True)
    print(f"aim where pages are confirmed: bytes at most {AIM_BYTES:.0%}, CPU at most {AIM_CPU:.0%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
