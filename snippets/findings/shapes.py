"""Rules for calls with classes that raise: dtypes and shapes of the target."""

import math

import numpy as np

from snippets.checks import alike
from snippets.findings.call import Call
from snippets.findings.classes import for_one_output
from snippets.findings.rules import Rank, rule


@rule(
    "CE027 NLL016",
    "cross-entropy-loss.html#silent",
    en="{name} has a single output for each sample, shape {shape}, while the labels are {labels}: cross entropy expects one output for each class. {advice}",
    zh="{name} 每个样本只有一个输出（形状 {shape}），标签却是 {labels_zh}：交叉熵要求每个类别各有一个输出。{advice_zh}",
    raising=True,
    rank=Rank.CAUSE,
)
def one_output(call: Call):
    y, shape, wanted = call.array("target"), call.shape("input"), expected(call)
    if call.classes != 1 or len(shape) < 2 or y.dtype.kind not in "iubf" or not y.size:
        return False
    values = np.unique(y)
    if not {*values} <= {0, 1} or not alike(y.shape, shape):
        return False
    cure = {}
    if call.name == "focal_loss" and len(shape) == 2:
        cure = {
            "input": ("F.pad(input, (1, 0))", "np.pad(input, ((0, 0), (1, 0)))"),
            "target": tuple(f"target{text}{_reshaped(y, wanted)}" for text in (".long()", ".astype(np.int64)")),
        }
    elif call.name == "cross_entropy" and y.shape in (shape, wanted):
        cure = {
            "loss": "binary_cross_entropy_with_logits",
            "input": "input[:, 0]" if y.shape == wanted else "input",
            "target": ("target.float()", "target.astype(input.dtype)"),
        }
    labels = [f"{float(value):g}" for value in values]
    said = {"labels": " and ".join(labels), "labels_zh": " 和 ".join(labels), "cure": cure}
    return {"name": scores(call), "shape": shape} | said | for_one_output(call)


@rule(
    "CE028 NLL017",
    "errors.html#float-target",
    en="target has dtype {dtype}, but class indices are int64{shapes}.",
    zh="target 的 dtype 是 {dtype}，而类别索引要用 int64{shapes_zh}。",
    raising=True,
    rank=Rank.CAUSE,
    unless=(one_output,),
)
def form_of_indices(call: Call):
    y, wanted = call.array("target"), expected(call)
    whole = y.dtype.kind in "iubf" and (y == np.floor(y)).all()
    if not whole or y.dtype == np.int64 or not alike(y.shape, wanted):
        return False
    shapes = "" if y.shape == wanted else f", and their shape is {wanted}, not {y.shape}"
    shapes_zh = "" if y.shape == wanted else f"，形状应当是 {wanted}，不是 {y.shape}"
    cure = ".long()" + _reshaped(y, wanted), ".astype(np.int64)" + _reshaped(y, wanted)
    cure = {"target": tuple(f"target{text}" for text in cure)}
    return {"dtype": y.dtype, "shapes": shapes, "shapes_zh": shapes_zh, "cure": cure}


@rule(
    "CE057 NLL041",
    "errors.html#spatial-target",
    en="target has a dimension of size 1 too many or too few: its shape is {shape}, but should be {expected}.",
    zh="target 多了或者少了一个大小为 1 的维度：形状是 {shape}，应当是 {expected}。",
    raising=True,
    rank=Rank.CAUSE,
    unless=(one_output,),
)
def dimension_of_indices(call: Call):
    y, wanted = call.array("target"), expected(call)
    if y.dtype != np.int64 or y.shape == wanted or not alike(y.shape, wanted):
        return False
    return {"shape": y.shape, "expected": wanted, "cure": {"target": "target" + _reshaped(y, wanted)}}


@rule(
    "CE058 NLL038",
    "segmentation.html#zero-255",
    en="target holds fractions, all of them whole numbers over 255 ({place} is {value:.6g}, {whole} / 255): an image of class indices that ToTensor has divided. Undo that, or read the mask without ToTensor.",
    zh="target 是小数，全都是整数除以 255（{place} 是 {value:.6g}，即 {whole} / 255）：存着类别索引的图被 ToTensor 除过了。乘回去，或者读掩码时不用 ToTensor。",
    raising=True,
    rank=Rank.CAUSE,
    unless=(one_output, form_of_indices),
)
def indices_over_255(call: Call):
    y, wanted = call.array("target"), expected(call)
    if y.dtype.kind != "f" or not alike(y.shape, wanted) or not y.size or y.min() < 0 or y.max() > 1:
        return False
    whole = np.round(255 * y)
    if (np.abs(255 * y - whole) > 1e-3).any():
        return False
    place = np.unravel_index(y.argmax(), y.shape)
    text = ", ".join(map(str, place))
    again = _reshaped(y, wanted)
    cure = f"(target * 255).round().long(){again}", f"np.round(target * 255).astype(np.int64){again}"
    return {"place": f"target[{text}]", "value": y.max(), "whole": int(whole.max()), "cure": {"target": cure}}


