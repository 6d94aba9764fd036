"""Compare losses: one function per question, each run in seconds.

All losses of a comparison start from the same parameters and see the same examples in the same order. The networks
have one hidden layer of ReLU units. Results are `Curves` by learning rate, and these by loss; `tuned` chooses among the
learning rates. Equal calls share one result.
"""

import math

import torch.nn.functional as F

from snippets.experiments import losses, scores
from snippets.experiments.data import any_digits, mixture, noisy
from snippets.experiments.memory import experiment
from snippets.experiments.training import RATES, SEEDS, Sweep, layers, train


@experiment
def one_vs_all(
    seeds: tuple[int, ...] = SEEDS, steps: int = 60, classes: int = 100, rates: tuple[float, ...] = RATES
) -> dict[str, Sweep]:
    r"""Ask one yes-or-no question per class instead of one among all, from two starts.

    From bias 0 every class has probability 1/2 in the beginning; from the prior, bias $-\ln(C - 1)$, it has $1/C$.

    Args:
        seeds: One data set and network is made per seed.
        steps: How many updates are made.
        classes: How many classes there are, C.
        rates: The learning rates.

    Returns:
        Sweeps `"cross_entropy"` and `"class_sum"`, from bias 0, and `"class_sum_from_prior"`. The mean over the classes
        needs no run: at C times the learning rate it is the sum.
    """
    data = mixture(seeds, classes, distance=7.0, dimensions=20, size=1000, test_size=250)
    compared = {
        "cross_entropy": F.cross_entropy,
        "class_sum": losses.class_sum,
        "class_sum_from_prior": losses.class_sum,
    }
    sizes = (20, 32, classes)
    starts = dict.fromkeys(compared, layers(seeds, sizes))
    starts["class_sum_from_prior"] = layers(seeds, sizes, -math.log(classes - 1))
    return train(compared, data, starts, rates=rates, steps=steps, every=2)


@experiment
def saturated_start(
    seeds: tuple[int, ...] = SEEDS,
    steps: int = 100,
    biases: tuple[float, ...] = (-40.0, -30.0, -20.0, -15.0, -10.0, -5.0, 0.0, 5.0, 10.0, 15.0, 20.0, 30.0, 40.0),
    rates: tuple[float, ...] = (0.01, 0.1, 1.0, 10.0),
) -> dict[float, dict[str, Sweep]]:
    """Start from an output that is nearly sure of class 1 (bias 20) or of class 0 (bias −20), or of neither.

    Args:
        seeds: One data set and network is made per seed.
        steps: How many updates are made.
        biases: The biases of the output to start from.
        rates: The learning rates.

    Returns:
        For each bias the sweeps `"after_sigmoid"`, `"with_logits"` and `"squared_error"`.
    """
    data = mixture(seeds, 2, 1.0, size=1000)  # two classes that overlap: the best decision has AUC 0.92
    compared = {
        "after_sigmoid": losses.after_sigmoid,
        "with_logits": losses.with_logits,
        "squared_error": losses.squared_error,
    }
    trials = {(bias, name): loss for bias in biases for name, loss in compared.items()}
    starts = {(bias, name): layers(seeds, (8, 16, 1), bias) for bias, name in trials}
    sweeps = train(trials, data, starts, rates=rates, steps=steps, every=20, score=[scores.auc])
    return {bias: {name: sweeps[bias, name] for name in compared} for bias in biases}


@experiment
def label_noise(
    seeds: tuple[int, ...] = SEEDS, steps: int = 400, share: float = 0.4, rates: tuple[float, ...] = (0.03, 0.1, 0.3)
) -> dict[str, Sweep]:
    """Train on few handwritten digits, many of them with a wrong label, until networks can learn them by heart.

    Args:
        seeds: One data set and network is made per seed.
        steps: How many updates are made.
        share: The probability that a training label is replaced by a wrong one.
        rates: The learning rates.

    Returns:
        Sweeps `"cross_entropy"`, `"class_sum"`, `"generalized"`, `"absolute_error"` and `"double_softmax"`.
    """
    data = noisy(any_digits(seeds), share)
    compared = {
        "cross_entropy": F.cross_entropy,
        "class_sum": losses.class_sum,
        "generalized": losses.generalized,
        "absolute_error": losses.absolute_error,
        "double_softmax": losses.double_softmax,
    }
    return train(compared, data, layers(seeds, (64, 32, 10)), steps=steps, rates=rates, every=10)
