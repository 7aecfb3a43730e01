"""What stands beside the config reaches the reports; what is broken there is told."""

import json

import pytest
from sample import make_result

from crawler.config import load_config
from crawler.errors import BadInput
from reports.office import with_office

CONFIG = '[university]\nname = "望川大学"\ndomain = "wangchuan.edu.example"\nhome = "http://www.wangchuan.edu.example/"\n'


@pytest.fixture
def config(tmp_path):
    (tmp_path / "wc.toml").write_text(CONFIG, "utf-8")
    return load_config(tmp_path / "wc.toml")


@pytest.fixture(scope="module")
def result():
    return make_result(disclosures=0)


def test_nothing_beside_the_config_changes_nothing(config, result):
    assert with_office(result, config) == result


def test_templates_signature_and_channels_are_taken(config, result, tmp_path):
    (tmp_path / "wc.templates").mkdir()
    (tmp_path / "wc.office.toml").write_text('office = "校长办公室"\n[[channel]]\nname = "微信公众号"\ncount = 289\n', "utf-8")
    meta = with_office(result, config).meta
    assert meta["templates"].endswith("wc.templates") and meta["office"] == "校长办公室" and json.loads(meta["channels"]) == [{"name": "微信公众号", "count": 289}]


@pytest.mark.parametrize("text", ["office = 3", "ofice = '办公室'", "[[channel]]\nname = '微信'", "[[channel]]\nname = '微信'\ncount = -1", "= 1"])
def test_a_wrong_file_is_told(config, result, tmp_path, text):
    (tmp_path / "wc.office.toml").write_text(text, "utf-8")
    with pytest.raises(BadInput, match="wc.office.toml"):
        with_office(result, config)
