"""Rules for calls with classes that raise: dtypes and shapes of the target."""

import math

import numpy as np

from snippets.findings.call import Call
from snippets.findings.rules import Rank, rule


@rule(
    "CE027 NLL016",
    "cross-entropy-loss.html#silent",
    en="{name} has one output a sample, shape {shape}, but the labels are {labels}: for cross entropy each class needs an output. With one output for yes or no use binary_cross_entropy_with_logits.",
    zh="{name} 每个样本只有一个输出（形状 {shape}），标签却是 {labels}：交叉熵要每个类别各有一个输出。一个输出做是非判断，要用 binary_cross_entropy_with_logits。",
    cure={
        "loss": "binary_cross_entropy_with_logits",
        "input": "input[:, 0]",
        "target": ("target.float()", "target.astype(input.dtype)"),
    },
    raising=True,
    rank=Rank.CAUSE,
)
def one_output(call: Call):
    y, shape = call.array("target"), call.shape("input")
    if call.classes != 1 or len(shape) != 2 or y.dtype.kind not in "iubf" or not y.size:
        return False
    if not set(np.unique(y)) <= {0, 1}:
        return False
    cure = {} if y.shape == shape[:1] and call.letters == "CE" else {"cure": {}}
    if y.shape == shape and call.letters == "CE":
        cure = {
            "cure": {
                "loss": "binary_cross_entropy_with_logits",
                "target": ("target.float()", "target.astype(input.dtype)"),
            }
        }
    labels = ", ".join(f"{value:g}" for value in np.unique(y).astype(float))
    return {"name": scores(call), "shape": shape, "labels": labels} | cure


@rule(
    "CE028 NLL017",
    "errors.html#float-target",
    en="target has dtype {dtype} and shape {shape}, but class indices are int64, one a prediction, shape {expected}.",
    zh="target 的 dtype 是 {dtype}，形状是 {shape}，而类别下标要用 int64，每个预测一个，形状是 {expected}。",
    raising=True,
    rank=Rank.CAUSE,
    unless=(one_output,),
)
def form_of_indices(call: Call):
    y, wanted = call.array("target"), expected(call)
    if not _alike(y.shape, wanted) or y.dtype.kind not in "iubf" or not (y == np.floor(y)).all():
        return False
    dtype = "" if y.dtype == np.int64 else call.tell(".long()", ".astype(np.int64)")
    squeezed = [axis for axis in range(y.ndim) if y.shape[:axis] + y.shape[axis + 1 :] == wanted and y.shape[axis] == 1]
    shape = "" if y.shape == wanted else f".squeeze({squeezed[-1]})" if squeezed else f".reshape{wanted}"
    if not dtype + shape:
        return False
    return {"dtype": y.dtype, "shape": y.shape, "expected": wanted, "cure": {"target": f"target{dtype}{shape}"}}


@rule(
    "CE029 NLL018",
    "errors.html#one-hot",
    en="target has the shape of {name}, {shape}, and each row holds a single 1: one-hot labels. Turn them into class indices.",
    zh="target 的形状和 {name} 相同（{shape}），每一行只有一个 1，是 one-hot 标签。把它变成类别下标。",
    raising=True,
    rank=Rank.CAUSE,
    unless=(one_output,),
)
def one_hot(call: Call):
    y = call.array("target")
    if y.shape != call.shape("input") or y.dtype.kind not in _raising_kinds(call) or not y.ndim:
        return False
    axis = min(1, y.ndim - 1)
    rows = np.moveaxis(y, axis, -1).astype(float)
    fits = ((rows == 0) | (rows == 1)).all() and (rows.sum(-1) == 1).all() and call.classes > 1
    long = call.tell("target.long()" if y.dtype.kind == "b" else "target", "target")
    return fits and {"name": scores(call), "shape": y.shape, "cure": {"target": f"{long}.argmax({axis})"}}


@rule(
    "CE030 NLL019",
    "errors.html#multi-target",
    en="target has the shape of {name}, {shape}, and rows with several ones or none: a sample may have several labels. Use binary_cross_entropy_with_logits, with a target of floats.",
    zh="target 的形状和 {name} 相同（{shape}），有的行有几个 1，有的行没有 1，一个样本可以有几个标签。改用 binary_cross_entropy_with_logits，目标用浮点数。",
    cure={
        "loss": "binary_cross_entropy_with_logits",
        "target": ("target.float()", "target.astype(input.dtype)"),
    },
    raising=True,
    rank=Rank.CAUSE,
    unless=(one_output, one_hot),
)
def several_hot(call: Call):
    y = call.array("target")
    if y.shape != call.shape("input") or y.dtype.kind not in _raising_kinds(call) or y.ndim < 2:
        return False
    cure = {} if call.letters == "CE" and call.name == "cross_entropy" else {"cure": {}}
    return set(np.unique(y)) <= {0, 1} and {"name": scores(call), "shape": y.shape} | cure


