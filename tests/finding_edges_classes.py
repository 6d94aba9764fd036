"""Calls at the edges of rules for classes, probabilities and arguments: from both sides of each threshold."""

import numpy as np  # noqa: I001, not a line for each name
import torch

from finding_inputs import (
    BATCHMEAN, BCE, BCL, CE, FOCAL, INF, KL, LOG_P, MANY, MULTI, NAN, NLL, SIGMOIDS, SQUARE_LABELS, SQUARE_SCORES,
    TAG_LABELS, TAGS, WAVES, YES, P, Q, W, X, Y, array, softmax, tensor, with_entry,
)  # fmt: skip

LINEAR = "linear_cross_entropy"
CONSTANT = X[:1].repeat(9, axis=0)
NINE = np.arange(9) % 3
TRAINED = tensor(X).requires_grad_()
HALVES = np.tile(array([3.0, 0.0], [0.0, 1.0]), (32765, 1)).astype(np.float16)
HALF_LABELS = np.arange(65530) % 2
IMAGE = X.reshape(2, 3, 2)
IMAGE_LABELS = Y.reshape(2, 2)
FIVES = array([5, 4, 3, 2, 1] * 3 + [0] * 5)  # a fifth of them, and one
LAYER = {"linear_weight": np.eye(3)}


def of_counts(*counts):
    """Return logits and labels of which each class has so many."""
    labels = np.repeat(np.arange(len(counts)), counts)
    return np.sin(np.arange(labels.size * len(counts)) ** 2.0).reshape(labels.size, len(counts)), labels


def wide(classes):
    """Return two rows of logits with so many classes."""
    return np.sin(np.arange(2.0 * classes) ** 2).reshape(2, classes)


def spread(zeros, size, values=5):
    """Return so many zeros among so many values, none negative."""
    return np.array([0.0] * zeros + [1.0 + i % values for i in range(size - zeros)])


def some_zero(rows, zeros):
    """Return rows of logits, of which so many are 0."""
    return X[np.arange(rows) % 4] * (np.arange(rows) >= zeros)[:, None]


def classes_last(n, size):
    """Return logits with the classes last, which are as many as places, and the labels that they predict."""
    labels = np.tile((np.arange(size) + 1) % size, (n, 1))
    return 3 * np.eye(size)[labels] + np.sin(np.arange(n * size * size) ** 2.0).reshape(n, size, size), labels


def sequences(*lengths, classes, size):
    """Return logits and labels of sequences of these lengths, padded to a size with 0."""
    y = np.array([[1 + (7 * i + j) % (classes - 1) if j < length else 0 for j in range(size)]
                  for i, length in enumerate(lengths)])  # fmt: skip
    return np.sin(np.arange(y.size * classes) ** 2.0).reshape(len(lengths), classes, size), y


