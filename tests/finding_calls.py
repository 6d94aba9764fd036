"""Calls of losses that are mistakes, by the code of what is found, and calls that look like some but are none."""

import math
import warnings

import numpy as np
import torch
import torch.nn.functional as F

import snippets
from snippets.findings import explain

CE, NLL, KL = "cross_entropy", "nll_loss", "kl_div"
BCE, BCL = "binary_cross_entropy", "binary_cross_entropy_with_logits"
INF, NAN = math.inf, math.nan


def array(*rows):
    return np.array(rows, float)


def softmax(x, dim=1):
    return snippets.softmax(x, dim)


def with_entry(values, place, value):
    values = values.copy()
    values[place] = value
    return values


X = array([2.0, -1.0, 0.5], [0.3, 2.5, -0.4], [-1.5, 1.0, 1.2], [0.1, 0.2, -3.0])
Y = np.array([0, 1, 2, 1])
P, Q = softmax(X), softmax(1 - 2 * X)
LOG_P = np.log(P)
SIGMOIDS, YES = 1 / (1 + np.exp(-X)), np.eye(3)[Y]
W = np.array([1.0, 2.0, 5.0])
BATCHMEAN = {"reduction": "batchmean"}

# A call for each code, which finds that code alone.
CALLS = {
    "ALL001": (CE, X, Y.astype(float), {}),
    "ALL002": (CE, X, Y, {"size_average": False}),
    "ALL003": (CE, with_entry(X, (1, 2), NAN), Y, {}),
    "ALL004": (CE, X[:0], Y[:0], {}),
    "ALL005": (CE, X, Y, {"weight": -W}),
    "ALL006": (CE, array([1e308, -1e308]), np.array([1]), {}),
    "CE001": (CE, P, Y, {}),
    "CE002": (CE, np.log(P), Y, {}),
    "CE003": (CE, X[:, :1], 0 * Y, {}),
    "CE004": (CE, with_entry(X, 1, -INF), Y, {}),
    "CE005": (CE, X, 1.3 * P, {}),
    "CE006": (CE, X, array([1.5, -0.5, 0.0]).repeat(4, axis=0), {}),
    "CE007": (CE, X, Q, {"weight": W}),
    "CE008": (CE, with_entry(X, (1, 2), -INF), Y, {"label_smoothing": 0.1}),
    "CE009": (CE, X, Y, {"weight": 0 * W}),
    "CE011": (CE, X, 0 * Y - 100, {"reduction": "sum"}),
    "CE010": (CE, X, Y, {"label_smoothing": -0.1}),
    "NLL001": (NLL, X, Y, {}),
    "NLL002": (NLL, P, Y, {}),
    "NLL003": (NLL, np.log(SIGMOIDS), Y, {}),
    "NLL004": (NLL, np.log(softmax(X, dim=0)), Y, {}),
    "NLL005": (NLL, array([-INF, math.log(0.25), math.log(0.75)], [-INF, 0.0, -INF]), np.array([0, 1]), {}),
    "NLL006": (NLL, np.log(P), 0 * Y - 100, {}),
    "NLL007": (NLL, np.log(P), 0 * Y - 100, {"reduction": "none"}),
    "BCE001": (BCE, P, YES, {}),
    "BCE002": (BCE, np.array([0.5, 1.0]), np.array([1.0, 0.0]), {}),
    "BCE003": (BCE, SIGMOIDS[:3], YES[:3], {"weight": W}),
    "BCL001": (BCL, np.linspace(0, 1, 16), np.ones(16), {}),
    "BCL002": (BCL, X, 2 * YES - 1, {}),
    "BCL003": (BCL, with_entry(X, (1, 2), -INF), YES, {}),
    "BCL004": (BCL, X[:3], YES[:3], {"weight": W}),
    "KL001": (KL, X, P, BATCHMEAN),
    "KL002": (KL, Q, P, BATCHMEAN),
    "KL003": (KL, np.log(SIGMOIDS), P, BATCHMEAN),
    "KL004": (KL, array([-INF, 0.0]), array([0.25, 0.75]), BATCHMEAN),
    "KL005": (KL, np.log(Q), np.log(P), BATCHMEAN),
    "KL006": (KL, Q, np.log(P), BATCHMEAN),
    "KL007": (KL, np.log(Q), P, {"log_target": True} | BATCHMEAN),
    "KL008": (KL, np.log(Q), 1.3 * P, BATCHMEAN),
    "KL009": (KL, np.log(Q), P, {}),
    "KL010": (KL, np.log(Q), P[:1], BATCHMEAN),
}
SILENT = [code for code in CALLS if code != "ALL001"]

