"""Data sets, their splits on disk, and the scores of predictions: the same for all contestants."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import accuracy_score, log_loss
from sklearn.model_selection import KFold, StratifiedKFold

NAMES = ["vehicle", "credit_g", "segment", "satimage", "letter", "mpg", "diamonds", "movies"]
FOLDS = 5


def card_of(folder, name):
    return json.loads((Path(folder) / f"{name}.json").read_text())


def read(path, card):
    """Numbers as floats, categories as words; an empty cell is missing."""
    kinds = {c: (float if k == "numeric" else str) for c, k in card["columns"].items() if c != card["target"]}
    if card["task"] != "regression":
        kinds[card["target"]] = str
    return pd.read_csv(path, dtype=kinds, keep_default_na=False, na_values=[""])


def write_split(folder, name, split, cap, work, seed=0):
    """
    train.csv, test.csv without the target, and the indices of both; split k is fold k of 5 (stratified) folds, shuffled by the seed.
    `work` is of one seed and one cap.
    """
    out = Path(work) / name / str(split)
    if (out / "indices.json").exists():
        return out
    out.mkdir(parents=True, exist_ok=True)
    card = card_of(folder, name)
    table = read(Path(folder) / f"{name}.csv", card)
    target = card["target"]
    isClasses = card["task"] != "regression"
    cutter = (StratifiedKFold if isClasses else KFold)(FOLDS, shuffle=True, random_state=seed)
    train, test = list(cutter.split(table, table[target] if isClasses else None))[split]
    if cap and len(train) > cap:
        train = np.sort(np.random.default_rng([seed, split] if seed else split).permutation(train)[:cap])
    table.iloc[train].to_csv(out / "train.csv", index=False)
    table.iloc[test].drop(columns=[target]).to_csv(out / "test.csv", index=False)
    table.iloc[test][[target]].to_csv(out / "truth.csv", index=False)
    indices = {"train": train.tolist(), "test": test.tolist()}
    (out / "indices.json").write_text(json.dumps(indices))
    return out


def score(out, card, predictions):
    """RMSE; of classes accuracy and log loss, with probabilities that are kept from 0."""
    said = pd.read_csv(predictions, dtype=str, keep_default_na=False)
    isClasses = card["task"] != "regression"
    truth = pd.read_csv(out / "truth.csv", dtype=str if isClasses else float, keep_default_na=False)[card["target"]]
    assert len(said) == len(truth), f"{len(said)} predictions for {len(truth)} rows"
    if not isClasses:
        return {"rmse": float(np.sqrt(np.mean((said["prediction"].astype(float) - truth) ** 2)))}
    names = sorted(c.removeprefix("probability_") for c in said.columns if c.startswith("probability_"))
    chances = np.clip(said[[f"probability_{n}" for n in names]].astype(float).to_numpy(), 1e-6, 1)
    chances /= chances.sum(axis=1, keepdims=True)
    return {
        "accuracy": float(accuracy_score(truth, said["prediction"])),
        "logLoss": float(log_loss(truth, chances, labels=names)),
    }
