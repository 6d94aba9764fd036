"""Calls at the edges of the rules for calls that raise."""

import numpy as np

from finding_calls import (
    BATCHMEAN,
    BCE,
    BCL,
    CE,
    FIRST,
    FOCAL,
    KL,
    LOG_P,
    LOG_Q,
    MAPS,
    MULTI,
    NLL,
    PAIRS,
    SIGMOIDS,
    SQUARE_TARGETS,
    SQUARES,
    WAVE_LABELS,
    WAVES,
    YES,
    Q,
    W,
    X,
    Y,
    array,
    tensor,
    with_entry,
)

LINEAR, EYE, ONE_ROW = "linear_cross_entropy", {"linear_weight": np.eye(3)}, {"linear_weight": np.ones((1, 3))}
PIXELS = np.arange(16).reshape(2, 2, 4) % 2
YES_2 = np.eye(2)[Y % 2]


def tensors(name, input, target, options, *rest):
    return name, tensor(input), tensor(target), {key: tensor(value) for key, value in options.items()}, *rest


ARGUMENTS = {
    "-100 where another label is ignored": (CE, X, with_entry(Y, 1, -100), {"ignore_index": 0}, ["CE034"]),
    "255 that is not ignored": (CE, X, with_entry(Y, 1, 255), {}, ["CE034"]),
    "two marks": (CE, X, np.array([0, -1, 255, 1]), {}, ["CE037"]),
    "-1 and 1 of three classes": (CE, X, np.array([-1, 1, 1, -1]), {}, ["CE034"]),
    "one label above": (CE, X[:1], np.array([3]), {}, ["CE037"]),
    "two labels from 1": (CE, X[:2], np.array([3, 1]), {}, ["CE036"]),
    "labels from 1, focal": (FOCAL, X, Y + 1, {}, ["CE036"]),
    "smoothing of 1 beside labels from 1": (CE, X, Y + 1, {"label_smoothing": 1}, ["CE036"]),
    "smoothing of 1.5": (CE, X, Y, {"label_smoothing": 1.5}, ["CE040"]),
    "fractions as labels": (CE, X, array(0.5, 7, 1, 2), {}, ["ALL001"]),
    "-1 beside a weight of another length": (CE, X, Q, {"ignore_index": -1, "weight": array(1, 2)}, ["CE038"]),
    "-1 and probabilities, linear": (LINEAR, X, Q, EYE | {"ignore_index": -1}, ["CE041"]),
    "a whole number": (CE, np.array(3), np.array(0), {}, ["CE043"]),
}  # fmt: skip
ARGUMENT_PLACES = {
    "another mark, where both occur": (CE, X, with_entry(Y, 1, -1), {"ignore_index": 0},
                                       "cross_entropy(input, np.where(target == -1, 0, target), ignore_index=0)"),
    "another mark, where both occur, tensors": tensors(
        CE, X, with_entry(Y, 1, -1), {"ignore_index": 0},
        "write: F.cross_entropy(input, target.masked_fill(target == -1, 0), ignore_index=0)"),
    "another mark, alone": (CE, X, with_entry(Y, 1, -100), {"ignore_index": 7}, "target, ignore_index=-100)"),
    "labels from 1, some ignored": (CE, X, np.array([1, 2, 3, -100]), {}, "of ignore_index, -100\n  page:"),
    "a weight too short": (CE, X, Y, {"weight": array(1, 2)}, "there must be one for each class: 3.\n  raises:"),
    "a weight too short, not cured": (CE, X, Y, {"weight": array(1, 2)}, "but its shape is (2,)\n  page:"),
    "a weight too short, in Chinese": (CE, X, Y, {"weight": array(1, 2)}, "每个类别一个，共 3 个。\n"),
    "a weight of samples, in Chinese": (
        CE, X, Y, {"weight": array(1, 2, 3, 4)},
        "共 3 个。它和样本一样多：给样本加权，要先用 reduction='none'，再把各个损失乘上去。\n"),
    "smoothing of 2 percent": (CE, X, Y, {"label_smoothing": 2}, "label_smoothing=0.02)"),
    "smoothing of 100 percent": (CE, X, Y, {"label_smoothing": 100}, "label_smoothing=1)"),
    "smoothing of 101": (CE, X, Y, {"label_smoothing": 101}, "but it is 101\n  page:"),
    "smoothing of 1.9": (CE, X, Y, {"label_smoothing": 1.9}, "but it is 1.9\n  page:"),
    "predictions of images": (CE, WAVES.argmax(2), WAVE_LABELS, {}, "shape (N, C, 5), and there is no gradient"),
}  # fmt: skip

