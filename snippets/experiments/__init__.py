"""The convergence lab: which loss trains faster, and why, in runs of seconds. The only part of `snippets` on torch.

`EXPERIMENTS` holds all runs by name. Each takes `seeds` and `steps`, gives the same numbers every time, and nothing
depends on torch's global random state.
"""

from functools import partial

from snippets.experiments.bits import Trial, same_as_nll
from snippets.experiments.data import Data, mixture, noisy
from snippets.experiments.rare import rare_digit
from snippets.experiments.runs import (
    double_softmax,
    double_softmax_floor,
    imbalance,
    label_noise,
    nll_on_probabilities,
    one_or_two_logits,
    one_vs_all,
    saturated_start,
    squared_error,
)
from snippets.experiments.training import RATES, SEEDS, Curves, layers, spread, train, tuned

EXPERIMENTS = {
    "same_as_nll": same_as_nll,
    "nll_on_probabilities": nll_on_probabilities,
    "double_softmax": double_softmax,
    "one_vs_all": one_vs_all,
    "one_vs_all_100": partial(one_vs_all, steps=80, classes=100, distance=7.0),
    "saturated_start": saturated_start,
    "squared_error": squared_error,
    "one_or_two_logits": one_or_two_logits,
    "label_noise": label_noise,
    "imbalance": imbalance,
    "rare_digit": rare_digit,
}

__all__ = [
    "EXPERIMENTS",
    "RATES",
    "SEEDS",
    "Curves",
    "Data",
    "Trial",
    "double_softmax",
    "double_softmax_floor",
    "imbalance",
    "label_noise",
    "layers",
    "mixture",
    "nll_on_probabilities",
    "noisy",
    "one_or_two_logits",
    "one_vs_all",
    "rare_digit",
    "same_as_nll",
    "saturated_start",
    "spread",
    "squared_error",
    "train",
    "tuned",
]
