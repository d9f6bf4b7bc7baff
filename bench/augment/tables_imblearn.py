"""imbalanced-learn on the table that tables.ts wrote, a round per line of stdin.

    python bench/augment/tables_imblearn.py FOLDER      # x.f32 [rows, columns], y.i32 [rows], meta.json

{"method", "seed"} is answered with the microseconds of fit_resample; {"check": method} with class counts, for SMOTE also with
the neighbours within the smaller class.
"""

import json
import sys
import time
from pathlib import Path

import imblearn
import numpy as np
import sklearn
from imblearn.over_sampling import ADASYN, SMOTE, SMOTENC, BorderlineSMOTE
from sklearn.neighbors import NearestNeighbors

folder = Path(sys.argv[1])
meta = json.loads((folder / "meta.json").read_text())
y = np.fromfile(folder / "y.i32", dtype=np.int32)
x = np.fromfile(folder / "x.f32", dtype=np.float32).reshape(len(y), -1)


def sampler(method, seed):
    if method == "smote":
        return SMOTE(random_state=seed)
    if method == "borderlineSmote":
        return BorderlineSMOTE(random_state=seed)
    if method == "adasyn":
        return ADASYN(random_state=seed)
    return SMOTENC(categorical_features=meta["categorical"], random_state=seed)


def checked(method):
    _, labels = sampler(method, 0).fit_resample(x, y)
    answer = {"counts": np.bincount(labels).tolist()}
    if method == "smote":
        rare = x[y == 1]
        found = NearestNeighbors(n_neighbors=6).fit(rare).kneighbors(rare, return_distance=False)
        answer["nearest"] = found[:, 1:].ravel().tolist()
    return answer


def timed(method, seed):
    start, busy = time.perf_counter_ns(), time.process_time_ns()
    sampler(method, seed).fit_resample(x, y)
    wall, cpu = time.perf_counter_ns() - start, time.process_time_ns() - busy
    return {"wall": wall / 1e3, "cpu": cpu / 1e3}


def say(answer):
    print(json.dumps(answer), flush=True)


say({"versions": f"imbalanced-learn {imblearn.__version__}, scikit-learn {sklearn.__version__}"})
for line in sys.stdin:
    asked = json.loads(line)
    say(checked(asked["check"]) if "check" in asked else timed(asked["method"], asked["seed"]))
