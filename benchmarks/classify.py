"""Compares the classifier with what a school could use instead: accuracy by cross-validation over schools, and pages a second."""

from __future__ import annotations

import dataclasses
import math
import re
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.naive_bayes import MultinomialNB

from benchmarks.train import fit
from classifier.calibration import calibration_error, confidences, tenths
from classifier.checklist import Checklist, load_checklist
from classifier.engine import classify
from classifier.evaluate import read_file, score
from classifier.learned import Learned
from classifier.many import classify_many, items_of
from crawler.document import PageRecord

ROOT = Path(__file__).resolve().parents[1]
FOLDS = 3
SAMPLE = 200        # pages timed
FEATURES = 30_000   # strings or words a rival may use: the most frequent
LONG_ENOUGH = 2.0   # seconds that each method is timed, in passes of which the fastest counts: noise of neighbours only slows
Labels = list[frozenset[int]]
Predict = Callable[[Sequence[PageRecord]], Labels]   # many pages at once, in whatever way is fastest for the method


def school(record: PageRecord) -> str:
    """The school of a record, so that no learned part is scored on a school it saw."""
    match = re.match(r".+?(?:大学|学院|医专|学校)", record.site)
    return match[0] if match else record.site


def folds(records: Sequence[PageRecord]) -> np.ndarray:
    names = sorted({school(record) for record in records})
    turn = {name: k % FOLDS for k, name in enumerate(names)}
    return np.array([turn[school(record)] for record in records])


def whole(record: PageRecord) -> str:
    return f"{record.title} {' '.join(record.attachments)} {record.text}"


def ours(train: Sequence[PageRecord], checklist: Checklist) -> Predict:
    """The rules with weights learned from the training schools only."""
    learned = Learned(fit(train, [item.number for item in checklist.items]))
    fresh = dataclasses.replace(checklist, learned=learned)
    return lambda records: items_of(records, fresh)   # as xxgk evaluate does; the words shown with a label are timed apart


def keywords(train: Sequence[PageRecord], checklist: Checklist) -> Predict:
    """Column names of the items, looked for in the title."""
    names = [(name, item.number) for item in checklist.items for name in item.column_names]
    return lambda records: [frozenset(number for name, number in names if name in record.title) for record in records]


def learned_model(vector: object, model: object) -> Callable[[Sequence[PageRecord], Checklist], Predict]:
    def make(train: Sequence[PageRecord], checklist: Checklist) -> Predict:
        numbers = [item.number for item in checklist.items if any(item.number in (r.labels or ()) for r in train)]
        wanted = np.array([[number in (record.labels or ()) for number in numbers] for record in train]).astype(int)
        fitted = OneVsRestClassifier(model).fit(vector.fit_transform([whole(record) for record in train]), wanted)
        weights = np.array([getattr(one, "coef_", np.zeros((1, 1)))[0] for one in fitted.estimators_]) if hasattr(fitted.estimators_[0], "coef_") else None
        bias = None if weights is None else np.array([one.intercept_[0] for one in fitted.estimators_])

        def predict(records: Sequence[PageRecord]) -> Labels:
            found = vector.transform([whole(record) for record in records])
            rows = fitted.predict(found) if weights is None else found @ weights.T + bias > 0   # one product, not fifty
            return [frozenset(number for number, hit in zip(numbers, hits, strict=True) if hit) for hits in rows]
        return predict
    return make


def words(text: str) -> list[str]:
    import jieba
    return jieba.lcut(text)


def rivals() -> dict[str, Callable]:
    return {
        "本程序": ours,
        "标题关键词": keywords,
        "字符 2–3 元 TF-IDF＋线性模型": learned_model(TfidfVectorizer(analyzer="char", ngram_range=(2, 3), sublinear_tf=True, min_df=2, max_features=FEATURES),
                                              LogisticRegression(C=30, class_weight="balanced", solver="liblinear")),
        "jieba＋朴素贝叶斯": learned_model(CountVectorizer(analyzer=words, max_features=FEATURES), MultinomialNB(alpha=0.1)),
    }


