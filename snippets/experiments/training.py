"""Train many small networks at once: one per loss, learning rate and seed, each as if it were alone."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from snippets.experiments import scores
from snippets.experiments.data import Data, generators

SEEDS = (0, 1, 2, 3, 4)
RATES = (0.022, 0.032, 0.046, 0.068, 0.1, 0.15, 0.22, 0.32, 0.46)  # six to a power of ten, rounded

Layers = list[tuple[Tensor, Tensor]]  # weights (…, S, inputs, outputs) and biases (…, S, 1, outputs)
Loss = Callable[[Tensor, Tensor], Tensor]  # of logits (N, C) and class indices (N,), as F.cross_entropy


@dataclass(frozen=True)
class Curves:
    """What one loss gave at one learning rate: values at K steps, for each of S seeds, in arrays that are read-only.

    Attributes:
        rate: The learning rate.
        steps: How many updates came before each value, shape `(K,)`.
        loss: The loss on the test examples, in nats, shape `(S, K)`.
        scores: By name, such as `"accuracy"` or `"auc"`, the scores on the test examples, shape `(S, K)`.
        logits: What the networks say of the test examples in the end, shape `(S, N, C)`.
    """

    rate: float
    steps: np.ndarray
    loss: np.ndarray
    scores: dict[str, np.ndarray]
    logits: np.ndarray

    def steps_to(self, threshold: float, score: str = "accuracy") -> np.ndarray:
        """Return for each seed the first recorded step from which the score stays at or above `threshold`, or infinity.

        Staying counts, since at large learning rates an accuracy jumps up for a moment and falls back.
        """
        stays = np.logical_and.accumulate(self.scores[score][:, ::-1] >= threshold, axis=1)[:, ::-1]
        return np.where(stays.any(axis=1), self.steps[stays.argmax(axis=1)], np.inf)

    def final(self, score: str = "accuracy") -> np.ndarray:
        """Return for each seed the score at the last step."""
        return self.scores[score][:, -1]


Sweep = dict[float, Curves]  # by learning rate


def spread(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the smallest, the median and the largest of the values over the seeds, which are the first axis."""
    return values.min(axis=0), np.median(values, axis=0), values.max(axis=0)


def tuned(sweep: dict[float, Curves], threshold: float, score: str = "accuracy") -> Curves:
    """Choose the learning rate with the fewest median steps to a threshold, the smallest of those that tie.

    Args:
        sweep: The curves of each learning rate.
        threshold: The score to reach.
        score: Its name.

    Returns:
        The curves at the chosen learning rate.

    Raises:
        ValueError: If no rate reaches the threshold, or the chosen one is the smallest or largest tried.
    """
    steps = {rate: np.median(sweep[rate].steps_to(threshold, score)) for rate in sorted(sweep)}
    best = min(steps, key=steps.get)
    if steps[best] == np.inf or best in (min(sweep), max(sweep)):
        raise ValueError(f"the best learning rate must lie inside the grid, but the median steps are {steps}")
    return sweep[best]


def layers(seeds: Sequence[int], sizes: Sequence[int], bias: float | Tensor = 0.0) -> Layers:
    """Draw the parameters of one network per seed, as `torch.nn.Linear` does, with a given bias of the outputs.

    Args:
        seeds: One network is drawn per seed.
        sizes: How long inputs, hidden layers and outputs are: `(8, 10)` is a linear model.
        bias: The bias that the outputs start with, one for all or one each.

    Returns:
        Weights of shape `(S, inputs, outputs)` and biases of shape `(S, 1, outputs)` of each layer, in float32.
    """
    draws = generators(seeds, 2)
    drawn = []
    for inputs, outputs in zip(sizes, sizes[1:], strict=False):
        uniform = torch.stack([torch.rand(inputs + 1, outputs, generator=draw) for draw in draws])
        uniform = (2 * uniform - 1) / inputs**0.5
        drawn.append((uniform[:, :-1], uniform[:, -1:]))
    weight, last = drawn[-1]
    return [*drawn[:-1], (weight, torch.zeros_like(last) + bias)]


def forward(network: Layers, x: Tensor) -> Tensor:
    """Return the logits `(…, S, N, C)` of inputs `(…, S, N, d)`, with ReLU between the layers."""
    *hidden, (weight, bias) = network
    for w, b in hidden:
        x = (x @ w).add_(b).relu_()  # in place, as new memory takes longer than the sums
    return (x @ weight).add_(bias)


