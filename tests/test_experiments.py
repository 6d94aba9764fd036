"""What the pages say about training holds: identities exactly, statements as ranges, over seeds that no page shows."""

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from snippets.experiments import (
    EXPERIMENTS,
    Curves,
    double_softmax_floor,
    layers,
    losses,
    mixture,
    nll_on_probabilities,
    noisy,
    same_as_nll,
    saturated_start,
    scores,
    train,
    tuned,
)
from snippets.experiments.calibration import recalibration, reliability
from snippets.experiments.data import digits, rare_digits

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


def first(curves, threshold):
    """Return the median number of steps to an accuracy that need not last."""
    reached = curves.scores["accuracy"] >= threshold
    return np.median(np.where(reached.any(axis=1), curves.steps[reached.argmax(axis=1)], np.inf))


def middle(curves):
    """Return the median accuracy at each step."""
    return np.median(curves.scores["accuracy"], axis=0)


def test_same_as_nll():
    trials = same_as_nll(steps=5)
    assert len({(t.optimizer, t.dtype, t.weighted, t.ignored) for t in trials}) == len(trials) == 32
    assert all(t.same_losses and t.same_parameters for t in trials)


def test_nll_on_probabilities():
    sweeps = run("nll_on_probabilities")
    wrong = sweeps["nll_of_probabilities"]
    assert steps(wrong, 0.8) >= 2 * steps(sweeps["cross_entropy"], 0.8)
    assert all(((-1 <= curves.loss) & (curves.loss <= 0)).all() for curves in wrong.values())
    assert final(tuned(wrong, 0.8)) >= 0.8  # it trains all the same
    assert all(abs(curves.loss[:, 0] + 1 / 10).max() <= 0.03 for curves in wrong.values())  # at first p is about 1/C


def test_double_softmax():
    sweeps = run("double_softmax")
    wrong, floor = sweeps["double_softmax"], double_softmax_floor(10)
    assert steps(wrong, 0.8) >= 1.5 * steps(sweeps["cross_entropy"], 0.8)
    assert all((curves.loss >= floor - 1e-6).all() for curves in wrong.values())
    end = tuned(wrong, 0.8)
    assert final(end) >= 0.8 and np.median(end.loss[:, -1]) <= floor + 0.3
    assert F.cross_entropy(torch.eye(10), torch.arange(10)).item() == pytest.approx(floor, rel=1e-6)


def test_one_vs_all():
    sweeps = run("one_vs_all")
    ce = sweeps["cross_entropy"]
    assert steps(sweeps["class_mean"], 0.8, rate=0.1) >= 2 * steps(ce, 0.8, rate=0.1)
    assert 0.5 <= steps(sweeps["class_mean"], 0.8) / steps(ce, 0.8) <= 2
    assert steps(sweeps["class_sum_from_prior"], 0.8) <= 1.3 * steps(ce, 0.8)
    assert steps(sweeps["class_sum"], 0.8) <= 1.3 * steps(ce, 0.8)  # with few classes, from zero bias too
    assert first(ce[0.3], 0.8) <= 20 and steps(ce, 0.8, rate=0.3) >= 3 * first(ce[0.3], 0.8)  # it falls back


def test_one_vs_all_of_100():
    sweeps = run("one_vs_all_100")
    ce = sweeps["cross_entropy"]
    assert steps(sweeps["class_mean"], 0.6, rate=0.1) == math.inf
    assert steps(sweeps["class_sum"], 0.6) >= 1.3 * steps(ce, 0.6)
    assert steps(sweeps["class_sum_from_prior"], 0.6) <= 1.3 * steps(ce, 0.6)
    assert middle(sweeps["class_mean"][0.1]).max() <= 0.05
    assert np.abs(middle(sweeps["class_sum_from_prior"][0.1]) - middle(ce[0.1])).max() <= 0.1


def test_one_vs_all_on_a_finer_grid():
    fine = EXPERIMENTS["one_vs_all"](seeds=OTHERS, steps=60, rates=(0.18, 0.24, 0.32, 0.42, 0.56))
    best = [steps(fine[name], 0.8) for name in ("cross_entropy", "class_sum", "class_sum_from_prior")]
    assert max(best) <= 15 and max(best) <= 1.5 * min(best)  # which one is ahead is an accident


