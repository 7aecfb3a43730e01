"""How a page is read fast: the quick ways say the same as the plain ones."""

import dataclasses
import random
import re
from collections import Counter
from pathlib import Path

import pytest

from classifier.checklist import Rules, load_checklist
from classifier.engine import classify, matcher_of
from classifier.evaluate import read_file
from classifier.folding import LONG, fold
from classifier.grams import Grams
from classifier.many import classify_many, items_of
from classifier.matcher import FIRST
from classifier.parts import BETWEEN, Words
from classifier.rows import classify_rows
from crawler.document import PageRecord
from crawler.errors import BadInput

ROOT = Path(__file__).resolve().parents[2]

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
        numbers, counts = grams.count(text)
        wanted = [sum(text.startswith(string, place) for place in range(len(text))) for string in strings]
        assert dict(zip(numbers.tolist(), counts.tolist(), strict=True)) == {k: n for k, n in enumerate(wanted) if n}


def test_strings_of_many_texts_are_kept_apart():
    rng, letters = random.Random(3), "公示名单 \U0001F600"
    strings = sorted({"".join(rng.choice(letters) for _ in range(rng.randrange(1, 5))) for _ in range(60)})
    grams, texts = Grams(strings), ["".join(rng.choice(letters + "外") for _ in range(rng.randrange(0, 40))) for _ in range(50)]
    wanted = [(place, int(number), int(count)) for place, text in enumerate(texts) if text for number, count in zip(*grams.count(text), strict=True)]
    assert list(zip(*(column.tolist() for column in grams.counts(texts)), strict=True)) == wanted
    found = Counter(zip(*(column.tolist() for column in grams.find(texts)), strict=True))
    assert sorted((*key, count) for key, count in found.items()) == wanted


def odd_pages():
    """Pages of every kind: labelled ones, their parts mixed, with files' texts, odd characters, nothing at all."""
    records = [record for path in sorted((ROOT / "fixtures" / "labelled").glob("*.jsonl")) for record in read_file(path)][::3]
    rng, pages = random.Random(4), [PageRecord(), PageRecord(title=" "), PageRecord(title="预算", text=BETWEEN), PageRecord(text="\ud83d预算\x00" * 4000)]
    for record in records:
        one, other = rng.choice(records), rng.choice(records)
        pages.append(dataclasses.replace(record, title=one.title + rng.choice(["", ODD, BETWEEN]), text=other.text + rng.choice(["", ODD, one.text * 3])))
        pages.append(dataclasses.replace(record, kind=rng.choice(["article", "list", "attachment"]), attachments=one.attachments,
                                         attachment_texts=rng.choice([(), (other.text, "")]), text=rng.choice([record.text, "", "本学年无此类情况。"])))
    return records + pages


@pytest.mark.parametrize("name", ["moe-2014", "sunshine-liaoning"])
def test_many_pages_at_once_get_the_verdicts_of_one_by_one(name):
    rules, pages = load_checklist(name), odd_pages()
    for losers in (True, False):
        assert [verdict for _, verdict in classify_many(pages, rules, losers=losers)] == [classify(page, rules, losers=losers) for page in pages]


def test_rules_without_learned_weights_say_the_same_of_many_pages(checklist):
    bare, pages = dataclasses.replace(checklist, learned=None), odd_pages()[::5]
    assert [verdict for _, verdict in classify_many(pages, bare)] == [classify(page, bare) for page in pages]


def test_a_list_without_rules_says_nothing_of_many_pages(checklist):
    bare, pages = dataclasses.replace(checklist, rules=Rules(lexicons=checklist.rules.lexicons), learned=None), [PageRecord(title="部门预算", text="收支总表"), PageRecord()] * 20
    assert [verdict for _, verdict in classify_many(pages, bare)] == [classify(page, bare) for page in pages]


def test_what_is_left_out_changes_no_label(checklist):
    pages = odd_pages()[::4]
    scores = [[(label.item, label.score, label.nil) for label in (*verdict.labels, *verdict.candidates)]
              for _, verdict in classify_many(pages, checklist, losers=False, elements=False, shown=False)]
    assert scores == [[(label.item, label.score, label.nil) for label in (*verdict.labels, *verdict.candidates)]
                      for verdict in (classify(page, checklist) for page in pages)]
    assert items_of([], checklist) == []


def test_pages_before_a_bad_line_are_answered(checklist):
    rows = classify_rows(['{"id": "1", "title": "2023年部门预算"}', "{"], checklist, "x.jsonl")
    assert next(rows)["id"] == "1"
    with pytest.raises(BadInput, match="第 2 行"):
        next(rows)


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
