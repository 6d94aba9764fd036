"""Train one network on real digits, of which one in twenty is wanted, with every remedy for that."""

import math
from dataclasses import replace
from functools import partial

import torch

from snippets.experiments import losses, scores
from snippets.experiments.data import Data, rare_digits
from snippets.experiments.memory import experiment
from snippets.experiments.training import SEEDS, Sweep, layers, train

LOG_ODDS = math.log(19)  # of class 0


def _effective(count: int, beta: float = 0.99) -> float:
    r"""Return how many samples count, if each covers some of what is left: $(1 - \beta^n) / (1 - \beta)$."""
    return (1 - beta**count) / (1 - beta)


def _oversampled(data: Data) -> Data:
    """Repeat the examples of class 1 until they are half of what is trained on; they come first, one in twenty."""
    size = data.y.shape[1]
    rare = torch.arange(size // 20)
    again = torch.cat([rare.repeat(19), torch.arange(len(rare), size)])
    return replace(data, x=data.x[:, again], y=data.y[:, again])


@experiment
def rare_digit(seeds: tuple[int, ...] = SEEDS, steps: int = 300) -> dict[str, Sweep]:
    r"""Tell the digit 8 from the others, of which there are nineteen times as many: 20 examples of it to train on.

    Args:
        seeds: One choice of examples and one network is made per seed.
        steps: How many updates are made, at a learning rate of 0.1.

    Returns:
        Sweeps `"plain"`; `"weight 3"`, `"weight 19"`, which is the ratio of the classes, and `"weight 100"`, all of
        class 1; `"effective"`, weights by effective numbers of samples; `"focal"`; `"adjusted"`, trained with the
        log-odds of the classes added to the logit; `"margins"`, those of LDAM, the larger one being 2; and
        `"sampled"`, in which class 1 is drawn as often as class 0. Logits are those of the 1,200 others of
        `rare_digits`.
    """
    data = rare_digits(seeds)
    margin = torch.tensor([380.0, 20.0]) ** -0.25
    margin = 2 * margin / margin.max() * torch.tensor([1.0, -1.0])

    def weighted(weight):
        return partial(losses.with_logits, pos_weight=torch.tensor(float(weight)))

    compared = {
        "plain": losses.with_logits,
        "weight 3": weighted(3),
        "effective": weighted(_effective(380) / _effective(20)),
        "weight 19": weighted(19),
        "weight 100": weighted(100),
        "focal": losses.focal,
        "adjusted": partial(losses.shifted, shift=torch.full((2,), -LOG_ODDS)),
        "margins": partial(losses.shifted, shift=margin),
    }
    score = [scores.average_precision, scores.recall, scores.precision, scores.nats, scores.accuracy]
    options = {"rates": (0.1,), "steps": steps, "batch": 100, "every": 30, "score": score}
    start = layers(seeds, (64, 16, 1))
    sampled = train({"sampled": losses.with_logits}, _oversampled(data), start, **options)
    return train(compared, data, start, **options) | sampled
