"""Public clients, unchanged, before the gateway and before the model servers behind it; both must say the same.

Usage: clients_peer.py PLAN.json, where the plan names {"gateway": port, "tensors": port, "frames": port, "model": name on the tensor
server, "features": how many, "token": access token}. Prints one JSON object: the versions, and a list of checks, each with a name, whether
it held, how many predictions it made through the gateway, and what went wrong.
"""

import importlib.metadata
import json
import sys

import numpy as np
import pandas as pd
import tritonclient.http as triton
from mlflow.pyfunc.scoring_server.client import ScoringServerClient
from tritonclient.utils import InferenceServerException

plan = json.load(open(sys.argv[1], encoding="utf-8"))
checks = []


def check(name, predictions, held):
    try:
        wrong = held()
        wrong = None if wrong is None or wrong is True else str(wrong)
    except Exception as error:  # whatever a client throws is what a user would see
        wrong = f"{type(error).__name__}: {error}"
    checks.append({"name": name, "held": wrong is None, "predictions": predictions, "wrong": wrong})


def same(ours, theirs):
    return None if np.array_equal(ours, theirs) else f"{ours} through the gateway, {theirs} without"


# ---- tritonclient
direct = triton.InferenceServerClient(f"127.0.0.1:{plan['tensors']}")
ours = triton.InferenceServerClient(f"127.0.0.1:{plan['gateway']}")
token = {"Authorization": "Bearer " + plan["token"]}
rows = np.linspace(-1, 1, 3 * plan["features"], dtype=np.float32).reshape(3, plan["features"])


def infer(client, model, binary_in, binary_out, **more):
    tensor = triton.InferInput("input", list(rows.shape), "FP32")
    tensor.set_data_from_numpy(rows, binary_data=binary_in)
    wanted = [] if binary_out is None else [triton.InferRequestedOutput("probability", binary_data=binary_out)]
    return client.infer(model, [tensor], outputs=wanted, **more).as_numpy("probability")


def refused(call, sentence):
    try:
        call()
    except InferenceServerException as error:
        return None if sentence in error.message() else f"refused with '{error.message()}'"
    return "it was answered"


def metadata():
    ours_says = ours.get_model_metadata("tensors", headers=token)["inputs"]
    return None if ours_says == direct.get_model_metadata(plan["model"])["inputs"] else f"inputs are {ours_says}"


check("tritonclient: server and model live, ready, metadata", 0, lambda: (
    ours.is_server_live() and ours.is_server_ready() and ours.is_model_ready("tensors", headers=token)
    and ours.get_server_metadata()["name"] == "gatehouse" or "not so"))
check("tritonclient: model metadata", 0, metadata)
for into, out, words in ((False, False, "JSON both ways"), (True, True, "bytes both ways"), (True, False, "bytes in, JSON out"), (True, None, "bytes by default")):
    check(f"tritonclient: infer, {words}", 3, lambda into=into, out=out: same(
        infer(ours, "tensors", into, out, headers=token), infer(direct, plan["model"], into, out)))
check("tritonclient: infer of a version, with id and subjects", 3, lambda: same(
    infer(ours, "tensors", True, True, headers=token, model_version="1", request_id="mine", parameters={"subjects": '["a", "b", "c"]'}),
    infer(direct, plan["model"], True, True)))
check("tritonclient: no token", 0, lambda: refused(lambda: infer(ours, "tensors", True, True), "bearer token"))
check("tritonclient: another protocol's route", 0, lambda: refused(
    lambda: infer(ours, "frames", True, True, headers=token), "POST /mlflow/frames/invocations"))

# ---- MLflow's scoring client: it knows no headers, so the token is the password of the URL
mlflow_direct = ScoringServerClient("127.0.0.1", plan["frames"])
mlflow_ours = ScoringServerClient(f"token:{plan['token']}@127.0.0.1", f"{plan['gateway']}/mlflow/frames")
frame = pd.DataFrame({"LIMIT_BAL": [20000.0, 500000.0], "AGE": [24, 61]})


def invoke(data, **more):
    return same(
        np.asarray(mlflow_ours.invoke(data, **more)["predictions"]), np.asarray(mlflow_direct.invoke(data, **more)["predictions"]))


def mlflow_refusal():
    try:
        ScoringServerClient("127.0.0.1", f"{plan['gateway']}/mlflow/frames").invoke(frame)
    except Exception as error:
        return None if "UNAUTHENTICATED" in str(error) else f"refused with '{error}'"
    return "it was answered"


def versions():
    return None if mlflow_ours.get_version() == mlflow_direct.get_version() else f"version {mlflow_ours.get_version()}"


check("MLflow: ping until ready", 0, lambda: mlflow_ours.wait_server_ready(timeout=10))
check("MLflow: version", 0, versions)
check("MLflow: invoke with a data frame", 2, lambda: invoke(frame))
check("MLflow: invoke with an array", 2, lambda: invoke(frame.to_numpy()))
check("MLflow: invoke with subjects as a parameter", 2, lambda: invoke(frame, params={"subjects": ["a", "b"]}))
check("MLflow: no token", 0, mlflow_refusal)

print(json.dumps({
    "versions": " ".join(f"{name} {importlib.metadata.version(name)}" for name in ("tritonclient", "mlflow-skinny", "numpy", "pandas")),
    "checks": checks,
}))
