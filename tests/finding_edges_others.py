"""Calls at the edges of the rules for yes-or-no losses, for kl_div and nll_loss, and for calls that raise."""

import math

import numpy as np

import snippets
from finding_inputs import (
    BATCHMEAN,
    BCE,
    BCL,
    CE,
    HALF_SIGMOIDS,
    INF,
    KL,
    LOG_P,
    LOG_Q,
    MANY,
    MAP_TARGETS,
    MAPS,
    MULTI,
    NLL,
    SIGMOIDS,
    SQUARE_TARGETS,
    SQUARES,
    WAVE_LABELS,
    WAVES,
    YES,
    P,
    Q,
    W,
    X,
    Y,
    array,
    softmax,
    tensor,
    with_entry,
)

SUM, LOG_TARGET = {"reduction": "sum"}, {"log_target": True} | BATCHMEAN
UNKNOWN = with_entry(YES, (2, 1), -100.0)
KNOWN = np.where(UNKNOWN < 0, 0.0, 1.0)
SIGNS = 2 * YES - 1
LEVELS = np.arange(256.0)
WAVE_P, WAVE_Q = softmax(WAVES, 2), softmax(1 - 2 * WAVES, 2)  # sequences
PLANE_P, PLANE_Q = softmax(WAVES, 1), softmax(1 - 2 * WAVES, 1)  # images, classes in dimension 1
MAPS_P, MAPS_Q = (np.exp(x) / np.exp(x).sum((2, 3), keepdims=True) for x in (MAPS, 1 - 2 * MAPS))
UNIFORM = np.full((3, 3), 1 / 3)


def tensors(name, input, target, options, *rest):
    return name, tensor(input), tensor(target), {key: tensor(value) for key, value in options.items()}, *rest


TARGETS = {
    "-1 and 0": (BCL, X, YES - 1, {}, ["BCL011"]),
    "-100 and 1": (BCL, X, np.where(YES > 0, 1.0, -100), {}, ["BCL011"]),
    "255 and 1": (BCL, X, np.where(YES > 0, 1.0, 255), {}, ["BCL011"]),
    "0, 1 and 255": (BCL, X, with_entry(YES, (2, 1), 255.0), {}, ["BCL011"]),
    "-5 and 255": (BCL, X, np.where(YES > 0, 255.0, -5), {}, ["BCL002"]),
    "0 and 2": (BCL, X, 2 * YES, {}, ["BCL014"]),
    "-1, 0 and 2": (BCL, X, with_entry(2 * YES, (0, 1), -1.0), {}, ["BCL002"]),
    "2.5": (BCL, X, with_entry(2 * YES, (0, 1), 2.5), {}, ["BCL002"]),
    "all levels of an image": (BCL, np.cos(LEVELS), LEVELS, {}, ["BCL012"]),
    "more than all levels of an image": (BCL, np.cos(np.arange(257)), np.append(LEVELS, 0.5), {}, ["BCL002"]),
    "weight 0 does not help where targets are checked": (BCE, SIGMOIDS, UNKNOWN, {"weight": KNOWN} | SUM, ["BCE009"]),
    "weight 1 among 2": (BCL, X, with_entry(YES, (2, 1), 3.5), {"weight": with_entry(0 * X + 2, (2, 1), 1.0)},
                         ["BCL002"]),
    "beside a weight of another shape": (BCL, X, YES - 0.25, {"weight": array(1, 2, 3, 4)}, ["BCL021", "BCL002"]),
}  # fmt: skip
TARGET_PLACES = {
    "answers as probabilities": (CE, X, np.array([[1.0, 0.0, -1.0]] * 4), {}, "(N, classes, questions)"),
    "missing, weighted": (BCL, X, UNKNOWN, {"weight": W}, "remove these elements.\n  page:"),
    "missing, positives weighted": (BCL, X, UNKNOWN, {"pos_weight": W}, "remove these elements.\n  page:"),
    "-1 is not counted where the weight is 0": (BCL, X, SIGNS, {"weight": array([0], [2], [2], [3])},
                                                "-1 and 1 (6 of 9 values are -1)"),
    "grades are not counted where the weight is 0": (
        BCL, X, with_entry(1 + 2 * YES, 0, 9.0), {"weight": array([0], [2], [2], [3])},
        "whole numbers from 1 to 3 (3 of 9 values exceed 1)"),
    "not checked": (BCL, X, YES - 0.25, {}, "之间。PyTorch 在这里不检查。\n"),
    "checked": (BCE, SIGMOIDS, YES - 0.25, {}, "之间。PyTorch 会抛出异常。\n"),
}  # fmt: skip
TARGETS_CLEAN = {
    "a mask of elements": (BCL, X, UNKNOWN, {"weight": KNOWN} | SUM),
    "a mask of pixels": (BCL, MAPS, with_entry(MAP_TARGETS, (1, 0, 1, 3), -100.0),
                         {"weight": with_entry(0 * MAPS + 1, (1, 0, 1, 3), 0.0)} | SUM),
}  # fmt: skip