# Other forms of the mistakes, and the codes found
MORE = {
    "all weights 0": (CE, X, Y, {"weight": np.zeros(3)}, ["CE009"]),
    "all labels of weight 0": (CE, X, 0 * Y, {"weight": np.array([0.0, 1.0, 1.0])}, ["CE009"]),
    "all ignored": (CE, X, 0 * Y, {"ignore_index": 0}, ["CE009"]),
    "all of weight 0, log-probabilities": (NLL, LOG_P, Y, {"weight": np.zeros(3)}, ["NLL006"]),
    "ignored and of weight 0": (CE, X, np.array([0, 1, 1, -100]), {"weight": np.array([0.0, 0.0, 1.0])}, ["CE009"]),
    "nan smoothing": (CE, X, Y, {"label_smoothing": NAN}, ["CE010"]),
    "+inf": (CE, with_entry(X, (1, 2), INF), Y, {}, ["CE004"]),
    "-inf, soft targets": (CE, with_entry(X, (1, 2), -INF), P, {}, ["CE008"]),
    "-inf at the label": (CE, with_entry(X, (1, 1), -INF), Y, {}, ["CE008"]),
    "-inf at the label, focal": ("focal_loss", with_entry(X, (1, 1), -INF), Y, {}, ["CE008"]),
    "one class, soft targets": (CE, X[:, :1], P[:, :1] ** 0, {}, ["CE003"]),
    "sigmoids": (CE, np.tile(SIGMOIDS, (2, 1)), np.tile(Y, 2), {}, ["CE001"]),
    "sigmoids from 0 to 0.9": (BCL, np.linspace(0, 0.9, 16), np.ones(16), {}, ["BCL001"]),
    "sigmoids around 0.5": (BCL, np.linspace(0.43, 0.54, 16), np.ones(16), {}, ["BCL001"]),
    "one class between 0 and 1": (CE, np.linspace(0, 1, 16)[:, None], np.zeros(16, int), {}, ["CE003"]),
    "two rows of softmax": (BCE, P[:2], YES[:2], {}, ["BCE001"]),
    "two rows of softmax, then sigmoid": (BCL, P[:2], YES[:2], {}, ["BCL001"]),
    "empty lists": (CE, X[:0], [], {"weight": W}, ["ALL004"]),
    "labels from 1 to 2": (BCL, X, 1 + YES, {}, ["BCL002"]),
    "a little above 1": (BCL, X, 1.1 * YES, {}, ["BCL002"]),
    "logits as targets": (CE, X, X, {}, ["CE006"]),
    "nan target": (CE, X, with_entry(P, (0, 1), NAN), {}, ["ALL003"]),
    "nan in both": (BCL, with_entry(X, (0, 1), NAN), with_entry(YES, (0, 1), NAN), {}, ["ALL003"] * 2),
    "nan logit of a label": (NLL, with_entry(LOG_P, (0, 0), NAN), Y, {}, ["ALL003"]),
    "nan weight": (CE, X, Y, {"weight": with_entry(W, 0, NAN)}, ["ALL005"]),
    "infinite weight": (CE, X, Y, {"weight": with_entry(W, 0, INF)}, ["ALL005"]),
    "negative pos_weight": (BCL, X, YES, {"pos_weight": -W}, ["ALL005"]),
    "both weights": (BCL, X, YES, {"weight": -1.0, "pos_weight": -1.0}, ["ALL005"] * 2),
    "empty, elementwise": (BCE, X[:0], YES[:0], {}, ["ALL004"]),
    "empty, batchmean": (KL, LOG_P[:0], P[:0], BATCHMEAN, ["ALL004"]),
    "deprecated": (BCE, SIGMOIDS, YES, {"reduce": False}, ["ALL002"]),
    "deprecated, as mean": (KL, LOG_P, Q, {"size_average": True} | BATCHMEAN, ["ALL002", "KL009"]),
    "softmax, then sigmoid": (BCL, P, YES, {}, ["BCL001"]),
    "probability 0": (BCE, np.array([0.0, 0.5]), np.array([0.25, 1.0]), {}, ["BCE002"]),
    "infinite log-probability": (NLL, with_entry(LOG_P, (0, 0), INF), Y, {}, ["NLL001"]),
    "wrong dimension of an image": (NLL, np.log(softmax(X.reshape(2, 3, 2), 2)), Y.reshape(2, 2), {}, ["NLL004"]),
    "one distribution": (KL, LOG_P[0], Q[0], BATCHMEAN, ["KL009"]),
    "one distribution, mean": (KL, LOG_P[0], Q[0], {}, ["KL009"]),
    "log-targets of -inf": (KL, array([-0.5, -0.5]) - math.log(2) + 0.5, array([-INF, 0.0]),
                            {"log_target": True} | BATCHMEAN, ["KL004"]),
    "log-targets that are logits": (KL, LOG_P, X, {"log_target": True} | BATCHMEAN, ["KL008"]),
    "both wrong": (KL, X, X, BATCHMEAN, ["KL001", "KL005"]),
    "broadcast the other way": (KL, LOG_P[:1], P, BATCHMEAN, ["KL010"]),
}  # fmt: skip

