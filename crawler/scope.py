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
        self._twins = frontier.twins()

    def kept(self, found: Iterable[Found], redirect: bool = False) -> list[Found]:
        """Those of the addresses that are to be fetched. A redirect's target keeps its scheme."""
        made = []
        for f in found:
            host = host_of(f.url)
            if not self._config.in_domain(host) or never_content(f.url, f.rank in ("image", "picture")):
                continue
            f = f if redirect else dataclasses.replace(f, url=self.name_of(f.url))
            if not any(not same_bytes and self._frontier.state_of(other) for other, same_bytes in folds_of(f.url)):
                made.append(f)
        return made

    def name_of(self, url: str) -> str:
        """The address in the scheme in which its host answers, and on the first of two hosts that show the same site."""
        scheme, _, rest = url.partition("://")
        place, slash, path = rest.partition("/")
        place = self._twins.get(place, place)
        if ":" not in place:
            scheme = self._schemes.get(place, scheme)
        return f"{scheme}://{place}{slash}{path}"

    def twin_of(self, url: str) -> str:
        """The address on the host's twin; "" when it has none."""
        return self.name_of(url) if host_of(url) in self._twins else ""

    def sibling_of(self, host: str) -> str:
        """The same host with or without www, when it is another name that may show the same site and was not compared yet."""
        sibling = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
        return "" if host in self._twins or sibling in self._twins else sibling

    def learn_twin(self, host: str, twin: str) -> None:
        """Remembers that two hosts show one site: addresses on `host` are asked for on `twin`."""
        self._twins[host] = twin
        self._frontier.remember_twin(host, twin)

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
