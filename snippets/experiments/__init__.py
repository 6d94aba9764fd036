"""The convergence lab: which loss trains faster, and why, in runs of seconds. The only part of `snippets` on torch.

`EXPERIMENTS` holds all runs by name. Each takes `seeds` and `steps`, gives the same numbers every time, and nothing
depends on torch's global random state.
"""

from functools import partial

from snippets.experiments.data import Data, any_digits, mixture, noisy
from snippets.experiments.rare import rare_digit
from snippets.experiments.runs import label_noise, one_vs_all, saturated_start
from snippets.experiments.training import RATES, SEEDS, Curves, layers, spread, train, tuned

EXPERIMENTS = {
    "one_vs_all": one_vs_all,
    "saturated_start": saturated_start,
    "label_noise": label_noise,
    "right_labels": partial(label_noise, share=0.0),
    "rare_digit": rare_digit,
}

__all__ = [
    "EXPERIMENTS",
    "RATES",
    "SEEDS",
    "Curves",
    "Data",
    "any_digits",
    "label_noise",
    "layers",
    "mixture",
    "noisy",
    "one_vs_all",
    "rare_digit",
    "saturated_start",
    "spread",
    "train",
    "tuned",
]