DIVERGENCE = {
    "padding of log-probabilities": (KL, LOG_Q, with_entry(LOG_P, 2, -100.0), LOG_TARGET, ["KL014"]),
    "padding of two classes": (KL, LOG_Q[:, :2] - np.log(Q[:, :2].sum(1, keepdims=True)),
                               with_entry(softmax(X[:, :2]), 2, -100.0), BATCHMEAN, ["KL014"]),
    "a uniform row, log_target forgotten": (KL, LOG_Q, with_entry(LOG_P, 2, -math.log(3)), BATCHMEAN, ["KL005"]),
    "a negative number for each row": (KL, LOG_Q, with_entry(P[:, :1], 2, -100.0), SUM, ["KL010"]),
    "a row of zeros, mean": (KL, LOG_Q, with_entry(P, 2, 0.0), {}, ["KL015", "KL009"]),
    "a row of zeros among others off": (KL, LOG_Q, with_entry(1.3 * P, 2, 0.0), BATCHMEAN, ["KL008"]),
    "a row of zeros of two classes": (KL, LOG_Q[:, :2] - np.log(Q[:, :2].sum(1, keepdims=True)),
                                      with_entry(softmax(X[:, :2]), 2, 0.0), BATCHMEAN, ["KL015"]),
    "a row of zeros in sequences of one": (KL, LOG_Q[:, None], with_entry(P[:, None], 2, 0.0), BATCHMEAN, ["KL015"]),
    "a number for each row, one of them 0": (KL, LOG_Q, array([1], [1], [0], [1]), BATCHMEAN, ["KL010"]),
    "log-targets along another dimension": (KL, np.log(softmax(X, 0)), LOG_P, LOG_TARGET, ["KL024"]),
}  # fmt: skip
DIVERGENCE_PLACES = {
    "a log-target of -inf": (KL, LOG_P, with_entry(LOG_Q, (0, 1), -INF), LOG_TARGET,
                             "write: kl_div(input, np.exp(target), reduction='batchmean')\n"),
    "a log-target of -inf, tensors": tensors(KL, LOG_P, with_entry(LOG_Q, (0, 1), -INF), LOG_TARGET,
                                             "write: F.kl_div(input, target.exp(), reduction='batchmean')\n"),
    "padding of sequences": (KL, np.log(WAVE_Q), with_entry(WAVE_P, (1, 3), -100.0), SUM,
                             "target[1, 3] sums to -300 (1 of 10 rows): such rows are filled with only -100"),
    "padding of one row": (KL, LOG_Q[0], array(-1, -1, -1), SUM, "Remove these rows.\n  page:"),
    "logits as log-targets": (KL, LOG_P, X, LOG_TARGET, "be negative. If target holds logits, take their log_softmax."),
    "logits as log-targets, in Chinese": (KL, LOG_P, X, LOG_TARGET,
                                          "还可能为负。如果 target 是对数几率（logits），先做 log_softmax。\n"),
    "logits as log-targets, cured": (KL, LOG_P, X, LOG_TARGET, "write: kl_div(input, log_softmax(target, 1), "),
    "logits as log-targets, tensors": tensors(KL, LOG_P, X, LOG_TARGET, "write: F.kl_div(input, target.log_softmax(1)"),
    "rows that are off, in Chinese": (KL, LOG_Q, 1.3 * P, BATCHMEAN, "还可能为负。每一行除以自己的和。\n"),
    "rows that are off beside zeros": (KL, LOG_Q, with_entry(1.3 * P, 2, 0.0), BATCHMEAN, "by its sum.\n  page:"),
    "a dimension more": (KL, LOG_Q, P[:, None], SUM, "target of shape (4, 1, 3) are broadcast to (4, 4, 3), which"),
    "a dimension more, cured": (KL, LOG_Q, P[:, None], SUM, "write: kl_div(input, target.reshape((4, 3)), reduction"),
    "a dimension more, of two": (KL, LOG_Q[:2], P[:2, None], SUM, "write: kl_div(input, target.reshape((2, 3)), reduc"),
    "other sizes": (KL, LOG_Q, P[0], SUM, "give them the same shape.\n  page:"),
    "one distribution, cured": (KL, LOG_P[0], Q[0], {}, 'write: kl_div(input, target, reduction="sum")\n'),
    "one distribution, in Chinese": (KL, LOG_P[0], Q[0], {}, " 个类别。只有一个分布时用 sum。\n"),
    "rows, in Chinese": (KL, LOG_P, Q, {}, " 个类别。改用 batchmean。\n"),
    "sequences": (KL, np.log(WAVE_P), WAVE_Q, BATCHMEAN,
                  "batchmean divides by 2, but the number of distributions is 10, each over 3 classes. Give each "
                  "distribution a row of its own, and use batchmean.\n  write: kl_div(input.reshape(-1, 3), "
                  'target.reshape(-1, 3), reduction="batchmean")\n'),
    "sequences, in Chinese": (KL, np.log(WAVE_P), WAVE_Q, BATCHMEAN, " 个类别。让每个分布自成一行，再用 batchmean。\n"),
    "sequences, tensors": tensors(KL, np.log(WAVE_P), WAVE_Q, BATCHMEAN, "write: F.kl_div(input.reshape(-1, 3), targ"),
    "images": (KL, np.log(PLANE_P), PLANE_Q, BATCHMEAN,
               "batchmean divides by 2, but the number of distributions is 6, each over 5 classes. Give each "
               "distribution a row of its own, and use batchmean.\n  write: kl_div(np.moveaxis(input, 1, -1)"
               '.reshape(-1, 5), np.moveaxis(target, 1, -1).reshape(-1, 5), reduction="batchmean")\n'),
    "images, tensors": tensors(KL, np.log(PLANE_P), PLANE_Q, BATCHMEAN,
                               "write: F.kl_div(input.movedim(1, -1).reshape(-1, 5), target.movedim(1, -1)"),
    "images of log-targets": (KL, np.log(PLANE_P), np.log(PLANE_Q), LOG_TARGET, "is 6, each over 5 classes."),
    "images, target uniform": (KL, np.log(PLANE_P), 0 * PLANE_P + 0.2, BATCHMEAN, "is 6, each over 5 classes."),
    "all uniform": (KL, 0 * WAVES - math.log(3), 0 * WAVES + 1 / 3, BATCHMEAN, "is 10, each over 3 classes."),
    "classes first": (KL, LOG_P.T, Q.T, BATCHMEAN,
                      "batchmean divides by 3, but the number of distributions is 4, each over 3 classes. Give each "
                      "distribution a row of its own, and use batchmean.\n  page:"),
    "heat maps, several": (KL, np.log(MAPS_P), MAPS_Q, {},
                           "mean divides by 32, but the number of distributions is 4, each over 8 classes. Give each "
                           "distribution a row of its own, and use batchmean.\n  page:"),
    "heat maps, one each": (KL, np.log(MAPS_P[:, 0]), MAPS_Q[:, 0], {},
                            "mean divides by 16, but the number of distributions is 2, each over 8 classes. Use ba"),
}  # fmt: skip
DIVERGENCE_CLEAN = {
    "a uniform row of log-targets": (KL, LOG_Q, with_entry(LOG_P, 2, -math.log(3)), LOG_TARGET),
    "a uniform row": (KL, LOG_Q, with_entry(P, 2, 1 / 3), BATCHMEAN),
    "classes first, target uniform": (KL, np.log(softmax(X[:3], 0)), UNIFORM, BATCHMEAN),
    "heat maps, several, batchmean": (KL, np.log(MAPS_P), MAPS_Q, BATCHMEAN),
    "rows of zeros alone": (KL, LOG_Q, 0 * P, BATCHMEAN),
}

