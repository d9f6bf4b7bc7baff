"""All contestants on all data sets and splits, one after the other; a line of JSON each. What the file has already is not run
again, but for failures; the last line counts.

python quality.py DATA [--out FILE] [--budget 300] [--seed 0] [--splits 5] [--first 0] [--datasets a,b] [--contestants x,y] [--cap ROWS] [--pin CORE] [--nice N]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from peers import PEERS
from sets import NAMES, card_of, score, write_split

HERE = Path(__file__).resolve().parent
OURS = ["tune", "fit", "plain MLP"]


def command_of(contestant, out, card, given, split, predictions):
    about = ["--card", str(card), "--budget", str(given.budget), "--seed", str(split), "--predictions", str(predictions)]
    if contestant in OURS:
        return ["node", "--import", "tsx", str(HERE / "ours.ts"), contestant, str(out), *about]
    return [sys.executable, str(HERE / "peers.py"), contestant, str(out), *about]


def run(contestant, name, split, given):
    out = write_split(given.data, name, split, given.cap, given.work, given.seed)
    card, predictions = given.data / f"{name}.json", out / f"{contestant.replace(' ', '-')}.csv"
    predictions.unlink(missing_ok=True)
    pinned = [] if given.pin is None else ["taskset", "-c", given.pin]
    polite = [] if given.nice is None else ["nice", "-n", given.nice]
    line = {"dataset": name, "split": split, "contestant": contestant, "budget": given.budget, "cap": given.cap, "seed": given.seed}
    start = time.time()
    try:
        words = [*polite, *pinned, *command_of(contestant, out, card, given, split, predictions)]
        done = subprocess.run(words, capture_output=True, text=True, cwd=HERE.parent.parent, timeout=given.patience * given.budget)
        if done.returncode != 0:
            return {**line, "failed": done.stderr.strip()[-600:]}
        line |= json.loads(done.stdout.strip().splitlines()[-1])
        return {**line, "wall": time.time() - start, **score(out, card_of(given.data, name), predictions)}
    except subprocess.TimeoutExpired:
        return {**line, "failed": f"no prediction within {given.patience} budgets"}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=HERE.parent / "results" / "search-quality.jsonl")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "regularize-search")
    parser.add_argument("--budget", type=float, default=300)
    parser.add_argument("--splits", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0, help="of the shuffle that the splits are cut from")
    parser.add_argument("--first", type=int, default=0, help="split to begin with")
    parser.add_argument("--datasets", default=",".join(NAMES))
    parser.add_argument("--contestants", default=",".join([*OURS, *PEERS]))
    parser.add_argument("--cap", type=int, default=0, help="training rows at most; 0: all")
    parser.add_argument("--pin", help="core to run on")
    parser.add_argument("--nice", help="priority to run at")
    parser.add_argument("--patience", type=float, default=10, help="budgets on the clock after which a contestant is ended")
    given = parser.parse_args()
    given.data, given.work = given.data.resolve(), given.work / (f"cap-{given.cap}" + (f"-seed-{given.seed}" if given.seed else ""))
    os.environ["REGULARIZE_WORK"] = str(given.work)
    known = [json.loads(text) for text in given.out.read_text().splitlines()] if given.out.exists() else []
    key = lambda line: (line["dataset"], line["split"], line["contestant"], line["budget"], line["cap"], line.get("seed", 0))
    done = {key(line) for line in known if "failed" not in line}
    for split in range(given.first, given.splits):
        for name in given.datasets.split(","):
            for contestant in given.contestants.split(","):
                if (name, split, contestant, given.budget, given.cap, given.seed) in done:
                    continue
                line = run(contestant, name, split, given)
                with given.out.open("a") as file:
                    file.write(json.dumps(line) + "\n")
                shown = line.get("accuracy", line.get("rmse", line.get("failed", "")[-120:]))
                print(f"{name} {split} {contestant}: {shown}  CPU {line.get('cpu', float('nan')):.1f} s", flush=True)


if __name__ == "__main__":
    main()
