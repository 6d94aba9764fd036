"""Losses and gradients have the values of closed forms and keep their identities: in seconds, and without torch.

A wrong constant, sign, weight, denominator or logarithm in a formula fails here first: `make quick`.
"""

import math

import numpy as np
import pytest

import snippets
from snippets import gradients

pytestmark = pytest.mark.filterwarnings("error")

INF, NAN = math.inf, math.nan
LN2, LN3, LN5 = math.log(2), math.log(3), math.log(5)

# Logits of the probabilities 1/8, 2/8, 5/8 and 4/8, 3/8, 1/8, up to a shift
X = np.log([[1.0, 2.0, 5.0], [4.0, 3.0, 1.0]]) + [[7.0], [-2.0]]
P = np.array([[1 / 8, 2 / 8, 5 / 8], [4 / 8, 3 / 8, 1 / 8]])
LOG_P = np.array([[-3 * LN2, -2 * LN2, LN5 - 3 * LN2], [-LN2, LN3 - 3 * LN2, -3 * LN2]])
Y, T, W = [0, 1], np.array([[0.5, 0.5, 0.0], [0.25, 0.0, 0.75]]), np.array([2.0, 6.0, 1.0])
FIRST, SECOND = 3 * LN2, 3 * LN2 - LN3  # what the labels cost
ALL = -(LOG_P * W).sum(axis=1)  # what all classes cost, weighted
ONE_HOT = np.eye(3)[Y]

# A linear layer that has these logits
H = np.array([[1.0, 0.0], [0.0, 2.0]])
LAYER, BIAS = np.stack([X[0] - 1, (X[1] - 1) / 2], axis=1), np.ones(3)

# Probabilities of yes 3/4 and 1/5, and their logits
YES, LOGITS = np.array([0.75, 0.2]), np.array([LN3, -2 * LN2])
SURE, DOUBT = np.array([1.0, 0.0]), np.array([0.25, 0.5])
STEEP = float(np.float32(1e-12))


def call(expected, *args, **kwargs):
    return expected, args, kwargs


def smoothed(epsilon, target):
    """Return the weighted target that smoothing makes."""
    return W * ((1 - epsilon) * target + epsilon / 3)


def focal_factor(p, gamma):
    return (1 - p) ** gamma * (1 - gamma * p * np.log(p) / (1 - p))


