"""The peer of the benchmark audit-fairlearn: MetricFrame on a Parquet file.

Arguments: FILE THRESHOLD. Prints one line of JSON: CPU seconds (reading and computing, all threads, without imports) and every figure.
"""
import json
import resource
import sys
import time
from itertools import combinations

import fairlearn
import numpy as np
import pandas as pd
import pyarrow
import sklearn
from fairlearn.metrics import (
    MetricFrame,
    count,
    false_negative_rate,
    false_positive_rate,
    mean_prediction,
    selection_rate,
    true_negative_rate,
    true_positive_rate,
)
from sklearn.metrics import (
    accuracy_score,
    balanced_accuracy_score,
    brier_score_loss,
    f1_score,
    precision_score,
)

ATTRIBUTES = ["sex", "age_band", "region"]


def base_rate(y_true, y_pred):
    return np.mean(y_true)


def npv(y_true, y_pred):
    return precision_score(y_true, y_pred, pos_label=0)


def fdr(y_true, y_pred):
    return 1 - precision_score(y_true, y_pred)


def false_omission_rate(y_true, y_pred):
    return 1 - precision_score(y_true, y_pred, pos_label=0)


OF_DECISIONS = {
    "n": count,
    "base_rate": base_rate,
    "selection_rate": selection_rate,
    "tpr": true_positive_rate,
    "fpr": false_positive_rate,
    "tnr": true_negative_rate,
    "fnr": false_negative_rate,
    "ppv": precision_score,
    "npv": npv,
    "fdr": fdr,
    "for": false_omission_rate,
    "accuracy": accuracy_score,
    "balanced_accuracy": balanced_accuracy_score,
    "f1": f1_score,
}
OF_SCORES = {"brier": brier_score_loss, "score_mean": mean_prediction}


def once(file, threshold):
    begin = time.process_time()
    rows = pd.read_parquet(file)
    read = time.process_time() - begin
    label = (rows["label"] == "1").astype(int)
    decision = (rows["score"] >= threshold).astype(int)
    groups = []
    for depth in (1, 2):
        for columns in combinations(ATTRIBUTES, depth):
            features = rows[list(columns)]
            tables = [
                MetricFrame(metrics=metrics, y_true=label, y_pred=predicted, sensitive_features=features).by_group
                for metrics, predicted in ((OF_DECISIONS, decision), (OF_SCORES, rows["score"]))
            ]
            for key, values in pd.concat(tables, axis=1).iterrows():
                names = key if isinstance(key, tuple) else (key,)
                groups.append({
                    "attributes": dict(zip(columns, names)),
                    "metrics": {metric: float(value) for metric, value in values.items()},
                })
    return {"cpu_seconds": time.process_time() - begin, "reading_cpu_seconds": read, "groups": groups}


def main():
    found = once(sys.argv[1], float(sys.argv[2]))
    found["resident_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found["versions"] = ", ".join(
        f"{module.__name__} {module.__version__}" for module in (fairlearn, sklearn, pd, np, pyarrow)
    ) + f", Python {sys.version.split()[0]}"
    print(json.dumps(found))


main()
