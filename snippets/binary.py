"""Compute the losses of yes-or-no decisions: names, arguments and values of `torch.nn.functional`, in NumPy."""

import numpy as np
from numpy.typing import ArrayLike

from snippets import batches
from snippets.activations import logsigmoid


def binary_cross_entropy(
    input: ArrayLike,
    target: ArrayLike,
    weight: ArrayLike | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> np.ndarray | float:
    r"""Measure how far probabilities are from targets from 0 to 1, element by element.

    $$\ell = -w \left( t \log p + (1 - t) \log(1 - p) \right)$$

    Each logarithm is at least −100, so that $p = 0$ and $p = 1$ stay finite, and the second is `log1p(-p)`, which
    keeps a small $p$ that $1 - p$ would round away. The mean divides by the number of elements, whatever the weights.

    Args:
        input: Probabilities of any shape, float32 or float64, from 0 to 1.
        target: Targets in the shape and dtype of `input`, from 0 to 1.
        weight: Weights of the elements; the shape broadcasts to that of `input`, from the last dimension on.
        size_average: Deprecated, use `reduction`.
        reduce: Deprecated, use `reduction`.
        reduction: What to do with the losses: `"none"`, `"mean"` or `"sum"`.

    Returns:
        The loss in nats, a Python float; with `"none"` one loss per element in the shape and dtype of `input`.

    Raises:
        TypeError: If a dtype does not fit, such as an integer target.
        ValueError: If shapes differ, a value is nan or not from 0 to 1, or `reduction` does not fit.

    Special cases:
        - $p = 0$ or $p = 1$: 0 if the target says so too, 100 if it says the opposite.
        - An empty batch has mean nan and sum 0.
        - A weight of shape `(N,)` for `input` of shape `(N, C)` raises, unless N equals C: then it weights columns.

    Examples:
        >>> round(binary_cross_entropy([0.9, 0.2], [1.0, 0.0]), 4)
        0.1643
        >>> binary_cross_entropy([0.0, 1.0], [1.0, 1.0])
        50.0

    Source:
        `torch.nn.BCELoss` in PyTorch's documentation.
    """
    p, t, w, reduction = batches.probabilities(input, target, weight, reduction, size_average, reduce)
    with np.errstate(all="ignore"):
        log_p = np.maximum(np.log(p), -100)
        log_not_p = np.maximum(np.log1p(-p), -100)
        return reduction.of(-w * (t * log_p + (1 - t) * log_not_p))


def binary_cross_entropy_with_logits(
    input: ArrayLike,
    target: ArrayLike,
    weight: ArrayLike | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    pos_weight: ArrayLike | None = None,
) -> np.ndarray | float:
    r"""Measure how far logits are from targets from 0 to 1, element by element.

    $$\begin{aligned}
    \ell &= -w \left( v\, t \log \sigma(x) + (1 - t) \log(1 - \sigma(x)) \right) \\
    &= w \left( (1 - t)\, x - ((v - 1)\, t + 1) \log \sigma(x) \right)
    \end{aligned}$$

    where $v$ is `pos_weight`. The second form is computed, with the stable `logsigmoid`; it follows from
    $\log(1 - \sigma(x)) = \log \sigma(x) - x$. The mean divides by the number of elements, whatever the weights.

    Args:
        input: Logits of any shape, float32 or float64.
        target: Targets in the shape of `input`, float32 or float64, from 0 to 1 (which nothing checks).
        weight: Weights of the elements; the shape broadcasts to that of `input`, from the last dimension on.
        size_average: Deprecated, use `reduction`.
        reduce: Deprecated, use `reduction`.
        reduction: What to do with the losses: `"none"`, `"mean"` or `"sum"`.
        pos_weight: Weights of the positive part; the shape broadcasts like that of `weight`.

    Returns:
        The loss in nats, a Python float; with `"none"` one loss per element in the shape of `input` and the dtype of
            `target`.

    Raises:
        TypeError: If a dtype does not fit, such as an integer target.
        ValueError: If shapes differ, weights do not broadcast, or `reduction` does not fit.

    Special cases:
        - Infinite logits with targets from 0 to 1 give nan, even on the right side, as $0 \cdot \infty$ and
          $\infty - \infty$ occur; only $x = +\infty$ with $t < 1$ gives $\infty$.
        - A loss too small to show in a difference of terms as large as $x$ rounds to 0: $x = -50$ with $t = 0$.
        - An empty batch has mean nan and sum 0.
        - Targets outside 0 to 1 pass, and may give a negative loss.

    Examples:
        >>> round(binary_cross_entropy_with_logits([0.0, 0.0], [1.0, 0.0]), 4)
        0.6931
        >>> binary_cross_entropy_with_logits([1000.0], [0.0])
        1000.0

    Source:
        `torch.nn.BCEWithLogitsLoss` in PyTorch's documentation.
    """
    x, t, w, v, reduction = batches.logits(input, target, weight, reduction, size_average, reduce, pos_weight)
    with np.errstate(all="ignore"):
        scale = 1 if pos_weight is None else (v - 1) * t + 1  # an infinite target would give nan
        log_p = np.asarray(logsigmoid(x))
        loss = ((1 - t) * x).astype(t.dtype) - (scale * log_p).astype(x.dtype)  # torch casts here too
        return reduction.of(w * loss.astype(t.dtype))
