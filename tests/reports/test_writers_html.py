"""The page: one file, nothing fetched, nothing run that the page did not bring; in a real browser where one is installed."""

import base64
import hashlib
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest
from sample import HOSTILE, make_result

from reports.writers import html
from reports.writers.page_facts import page_facts
from reports.writers.wording import masked

FINDINGS = len(make_result(disclosures=0).findings)
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="module")
def page():
    return html.render(make_result())


class Seen(HTMLParser):
    """Which elements a browser would see, and what stands in each script and style."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.blocks, self.inside = [], [], None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.inside = tag if tag in ("script", "style") else None
        if self.inside:
            self.blocks.append((tag, dict(attrs), []))

    def handle_data(self, data):
        if self.inside:
            self.blocks[-1][2].append(data)

    def handle_endtag(self, tag):
        self.inside = None


def test_nothing_is_fetched(page):
    for tag, attributes in Seen(page).tags:
        assert tag not in ("img", "link", "iframe", "object", "embed", "base", "form"), tag
        assert not attributes.get("src") and not any(name.startswith("on") or name == "style" for name in attributes)
    assert "@import" not in page and "url(" not in page.split("</style>")[0]


def test_the_policy_names_this_script_and_style(page):
    blocks = {(tag, attributes.get("type", "")): "".join(parts) for tag, attributes, parts in Seen(page).blocks}
    policy = next(attributes["content"] for tag, attributes in Seen(page).tags if attributes.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'")
    for key in (("script", ""), ("style", "")):
        assert base64.b64encode(hashlib.sha256(blocks[key].encode()).digest()).decode() in policy


def test_hostile_titles_do_not_become_elements(page):
    assert not [attributes for tag, attributes in Seen(page).tags if "onerror" in attributes]
    assert sum(tag == "script" for tag, _ in Seen(page).tags) == 2


def test_the_embedded_facts_are_the_results(page):
    data = json.loads("".join(Seen(page).blocks[1][2]))
    assert len(data["items"]) == 50 and len(data["findings"]) == FINDINGS and sum(row[12] == 0 for row in data["rows"]) == 1200
    assert masked(HOSTILE[1]) in {row[1] for row in data["rows"]}


def test_fifty_tiles_carry_their_status_in_words(page):
    tiles = re.findall(r'<a class="tile status-(\w+)".*?</a>', page, re.DOTALL)
    assert len(tiles) == 50 and page.count("要素不全</span>") == 2


def test_every_number_at_the_top_leads_to_its_list(page):
    links = re.findall(r'class="kpi [^"]*" href="#(s=[^"]*)"', page)
    assert len(links) == 6


def test_no_address_can_carry_a_script():
    assert html.weblink("javascript:alert(1)") == "" and html.weblink("http://a.example/") == "http://a.example/"


def test_no_control_character_is_left(page):
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\u202e]", page)


def test_personal_numbers_are_hidden(page):
    assert "110101199003078515" not in page and "13800138000" not in page


def test_the_same_facts_give_the_same_page(page):
    assert html.render(make_result()) == page


def test_long_lists_carry_less_evidence(monkeypatch):
    monkeypatch.setattr("reports.writers.page_facts._MANY", 100)
    assert max(len(row[10]) for row in page_facts(make_result())["rows"]) == 1


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    sync_api = pytest.importorskip("playwright.sync_api", reason="没有安装 playwright，浏览器测试跳过")
    if CHROMIUM is None:
        pytest.skip("没有安装 Chromium，浏览器测试跳过")
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(html.render(make_result()), "utf-8")
    with sync_api.sync_playwright() as play:
        engine = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield engine, path.as_uri()
        engine.close()


@pytest.fixture
def tab(browser):
    engine, address = browser
    context = engine.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.troubles = []
    opened.on("console", lambda message: opened.troubles.append(message.text) if message.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: opened.troubles.append(str(error)))
    opened.on("dialog", lambda dialog: (opened.troubles.append("dialog"), dialog.dismiss()))
    opened.on("request", lambda request: opened.troubles.append(request.url) if not request.url.startswith("file:") else None)

    def show(state=""):
        opened.goto("about:blank")
        opened.goto(address + state)
        opened.locator("html[data-ready=yes]").wait_for(state="attached")
        return opened
    yield show
    context.close()


def test_browser_opens_without_trouble_and_runs_nothing_hostile(tab):
    opened = tab("#s=disclosures&d.item=18&d.sort=title.up")
    for button in opened.locator("#disclosures .open").all()[:12]:
        button.click()
    assert opened.locator("#disclosures .more").count() == 12 and opened.troubles == []


def test_browser_filters_by_address_and_survives_a_reload(tab):
    opened = tab("#s=findings&f.kind=misfiled")
    assert opened.locator("#findings .count").inner_text() == f"共 4 个问题（全部 {FINDINGS}）"
    opened.reload()
    assert opened.locator("#findings select").first.input_value() == "misfiled" and opened.locator("#findings tbody tr").count() == 4


def test_browser_searches_and_writes_the_address(tab):
    opened = tab()
    opened.locator("#findings input[type=search]").fill("personal_data 或 无此词")
    opened.locator("#findings .none").wait_for()
    assert "f.q=" in opened.url


def test_browser_sorts_and_says_so(tab):
    opened = tab()
    opened.locator("#findings .sort", has_text="部门").click()
    head = opened.locator("#findings th", has_text="部门")
    assert head.get_attribute("aria-sort") == "ascending" and "f.sort=department.up" in opened.url


def test_browser_opens_an_item_by_keyboard_and_closes_it(tab):
    opened = tab()
    opened.locator(".tile").nth(33).focus()
    opened.keyboard.press("Enter")
    assert opened.locator("#panel-title").inner_text() == "艺术教育发展年度报告" and "查过哪里" in opened.locator("#panel").inner_text()
    opened.keyboard.press("Escape")
    opened.locator("#panel").wait_for(state="hidden")
    opened.wait_for_url(lambda url: "item=" not in url)


def test_browser_turns_pages(tab):
    opened = tab()
    first = opened.locator("#disclosures tbody tr").first.inner_text()
    opened.locator("#disclosures .pager button", has_text="下一页").click()
    assert "d.page=2" in opened.url and opened.locator("#disclosures tbody tr").first.inner_text() != first


def test_browser_fits_a_phone(tab):
    opened = tab()
    opened.set_viewport_size({"width": 390, "height": 844})
    assert opened.evaluate("document.documentElement.scrollWidth") <= 390


def test_browser_filters_tiles(tab):
    opened = tab("#t.status=missing")
    assert opened.locator("[data-tile]:visible").count() == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", ["", "#item=34", "#s=findings"])
def test_browser_finds_no_obstacle_for_anyone(browser, scheme, state):
    axe = pytest.importorskip("axe_playwright_python", reason="没有安装 axe-playwright-python，无障碍测试跳过")
    engine, address = browser
    context = engine.new_context(bypass_csp=True, color_scheme=scheme)
    opened = context.new_page()
    opened.goto(address + state)
    opened.locator("html[data-ready=yes]").wait_for(state="attached")
    opened.evaluate((Path(axe.__file__).with_name("axe.min.js")).read_text("utf-8") + ";0")
    found = opened.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    context.close()
    assert [(entry["id"], entry["nodes"][0]["html"][:80]) for entry in found] == []


def test_browser_bears_twenty_thousand_rows(browser, tmp_path):
    engine, _ = browser
    path = tmp_path / "report.html"
    path.write_text(html.render(make_result(disclosures=20_000)), "utf-8")
    opened = engine.new_page()
    opened.goto(path.as_uri() + "#d.q=9999")
    opened.locator("html[data-ready=yes]").wait_for(state="attached")
    assert opened.locator("#disclosures .count").inner_text().startswith("共 3 条信息（全部 20,0")
    opened.close()