# Calls, and words of the English sentence
IMAGE = X.reshape(2, 3, 2)
PLACES = {
    "entry": (BCL, X, with_entry(YES, (2, 1), 3.0), {}, "target[2, 1] is 3,"),
    "entry of one dimension": (BCL, X[0], with_entry(YES[0], 2, 3.0), {}, "target[2] is 3,"),
    "number": (BCL, 0.5, 3.0, {}, "target is 3,"),
    "entry of an image": (CE, with_entry(IMAGE, (1, 2, 0), NAN), Y.reshape(2, 2), {}, "input[1, 2, 0] is nan"),
    "row": (CE, X, with_entry(YES, (2, 1), 3.0), {}, "target[2] sums to 4,"),
    "row of one dimension": (CE, X[0], 2 * YES[0], {}, "target sums to 2,"),
    "row of an image": (CE, IMAGE, with_entry(softmax(IMAGE), (1, ..., 0), 0.5), {}, "target[1, :, 0] sums to 1.5,"),
    "row of a sequence": (KL, np.stack([LOG_P, LOG_P]), with_entry(np.stack([Q, Q]), (1, 2), [0.1, 0.2, 0.3]),
                          BATCHMEAN, "target[1, 2] sums to 0.6,"),
    "exponential": (NLL, with_entry(LOG_P, 3, math.log(0.5)), Y, {}, "exp(input)[3] sums to 1.5,"),
    "weight": (CE, X, Y, {"weight": with_entry(W, 1, -2)}, "weight[1] is -2,"),
    "one weight": (BCL, X, YES, {"pos_weight": -2.5}, "pos_weight is -2.5,"),
    "target of a saturated input": (BCE, array([0.5, 1.0, 0.0]), array([1.0, 0.25, 0.5]), {},
                                    "input[0, 1] is 1 but its target 0.25:"),
    "denominators": (CE, X, YES, {"weight": W}, "mean divides by their number, 4, not by the weights, 10:"),
    "entries and rows": (KL, LOG_P, P, {}, "mean divides by 12, counting classes, not by the number of samples, 4:"),
    "better, of many": (KL, LOG_P, P, {}, ": use batchmean."),
    "better, of one": (KL, LOG_P[0], P[0], {}, " samples, 1: use sum."),
    "one row": (KL, LOG_P[0], P[0], BATCHMEAN, "batchmean divides by 3, counting classes, not by the number of "),
    "shapes": (KL, LOG_P, P[0], BATCHMEAN, "input of shape (4, 3) and target of shape (3,) "),
    "meaning of old arguments": (CE, X, Y, {"reduce": False}, 'pass reduction="none" instead'),
    "loss": (CE, *CALLS["ALL006"][1:], "The loss comes out inf, and the largest magnitude in input is 1e+308"),
    "dimension": (NLL, *CALLS["NLL004"][1:], "with dim=1."),
    "labels": (CE, *CALLS["CE009"][1:], "All 4 labels"),
    "size": (BCE, *CALLS["BCE003"][1:], "(3,) goes to columns, not to the 3 samples"),
    "size, with logits": (BCL, *CALLS["BCL004"][1:], "(3,) goes to columns, not to the 3 samples"),
    "probabilities": (CE, *CALLS["CE001"][1:], "input looks like probabilities"),
    "log-probabilities": (CE, *CALLS["CE002"][1:], "input holds log-probabilities"),
    "smoothing": (CE, *CALLS["CE010"][1:], "label_smoothing is -0.1,"),
    "row of logits": (CE, *CALLS["CE004"][1:], "input[1] holds inf"),
    "row of logits, one inf": (CE, with_entry(X, (2, 0), INF), Y, {}, "input[2] holds inf"),
    "empty": (KL, LOG_P[:0], P[:0], BATCHMEAN, "so batchmean is 0 / 0"),
}  # fmt: skip


