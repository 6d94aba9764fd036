"""What the pages say about training holds: identities exactly, statements as ranges, over seeds that no page shows."""

import math
from dataclasses import replace
from functools import cache
from itertools import product

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from snippets.experiments import (
    EXPERIMENTS,
    Curves,
    any_digits,
    label_noise,
    layers,
    losses,
    mixture,
    noisy,
    saturated_start,
    scores,
    train,
    tuned,
)

pytestmark = pytest.mark.filterwarnings("error")

OTHERS = (100, 101, 102)


@cache
def run(name):
    """Run an experiment on seeds that no build runs: those of the pages are in what it prints."""
    return EXPERIMENTS[name](seeds=OTHERS)


def steps(sweep, threshold, rate=None):
    """Return the median number of steps to an accuracy, at a learning rate or at the tuned one."""
    return np.median((tuned(sweep, threshold) if rate is None else sweep[rate]).steps_to(threshold))


def final(curves, score="accuracy"):
    return np.median(curves.final(score))


def middle(curves):
    """Return the median accuracy at each step."""
    return np.median(curves.scores["accuracy"], axis=0)


def least(sweep, threshold):
    """Return the median number of steps to an accuracy, at the learning rate that takes the fewest."""
    return min(np.median(curves.steps_to(threshold)) for curves in sweep.values())


def test_one_vs_all():
    sweeps = run("one_vs_all")
    ce, zero, prior = (steps(sweep, 0.6) for sweep in sweeps.values())
    assert zero >= 1.5 * ce and prior <= 1.3 * ce


def test_class_sum_is_class_mean_at_a_rate_times_classes():
    data = mixture(OTHERS[:2], 10, 3.5, size=100, test_size=100)
    data = replace(data, x=data.x.double(), test_x=data.test_x.double())
    start = [(w.double(), b.double()) for w, b in layers(data.seeds, (8, 16, 10))]
    total = train({"sum": losses.class_sum}, data, start, rates=(0.1,), steps=30)["sum"][0.1]
    mean = train({"mean": losses.class_mean}, data, start, rates=(1.0,), steps=30)["mean"][1.0]
    np.testing.assert_allclose(total.loss, 10 * mean.loss, rtol=1e-10)


def test_saturated_start():
    from_bias = run("saturated_start")
    best = {
        (bias, name): max(final(curves, "auc") for curves in sweep.values())
        for bias, sweeps in from_bias.items()
        for name, sweep in sweeps.items()
    }
    assert min(best[bias, "with_logits"] for bias in from_bias) >= 0.88
    assert all(best[bias, "after_sigmoid"] >= 0.85 for bias in from_bias if -30 <= bias <= 15)
    assert all(best[bias, "squared_error"] >= 0.88 for bias in (-5, 0, 5))
    gap = [best[bias, "with_logits"] - best[bias, "squared_error"] for bias in (-10, 10)]
    assert min(gap) >= 0.03
    for bias, name in product((20, 30, 40), ("after_sigmoid", "squared_error")):
        for curves in from_bias[bias][name].values():
            assert (curves.scores["auc"] == 0.5).all() and (curves.loss == curves.loss[:, :1]).all()
    for name, bias in (("after_sigmoid", -40), *product(["squared_error"], (-40, -30, -20, -15, 15))):
        assert all(np.ptp(curves.scores["auc"], axis=1).max() <= 0.05 for curves in from_bias[bias][name].values())


def test_right_labels():
    sweeps = run("right_labels")
    ce = least(sweeps["cross_entropy"], 0.8)
    assert ce <= 50 and least(sweeps["class_sum"], 0.8) <= 2 * ce
    assert 1.3 * ce <= least(sweeps["generalized"], 0.8) <= 4 * ce
    assert least(sweeps["double_softmax"], 0.8) >= 3 * ce
    for name in ("cross_entropy", "class_sum", "generalized"):
        assert max(final(curves) for curves in sweeps[name].values()) >= 0.93
    for curves in sweeps["absolute_error"].values():
        assert final(curves) <= 0.9 and np.median(predicted(curves)) <= 9


def predicted(curves):
    """Return for each seed how many digits are predicted at all in the end."""
    return [len(np.unique(logits.argmax(axis=-1))) for logits in curves.logits]