def train(
    losses: dict[Hashable, Loss],
    data: Data,
    starts: Layers | dict[Hashable, Layers],
    rates: Sequence[float] = RATES,
    steps: int = 200,
    batch: int = 50,
    every: int = 5,
    score: Sequence[Callable] = (scores.accuracy,),
) -> dict[Hashable, Sweep]:
    r"""Train one network per loss, learning rate and seed by stochastic gradient descent with momentum.

    $$v \leftarrow 0.9\, v + \nabla_\theta \ell, \qquad \theta \leftarrow \theta - \eta\, v$$

    All runs are rows of the same tensors. Their losses are added up, so that each gets its own gradient and no other.

    Args:
        losses: By name, the loss of one run, a function of logits `(N, C)` and class indices `(N,)`.
        data: The data sets, one per seed.
        starts: The parameters to start from, one network per seed: the same for all losses, or by the name of the loss.
        rates: The learning rates $\eta$.
        steps: How many updates are made.
        batch: How many examples each update is made from; their order depends on the seed alone.
        every: After how many updates loss and scores are recorded.
        score: Which scores are recorded, as functions of logits `(…, N, C)` and class indices `(…, N)`.

    Returns:
        By name of the loss, the curves of each learning rate.
    """
    runs = (len(losses), len(rates), len(data.seeds))
    eta = torch.tensor(rates, dtype=data.x.dtype).reshape(-1, 1, 1, 1)
    parameters = [p.expand(*runs, *p.shape[3:]).clone().requires_grad_() for p in side_by_side(losses, starts)]
    velocities = [torch.zeros_like(p) for p in parameters]
    network = list(zip(parameters[::2], parameters[1::2], strict=True))
    order = batches(data, batch, steps)
    test_x = data.test_x.expand(*runs, -1, -1).contiguous()  # else every product would copy it
    recorded = {}

    def per_run(logits, target):
        target = target.expand(*runs[1:], -1).flatten(0, 1)
        values = [torch.vmap(loss)(z.flatten(0, 1), target) for loss, z in zip(losses.values(), logits, strict=True)]
        return torch.stack(values).reshape(runs)

    @torch.no_grad()
    def record(step):
        logits = forward(network, test_x)
        values = per_run(logits, data.test_y).double()
        recorded[step] = [values, *(function(logits, data.test_y) for function in score)]

    for step in range(steps):
        if step % every == 0:
            record(step)
        chosen = order[:, step]
        x = data.x.take_along_dim(chosen[..., None], dim=1)
        y = data.y.take_along_dim(chosen, dim=1)
        total = per_run(forward(network, x), y).sum()
        with torch.no_grad():
            for p, v, gradient in zip(parameters, velocities, torch.autograd.grad(total, parameters), strict=True):
                v.mul_(0.9).add_(gradient)
                p.sub_(eta * v)
    record(steps)
    values = np.stack([[value.numpy() for value in row] for row in recorded.values()], axis=-1)
    names = [function.__name__ for function in score]
    at = np.array(list(recorded))
    with torch.no_grad():
        ends = forward(network, data.test_x).numpy()
    for array in (values, at, ends):
        array.setflags(write=False)  # experiments share their results

    def curves(k, n):
        return Curves(rates[n], at, values[0, k, n], dict(zip(names, values[1:, k, n], strict=True)), ends[k, n])

    return {name: {rate: curves(k, n) for n, rate in enumerate(rates)} for k, name in enumerate(losses)}


def side_by_side(losses: dict[Hashable, Loss], starts: Layers | dict[Hashable, Layers]) -> list[Tensor]:
    """Return weights and biases in turn, of shape `(L, 1, S, …)`: for each of L losses, those that it starts from."""
    by_loss = starts if isinstance(starts, dict) else dict.fromkeys(losses, starts)
    each = [[p for layer in by_loss[name] for p in layer] for name in losses]
    return [torch.stack(same)[:, None] for same in zip(*each, strict=True)]


def batches(data: Data, batch: int, steps: int) -> Tensor:
    """Return the examples of each update, shape `(S, steps, batch)`: again and again all of them, in a new order."""
    size = data.y.shape[1]
    passes = -(-steps * batch // size)
    orders = [
        torch.cat([torch.randperm(size, generator=generator) for _ in range(passes)])
        for generator in generators(data.seeds, 3)
    ]
    return torch.stack(orders)[:, : steps * batch].reshape(len(orders), steps, batch)
