"""Other forms of mistakes, words of the sentences about them, and right calls that look like mistakes."""

import math

import numpy as np

import finding_edges_classes
import finding_edges_others
import finding_edges_raising
import snippets
from finding_calls import CALLS
from finding_inputs import (
    BATCHMEAN,
    BCE,
    BCL,
    CE,
    FOCAL,
    INF,
    KL,
    LOG_P,
    NAN,
    NLL,
    SIGMOIDS,
    YES,
    P,
    Q,
    W,
    X,
    Y,
    array,
    softmax,
    with_entry,
)

# Other forms of the mistakes, and the codes found
MORE = {
    "all weights 0": (CE, X, Y, {"weight": np.zeros(3)}, ["CE009"]),
    "all labels of weight 0": (CE, X, 0 * Y, {"weight": np.array([0.0, 1.0, 1.0])}, ["CE009"]),
    "all ignored": (CE, X, 0 * Y, {"ignore_index": 0}, ["CE009"]),
    "all of weight 0, log-probabilities": (NLL, LOG_P, Y, {"weight": np.zeros(3)}, ["NLL006"]),
    "ignored and of weight 0": (CE, X, np.array([0, 1, 1, -100]), {"weight": np.array([0.0, 0.0, 1.0])}, ["CE009"]),
    "nan smoothing": (CE, X, Y, {"label_smoothing": NAN}, ["CE010"]),
    "+inf": (CE, with_entry(X, (1, 2), INF), Y, {}, ["CE004"]),
    "-inf, soft targets": (CE, with_entry(X, (1, 2), -INF), P, {}, ["CE050"]),
    "a finite mask at the label": (CE, with_entry(X, (1, 1), -1e9), Y, {}, ["CE014"]),
    "-inf at the label, focal": (FOCAL, with_entry(X, (1, 1), -INF), Y, {}, ["CE014"]),
    "a finite mask, smoothing": (CE, with_entry(X, (1, 2), -1e4), Y, {"label_smoothing": 0.1}, ["CE049"]),
    "one class, soft targets": (CE, X[:, :1], P[:, :1] ** 0, {}, ["CE003"]),
    "sigmoids": (CE, np.tile(SIGMOIDS, (2, 1)), np.tile(Y, 2), {}, ["CE012"]),
    "sigmoids from 0 to 0.9": (BCL, np.linspace(0, 0.9, 16), np.ones(16), {}, ["BCL001"]),
    "sigmoids around 0.5": (BCL, np.linspace(0.43, 0.54, 16), np.ones(16), {}, ["BCL001"]),
    "one class between 0 and 1": (CE, np.linspace(0, 1, 16)[:, None], np.zeros(16, int), {}, ["CE003"]),
    "two rows of softmax": (BCE, P[:2], YES[:2], {}, ["BCE001"]),
    "two rows of softmax, then sigmoid": (BCL, P[:2], YES[:2], {}, ["BCL001"]),
    "empty lists": (CE, X[:0], [], {"weight": W}, ["ALL004"]),
    "labels from 1 to 2": (BCL, X, 1 + YES, {}, ["BCL013"]),
    "a little above 1": (BCL, X, 1.1 * YES, {}, ["BCL002"]),
    "logits as targets": (CE, X, X, {}, ["CE006"]),
    "nan target": (CE, X, with_entry(P, (0, 1), NAN), {}, ["ALL007"]),
    "nan in both": (BCL, with_entry(X, (0, 1), NAN), with_entry(YES, (0, 1), NAN), {}, ["ALL003", "ALL007"]),
    "nan logit of a label": (NLL, with_entry(LOG_P, (0, 0), NAN), Y, {}, ["ALL003"]),
    "nan weight": (CE, X, Y, {"weight": with_entry(W, 0, NAN)}, ["ALL009"]),
    "infinite weight": (CE, X, Y, {"weight": with_entry(W, 0, INF)}, ["ALL009"]),
    "negative pos_weight": (BCL, X, YES, {"pos_weight": -W}, ["ALL005"]),
    "both weights": (BCL, X, YES, {"weight": -1.0, "pos_weight": -1.0}, ["ALL005"]),
    "empty, elementwise": (BCE, X[:0], YES[:0], {}, ["ALL004"]),
    "empty, batchmean": (KL, LOG_P[:0], P[:0], BATCHMEAN, ["ALL004"]),
    "deprecated": (BCE, SIGMOIDS, YES, {"reduce": False}, ["ALL002"]),
    "deprecated, as mean": (KL, LOG_P, Q, {"size_average": True} | BATCHMEAN, ["KL009", "ALL002"]),
    "softmax, then sigmoid": (BCL, P, YES, {}, ["BCL001"]),
    "probability 0": (BCE, np.array([0.0, 0.5]), np.array([0.25, 1.0]), {}, ["BCE002"]),
    "infinite log-probability": (NLL, with_entry(LOG_P, (0, 0), INF), Y, {}, ["NLL001"]),
    "wrong dimension of an image": (NLL, np.log(softmax(X.reshape(2, 3, 2), 2)), Y.reshape(2, 2), {}, ["NLL004"]),
    "one distribution": (KL, LOG_P[0], Q[0], BATCHMEAN, ["KL009"]),
    "one distribution, mean": (KL, LOG_P[0], Q[0], {}, ["KL009"]),
    "log-targets of -inf": (KL, array([-0.5, -0.5]) - math.log(2) + 0.5, array([-INF, 0.0]),
                            {"log_target": True} | BATCHMEAN, ["KL004"]),
    "log-targets that are logits": (KL, LOG_P, X, {"log_target": True} | BATCHMEAN, ["KL008"]),
    "both wrong": (KL, X, X, BATCHMEAN, ["KL001", "KL016"]),
    "broadcast the other way": (KL, LOG_P[:1], P, BATCHMEAN, ["KL010"]),
}  # fmt: skip