def test_class_sum_is_class_mean_at_a_rate_times_classes():
    data = mixture(OTHERS[:2], 10, 3.5, size=100, test_size=100)
    data = replace(data, x=data.x.double(), test_x=data.test_x.double())
    start = [(w.double(), b.double()) for w, b in layers(data.seeds, (8, 16, 10))]
    total = train({"sum": losses.class_sum}, data, start, rates=(0.1,), steps=30)["sum"][0.1]
    mean = train({"mean": losses.class_mean}, data, start, rates=(1.0,), steps=30)["mean"][1.0]
    np.testing.assert_allclose(total.loss, 10 * mean.loss, rtol=1e-10)


def test_saturated_start():
    from_bias = run("saturated_start")
    for curves in from_bias[20]["after_sigmoid"].values():
        assert (curves.scores["auc"] == 0.5).all() and (curves.loss == curves.loss[:, :1]).all()
    for rate in (0.01, 0.03, 0.1):
        for bias, least in ((0, 0.88), (20, 0.85), (-20, 0.85), (-40, 0.8)):
            assert all(final(from_bias[bias][name][rate], "auc") >= least for name in ("with_logits", "cross_entropy"))
        one, other = (from_bias[0][name][rate].final("auc") for name in ("after_sigmoid", "with_logits"))
        np.testing.assert_allclose(one, other, atol=0.01)
        assert final(from_bias[-20]["after_sigmoid"][rate], "auc") >= 0.85
        assert np.ptp(from_bias[-40]["after_sigmoid"][rate].scores["auc"], axis=1).max() <= 0.05


def test_squared_error():
    from_bias = run("squared_error")
    ratio = {
        b: steps(from_bias[b]["squared_error"], 0.75) / steps(from_bias[b]["with_logits"], 0.75) for b in (0, 5, 10)
    }
    assert ratio[0] <= 1.5 and ratio[5] <= 1.8 and ratio[10] >= 3
    far, bce = from_bias[10]["squared_error"], steps(from_bias[10]["with_logits"], 0.75)
    assert all(first(curves, 0.75) >= 3 * bce for curves in far.values())  # even if it need not last
    assert steps(far, 0.75, rate=10.0) >= first(far[10.0], 0.75) + 40  # it falls back
    assert middle(tuned(far, 0.75))[:22].max() <= 0.55
    dead = from_bias[20]["squared_error"]
    assert all((curves.loss == curves.loss[:, :1]).all() for curves in dead.values())
    assert steps(from_bias[20]["with_logits"], 0.75) <= 60


def test_one_or_two_logits():
    sweeps = run("one_or_two_logits")
    one, two = sweeps["one_logit"], sweeps["two_logits"]
    np.testing.assert_allclose(one[0.1].loss, two[0.05].loss, rtol=0, atol=1e-12)
    for score, values in one[0.1].scores.items():
        np.testing.assert_allclose(values, two[0.05].scores[score], rtol=0, atol=1e-12)
    assert np.abs(one[0.1].loss - two[0.1].loss).max() > 1e-3


def test_label_noise():
    sweeps = run("label_noise")
    learnt = [sweeps[name] for name in ("cross_entropy", "class_sum")]
    bounded = [sweeps[name] for name in ("nll_of_probabilities", "double_softmax")]
    for rate, lead in ((0.03, 0.03), (0.1, 0.15), (0.3, 0.15)):
        assert min(final(sweep[rate]) for sweep in bounded) >= max(final(sweep[rate]) for sweep in learnt) + lead
    assert all(middle(curves).max() - final(curves) >= 0.12 for sweep in learnt for curves in sweep.values())
    assert all(middle(curves).max() - final(curves) <= 0.08 for sweep in bounded for curves in sweep.values())
    for sweep in learnt:  # stopped in time, they are as good
        best = max(np.median(curves.scores["accuracy"], axis=0).max() for curves in sweep.values())
        assert best >= max(final(curves) for other in bounded for curves in other.values()) - 0.08


def test_wrong_labels_are_learnt():
    data = noisy(mixture(OTHERS, 10, 3.5, dimensions=20), 0.4)
    data = replace(data, test_x=data.x, test_y=data.y)  # the labels that were trained on, wrong ones included
    learning = [F.cross_entropy, losses.class_sum]
    bounded = [losses.nll_of_probabilities, losses.double_softmax]
    compared = {loss: loss for loss in learning + bounded}
    sweeps = train(compared, data, layers(OTHERS, (20, 32, 10)), rates=(0.1,), steps=400, every=400)
    assert all(final(sweeps[loss][0.1]) >= 0.8 for loss in learning)
    assert all(final(sweeps[loss][0.1]) <= 0.7 for loss in bounded)


