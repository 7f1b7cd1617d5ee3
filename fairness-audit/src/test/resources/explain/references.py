"""Writes boosted.onnx, rows.csv and references.json beside itself: what scikit-learn and shap say about one model.

Run: python references.py, with scikit-learn, skl2onnx, onnxruntime and shap installed.

The model is a gradient boosting classifier with interactions, the rows are drawn from a known seed. Importance is
sklearn.inspection.permutation_importance with 200 repeats; the standard deviation over the repeats is kept, so that a test knows how
far two runs lie apart. Contributions are those of shap.explainers.Exact against the first 100 rows of the file: every set of the six
features is tried. (shap.TreeExplainer's of the probability are only scaled from those of the log-odds.)
"""
import json
import pathlib

import numpy as np
import onnxruntime
import shap
import skl2onnx
import sklearn
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.inspection import permutation_importance
from skl2onnx.common.data_types import FloatTensorType

HERE = pathlib.Path(__file__).parent
NAMES = ["age", "debt", "income", "region_north", "region_south", "tenure"]
BACKGROUND = 100

random = np.random.default_rng(20261122)


def draw(n):
    x = np.empty((n, len(NAMES)), dtype=np.float32)
    x[:, 0] = np.round(random.uniform(18, 80, n))
    x[:, 1] = np.round(random.gamma(2.0, 1.5, n), 2)
    x[:, 2] = np.round(np.exp(random.normal(3.5, 0.5, n)), 1)
    region = random.integers(0, 3, n)
    x[:, 3] = region == 0
    x[:, 4] = region == 1
    x[:, 5] = random.integers(0, 20, n)
    odds = 0.6 * x[:, 1] - 0.03 * x[:, 2] + 0.8 * x[:, 3] * (x[:, 0] < 35) - 0.03 * x[:, 5] - 0.4
    y = (random.uniform(size=n) < 1 / (1 + np.exp(-odds))).astype(int)
    return x, y


train, train_y = draw(4000)
rows, labels = draw(1500)
model = GradientBoostingClassifier(n_estimators=40, max_depth=3, random_state=1).fit(train, train_y)
onnx = skl2onnx.to_onnx(
    model, initial_types=[("input", FloatTensorType([None, len(NAMES)]))], options={id(model): {"zipmap": False}}, target_opset={"": 15, "ai.onnx.ml": 3}
)
(HERE / "boosted.onnx").write_bytes(onnx.SerializeToString())
session = onnxruntime.InferenceSession(onnx.SerializeToString(), providers=["CPUExecutionProvider"])
scores = session.run(["probabilities"], {"input": rows})[0][:, 1]
assert np.abs(scores - model.predict_proba(rows)[:, 1]).max() < 1e-5

with open(HERE / "rows.csv", "w", newline="") as out:
    out.write(",".join(NAMES) + ",label\n")
    for row, label in zip(rows, labels):
        out.write(",".join(repr(round(float(v), 4)) for v in row) + f",{label}\n")

importance = {}
for metric, scoring in (("auc", "roc_auc"), ("log_loss", "neg_log_loss"), ("accuracy", "accuracy")):
    found = permutation_importance(model, rows, labels, scoring=scoring, n_repeats=200, random_state=7)
    importance[metric] = [
        {"feature": name, "mean": float(mean), "deviation": float(deviation)}
        for name, mean, deviation in zip(NAMES, found.importances_mean, found.importances_std)
    ]

explainer = shap.explainers.Exact(
    lambda x: model.predict_proba(np.asarray(x, dtype=np.float32))[:, 1], shap.maskers.Independent(rows[:BACKGROUND], max_samples=BACKGROUND)
)
explained = [200, 201, 202, 203, 204]
found = explainer(rows[explained], interactions=False)
values = found.values
json.dump(
    {
        "source": f"scikit-learn {sklearn.__version__}, shap {shap.__version__}, skl2onnx {skl2onnx.__version__}",
        "repeats": 200,
        "importance": importance,
        "background": BACKGROUND,
        "baseline": float(np.ravel(found.base_values)[0]),
        "contributions": [
            {"row": row, "score": float(scores[row]), "values": [float(v) for v in value]} for row, value in zip(explained, values)
        ],
    },
    open(HERE / "references.json", "w"),
    indent=1,
)
