"""Train with two ways to write one loss, by the optimizers of torch, and compare every bit."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import product

import torch
from torch import nn

from snippets.experiments.data import Data, mixture
from snippets.experiments.memory import experiment
from snippets.experiments.training import SEEDS, Layers, forward, layers


@dataclass(frozen=True)
class Trial:
    """Whether two losses gave the same, bit for bit, under one configuration: at every step, and in the end."""

    optimizer: str
    dtype: str
    weighted: bool
    ignored: bool
    same_losses: bool
    same_parameters: bool


@experiment
def same_as_nll(seeds: tuple[int, ...] = SEEDS, steps: int = 25) -> list[Trial]:
    """Train with `CrossEntropyLoss`, and with `LogSoftmax` and `NLLLoss`, and compare every bit.

    Args:
        seeds: One network is trained per seed, all in one batch of shape `(N, C, S)`.
        steps: How many updates are made.

    Returns:
        One trial per optimizer, dtype, use of weights, and use of ignored labels.
    """
    optimizers = {
        "SGD": partial(torch.optim.SGD, lr=0.1),
        "SGD with momentum": partial(torch.optim.SGD, lr=0.1, momentum=0.9),
        "Adam": partial(torch.optim.Adam, lr=0.01),
        "AdamW": partial(torch.optim.AdamW, lr=0.01),
    }
    data = mixture(seeds, 5, 2.0, size=100)
    some = torch.arange(100) % 10 == 0
    trials = []
    for (name, optimizer), dtype, weighted, ignored in product(
        optimizers.items(), (torch.float32, torch.float64), (False, True), (False, True)
    ):
        weight = torch.arange(1, 6, dtype=dtype) if weighted else None
        case = replace(data, x=data.x.to(dtype), y=data.y.masked_fill(some, -100) if ignored else data.y)
        start = [(w.to(dtype), b.to(dtype)) for w, b in layers(seeds, (8, 16, 5))]
        log_softmax, nll = nn.LogSoftmax(dim=1), nn.NLLLoss(weight)
        ce = _by_optimizer(nn.CrossEntropyLoss(weight), case, start, optimizer, steps)
        two = _by_optimizer(lambda z, y, f=log_softmax, g=nll: g(f(z), y), case, start, optimizer, steps)
        same = [all(map(torch.equal, a, b)) for a, b in zip(ce, two, strict=True)]
        trials.append(Trial(name, str(dtype).removeprefix("torch."), weighted, ignored, *same))
    return trials


def _by_optimizer(loss: Callable, data: Data, start: Layers, optimizer: Callable, steps: int):
    """Train by an optimizer of torch; return the loss of each step and the parameters in the end."""
    parameters = [p.clone().requires_grad_() for layer in start for p in layer]
    network = list(zip(parameters[::2], parameters[1::2], strict=True))
    update, values = optimizer(parameters), []
    for _ in range(steps):
        value = loss(forward(network, data.x).movedim(0, -1), data.y.T)
        update.zero_grad()
        value.backward()
        update.step()
        values.append(value.detach())
    return values, parameters