def test_imbalance():
    ends = {name: sweep[0.1] for name, sweep in run("imbalance").items()}
    for plain, weighted in (("with_logits", "pos_weight"), ("cross_entropy", "weight")):
        assert final(ends[weighted], "recall") >= final(ends[plain], "recall") + 0.25
        assert final(ends[weighted], "precision") <= final(ends[plain], "precision") - 0.2
        assert final(ends[weighted], "auc") <= final(ends[plain], "auc") + 0.02
        assert 0.035 <= final(ends[plain], "mean_probability") <= 0.065
        assert final(ends[weighted], "mean_probability") >= 0.12
    assert abs(final(ends["focal"], "recall") - final(ends["with_logits"], "recall")) <= 0.12
    assert final(ends["focal"], "mean_probability") >= 0.12


def test_weights_are_undone_only_roughly():
    ends = {name: sweep[0.1] for name, sweep in run("imbalance").items()}
    plain = torch.tensor(ends["with_logits"].logits[:, :, 0])
    undone = torch.tensor(ends["pos_weight"].logits[:, :, 0]) - math.log(19)
    target = (torch.arange(2000) < 100).float().expand(len(plain), -1)
    nats = [F.binary_cross_entropy_with_logits(z, target, reduction="none").mean(dim=1) for z in (plain, undone)]
    np.testing.assert_allclose(nats[0], ends["with_logits"].loss[:, -1], rtol=1e-5)
    assert nats[1].median() >= nats[0].median() + 0.01
    assert all(0.03 <= z.sigmoid().mean(dim=1).min() and z.sigmoid().mean(dim=1).max() <= 0.1 for z in (plain, undone))
    differ = ((plain > -math.log(19)) != (undone > -math.log(19))).double().mean(dim=1)
    assert 0.03 <= differ.min() and differ.max() <= 0.15  # at equivalent thresholds


@cache
def rare_logits():
    """Return by name the logits of networks that look for a rare digit: of 400 to choose with, and of 800 to test."""
    sweeps = run("rare_digit")
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
    curves = run("rare_digit")["weight 19"][0.1].scores
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


def test_a_replaced_loss_is_noticed(monkeypatch):
    cross_entropy = F.cross_entropy
    with monkeypatch.context() as patch:
        patch.setattr(F, "cross_entropy", lambda logits, target: cross_entropy(logits.softmax(dim=1), target))
        sweeps = nll_on_probabilities.__wrapped__(OTHERS)
        assert steps(sweeps["nll_of_probabilities"], 0.8) < 1.7 * steps(sweeps["cross_entropy"], 0.8)
    with monkeypatch.context() as patch:
        patch.setattr(torch.nn.LogSoftmax, "forward", lambda self, x: x.softmax(1).log())
        assert not any(trial.same_parameters for trial in same_as_nll.__wrapped__(steps=5))
    with monkeypatch.context() as patch:
        patch.setattr(losses, "with_logits", losses.after_sigmoid)
        assert final(saturated_start.__wrapped__(OTHERS, biases=(20,))[20]["with_logits"][0.1], "auc") == 0.5


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
    assert scores.mean_probability(torch.zeros(4, 2), target) == 0.5


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


def test_data():
    data = mixture((3, 4), 2, 1.0, size=200, test_size=400, share=0.05)
    assert data.y.sum(dim=1).tolist() == [10, 10] and data.test_y.sum(dim=1).tolist() == [20, 20]
    data = mixture((3,), 10, 3.5, size=20000, test_size=10)
    wrong = noisy(data, 0.4)
    changed = wrong.y != data.y
    assert changed.double().mean().item() == pytest.approx(0.4, abs=0.02)
    shift = (wrong.y - data.y)[changed] % 10
    assert (shift.bincount(minlength=10)[1:] / len(shift)).numpy() == pytest.approx(1 / 9, abs=0.015)
    assert torch.equal(wrong.x, data.x) and torch.equal(wrong.test_y, data.test_y)
