"""Measure distributions in nats: entropy, cross entropy and Kullback–Leibler divergence."""

import numpy as np
from numpy.typing import ArrayLike

from snippets import checks


def entropy(p: ArrayLike) -> np.ndarray | float:
    r"""Measure how uncertain a distribution is.

    $$H(p) = -\sum_c p_c \log p_c$$

    Terms with $p_c = 0$ are set to 0, the limit of $p \log p$, before the sum.

    Args:
        p: Distributions of shape `(…, C)`, float32 or float64, non-negative, with sum 1 (within 1e-5) along the
            last axis.

    Returns:
        Entropies in nats, shape `(…)`, from 0 to $\log C$; a Python float if that shape is `()`.

    Raises:
        TypeError: If `p` is not floating point.
        ValueError: If `p` is a single number, holds a negative value or nan, or does not sum to 1.

    Special cases:
        - $0 \log 0 = 0$: a certain outcome has entropy 0.
        - An empty batch, shape `(0, C)`, gives an empty array.

    Examples:
        >>> round(entropy([0.5, 0.5]), 4)
        0.6931
        >>> entropy([1.0, 0.0])
        0.0

    Source:
        C. E. Shannon, A Mathematical Theory of Communication, 1948, DOI 10.1002/j.1538-7305.1948.tb01338.x.
    """
    p = checks.distribution("p", p)
    with np.errstate(all="ignore"):
        return checks.result(-np.where(p > 0, p * np.log(p), 0).sum(axis=-1))


def cross_entropy(p: ArrayLike, q: ArrayLike) -> np.ndarray | float:
    r"""Measure the cost of describing outcomes of `p` with a code made for `q`.

    $$H(p, q) = -\sum_c p_c \log q_c = H(p) + D_{\mathrm{KL}}(p \parallel q)$$

    Terms with $p_c = 0$ are set to 0 before the sum. Not symmetric: $H(p, q) \neq H(q, p)$ in general.

    Args:
        p: True distributions of shape `(…, C)`, float32 or float64, non-negative, with sum 1 (within 1e-5) along
            the last axis.
        q: Predicted distributions, likewise, in the shape of `p`.

    Returns:
        Cross entropies in nats, shape `(…)`, never below the entropy of `p`; a Python float if that shape is `()`.

    Raises:
        TypeError: If `p` or `q` is not floating point.
        ValueError: If one is not a distribution, or their shapes differ.

    Special cases:
        - $0 \log 0 = 0$: an outcome that does not occur costs nothing.
        - $\infty$ where $p_c > 0$ and $q_c = 0$.
        - An empty batch, shape `(0, C)`, gives an empty array.

    Examples:
        >>> round(cross_entropy([0.5, 0.5], [0.25, 0.75]), 4)
        0.837
        >>> cross_entropy([0.5, 0.5], [1.0, 0.0])
        inf

    Source:
        C. E. Shannon, A Mathematical Theory of Communication, 1948, DOI 10.1002/j.1538-7305.1948.tb01338.x.
    """
    p, q = checks.distributions(p, q)
    with np.errstate(all="ignore"):
        return checks.result(-np.where(p > 0, p * np.log(q), 0).sum(axis=-1))


def kl_divergence(p: ArrayLike, q: ArrayLike) -> np.ndarray | float:
    r"""Measure what is paid for taking `q` to be the truth when it is `p`.

    $$D_{\mathrm{KL}}(p \parallel q) = \sum_c p_c (\log p_c - \log q_c) = H(p, q) - H(p)$$

    Terms with $p_c = 0$ are set to 0 before the sum. Not symmetric.

    Args:
        p: True distributions of shape `(…, C)`, float32 or float64, non-negative, with sum 1 (within 1e-5) along
            the last axis.
        q: Predicted distributions, likewise, in the shape of `p`.

    Returns:
        Divergences in nats, shape `(…)`, at least 0 up to rounding; a Python float if that shape is `()`.

    Raises:
        TypeError: If `p` or `q` is not floating point.
        ValueError: If one is not a distribution, or their shapes differ.

    Special cases:
        - 0 exactly when the two are equal.
        - $0 \log 0 = 0$: an outcome that does not occur costs nothing.
        - $\infty$ where $p_c > 0$ and $q_c = 0$.
        - An empty batch, shape `(0, C)`, gives an empty array.

    Examples:
        >>> round(kl_divergence([0.5, 0.5], [0.25, 0.75]), 4)
        0.1438
        >>> round(kl_divergence([0.25, 0.75], [0.5, 0.5]), 4)
        0.1308

    Source:
        S. Kullback and R. A. Leibler, On Information and Sufficiency, 1951, DOI 10.1214/aoms/1177729694.
    """
    p, q = checks.distributions(p, q)
    with np.errstate(all="ignore"):
        return checks.result(np.where(p > 0, p * (np.log(p) - np.log(q)), 0).sum(axis=-1))
