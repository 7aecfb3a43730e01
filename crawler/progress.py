"""Shows how a crawl goes: a bar on a terminal, a plain line now and then elsewhere; always on stderr."""

from __future__ import annotations

import sys
import time
from collections import deque
from dataclasses import dataclass
from typing import Protocol, TextIO


@dataclass(frozen=True, slots=True)
class Standing:
    """How a crawl stands: addresses answered and waiting, requests so far, and the hosts with most to do."""

    pages: int
    waiting: int
    requests: int
    sites: tuple[tuple[str, int, int], ...]   # (host, answered, waiting)
    note: str = ""


class Progress(Protocol):
    """What a crawl reports to."""

    def show(self, standing: Standing) -> None: ...

    def close(self) -> None: ...


class Silent:
    """Shows nothing."""

    def show(self, standing: Standing) -> None:
        pass

    def close(self) -> None:
        pass


class _Pace:
    """Requests a second over the last half minute, and the time left at that pace."""

    def __init__(self) -> None:
        self._marks: deque[tuple[float, int]] = deque()

    def rate(self, now: float, requests: int) -> float:
        self._marks.append((now, requests))
        while len(self._marks) > 2 and now - self._marks[0][0] > 30:
            self._marks.popleft()
        span = now - self._marks[0][0]
        return (requests - self._marks[0][1]) / span if span > 0 else 0.0


def _left(waiting: int, rate: float) -> str:
    if rate <= 0:
        return "—"
    seconds = int(waiting / rate)
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


class PlainLines:
    """One line every `every` seconds."""

    def __init__(self, out: TextIO, every: float = 10.0):
        self._out, self._every = out, every
        self._pace, self._last = _Pace(), 0.0

    def show(self, standing: Standing) -> None:
        now = time.monotonic()
        rate = self._pace.rate(now, standing.requests) if now - self._last >= 1 or not self._last else 0.0
        if not self._last or now - self._last >= self._every:
            self._last = now
            self._print(standing, rate)

    def _print(self, standing: Standing, rate: float) -> None:
        note = f"，{standing.note}" if standing.note else ""
        print(f"已抓取 {standing.pages} 页，等待 {standing.waiting}，请求 {standing.requests}，"
              f"每秒 {rate:.1f}，预计剩余 {_left(standing.waiting, rate)}{note}", file=self._out, flush=True)

    def close(self) -> None:
        pass


class Tally:
    """One line every `every` seconds while something that takes long is counted; nothing where it is quickly done."""

    def __init__(self, words: str, out: TextIO | None = None, every: float = 10.0):
        self._words, self._out, self._every = words, out or sys.stderr, every
        self._count, self._last = 0, time.monotonic()

    def add(self, number: int) -> None:
        self._count += number
        if number and time.monotonic() - self._last >= self._every:
            self._last = time.monotonic()
            print(self._words.format(self._count), file=self._out, flush=True)


class Bar:
    """A bar with the busiest sites below it, drawn by rich four times a second."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.live import Live
        self._pace = _Pace()
        self._live = Live(console=Console(stderr=True), refresh_per_second=4, transient=False)
        self._live.start()
        self._last = 0.0

    def show(self, standing: Standing) -> None:
        now = time.monotonic()
        if now - self._last < 0.25:
            return
        self._last = now
        self._live.update(self._drawn(standing, self._pace.rate(now, standing.requests)))

    def _drawn(self, standing: Standing, rate: float):
        from rich.console import Group
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text
        total = max(standing.pages + standing.waiting, 1)
        head = Text(f"已抓取 {standing.pages} 页 · 等待 {standing.waiting} · 每秒 {rate:.1f} · 预计剩余 {_left(standing.waiting, rate)}")
        table = Table.grid(padding=(0, 2))
        for host, pages, waiting in standing.sites[:8]:
            table.add_row(Text(host), Text(f"{pages} 页"), Text(f"等待 {waiting}"))
        bar = Table.grid()   # a bar alone ends without a line break
        bar.add_row(ProgressBar(total=total, completed=standing.pages, width=60))
        rows = [head, bar, table]
        return Group(*rows, Text(standing.note)) if standing.note else Group(*rows)

    def close(self) -> None:
        self._live.stop()


def make_progress(out: TextIO | None = None) -> Progress:
    """A bar when stderr is a terminal, plain lines otherwise."""
    out = out or sys.stderr
    return Bar() if out.isatty() else PlainLines(out)