SURE = with_entry(np.full((4, 2), 0.01), (range(4), [0, 1, 0, 1]), 0.99)
SURE_TARGETS = (SURE > 0.5) * 1.0
ONES, ZEROS = np.ones((4, 3)), np.zeros((4, 3))
STEPS = np.unique(HALF_SIGMOIDS)
STEPPED, STEP_TARGETS = np.arange(1, 31) / 32, (np.arange(1, 31) > 16) * 1.0
HALF_OF_16 = (1 / (1 + np.exp(-MANY))).astype(np.float16).astype(np.float32)
YES_120 = (MANY > 0) * 1.0
CUBES, CUBE_TARGETS = SQUARES.reshape(3, 2, 2, 4), SQUARE_TARGETS.reshape(3, 2, 2, 4)


def positives(some, of):
    """Return logits of one output, and targets."""
    return BCL, MANY.ravel()[:of], (np.arange(of) < some) * 1.0


def grown(name, x):
    """Return what torch makes of some values, with the record of autograd."""
    return getattr(tensor(x).requires_grad_(), name)()


BINARY = {
    "one output of one dimension, always 1": (BCE, ONES[:, 0], array(1, 0, 1, 0), {}, ["BCE004"]),
    "two values, always 1": (BCE, ONES[:2, :1], array([1], [0]), {}, ["BCE004"]),
    "one value of 1": (BCE, ONES[0, :1], array(0), {}, ["BCE002"]),
    "several outputs, always 1": (BCE, ONES, YES, {}, ["BCE002"]),
    "several outputs, always 0": (BCE, ZEROS, YES, {}, ["BCE002"]),
    "four decisions": (BCE, array(0, 1, 1, 0), array(1, 1, 0, 0), {}, ["BCE005"]),
    "three decisions": (BCE, array(0, 1, 1), array(1, 1, 0), {}, ["BCE002"]),
    "one of many is 1": (BCE, with_entry(SIGMOIDS, (0, 1), 1.0), YES, {}, ["BCE002"]),
    "one of many is 1, another 0": (BCE, with_entry(with_entry(SIGMOIDS, (0, 1), 1.0), (1, 1), 0.0), YES, {},
                                    ["BCE002"]),
    "16 values of half precision": (BCE, STEPS[:16], np.ones(16, np.float32), {}, ["BCE025"]),
    "low sigmoids": (BCL, grown("sigmoid", array([-9, -7], [-6, -5])), tensor(np.eye(2)), {}, ["BCL001"]),
    "two weights for samples": (BCL, X, YES, {"pos_weight": array([1], [2], [1], [2])}, ["BCL027"]),
    "a small batch": (*positives(4, 32), {"pos_weight": np.array(1 / 7)}, ["BCL008"]),
    "a third as many": (*positives(8, 32), {"pos_weight": np.array(1 / 3)}, ["BCL008"]),
    "three times as many": (*positives(24, 32), {"pos_weight": np.array(3.0)}, ["BCL008"]),
}  # fmt: skip
BINARY_PLACES = {
    "softmax for several labels": (BCE, P, MULTI * 1.0, {},
                                   "labels compete. A sample may have several labels or none here: "
                                   "pass the logits to binary_cross_entropy_with_logits.\n"),
    "softmax for several labels, cured": (BCE, P, MULTI * 1.0, {},
                                          "write: binary_cross_entropy_with_logits(logits, target)\n"),
    "softmax for several labels, in Chinese": (
        BCE, P, MULTI * 1.0, {},
        "此消彼长。这里一个样本可以有几个标签，也可以没有：把对数几率（logits）"
        "交给 binary_cross_entropy_with_logits。\n"),
    "softmax for one label, in Chinese": (
        BCE, P, YES, {},
        "此消彼长。target 每一行之和也是 1，一个样本只属于一类：把对数几率（logits）交给 cross_entropy。\n"),
    "softmax, weighted": (BCE, P, YES, {"weight": W}, "pass the logits to cross_entropy.\n  page:"),
    "softmax, then sigmoid": (BCL, P, YES, {}, "as after a softmax. The loss applies a sigmoid itself"),
    "sigmoids of float16": (BCE, HALF_OF_16, YES_120.astype(np.float32), {}, "but float16 holds each of them exactly"),
    "pos_weight along another axis": (BCL, SQUARES, SQUARE_TARGETS, {"pos_weight": array(1, 2)},
                                      "pos_weight, shape (2,), is matched to dimension 3 of target, shape (3, 2, 4,"),
    "weight of two dimensions": (BCL, SQUARES, SQUARE_TARGETS, {"weight": array([1, 2])},
                                 "weight, shape (1, 2), is matched to dimension 3 of target"),
    "weight of two dimensions, the first": (BCL, CUBES, CUBE_TARGETS, {"weight": array([1], [2])},
                                            "weight, shape (2, 1), is matched to dimension 2 of target"),
    "equal weights, in Chinese": (BCE, SIGMOIDS, YES, {"weight": array(2)}, "，和改学习率一样。\n"),
    "equal weights and logits, in Chinese": (
        BCL, X, YES, {"weight": array(2)},
        "，和改学习率一样。要让正例更重，用 pos_weight 传（模块的第一个参数是 weight）。\n"),
    "equal weights beside pos_weight": (BCL, X, YES, {"weight": array(2), "pos_weight": W},
                                        "as another learning rate would.\n  write: binary_cross_entropy_with_logits("
                                        "input, target, pos_weight=pos_weight)\n"),
    "a mask of rows": (BCL, X, YES, {"weight": array([1], [0], [1], [1])},
                       "by all 12 elements, not by the 9 that are kept: the more you mask, the smaller the loss. Use "
                       "sum, and divide by the number kept.\n  page:"),
    "pos_weight above 1000": (BCL, X, YES, {"pos_weight": array(1, 1, 1000.5)}, "pos_weight[2] is 1000.5: one"),
}  # fmt: skip
BINARY_CLEAN = {
    "sure and exclusive answers": (BCE, SURE, SURE_TARGETS, {}),
    "a probability of 1e-12": (BCE, array(1e-12, 0.5), array(1, 0), {}),
    "a probability of 1e-15 that is right": (BCE, array(1e-15, 0.5), array(0, 1), {}),
    "sigmoids in lists": (BCE, SIGMOIDS.tolist(), YES.tolist(), {}),
    "15 values of half precision": (BCE, STEPS[:15], np.ones(15, np.float32), {}),
    "steps of 1/32 in double precision": (BCE, STEPPED, STEP_TARGETS, {}),
    "weight per class of images": (BCL, SQUARES, SQUARE_TARGETS, {"weight": array([[1]], [[2]])}),
    "pos_weight per class of sequences": (BCL, WAVES, (WAVES > 0) * 1.0, {"pos_weight": array(1, 2, 3, 4, 5)[:, None]}),
    "pos_weight of a row": (BCL, X, YES, {"pos_weight": array([1, 2, 3])}),
    "equal pos_weight of samples": (BCL, X, YES, {"pos_weight": np.full((4, 1), 2.0)}),
    "pos_weight of a smaller batch": (*positives(4, 31), {"pos_weight": np.array(1 / 7)}),
    "pos_weight where both are common": (*positives(12, 32), {"pos_weight": np.array(0.6)}),
    "pos_weight well below the ratio": (*positives(24, 32), {"pos_weight": np.array(2.0)}),
    "pos_weight well above the ratio": (*positives(24, 32), {"pos_weight": np.array(4.5)}),
    "pos_weight, all positive": (*positives(32, 32), {"pos_weight": np.array(2.0)}),
    "pos_weight of 1000": (BCL, X, YES, {"pos_weight": array(1, 1, 1000)}),
}  # fmt: skip

