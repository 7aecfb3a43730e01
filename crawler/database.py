"""SQLite as index and frontier use it: opened with clear errors, and able to gather many small writes into one commit."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.errors import ArchiveError, CrawlStopped

PATIENCE = 10.0   # seconds to wait for another process that holds a database


class Database(sqlite3.Connection):
    """A connection of which each `with` is a transaction of its own; or, while gathering, a part of one that `save` ends."""

    gathering = False
    _lost: BaseException | None = None

    def __enter__(self) -> Database:
        if self._lost is not None:
            raise self._lost
        if not self.in_transaction:
            self.execute("BEGIN")
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """After an error nothing is kept of the transaction, and while gathering nothing more is written: what was lost with it
        stands in the WARC files, and is indexed from there when no later record has been."""
        if error is not None:
            self.rollback()
            self._lost = error if self.gathering else None
        elif not self.gathering:
            self.commit()

    def save(self) -> None:
        """Commits what was gathered. Raises sqlite3.Error."""
        if self._lost is not None:
            raise self._lost
        self.commit()


class Stored:
    """Something kept in a database."""

    _db: Database

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """Within it, writes wait for `save`: a commit costs more than what it commits. A kill loses those since the last."""
        self._db.gathering = True
        try:
            yield
        finally:
            self._db.gathering = False
        self.save()

    def save(self) -> None:
        """Puts what was written on the disk. Raises sqlite3.Error."""
        self._db.save()

    def close(self) -> None:
        self._db.close()


def open_database(path: Path, schema: str, version: int, readonly: bool = False) -> Database:
    """Opens (or makes) a database of ours. Raises ArchiveError when it is damaged or of another version."""
    try:
        connection = sqlite3.connect(path, isolation_level=None, timeout=PATIENCE, factory=Database)
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        if found == 0 and not readonly and not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(f"BEGIN; {schema} PRAGMA user_version = {version}; COMMIT;")
            found = version
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA cache_size = -4000")
    except sqlite3.OperationalError as error:
        raise CrawlStopped(f"{path}：数据库打不开（{error}）；请检查磁盘空间和权限，并确认没有另一个 xxgk 正在运行，然后再次运行同一命令") from None
    except sqlite3.DatabaseError as error:
        raise ArchiveError(f"{path}：文件已损坏（{error}）；请运行 xxgk reindex 从 WARC 重建") from None
    if found != version:
        connection.close()
        raise ArchiveError(f"{path}：索引版本 {found} 与本程序（{version}）不符；请运行 xxgk reindex 从 WARC 重建")
    return connection
