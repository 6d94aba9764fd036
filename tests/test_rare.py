"""What the pages say about a rare class holds, for seeds that no page shows; and so do the measures that tell it."""

import math
from functools import cache, partial

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from snippets.experiments import layers, losses, rare_digit, scores, train
from snippets.experiments.calibration import recalibration, reliability
from snippets.experiments.data import digits, rare_digits

pytestmark = pytest.mark.filterwarnings("error")

OTHERS = (100, 101, 102)


@cache
def rare_logits():
    """Return by name the logits of networks that look for a rare digit: of 400 to choose with, and of 800 to test."""
    sweeps = rare_digit(seeds=OTHERS)
    return {
        name: torch.tensor(sweep[0.1].logits[:, :, 0]).double().split([400, 800], dim=1)
        for name, sweep in sweeps.items()
    }


VALID, TEST = (torch.arange(size) < size // 20 for size in (400, 800))


def nats(z, target=TEST):
    return F.binary_cross_entropy_with_logits(z, target.double().expand_as(z), reduction="none").mean(dim=1)


def at(name, cut=0.0):
    """Return recall, precision and IoU of the test digits at a threshold of the logit."""
    yes = rare_logits()[name][1] > cut
    hits = (yes & TEST).sum(dim=1)
    return hits / 40, hits / yes.sum(dim=1), hits / (yes | TEST).sum(dim=1)


def test_most_remedies_choose_a_point_on_one_curve():
    precisions = {name: scores.average_precision(z[..., None], TEST.long()) for name, (_, z) in rare_logits().items()}
    assert all(0.6 <= ap.median() <= 0.9 for name, ap in precisions.items() if name != "weight 100")
    plain = precisions.pop("plain")
    del precisions["weight 100"]
    assert all(abs(ap.median() - plain.median()) <= 0.08 for ap in precisions.values())
    recalls = {name: at(name)[0].median() for name in rare_logits()}
    assert (
        recalls["focal"] <= recalls["plain"] + 0.05 and recalls["plain"] <= recalls["weight 3"] <= recalls["adjusted"]
    )
    assert recalls["adjusted"] >= recalls["plain"] + 0.15


def test_at_small_rates_weights_decide_how_early_a_rare_class_is_learned():
    weights = {"plain": 1.0, "effective": 5.4, "weight 100": 100.0}
    compared = {name: partial(losses.with_logits, pos_weight=torch.tensor(w)) for name, w in weights.items()}
    options = {"steps": 300, "batch": 100, "every": 300, "score": [scores.average_precision, scores.recall]}
    sweeps = train(compared, rare_digits(OTHERS), layers(OTHERS, (64, 16, 1)), rates=(0.01, 0.03), **options)
    assert (sweeps["weight 100"][0.01].final("average_precision") > 0.4).all()
    plain, weighted = sweeps["plain"][0.03], sweeps["effective"][0.03]
    assert np.median(plain.final("recall")) < 0.2 and weighted.final("recall").min() > 0.4
    assert np.median(weighted.final("average_precision") - plain.final("average_precision")) > 0


def test_a_moderate_weight_raises_iou_and_a_large_one_lowers_it():
    one, three, large = (at(name)[2].median() for name in ("plain", "weight 3", "weight 100"))
    assert three > one > large


def test_a_weight_is_undone_by_recalibration_and_not_by_subtracting():
    shift = math.log(19)
    weighted, adjusted = (rare_logits()[name][1] for name in ("weight 19", "adjusted"))
    assert nats(weighted - shift).median() > nats(weighted).median() + 0.005
    assert (nats(weighted - shift) > nats(rare_logits()["plain"][1]) + 0.02).all()
    assert (nats(adjusted - shift) < nats(adjusted)).all()
    losses = []
    for name, (valid, test) in rare_logits().items():
        if name != "weight 100":  # some of its networks give one logit to all
            slope, offset = recalibration(valid, VALID)
            losses.append(nats(slope * test + offset).median())
    assert max(losses) <= 0.11 and max(losses) <= 1.4 * min(losses)
    temperatures = {
        name: 1 / recalibration(rare_logits()[name][0], VALID, offset=False)[0] for name in ("focal", "weight 19")
    }
    assert temperatures["focal"].max() < 0.8 and temperatures["weight 19"].min() > 1.3


def test_another_threshold_costs_less_than_a_weight():
    def cost(name, cut):
        yes = rare_logits()[name][1] > cut
        return (19 * (TEST & ~yes).sum(dim=1) + (yes & ~TEST).sum(dim=1)).median()

    assert cost("plain", -math.log(19)) < cost("weight 19", 0) < cost("plain", 0)


def test_loss_rises_while_the_ranking_improves():
    curves = rare_digit(seeds=OTHERS)["weight 19"][0.1].scores
    loss, precision = (np.median(curves[name], axis=0) for name in ("nats", "average_precision"))
    assert loss[-1] >= 1.1 * loss.min() and precision[-1] > precision[loss.argmin()]


def test_adjusted_training_is_another_start():
    """Adding the log-odds to the logit is adding them to the bias."""
    data = rare_digits(OTHERS)
    start, shift = layers(OTHERS, (64, 16, 1)), math.log(19)
    options = {"rates": (0.1,), "steps": 40, "batch": 100}
    of_prior = train({"": losses.with_logits}, data, layers(OTHERS, (64, 16, 1), -shift), **options)[""][0.1]
    adjusted = train({"": lambda z, y: losses.shifted(z, y, torch.full((2,), -shift))}, data, start, **options)[""][0.1]
    np.testing.assert_allclose(adjusted.logits - shift, of_prior.logits, atol=1e-4)


def test_average_precision():
    logits, target = torch.tensor([[3.0], [2.0], [1.0], [0.0]]), torch.tensor([1, 0, 1, 0])
    assert scores.average_precision(logits, target).item() == pytest.approx((1 + 2 / 3) / 2)
    assert scores.average_precision(torch.stack([logits, -logits]), target).tolist() == pytest.approx([5 / 6, 1 / 2])
    tied = torch.tensor([[1.0], [1.0], [0.0], [1.0]])
    assert scores.average_precision(tied, target).item() == pytest.approx((1 / 3 + 2 / 4) / 2)
    assert scores.average_precision(torch.zeros(4, 2), target) == 0.5
    assert scores.nats(torch.zeros(2, 4, 1), target).tolist() == pytest.approx([math.log(2)] * 2)


def test_recalibration_is_at_its_minimum():
    generator = torch.Generator().manual_seed(0)
    true = 2 * torch.randn(3, 5000, generator=generator, dtype=torch.float64) - 1
    target = torch.rand(5000, generator=generator) < true[0].sigmoid()
    reported = 2.5 * true[:1] + 3
    slope, offset = recalibration(reported, target)
    assert slope.shape == offset.shape == (1, 1)
    assert (slope * reported + offset - true[:1]).abs().max() <= 0.5  # what was reported is undone
    p = (slope * reported + offset).sigmoid()
    assert p.mean().item() == pytest.approx(target.double().mean().item(), rel=1e-9)
    assert (p * reported).mean().item() == pytest.approx((target * reported).mean().item(), rel=1e-9)
    inverse_temperature, none = recalibration(reported, target, offset=False)
    p = (inverse_temperature * reported).sigmoid()
    assert none == 0 and (p * reported).mean().item() == pytest.approx((target * reported).mean().item(), rel=1e-9)


def test_reliability_counts_each_bin():
    logits = torch.tensor([[0.15, 0.12, 0.95], [0.18, 0.91, 0.94]]).logit()
    count, mean, share = reliability(logits, torch.tensor([0, 1, 1]), least=3)
    assert count.tolist() == [3, 3]
    np.testing.assert_allclose([mean.tolist(), share.tolist()], [[0.15, 2.8 / 3], [1 / 3, 1]], rtol=1e-5)
    assert reliability(logits, torch.tensor([0, 1, 1]))[0].numel() == 0


def test_digits():
    x, y = digits()
    assert x.shape == (1797, 64) and x.min() == 0 and x.max() == 1
    assert y.bincount().tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    data = rare_digits((3, 4))
    assert data.x.shape == (2, 400, 64) and data.test_x.shape == (2, 1200, 64)
    assert data.y.sum(dim=1).tolist() == [20, 20] and data.y[:, :20].all()
    assert data.test_y[:, :20].all() and data.test_y[:, 400:440].all() and data.test_y.sum(dim=1).tolist() == [60, 60]
    known = {tuple(row.tolist()): int(label) for row, label in zip(x, y, strict=True)}
    for drawn, labels in ((data.x[0], data.y[0]), (data.test_x[1], data.test_y[1])):
        assert all((known[tuple(row.tolist())] == 8) == label for row, label in zip(drawn, labels, strict=True))
    everything = torch.cat([data.x[0], data.test_x[0]])
    assert len({tuple(row.tolist()) for row in everything}) == len(everything)