COLUMNS = array([1.5, -0.5, 0.2], [-0.5, 1.5, 0.8])  # sum to 1, as no rows do
AVERAGES = (LOG_P + np.log(softmax(np.cos(9 * X)))) / 2
LOG_OF_SOFTMAX = tensor(X).requires_grad_().softmax(1).log()


def summing(*sums):
    """Return logarithms of rows that have these sums."""
    return np.log(np.array(sums)[:, None] * P[: len(sums)])


LOGS = {
    "columns that sum to 1, some below 0": (NLL, COLUMNS, Y[:2], {}, ["NLL001"]),
    "columns that sum to 1, some of them 0": (NLL, array([1, 0, 0.3], [0, 1, 0.7]), Y[:2], {}, ["NLL034"]),
    "1e-3 was added": (NLL, np.log(YES + 1e-3), Y, {}, ["NLL037"]),
    "1e-20 was added": (NLL, np.log(YES + 1e-20), Y, {}, ["NLL037"]),
    "averages of images": (NLL, np.moveaxis(AVERAGES.reshape(2, 2, 3), -1, 1), Y.reshape(2, 2), {}, ["NLL036"]),
    "averages, one of them close to 1": (NLL, summing(0.7, 0.8, 0.9, 0.999895), Y, {}, ["NLL036"]),
    "averages, one of them closer to 1": (NLL, summing(0.7, 0.8, 0.9, 0.999905), Y, {}, ["NLL003"]),
    "not all of them averages": (NLL, summing(0.59, 0.8, 0.9, 0.99), Y, {}, ["NLL003"]),
    "the log of a softmax": (NLL, LOG_OF_SOFTMAX, tensor(Y), {}, ["NLL039"]),
    "the log of a softmax, kl_div": (KL, LOG_OF_SOFTMAX, tensor(Q), BATCHMEAN, ["KL025"]),
}  # fmt: skip
LOG_PLACES = {
    "softmax over the columns of images": (NLL, softmax(np.moveaxis(WAVES, -1, 1), 2), WAVE_LABELS, {},
                                           "sums to 1 along dimension 2, but the classes are in dimension 1"),
    "log_softmax over the columns of images": (NLL, snippets.log_softmax(np.moveaxis(WAVES, -1, 1), 2), WAVE_LABELS,
                                               {}, "sums to 1 along dimension 2, but the classes are in dimension 1"),
    "1e-12 was added": (NLL, np.log(YES + 1e-12), Y, {}, "is log(1e-12) (8 of 12 values)"),
    "the log of a softmax, cured": (NLL, LOG_OF_SOFTMAX, tensor(Y), {},
                                    "write: F.nll_loss(logits.log_softmax(1), target)\n"),
}  # fmt: skip
LOG_CLEAN = {
    "a probability of 0.01": (NLL, np.log(array([0.01, 0.99], [0.5, 0.5])), Y[:2], {}),
    "probabilities that were normalised": (NLL, tensor(P).requires_grad_().log(), tensor(Y), {}),
    "log_softmax of a log_softmax": (NLL, LOG_OF_SOFTMAX.log_softmax(1), tensor(Y), {}),
}

MORE = TARGETS | DIVERGENCE | BINARY | LOGS
PLACES = TARGET_PLACES | DIVERGENCE_PLACES | BINARY_PLACES | LOG_PLACES
CLEAN = TARGETS_CLEAN | DIVERGENCE_CLEAN | BINARY_CLEAN | LOG_CLEAN
