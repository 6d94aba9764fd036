"""Differentiate the losses by their input, in closed form: what autograd computes, as one formula each.

Every function is the derivative of the loss of the same name. D is what its reduction divides by: 1 for `"sum"`, and
for `"none"`, where each loss is differentiated by its own part of the input; for the means as the loss describes it.
"""

import numpy as np
from numpy.typing import ArrayLike

from snippets import batches, checks
from snippets.activations import log_softmax, sigmoid, softmax
from snippets.class_checks import class_scores
from snippets.smoothed import by_logits

SMALLEST = np.float32(1e-12)  # torch holds this constant in float32 for float64 too


def cross_entropy(
    input: ArrayLike,
    target: ArrayLike,
    weight: ArrayLike | None = None,
    size_average: bool | None = None,
    ignore_index: int = -100,
    reduce: bool | None = None,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> np.ndarray:
    r"""Differentiate `cross_entropy` by the logits: probabilities minus targets.

    With $p = \operatorname{softmax}(x)$, the target $t$, which is $t_c = [c = y]$ for a class index $y$, and its
    smoothed and weighted form $q_c = w_c \left( (1 - \varepsilon)\, t_c + \frac{\varepsilon}{C} \right)$,

    $$\frac{\partial \ell}{\partial x_c} = \frac{1}{D} \left( p_c \sum_j q_j - q_c \right)$$

    For `"mean"` D is $\sum w_y$ over what is not ignored for class indices, and $N \cdot d_1 \cdots d_K$ for class
    probabilities; smoothing does not change it. Without weights and smoothing, with targets that sum to 1, this is
    $(p_c - t_c) / D$.

    Arguments and errors are those of [`cross_entropy`][snippets.losses.cross_entropy].
    The result has the shape and dtype of `input`.

    Special cases:
        - Ignored rows have gradient 0, also when all are ignored and the mean is nan.
        - A row with $+\infty$ or nan, or of $-\infty$ alone, has gradient nan, even where it is ignored.
        - Labels that all have weight 0, but are not ignored, give nan under mean.
        - Each row of finite logits sums to 0, up to rounding.

    Examples:
        >>> cross_entropy([0.0, 0.0], 1)
        array([ 0.5, -0.5])
    """
    rows = batches.labelled(input, target, weight, ignore_index, reduction, size_average, reduce, soft=True)
    with np.errstate(all="ignore"):
        return rows.back(by_logits(rows, checks.smoothing(label_smoothing)))


def cross_entropy_hessian(input: ArrayLike) -> np.ndarray:
    r"""Differentiate the cross entropy of each row twice by its logits.

    $$\frac{\partial^2 \ell}{\partial x_i \, \partial x_j} = p_i \left( [i = j] - p_j \right), \qquad
    H = \operatorname{diag}(p) - p\, p^\top$$

    with $p = \operatorname{softmax}(x)$, for one row, without weights, and a target that sums to 1: it enters the first
    derivative $p - t$ as a constant. In general it is multiplied by $\sum_j q_j / D$ of the first derivative.

    Args:
        input: Logits of shape `(C,)`, `(N, C)` or `(N, C, d1, …, dK)`, float32 or float64.

    Returns:
        One matrix per row, shape `(C, C)`, `(N, C, C)` or `(N, d1, …, dK, C, C)`, in the dtype of `input`: symmetric,
            positive semidefinite.

    Raises:
        TypeError: If `input` is not floating point.
        ValueError: If the shape of `input` does not fit.

    Special cases:
        - Each row and column sums to 0: adding a constant to all logits changes nothing.
        - A row with $+\infty$ or nan, or of $-\infty$ alone, has a matrix of nan.

    Examples:
        >>> cross_entropy_hessian([0.0, 0.0])
        array([[ 0.25, -0.25],
               [-0.25,  0.25]])
    """
    p = softmax(batches.classes_last(class_scores(input)), dim=-1)
    identity = np.eye(p.shape[-1], dtype=p.dtype)
    return p[..., :, None] * (identity - p[..., None, :])


def nll_loss(
    input: ArrayLike,
    target: ArrayLike,
    weight: ArrayLike | None = None,
    size_average: bool | None = None,
    ignore_index: int = -100,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> np.ndarray:
    r"""Differentiate `nll_loss` by the log-probabilities: only the label's entry counts.

    $$\frac{\partial \ell}{\partial \log p_c} = -\frac{w_y}{D} [c = y]$$

    Arguments and errors are those of [`nll_loss`][snippets.losses.nll_loss].
    The result has the shape and dtype of `input`.

    Special cases:
        - Ignored rows have gradient 0, also when all are ignored and the mean is nan.
        - The values of `input` do not occur.

    Examples:
        >>> nll_loss([-0.5, -1.0], 1)
        array([ 0., -1.])
    """
    rows = batches.labelled(input, target, weight, ignore_index, reduction, size_average, reduce)
    with np.errstate(all="ignore"):
        return rows.back(rows.one_hot(-rows.w_y / rows.reduction.total))


def focal_loss(
    input: ArrayLike,
    target: ArrayLike,
    weight: ArrayLike | None = None,
    gamma: float = 2.0,
    ignore_index: int = -100,
    reduction: str = "mean",
) -> np.ndarray:
    r"""Differentiate `focal_loss` by the logits: the gradient of cross entropy times a factor.

    $$\frac{\partial \ell}{\partial x_c} = \frac{w_y}{D} (1 - p_y)^\gamma
    \left( 1 - \gamma\, p_y \frac{\log p_y}{1 - p_y} \right) (p_c - [c = y])$$

    At $p_y = 1$ the power is 0, and at $p_y = 0$ the product $p_y \log p_y$ is.

    Arguments and errors are those of [`focal_loss`][snippets.losses.focal_loss].
    The result has the shape and dtype of `input`.

    Special cases:
        - Ignored rows have gradient 0, also when all are ignored and the mean is nan.
        - A row with $+\infty$ or nan, or of $-\infty$ alone, has gradient nan, even where it is ignored.
        - At $p_y = 1$ the gradient is 0.
        - A logit of $-\infty$ at the label gives the gradient of cross entropy.

    Examples:
        >>> focal_loss([0.0, 0.0], 1, gamma=0.0)
        array([ 0.5, -0.5])
    """
    gamma = checks.gamma(gamma)
    rows = batches.labelled(input, target, weight, ignore_index, reduction)
    with np.errstate(all="ignore"):
        log_p = rows.at_label(log_softmax(rows.x, dim=-1))
        p, miss = np.exp(log_p), -np.expm1(log_p)
        # at p = 1 it is multiplied by 0, at p = 0 this is its limit
        slope = np.where((log_p == 0) | (p == 0), 0, p * log_p / miss)
        factor = miss**gamma * (1 - gamma * slope)
        return rows.back(factor[..., None] * by_logits(rows, 0.0))


def linear_cross_entropy(
    input: ArrayLike,
    linear_weight: ArrayLike,
    target: ArrayLike,
    *,
    linear_bias: ArrayLike | None = None,
    weight: ArrayLike | None = None,
    reduction: str = "mean",
    ignore_index: int | None = None,
    label_smoothing: float = 0.0,
    batch_chunk_size: int = 256,
) -> np.ndarray:
    r"""Differentiate `linear_cross_entropy` by the features: the gradient by the logits, back through the layer.

    $$\frac{\partial \ell}{\partial h} = W^\top \frac{\partial \ell}{\partial x}, \qquad x = W h + b$$

    Arguments and errors are those of [`linear_cross_entropy`][snippets.losses.linear_cross_entropy].
    The result has the shape and dtype of `input`.

    Special cases:
        - Ignored rows have gradient 0, also when all are ignored and the mean is nan.
        - A row whose logits hold $+\infty$ or nan has gradient nan, even where it is ignored.

    Examples:
        >>> linear_cross_entropy([[0.0, 0.0]], [[2.0, 0.0], [0.0, 2.0]], [1])
        array([[ 1., -1.]])
    """
    chunks = batches.layer(input, linear_weight, target, linear_bias, weight, reduction, ignore_index, batch_chunk_size)
    smoothing = checks.smoothing(label_smoothing)

    def by_features(rows):
        by_x = rows.back(by_logits(rows, smoothing))
        batch = by_x.shape[: np.ndim(input) - 1]
        return by_x.reshape(*batch, len(rows.matrix)) @ rows.matrix

    with np.errstate(all="ignore"):
        return batches.joined([by_features(rows) for rows in chunks])


def kl_div(
    input: ArrayLike,
    target: ArrayLike,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    log_target: bool = False,
) -> np.ndarray | float:
    r"""Differentiate `kl_div` by the log-probabilities: minus the target.

    $$\frac{\partial \ell}{\partial \log q_c} = -\frac{t_c}{D}$$

    Arguments and errors are those of [`kl_div`][snippets.losses.kl_div].
    The result has the shape and dtype of `input`.

    Special cases:
        - The values of `input` do not occur.
        - Where `input` was broadcast, the derivatives of its copies are added.

    Examples:
        >>> kl_div([[-0.5, -1.0]], [[0.75, 0.25]], reduction="batchmean")
        array([[-0.75, -0.25]])
    """
    log_q, t, shape, _, reduction = batches.divergence(input, target, reduction, size_average, reduce, log_target)
    with np.errstate(all="ignore"):
        t = np.exp(t) if log_target else t
        gradient = np.broadcast_to(-t / reduction.total, shape)
        return checks.result(batches.unbroadcast(gradient, log_q.shape).astype(log_q.dtype))


def binary_cross_entropy(
    input: ArrayLike,
    target: ArrayLike,
    weight: ArrayLike | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> np.ndarray | float:
    r"""Differentiate `binary_cross_entropy` by the probabilities.

    $$\frac{\partial \ell}{\partial p} = \frac{w}{D} \cdot \frac{p - t}{\max(p (1 - p),\ 10^{-12})}$$

    The bound is torch's; it is 10⁻¹² rounded to float32.

    Arguments and errors are those of [`binary_cross_entropy`][snippets.binary.binary_cross_entropy].
    The result has the shape and dtype of `input`.

    Special cases:
        - Where $p$ is 0 or 1 and the target says the opposite, it is about $\mp 10^{12} w / D$.
        - Where $p$ is 0 or 1 and the target says so too, it is 0.

    Examples:
        >>> binary_cross_entropy([0.5], [1.0])
        array([-2.])
    """
    p, t, w, reduction = batches.probabilities(input, target, weight, reduction, size_average, reduce)
    with np.errstate(all="ignore"):
        return checks.result((p - t) / np.maximum(p * (1 - p), SMALLEST) * w / reduction.total)


def binary_cross_entropy_with_logits(
    input: ArrayLike,
    target: ArrayLike,
    weight: ArrayLike | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    pos_weight: ArrayLike | None = None,
) -> np.ndarray | float:
    r"""Differentiate `binary_cross_entropy_with_logits` by the logits: probability minus target.

    $$\frac{\partial \ell}{\partial x} = \frac{w}{D} \left( (v\, t + 1 - t)\, \sigma(x) - v\, t \right)$$

    where $v$ is `pos_weight`. Without it this is $\sigma(x) - t$.

    Arguments and errors are those of
    [`binary_cross_entropy_with_logits`][snippets.binary.binary_cross_entropy_with_logits].
    The result has the shape and dtype of `input`.

    Special cases:
        - It is finite for infinite logits, where the loss is nan or infinite.

    Examples:
        >>> binary_cross_entropy_with_logits([0.0], [1.0])
        array([-0.5])
    """
    x, t, w, v, reduction = batches.logits(input, target, weight, reduction, size_average, reduce, pos_weight)
    with np.errstate(all="ignore"):
        scale = 1 if pos_weight is None else v * t + 1 - t  # an infinite target would give nan
        gradient = w / reduction.total * (scale * sigmoid(x) - v * t)
        return checks.result(gradient.astype(x.dtype))