@rule(
    "CE029 NLL018",
    "errors.html#one-hot",
    en="target has the shape of {name}, {shape}, and a single 1 in each row: one-hot labels. Turn them into class indices.",
    zh="target 的形状和 {name} 相同（{shape}），每一行恰有一个 1，是 one-hot 标签。把它变成类别索引。",
    raising=True,
    rank=Rank.CAUSE,
    unless=(one_output,),
)
def one_hot(call: Call):
    y = call.array("target")
    if y.shape != call.shape("input") or y.dtype.kind not in _raising_kinds(call) or not y.ndim:
        return False
    axis = min(1, y.ndim - 1)
    rows = np.moveaxis(y, axis, -1)
    fits = ((rows == 0) | (rows == 1)).all() and (rows.sum(-1) == 1).all() and call.classes > 1
    long = call.tell("target.long()" if y.dtype.kind == "b" else "target", "target")
    return fits and {"name": scores(call), "shape": y.shape, "cure": {"target": f"{long}.argmax({axis})"}}


@rule(
    "CE030 NLL019",
    "errors.html#multi-target",
    en="target has the shape of {name}, {shape}, and holds only 0 and 1, with several 1s or none in some rows, so a sample may have several labels. {advice}",
    zh="target 的形状和 {name} 相同（{shape}），只有 0 和 1，有的行不止一个 1，或者一个也没有，也就是一个样本可以有多个标签。{advice_zh}",
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
    said = {
        "advice": "Use binary_cross_entropy_with_logits, with a target of floats.",
        "advice_zh": "改用 binary_cross_entropy_with_logits，目标用浮点数。",
    }
    if call.name == "focal_loss":
        said = {
            "advice": "Call focal_loss for each label by itself, with the two logits 0 and x.",
            "advice_zh": "对每个标签各算一次 focal_loss，用 0 和 x 两个 logits。",
        }
    cure = {} if call.name == "cross_entropy" else {"cure": {}}
    return {*np.unique(y)} <= {0, 1} and {"name": scores(call), "shape": y.shape} | said | cure


@rule(
    "NLL020",
    "nll-loss.html#wrong-input",
    en="target has the shape of input, {shape}, and floats: class probabilities. nll_loss accepts only class indices; cross_entropy accepts probabilities, with logits or log-probabilities as input.",
    zh="target 的形状和 input 相同（{shape}），是浮点数，也就是类别概率。nll_loss 只接受类别索引；cross_entropy 接受概率，input 用 logits 或对数概率都行。",
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
    en="target has shape {target}, which is that of {name}, {shape}, without its last dimension: the classes come last, but must be in dimension 1.",
    zh="target 的形状 {target} 正好是 {name} 的形状 {shape} 去掉最后一维：类别放在了最后，应当在第 1 维。",
    cure={"input": ("input.movedim(-1, 1)", "np.moveaxis(input, -1, 1)")},
    raising=True,
    rank=Rank.CAUSE,
    unless=(one_output,),
)
def classes_last(call: Call):
    shape, target = call.shape("input"), call.shape("target")
    cure = {"cure": {}} if call.name == "linear_cross_entropy" else {}
    fits = target == shape[:-1] and target != expected(call)
    return fits and {"name": scores(call), "shape": shape, "target": target} | cure


@rule(
    "CE032 NLL022",
    "errors.html#class-dimension",
    en="target holds {size} labels, shape {target}; {name}, shape {shape}, has as many rows of {classes} classes, but the two shapes do not match. Reshape both to one row per prediction.",
    zh="target 有 {size} 个标签，形状是 {target}；{name} 的形状是 {shape}，按每行 {classes} 个类别算，行数和标签数相同，但两者的形状不匹配。把两者都整理成每行一个预测。",
    raising=True,
    rank=Rank.CAUSE,
    unless=(one_output, form_of_indices, dimension_of_indices, indices_over_255, classes_last),
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
    unless=(
        one_output,
        one_hot,
        several_hot,
        probabilities_for_indices,
        form_of_indices,
        dimension_of_indices,
        indices_over_255,
        classes_last,
        flat_and_not,
    ),
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
    return shape[:axis] + shape[axis + 1 :]


def _reshaped(y, shape):
    """Write what gives a target another shape that differs in dimensions of size 1 alone."""
    if y.shape == shape:
        return ""
    left_out = [axis for axis in range(y.ndim) if y.shape[axis] == 1 and y.shape[:axis] + y.shape[axis + 1 :] == shape]
    return f".squeeze({left_out[-1]})" if left_out else f".reshape{shape}"
