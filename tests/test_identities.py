"""Losses keep the identities that tie one to another, for hundreds of random batches: in a second, without torch."""

import math

import numpy as np
import pytest
from hypothesis import settings

import snippets
from seeds import each_seed

pytestmark = pytest.mark.filterwarnings("error")

COUNT = max(6, settings().max_examples // 10)  # of batches


def batch(seed, shape=(6, 4)):
    rng = np.random.default_rng(seed)
    return rng.normal(size=shape, scale=3), rng.integers(0, shape[1], shape[:1] + shape[2:])


@each_seed(COUNT)
def test_cross_entropy_is_nll_of_log_softmax(seed):
    x, y = batch(seed, (3, 4, 2))
    assert snippets.cross_entropy(x, y) == snippets.nll_loss(snippets.log_softmax(x, dim=1), y)


@each_seed(COUNT)
def test_cross_entropy_ignores_a_shift(seed):
    x, y = batch(seed)
    shift = np.random.default_rng(seed).uniform(-1e3, 1e3)
    assert snippets.cross_entropy(x + shift, y) == pytest.approx(snippets.cross_entropy(x, y), rel=1e-9)


@each_seed(COUNT)
def test_one_hot_probabilities_are_indices(seed):
    x, y = batch(seed)
    one_hot = np.eye(4)[y]
    assert snippets.cross_entropy(x, one_hot) == pytest.approx(snippets.cross_entropy(x, y), rel=1e-12)


def test_one_hot_probabilities_are_not_indices_under_a_weighted_mean():
    x, y, w = np.zeros((2, 2)), [0, 0], [1.0, 3.0]
    assert snippets.cross_entropy(x, y, w) == pytest.approx(math.log(2))
    assert snippets.cross_entropy(x, [[1.0, 0.0]] * 2, w) == pytest.approx(math.log(2))
    assert snippets.cross_entropy(x, [1, 1], w) == pytest.approx(math.log(2))
    assert snippets.cross_entropy(x, [[0.0, 1.0]] * 2, w) == pytest.approx(3 * math.log(2))


@each_seed(COUNT)
def test_two_logits_are_one(seed):
    x, y = batch(seed, (6, 2))
    one = snippets.binary_cross_entropy_with_logits(x[:, 1] - x[:, 0], y.astype(float))
    assert one == pytest.approx(snippets.cross_entropy(x, y), rel=1e-12)


@each_seed(COUNT)
def test_logits_are_probabilities_through_a_sigmoid(seed):
    x, y = batch(seed)
    t = np.eye(4)[y]
    through = snippets.binary_cross_entropy(snippets.sigmoid(x), t)
    assert snippets.binary_cross_entropy_with_logits(x, t) == pytest.approx(through, rel=1e-9)


@each_seed(COUNT)
def test_smoothing_is_a_mixture_of_targets(seed):
    x, y = batch(seed)
    smoothing = np.random.default_rng(seed).random()
    mixture = (1 - smoothing) * np.eye(4)[y] + smoothing / 4
    smoothed = snippets.cross_entropy(x, y, label_smoothing=smoothing)
    assert smoothed == pytest.approx(snippets.cross_entropy(x, mixture), rel=1e-9)


@pytest.mark.parametrize("classes", [1, 2, 10, 1000])
def test_equal_logits_cost_log_c(classes):
    assert snippets.cross_entropy(np.zeros((3, classes)), [0] * 3) == pytest.approx(math.log(classes))
    assert snippets.cross_entropy(np.zeros((3, classes)), np.full((3, classes), 1 / classes)) == pytest.approx(
        math.log(classes)
    )


def test_weighted_mean_divides_by_the_weights_of_the_labels():
    log_p = [[-1.0, -2.0], [-3.0, -4.0], [-5.0, -6.0]]
    assert snippets.nll_loss(log_p, [0, 1, -100], [2.0, 6.0]) == (2 * 1 + 6 * 4) / (2 + 6)


def test_weighted_smoothing():
    first, second = math.log(1 + math.exp(-1)), math.log(1 + math.exp(1))  # -log softmax of the logits 1, 0
    loss = snippets.cross_entropy([1.0, 0.0], 1, [1.0, 3.0], label_smoothing=0.2)
    assert loss == pytest.approx((0.8 * 3 * second + 0.2 / 2 * (1 * first + 3 * second)) / 3)
