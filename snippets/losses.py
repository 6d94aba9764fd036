"""Compute the losses of classification: names, arguments and values of `torch.nn.functional`, in NumPy."""

import numpy as np
from numpy.typing import ArrayLike

from snippets import checks
from snippets.activations import log_softmax, logsigmoid


def cross_entropy(
    input: ArrayLike,
    target: ArrayLike,
    weight: ArrayLike | None = None,
    size_average: bool | None = None,
    ignore_index: int = -100,
    reduce: bool | None = None,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> np.ndarray | float:
    r"""Measure how far logits are from class indices or class probabilities.

    With $\log p = \log \operatorname{softmax}(x)$ along the classes, in its stable form (`log_softmax`), weights $w$
    and smoothing $\varepsilon$, the loss of one prediction is, for a class index $y$ and for class probabilities $t$,

    $$\begin{gathered}
    \ell = -(1 - \varepsilon)\, w_y \log p_y - \frac{\varepsilon}{C} \sum_c w_c \log p_c \\
    \ell = -\sum_c w_c \left( (1 - \varepsilon)\, t_c + \frac{\varepsilon}{C} \right) \log p_c
    \end{gathered}$$

    The mean divides the sum over all predictions by $\sum w_y$ over those not ignored for class indices, and by
    their number $N \cdot d_1 \cdots d_K$ for class probabilities, whatever the weights.

    Args:
        input: Logits of shape `(C,)`, `(N, C)` or `(N, C, d1, …, dK)`, float32 or float64.
        target: Class indices, int64 (also uint8 if `input` has at most two dimensions), of shape `()`, `(N,)` or
            `(N, d1, …, dK)`; or class probabilities, floating point, in the shape of `input`.
        weight: One weight per class, shape `(C,)`; with class indices in the dtype of `input`.
        size_average: Deprecated, use `reduction`.
        ignore_index: The class index whose predictions count neither in the loss nor in its mean.
        reduce: Deprecated, use `reduction`.
        reduction: What to do with the losses: `"none"`, `"mean"` or `"sum"`.
        label_smoothing: The share $\varepsilon$ of the target that is spread evenly over all classes, from 0 to 1.

    Returns:
        The loss in nats, a Python float; with `"none"` one loss per prediction in the dtype of `input`, shape `(N,)`
            or `(N, d1, …, dK)`.

    Raises:
        TypeError: If a dtype does not fit, such as floating-point class indices or integer one-hot rows.
        ValueError: If a shape, `reduction`, `label_smoothing` or `ignore_index` does not fit.
        IndexError: If a class index is not from 0 to C − 1 and is not `ignore_index`.

    Special cases:
        - An empty batch has mean nan and sum 0; so has, with class indices, one that is all ignored or all of weight 0.
        - Ignored predictions may hold nan or infinite logits.
        - A logit of $-\infty$ at the label gives $\infty$; elsewhere it is harmless with class indices, but gives
          $\infty$ with smoothing, and nan with class probabilities of 0 at its place.
        - A row with $+\infty$ or nan, or of $-\infty$ alone, gives nan.
        - Class probabilities are not checked: they may be negative and need not sum to 1.
        - A negative or nan `label_smoothing` means none.

    Examples:
        >>> round(cross_entropy([[2.0, 1.0, 0.1]], [0]), 4)
        0.417
        >>> round(cross_entropy([[2.0, 1.0, 0.1]], [[0.7, 0.2, 0.1]]), 4)
        0.807

    Source:
        `torch.nn.CrossEntropyLoss` in PyTorch's documentation; smoothing from C. Szegedy et al., Rethinking the
        Inception Architecture for Computer Vision, 2015, arXiv 1512.00567.
    """
    reduction = checks.reduction(reduction, size_average, reduce)
    smoothing = checks.smoothing(label_smoothing)
    input = checks.class_scores(input)
    target = checks.class_target(target, input, ignore_index)
    weight = checks.class_weight(weight, input, target)
    log_p = log_softmax(_classes_last(input), dim=-1)
    with np.errstate(all="ignore"):
        if target.shape == input.shape:
            mixed = (1 - smoothing) * _classes_last(target) + smoothing / weight.size
            loss = -(weight * mixed * log_p).sum(axis=-1)
            return _reduced(loss, loss.size, reduction)
        loss, total = _picked(log_p, target, weight, ignore_index)
        if smoothing:  # without, 0 · ∞ would be nan
            even = np.where(target == ignore_index, 0, -(weight * log_p).sum(axis=-1))
            loss = (1 - smoothing) * loss + smoothing / weight.size * even
        return _reduced(loss, total, reduction)


def nll_loss(
    input: ArrayLike,
    target: ArrayLike,
    weight: ArrayLike | None = None,
    size_average: bool | None = None,
    ignore_index: int = -100,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> np.ndarray | float:
    r"""Pick the negative log-probability of each class index.

    $$\ell = -w_y \log p_y$$

    There is nothing to stabilise: `input` already holds $\log p$. The mean divides the sum over all predictions by
    $\sum w_y$ over those not ignored.

    Args:
        input: Log-probabilities of shape `(C,)`, `(N, C)` or `(N, C, d1, …, dK)`, float32 or float64.
        target: Class indices, int64 (also uint8 if `input` has at most two dimensions), of shape `()`, `(N,)` or
            `(N, d1, …, dK)`.
        weight: One weight per class, shape `(C,)`, in the dtype of `input`.
        size_average: Deprecated, use `reduction`.
        ignore_index: The class index whose predictions count neither in the loss nor in its mean.
        reduce: Deprecated, use `reduction`.
        reduction: What to do with the losses: `"none"`, `"mean"` or `"sum"`.

    Returns:
        The loss in nats, a Python float; with `"none"` one loss per prediction in the dtype of `input`, shape `(N,)`
            or `(N, d1, …, dK)`.

    Raises:
        TypeError: If a dtype does not fit, such as floating-point class indices.
        ValueError: If a shape or `reduction` does not fit.
        IndexError: If a class index is not from 0 to C − 1 and is not `ignore_index`.

    Special cases:
        - A batch that is empty, all ignored or all of weight 0 has mean nan and sum 0.
        - Ignored predictions may hold nan or infinite values.
        - A log-probability of $-\infty$ at the label gives $\infty$; with weight 0 it gives nan.
        - Nothing checks that `input` holds log-probabilities: logits give a loss without a lower bound.

    Examples:
        >>> log_p = [[-0.5, -1.0], [-2.0, -0.25]]
        >>> nll_loss(log_p, [0, 1])
        0.375
        >>> nll_loss(log_p, [0, 1], weight=[3.0, 1.0])
        0.4375

    Source:
        `torch.nn.NLLLoss` in PyTorch's documentation.
    """
    reduction = checks.reduction(reduction, size_average, reduce)
    input = checks.class_scores(input)
    target = checks.class_indices(target, input, ignore_index)
    weight = checks.class_weight(weight, input, target)
    with np.errstate(all="ignore"):
        loss, total = _picked(_classes_last(input), target, weight, ignore_index)
        return _reduced(loss, total, reduction)


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
    reduction = checks.reduction(reduction, size_average, reduce)
    p, t = checks.binary_probabilities(input, target)
    w = checks.elementwise_weight("weight", weight, t)
    with np.errstate(all="ignore"):
        log_p = np.maximum(np.log(p), -100)
        log_not_p = np.maximum(np.log1p(-p), -100)
        loss = -w * (t * log_p + (1 - t) * log_not_p)
        return _reduced(loss, loss.size, reduction)


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
        - Infinite logits give nan, even on the right side, as $0 \cdot \infty$ and $\infty - \infty$ occur; only
          $x = +\infty$ with $t < 1$ gives $\infty$.
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
    reduction = checks.reduction(reduction, size_average, reduce)
    x = checks.floats("input", input)
    t = checks.binary_target(target, x)
    w = checks.elementwise_weight("weight", weight, t)
    v = checks.elementwise_weight("pos_weight", pos_weight, t)
    with np.errstate(all="ignore"):
        loss = w * ((1 - t) * x - ((v - 1) * t + 1) * logsigmoid(x))
        return _reduced(loss.astype(t.dtype), loss.size, reduction)


def _classes_last(array):
    """Move the classes to the last axis, along which weights broadcast."""
    return np.moveaxis(array, min(1, array.ndim - 1), -1)


def _picked(log_p, target, weight, ignore_index):
    """Return −w_y log p_y for each class index y, 0 where ignored, and Σ w_y over what is not ignored."""
    ignored = target == ignore_index
    label = np.where(ignored, 0, target)
    picked = np.take_along_axis(log_p, label[..., None], axis=-1)[..., 0]
    loss = np.where(ignored, 0, -weight[label] * picked)
    total = np.where(ignored, 0, weight[label]).sum()
    return loss, total


def _reduced(loss, total, reduction):
    """Return the losses, their sum, or their sum divided by `total`."""
    if reduction == "none":
        return checks.result(loss)
    if reduction == "sum":
        return checks.result(loss.sum())
    return checks.result(loss.sum() / total)
