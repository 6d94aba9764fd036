"""Turn logits into probabilities and log-probabilities."""

import numpy as np
from numpy.typing import ArrayLike

from snippets import checks


def softmax(input: ArrayLike, dim: int) -> np.ndarray | float:
    r"""Turn logits into probabilities that sum to 1 along `dim`.

    $$\operatorname{softmax}(x)_c = \frac{\exp(x_c)}{\sum_j \exp(x_j)} = \frac{\exp(x_c - m)}{\sum_j \exp(x_j - m)},
    \qquad m = \max_j x_j$$

    The second form is computed: no exponent is above 0, so nothing overflows.

    Args:
        input: Logits of any shape, float32 or float64.
        dim: The dimension that holds the classes; negative values count from the last.

    Returns:
        Probabilities in the shape and dtype of `input`; a Python float if that shape is `()`.

    Raises:
        TypeError: If `input` is not floating point or `dim` is not an integer.
        IndexError: If `input` has no dimension `dim`.

    Special cases:
        - A logit of $-\infty$ beside a finite one has probability 0.
        - A row with $+\infty$ or nan, or of $-\infty$ alone, is nan throughout.

    Examples:
        >>> softmax([0.0, 0.0], dim=0)
        array([0.5, 0.5])
        >>> softmax([[1000.0, 0.0]], dim=1)
        array([[1., 0.]])

    Source:
        `torch.nn.functional.softmax` in PyTorch's documentation.
    """
    input = checks.floats("input", input)
    dim = checks.dimension(dim, input)
    with np.errstate(all="ignore"):
        exps = np.exp(input - input.max(axis=dim, keepdims=True, initial=-np.inf))
        exps /= exps.sum(axis=dim, keepdims=True)
        return checks.result(exps)


def log_softmax(input: ArrayLike, dim: int) -> np.ndarray | float:
    r"""Turn logits into log-probabilities along `dim`.

    $$\log \operatorname{softmax}(x)_c = x_c - \log \sum_j \exp(x_j) = (x_c - m) - \log \sum_j \exp(x_j - m),
    \qquad m = \max_j x_j$$

    The second form is computed: the sum is at least $\exp(0) = 1$, so the logarithm is finite.

    Args:
        input: Logits of any shape, float32 or float64.
        dim: The dimension that holds the classes; negative values count from the last.

    Returns:
        Log-probabilities (nats, at most 0) in the shape and dtype of `input`; a Python float if that shape is `()`.

    Raises:
        TypeError: If `input` is not floating point or `dim` is not an integer.
        IndexError: If `input` has no dimension `dim`.

    Special cases:
        - A logit of $-\infty$ beside a finite one has log-probability $-\infty$.
        - A row with $+\infty$ or nan, or of $-\infty$ alone, is nan throughout.

    Examples:
        >>> log_softmax([[1000.0, 0.0]], dim=1)
        array([[    0., -1000.]])

    Source:
        `torch.nn.functional.log_softmax` in PyTorch's documentation.
    """
    input = checks.floats("input", input)
    dim = checks.dimension(dim, input)
    with np.errstate(all="ignore"):
        shifted = input - input.max(axis=dim, keepdims=True, initial=-np.inf)
        shifted -= np.log(np.exp(shifted).sum(axis=dim, keepdims=True))
        return checks.result(shifted)


def sigmoid(input: ArrayLike) -> np.ndarray | float:
    r"""Turn each logit into a probability of its own.

    $$\sigma(x) = \frac{1}{1 + \exp(-x)}$$

    This form is stable as it stands: where $\exp(-x)$ overflows to $\infty$, the quotient is 0, which is right.

    Args:
        input: Logits of any shape, float32 or float64.

    Returns:
        Probabilities in the shape and dtype of `input`; a Python float if that shape is `()`.

    Raises:
        TypeError: If `input` is not floating point.

    Special cases:
        - $\sigma(-\infty) = 0$, $\sigma(+\infty) = 1$, and nan stays nan.
        - From $x$ of about 17 in float32 and 37 in float64 the result is exactly 1.

    Examples:
        >>> sigmoid(0.0)
        0.5

    Source:
        `torch.nn.functional.sigmoid` in PyTorch's documentation.
    """
    input = checks.floats("input", input)
    with np.errstate(over="ignore"):
        return checks.result(1 / (1 + np.exp(-input)))


def logsigmoid(input: ArrayLike) -> np.ndarray | float:
    r"""Turn each logit into the logarithm of its sigmoid.

    $$\log \sigma(x) = -\log(1 + \exp(-x)) = \min(x, 0) - \log(1 + \exp(-\lvert x \rvert))$$

    The second form is computed, with `log1p`: the exponent is never above 0, and nothing small is added to 1.

    Args:
        input: Logits of any shape, float32 or float64.

    Returns:
        Log-probabilities (nats, at most 0) in the shape and dtype of `input`; a Python float if that shape is `()`.

    Raises:
        TypeError: If `input` is not floating point.

    Special cases:
        - $\log \sigma(-\infty) = -\infty$, $\log \sigma(+\infty) = 0$, and nan stays nan.

    Examples:
        >>> logsigmoid([-1000.0, 1000.0])
        array([-1000.,     0.])

    Source:
        `torch.nn.functional.logsigmoid` in PyTorch's documentation.
    """
    input = checks.floats("input", input)
    return checks.result(np.minimum(input, 0) - np.log1p(np.exp(-np.abs(input))))