VALUES = {
    "softmax": [call(P, X, 1), call(P.T, X.T, 0)],
    "log_softmax": [call(LOG_P, X, 1), call(LOG_P.T, X.T, 0)],
    "sigmoid": [call(YES, LOGITS), call(0.5, 0.0)],
    "logsigmoid": [call(np.log(YES), LOGITS), call(-LN2, 0.0), call(-math.exp(-50), 50.0)],
    "cross_entropy": [
        call([FIRST, SECOND], X, Y, reduction="none"),
        call(FIRST + SECOND, X, Y, reduction="sum"),
        call((FIRST + SECOND) / 2, X, Y),
        call([2 * FIRST, 6 * SECOND], X, Y, W, reduction="none"),
        call((2 * FIRST + 6 * SECOND) / 8, X, Y, W),
        call(FIRST, X, [0, -100], W),
        call(SECOND, X, [2, 1], ignore_index=2),
        call([0.9 * 2 * FIRST + 0.1 / 3 * ALL[0], 0], X, [0, -100], W, reduction="none", label_smoothing=0.1),
        call((0.9 * (2 * FIRST + 6 * SECOND) + 0.1 / 3 * ALL.sum()) / 8, X, Y, W, label_smoothing=0.1),
        call(ALL.sum() / 3 / 8, X, Y, W, label_smoothing=1.0),
        call(-(T * LOG_P).sum(axis=1), X, T, reduction="none"),
        call(-(T * W * LOG_P).sum() / 2, X, T, W),
        call(-(smoothed(0.3, T) * LOG_P).sum() / 2, X, T, W, label_smoothing=0.3),
        call(math.log(1000), np.zeros((3, 1000)), [0, 1, 2]),
    ],
    "nll_loss": [
        call([3, 5], [[-3.0, -1.0], [-2.0, -5.0]], Y, reduction="none"),
        call((2 * 3 + 6 * 5) / 8, [[-3.0, -1.0], [-2.0, -5.0]], Y, [2.0, 6.0]),
        call(2 * 3 + 6 * 5, [[-3.0, -1.0], [-2.0, -5.0]], Y, [2.0, 6.0], reduction="sum"),
        call(3, [[-3.0, -1.0], [-2.0, -5.0]], [0, 7], [2.0, 6.0], ignore_index=7),
    ],
    "focal_loss": [
        call([(7 / 8) ** 2 * FIRST, (5 / 8) ** 2 * SECOND], X, Y, reduction="none"),
        call((2 * (7 / 8) ** 3 * FIRST + 6 * (5 / 8) ** 3 * SECOND) / 8, X, Y, W, gamma=3.0),
        call((FIRST + SECOND) / 2, X, Y, gamma=0.0),
        call(math.sqrt(7 / 8) * FIRST, X, [0, -100], gamma=0.5),
    ],
    "linear_cross_entropy": [
        call([FIRST, SECOND], H, LAYER, Y, linear_bias=BIAS, reduction="none", batch_chunk_size=1),
        call((2 * FIRST + 6 * SECOND) / 8, H, LAYER, Y, linear_bias=BIAS, weight=W, batch_chunk_size=1),
        call(-(smoothed(0.3, T) * LOG_P).sum() / 2, H, LAYER, T, linear_bias=BIAS, weight=W, label_smoothing=0.3),
        call((0.9 * 2 * FIRST + 0.1 / 3 * ALL[0]) / 2, H, LAYER, [0, -100], linear_bias=BIAS, weight=W,
             label_smoothing=0.1, batch_chunk_size=1),
    ],
    "kl_div": [
        call(P * (np.log(P) - LOG_P[::-1]), LOG_P[::-1], P, reduction="none"),
        call(P * (LOG_P - LOG_P[::-1]), LOG_P[::-1], LOG_P, reduction="none", log_target=True),
        call((P * (LOG_P - LOG_P[::-1])).sum(), LOG_P[::-1], P, reduction="sum"),
        call((P * (LOG_P - LOG_P[::-1])).sum() / 2, LOG_P[::-1], P, reduction="batchmean"),
        call((P * (LOG_P - LOG_P[::-1])).sum() / 6, LOG_P[::-1], P),
    ],
    "binary_cross_entropy": [
        call([2 * LN2 - LN3, LN5 - 2 * LN2], YES, SURE, reduction="none"),
        call([-0.25 * math.log(3 / 4) - 0.75 * math.log(1 / 4), 0.5 * LN5 - 0.5 * math.log(4 / 5)], YES, DOUBT,
             reduction="none"),
        call((2 * (2 * LN2 - LN3) + 6 * (LN5 - 2 * LN2)) / 2, YES, SURE, [2.0, 6.0]),
        call([100, 100, 0, 25, 1e-30, 30 * math.log(10)], [0.0, 1.0, 1.0, 0.0, 1e-30, 1e-30],
             [1.0, 0.0, 1.0, 0.25, 0.0, 1.0], reduction="none"),
    ],
    "binary_cross_entropy_with_logits": [
        call([2 * LN2 - LN3, LN5 - 2 * LN2], LOGITS, SURE, reduction="none"),
        call([-0.25 * math.log(3 / 4) - 0.75 * math.log(1 / 4), 0.5 * LN5 - 0.5 * math.log(4 / 5)], LOGITS, DOUBT,
             reduction="none"),
        call((2 * 5 * (2 * LN2 - LN3) + 6 * (LN5 - 2 * LN2)) / 2, LOGITS, SURE, [2.0, 6.0], pos_weight=[5.0, 7.0]),
        call([7 * 0.5 * LN5 - 0.5 * math.log(4 / 5)], LOGITS[1:], DOUBT[1:], reduction="none", pos_weight=7.0),
        call([1000, 1000, 0], [1000.0, -1000.0, 1000.0], [0.0, 1.0, 1.0], reduction="none"),
    ],
}  # fmt: skip
GRADIENTS = {
    "cross_entropy": [
        call(P - ONE_HOT, X, Y, reduction="sum"),
        call(P - ONE_HOT, X, Y, reduction="none"),
        call((P - ONE_HOT) / 2, X, Y),
        call((P - ONE_HOT) * [[2], [6]] / 8, X, Y, W),
        call((P - ONE_HOT) * [[1], [0]], X, [0, -100], W),
        call((P * smoothed(0.3, ONE_HOT).sum(axis=1, keepdims=True) - smoothed(0.3, ONE_HOT)) / 8, X, Y, W,
             label_smoothing=0.3),
        call((P * smoothed(0.3, T).sum(axis=1, keepdims=True) - smoothed(0.3, T)) / 2, X, T, W, label_smoothing=0.3),
        call((P - T) / 2, X, T),
    ],
    "cross_entropy_hessian": [call([np.diag(p) - np.outer(p, p) for p in P], X)],
    "nll_loss": [
        call(-ONE_HOT * [[2], [6], ] / 8, X, Y, W),
        call(-ONE_HOT, X, Y, reduction="none"),
        call(-ONE_HOT * [[1], [0]], X, [0, 7], W, ignore_index=7),
    ],
    "focal_loss": [
        call((P - ONE_HOT) * [[focal_factor(1 / 8, 2)], [focal_factor(3 / 8, 2)]] / 2, X, Y),
        call((P - ONE_HOT) * [[2 * focal_factor(1 / 8, 0.5)], [6 * focal_factor(3 / 8, 0.5)]] / 8, X, Y, W, gamma=0.5),
        call((P - ONE_HOT) / 2, X, Y, gamma=0.0),
        call((P - ONE_HOT) * [[focal_factor(1 / 8, 3)], [0]], X, [0, -100], gamma=3.0),
    ],
    "linear_cross_entropy": [
        call((P - ONE_HOT) @ LAYER / 2, H, LAYER, Y, linear_bias=BIAS, batch_chunk_size=1),
        call(((P - ONE_HOT) * [[2], [6]]) @ LAYER / 8, H, LAYER, Y, linear_bias=BIAS, weight=W, batch_chunk_size=1),
        call((P - T) @ LAYER, H, LAYER, T, linear_bias=BIAS, reduction="sum"),
    ],
    "kl_div": [
        call(-P, LOG_P[::-1], P, reduction="sum"),
        call(-P / 6, LOG_P[::-1], P),
        call(-P / 2, LOG_P[::-1], LOG_P, reduction="batchmean", log_target=True),
    ],
    "binary_cross_entropy": [
        call([-4 / 3 / 2, 5 / 4 / 2], YES, SURE),
        call([2 * 0.5 / (3 / 16), 6 * -0.3 / (4 / 25)], YES, DOUBT, [2.0, 6.0], reduction="sum"),
        call([-1 / STEEP, 1 / STEEP, 0], [0.0, 1.0, 1.0], [1.0, 0.0, 1.0], reduction="none"),
    ],
    "binary_cross_entropy_with_logits": [
        call([-1 / 8, 1 / 10], LOGITS, SURE),
        call([2 * 0.5, 6 * -0.3], LOGITS, DOUBT, [2.0, 6.0], reduction="sum"),
        call([5 * -1 / 4, 7 * 0.5 * -0.8 + 0.5 * 0.2], LOGITS, [1.0, 0.5], reduction="none", pos_weight=[5.0, 7.0]),
    ],
}  # fmt: skip