TWO_SIZES = {
    "a dimension more, of two": (BCE, SIGMOIDS[:2, :1], YES[:2, 0], {}, ["BCE014"]),
    "one and another dimension": (BCE, SIGMOIDS[:, :1], YES[None, :, 0], {}, ["BCE014"]),
    "indices for two outputs": (BCE, SIGMOIDS[:, :2], Y % 2, {}, ["BCE015"]),
    "indices for images": (BCL, MAPS, PIXELS, {}, ["BCL016"]),
    "fractions for three outputs": (BCE, SIGMOIDS, YES[:, 0] / 2, {}, ["BCE016"]),
    "integers of another shape": (BCE, SIGMOIDS, YES[:3].astype(int), {}, ["BCE016", "BCE017"]),
    "0.001 below 0": (BCE, with_entry(SIGMOIDS, (0, 0), -1e-3), YES, {}, ["BCE019"]),
    "0.001 above 1": (BCE, with_entry(SIGMOIDS, (0, 0), 1 + 1e-3), YES, {}, ["BCE019"]),
    "rounded above 1, another 0": (BCE, with_entry(with_entry(SIGMOIDS, (0, 0), 1 + 1e-6), (0, 1), 0.0), YES, {},
                                   ["BCE019"]),
    "more than 0.001 below 0": (BCE, with_entry(SIGMOIDS, (0, 0), -2e-3), YES, {}, ["BCE021"]),
    "more than 0.001 above 1": (BCE, with_entry(SIGMOIDS, (0, 0), 1.002), YES, {}, ["BCE021"]),
    "indices of sequences for kl_div": (KL, np.log(np.ones((2, 5, 3)) / 3), WAVE_LABELS, BATCHMEAN, ["KL019"]),
    "integers that are broadcast": (KL, LOG_Q, YES[:1].astype(int), BATCHMEAN, ["KL017"]),
    "two weights for a column": (BCL, X[:, :1], YES[:, :1], {"pos_weight": array(1, 3)}, ["BCL020"]),
}  # fmt: skip
TWO_SIZES_PLACES = {
    "indices and logits": (BCL, X, Y, {}, "write: cross_entropy(input, target)\n"),
    "indices and logits, in Chinese": (BCL, X, Y, {}, "用 cross_entropy。如果"),
    "indices and probabilities, in Chinese": (BCE, SIGMOIDS, Y, {}, "用 cross_entropy，传对数几率（logits）。如果"),
    "indices, weighted": (BCE, SIGMOIDS, Y, {"weight": W}, "write: cross_entropy(logits, target)\n"),
    "indices that are floats": (BCL, X, Y * 1.0, {}, "write: cross_entropy(input, target.astype(np.int64))\n"),
    "indices that are floats, tensors": tensors(BCL, X, Y * 1.0, {}, "write: F.cross_entropy(input, target.long())\n"),
    "integers, in Chinese": (BCL, X, YES.astype(int), {}, "目标要用浮点数。\n"),
    "integers and probabilities, in Chinese": (BCE, SIGMOIDS, YES.astype(int), {}, "目标要用同一种 dtype。\n"),
    "pos_weight beside a weight": (BCL, X, YES, {"weight": W, "pos_weight": array(1, 2)}, "pos_weight of shape (2,) "),
    "pos_weight beside a weight of one row": (BCL, X, YES, {"weight": W[None], "pos_weight": array(1, 2)},
                                              "pos_weight of shape (2,) "),
    "a weight of no dimension": (BCL, X, YES, {"weight": np.ones(5)}, "from the last dimension on.\n  raises:"),
    "a weight of no dimension, in Chinese": (BCL, X, YES, {"weight": np.ones(5)}, "的形状 (4, 3)。\n"),
    "a weight of dimension 1": (BCL, SQUARES[..., :1], SQUARE_TARGETS[..., :1], {"weight": array(1, 2)},
                                "One for each of dimension 1 has shape (2, 1, 1)."),
    "indices of int32 for kl_div": (KL, LOG_Q, Y.astype(np.int32), BATCHMEAN, "use target.astype(np.float32)\n  page:"),
    "indices of sequences for kl_div": (KL, np.log(np.ones((2, 5, 3)) / 3), WAVE_LABELS, BATCHMEAN,
                                        "use target.astype(np.float32)\n  page:"),
}  # fmt: skip

