"""How politely to ask: a clock for each host and IP address, back-off, robots.txt, hours of the day."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from protego import Protego

_MARGIN = 1.03            # requests are spaced this much wider than asked for, so that network jitter never shows as haste
_SLACK = 0.005            # seconds a late timer may be caught up by
_SLOWEST = 16.0           # back-off never stretches the interval more than this
_LONGEST_PAUSE = 120.0    # seconds a Retry-After is believed


class Clock:
    """Says when a host (or an IP address) may be asked next. Times are those of time.monotonic()."""

    def __init__(self, rate: float, now: float = 0.0):
        self._interval = _MARGIN / rate
        self._stretch = 1.0
        self._next = now
        self._paused = now

    @property
    def interval(self) -> float:
        """Seconds between two requests at present."""
        return self._interval * self._stretch

    def ready_at(self) -> float:
        """The moment from which the next request may be sent."""
        return max(self._next - min(_SLACK, self.interval / 4), self._paused)

    def take(self, now: float) -> None:
        """Counts a request sent at `now`."""
        self._next = max(now, self._next) + self.interval

    def at_least(self, seconds: float) -> None:
        """Obeys a Crawl-delay."""
        self._interval = max(self._interval, seconds * (_MARGIN if seconds else 1))

    def pause(self, now: float, seconds: float) -> None:
        """Sends nothing for a while (Retry-After)."""
        self._paused = max(self._paused, now + min(seconds, _LONGEST_PAUSE))

    def slower(self) -> None:
        """After 429 or 503: doubles the interval."""
        self._stretch = min(self._stretch * 2, _SLOWEST)

    def faster(self) -> None:
        """After a good answer: goes back towards the configured rate."""
        self._stretch = max(1.0, self._stretch * 0.8)


async def turn(clocks: Sequence[Clock]) -> None:
    """Waits until every clock allows a request, and takes it."""
    while True:
        now = time.monotonic()
        wait = max(clock.ready_at() for clock in clocks) - now
        if wait <= 0:
            for clock in clocks:
                clock.take(now)
            return
        await asyncio.sleep(wait)


def back_off(tries: int, rate: float) -> float:
    """Seconds before a failed address is tried again: doubles each time, longer where the host is asked slowly."""
    return min(max(0.25, 2.0 / rate), 30.0) * 2.0 ** min(tries, 6)


def retry_after(value: str) -> float:
    """Seconds of a Retry-After header given in seconds; 0 when there is none."""
    return float(value) if value.strip().isdigit() else 0.0


class Robots:
    """One origin's robots.txt."""

    def __init__(self, text: str, agent: str):
        self._rules = Protego.parse(text) if text else None
        self._agent = agent

    def allows(self, url: str) -> bool:
        return self._rules is None or self._rules.can_fetch(url, self._agent)

    @property
    def delay(self) -> float:
        """Seconds of Crawl-delay, 0 without."""
        found = self._rules.crawl_delay(self._agent) if self._rules else None
        return min(float(found), 120.0) if found else 0.0

    @property
    def sitemaps(self) -> list[str]:
        return list(self._rules.sitemaps)[:50] if self._rules else []


def robots_text(status: int, mime: str, body: bytes) -> str:
    """The rules of an answer to /robots.txt; "" (no rules) for 4xx, and for a page of HTML in their place."""
    start = body[:500].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if status != 200 or start.startswith((b"<!doctype", b"<html", b"<script", b"<head")) or (b"<" in start[:1] and "html" in mime):
        return ""
    return body[:500_000].decode("utf-8-sig", "replace")


def closed_for(hours: str, now: datetime) -> float:
    """Seconds until crawling is allowed ("22:00-06:00", local time); 0 when it is allowed now."""
    if not hours:
        return 0.0
    start, end = (tuple(int(n) for n in part.split(":")) for part in hours.split("-"))
    minute = (now.hour, now.minute)
    inside = start <= minute < end if start < end else minute >= start or minute < end
    if inside or start == end:
        return 0.0
    opening = now.replace(hour=start[0], minute=start[1], second=0, microsecond=0)
    return ((opening if opening > now else opening + timedelta(days=1)) - now).total_seconds()