MORE = {
    # tensors
    "gradients in target and input": (KL, TRAINED.log_softmax(1), tensor(Q).requires_grad_(), BATCHMEAN, ["ALL012"]),
    "a gradient in target, cross entropy": (CE, tensor(X), tensor(Q).requires_grad_(), {}, ["ALL012"]),
    "as many labels in float16 as round to inf": (CE, HALVES[:65520], HALF_LABELS[:65520], {}, ["ALL013"]),
    "a double target of tensors": (CE, tensor(X).float(), tensor(Q), {}, ["CE045"]),
    "a double target of bfloat16": (BCL, tensor(X).bfloat16(), tensor(YES), {}, ["BCL022"]),
    "eight rows alike": (CE, CONSTANT[:8], NINE[:8], {}, ["ALL014"]),
    "pixels alike": (CE, np.tile(X[0][:, None], (2, 1, 4)), np.arange(8).reshape(2, 4) % 3, {}, ["ALL014"]),
    "rows alike, soft targets": (CE, CONSTANT, Q[NINE], {}, ["ALL014"]),
    "rows alike, several labels": (BCL, CONSTANT, YES[NINE], {}, ["ALL014"]),
    "rows alike, log-probabilities": (NLL, LOG_P[:1].repeat(9, axis=0), NINE, {}, ["ALL014"]),
    "one logit for all": (BCL, np.full(9, -0.7), NINE > 0.5, {}, ["BCL018"]),
    "one logit for all samples": (BCL, np.full(9, -0.7), (NINE > 0) * 1.0, {}, ["ALL014"]),
    "all elements alike": (BCL, np.full((9, 3), -0.7), YES[NINE], {}, ["ALL014"]),
    "rows alike, with -inf": (CE, with_entry(CONSTANT, (slice(None), 2), -INF), NINE % 2, {}, []),
    "all probabilities alike": (BCE, np.full((9, 3), 0.3), YES[NINE], {}, ["ALL014"]),
    "a ReLU up to 1, or a sigmoid": (BCL, np.linspace(-0.5, 1, 40).clip(0), np.ones(40), {}, ["BCL001"]),
    "a ReLU with a fifth of zeros": (BCL, spread(4, 20), np.ones(20), {}, ["BCL024"]),
    "a ReLU with 16 values": (BCL, spread(4, 16), np.ones(16), {}, ["BCL024"]),
    "a ReLU up to 1.5": (BCL, np.linspace(-0.5, 1.5, 40).clip(0), np.ones(40), {}, ["BCL024"]),
    "a ReLU and a mask of -inf": (CE, np.append(spread(8, 24).reshape(8, 3), np.full((8, 1), -INF), 1), NINE[:8], {},
                                  ["CE047"]),
    "a ReLU known to autograd": (BCL, (2 * TRAINED[:1, :1]).relu(), torch.ones(1, 1).double(), {}, ["BCL024"]),
    "a ReLU up to 1 known to autograd": (CE, (0.3 * TRAINED).relu(), tensor(Y), {}, ["CE047"]),
    "all but three multiplied by a mask": (CE, some_zero(6, 3), np.array([0, 0, 0, 1, 2, 1]), {}, ["CE055"]),
    "a mask before a linear layer": (LINEAR, some_zero(7, 3), np.array([0, 0, 0, 1, 2, 1, 2]), LAYER, ["CE055"]),
    # labels
    "half ignored, half of weight 0": (CE, X, np.array([0, 0, -100, -100]), {"weight": array(0, 1, 1)}, ["CE009"]),
    "class 0 ignored": (CE, X, Y, {"ignore_index": 0}, ["CE021"]),
    "ignored pixels": (CE, np.tile(X[:, :, None, None], (1, 1, 2, 2)), np.tile(Y[:, None, None], (1, 2, 2)),
                       {"ignore_index": 1}, ["CE021"]),
    "ignored in the middle": (CE, TAGS, np.where(np.arange(6) == 2, 0, 1 + np.arange(18).reshape(3, 6) % 2),
                              {"ignore_index": 0}, ["CE021"]),
    "one of 1000 classes ignored": (CE, wide(1000), np.array([1, 999]), {"ignore_index": 1}, ["CE021"]),
    "one label of class 0": (CE, X[:1], Y[:1], {"weight": W}, ["CE022"]),
    "one label of two classes": (CE, X[:1, :2], Y[:1], {"weight": array(1, 3)}, ["CE022"]),
    "one sample without a batch": (CE, X[1], Y[1], {"weight": W}, ["CE022"]),
    "all but one ignored": (CE, X, np.array([-100, 1, -100, -100]), {"weight": W}, ["CE022"]),
    "one sequence of one class": (CE, X.T[None], np.array([[2, 2, -100, 2]]), {"weight": W}, ["CE022"]),
    "equal weights of probabilities": (CE, X, Q, {"weight": np.full(3, 0.25)}, ["CE026", "CE007"]),
    "weights of 0 in a sum": (CE, X, Q, {"weight": np.zeros(3), "reduction": "sum"}, ["CE026"]),
    "weights that are shares, of 32": (CE, *of_counts(25, 7), {"weight": array(0.75, 0.25)}, ["CE024"]),
    "weights that are almost shares": (CE, *of_counts(29, 3), {"weight": array(0.75, 0.25)}, ["CE024"]),
    "shares of a class that is absent": (CE, *[a[:35] for a in of_counts(28, 7, 1)], {"weight": array(0.7, 0.2, 0.1)},
                                         ["CE024"]),
    "shares, some ignored": (CE, MANY, np.repeat([0, 1, 2, -100], [24, 7, 3, 6]), {"weight": array(12, 4, 1)},
                             ["CE024"]),
    "shares, 0 for a class that is absent": (CE, *[a[:35] for a in of_counts(28, 7, 1)], {"weight": array(0.8, 0.2, 0)},
                                             ["CE024"]),
    "classes last, nine labels": (CE, *classes_last(1, 9), {}, ["CE056"]),
    "negative smoothing with weights": (CE, X, Y % 2, {"weight": array(1, 1, 40), "label_smoothing": -0.1}, ["CE010"]),
    "ignored inf": (CE, with_entry(X, (2, 0), INF), with_entry(Y, 2, -100), {}, ["CE044"]),
    "ignored row of -inf": (CE, with_entry(X, 2, -INF), with_entry(Y, 2, -100), {}, ["CE044"]),
    "padding of three sequences": (CE, *sequences(1, 1, 2, classes=50, size=3), {}, ["CE054"]),
    "padding of one label": (CE, np.sin(np.arange(240.0) ** 2).reshape(4, 10, 6),
                             np.array([[1, 2, 3, 4, 9, 0], [1, 2, 3, 5, 9, 0], [1, 2, 3, 6, 9, 0], [1, 0, 0, 0, 0, 0]]),
                             {}, ["CE054"]),
    "padding that six repetitions show": (CE, *sequences(6, 2, 2, classes=3, size=6), {}, ["CE054"]),
    # general
    "a name for reduce": (CE, X, Y, {"reduce": "mean"}, ["ALL011"]),
    "a wrong reduction that is overridden": (CE, X, Y, {"reduction": "avg", "reduce": True, "weight": W.astype(np.float32)}, ["CE039"]),
    # classes
    "swapped, three values": (BCL, array(1, 0, 1), array(0.5, 2.5, -1.5), {}, ["BCL023"]),
    "not swapped, but marks": (BCL, YES, with_entry(MULTI, (0, [0, 1]), [-1, 2]), {}, ["BCL001", "BCL002"]),
    "not swapped, but -1": (BCL, YES, with_entry(MULTI, (0, 0), -1), {}, ["BCL001", "BCL011"]),
    "one sample, a target of 1.5": (CE, X[:, 0], array(1, 0, 1.5, 1), {}, ["CE005"]),
    "one sample, a target of -1": (CE, X[:, 0], array(1, 0, -1, 0), {}, ["CE006"]),
    "a uniform softmax known to autograd": (CE, (0 * TRAINED).softmax(1), tensor(Y), {}, ["CE001"]),
    "a softmax over samples known to autograd": (CE, TRAINED.softmax(0), tensor(Y), {}, ["CE048"]),
    "small sigmoids known to autograd": (CE, (TRAINED / 100 - 9).sigmoid(), tensor(Y), {}, ["CE012"]),
    "a softmax over four samples": (CE, softmax(X, 0), Y, {}, ["CE048"]),
    "a softmax over samples, one of them masked": (CE, softmax(with_entry(MANY, (0, 1), -INF), 0), 0 * MANY[:, 0].astype(int),
                                                   {}, ["CE048"]),
    "a row of the mildest mask": (CE, with_entry(X, 1, -9e3), Y, {}, ["CE051"]),
    "the mildest mask at the label": (CE, with_entry(X, (1, 1), -9e3), Y, {}, ["CE014"]),
    "a mask beside large logits": (CE, with_entry(with_entry(X, (1, 1), -1e4), (1, 0), 850.0), Y, {}, ["CE014"]),
}  # fmt: skip

