"""What a page says: the types that extraction makes and every later room reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

# How an address answered, seen as a reader would see it. Only "open" pages are evidence of content.
STATES = (
    "open",          # a page with content or with links
    "empty",         # an existing page or column without any content
    "campus_only",   # 仅校内
    "login",         # asks for a password
    "blocked",       # a firewall, a captcha or a script gate answered instead of the site
    "needs_browser", # nothing to read without running its script
    "unreadable",    # a file that cannot be opened, or whose substance is a picture
    "dead",          # 404, 410 …
    "soft_404",      # says "not found" with status 200
    "redirect",      # only sends the reader elsewhere
    "system",        # search, message board, captcha form, feed …: no document and nothing unseen
)

KINDS = ("article", "list", "column", "attachment")


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a page.

    `where` is the part of the page it stands in: "list" (a row of the page's main list), "body" (inside the text),
    "attachment" (a file offered by the page), "crumb" (breadcrumb), "pages" (pagination), "nav" (menus, side boxes,
    footers), "frame" (iframe, frame, embedded viewer), "image", "redirect" (meta refresh, location.href).
    """

    url: str                    # canonical and absolute
    text: str                   # the full title: a[title] when it says more than the visible text
    where: str
    published: date | None = None  # the date printed beside it in a list row
    external: bool = False      # leads outside the university's domain


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a page offers. `text` is empty until the file was fetched and could be read."""

    url: str
    name: str                   # the human name with its ending, as the page gives it
    text: str = ""
    digest: str = ""            # "sha256:…" of the file's bytes, "" when it was never fetched
    state: str = "unfetched"    # "open", "unfetched", "unreadable", "blocked" (captcha), "dead", "too_large" …
    ocr_pages: int = 0          # how many pages or pictures its text was read from by OCR


@dataclass(frozen=True, slots=True)
class DateRead:
    """A date and where it was read from.

    `source`: "page" (date line by the title), "meta" (PubDate and kin), "list" (the row that links here), "url",
    "signature" (落款 at the end of the body), "number" (文号 and 发文日期 lines). The last two are the document's own
    dates and never its publication.
    """

    value: date
    source: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class PageRecord:
    """The classifier's view of one page: the record of the contract (`xxgk classify`, `evaluate`, `documents`)."""

    id: str = ""
    site: str = ""
    host: str = ""
    breadcrumb: str = ""        # "首页 > 信息公开 > …"
    url_path: str = ""          # path with query
    title: str = ""
    published: str | None = None  # ISO date
    text: str = ""
    attachments: tuple[str, ...] = ()
    kind: str = "article"
    labels: tuple[int, ...] | None = None  # only in labelled files
    department: str = ""        # who answers for the site, when known
    attachment_texts: tuple[str, ...] = ()  # in the order of `attachments`, "" where unread

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> PageRecord:
        """Reads a JSON object; unknown fields are ignored, missing ones are empty. Raises ValueError on a wrong type."""
        def text(key: str) -> str:
            value = row.get(key)
            if value is None:
                return ""
            if isinstance(value, (dict, list)):
                raise ValueError(f"字段 {key} 应为文字")
            return str(value)

        names = row.get("attachments") or []
        if not isinstance(names, list):
            raise ValueError("字段 attachments 应为列表")
        labels = row.get("labels")
        if labels is not None and not (isinstance(labels, list) and all(isinstance(n, int) for n in labels)):
            raise ValueError("字段 labels 应为整数列表")
        return cls(
            id=text("id"), site=text("site"), host=text("host"), breadcrumb=text("breadcrumb"),
            url_path=text("url_path"), title=text("title"), published=text("published") or None, text=text("text"),
            attachments=tuple(str(name) for name in names), kind=text("kind") or "article",
            labels=None if labels is None else tuple(labels), department=text("department"),
        )


@dataclass(frozen=True, slots=True)
class Document:
    """One fetched page or file, read. A `list`, and every page whose state is not "open", is no document in the
    contract's sense; they are kept because the audit needs their links, columns and refusals."""

    url: str                    # canonical
    host: str
    kind: str                   # one of KINDS
    state: str                  # one of STATES
    title: str = ""
    site: str = ""              # the site's name as it shows it
    breadcrumb: tuple[str, ...] = ()   # without 首页 and 正文, outermost first
    published: date | None = None
    published_from: str = ""    # a DateRead source, "" when there is no date
    dates: tuple[DateRead, ...] = ()   # every date that was read, the chosen one first
    text: str = ""              # the body without navigation
    links: tuple[Link, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    images: tuple[str, ...] = ()       # addresses of pictures inside the body
    cms: str = ""               # name of the shelf that read it
    encoding: str = ""
    digest: str = ""            # "sha256:…" of the answer's body
    text_digest: str = ""       # "sha256:…" of title and text after normalisation: what the copy rule compares
    fetched: str = ""           # ISO 8601 UTC
    identity: str = ""          # the CMS's own key of the article on its host ("vsb:5277", "webplus:268641"), "" if none
    detail: str = ""            # in Chinese: why it is not "open"
    department: str = ""        # filled in when the archive is read with a config
    guessed: bool = False       # the department was guessed from the site's own title
    meta: dict[str, str] = field(default_factory=dict, hash=False)   # "text_from" = "ocr", "ocr_pages": read from pictures

    @property
    def is_disclosure_unit(self) -> bool:
        """Whether it is a document in the contract's sense (信息): open, and not a page that only lists or links."""
        return self.state == "open" and self.kind != "list"

    def record(self) -> PageRecord:
        """The classifier's view of this document."""
        _, _, tail = self.url.partition("://")
        path = tail[len(tail.partition("/")[0]):] or "/"
        return PageRecord(
            id=self.url, site=self.site, host=self.host, breadcrumb=" > ".join(("首页", *self.breadcrumb)) if self.breadcrumb else "",
            url_path=path, title=self.title, published=self.published.isoformat() if self.published else None,
            text=self.text, attachments=tuple(a.name for a in self.attachments), kind=self.kind,
            department=self.department, attachment_texts=tuple(a.text for a in self.attachments),
        )