def cases(tables):
    return [
        pytest.param(name, *case, id=f"{name}-{n}") for name, table in tables.items() for n, case in enumerate(table)
    ]


@pytest.mark.parametrize(("name", "expected", "args", "kwargs"), cases(VALUES))
def test_value(name, expected, args, kwargs):
    np.testing.assert_allclose(getattr(snippets, name)(*args, **kwargs), expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(("name", "expected", "args", "kwargs"), cases(GRADIENTS))
def test_gradient(name, expected, args, kwargs):
    np.testing.assert_allclose(getattr(gradients, name)(*args, **kwargs), expected, rtol=1e-12, atol=1e-15)


# Where something is infinite, nan or 0


def test_smoothing_that_leaves_nothing_of_an_infinite_loss_gives_nan():
    assert np.isnan(snippets.cross_entropy([[-INF, 0.0]], [0], label_smoothing=1.0, reduction="none")).all()


def test_opposite_infinite_weights_give_nan():
    assert np.isnan(gradients.nll_loss(np.zeros((2, 2)), [0, 1], [INF, -INF]))[[0, 1], [0, 1]].all()


def test_opposite_weights_make_the_mean_infinite():
    assert snippets.nll_loss([[-1.0, -2.0]] * 2, [0, 1], [1.0, -1.0]) == -INF


@pytest.mark.parametrize(
    ("input", "target", "expected"),
    [
        ([[INF, 0.0]], [0], NAN),
        ([[INF, 0.0]], [1], NAN),
        ([[-INF, -INF]], [0], NAN),
        ([[NAN, 0.0]], [1], NAN),
        ([[-INF, 0.0]], [0], INF),
        ([[-INF, 0.0]], [1], 0.0),
        ([[-INF, 0.0]], [[0.0, 1.0]], NAN),
        ([[-INF, 0.0]], [[0.5, 0.5]], INF),
        ([[1000.0, 0.0]], [1], 1000.0),
        ([[NAN, 0.0], [0.0, 0.0]], [-100, 0], LN2),
        ([[0.0, 0.0]], [-100], NAN),
        (np.zeros((0, 2)), [], NAN),
    ],
)
def test_special_cases_of_cross_entropy(input, target, expected):
    np.testing.assert_allclose(snippets.cross_entropy(input, target), expected)


@pytest.mark.parametrize(
    ("p", "t", "expected"),
    [(0.0, 0.0, 0.0), (0.0, 1.0, 100.0), (1.0, 0.0, 100.0), (1.0, 1.0, 0.0), (0.0, 0.25, 25.0), (0.5, 0.3, LN2),
     (1e-30, 0.0, 1e-30), (1e-30, 1.0, 30 * math.log(10)), (1e-60, 1.0, 100.0)],
)  # fmt: skip
def test_special_cases_of_binary_cross_entropy(p, t, expected):
    np.testing.assert_allclose(snippets.binary_cross_entropy(p, t), expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("x", "t", "expected"),
    [(0.0, 0.3, LN2), (1e4, 1.0, 0.0), (1e4, 0.0, 1e4), (-1e4, 1.0, 1e4), (-1e4, 0.0, 0.0),
     (-50.0, 0.0, 0.0), (-30.0, 1.0, 30.0), (INF, 1.0, NAN), (INF, 0.0, INF), (-INF, 0.0, NAN), (-INF, 1.0, NAN)],
)  # fmt: skip
def test_special_cases_of_binary_cross_entropy_with_logits(x, t, expected):
    np.testing.assert_allclose(snippets.binary_cross_entropy_with_logits(x, t), expected, rtol=1e-12)


def test_a_loss_of_zero_has_no_sign():
    losses = snippets.cross_entropy([5.0], 0), snippets.nll_loss([0.0], 0), snippets.binary_cross_entropy(1.0, 1.0)
    assert [str(loss) for loss in losses] == ["0.0"] * 3
    ignored = [loss([[0.0, -1.0]], [-100], reduction="none") for loss in (snippets.nll_loss, snippets.focal_loss)]
    assert not np.signbit(ignored).any()
