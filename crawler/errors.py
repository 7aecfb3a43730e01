"""What can go wrong and be told to a person: one small tree."""


class XxgkError(Exception):
    """A message for a person: one line in Chinese that names the file, key, line or address, and the remedy."""


class BadInput(XxgkError):
    """Something the user gave cannot be used (exit status 2)."""


class ConfigError(BadInput):
    """The university's TOML does not say what it must."""


class ArchiveError(BadInput):
    """The archive or a WARC file cannot be read."""


class ChecklistError(BadInput):
    """A checklist's TOML does not say what it must."""


class CrawlStopped(XxgkError):
    """The crawl cannot go on (disk full, database locked); nothing is lost, the same command goes on."""