PLACES = {
    "losses in float16": (CE, HALVES, with_entry(HALF_LABELS, slice(10), -100), {}, "The mean of 65520 losses"),
    "dtype of a tensor": (CE, tensor(X).float(), tensor(Q), {}, "float64 and input float32,"),
    "dtype of half a tensor": (BCL, tensor(X).bfloat16(), tensor(YES), {}, "float64 and input bfloat16,"),
    "rows alike of a linear layer": (LINEAR, CONSTANT, NINE, LAYER, "All 9 rows of logits are"),
    "ReLU without what is ignored": (CE, spread(8, 24).reshape(8, 3), with_entry(NINE[:8], 0, -100), {},
                                     "5 of 21 values of input"),
    "masked rows, in Chinese": (CE, some_zero(6, 3), np.array([0, 0, 0, 1, 2, 1]), {}, "6 行里有 3 行"),
    "masked elements, in Chinese": (BCL, array(0, 0, 0, 1, -2, -1), array(0, 0, 0, 1, 0, 0), {}, "个元素里有 3 个元素"),
    "half ignored": (CE, X, np.array([0, 0, -100, -100]), {"weight": array(0, 1, 1)},
                     "2 are ignore_index=-100, 2 have weight 0."),
    "one label": (CE, X, np.array([-100, 0, -100, -100]), {"weight": W}, "Only class 0 is"),
    "largest weight": (CE, *[a[:33] for a in of_counts(16, 17, 1)], {"weight": array(0.5, 0.45, 0.05)},
                       "(class 0 is 48% of the labels and has the largest weight)"),
    "labels last, some ignored": (CE, SQUARE_SCORES, with_entry(SQUARE_LABELS, 1, -100), {},
                                  "for 100% of the predictions"),
    "an ignored image": (CE, with_entry(IMAGE, (1, 2, 0), NAN), with_entry(IMAGE_LABELS, (1, 0), -100), {},
                         "input[1, 2, 0] is nan and ignored (1 of these)"),
    "smoothing, label 1": (CE, X, 0 * Y + 1, {"weight": array(1, 1, 40), "label_smoothing": 0.1}, "For label 1 this"),
    "nan in a tensor": (CE, tensor(with_entry(X, (1, 2), NAN)), tensor(Y), {},
                        "Look at any(p.isnan().any() for p in model.parameters()): if"),
    "an argument of no loss": (CE, X, Y, {"margin": 1}, "takes no argument margin: leave it out."),
    "an argument of no loss, in Chinese": (CE, X, Y, {"margin": 1}, "没有参数 margin：去掉它。"),
    "an argument of other losses": (BCE, SIGMOIDS, YES, {"ignore_index": 0}, "it belongs to cross_entropy, nll_loss"),
    "an argument of other losses, in Chinese": (BCE, SIGMOIDS, YES, {"ignore_index": 0}, "它属于 cross_entropy、nll_loss"),
    "alpha": (FOCAL, X, Y, {"alpha": 0.25},
              "alpha: weight is meant, one for each class; for two classes alpha stands for [1 - alpha, alpha]."),
    "alpha, in Chinese": (CE, X, Y, {"alpha": 0.25},
                          "alpha：类别权重用 weight 传，每类一个；两类时 alpha 就是 [1 - alpha, alpha]。"),
    "weights of Keras": (NLL, LOG_P, Y, {"class_weight": W}, "class_weight: weight is meant, one for each class;"),
    "weights": (CE, X, Y, {"weights": W}, "weights: weight is meant, one for each class;"),
    "weights of elements": (BCL, X, YES, {"weights": W}, "weights: weight is meant."),
    "alpha of elements": (BCL, X, YES, {"alpha": 0.25}, "alpha: leave it out."),
    "a misspelt argument": (FOCAL, X, Y, {"gama": 2}, "gama: gamma is meant."),
    "a misspelt argument, in Chinese": (FOCAL, X, Y, {"gama": 2}, "gama：应当是 gamma。"),
    "reduction avg": (CE, X, Y, {"reduction": "avg"}, 'There is no reduction "avg": use "mean".'),
    "reduction of old": (CE, X, Y, {"reduction": "elementwise_mean"}, 'use "mean".'),
    "reduction men": (CE, X, Y, {"reduction": "men"}, 'use "mean".'),
    "reduction None": (CE, X, Y, {"reduction": "None"}, 'use "none".'),
    "reduction max": (CE, X, Y, {"reduction": "max"}, 'no reduction "max": use "mean" / "sum" / "none".'),
    "reduction batch_mean": (KL, LOG_P, Q, {"reduction": "batch_mean"}, 'use "batchmean".'),
    "kinds of lists": (CE, [[1.0], [1.0, 2.0]], [0, 0], {}, "input is list, target is list."),
    "kinds of tensors": (CE, tensor(X + 1j), tensor(Y), {}, "input is complex128 (4, 3), target is int64 (4,)."),
    "one class of the focal loss": (FOCAL, X[:, :1], 0 * Y, {},
        "always 0. For yes or no with a single output x, give focal_loss the two logits 0 and x."),
    "one class of the focal loss, in Chinese": (FOCAL, X[:, :1], 0 * Y, {},
        "永远是 0。单输出 x 的二分类，要把 0 和 x 两个 logits 一起交给 focal_loss。"),
    "one class, in Chinese": (NLL, 0 * X[:, :1], 0 * Y, {},
        "永远是 0。单输出的二分类要用 binary_cross_entropy_with_logits。"),
    "log_softmax over samples": (CE, np.log(softmax(MANY, 0)), np.arange(40) % 3, {},
                                 "Along dimension 0, input sums to 1 once exponentiated, but"),
    "log_softmax over samples, in Chinese": (CE, np.log(softmax(MANY, 0)), np.arange(40) % 3, {},
                                             "之和是 1（取指数后），可类别"),
    "softmax over samples, in Chinese": (CE, softmax(MANY, 0), np.arange(40) % 3, {}, "沿第 0 维之和是 1，可类别"),
    "softmax over places": (CE, softmax(np.moveaxis(WAVES, -1, 1), 2), np.arange(10).reshape(2, 5) % 3, {},
                            "Along dimension 2, input sums to 1, but the classes are in dimension 1."),
    "rows of a small gamma": (FOCAL, with_entry(with_entry(X, (0, 0), 60.0), (1, 1), 900.0), Y, {"gamma": 0.5},
                              "here input[0] (2 of 4 samples)"),
    "pixels of a small gamma": (FOCAL, with_entry(IMAGE, (1, 2, 0), 60.0), with_entry(IMAGE_LABELS, (1, 0), 2),
                                {"gamma": 0.5}, "here input[1, :, 0] (1 of 4 samples)"),
    "the floor of the focal loss": (FOCAL, P, Y, {"gamma": 2}, "below about 0.0991."),
    "padding beside a uniform row": (CE, X, with_entry(with_entry(Q, 0, 1 / 3), 2, -100.0), {}, "(1 of 4 rows): such"),
    "padding of pixels": (CE, IMAGE, with_entry(softmax(IMAGE), (1, slice(None), 0), -100.0), {},
                          "filled with only -100"),
    "targets of places": (CE, np.moveaxis(WAVES, -1, 1), softmax(np.moveaxis(WAVES, -1, 1), 2), {},
                          "target sums to 1 along dimension 2, but the classes are in dimension 1,"),
}  # fmt: skip

