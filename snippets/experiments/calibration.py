"""Measure how far probabilities are from frequencies, and bring them closer with what a validation set says."""

import torch
from torch import Tensor


def recalibration(logits: Tensor, target: Tensor, offset: bool = True) -> tuple[Tensor, Tensor]:
    r"""Fit a slope and an offset of logits by least cross entropy, with Newton's method (Platt scaling).

    $$\min_{a,\, b} \sum_n \log \bigl( 1 + e^{a z_n + b} \bigr) - y_n (a z_n + b)$$

    The sum is convex. At its minimum the mean of the probabilities is the share of class 1, and their mean product with
    the logits is that of the labels.

    Args:
        logits: One logit per example of a validation set, shape `(S, N)`.
        target: Classes 0 and 1, shape `(N,)`.
        offset: Whether to fit an offset; without it the slope is one over the temperature.

    Returns:
        The slopes $a$ and the offsets $b$, shape `(S, 1)` each, float64.

    Source:
        J. Platt, Probabilistic Outputs for Support Vector Machines and Comparisons to Regularized Likelihood Methods,
        1999.
    """
    z, y = logits.double(), target.double()
    inputs = torch.stack([z, torch.ones_like(z)], dim=2)[:, :, : 1 + offset]
    fitted = inputs.new_zeros(len(z), inputs.shape[2], 1)
    for _ in range(25):
        p = (inputs @ fitted).sigmoid()
        slope = inputs.mT @ (p - y[:, None])
        curvature = inputs.mT @ (p * (1 - p) * inputs)
        fitted = fitted - torch.linalg.solve(curvature, slope)
    a, *b = fitted.unbind(dim=1)
    return a, b[0] if offset else torch.zeros_like(a)


def reliability(logits: Tensor, target: Tensor, least: int = 20) -> tuple[Tensor, Tensor, Tensor]:
    """Sort examples into ten bins by their probability, and compare its mean with the frequency of class 1.

    Args:
        logits: One logit per example, shape `(S, N)`, those of all seeds together.
        target: Classes 0 and 1, shape `(N,)`.
        least: Bins with fewer examples are left out.

    Returns:
        For each bin kept, how many examples it holds, their mean probability, and the share of class 1 among them.
    """
    p, y = logits.double().sigmoid().flatten(), target.double().expand_as(logits).flatten()
    at = (p * 10).long().clamp(max=9)
    count, of_p, of_y = (torch.bincount(at, weights, minlength=10) for weights in (None, p, y))
    kept = count >= least
    return count[kept], (of_p / count)[kept], (of_y / count)[kept]
