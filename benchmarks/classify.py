"""Compares the classifier with what a school could use instead: accuracy by cross-validation over schools, and pages a second."""

from __future__ import annotations

import dataclasses
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
from classifier.checklist import Checklist, load_checklist
from classifier.engine import classify
from classifier.evaluate import read_file, score
from classifier.learned import Learned
from crawler.document import PageRecord

ROOT = Path(__file__).resolve().parents[1]
FOLDS = 3
FEATURES = 30_000   # strings or words a rival may use: the most frequent
Labels = list[frozenset[int]]


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


def ours(train: Sequence[PageRecord], checklist: Checklist) -> Callable[[PageRecord], frozenset[int]]:
    """The rules with weights learned from the training schools only."""
    learned = Learned(fit(train, [item.number for item in checklist.items]))
    fresh = dataclasses.replace(checklist, learned=learned)
    return lambda record: frozenset(classify(record, fresh).items)


def keywords(train: Sequence[PageRecord], checklist: Checklist) -> Callable[[PageRecord], frozenset[int]]:
    """Column names of the items, looked for in the title."""
    names = [(name, item.number) for item in checklist.items for name in item.column_names]
    return lambda record: frozenset(number for name, number in names if name in record.title)


def learned_model(vector: object, model: object) -> Callable[[Sequence[PageRecord], Checklist], Callable[[PageRecord], frozenset[int]]]:
    def make(train: Sequence[PageRecord], checklist: Checklist) -> Callable[[PageRecord], frozenset[int]]:
        numbers = [item.number for item in checklist.items if any(item.number in (r.labels or ()) for r in train)]
        wanted = np.array([[number in (record.labels or ()) for number in numbers] for record in train]).astype(int)
        fitted = OneVsRestClassifier(model).fit(vector.fit_transform([whole(record) for record in train]), wanted)
        weights = np.array([getattr(one, "coef_", np.zeros((1, 1)))[0] for one in fitted.estimators_]) if hasattr(fitted.estimators_[0], "coef_") else None
        bias = None if weights is None else np.array([one.intercept_[0] for one in fitted.estimators_])

        def predict(record: PageRecord) -> frozenset[int]:
            found = vector.transform([whole(record)])
            hits = fitted.predict(found)[0] if weights is None else (found @ weights.T)[0] + bias > 0   # one product, not fifty
            return frozenset(number for number, hit in zip(numbers, hits, strict=True) if hit)
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
    start = time.process_time()
    make()
    return count / max(1e-9, time.process_time() - start)


def accuracy(records: Sequence[PageRecord], checklist: Checklist) -> None:
    turn = folds(records)
    print(f"记录 {len(records)} 条，学校 {len({school(r) for r in records})} 所，按学校 {FOLDS} 折（规则为人工拟定，见过这些记录；学得的部分没有）")
    print(f"{'方法':　<18}宏F1   精确率  召回率  误给   页/秒", flush=True)
    sample = pages(records)[:200]
    for name, make in rivals().items():
        got: Labels = [frozenset()] * len(records)
        predict = None
        for fold in range(FOLDS):
            predict = make([r for r, f in zip(records, turn, strict=True) if f != fold], checklist)
            for k in np.where(turn == fold)[0]:
                got[k] = predict(records[k])
        result = score(list(zip([frozenset(r.labels or ()) for r in records], got, strict=True)))
        rate = speed(lambda p=predict: [p(page) for page in sample], len(sample))
        print(f"{name:　<18}{result.f1:.3f}  {result.precision:.3f}  {result.recall:.3f}  {result.false_alarm:.1%}  {rate:,.0f}", flush=True)
    import jieba
    jieba.initialize()
    print(f"{'只用 jieba 切词':　<18}                              {speed(lambda: [jieba.lcut(p.text) for p in sample[:60]], 60):,.0f}")


def reliability(records: Sequence[PageRecord], checklist: Checklist) -> None:
    """How often labels of a given confidence are right."""
    bins: dict[int, list[bool]] = {}
    for record in records:
        verdict = classify(record, checklist)
        for label in (*verdict.labels, *verdict.candidates):
            bins.setdefault(min(9, int(label.score * 10)), []).append(label.item in (record.labels or ()))
    print("把握程度   条数  实际正确")
    for low in sorted(bins):
        print(f"{low / 10:.1f}–{low / 10 + 0.1:.1f}  {len(bins[low]):>6}  {sum(bins[low]) / len(bins[low]):.0%}")


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