WRITTEN = {
    "a prediction in the place of the target": (KL, tensor(LOG_P), TRAINED.softmax(1), BATCHMEAN,
        "F.kl_div(logits.log_softmax(1), input.exp(), reduction='batchmean')"),
    "a prediction as log-target": (KL, tensor(LOG_P), TRAINED.log_softmax(1), BATCHMEAN | {"log_target": True},
        "F.kl_div(target, input, reduction='batchmean', log_target=True)"),
    "all of weight 0": (CE, X, Y, {"weight": np.zeros(3)}, ""),
    "all labels ignored": (CE, X, 0 * Y, {"ignore_index": 0},
        "cross_entropy(input, target, ignore_index=0, reduction=\"sum\") / max((target != 0).sum(), 1)"),
    "shares, 0 for a class that is absent": (CE, *[a[:35] for a in of_counts(28, 7, 1)], {"weight": array(0.8, 0.2, 0)},
        "cross_entropy(input, target, weight=1 / np.where(weight > 0, weight, np.inf))"),
    "shares, 0 for a class that is absent, tensors": (
        CE, *[tensor(a[:35]) for a in of_counts(28, 7, 1)], {"weight": tensor(array(0.8, 0.2, 0))},
        "F.cross_entropy(input, target, weight=(1 / weight).nan_to_num(posinf=0))"),
    "shares as weights": (CE, *of_counts(25, 7), {"weight": array(0.75, 0.25)},
        "cross_entropy(input, target, weight=1 / weight)"),
    "smoothing against labels": (CE, X, Y % 2, {"weight": array(1, 1, 40), "label_smoothing": 0.1},
        'cross_entropy(input, target, label_smoothing=0.1, reduction="none") @ weight[target] / weight[target].sum()'),
    "smoothing, a sum": (CE, X, Y % 2, {"weight": array(1, 1, 40), "label_smoothing": 0.1, "reduction": "sum"}, ""),
    "smoothing, some ignored": (CE, X, np.array([0, 1, 0, -100]), {"weight": array(1, 1, 40), "label_smoothing": 0.1},
                                ""),
    "smoothing, an image": (CE, IMAGE, IMAGE_LABELS % 2, {"weight": array(1, 1, 40), "label_smoothing": 0.1}, ""),
    "an ignored image": (CE, with_entry(IMAGE, (1, 2, 0), NAN), with_entry(IMAGE_LABELS, (1, 0), -100), {}, ""),
    "ignored in a linear layer": (LINEAR, with_entry(X, 2, NAN), with_entry(Y, 2, -100), LAYER,
        "keep = target != -100\nlinear_cross_entropy(input[keep], linear_weight, target[keep])"),
    "missing answers": (BCE, SIGMOIDS, with_entry(YES, (2, 1), NAN), {},
        "known = ~np.isnan(target)\nbinary_cross_entropy(input[known], target[known])"),
    "missing answers, weights": (BCL, X, with_entry(YES, (2, 1), NAN), {"weight": W}, ""),
    "missing answers, weights of positives": (BCL, X, with_entry(YES, (2, 1), NAN), {"pos_weight": W}, ""),
    "missing probabilities": (CE, X, with_entry(Q, (2, 1), NAN), {}, ""),
    "no reduction is near": (CE, X, Y, {"reduction": "max"}, ""),
    "a mask in a linear layer": (LINEAR, X, YES[[0, 1, 1, 0]], LAYER | {"linear_bias": array(0, 0, -INF)}, ""),
    "padded pixels": (CE, IMAGE, with_entry(softmax(IMAGE), (1, slice(None), 0), -100.0), {}, ""),
    "several labels, weights": (CE, X, MULTI, {"weight": W, "reduction": "sum"}, ""),
    "several labels, smoothing": (CE, X, MULTI, {"label_smoothing": 0.1}, ""),
    "empty pixels": (CE, IMAGE, with_entry(softmax(IMAGE), (1, slice(None), 0), 0.0), {}, ""),
    "weights of pixels": (CE, IMAGE, softmax(IMAGE), {"weight": W}, ""),
    "weights of a linear layer": (LINEAR, X, Q, LAYER | {"weight": W}, ""),
}  # fmt: skip

