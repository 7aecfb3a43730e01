"""Decides which addresses belong to the crawl, and under which of their names."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from crawler.addresses import folds_of, host_of
from crawler.config import Config
from crawler.frontier import Found, Frontier
from crawler.traps import never_content


class Scope:
    """The university's domain, and the scheme (http or https) in which each of its hosts answers."""

    def __init__(self, config: Config, frontier: Frontier):
        self._config, self._frontier = config, frontier
        self._schemes = frontier.schemes()

    def kept(self, found: Iterable[Found], redirect: bool = False) -> list[Found]:
        """Those of the addresses that are to be fetched. A redirect's target keeps its scheme."""
        made = []
        for f in found:
            host = host_of(f.url)
            if not self._config.in_domain(host) or never_content(f.url):
                continue
            f = f if redirect else self._folded(f, host)
            if not any(not same_bytes and self._frontier.state_of(other) for other, same_bytes in folds_of(f.url)):
                made.append(f)
        return made

    def _folded(self, found: Found, host: str) -> Found:
        scheme, _, rest = found.url.partition("://")
        known = self._schemes.get(host, scheme)
        if known == scheme or ":" in rest.partition("/")[0]:
            return found
        return dataclasses.replace(found, url=f"{known}://{rest}")

    def learn_scheme(self, url: str, status: int, location: str) -> None:
        """Remembers the scheme in which a host answers: the first that shows a page, or https once http sends there."""
        host, scheme = host_of(url), url.partition(":")[0]
        if status == 200 and host not in self._schemes:
            self._remember(host, scheme)
        elif location and location == "https" + url[4:]:
            self._remember(host, "https")

    def _remember(self, host: str, scheme: str) -> None:
        if self._schemes.get(host) != scheme:
            self._schemes[host] = scheme
            self._frontier.remember_scheme(host, scheme)