def test_label_noise():
    sweeps = run("label_noise")
    at = {name: sweep[0.1] for name, sweep in sweeps.items()}
    for name in ("cross_entropy", "class_sum"):
        assert middle(at[name]).max() - final(at[name]) >= 0.06
    assert middle(at["generalized"]).max() - final(at["generalized"]) <= 0.04
    assert final(at["generalized"]) >= max(final(at[name]) for name in at if name != "generalized") + 0.05
    assert np.median(predicted(at["absolute_error"])) <= 9
    top = {name: max(middle(curves).max() for curves in sweep.values()) for name, sweep in sweeps.items()}
    assert 0 <= top["generalized"] - top["cross_entropy"] <= 0.06  # stopped in time, it is nearly as good
    usual = "cross_entropy", "class_sum"
    assert final(sweeps["generalized"][0.03]) <= max(final(sweeps[name][0.03]) for name in usual)
    assert middle(sweeps["cross_entropy"][0.03]).max() - final(sweeps["cross_entropy"][0.03]) <= 0.04
    end = {name: max(final(curves) for curves in sweep.values()) for name, sweep in sweeps.items()}
    assert 0 <= end["generalized"] - max(end[name] for name in usual) <= 0.06  # each at its best rate


def test_wrong_labels_are_learnt():
    right = any_digits(OTHERS)
    data = noisy(right, 0.4)
    wrong = (data.y != right.y).numpy()
    data = replace(data, test_x=data.x, test_y=data.y)  # what was trained on
    compared = {loss: loss for loss in (F.cross_entropy, losses.generalized)}
    sweeps = train(compared, data, layers(OTHERS, (64, 32, 10)), rates=(0.1,), steps=400, every=400)
    learnt, kept = (sweeps[loss][0.1].logits.argmax(axis=-1)[wrong] for loss in compared)
    label, truth = data.y.numpy()[wrong], right.y.numpy()[wrong]
    assert (learnt == label).mean() >= 0.2 and (kept == label).mean() <= 0.12 and (kept == truth).mean() >= 0.8


@pytest.mark.parametrize("loss", [losses.absolute_error, F.cross_entropy])
def test_uniform_noise_only_scales_the_absolute_error(loss):
    """Over all wrong labels, 40 % of the time, its gradient is 5/9 of the right one's; that of cross entropy is not."""
    logits = torch.randn(1, 10, generator=torch.Generator().manual_seed(0), dtype=torch.float64).requires_grad_()
    slopes = torch.cat([torch.autograd.grad(loss(logits, torch.tensor([y])), logits)[0] for y in range(10)])
    expected = 0.6 * slopes[3] + 0.4 / 9 * (slopes.sum(dim=0) - slopes[3])
    assert torch.allclose(expected, 5 / 9 * slopes[3]) == (loss is losses.absolute_error)