@rule(
    "NLL020",
    "nll-loss.html#wrong-input",
    en="target has the shape of input, {shape}, and floats: class probabilities. nll_loss takes class indices alone; cross_entropy takes probabilities, with logits or log-probabilities as input.",
    zh="target 的形状和 input 相同（{shape}），是浮点数，也就是类别概率。nll_loss 只接受类别下标；cross_entropy 接受概率，input 用对数几率或对数概率都行。",
    cure={"loss": "cross_entropy"},
    raising=True,
    rank=Rank.CAUSE,
    unless=(one_output, one_hot, several_hot),
)
def probabilities_for_indices(call: Call):
    y = call.array("target")
    return y.shape == call.shape("input") and y.dtype.kind == "f" and {"shape": y.shape}


@rule(
    "CE031 NLL021",
    "errors.html#class-dimension",
    en="target has shape {target}, which is that of {name}, {shape}, without its last dimension: the classes stand last, but belong in dimension 1.",
    zh="target 的形状 {target} 正好是 {name} 的形状 {shape} 去掉最后一维：类别放在了最后，应当在第 1 维。",
    cure={"input": ("input.movedim(-1, 1)", "np.moveaxis(input, -1, 1)")},
    raising=True,
    rank=Rank.CAUSE,
    unless=(one_output,),
)
def classes_last(call: Call):
    shape, target = call.shape("input"), call.shape("target")
    cure = {"cure": {}} if call.name == "linear_cross_entropy" else {}
    fits = len(shape) > 2 and target == shape[:-1] and target != expected(call)
    return fits and {"name": scores(call), "shape": shape, "target": target} | cure


@rule(
    "CE032 NLL022",
    "errors.html#class-dimension",
    en="target holds {size} labels in shape {target}, as many as {name} of shape {shape} has rows of {classes}, yet not in the same shape. Give both one row a prediction.",
    zh="target 有 {size} 个标签，形状是 {target}；{name} 的形状是 {shape}，每 {classes} 个数一行，行数也是 {size}，只是形状对不上。让两者都是每个预测一行。",
    raising=True,
    rank=Rank.CAUSE,
    unless=(one_output, form_of_indices, classes_last),
)
def flat_and_not(call: Call):
    shape, target = call.shape("input"), call.shape("target")
    if len(shape) < 2 or len(shape) == 2 and len(target) < 2 or len(shape) > 2 and len(target) != 1:
        return False
    size, classes = math.prod(target), shape[-1]
    fields = {"size": size, "target": target, "name": scores(call), "shape": shape, "classes": classes}
    if len(shape) == 2:
        return size == shape[0] and target != shape and fields | {"cure": {"target": "target.reshape(-1)"}}
    if size != math.prod(shape[:-1]):
        return False
    return fields | {"cure": {"input": f"input.reshape(-1, {classes})"} if call.name != "linear_cross_entropy" else {}}


@rule(
    "CE033 NLL023",
    "errors.html#batch-size",
    en="{name} of shape {shape} holds {predictions} predictions, target of shape {target} holds {labels} labels. Look for a view or reshape that moves another dimension into the batch, or for rows dropped on one side: print both shapes before the loss.",
    zh="{name} 的形状是 {shape}，有 {predictions} 个预测；target 的形状是 {target}，有 {labels} 个标签。查一查有没有 view 或 reshape 把别的维度并进了批次，或者有一边丢了几行：在损失之前把两个形状打印出来。",
    raising=True,
    rank=Rank.CAUSE,
    unless=(one_output, one_hot, several_hot, probabilities_for_indices, form_of_indices, classes_last, flat_and_not),
)
def different_numbers(call: Call):
    shape, target = call.shape("input"), call.shape("target")
    predictions, labels = math.prod(expected(call)), math.prod(target)
    differs = len(shape) > 1 and predictions != labels and target != shape
    return differs and {
        "name": scores(call), "shape": shape, "predictions": predictions, "target": target, "labels": labels
    }  # fmt: skip


def scores(call):
    """Return what the scores of the classes are called."""
    return "logits" if call.name == "linear_cross_entropy" else "input"


def _raising_kinds(call):
    return "iubf" if call.letters == "NLL" or call.name == "focal_loss" else "iub"


def expected(call):
    """Return the shape of class indices for this input."""
    shape = call.shape("input")
    axis = min(1, len(shape) - 1)
    return shape[:axis] + shape[axis + 1 :] if shape else ()


def _alike(shape, other):
    """Tell whether two shapes differ in dimensions of size 1 alone."""
    return [size for size in shape if size != 1] == [size for size in other if size != 1]
