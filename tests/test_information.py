"""Entropy, cross entropy and divergence satisfy their definitions and inequalities."""

import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

import snippets
from snippets.information import cross_entropy, entropy, kl_divergence

pytestmark = pytest.mark.filterwarnings("error")

LOG2, LOG3 = math.log(2), math.log(3)
identity = settings(max_examples=settings().max_examples // 10)  # fewer than comparisons with torch need


@st.composite
def pairs(draw, smallest=0):
    counts = st.lists(st.integers(smallest, 50), min_size=4, max_size=4).filter(any)
    p, q = np.array(draw(counts), float), np.array(draw(counts), float)
    return p / p.sum(), q / q.sum()


@identity
@given(pairs())
def test_divergence_is_not_negative(pair):
    p, q = pair
    assert kl_divergence(p, q) >= -1e-15
    assert kl_divergence(p, p) == 0


@identity
@given(pairs())
def test_cross_entropy_is_entropy_plus_divergence(pair):
    p, q = pair
    assert cross_entropy(p, q) == pytest.approx(entropy(p) + kl_divergence(p, q), rel=1e-12, abs=1e-12)
    assert cross_entropy(p, p) == entropy(p)
    assert 0 <= entropy(p) <= math.log(4) + 1e-15


@identity
@given(pairs())
def test_infinite_where_the_prediction_excludes_what_occurs(pair):
    p, q = pair
    excluded = bool(((p > 0) & (q == 0)).any())
    assert (cross_entropy(p, q) == math.inf) == (kl_divergence(p, q) == math.inf) == excluded


@identity
@given(pairs(smallest=1))
def test_as_torch(pair):
    p, q = map(torch.tensor, pair)
    assert entropy(*pair[:1]) == pytest.approx(torch.distributions.Categorical(p).entropy().item(), rel=1e-12)
    assert kl_divergence(*pair) == pytest.approx(F.kl_div(q.log(), p, reduction="sum").item(), rel=1e-12, abs=1e-15)


@identity
@given(pairs())
def test_the_loss_is_the_cross_entropy_from_target_to_softmax(pair):
    p, x = pair
    assert snippets.cross_entropy(x, p) == pytest.approx(cross_entropy(p, snippets.softmax(x, dim=0)), rel=1e-12)


@identity
@given(pairs())
def test_divergence_minus_cross_entropy_is_minus_entropy(pair):
    p, x = pair
    divergence = snippets.kl_div(snippets.log_softmax(x, dim=0), p, reduction="sum")
    assert divergence - snippets.cross_entropy(x, p) == pytest.approx(-entropy(p), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(
    ("function", "args", "expected"),
    [
        (entropy, ([1.0, 0.0],), 0),
        (entropy, ([1.0],), 0),
        (entropy, ([0.5, 0.5],), LOG2),
        (entropy, ([0.5, 0.25, 0.25],), 1.5 * LOG2),
        (entropy, ([0.2] * 5,), math.log(5)),
        (
            cross_entropy,
            (
                [0.5, 0.5],
                [0.25, 0.75],
            ),
            2 * LOG2 - 0.5 * LOG3,
        ),
        (
            cross_entropy,
            (
                [0.25, 0.75],
                [0.5, 0.5],
            ),
            LOG2,
        ),
        (
            cross_entropy,
            (
                [1.0, 0.0],
                [1.0, 0.0],
            ),
            0,
        ),
        (
            cross_entropy,
            (
                [0.0, 1.0],
                [1.0, 0.0],
            ),
            math.inf,
        ),
        (
            kl_divergence,
            (
                [0.5, 0.5],
                [0.25, 0.75],
            ),
            LOG2 - 0.5 * LOG3,
        ),
        (
            kl_divergence,
            (
                [0.25, 0.75],
                [0.5, 0.5],
            ),
            0.75 * LOG3 - LOG2,
        ),
        (
            kl_divergence,
            (
                [1.0, 0.0],
                [0.5, 0.5],
            ),
            LOG2,
        ),
        (
            kl_divergence,
            (
                [0.5, 0.5],
                [1.0, 0.0],
            ),
            math.inf,
        ),
    ],
)
def test_closed_forms(function, args, expected):
    value = function(*args)
    assert type(value) is float
    assert value == pytest.approx(expected, rel=1e-12, abs=1e-15)


def test_not_symmetric():
    p, q = [0.5, 0.5], [0.25, 0.75]
    assert cross_entropy(p, q) != cross_entropy(q, p)
    assert kl_divergence(p, q) != kl_divergence(q, p)


def test_zero_has_no_sign():
    assert str(entropy([1.0])) == str(cross_entropy([1.0], [1.0])) == str(kl_divergence([1.0], [1.0])) == "0.0"


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_one_value_per_row_in_the_dtype_of_the_rows(dtype):
    p = np.full((2, 3, 4), 0.25, dtype)
    for value, expected in ((entropy(p), math.log(4)), (cross_entropy(p, p), math.log(4)), (kl_divergence(p, p), 0)):
        assert value.shape == (2, 3) and value.dtype == dtype
        np.testing.assert_allclose(value, expected, rtol=1e-6)
    assert entropy(np.zeros((0, 3), dtype)).shape == (0,)


def test_a_list_takes_the_dtype_of_the_other_distribution():
    p = np.array([[0.25, 0.75]], np.float32)
    assert cross_entropy(p, [[0.5, 0.5]]).dtype == kl_divergence(p, [[0.5, 0.5]]).dtype == np.float32


def test_the_sum_may_be_off_by_rounding():
    p = [1 / 3 + 0.9e-5, 1 / 3, 1 / 3]
    assert entropy(p) == pytest.approx(LOG3, abs=1e-5)
    assert entropy(np.full(1000, 1 / 1000, np.float32)) == pytest.approx(math.log(1000), rel=1e-5)
