"""Learns the weights of short character strings for each item from labelled records and stores them as data (needs scikit-learn)."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from classifier.evaluate import read_file
from classifier.learned import ANYTHING, text_of
from crawler.document import PageRecord
from fixtures.records import campus_records

SEEN = 30_000     # strings looked at first, the most frequent
KEPT = 3000       # strings kept, by their largest weight over all items
SMALL = 1.1       # weights below are dropped
STRENGTH = 30.0   # inverse regularisation, chosen by cross-validation over schools
USAGE = "用法：python -m benchmarks.train 输出.json 标注文件.jsonl…（示例校园的文字总会一并学习）"


def fit(records: Sequence[PageRecord], numbers: Sequence[int], kept: int = KEPT) -> dict[str, object]:
    """Weights of strings of two to four characters for each item: {"bias": …, "terms": {string: [idf, {item: weight}]}}."""
    texts = [text_of(record) for record in records]
    numbers = [ANYTHING, *numbers]
    wanted = np.array([[bool(record.labels) if number == ANYTHING else number in (record.labels or ()) for number in numbers]
                       for record in records]).astype(int)
    first = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=2, max_features=SEEN)
    weights = _weights(first.fit_transform(texts), wanted)[0]
    names = first.get_feature_names_out()
    best = names[np.argsort(-np.abs(weights).max(axis=0), kind="stable")[:kept]]
    second = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, vocabulary=sorted(best))
    weights, bias = _weights(second.fit_transform(texts), wanted)
    terms = {term: [round(float(second.idf_[k]), 3), {str(number): round(float(weights[i, k]), 2) for i, number in enumerate(numbers)
                                                      if abs(weights[i, k]) >= SMALL}]
             for term, k in sorted(second.vocabulary_.items())}
    return {"bias": {str(number): round(float(bias[i]), 3) for i, number in enumerate(numbers)}, "terms": terms}


def _weights(features: object, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    weights, bias = [], []
    for column in wanted.T:
        if not column.any():
            weights.append(np.zeros(features.shape[1]))
            bias.append(-9.0)
            continue
        model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=200, solver="liblinear").fit(features, column)
        weights.append(model.coef_[0])
        bias.append(model.intercept_[0])
    return np.array(weights), np.array(bias)


def main(arguments: Sequence[str]) -> int:
    if len(arguments) < 2:
        print(USAGE, file=sys.stderr)
        return 2
    records = [*campus_records(), *(record for name in arguments[1:] for record in read_file(name))]
    numbers = sorted({number for record in records for number in record.labels or ()})
    schools = len({record.site for record in records})
    learned = fit(records, numbers)
    origin = f"{date.today().isoformat()}：{len(records)} 条标注记录、{schools} 个站点，字符串的逻辑回归，见 benchmarks/train.py"
    Path(arguments[0]).write_text(json.dumps({"origin": origin, **learned}, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    print(origin)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
