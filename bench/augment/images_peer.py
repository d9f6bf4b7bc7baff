"""What both Python contestants share: the images, the questions on stdin, the clocks."""

import json
import os
import sys
import time

import numpy as np

SHAPES = {"article": (3, 256, 320), "imagenet": (3, 256, 320), "small28": (1, 28, 28), "small32": (3, 32, 32)}


def images_of(folder, case):
    """The images of a case, [count, channels, height, width]."""
    shape = SHAPES.get(case, (3, 224, 224))
    data = np.fromfile(os.path.join(folder, "x".join(map(str, shape)) + ".bin"), dtype=np.uint8)
    return data.reshape(-1, *shape)


def moments(run):
    """Mean and deviation of all values of 256 images."""
    results = [run(i) for i in range(256)]
    n = sum(r.size for r in results)
    mean = sum(float(r.sum(dtype=np.float64)) for r in results) / n
    squares = sum(float((r.astype(np.float64) ** 2).sum()) for r in results) / n
    return {"mean": mean, "deviation": (squares - mean**2) ** 0.5}


def cost(run, count):
    """Microseconds per image: on the clock, and of all processors."""
    start, busy = time.perf_counter_ns(), time.process_time_ns()
    for i in range(count):
        run(i)
    wall, cpu = time.perf_counter_ns() - start, time.process_time_ns() - busy
    return {"wall": wall / 1e3 / count, "cpu": cpu / 1e3 / count}


def serve(cases, runner, versions):
    """Answers a line for each line of stdin: {"case", "check"} or {"case", "count"}; {} for what the library has not."""
    runs = {}
    print(json.dumps(versions), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        case = asked["case"]
        if case not in cases:
            print("{}", flush=True)
            continue
        if case not in runs:
            runs[case] = runner(case, sys.argv[1])
        answer = moments(runs[case]) if asked.get("check") else cost(runs[case], asked["count"])
        print(json.dumps(answer), flush=True)