# Calls, and words of the English sentence
IMAGE = X.reshape(2, 3, 2)
PLACES = {
    "entry": (BCL, X, with_entry(YES, (2, 1), 3.5), {}, "target[2, 1] is 3.5 (1 of 12 values lie outside 0 to 1),"),
    "entry of one dimension": (BCL, X[0], with_entry(YES[0], 2, 3.5), {}, "target[2] is 3.5 (1 of 3"),
    "number": (BCL, 0.5, 3.5, {}, "target is 3.5 (1 of 1"),
    "entry of an image": (CE, with_entry(IMAGE, (1, 2, 0), NAN), Y.reshape(2, 2), {}, "input[1, 2, 0] is nan"),
    "row": (CE, X, with_entry(YES, (2, 1), 3.0), {}, "target[2] sums to 4,"),
    "row of one dimension": (CE, X[0], 2 * YES[0], {}, "target sums to 2,"),
    "row of an image": (CE, IMAGE, with_entry(softmax(IMAGE), (1, ..., 0), 0.5), {}, "target[1, :, 0] sums to 1.5,"),
    "row of a sequence": (KL, np.stack([LOG_P, LOG_P]), with_entry(np.stack([Q, Q]), (1, 2), [0.1, 0.2, 0.3]),
                          {"reduction": "sum"}, "target[1, 2] sums to 0.6,"),
    "exponential": (NLL, with_entry(LOG_P, 3, math.log(0.5)), Y, {}, "exp(input)[3] sums to 1.5,"),
    "weight": (CE, X, Y, {"weight": with_entry(W, 1, -2)}, "weight[1] is -2,"),
    "one weight": (BCL, X, YES, {"pos_weight": -2.5}, "pos_weight is -2.5,"),
    "a saturated input": (BCE, array([0.5, 1.0, 0.0]), array([1.0, 0.25, 0.5]), {},
                                    "input[0, 1] is 1 but its target is 0.25 (2 of 3 values):"),
    "denominators": (CE, X, YES, {"weight": W}, "mean divides by the number of predictions, 4, not by the sum of"),
    "entries and rows": (KL, LOG_P, P, {}, "mean divides by 12, but the number of distributions is 4, each over 3 "),
    "better, of many": (KL, LOG_P, P, {}, ". Use batchmean."),
    "better, of one": (KL, LOG_P[0], P[0], {}, "is 1, each over 3 classes. For a single one, use sum."),
    "one row": (KL, LOG_P[0], P[0], BATCHMEAN, "batchmean divides by 3, but the number of distributions is 1,"),
    "shapes": (KL, LOG_P, P[0], BATCHMEAN, "input of shape (4, 3) and target of shape (3,) "),
    "meaning of old arguments": (CE, X, Y, {"reduce": False}, 'together they mean reduction="none"'),
    "loss": (CE, *CALLS["ALL006"][1:],
             "comes out inf, though every argument is finite: the largest magnitude in input is 1e+308,"),
    "dimension": (NLL, *CALLS["NLL004"][1:], "with dim=1."),
    "labels": (CE, *CALLS["CE009"][1:], "None of the 4 labels counts: 4 are ignore_index=-100, 0 have weight 0."),
    "size": (BCE, *CALLS["BCE003"][1:], "is matched to dimension 1 of target, shape (3, 3), and not"),
    "size, with logits": (BCL, *CALLS["BCL004"][1:], "is matched to dimension 1 of target, shape (3, 3), and not"),
    "probabilities": (CE, *CALLS["CE001"][1:], "input holds probabilities"),
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
    "padding of log-probabilities": (NLL, with_entry(LOG_P, 0, 0.0), with_entry(Y, 0, -100), {}),
    "empty, sum": (CE, X[:0], Y[:0], {"reduction": "sum"}),
    "empty, unreduced": (BCL, X[:0], YES[:0], {"reduction": "none"}),
    "masked logits": (CE, with_entry(X, (1, 2), -INF), Y, {}),
    "masked logits, focal": ("focal_loss", with_entry(X, (1, 2), -INF), Y, {}),
    "masked log-probabilities": (NLL, snippets.log_softmax(with_entry(X, (1, 2), -INF), 1), Y, {}),
    "logits of 0": (CE, 0 * X, Y, {}),
    "equal logits": (CE, 0 * X + 1 / 3, Y, {}),
    "logits near 0": (CE, 0.8 * np.tile(SIGMOIDS, (4, 1)), np.tile(Y, 4), {}),
    "few logits between 0 and 1": (BCL, np.linspace(0, 1, 11), np.ones(11), {}),
    "low logits between 0 and 1": (BCL, np.linspace(0.1, 0.79, 40), np.ones(40), {}),
    "equal positive logits": (BCL, np.full(40, 0.5), np.ones(40), {}),
    "logits up to 1.1": (BCL, np.linspace(0, 1.1, 40), np.ones(40), {}),
    "one row that happens to sum to 1": (BCE, P[:1], YES[:1], {}),
    "one row of logits that happens to sum to 1": (BCL, P[:1], YES[:1], {}),
    "sigmoids of 0": (BCE, np.full((4, 2), 0.5), YES[:, :2], {}),
    "saturated and right": (BCE, 1 - YES, 1 - YES, {}),
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
    "integers": (CE, [[2, 1], [0, 3]], [0, -100], {"weight": [1, 2], "reduction": "sum"}),
    "sure and right": (BCE, np.array([[0.9999], [1.0]], np.float32), np.ones((2, 1), np.float32), {}),
    "bytes": (CE, X, Y.astype(np.uint8), {"ignore_index": 255}),
}


MORE |= finding_edges_classes.MORE | finding_edges_others.MORE | finding_edges_raising.MORE
PLACES |= finding_edges_classes.PLACES | finding_edges_others.PLACES | finding_edges_raising.PLACES
CLEAN |= finding_edges_classes.CLEAN | finding_edges_others.CLEAN
WRITTEN = finding_edges_classes.WRITTEN  # calls, and the cure, "" where none can be written
