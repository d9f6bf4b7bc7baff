"""Steps of PyTorch, eager (fused and foreach optimizer) and compiled: gather a batch's rows, forward, backward, update, loss."""

import argparse

import torch
from common import serve
from torch import nn
from torch.nn import functional as F

VARIANTS = ["PyTorch eager, foreach", "PyTorch eager, fused", "torch.compile"]


class Residual(nn.Module):
    def __init__(self, body, shortcut):
        super().__init__()
        self.body, self.shortcut = body, shortcut

    def forward(self, x):
        return self.body(x) + (x if self.shortcut is None else self.shortcut(x))


def build(layers, channels, height, is_image):
    """A sequential of the layers; with what comes out."""
    modules = []
    for i, layer in enumerate(layers):
        bias = i + 1 == len(layers) or layers[i + 1][0] != "batchNorm"
        kind = layer[0]
        if kind == "linear":
            modules.append(nn.Linear(channels, layer[1], bias=bias))
            channels = layer[1]
        elif kind == "conv2d":
            modules.append(nn.Conv2d(channels, layer[1], 3, padding=1, bias=bias))
            channels = layer[1]
        elif kind == "batchNorm":
            modules.append(nn.BatchNorm2d(channels) if is_image else nn.BatchNorm1d(channels))
        elif kind == "relu":
            modules.append(nn.ReLU())
        elif kind == "dropout":
            modules.append(nn.Dropout(layer[1]))
        elif kind == "dropout2d":
            modules.append(nn.Dropout2d(layer[1]))
        elif kind == "maxPool2d":
            modules.append(nn.MaxPool2d(layer[1]))
            height //= layer[1]
        elif kind == "globalAvgPool":
            modules.append(nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()))
            is_image = False
        elif kind == "flatten":
            modules.append(nn.Flatten())
            channels, is_image = channels * height * height, False
        elif kind == "residual":
            body, inner, _, _ = build(layer[1], channels, height, is_image)
            shortcut = None
            if inner != channels:
                shortcut = nn.Sequential(nn.Conv2d(channels, inner, 1, bias=False), nn.BatchNorm2d(inner))
            modules.append(nn.Sequential(Residual(body, shortcut), nn.ReLU()))
            channels = inner
    return nn.Sequential(*modules), channels, height, is_image


def stepper(given, variant, random):
    torch.manual_seed(0)
    torch._dynamo.reset()
    spec, extras = given.spec, given.spec["extras"]
    size = spec["input"]
    model = build(spec["layers"], size[0], size[-1] if len(size) > 1 else 1, len(size) > 1)[0]
    state = model.state_dict()
    model.load_state_dict({k: torch.tensor(given.weights[k]).reshape(state[k].shape).to(state[k].dtype) for k in state})
    if not random:
        for module in model.modules():
            if isinstance(module, (nn.Dropout, nn.Dropout2d)):
                module.p = 0.0
    x, y = torch.tensor(given.x), torch.tensor(given.y)
    labels = y.argmax(1)
    batches = [torch.tensor(rows) for rows in given.batches]
    decayed = [p for p in model.parameters() if p.ndim > 1]
    others = [p for p in model.parameters() if p.ndim <= 1]
    how = {"foreach": True} if "foreach" in variant else {"fused": True}
    chosen = spec["optimizer"]
    if chosen["name"] == "adam":
        optimizer = torch.optim.Adam(model.parameters(), lr=chosen["rate"], **how)
    else:
        groups = [{"params": decayed, "weight_decay": chosen["decay"]}, {"params": others, "weight_decay": 0.0}]
        optimizer = torch.optim.AdamW(groups, lr=chosen["rate"], **how)
    average = [p.detach().clone() for p in model.parameters()] if "ema" in extras else []
    parameters = list(model.parameters())

    def compute(inputs, target):
        out = model(inputs)
        if spec["loss"]["name"] == "mse":
            loss = F.mse_loss(out, target)
        else:
            loss = F.cross_entropy(out, target, label_smoothing=spec["loss"]["smoothing"])
        if "l1" in extras:
            loss = loss + extras["l1"] * sum(p.abs().sum() for p in decayed)
        return loss

    if variant == "torch.compile":
        compute = torch.compile(compute, dynamic=False)
    targets = y if spec["loss"]["name"] == "mse" else labels

    def step(i):
        rows = batches[i % len(batches)]
        inputs, target = x[rows], targets[rows]
        loss = compute(inputs, target)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        if "sam" in extras:
            with torch.no_grad():
                gradients = [p.grad for p in parameters]
                norm = torch.linalg.vector_norm(torch.stack(torch._foreach_norm(gradients)))
                shifts = torch._foreach_mul(gradients, (extras["sam"] / (norm + 1e-12)).item())
                torch._foreach_add_(parameters, shifts)
            optimizer.zero_grad(set_to_none=True)
            compute(inputs, target).backward()
            with torch.no_grad():
                torch._foreach_sub_(parameters, shifts)
        optimizer.step()
        with torch.no_grad():
            if "maxNorm" in extras:
                for p in decayed:
                    torch.renorm(p, 2, 0, extras["maxNorm"], out=p)
            if average:
                d = min(extras["ema"], (1 + i) / (10 + i))
                torch._foreach_lerp_(average, parameters, 1 - d)
        return loss.item()

    return step


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=1)
    torch.set_num_threads(parser.parse_args().threads)
    serve(VARIANTS, stepper)
