"""Each audit is kept, the trend shows the earlier ones, and a damaged file costs nothing but its own point."""

import json
from dataclasses import replace
from datetime import date

from crawler.config import AuditSettings, Config, CrawlSettings, University
from reports.history import history_folder, keep, with_history
from reports.writers import json as json_writer

from sample import make_result


def _config(tmp_path):
    return Config(tmp_path / "school.toml", University("某大学", "some.example", "http://www.some.example/"), AuditSettings(), CrawlSettings(), ())


def _kept(result, config, folder):
    folder.mkdir()
    return keep(result, json_writer.write(result, folder)[0], config)


def test_the_trend_shows_earlier_audits_and_not_this_one(tmp_path):
    config, now = _config(tmp_path), make_result(disclosures=20)
    earlier = replace(now, as_of=date(2018, 10, 31))
    _kept(earlier, config, tmp_path / "a")
    _kept(now, config, tmp_path / "b")
    rows = json.loads(with_history([now], config)[0].meta["history"])
    assert [row["as_of"] for row in rows] == ["2018-10-31"]
    assert rows[0]["count"] == sum(item.count for item in now.items)


def test_a_damaged_result_is_passed_over(tmp_path):
    config, now = _config(tmp_path), make_result(disclosures=20)
    history_folder(config).mkdir()
    (history_folder(config) / "broken.json").write_text("{", encoding="utf-8")
    assert json.loads(with_history([now], config)[0].meta["history"]) == []
