"""One thing, one address: brings every spelling of an address to its canonical form."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from urllib.parse import quote, urljoin, urlsplit

LONGEST = 2000  # longer addresses are grown by a trap; no browser of the offices sends them

_DEFAULT_PORTS = {"http": 80, "https": 443}
_SLASHES = re.compile(r"(?<!:)/{2,}")
_BREAKS = re.compile(r"[\t\r\n]+")
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_SIMPLE = re.compile(r"/?[A-Za-z0-9_][A-Za-z0-9_\-./]*(?:\?[A-Za-z0-9_=&\-]*)?\Z")
_UPWARDS = re.compile(r"(?:\.\./)+")
_ABSOLUTE = re.compile(r"https?://[a-z0-9](?:[a-z0-9.\-]*[a-z0-9])?(?:/[A-Za-z0-9/_.\-]*)?\Z")   # in canonical form, but for // and /. in its path
_PLAIN = re.compile(r"[A-Za-z0-9/_.\-]*\Z")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE = "/%:@!$&'()*+,;=~"
_QUERY_SAFE = _PATH_SAFE + "?[]|"


@dataclass(frozen=True)
class Fold:
    """A second name of one page: addresses with this ending stand for those with the other."""

    ending: str
    into: str
    same_content: bool = False


@dataclass(frozen=True)
class _Rules:
    tracking: frozenset[str]
    prefixes: tuple[str, ...]
    values: dict[str, frozenset[str]]
    session_names: frozenset[str]
    session_value: re.Pattern[str]
    session_path: re.Pattern[str]
    folds: tuple[Fold, ...]


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    data = tomllib.loads(files("crawler").joinpath("addresses.toml").read_text("utf-8"))
    return _Rules(
        frozenset(data["tracking"]), tuple(data["tracking_prefixes"]),
        {name: frozenset(values) for name, values in data["tracking_values"].items()},
        frozenset(data["sessions"]["names"]), re.compile(data["sessions"]["value"]), re.compile(data["sessions"]["path"], re.I),
        tuple(Fold(**row) for row in data["fold"]),
    )


def canonical(href: str, base: str = "", encoding: str = "utf-8") -> str:
    """The canonical absolute form of an address as it stands in a page; "" when it is none that can be fetched
    (mailto:, javascript:, broken, longer than LONGEST).

    `encoding` is the page's charset: browsers write the query (never the path) in it.
    """
    href = href.strip(" \t\r\n\x0c\x00\u3000\ufeff\u200b")
    href = _BREAKS.sub("", href)
    if len(href) > LONGEST:
        return ""
    if len(href) < LONGEST and _ABSOLUTE.match(href) and href.find("//", 8) < 0 and "/." not in href:
        return href if href.find("/", 8) > 0 else href + "/"
    up = _UPWARDS.match(href)
    rest = href[up.end():] if up else href
    if base and _SIMPLE.match(rest) and "//" not in rest and "/." not in rest and (not up or rest[0] != "/" and base.startswith(_place_of(base)[1])):
        return _joined(rest, base, len(href) - len(rest))
    try:
        whole = urljoin(base, href.replace("\\", "/")) if base else href.replace("\\", "/")
        parts = urlsplit(whole)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    if parts.scheme not in _DEFAULT_PORTS or not host:
        return ""
    if not (host := _host(host)):
        return ""
    place = host if port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{host}:{port}"
    path = _path(parts.path)
    query = _query(parts.query, encoding)
    made = f"{parts.scheme}://{place}{path}{'?' + query if query else ''}"
    return made if len(made) <= LONGEST else ""


def _joined(href: str, base: str, up: int) -> str:
    """The address of an href that needs no repair: nine of ten do not, and this takes a fifth of the time. `up`: length of the ../ before it."""
    origin, folder = _place_of(base)
    for _ in range(up // 3):
        folder = folder[:max(folder.rfind("/", 0, -1), len(origin)) + 1]
    path, mark, query = href.partition("?")
    if mark:
        query = "&".join(pair for pair in query.split("&") if pair and not _is_tracking(pair, _rules()))
    made = f"{origin if path[0] == '/' else folder}{path}{'?' + query if query else ''}"
    return made if origin and len(made) <= LONGEST else ""


@lru_cache(maxsize=256)
def _place_of(base: str) -> tuple[str, str]:
    """Origin and folder (with its slash) of a page."""
    url = canonical(base)
    return (origin_of(url), url.partition("?")[0].rpartition("/")[0] + "/") if url else ("", "")


@lru_cache(maxsize=4096)
def _host(host: str) -> str:
    if ":" in host:
        return f"[{host}]"
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    return host.lower() if re.fullmatch(r"[A-Za-z0-9._\-]+", host) else ""


def _path(path: str) -> str:
    if ";" in path or "(" in path:
        path = _rules().session_path.sub("", path)
    if "//" in path:
        path = _SLASHES.sub("/", path)
    if "/." in path:
        path = _without_dots(path)
    if not path.startswith("/"):
        path = "/" + path
    return path if _PLAIN.match(path) else _escaped(path, _PATH_SAFE, "utf-8")


def _without_dots(path: str) -> str:
    kept: list[str] = []
    pieces = path.split("/")
    for piece in pieces:
        if piece == "..":
            if len(kept) > 1:
                kept.pop()
        elif piece != ".":
            kept.append(piece)
    if pieces[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)


def _query(query: str, encoding: str) -> str:
    if not query:
        return ""
    rules = _rules()
    kept = [pair for pair in query.split("&") if pair and not _is_tracking(pair, rules)]
    text = "&".join(kept)
    return _escaped(text, _QUERY_SAFE, encoding)


def _is_tracking(pair: str, rules: _Rules) -> bool:
    name, _, value = pair.partition("=")
    name = name.lower()
    if name in rules.tracking or name.startswith(rules.prefixes):
        return True
    if name in rules.session_names:
        return rules.session_value.fullmatch(value) is not None
    return name in rules.values and value.lower() in rules.values[name]


def _escaped(text: str, safe: str, encoding: str) -> str:
    """Percent-encoding in one form: unreserved characters plain, everything else as %XX in capitals."""
    text = _ESCAPE.sub(_unescaped, text)
    text = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text)
    try:
        return quote(text, safe=safe, encoding=encoding, errors="strict")
    except (LookupError, UnicodeEncodeError):
        return quote(text, safe=safe, encoding="utf-8", errors="replace")


def _unescaped(match: re.Match[str]) -> str:
    byte = int(match[1], 16)
    return chr(byte) if byte in _UNRESERVED else f"%{match[1].upper()}"


def host_of(url: str) -> str:
    """The host name of a canonical address, without port."""
    place = url.partition("://")[2].partition("/")[0]
    if place.startswith("["):
        return place[1:].partition("]")[0]
    return place.partition(":")[0]


def origin_of(url: str) -> str:
    """Scheme, host and port of a canonical address ("http://a.edu.cn:8080")."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"


def path_of(url: str) -> str:
    """Path with query of a canonical address."""
    rest = url.partition("://")[2]
    return rest[len(rest.partition("/")[0]):] or "/"


def folds_of(url: str) -> tuple[tuple[str, bool], ...]:
    """Other names under which the same page may be known: (address, only if the bytes are the same)."""
    return tuple(
        (url[: -len(fold.ending)] + fold.into, fold.same_content) for fold in _rules().folds if url.endswith(fold.ending)
    )
