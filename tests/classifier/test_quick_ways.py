"""How a page is read fast: the quick ways say the same as the plain ones."""

import random
import re

import pytest

from classifier.checklist import load_checklist
from classifier.engine import classify, matcher_of
from classifier.folding import LONG, fold
from classifier.grams import Grams
from classifier.matcher import FIRST
from classifier.parts import BETWEEN, Words
from crawler.document import PageRecord

ODD = "公示預算2023年 \u3000\n二〇二三年ＡＢ①—～\u200b\ufeff\x00\ud800\U0001F600\U00020000㑮體﹣é́"


@pytest.fixture(scope="module")
def checklist():
    return load_checklist("moe-2014")


def test_long_texts_are_folded_like_short_ones():
    rng = random.Random(1)
    for _ in range(200):
        text = "".join(rng.choice(ODD) for _ in range(rng.randrange(LONG, 4 * LONG)))
        years = re.compile("[二一][〇零○九][〇零○一二三四五六七八九]{2}(?=[年届级—-])")
        assert fold(text) == years.sub("0000", "".join(fold(letter) for letter in text))


def test_strings_are_counted_as_if_one_by_one():
    rng, letters = random.Random(2), "公示名单 \U0001F600"
    strings = sorted({"".join(rng.choice(letters) for _ in range(rng.randrange(1, 5))) for _ in range(60)})
    grams = Grams(strings)
    for _ in range(50):
        text = "".join(rng.choice(letters + "外") for _ in range(rng.randrange(1, 80)))
        numbers, counts = grams.counts(text)
        wanted = [sum(text.startswith(string, place) for place in range(len(text))) for string in strings]
        assert dict(zip(numbers.tolist(), counts.tolist(), strict=True)) == {k: n for k, n in enumerate(wanted) if n}


def test_words_are_found_in_their_own_part_only():
    title, body = Words({"title": ["公示", "名单公", "会议~规定"], "body": ["公示", "规定"]}).parts([("title", "会议名单", "会议名单", True), ("body", "公示规定", "公示规定", True)])
    assert (title.found, body.found) == ({"会议"}, {"公示", "规定"})


def test_a_mark_that_stands_between_parts_may_stand_in_a_page(checklist):
    page = PageRecord(title="2023年部门预算", text=f"预算{BETWEEN}总表。2023年部门预算表：收支总表、收入总表。" * 3)
    assert set(classify(page, checklist).items) == {19}


def test_half_a_character_ends_nothing(checklist):
    page = PageRecord(title="2023年部门预算\ud83d", text="\ude00一、部门概况。二、2023年部门预算表：收支总表、收入总表、支出总表。", attachments=("预算表.xlsx",))
    assert classify(page, checklist).items == (19,)


def test_only_what_lost_is_left_out(checklist):
    page = PageRecord(title="2022年预算和决算公开", text="2022年部门预算表：收支总表、收入总表。决算：支出总表。招标公告。" * 4)
    full, short = classify(page, checklist), classify(page, checklist, losers=False)
    assert full.rejected and short.rejected == ()
    assert (full.labels, full.candidates) == (short.labels, short.candidates)


def test_white_space_does_not_move_the_words_shown(checklist):
    page = matcher_of(checklist).read(PageRecord(title="预 算", text="一 二\n三　部 门 预 算 总 表" + " 四" * FIRST))
    part = page.part("body")
    place = part.folded.find("预算")
    assert part.shown(place, place + 2)[0] == "预 算"
