"""Trials of Optuna's TPE with an eager PyTorch loop, as many as are asked for, on one thread. A line of JSON in, one out."""

import json
import sys
import time

import numpy as np
import optuna
import torch
from torch import nn

torch.set_num_threads(1)
optuna.logging.set_verbosity(optuna.logging.ERROR)


def read(path):
    cells = np.genfromtxt(path, delimiter=",", skip_header=1, dtype=str)
    x, names = cells[:, :-1].astype(np.float32), cells[:, -1]
    y = np.unique(names, return_inverse=True)[1]
    order = np.random.default_rng(0).permutation(len(y))
    train, validation = order[: len(y) * 6 // 10], order[len(y) * 6 // 10 : len(y) * 8 // 10]
    mean, deviation = x[train].mean(axis=0), x[train].std(axis=0)
    part = lambda rows: (torch.from_numpy((x[rows] - mean) / deviation), torch.from_numpy(y[rows]).long())
    return part(train), part(validation)


(X, Y), (VX, VY) = read(sys.argv[1])
CLASSES = int(Y.max()) + 1


def batches(size, loader):
    if loader is not None:
        yield from loader
        return
    for rows in torch.randperm(len(Y)).split(size):
        yield X[rows], Y[rows]


def train(settings, given):
    sizes = [X.shape[1], *given["hidden"]]
    layers = [part for a, b in zip(sizes, sizes[1:]) for part in (nn.Linear(a, b), nn.ReLU(), nn.Dropout(settings["dropout"]))]
    net = nn.Sequential(*layers, nn.Linear(sizes[-1], CLASSES))
    loss_of = nn.CrossEntropyLoss(label_smoothing=settings["labelSmoothing"])
    optimizer = torch.optim.AdamW(net.parameters(), lr=settings["learningRate"], weight_decay=settings["weightDecay"], fused=True)
    rows = torch.utils.data.TensorDataset(X, Y)
    loader = torch.utils.data.DataLoader(rows, batch_size=given["batch"], shuffle=True) if given["loader"] else None
    accuracy = 0.0
    for _ in range(given["epochs"]):
        net.train()
        for x, y in batches(given["batch"], loader):
            optimizer.zero_grad()
            loss_of(net(x), y).backward()
            optimizer.step()
        net.eval()
        with torch.no_grad():
            accuracy = (net(VX).argmax(dim=1) == VY).float().mean().item()
            loss_of(net(X), Y).item()
    return accuracy


def search(given):
    torch.manual_seed(given["seed"])

    def objective(trial):
        return train(
            {
                "learningRate": trial.suggest_float("learningRate", 3e-4, 2e-2, log=True),
                "dropout": trial.suggest_float("dropout", 0, 0.5),
                "weightDecay": trial.suggest_float("weightDecay", 1e-3, 3, log=True),
                "labelSmoothing": trial.suggest_float("labelSmoothing", 0, 0.2),
            },
            given,
        )

    sampler = optuna.samplers.TPESampler(seed=given["seed"], multivariate=True)
    study = optuna.create_study(direction="maximize", sampler=sampler)
    study.optimize(objective, n_trials=given["trials"])
    return study.best_value


search({"trials": 3, "epochs": 2, "batch": 64, "hidden": [128, 64], "seed": 0, "loader": False})
print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    given = json.loads(line)
    wall, cpu = time.perf_counter(), time.process_time()
    best = search(given)
    said = {"wall": (time.perf_counter() - wall) * 1e6, "cpu": (time.process_time() - cpu) * 1e6, "best": best}
    print(json.dumps(said), flush=True)
