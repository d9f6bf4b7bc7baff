"""One Python contestant on one split: reads train.csv, predicts test.csv. One thread; the budget is the processor's time of this process.

python peers.py CONTESTANT OUT --card CARD.json --budget SECONDS --seed N --predictions FILE
"""

import os

for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]:
    os.environ[name] = "1"
import argparse
import json
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

from sets import read

warnings.filterwarnings("ignore")


class Problem:
    """The rows of a split, and the processor's time that is left."""

    def __init__(self, folder, card, budget, seed):
        table = read(folder / "train.csv", card)
        self.test = read(folder / "test.csv", card)
        target = table.pop(card["target"])
        self.x, self.seed, self.budget = table, seed, budget
        self.isClasses = card["task"] != "regression"
        self.classes, self.y = np.unique(target, return_inverse=True) if self.isClasses else (None, target.to_numpy(float))
        kinds = card["columns"]
        self.numbers = [c for c in table.columns if kinds[c] == "numeric"]
        self.words = [c for c in table.columns if kinds[c] != "numeric"]
        self.start = time.process_time()

    def spent(self):
        return time.process_time() - self.start

    def folds(self):
        """Three folds of up to 3,000 rows, else one of five."""
        from sklearn.model_selection import KFold, StratifiedKFold

        isSmall = len(self.y) <= 3000
        cutter = (StratifiedKFold if self.isClasses else KFold)(3 if isSmall else 5, shuffle=True, random_state=self.seed)
        found = list(cutter.split(self.x, self.y))
        return found if isSmall else found[:1]

    def loss(self, said, rows):
        """What is searched for: errors, or the squared error."""
        if self.isClasses:
            return float(np.mean(said.argmax(axis=1) != self.y[rows]))
        return float(np.mean((said - self.y[rows]) ** 2))


def say(model, x, isClasses):
    return model.predict_proba(x) if isClasses else model.predict(x)


def random_search(problem, make, sample):
    """The defaults, then samples, for as long as a search and the fit of the best on all rows have time."""
    rng = np.random.default_rng(problem.seed)
    best, trials, longest = None, 0, 0.0
    while True:
        settings = {} if trials == 0 else sample(rng)
        begun, losses = problem.spent(), []
        for train, rest in problem.folds():
            model = make(settings).fit(problem.x.iloc[train], problem.y[train])
            losses.append(problem.loss(say(model, problem.x.iloc[rest], problem.isClasses), rest))
        took = problem.spent() - begun
        trials += 1
        longest = max(longest, took)
        refit = took * 1.25 / len(losses) * (1.2 if len(losses) > 1 else 1)
        if best is None or np.mean(losses) < best[0]:
            best = (np.mean(losses), settings, refit)
        if problem.spent() + best[2] + 0.5 * problem.spent() / trials > problem.budget:
            break
    model = make(best[1]).fit(problem.x, problem.y)
    return say(model, problem.test, problem.isClasses), {"trials": trials, "settings": best[1]}


def log_uniform(rng, low, high):
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def mlp(problem):
    from sklearn.compose import TransformedTargetRegressor, make_column_transformer
    from sklearn.impute import SimpleImputer
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    def make(settings):
        columns = make_column_transformer(
            (make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler()), problem.numbers),
            (
                make_pipeline(
                    SimpleImputer(strategy="constant", fill_value="missing"),
                    OneHotEncoder(handle_unknown="infrequent_if_exist", min_frequency=5, sparse_output=False),
                ),
                problem.words,
            ),
        )
        kind = MLPClassifier if problem.isClasses else MLPRegressor
        net = make_pipeline(columns, kind(random_state=problem.seed, **{"max_iter": 200, **settings}))
        return net if problem.isClasses else TransformedTargetRegressor(net, transformer=StandardScaler())

    widths = [(64,), (128,), (256,), (64, 64), (128, 128), (256, 128), (128, 128, 128)]

    def sample(rng):
        return {
            "hidden_layer_sizes": widths[rng.integers(len(widths))],
            "alpha": log_uniform(rng, 1e-6, 1),
            "learning_rate_init": log_uniform(rng, 3e-4, 1e-2),
            "batch_size": int(rng.choice([32, 64, 128, 256])),
            "activation": str(rng.choice(["relu", "tanh"])),
            "early_stopping": bool(rng.random() < 0.5),
        }

    return random_search(problem, make, sample)


def hist_gradient_boosting(problem):
    from sklearn.compose import make_column_transformer
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OrdinalEncoder

    def make(settings):
        words = OrdinalEncoder(
            handle_unknown="use_encoded_value", unknown_value=np.nan, max_categories=250, encoded_missing_value=np.nan
        )
        columns = make_column_transformer((words, problem.words), remainder="passthrough")
        kind = HistGradientBoostingClassifier if problem.isClasses else HistGradientBoostingRegressor
        known = range(len(problem.words))
        return make_pipeline(columns, kind(random_state=problem.seed, categorical_features=list(known), **settings))

    def sample(rng):
        return {
            "learning_rate": log_uniform(rng, 0.02, 0.3),
            "max_iter": int(log_uniform(rng, 50, 400)),
            "max_leaf_nodes": int(log_uniform(rng, 7, 127)),
            "min_samples_leaf": int(log_uniform(rng, 2, 60)),
            "l2_regularization": log_uniform(rng, 1e-6, 10),
            "max_features": float(rng.uniform(0.3, 1)),
        }

    return random_search(problem, make, sample)


