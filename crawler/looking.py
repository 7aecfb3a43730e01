"""Asks whether the pictures of a text are there, without fetching them: a dead one is a dead link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.coding import header
from crawler.frontier import DONE, Outcome, Task
from crawler.manners import retry_after
from crawler.replies import WireError
from crawler.visits import PICTURE, RETRIED
from crawler.warcs import Origin

if TYPE_CHECKING:
    from crawler.hosts import Asks, Host

TRIES = 3   # of a picture's check: it gets no second look at the end, as a page does


async def look_at(asks: Asks, host: Host, task: Task) -> Outcome:
    """Whether a picture is there: HEAD, and GET for what HEAD calls missing (that answer is the evidence)."""
    for _ in range(TRIES):
        try:
            response = await asks.fetch(host, task.url, Origin(task.via, task.anchor, task.depth, "head"))
            if response.status >= 400 and response.status not in RETRIED:
                response = await asks.fetch(host, task.url, Origin(task.via, task.anchor, task.depth, "image"))
        except WireError:
            continue
        if response.status not in RETRIED:
            return DONE
        if response.status in (429, 503):
            host.hold(retry_after(header(response.sent, "retry-after")))
    return PICTURE
