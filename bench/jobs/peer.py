"""CSV to trained model with pandas and PyTorch, one thread, no DataLoader: python peer.py '{"data", "target", ...}'

A split of the same shares (without strata), the same inputs (scaled numbers with flags of missing cells, one-hot up to 12 levels, vectors of 8 beyond), network, epochs,
batch and optimizer as ours, but one logit of two classes; scores validation and test and saves the weights.
"""

import json
import os
import resource
import sys
import time

for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]:
    os.environ[name] = "1"
start = time.perf_counter()

import numpy as np
import pandas as pd
import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(1)
ONE_HOT, WIDTH = 12, 8
given = json.loads(sys.argv[1])


def cpu():
    return time.process_time()


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


table = pd.read_csv(given["data"], keep_default_na=False, na_values=[""])
target = table.pop(given["target"])
isValue = target.dtype.kind == "f" or (target.dtype.kind == "i" and target.nunique() > 20)
order = np.random.default_rng(42).permutation(len(table))
n = len(table)
train, validation, test = np.split(order, [int(0.6 * n), int(0.8 * n)])

blocks, cardinalities = [], []
codes = []
for name in table.columns:
    column = table[name]
    if column.dtype.kind in "if":
        values = column.to_numpy(np.float32)
        low, middle, high = np.nanquantile(values[train], [0.25, 0.5, 0.75])
        missing = np.isnan(values)
        if missing.any():
            values = np.where(missing, np.float32(middle), values)
            blocks.append(missing.astype(np.float32))
        scaled = ((values - middle) / max(high - low, 1e-9)).astype(np.float32)
        blocks.append(scaled / np.sqrt(1 + (scaled / 3) ** 2))
        continue
    category = pd.Categorical(column)
    if len(category.categories) <= ONE_HOT:
        blocks.extend((category.codes == i).astype(np.float32) for i in range(len(category.categories)))
    else:
        codes.append(category.codes.astype(np.int64) + 1)
        cardinalities.append(len(category.categories) + 1)
del table
x = torch.from_numpy(np.stack(blocks, axis=1, dtype=np.float32))
del blocks
c = torch.from_numpy(np.stack(codes, axis=1)) if codes else None
if isValue:
    y = target.to_numpy(np.float32)
    mean, deviation = y[train].mean(), y[train].std()
    y = torch.from_numpy((y - mean) / deviation)[:, None]
else:
    y = torch.from_numpy((target.to_numpy() == target.value_counts().index[-1]).astype(np.float32))[:, None]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.embeddings = nn.ModuleList(nn.Embedding(count, WIDTH) for count in cardinalities)
        sizes = [x.shape[1] + WIDTH * len(cardinalities), *given["hidden"]]
        layers = [layer for a, b in zip(sizes, sizes[1:]) for layer in (nn.Linear(a, b), nn.ReLU())]
        self.body = nn.Sequential(*layers, nn.Linear(sizes[-1], 1))

    def forward(self, x, c):
        if c is not None:
            x = torch.cat([x, *(e(c[:, i]) for i, e in enumerate(self.embeddings))], dim=1)
        return self.body(x)


torch.manual_seed(42)
model = Net()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
loss_of = F.mse_loss if isValue else F.binary_cross_entropy_with_logits
batch = given["batch"]
rows = torch.from_numpy(train)
for _ in range(given["epochs"]):
    for part in rows[torch.randperm(len(rows))].split(batch):
        loss = loss_of(model(x[part], None if c is None else c[part]), y[part])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
cpu_trained, peak_trained = cpu(), peak()


def score(part):
    part = torch.from_numpy(part)
    with torch.no_grad():
        said = torch.cat([model(x[p], None if c is None else c[p]) for p in part.split(8192)])[:, 0].numpy()
    truth = y[part][:, 0].numpy()
    if isValue:
        return float(np.sqrt(np.mean((said - truth) ** 2)) * deviation)
    from scipy.stats import rankdata

    ranks, positive = rankdata(said), truth > 0.5
    count = positive.sum()
    return float((ranks[positive].sum() - count * (count + 1) / 2) / (count * (len(truth) - count)))


scores = {"validation": score(validation), "test": score(test)}
torch.save(model.state_dict(), os.path.join(given["out"], "model.pt"))
print(json.dumps({**scores, "seconds": time.perf_counter() - start, "cpu": cpu(), "peak": peak(), "cpuTrained": cpu_trained, "peakTrained": peak_trained}))
