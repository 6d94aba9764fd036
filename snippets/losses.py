"""Compute the losses of one choice among classes: names, arguments and values of `torch.nn.functional`, in NumPy."""

import numpy as np
from numpy.typing import ArrayLike

from snippets import batches, checks, smoothed
from snippets.activations import log_softmax


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
        The loss in nats, a Python float; with `"none"` one loss per prediction, shape `(N,)` or `(N, d1, …, dK)`, in
            the dtype of `input`; with class probabilities in the widest one of `input`, `target` and `weight`.

    Raises:
        TypeError: If a dtype does not fit, such as floating-point class indices or integer one-hot rows.
        ValueError: If a shape, `reduction`, `label_smoothing` or `ignore_index` does not fit.
        IndexError: If a class index is not from 0 to C − 1 and is not `ignore_index`.

    Special cases:
        - An empty batch has mean nan and sum 0; so has, with class indices, one that is all ignored, or
          all of weight 0 without smoothing.
        - Ignored predictions may hold nan or infinite logits.
        - A logit of $-\infty$ at the label gives $\infty$, and nan where the label has weight 0; elsewhere it is
          harmless with class indices, but gives $\infty$ with smoothing, and nan with class probabilities of 0 at its
          place.
        - A row with $+\infty$ or nan, or of $-\infty$ alone, gives nan.
        - Class probabilities are not checked: they may be negative and need not sum to 1.
        - A single class, C = 1, with class indices gives 0 for every finite logit.
        - A negative or nan `label_smoothing` means none.

    Examples:
        >>> round(cross_entropy([[2.0, 1.0, 0.1]], [0]), 4)
        0.417
        >>> round(cross_entropy([[2.0, 1.0, 0.1], [0.3, 2.0, 0.5]], [0, 1], weight=[3.0, 1.0, 1.0]), 4)
        0.3979
        >>> round(cross_entropy([[2.0, 1.0, 0.1]], [[0.7, 0.2, 0.1]]), 4)
        0.807

    Source:
        `torch.nn.CrossEntropyLoss` in PyTorch's documentation; smoothing from C. Szegedy et al., Rethinking the
        Inception Architecture for Computer Vision, 2015, arXiv 1512.00567.
    """
    rows = batches.labelled(input, target, weight, ignore_index, reduction, size_average, reduce, soft=True)
    return smoothed.cross_entropy([rows], checks.smoothing(label_smoothing))


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
        - A log-probability of $-\infty$ at the label gives $\infty$, and nan where the label has weight 0.
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
    rows = batches.labelled(input, target, weight, ignore_index, reduction, size_average, reduce)
    with np.errstate(all="ignore"):
        return rows.reduction.of(-rows.w_y * rows.at_label(rows.x))


def kl_div(
    input: ArrayLike,
    target: ArrayLike,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    log_target: bool = False,
) -> np.ndarray | float:
    r"""Measure how far the distribution behind log-probabilities is from a target distribution, term by term.

    $$\ell_c = t_c \left( \log t_c - \log q_c \right)$$

    where `input` holds $\log q$; with `log_target`, `target` holds $\log t$. Summed over the classes this is
    $D_{\mathrm{KL}}(t \,\Vert\, q)$. `"batchmean"` divides the sum by the first size of `input`: the mean over a batch
    `(N, C)`; for one distribution `(C,)` use `"sum"`. `"mean"` divides by the number of all terms.

    Args:
        input: Log-probabilities of any shape, float32 or float64.
        target: Probabilities, or log-probabilities with `log_target`, float32 or float64; the shapes broadcast to one
            another.
        size_average: Deprecated, use `reduction`.
        reduce: Deprecated, use `reduction`.
        reduction: What to do with the terms: `"none"`, `"batchmean"`, `"mean"` or `"sum"`.
        log_target: Whether `target` holds log-probabilities.

    Returns:
        The divergence in nats, a Python float; with `"none"` its terms in the common shape and the wider dtype.

    Raises:
        TypeError: If a dtype does not fit, such as an integer target.
        ValueError: If the shapes do not broadcast or `reduction` does not fit.

    Special cases:
        - A target of 0 gives 0 where `input` is finite, nan where it is infinite.
        - A negative target without `log_target` gives nan.
        - A target of $-\infty$ with `log_target` gives nan.
        - An empty batch has mean and batchmean nan and sum 0.
        - With `"none"` terms may be negative: only the sum over the classes of two distributions is at least 0.
        - Nothing checks that these are distributions: probabilities or logits as `input`, swapped arguments or a
          target that does not sum to 1 can give a negative loss.

    Examples:
        >>> round(kl_div(np.log([[0.5, 0.5]]), [[0.75, 0.25]], reduction="batchmean"), 4)
        0.1308

    Source:
        `torch.nn.KLDivLoss` in PyTorch's documentation.
    """
    log_q, t, _, dtype, reduction = batches.divergence(input, target, reduction, size_average, reduce, log_target)
    with np.errstate(all="ignore"):
        log_q = log_q.astype(dtype)
        if log_target:
            return reduction.of(np.exp(t).astype(dtype) * (t.astype(dtype) - log_q))
        t_log_t = np.where(t == 0, 0, t * np.log(t))
        return reduction.of(t_log_t.astype(dtype) - t.astype(dtype) * log_q)


def focal_loss(
    input: ArrayLike,
    target: ArrayLike,
    weight: ArrayLike | None = None,
    gamma: float = 2.0,
    ignore_index: int = -100,
    reduction: str = "mean",
) -> np.ndarray | float:
    r"""Measure how far logits are from class indices, and play down what is already right.

    $$\ell = -w_y (1 - p_y)^\gamma \log p_y$$

    with $p = \operatorname{softmax}(x)$ along the classes, and $1 - p_y$ computed as $-\operatorname{expm1}(\log p_y)$,
    which keeps what $1 - p_y$ would round away. The mean divides by $\sum w_y$ over what is not ignored, so that
    $\gamma = 0$ is `cross_entropy`. Two logits $0$ and $x$ with `weight=[1 - alpha, alpha]` give the paper's binary
    loss of each prediction; only the mean differs, where one weight for all classes changes nothing.

    Args:
        input: Logits of shape `(C,)`, `(N, C)` or `(N, C, d1, …, dK)`, float32 or float64.
        target: Class indices, int64 (also uint8 if `input` has at most two dimensions), of shape `()`, `(N,)` or
            `(N, d1, …, dK)`.
        weight: One weight per class, shape `(C,)`, in the dtype of `input`; the paper's $\alpha_t$.
        gamma: The paper's $\gamma$: how strongly right predictions are played down; finite, at least 0.
        ignore_index: The class index whose predictions count neither in the loss nor in its mean.
        reduction: What to do with the losses: `"none"`, `"mean"` or `"sum"`.

    Returns:
        The loss in nats, a Python float; with `"none"` one loss per prediction in the dtype of `input`, shape `(N,)`
            or `(N, d1, …, dK)`.

    Raises:
        TypeError: If a dtype does not fit, such as floating-point class indices.
        ValueError: If a shape, `reduction` or `gamma` does not fit.
        IndexError: If a class index is not from 0 to C − 1 and is not `ignore_index`.

    Special cases:
        - A batch that is empty, all ignored or all of weight 0 has mean nan and sum 0.
        - Ignored predictions may hold nan or infinite logits.
        - A logit of $-\infty$ at the label gives $\infty$, and nan where the label has weight 0.
        - A row with $+\infty$ or nan, or of $-\infty$ alone, gives nan.

    Examples:
        >>> round(focal_loss([[2.0, 1.0, 0.1]], [0]), 4)
        0.0485

    Source:
        T.-Y. Lin et al., Focal Loss for Dense Object Detection, 2017, arXiv 1708.02002; PyTorch has no such function.
    """
    gamma = checks.gamma(gamma)
    rows = batches.labelled(input, target, weight, ignore_index, reduction)
    with np.errstate(all="ignore"):
        log_p = rows.at_label(log_softmax(rows.x, dim=-1))
        return rows.reduction.of(-rows.w_y * (-np.expm1(log_p)) ** gamma * log_p)


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
) -> np.ndarray | float:
    r"""Apply a linear layer and measure its logits by cross entropy, a chunk of rows at a time.

    $$\ell_n = \operatorname{cross\_entropy}(W h_n + b,\ y_n)$$

    A row's loss needs the logits of that row alone. So no more than `batch_chunk_size` rows of logits exist at a time,
    where `cross_entropy` needs all N; the value is the same.

    Args:
        input: Features $h$ of shape `(F,)` or `(N, F)`, float32 or float64.
        linear_weight: The layer's $W$ of shape `(C, F)`, or `(C, d1, …, dK, F)` for logits `(N, C, d1, …, dK)`.
        target: As for `cross_entropy` with these logits.
        linear_bias: The layer's $b$ in the shape of `linear_weight` without F.
        weight: As for `cross_entropy`.
        reduction: What to do with the losses: `"none"`, `"mean"` or `"sum"`.
        ignore_index: As for `cross_entropy`; None means −100, and nothing else goes with class probabilities.
        label_smoothing: As for `cross_entropy`.
        batch_chunk_size: How many rows of logits are held at a time.

    Returns:
        What `cross_entropy` returns for these logits.

    Raises:
        TypeError: If a dtype does not fit; input, layer and bias have one dtype.
        ValueError: If a shape or an option does not fit.
        IndexError: If a class index is not from 0 to C − 1 and is not `ignore_index`.

    Special cases:
        - A batch that is empty, all ignored, or all of weight 0 without smoothing has mean nan and sum 0.
        - The rows of a batch that `batch_chunk_size` does not divide are all there: the last chunk is smaller.

    Examples:
        >>> round(linear_cross_entropy([[1.0, 2.0]], [[1.0, 0.0], [0.0, 1.0]], [1]), 4)
        0.3133

    Source:
        `torch.nn.functional.linear_cross_entropy`, whose `options` hold the chunk size; E. Wijmans et al., Cut Your
        Losses in Large-Vocabulary Language Models, 2024, arXiv 2411.09009.
    """
    chunks = batches.layer(input, linear_weight, target, linear_bias, weight, reduction, ignore_index, batch_chunk_size)
    return smoothed.cross_entropy(chunks, checks.smoothing(label_smoothing))