def test_robust_losses():
    logits = torch.randn(6, 10, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    y = torch.arange(6)
    one_hot = F.one_hot(y, 10)
    half = (logits.softmax(dim=1) - one_hot).abs().sum(dim=1).mean() / 2
    torch.testing.assert_close(losses.absolute_error(logits, y), half)
    torch.testing.assert_close(losses.generalized(logits, y, q=1.0), half)
    torch.testing.assert_close(losses.generalized(logits, y, q=1e-7), F.cross_entropy(logits, y), rtol=1e-5, atol=0)
    p = logits.softmax(dim=1)[one_hot.bool()]
    torch.testing.assert_close(losses.generalized(logits, y), ((1 - p**0.7) / 0.7).mean())


def test_a_replaced_loss_is_noticed(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(losses, "generalized", F.cross_entropy)
        wrong = label_noise.__wrapped__(OTHERS, rates=(0.1,))["generalized"][0.1]
        assert middle(wrong).max() - final(wrong) > 0.04
    with monkeypatch.context() as patch:
        patch.setattr(losses, "with_logits", losses.after_sigmoid)
        dead = saturated_start.__wrapped__(OTHERS, biases=(20,), rates=(0.1,))[20]["with_logits"][0.1]
        assert final(dead, "auc") == 0.5


def test_same_numbers_every_time():
    torch.manual_seed(1)
    first = saturated_start.__wrapped__((7, 8), steps=10, biases=(0.0,))[0.0]["with_logits"][0.1]
    torch.manual_seed(2)
    alone = saturated_start.__wrapped__((8,), steps=10, biases=(0.0,))[0.0]["with_logits"][0.1]
    again = saturated_start.__wrapped__((7, 8), steps=10, biases=(0.0,))[0.0]["with_logits"][0.1]
    np.testing.assert_array_equal(first.loss, again.loss)
    np.testing.assert_allclose(first.loss[1:], alone.loss, rtol=1e-5)  # runs do not influence one another


@pytest.mark.parametrize("outputs", [1, 2])
def test_auc_counts_pairs(outputs):
    generator = torch.Generator().manual_seed(outputs)
    logits = torch.randint(-3, 4, (3, 2, 40, outputs), generator=generator).float()  # with many ties
    target = torch.randint(2, (2, 40), generator=generator)
    computed = scores.auc(logits, target)
    p = scores.probability(logits)
    for index in np.ndindex(3, 2):
        yes, no = (p[index][target[index[1]] == k] for k in (1, 0))
        count = (yes[:, None] > no).sum() + (yes[:, None] == no).sum() / 2
        assert computed[index].item() == pytest.approx(count.item() / (len(yes) * len(no)), rel=1e-12)
    assert scores.auc(torch.full((4, 1), 30.0), torch.tensor([0, 1, 1, 0])).item() == 0.5
    assert scores.auc(torch.tensor([[math.nan], [1.0]]), torch.tensor([0, 1])).isnan()
    assert scores.auc(torch.zeros(2, 1), torch.ones(2, dtype=torch.long)).isnan()


def test_scores():
    logits, target = torch.tensor([[2.0], [-1.0], [1.0], [-3.0]]), torch.tensor([1, 1, 0, 0])
    assert scores.accuracy(logits, target) == scores.recall(logits, target) == scores.precision(logits, target) == 0.5
    assert scores.accuracy(torch.eye(3), torch.tensor([0, 1, 0])).item() == pytest.approx(2 / 3)
    assert scores.precision(-logits.abs(), target).isnan()


def curves(rate, accuracy):
    return Curves(rate, np.array([0, 5, 10]), np.zeros((1, 3)), {"accuracy": np.array([accuracy])}, np.zeros((1, 1, 2)))


def test_steps_and_tuning():
    assert curves(1.0, [0.9, 0.2, 0.9]).steps_to(0.8) == 10  # it must stay
    assert curves(1.0, [0.2, 0.8, 0.9]).steps_to(0.8) == 5
    assert curves(1.0, [0.9, 0.9, 0.2]).steps_to(0.8) == math.inf
    grid = {rate: curves(rate, [0.1, 0.9, 0.9]) for rate in (0.3, 0.1)} | {0.03: curves(0.03, [0.1, 0.1, 0.9])}
    with pytest.raises(ValueError, match="inside the grid"):
        tuned({rate: grid[rate] for rate in (0.1, 0.3)}, 0.8)
    assert tuned(grid, 0.8).rate == 0.1
    with pytest.raises(ValueError, match="inside the grid"):
        tuned(grid, 0.95)


def test_any_digits():
    data = any_digits((3, 4), size=1000, test_size=797)
    assert data.x.shape == (2, 1000, 64) and data.test_x.shape == (2, 797, 64)
    assert data.x.min() == 0 and data.x.max() == 1
    counts = torch.cat([data.y, data.test_y], dim=1)
    assert (counts[0].bincount() == torch.tensor([178, 182, 177, 183, 181, 182, 181, 179, 174, 180])).all()
    assert torch.equal(counts[0].sort().values, counts[1].sort().values) and not torch.equal(*counts)


def test_data():
    data = mixture((3,), 10, 3.5, size=20000, test_size=10)
    wrong = noisy(data, 0.4)
    changed = wrong.y != data.y
    assert changed.double().mean().item() == pytest.approx(0.4, abs=0.02)
    shift = (wrong.y - data.y)[changed] % 10
    assert (shift.bincount(minlength=10)[1:] / len(shift)).numpy() == pytest.approx(1 / 9, abs=0.015)
    assert torch.equal(wrong.x, data.x) and torch.equal(wrong.test_y, data.test_y)
