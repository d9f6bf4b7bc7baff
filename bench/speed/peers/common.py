"""What the Python contestants share: the given data, and the lines of the protocol (see ../peer.ts)."""

import json
import sys
import time
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

WARM = 10


class Given:
    def __init__(self, folder):
        folder = Path(folder)
        self.spec = json.loads((folder / "workload.json").read_text())
        self.weights = load_file(folder / "weights.safetensors")
        data = load_file(folder / "data.safetensors")
        batch = self.spec["batch"]
        order = data["order"].astype(np.int64)
        self.x, self.y = data["x"], data["y"]
        self.batches = [order[i : i + batch] for i in range(0, len(order), batch)]


def cost(step, steps):
    """Microseconds a step: on the clock, and of all processors."""
    start, busy = time.perf_counter_ns(), time.process_time_ns()
    for i in range(steps):
        step(i)
    wall, cpu = time.perf_counter_ns() - start, time.process_time_ns() - busy
    return {"wall": wall / 1e3 / steps, "cpu": cpu / 1e3 / steps}


def serve(variants, stepper):
    """`stepper(given, variant, random)` makes a function of the step's number that gives the loss as a float."""
    known = {}
    print(json.dumps({"variants": variants}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            given = (asked["folder"], asked["variant"])
            if "losses" in asked:
                step = stepper(Given(given[0]), given[1], False)
                print(json.dumps({"losses": [step(i) for i in range(asked["losses"])]}), flush=True)
                continue
            if given not in known:
                known.clear()
                known[given] = stepper(Given(given[0]), given[1], True)
                cost(known[given], min(WARM, max(2, asked["steps"])))
            print(json.dumps(cost(known[given], asked["steps"])), flush=True)
        except Exception as error:  # told to who asked, who stops
            print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)