SHAPES = {
    "no sample of one output": (CE, X[:0, :1], Y[:0] * 1.0, {}, ["CE028"]),
    "a number of one output": (CE, X[0, :1], np.array(1.0), {}, ["CE028"]),
    "one output, fewer answers": (CE, X[:, :1], Y[:3] % 2, {}, ["CE033"]),
    "one output, three labels": (CE, X[:, :1], Y, {}, ["CE037"]),
    "a mask over 255 with what is ignored": (CE, X, array(0, 1, 2, 255) / 255, {}, ["CE058"]),
    "a mask over 255 with many classes": (CE, X, array(0, 1, 2, 200) / 255, {}, ["CE058"]),
    "over 255, some below 0": (CE, X, array(-1, 0, 1, 2) / 255, {}, ["ALL001"]),
    "over 255, some above 1": (CE, X, array(0, 1, 2, 306) / 255, {}, ["ALL001"]),
    "tenths": (CE, X, array(0.1, 0.5, 0.2, 0.9), {}, ["ALL001"]),
    "fewer labels over 255": (CE, X, array(0, 1, 2) / 255, {}, ["CE033"]),
    "0 and 1 beside a weight too short": (CE, X, Y % 2, {"weight": array(1, 2)}, ["CE038"]),
    "one-hot floats beside a weight too short": (CE, X, YES, {"weight": array(1, 2)}, ["CE038"]),
    "several hot floats beside a weight too short": (CE, X, MULTI * 1.0, {"weight": array(1, 2)}, ["CE038"]),
    "fewer one-hot rows": (CE, X, YES[:3].astype(int), {}, ["CE033"]),
    "fewer rows, several hot": (CE, X, MULTI[:3].astype(int), {}, ["CE033"]),
    "one-hot pairs": (CE, PAIRS, YES_2.astype(int), {}, ["CE029"]),
    "one-hot log-probabilities": (NLL, LOG_P, YES, {}, ["NLL018"]),
    "one-hot, focal": (FOCAL, X, YES, {}, ["CE029"]),
    "several hot, log-probabilities": (NLL, LOG_P, MULTI * 1.0, {}, ["NLL019"]),
    "an image of one class, all 1": (CE, FIRST[:, :1], np.ones((2, 1, 5), int), {}, ["CE027"]),
    "labels in a square": (CE, X, Y.reshape(2, 2), {}, ["CE032"]),
    "fractions for one class": (NLL, -X[:, :1] ** 2, array([0.1], [0.2], [0.3], [0.4]), {}, ["NLL020"]),
    "labels of the other order": (CE, WAVES, WAVE_LABELS.T, {}, ["CE033"]),
    "one label too few": (CE, WAVES, WAVE_LABELS.ravel()[:9], {}, ["CE033"]),
    "two labels for one sample": (CE, X[0], Y[:2], {}, ["ALL001"]),
    "floats for an image": (CE, FIRST, WAVE_LABELS * 1.0, {}, ["CE028"]),
    "an image whose classes are last, linear": (LINEAR, WAVES, WAVE_LABELS, EYE, ["CE031"]),
    "a flat image, linear": (LINEAR, WAVES, WAVE_LABELS.ravel(), EYE, ["CE032"]),
}  # fmt: skip
SHAPE_PLACES = {
    "one output, focal": (FOCAL, X[:, :1], Y % 2, {},
                          "write: focal_loss(np.pad(input, ((0, 0), (1, 0))), target.astype(np.int64))"),
    "one output, focal, tensors": tensors(FOCAL, X[:, :1], Y % 2, {},
                                          "write: focal_loss(F.pad(input, (1, 0)), target.long())"),
    "a column, focal": (FOCAL, X[:, :1], Y[:, None] % 2, {}, "target.astype(np.int64).squeeze(1))"),
    "a column, focal, tensors": tensors(FOCAL, X[:, :1], Y[:, None] % 2, {}, "target.long().squeeze(1))"),
    "one output and a column": (CE, X[:, :1], Y[:, None] % 2, {},
                                "write: binary_cross_entropy_with_logits(input, target.astype(input.dtype))"),
    "one output of images": (CE, FIRST[:, :1], WAVE_LABELS % 2, {},
                             "write: binary_cross_entropy_with_logits(input[:, 0], target.astype(input.dtype))"),
    "one output of images and an answer of the same shape": (
        CE, FIRST[:, :1], WAVE_LABELS[:, None] % 2, {},
        "write: binary_cross_entropy_with_logits(input, target.astype(input.dtype))"),
    "one output, a dimension too many": (CE, X[:, :1], Y[None, :, None] % 2, {}, "use target.reshape((4,))\n  page:"),
    "one output of images, focal": (FOCAL, FIRST[:, :1], WAVE_LABELS % 2, {}, "(C = 1)"),
    "one output, in Chinese": (CE, X[:, :1], Y % 2, {}, "标签却是 0 和 1：交叉熵"),
    "one output, linear": (LINEAR, X, Y % 2, ONE_ROW, "logits has a single output for each sample, shape (4, 1), "),
    "one output, linear, not cured": (LINEAR, X, Y % 2, ONE_ROW, "(C = 1)"),
    "floats": (CE, X, Y * 1.0, {}, "class indices are int64.\n"),
    "floats, in Chinese": (CE, X, Y * 1.0, {}, "而类别索引要用 int64。\n"),
    "floats, cured": (CE, X, Y * 1.0, {}, "write: cross_entropy(input, target.astype(np.int64))\n"),
    "floats in a column, in Chinese": (CE, X, Y[:, None] * 1.0, {}, "int64，形状应当是 (4,)，不是 (4, 1)。\n"),
    "one-hot images": (CE, FIRST, np.moveaxis(np.eye(3, dtype=int)[WAVE_LABELS], -1, 1), {}, "target.argmax(1))"),
    "one-hot bools": tensors(CE, X, YES > 0, {}, "write: F.cross_entropy(input, target.long().argmax(1))"),
    "several hot, in Chinese": (CE, X, MULTI.astype(int), {},
                                "多个标签。改用 binary_cross_entropy_with_logits，目标用浮点数。\n"),
    "several hot, focal": (
        FOCAL, X, MULTI, {},
        "may have several labels. Call focal_loss for each label by itself, with the two logits 0 and x.\n"),
    "several hot, focal, in Chinese": (FOCAL, X, MULTI, {},
                                       "多个标签。对每个标签各算一次 focal_loss，用 0 和 x 两个 logits。\n"),
    "labels in a square, cured": (CE, X, Y.reshape(2, 2), {}, "write: cross_entropy(input, target.reshape(-1))\n"),
    "a dimension amid an image": (CE, FIRST, WAVE_LABELS[:, None], {}, "cross_entropy(input, target.squeeze(1))"),
    "two dimensions too many": (CE, X, Y[None, :, None], {}, "write: cross_entropy(input, target.reshape(4,))"),
    "either of two dimensions": (CE, X[:1], Y[:1, None], {}, "write: cross_entropy(input, target.squeeze(1))"),
    "fewer labels, linear": (LINEAR, X, Y[:3], EYE, "logits of shape (4, 3) holds 4 predictions, target"),
}  # fmt: skip

MORE = ARGUMENTS | TWO_SIZES | SHAPES
PLACES = ARGUMENT_PLACES | TWO_SIZES_PLACES | SHAPE_PLACES
