"""A configured site answers for everything below it, however its address was written down."""

import pytest

from crawler.config import AuditSettings, Config, CrawlSettings, Site, University
from crawler.departments import Departments


@pytest.mark.parametrize("written", [
    "http://www.some.example/jwc/", "http://www.some.example/jwc", "http://www.some.example/jwc/index.htm", "https://some.example/jwc/main.psp",
])
def test_a_folder_on_a_shared_host_is_its_departments(tmp_path, written):
    university = University("某大学", "some.example", "http://www.some.example/")
    config = Config(tmp_path / "some.toml", university, AuditSettings(), CrawlSettings(), (Site(written, "教务处"),))
    departments = Departments(config)
    assert departments.of("http://www.some.example/jwc/info/1001/2.htm", "某大学") == ("教务处", False)
    assert departments.of("http://www.some.example/jwcx/info/1001/2.htm", "某大学") == ("", False)