def xgboost(problem):
    """Optuna's TPE; the number of trees by early stopping, their mean over the folds for the fit on all rows."""
    import optuna
    import xgboost as xgb

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    levels = {c: pd.CategoricalDtype(sorted(problem.x[c].dropna().unique())) for c in problem.words}
    x, test = problem.x.astype(levels), problem.test.astype(levels)

    class Clock(xgb.callback.TrainingCallback):
        def after_iteration(self, model, epoch, evals_log):
            return problem.spent() > 0.85 * problem.budget

    def make(settings, trees, stop):
        return (xgb.XGBClassifier if problem.isClasses else xgb.XGBRegressor)(
            n_estimators=trees, n_jobs=1, tree_method="hist", enable_categorical=True, random_state=problem.seed,
            **({"early_stopping_rounds": 30, "callbacks": [Clock()]} if stop else {}), **settings,
        )  # fmt: skip

    best = {"loss": np.inf}

    def objective(trial):
        begun = problem.spent()
        settings = {
            "learning_rate": trial.suggest_float("learning_rate", 0.01, 0.3, log=True),
            "max_depth": trial.suggest_int("max_depth", 2, 10),
            "min_child_weight": trial.suggest_float("min_child_weight", 0.5, 20, log=True),
            "subsample": trial.suggest_float("subsample", 0.5, 1),
            "colsample_bytree": trial.suggest_float("colsample_bytree", 0.4, 1),
            "reg_lambda": trial.suggest_float("reg_lambda", 1e-3, 10, log=True),
            "reg_alpha": trial.suggest_float("reg_alpha", 1e-4, 5, log=True),
        }
        losses, trees = [], []
        for train, rest in problem.folds():
            model = make(settings, 1000, True)
            model.fit(x.iloc[train], problem.y[train], eval_set=[(x.iloc[rest], problem.y[rest])], verbose=False)
            losses.append(problem.loss(say(model, x.iloc[rest], problem.isClasses), rest))
            trees.append(getattr(model.get_booster(), "best_iteration", 0) + 1)
        loss = float(np.mean(losses))
        if loss < best["loss"]:
            took = (problem.spent() - begun) / len(losses)
            best.update(loss=loss, settings=settings, trees=int(np.ceil(np.mean(trees))), refit=1.25 * took)
        return loss

    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=problem.seed, multivariate=True))
    usual = {"learning_rate": 0.1, "max_depth": 6, "min_child_weight": 1, "subsample": 1, "colsample_bytree": 1, "reg_lambda": 1, "reg_alpha": 1e-4}  # fmt: skip
    study.enqueue_trial(usual)
    while True:
        study.optimize(objective, n_trials=1)
        trials = len(study.trials)
        if problem.spent() + best["refit"] + 0.5 * problem.spent() / trials > problem.budget:
            break
    model = make(best["settings"], best["trees"], False).fit(x, problem.y)
    settings = {**best["settings"], "trees": best["trees"]}
    return say(model, test, problem.isClasses), {"trials": trials, "settings": settings}


def members(problem, kinds, epochs):
    """
    The defaults. Where all epochs do not fit the budget, as many as do, judged by a fit of two; where there is time for more, members with other
    validation rows and initial weights, averaged.
    """
    fills = problem.x[problem.numbers].median()

    def filled(x):
        words = x[problem.words].astype(object).where(x[problem.words].notna(), "missing").astype("category")
        return pd.concat([x[problem.numbers].fillna(fills), words], axis=1)

    x, test = filled(problem.x), filled(problem.test)

    def said(seed, length):
        kind = kinds[0 if problem.isClasses else 1]
        model = kind(device="cpu", n_threads=1, random_state=seed, verbosity=0, **length)
        return say(model.fit(x, problem.y, cat_col_names=problem.words), test, problem.isClasses)

    costs = []
    for few in [1, 3]:
        begun = problem.spent()
        said(problem.seed, {"n_epochs": few})
        costs.append(problem.spent() - begun)
    each = max((costs[1] - costs[0]) / 2, 1e-4)
    fit = int((problem.budget - problem.spent() - costs[0]) / each)
    length = {} if fit >= epochs else {"n_epochs": max(1, fit)}
    total, count, before = 0, 0, problem.spent()
    while True:
        total = total + said(problem.seed * 100 + count, length)
        count += 1
        if problem.spent() + (problem.spent() - before) / count > problem.budget or count == 16:
            return total / count, {"members": count, **length}


def realmlp(problem):
    from pytabkit import RealMLP_TD_Classifier, RealMLP_TD_Regressor

    return members(problem, [RealMLP_TD_Classifier, RealMLP_TD_Regressor], 256)


def tabm(problem):
    """Its epochs end by patience, after an unknown number of them: usually below 100."""
    from pytabkit import TabM_D_Classifier, TabM_D_Regressor

    return members(problem, [TabM_D_Classifier, TabM_D_Regressor], 100)


PEERS = {
    "scikit-learn MLP": mlp,
    "HistGradientBoosting": hist_gradient_boosting,
    "XGBoost": xgboost,
    "RealMLP-TD": realmlp,
    "TabM": tabm,
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("contestant", choices=PEERS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--card", type=Path, required=True)
    parser.add_argument("--budget", type=float, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--predictions", type=Path, required=True)
    given = parser.parse_args()
    if given.contestant in ["RealMLP-TD", "TabM"]:
        import pytabkit  # noqa: F401  (libraries are loaded before the clock starts)
        import torch

        torch.set_num_threads(1)
    problem = Problem(given.folder, json.loads(given.card.read_text()), given.budget, given.seed)
    said, about = PEERS[given.contestant](problem)
    cpu = problem.spent()
    if problem.isClasses:
        table = pd.DataFrame(said, columns=[f"probability_{c}" for c in problem.classes])
        table.insert(0, "prediction", problem.classes[said.argmax(axis=1)])
    else:
        table = pd.DataFrame({"prediction": np.ravel(said)})
    table.to_csv(given.predictions, index=False)
    print(json.dumps({"cpu": cpu, **about}))


if __name__ == "__main__":
    main()
