"""Writes that are gathered are all kept or all lost, and after a loss nothing is written that would hide it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from crawler.frontier import DONE, Found, Frontier
from crawler.index import Entry, Index
from crawler.warcs import Place


def entry(number: int) -> Entry:
    return Entry(f"http://t.edu.cn/{number}.htm", "t.edu.cn", "response", 200, "text/html", "2025-01-01T00:00:00Z", "sha256:0", 1, Place("a.warc.gz", number, 1))


def seen_by_others(path: Path) -> int:
    other = Index(path, readonly=True)
    try:
        return len(list(other.pages()))
    finally:
        other.close()


def test_a_write_is_kept_at_once_unless_it_is_gathered(tmp_path: Path) -> None:
    index = Index(tmp_path / "index.sqlite")
    index.add(entry(1))
    assert seen_by_others(index.path) == 1
    with index.gathered():
        index.add(entry(2))
        index.add(entry(3))
        assert (len(list(index.pages())), seen_by_others(index.path)) == (3, 1)
        index.save()
        assert seen_by_others(index.path) == 3
        index.add(entry(4))
    assert seen_by_others(index.path) == 4
    index.close()


def test_what_was_gathered_since_the_last_save_is_lost_with_the_process(tmp_path: Path) -> None:
    frontier = Frontier(tmp_path / "frontier.sqlite")
    frontier.begin("2025-01-01T00:00:00Z")
    frontier.add([Found("http://t.edu.cn/", 0)])
    frontier._db.gathering = True
    frontier.settle(frontier.task_of("http://t.edu.cn/"), DONE, [Found("http://t.edu.cn/1.htm", 1)])
    frontier.close()
    again = Frontier(tmp_path / "frontier.sqlite")
    assert (again.state_of("http://t.edu.cn/"), again.state_of("http://t.edu.cn/1.htm")) == ("waiting", "")
    again.close()


def test_after_a_failed_write_no_later_record_is_indexed_that_would_hide_the_lost_ones(tmp_path: Path) -> None:
    index = Index(tmp_path / "index.sqlite")
    with pytest.raises(sqlite3.Error), index.gathered():
        index.add(entry(1))
        with pytest.raises(sqlite3.Error), index._db:
            index._db.execute("INSERT INTO nothing VALUES (1)")
        with pytest.raises(sqlite3.Error):
            index.add(entry(2))
    assert seen_by_others(index.path) == 0
    index.close()
