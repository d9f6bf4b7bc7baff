"""Steps of eager PyTorch: gather a batch's rows, forward, backward, Adam, loss as a number.

    python bench/peers/step_torch.py --threads 1              # prints a JSON object per network and variant
    python bench/peers/step_torch.py --threads 1 --serve      # a round per line of stdin: {"net", "variant", "steps"}
"""

import argparse
import json
import sys
import time

import torch

NETS = {"10-100-100-1": ([10, 100, 100, 1], 100), "784-256-128-10": ([784, 256, 128, 10], 64)}
VARIANTS = {"foreach": {"foreach": True}, "fused": {"fused": True}}
BATCHES = 16


def stepper(name, variant):
    sizes, batch = NETS[name]
    torch.manual_seed(0)
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [torch.nn.Linear(inputs, outputs), torch.nn.ReLU()]
    model = torch.nn.Sequential(*layers[:-1])
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-4, **VARIANTS[variant])
    x, y = torch.randn(BATCHES * batch, sizes[0]), torch.randn(BATCHES * batch, sizes[-1])
    batches = torch.randperm(BATCHES * batch).split(batch)

    def step(i):
        rows = batches[i % BATCHES]
        loss = torch.nn.functional.mse_loss(model(x[rows]), y[rows])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def cost(step, steps):
    """Microseconds per step: on the clock, and of all processors."""
    start, busy = time.perf_counter_ns(), time.process_time_ns()
    for i in range(steps):
        step(i)
    wall, cpu = time.perf_counter_ns() - start, time.process_time_ns() - busy
    return {"wall": wall / 1e3 / steps, "cpu": cpu / 1e3 / steps}


def serve():
    known = {}
    print(json.dumps({"torch": torch.__version__}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        which = (asked["net"], asked["variant"])
        if which not in known:
            known[which] = stepper(*which)
            cost(known[which], 20)
        print(json.dumps(cost(known[which], asked["steps"])), flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--serve", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    if options.serve:
        return serve()
    for net in NETS:
        for variant in VARIANTS:
            step = stepper(net, variant)
            times = sorted(cost(step, 100)["wall"] for _ in range(options.rounds + 1))
            median, least = times[len(times) // 2], times[0]
            print(json.dumps({"net": net, "variant": variant, "threads": options.threads, "median": median, "min": least}))


if __name__ == "__main__":
    main()