def pages(records: Sequence[PageRecord], length: int = 2150) -> list[PageRecord]:
    """Pages of a usual length, made by joining the records' texts."""
    text = "。".join(record.text for record in records)
    step = max(1, (len(text) - length) // max(1, len(records)))
    return [dataclasses.replace(record, text=(record.text + text[k * step:])[:length]) for k, record in enumerate(records)]


def speed(make: Callable[[], object], count: int) -> float:
    """Pages a second of processor time."""
    best, spent = math.inf, 0.0
    while spent < LONG_ENOUGH:
        start = time.process_time()
        make()
        took = max(1e-9, time.process_time() - start)
        best, spent = min(best, took), spent + took
    return count / best


def accuracy(records: Sequence[PageRecord], checklist: Checklist) -> None:
    turn = folds(records)
    print(f"记录 {len(records)} 条，学校 {len({school(r) for r in records})} 所，按学校 {FOLDS} 折（规则为人工拟定，见过这些记录；学得的部分没有）")
    print(f"{'方法':　<18}宏F1   精确率  召回率  误给   页/秒", flush=True)
    sample, rates = pages(records)[:SAMPLE], {}
    for name, make in rivals().items():
        got: Labels = [frozenset()] * len(records)
        predict = None
        for fold in range(FOLDS):
            predict = make([r for r, f in zip(records, turn, strict=True) if f != fold], checklist)
            own = np.where(turn == fold)[0]
            for k, labels in zip(own, predict([records[k] for k in own]), strict=True):
                got[k] = labels
        result = score(list(zip([frozenset(r.labels or ()) for r in records], got, strict=True)))
        rates[name] = speed(lambda p=predict: p(sample), len(sample))
        print(f"{name:　<18}{result.f1:.3f}  {result.precision:.3f}  {result.recall:.3f}  {result.false_alarm:.1%}  {rates[name]:,.0f}", flush=True)
    import jieba
    jieba.initialize()
    rates["只用 jieba 切词"] = speed(lambda: [jieba.lcut(page.text) for page in sample], len(sample))
    first, *others = list(rates)
    rates["本程序，连所见的词"] = speed(lambda: list(classify_many(sample, checklist, losers=False, elements=False)), len(sample))   # as xxgk classify does
    rates["再连要点"] = speed(lambda: list(classify_many(sample, checklist, losers=False)), len(sample))
    rates["再连落选的理由"] = speed(lambda: list(classify_many(sample, checklist)), len(sample))
    rates["一页一页地（审计）"] = speed(lambda: [classify(page, checklist, losers=False) for page in sample], len(sample))
    for name in list(rates)[-5:]:
        print(f"{name:　<18}{'':30}{rates[name]:,.0f}")
    print("本程序的速度：" + "，".join(f"{name}的 {rates[first] / rates[name]:.1f} 倍" for name in others))


def reliability(records: Sequence[PageRecord], checklist: Checklist) -> None:
    """How often labels of a given confidence are right."""
    judged = confidences(records, checklist)
    print("把握程度   条数  实际正确")
    for low, rows in tenths(judged).items():
        print(f"{low / 10:.1f}–{low / 10 + 0.1:.1f}  {len(rows):>6}  {sum(right for _, right in rows) / len(rows):.0%}")
    print(f"平均相差 {calibration_error(judged):.1%}")


def main(arguments: Sequence[str]) -> int:
    checklist = load_checklist("moe-2014")
    shared = sorted((ROOT.parent / "shared" / "labelled").glob("*.jsonl"))
    named = [Path(name) for name in arguments] or shared + sorted((ROOT / "fixtures" / "labelled").glob("*.jsonl"))
    records = [record for path in named for record in read_file(path)]
    accuracy(records, checklist)
    blind = sorted((ROOT / "fixtures" / "labelled" / "blind").glob("*.jsonl"))
    kept = [record for path in blind for record in read_file(path)]
    if kept:
        result = score([(frozenset(r.labels or ()), frozenset(classify(r, checklist).items)) for r in kept])
        print(f"从未查看过的记录 {len(kept)} 条：宏F1 {result.f1:.3f}，误给 {result.false_alarm:.1%}")
        reliability(kept, checklist)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
