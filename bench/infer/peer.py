"""Predictions of one network, warm: PyTorch eager, and scikit-learn's MLP of the same size. Lines of the protocol of ../speed/peer.ts:
answers {folder: rows, variant, steps} with microseconds a call."""

import argparse
import json
import sys
import time
import warnings

import numpy as np
import torch
from sklearn.neural_network import MLPRegressor

parser = argparse.ArgumentParser()
parser.add_argument("--threads", type=int, default=1)
torch.set_num_threads(parser.parse_args().threads)
warnings.filterwarnings("ignore")
WIDTH, HIDDEN = 20, (256, 128)
layers = [m for a, b in zip((WIDTH, *HIDDEN), HIDDEN) for m in (torch.nn.Linear(a, b), torch.nn.ReLU())]
model = torch.nn.Sequential(*layers, torch.nn.Linear(HIDDEN[-1], 1)).eval()
random = np.random.default_rng(0)
sklearn = MLPRegressor(hidden_layer_sizes=HIDDEN, max_iter=1).fit(random.normal(size=(256, WIDTH)).astype(np.float32), random.normal(size=256))


def torch_call(x):
    with torch.inference_mode():
        return model(torch.from_numpy(x)).numpy()


CALLS = {"PyTorch eager": torch_call, "scikit-learn": sklearn.predict}
print(json.dumps({"variants": list(CALLS)}), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    x = random.normal(size=(int(asked["folder"]), WIDTH)).astype(np.float32)
    call, steps = CALLS[asked["variant"]], asked["steps"]
    for _ in range(5):
        call(x)
    start, busy = time.perf_counter_ns(), time.process_time_ns()
    for _ in range(steps):
        call(x)
    wall, cpu = time.perf_counter_ns() - start, time.process_time_ns() - busy
    print(json.dumps({"wall": wall / 1e3 / steps, "cpu": cpu / 1e3 / steps}), flush=True)