CLEAN = {
    "fewer labels in float16 than round to inf": (CE, HALVES[:65519], HALF_LABELS[:65519], {}),
    "ignored labels in float16": (CE, HALVES[:65520], with_entry(HALF_LABELS[:65520], 7, -100), {}),
    "small weights in float16": (CE, HALVES, HALF_LABELS, {"weight": np.array([0.5, 0.25], np.float16)}),
    "many in float16, sum": (CE, HALVES, HALF_LABELS, {"reduction": "sum"}),
    "many in float32": (CE, HALVES.astype(np.float32), HALF_LABELS, {}),
    "many elements in float16": (BCL, HALVES, np.eye(2, dtype=np.float16)[HALF_LABELS], {}),
    "lists with a double target": (CE, X.tolist(), Q, {}),
    "a list as double target": (BCL, X.astype(np.float32), YES.tolist(), {}),
    "seven rows alike": (CE, CONSTANT[:7], NINE[:7], {}),
    "rows alike, and labels": (CE, CONSTANT, 0 * NINE, {}),
    "rows alike, and targets": (BCL, CONSTANT, YES[0 * NINE], {}),
    "rows alike, but one": (CE, with_entry(CONSTANT, (8, 0), 1.0), NINE, {}),
    "rows that are a prior": (KL, LOG_P[:1].repeat(9, axis=0), Q[NINE], BATCHMEAN),
    "equal logits of nine rows": (CE, np.full((9, 3), 0.7), NINE, {}),
    "logits of 0 for several labels": (BCL, np.zeros((9, 3)), YES[NINE], {}),
    "fewer zeros than after a ReLU": (BCL, spread(3, 20), np.ones(20), {}),
    "15 values": (BCL, spread(4, 15), np.ones(15), {}),
    "five different values": (BCL, spread(4, 20, values=4), np.ones(20), {}),
    "two zeros": (CE, some_zero(7, 2), np.array([0, 0, 1, 2, 1, 1, 2]), {}),
    "all but two zeros": (CE, some_zero(5, 3), np.array([0, 0, 0, 2, 1]), {}),
    "zeros, and all labels 0": (CE, some_zero(7, 3), np.zeros(7, int), {}),
    "zeros, and another label": (CE, some_zero(7, 3), np.array([0, 0, 1, 2, 1, 2, 2]), {}),
    "zeros, and nothing negative": (CE, (some_zero(7, 3) != 0) * array(2, 3, 0), np.array([0, 0, 0, 2, 1, 1, 0]), {}),
    "zeros, soft targets": (CE, with_entry(X, ([0, 1, 2], [1, 0, 0]), 0), array([0.5, 0, 0.5], [0, 0.3, 0.7],
                                                                                [0, 0.6, 0.4], [0.2, 0.3, 0.5]), {}),
    "ignore_index beyond the classes": (CE, X, np.array([0, 1, 3, 2]), {"ignore_index": 3}),
    "a class to ignore that is absent": (CE, X, Y % 2, {"ignore_index": 2}),
    "padding on the left": (CE, TAGS, np.where(TAG_LABELS == 0, 0, TAG_LABELS)[:, ::-1], {"ignore_index": 0}),
    "padding on the right": (CE, TAGS, TAG_LABELS, {"ignore_index": 0}),
    "padding on either side": (CE, TAGS, np.array([*TAG_LABELS[:2], TAG_LABELS[2, ::-1]]), {"ignore_index": 0}),
    "one token of a vocabulary": (CE, wide(1001), np.array([1, 999]), {"ignore_index": 1}),
    "one label, sum": (CE, X[:1], Y[:1], {"weight": W, "reduction": "sum"}),
    "one label, smoothed": (CE, X[:1], Y[:1], {"weight": W, "label_smoothing": 0.1}),
    "one class among many labels": (CE, X, 0 * Y + 1, {"weight": W}),
    "one sequence of two classes": (CE, X.T[None], Y[None], {"weight": W}),
    "weights of 1": (CE, X, Y, {"weight": np.ones(3)}),
    "weights a little off shares": (CE, *of_counts(30, 2), {"weight": array(0.75, 0.25)}),
    "classes almost equal in number": (CE, *of_counts(24, 8), {"weight": array(0.75, 0.25)}),
    "equal weights, 0 for a class that is absent": (CE, *[a[:36] for a in of_counts(18, 18, 1)],
                                                    {"weight": array(1, 1, 0)}),
    "shares, 0 for a class that occurs": (CE, *of_counts(28, 7, 1), {"weight": array(0.8, 0.2, 0)}),
    "shares of 31": (CE, *of_counts(25, 6), {"weight": array(0.75, 0.25)}),
    "classes last, eight labels": (CE, *classes_last(2, 4), {}),
    "smoothing that makes two classes equal": (CE, X[:, :2], Y % 2, {"weight": array(3, 1), "label_smoothing": 0.5}),
    "ignored mask": (CE, with_entry(X, (2, 0), -INF), with_entry(Y, 2, -100), {}),
    "sequences of one length": (CE, *sequences(3, 3, 3, classes=50, size=6), {}),
    "two sequences": (CE, *sequences(1, 3, classes=50, size=6), {}),
    "sequences of two labels": (CE, *sequences(0, 1, 0, 1, 0, 1, 0, 1, classes=50, size=2), {}),
    "five repetitions": (CE, *sequences(6, 2, 3, classes=3, size=6), {}),
    "padding and a mark": (CE, sequences(1, 1, 2, classes=50, size=3)[0],
                           with_entry(sequences(1, 1, 2, classes=50, size=3)[1], (0, 0), -100), {}),
    "zeros at both ends": (CE, sequences(1, 1, 2, classes=50, size=3)[0],
                           with_entry(sequences(1, 1, 2, classes=50, size=3)[1], (2, 0), 0), {}),
    "a softmax over three samples": (CE, softmax(X[:3], 0), Y[:3], {}),
    "a mask beside larger logits": (CE, with_entry(with_entry(X, (1, 1), -1e4), (1, 0), 900.0), Y, {}),
    "pixels of one class": (CE, IMAGE, np.eye(3)[np.ones((2, 2), int)].transpose(0, 2, 1), {}),
}  # fmt: skip
