"""What images.mjs does, with PyTorch, one thread, without a DataLoader: python images_peer.py '{"folder", "images", "held", ...}'

The same network, shares of the split, batch, epochs, AdamW that spares biases and norms, and cosine; eager, fused AdamW.
"""

import gzip
import json
import os
import resource
import sys
import time

for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]:
    os.environ[name] = "1"
start = time.perf_counter()

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(1)
given = json.loads(sys.argv[1])
MEAN, DEVIATION = 0.286, 0.353


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def idx(name, header):
    with gzip.open(os.path.join(given["folder"], name)) as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)


def read(part, most=None):
    labels = idx(f"{part}-labels-idx1-ubyte.gz", 8)[:most]
    pixels = idx(f"{part}-images-idx3-ubyte.gz", 16)[: len(labels) * 784].reshape(-1, 1, 28, 28)
    x = (torch.from_numpy(pixels.astype(np.float32)) / 255).sub_(MEAN).div_(DEVIATION)
    return x, torch.from_numpy(labels.astype(np.int64))


def block(channels, features):
    return [nn.Conv2d(channels, features, 3, padding=1, bias=False), nn.BatchNorm2d(features), nn.MaxPool2d(2), nn.ReLU()]


x, y = read("train", given["images"])
order = torch.from_numpy(np.random.default_rng(42).permutation(len(x)))
validated = round(len(x) * given["held"])
validation, rows = order[:validated], order[validated:]
torch.manual_seed(42)
body = [*block(1, 32), *block(32, 64), *block(64, 128), nn.Dropout2d(0.2), nn.Flatten()]
model = nn.Sequential(*body, nn.Linear(3 * 3 * 128, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 10))
# Channels last take .8 of the time.
model = model.to(memory_format=torch.channels_last)
groups = [
    {"params": [p for p in model.parameters() if p.ndim > 1], "weight_decay": given["weightDecay"]},
    {"params": [p for p in model.parameters() if p.ndim <= 1], "weight_decay": 0.0},
]
optimizer = torch.optim.AdamW(groups, lr=given["learningRate"], fused=True)
batch = given["batch"]
steps = given["epochs"] * -(-len(rows) // batch)
schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)


def score(x, y):
    model.eval()
    with torch.no_grad():
        said = torch.cat([model(part).argmax(1) for part in x.split(256)])
    return (said == y).double().mean().item()


validations = []
for _ in range(given["epochs"]):
    model.train()
    for part in rows[torch.randperm(len(rows))].split(batch):
        loss = F.cross_entropy(model(x[part]), y[part])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        schedule.step()
    validations.append(score(x[validation], y[validation]))
trained = {"cpuTrained": time.process_time(), "peakTrained": peak()}
x, y = read("t10k")
scores = {"validation": validations[-1], "validations": validations, "test": score(x, y)}
torch.save(model.state_dict(), os.path.join(given["out"], "model.pt"))
sizes = {"rows": len(rows), "tested": len(x), "parameters": sum(p.numel() for p in model.parameters())}
spent = {"seconds": time.perf_counter() - start, "cpu": time.process_time(), "peak": peak()}
print(json.dumps({**scores, **sizes, **trained, **spent}))
