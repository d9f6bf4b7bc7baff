"""Steps of JAX: one jitted function that gathers a batch's rows, differentiates and updates; the loss is read after each."""

import argparse
import os

parser = argparse.ArgumentParser()
parser.add_argument("--threads", type=int, default=1)
threads = parser.parse_args().threads
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import jax.numpy as jnp
from common import serve
from jax import lax

VARIANTS = ["JAX jit"]
EPSILON = 1e-5
DIMENSIONS = ("NCHW", "OIHW", "NCHW")


def keep(x, rate, key, shape):
    return jnp.where(jax.random.bernoulli(key, 1 - rate, shape), x / (1 - rate), 0.0) if rate > 0 else x


def batch_norm(x, w, state, name, new):
    axes = (0,) if x.ndim == 2 else (0, 2, 3)
    shape = (1, -1) + (1,) * (x.ndim - 2)
    mean, variance = x.mean(axes), x.var(axes)
    count = x.size / x.shape[1]
    new[name + "running_mean"] = 0.9 * state[name + "running_mean"] + 0.1 * mean
    new[name + "running_var"] = 0.9 * state[name + "running_var"] + 0.1 * variance * count / (count - 1)
    y = (x - mean.reshape(shape)) * lax.rsqrt(variance.reshape(shape) + EPSILON)
    return y * w[name + "weight"].reshape(shape) + w[name + "bias"].reshape(shape)


def convolve(x, w, name, padding):
    y = lax.conv_general_dilated(x, w[name + "weight"], (1, 1), [(padding, padding)] * 2, dimension_numbers=DIMENSIONS)
    return y + w[name + "bias"].reshape(1, -1, 1, 1) if name + "bias" in w else y


def forward(layers, x, w, state, new, key, random, prefix=""):
    for i, layer in enumerate(layers):
        name, kind = f"{prefix}{i}.", layer[0]
        if kind == "linear":
            x = x @ w[name + "weight"].T
            x = x + w[name + "bias"] if name + "bias" in w else x
        elif kind == "conv2d":
            x = convolve(x, w, name, 1)
        elif kind == "batchNorm":
            x = batch_norm(x, w, state, name, new)
        elif kind == "relu":
            x = jax.nn.relu(x)
        elif kind in ("dropout", "dropout2d"):
            key, own = jax.random.split(key)
            x = keep(x, layer[1] if random else 0, own, x.shape if kind == "dropout" else x.shape[:2] + (1, 1))
        elif kind == "maxPool2d":
            window = (1, 1, layer[1], layer[1])
            x = lax.reduce_window(x, -jnp.inf, lax.max, window, window, "VALID")
        elif kind == "globalAvgPool":
            x = x.mean((2, 3))
        elif kind == "flatten":
            x = x.reshape(x.shape[0], -1)
        elif kind == "residual":
            around, inside = f"{name}0.shortcut.", f"{name}0.body."
            inner = forward(layer[1], x, w, state, new, key, random, inside)
            if around + "0.weight" in w:
                x = batch_norm(convolve(x, w, around + "0.", 0), w, state, around + "1.", new)
            x = jax.nn.relu(x + inner)
    return x


def stepper(given, variant, random):
    spec, extras, chosen = given.spec, given.spec["extras"], given.spec["optimizer"]
    if "l1" in extras or "sam" in extras or "maxNorm" in extras:
        raise NotImplementedError("not written for this workload")
    weights = {k: jnp.array(v) for k, v in given.weights.items() if "running" not in k and "num_batches" not in k}
    state = {k: jnp.array(v) for k, v in given.weights.items() if "running" in k}
    x, y = jnp.array(given.x), jnp.array(given.y)
    batches = [jnp.array(rows) for rows in given.batches]
    smoothing = spec["loss"]["smoothing"]

    def loss_of(w, state, inputs, target, key):
        new = {}
        out = forward(spec["layers"], inputs, w, state, new, key, random)
        if spec["loss"]["name"] == "mse":
            return jnp.mean((out - target) ** 2), new
        q = (1 - smoothing) * target + smoothing / spec["outputs"]
        return -jnp.mean(jnp.sum(q * jax.nn.log_softmax(out), 1)), new

    @jax.jit
    def step(w, m, v, average, state, t, rows, key):
        key, own = jax.random.split(key)
        (loss, new), g = jax.value_and_grad(loss_of, has_aux=True)(w, state, x[rows], y[rows], own)
        m = jax.tree.map(lambda a, b: 0.9 * a + 0.1 * b, m, g)
        v = jax.tree.map(lambda a, b: 0.999 * a + 0.001 * b * b, v, g)
        correct1, correct2 = 1 - 0.9**t, 1 - 0.999**t

        def moved(p, a, b):
            decay = chosen["decay"] if p.ndim > 1 else 0.0
            p = p * (1 - chosen["rate"] * decay)
            return p - chosen["rate"] * (a / correct1) / (jnp.sqrt(b / correct2) + 1e-8)

        w = jax.tree.map(moved, w, m, v)
        if "ema" in extras:
            d = jnp.minimum(extras["ema"], t / (9 + t))
            average = jax.tree.map(lambda a, b: a + (1 - d) * (b - a), average, w)
        return w, m, v, average, {**state, **new}, loss, key

    zeros = jax.tree.map(jnp.zeros_like, weights)
    average = jax.tree.map(jnp.copy, weights) if "ema" in extras else {}
    held = [weights, zeros, zeros, average, state, jax.random.key(0)]

    def run(i):
        w, m, v, average, state, key = held
        *rest, loss, key = step(w, m, v, average, state, jnp.float32(i + 1), batches[i % len(batches)], key)
        held[:] = [*rest, key]
        return float(loss)

    return run


if __name__ == "__main__":
    serve(VARIANTS, stepper)
