"""Compare losses: one function per question, each run in seconds.

All losses of a comparison start from the same parameters and see the same examples in the same order. The networks
have one hidden layer of ReLU units unless a function says otherwise. Results are `Curves` by learning rate, and
these by loss; `tuned` chooses among the learning rates. Equal calls share one result.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial

import torch
import torch.nn.functional as F

from snippets.experiments import losses, scores
from snippets.experiments.data import Data, mixture, noisy
from snippets.experiments.memory import experiment
from snippets.experiments.training import RATES, SEEDS, Loss, Sweep, layers, train


def _on_probabilities(seeds: tuple[int, ...], steps: int, *names: str) -> dict[str, Sweep]:
    """Train with cross entropy and with losses that are fed probabilities, all at once; return some of them."""
    compared = {
        "cross_entropy": F.cross_entropy,
        "nll_of_probabilities": losses.nll_of_probabilities,
        "double_softmax": losses.double_softmax,
    }
    sweeps = _on_ten_classes(tuple(compared.items()), seeds, steps)
    return {name: sweeps[name] for name in names}


@cache
def _on_ten_classes(compared: tuple[tuple[str, Loss], ...], seeds: tuple[int, ...], steps: int) -> dict[str, Sweep]:
    """Train networks of 32 hidden units on ten classes, of which the best decision gets about 0.93 right."""
    data = mixture(seeds, 10, 3.5, dimensions=20, size=1000, test_size=250)
    return train(dict(compared), data, layers(seeds, (20, 32, 10)), steps=steps, every=2)


def _two_classes(seeds: Sequence[int]) -> Data:
    """Return two classes that overlap: the best decision has AUC 0.92."""
    return mixture(seeds, 2, 1.0, size=1000)


def _by_bias(
    biases: Sequence[float], compared: dict[str, Loss], data: Data, start: Callable, **options
) -> dict[float, dict[str, Sweep]]:
    """Train with each loss from each start, which is a function of the bias, all at once."""
    trials = {(bias, name): loss for bias in biases for name, loss in compared.items()}
    sweeps = train(trials, data, {trial: start(trial[0]) for trial in trials}, **options)
    return {bias: {name: sweeps[bias, name] for name in compared} for bias in biases}


@experiment
def nll_on_probabilities(seeds: tuple[int, ...] = SEEDS, steps: int = 150) -> dict[str, Sweep]:
    """Feed `nll_loss` probabilities instead of log-probabilities, with ten classes.

    Args:
        seeds: One data set and network is made per seed.
        steps: How many updates are made.

    Returns:
        Sweeps `"cross_entropy"` and `"nll_of_probabilities"`.
    """
    return _on_probabilities(seeds, steps, "cross_entropy", "nll_of_probabilities")


@experiment
def double_softmax(seeds: tuple[int, ...] = SEEDS, steps: int = 150) -> dict[str, Sweep]:
    """Feed `cross_entropy` probabilities instead of logits, with ten classes.

    Args:
        seeds: One data set and network is made per seed.
        steps: How many updates are made.

    Returns:
        Sweeps `"cross_entropy"` and `"double_softmax"`.
    """
    return _on_probabilities(seeds, steps, "cross_entropy", "double_softmax")


def double_softmax_floor(classes: int) -> float:
    r"""Return the least value of cross entropy on probabilities, $\ln(e + C - 1) - 1$ nats.

    Logits between 0 and 1 can do no better than 1 for the label and 0 for the C − 1 others.

    Args:
        classes: The number of classes, C.

    Returns:
        The value that no training gets below.
    """
    return math.log(math.e + classes - 1) - 1


@experiment
def one_vs_all(
    seeds: tuple[int, ...] = SEEDS,
    steps: int = 100,
    classes: int = 10,
    distance: float = 3.5,
    rates: tuple[float, ...] = RATES,
) -> dict[str, Sweep]:
    r"""Ask one yes-or-no question per class instead of one among all, from two starts.

    From bias 0 every class has probability 1/2 in the beginning; from the prior, bias $-\ln(C - 1)$, it has $1/C$.

    Args:
        seeds: One data set and network is made per seed.
        steps: How many updates are made.
        classes: How many classes there are, C.
        distance: How far their means are from the origin; with more classes they must be farther out.
        rates: The learning rates.

    Returns:
        Sweeps `"cross_entropy"`, `"class_mean"` and `"class_sum"`, from bias 0, and `"class_sum_from_prior"`.
    """
    data = mixture(seeds, classes, distance, dimensions=20, size=1000, test_size=250)
    compared = {
        "cross_entropy": F.cross_entropy,
        "class_mean": losses.class_mean,
        "class_sum": losses.class_sum,
        "class_sum_from_prior": losses.class_sum,
    }
    sizes = (20, 32, classes)
    starts = dict.fromkeys(compared, layers(seeds, sizes))
    starts["class_sum_from_prior"] = layers(seeds, sizes, -math.log(classes - 1))
    every = 2 if classes < 50 else 5  # scoring is slow for many
    return train(compared, data, starts, rates=rates, steps=steps, every=every)


@experiment
def saturated_start(
    seeds: tuple[int, ...] = SEEDS, steps: int = 100, biases: tuple[float, ...] = (0.0, 20.0, -20.0, -40.0)
) -> dict[float, dict[str, Sweep]]:
    """Start from an output that is nearly sure of class 1 (bias 20) or of class 0 (bias −20), or of neither.

    Args:
        seeds: One data set and network is made per seed.
        steps: How many updates are made.
        biases: The biases of the output to start from; of two outputs, class 1 has it.

    Returns:
        For each bias the sweeps `"after_sigmoid"`, `"with_logits"` and `"cross_entropy"`, the last with two outputs.
    """
    data = _two_classes(seeds)
    one = {"after_sigmoid": losses.after_sigmoid, "with_logits": losses.with_logits}
    two = {"cross_entropy": F.cross_entropy}
    options = {"steps": steps, "rates": (0.01, 0.03, 0.1, 0.3, 1.0), "score": [scores.auc]}
    of_one = _by_bias(biases, one, data, lambda bias: layers(seeds, (8, 16, 1), bias), **options)
    of_two = _by_bias(biases, two, data, lambda bias: layers(seeds, (8, 16, 2), torch.tensor([0.0, bias])), **options)
    return {bias: of_one[bias] | of_two[bias] for bias in biases}


@experiment
def squared_error(
    seeds: tuple[int, ...] = SEEDS, steps: int = 250, biases: tuple[float, ...] = (0.0, 5.0, 10.0, 20.0)
) -> dict[float, dict[str, Sweep]]:
    """Measure a sigmoid by its squared error, from outputs that are ever more sure of class 1.

    Args:
        seeds: One data set and network is made per seed.
        steps: How many updates are made.
        biases: The biases of the output to start from.

    Returns:
        For each bias the sweeps `"squared_error"` and `"with_logits"`.
    """
    data = _two_classes(seeds)
    compared = {"squared_error": losses.squared_error, "with_logits": losses.with_logits}
    return _by_bias(biases, compared, data, lambda bias: layers(seeds, (8, 16, 1), bias), steps=steps, every=2)


@experiment
def one_or_two_logits(
    seeds: tuple[int, ...] = SEEDS, steps: int = 100, rates: tuple[float, ...] = (0.05, 0.1)
) -> dict[str, Sweep]:
    """Train a linear model with one logit, and with two that start from plus and minus half of it, in float64.

    Args:
        seeds: One data set and model is made per seed.
        steps: How many updates are made.
        rates: The learning rates.

    Returns:
        Sweeps `"one_logit"` and `"two_logits"`.
    """
    data = _two_classes(seeds)
    data = replace(data, x=data.x.double(), test_x=data.test_x.double())
    ((weight, bias),) = layers(seeds, (8, 1))
    weight, bias = weight.double(), bias.double()
    halves = (torch.cat([-weight / 2, weight / 2], dim=2), torch.cat([-bias / 2, bias / 2], dim=2))
    options = {"rates": rates, "steps": steps, "score": [scores.auc, scores.mean_probability]}
    one = train({"one_logit": losses.with_logits}, data, [(weight, bias)], **options)
    return one | train({"two_logits": F.cross_entropy}, data, [halves], **options)


@experiment
def label_noise(
    seeds: tuple[int, ...] = SEEDS, steps: int = 400, share: float = 0.4, rates: tuple[float, ...] = (0.03, 0.1, 0.3)
) -> dict[str, Sweep]:
    """Train ten classes on few labels, many of them wrong, until networks can learn them by heart.

    Args:
        seeds: One data set and network is made per seed.
        steps: How many updates are made.
        share: The probability that a training label is replaced by a wrong one.
        rates: The learning rates.

    Returns:
        Sweeps `"cross_entropy"`, `"class_sum"`, `"nll_of_probabilities"` and `"double_softmax"`.
    """
    data = noisy(mixture(seeds, 10, 3.5, dimensions=20), share)
    compared = {
        "cross_entropy": F.cross_entropy,
        "class_sum": losses.class_sum,
        "nll_of_probabilities": losses.nll_of_probabilities,
        "double_softmax": losses.double_softmax,
    }
    return train(compared, data, layers(seeds, (20, 32, 10)), steps=steps, rates=rates, every=20)


@experiment
def imbalance(
    seeds: tuple[int, ...] = SEEDS, steps: int = 300, share: float = 0.05, rates: tuple[float, ...] = (0.1,)
) -> dict[str, Sweep]:
    r"""Train two classes of which class 1 is rare, with and without weights for it.

    Args:
        seeds: One data set and network is made per seed.
        steps: How many updates are made.
        share: The share of class 1, which gets the weight $(1 - \text{share}) / \text{share}$.
        rates: The learning rates.

    Returns:
        Sweeps `"with_logits"`, `"pos_weight"`, `"focal"` and, with two outputs, `"cross_entropy"` and `"weight"`.
    """
    data = mixture(seeds, 2, 1.0, size=2000, test_size=2000, share=share)
    odds = torch.tensor((1 - share) / share)
    pos_weighted = partial(losses.with_logits, pos_weight=odds)
    one = {"with_logits": losses.with_logits, "pos_weight": pos_weighted, "focal": losses.focal}
    weighted = partial(F.cross_entropy, weight=torch.stack([torch.ones(()), odds]))
    two = {"cross_entropy": F.cross_entropy, "weight": weighted}
    score = [scores.auc, scores.recall, scores.precision, scores.mean_probability]
    options = {"steps": steps, "rates": rates, "batch": 100, "every": 20, "score": score}
    of_one = train(one, data, layers(seeds, (8, 16, 1)), **options)
    return of_one | train(two, data, layers(seeds, (8, 16, 2)), **options)