def heat_maps(seed):
    maps = softmax(np.random.default_rng(seed).normal(size=(2, 3, 20)), 2)
    return maps.reshape(2, 3, 4, 5)


# What is meant as it is
CLEAN = {
    "ignored rows hold nan": (CE, with_entry(X, 0, NAN), with_entry(Y, 0, -100), {}),
    "ignored rows hold inf": (CE, with_entry(X, 0, INF), with_entry(Y, 0, 7), {"ignore_index": 7}),
    "padding of log-probabilities": (NLL, with_entry(LOG_P, 0, 0.0), with_entry(Y, 0, -100), {}),
    "empty, sum": (CE, X[:0], Y[:0], {"reduction": "sum"}),
    "empty, unreduced": (BCL, X[:0], YES[:0], {"reduction": "none"}),
    "masked logits": (CE, with_entry(X, (1, 2), -INF), Y, {}),
    "masked logits, focal": ("focal_loss", with_entry(X, (1, 2), -INF), Y, {}),
    "masked log-probabilities": (NLL, snippets.log_softmax(with_entry(X, (1, 2), -INF), 1), Y, {}),
    "logits of 0": (CE, 0 * X, Y, {}),
    "equal logits": (CE, 0 * X + 1 / 3, Y, {}),
    "logits near 0": (CE, 0.8 * np.tile(SIGMOIDS, (4, 1)), np.tile(Y, 4), {}),
    "few logits between 0 and 1": (BCL, np.linspace(0, 1, 15), np.ones(15), {}),
    "low logits between 0 and 1": (BCL, np.linspace(0.1, 0.79, 40), np.ones(40), {}),
    "equal positive logits": (BCL, np.full(40, 0.5), np.ones(40), {}),
    "logits up to 1.1": (BCL, np.linspace(0, 1.1, 40), np.ones(40), {}),
    "one row that happens to sum to 1": (BCE, P[:1], YES[:1], {}),
    "one row of logits that happens to sum to 1": (BCL, P[:1], YES[:1], {}),
    "sigmoids of 0": (BCE, np.full((4, 2), 0.5), YES[:, :2], {}),
    "saturated and right": (BCE, 1 - YES, 1 - YES, {"weight": 2.0}),
    "weight per sample": (BCE, SIGMOIDS[:3], YES[:3], {"weight": W[:, None]}),
    "weight per label": (BCE, SIGMOIDS, YES, {"weight": W}),
    "equal weights": (BCE, SIGMOIDS[:3], YES[:3], {"weight": np.ones(3)}),
    "pos_weight of a square": (BCL, X[:3], YES[:3], {"pos_weight": W}),
    "smoothing as an integer": (CE, X, Y, {"label_smoothing": 1}),
    "masked rows": (KL, LOG_P, with_entry(Q, 2, 0.0), {"reduction": "sum"}),
    "heat maps": (KL, np.log(heat_maps(0)), heat_maps(1), BATCHMEAN),
    "classes first": (KL, LOG_P.T, Q.T, {"reduction": "sum"}),
    "rounding below 0": (CE, X, with_entry(YES, (0, 1), -1e-9), {}),
    "rounding above 0": (NLL, with_entry(snippets.log_softmax(1e3 * X, 1), (0, 0), 1e-9), Y, {}),
    "target of 0": (KL, LOG_P, YES, BATCHMEAN),
    "one number": (BCL, 0.5, 1.0, {}),
    "integers": (CE, [[2, 1], [0, 3]], [0, -100], {"weight": [1, 2]}),
    "sure and right": (BCE, np.array([[0.9999], [1.0]], np.float32), np.ones((2, 1), np.float32), {}),
    "bytes": (CE, X, Y.astype(np.uint8), {"ignore_index": 1}),
}


def find(call):
    name, input, target, options = call
    return explain(name, input, target, **options)


def codes(*call, **options):
    return [finding.code for finding in explain(*call, **options)]


def tensor(value):
    return torch.from_numpy(value.copy()) if isinstance(value, np.ndarray) else value


def torch_loss(name, input, target, options):
    options = {key: tensor(value) for key, value in options.items()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return getattr(F, name)(tensor(input), tensor(target), **options)
