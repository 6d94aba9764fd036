"""Rules for calls of yes-or-no losses and of kl_div that raise."""

import numpy as np

from snippets.checks import alike
from snippets.findings.call import Call
from snippets.findings.rules import Rank, rule

TO_INPUT = {"target": ("target.to(input.dtype)", "target.astype(input.dtype)")}


@rule(
    "BCE014 BCL015",
    "errors.html#target-size",
    en="input has shape {shape} and target {target}: the same number of values, but the dimensions of size 1 differ.",
    zh="input 的形状是 {shape}，target 是 {target}：元素个数相同，只是大小为 1 的维度不同。",
    cure={"target": "target.reshape{shape}"},
    raising=True,
)
def another_dimension(call: Call):
    shape, target = call.shape("input"), call.shape("target")
    return alike(shape, target) and shape != target and {"shape": shape, "target": target}


@rule(
    "BCE015 BCL016",
    "errors.html#target-size",
    en="input has {classes} outputs for each sample, shape {shape}, target one number, shape {target}. If these are class indices, each sample has one class: use cross_entropy{on}. If a sample may have several labels, target needs a column for each.",
    zh="input 每个样本有 {classes} 个输出（形状 {shape}），target 每个样本只有一个数（形状 {target}）。如果是类别索引，每个样本属于一类：用 cross_entropy{on_zh}。如果一个样本可以有几个标签，target 要每个标签一列。",
    raising=True,
    rank=Rank.CAUSE,
)
def indices_for_outputs(call: Call):
    shape, y = call.shape("input"), call.array("target")
    if len(shape) < 2 or shape[1] < 2 or y.shape != shape[:1] + shape[2:] or not (y == np.floor(y)).all():
        return False
    logits = call.letters == "BCL"
    cure = {
        "loss": "cross_entropy",
        "input": "input" if logits else "logits",
        "target": "target" if y.dtype == np.int64 else call.tell("target.long()", "target.astype(np.int64)"),
        "weight": None,
    }
    return {"classes": shape[1], "shape": shape, "target": y.shape, "on": "" if logits else " on the logits",
            "on_zh": "" if logits else "，传对数几率（logits）", "cure": cure}  # fmt: skip


@rule(
    "BCE016 BCL017",
    "errors.html#target-size",
    en="input has shape {shape}, target {target}: each output needs its own target. Print both shapes before the loss, and look for a view, reshape or squeeze that changes one of them.",
    zh="input 的形状是 {shape}，target 是 {target}：每个输出都要有自己的目标。在损失之前把两个形状打印出来，查一查哪一次 view、reshape 或 squeeze 改了其中一个。",
    raising=True,
    unless=(another_dimension, indices_for_outputs),
)
def shapes_differ(call: Call):
    shape, target = call.shape("input"), call.shape("target")
    return shape != target and {"shape": shape, "target": target}


@rule(
    "BCE017 BCL018 KL017",
    "errors.html#dtypes",
    en="target has dtype {dtype}, input {other}: targets are {expected}.",
    zh="target 的 dtype 是 {dtype}，input 是 {other}：目标要用{expected_zh}。",
    cure=TO_INPUT,
    raising=True,
)
def dtype_of_target(call: Call):
    x, y = call.array("input"), call.array("target")
    wrong = y.dtype.kind in "iub" or call.letters == "BCE" and x.dtype.kind == "f" and y.dtype != x.dtype
    if not wrong:
        return False
    exact = call.letters == "BCE"
    return {"dtype": y.dtype, "other": x.dtype, "expected": "of the same dtype" if exact else "floats",
            "expected_zh": "同一种 dtype" if exact else "浮点数"}  # fmt: skip


@rule(
    "BCE018 BCL019 KL018",
    "errors.html#integer-logits",
    en="input has dtype {dtype}, but the loss expects floats. If it holds decisions, such as (p > 0.5), pass the values before the threshold, here p.",
    zh="input 的 dtype 是 {dtype}，而损失要的是浮点数。如果它是判断结果，比如 (p > 0.5)，就改传判断之前的值，这里是 p。",
    raising=True,
)
def integer_input(call: Call):
    x = call.array("input")
    return x.dtype.kind in "iub" and {"dtype": x.dtype}


@rule(
    "BCE019",
    "errors.html#input-range",
    en="{place} is {value:.9g}, just outside 0 to 1, as rounding may leave it ({count} of {total} values): clamp it.",
    zh="{place} 是 {value:.9g}，略微超出了 0 到 1，应该只是舍入误差（{total} 个值里有 {count} 个）：截断即可。",
    cure={"input": ("input.clamp(0, 1)", "np.clip(input, 0, 1)")},
    raising=True,
)
def rounded_out_of_range(call: Call):
    p = call.input.values
    near = ((p >= -1e-3) & (p <= 1 + 1e-3)).all()
    return near and call.input.first((p < 0) | (p > 1))


@rule(
    "BCE020",
    "errors.html#input-range",
    en="input holds log-probabilities: no value is above 0, and the exponentials of all rows sum to 1. If each sample has one class, pass them to nll_loss with class indices; for binary_cross_entropy_with_logits pass logits.",
    zh="input 是对数概率：没有大于 0 的数，每一行取指数后之和都是 1。每个样本只属于一类，就和类别索引一起交给 nll_loss；要用 binary_cross_entropy_with_logits，就传对数几率（logits）。",
    raising=True,
)
def log_probabilities_as_probabilities(call: Call):
    return call.input.several() and call.input.exp().distributions()


@rule(
    "BCE021",
    "errors.html#input-range",
    en="{place} is {value:.6g} ({count} of {total} values lie outside 0 to 1), but binary_cross_entropy expects probabilities. If these are logits, as a linear layer gives them, use binary_cross_entropy_with_logits.",
    zh="{place} 是 {value:.6g}（{total} 个值里有 {count} 个不在 0 到 1 之间），而 binary_cross_entropy 要的是概率。如果是线性层输出的对数几率（logits），改用 binary_cross_entropy_with_logits。",
    cure={"loss": "binary_cross_entropy_with_logits"},
    raising=True,
    unless=(rounded_out_of_range, log_probabilities_as_probabilities),
)
def logits_as_probabilities(call: Call):
    return call.input.first((call.input.values < 0) | (call.input.values > 1))


@rule(
    "BCL020",
    "errors.html#pos-weight-shape",
    en="pos_weight holds 2 values, but each sample has a single output. A weight for no and one for yes belong to cross_entropy; here pos_weight is what yes weighs against no.",
    zh="pos_weight 有 2 个值，而每个样本只有一个输出。“否”和“是”各一个权重，那是 cross_entropy 的用法；这里的 pos_weight 是“是”相对于“否”的权重。",
    cure={"pos_weight": "pos_weight[1] / pos_weight[0]"},
    raising=True,
)
def weight_of_two_classes(call: Call):
    pos_weight, target = call.array("pos_weight"), call.shape("target")
    return pos_weight is not None and pos_weight.shape == (2,) and (len(target) == 1 or target[1:] == (1,))


@rule(
    "BCE022 BCL021",
    "errors.html#weight-shape",
    en="{name} of shape {shape} does not broadcast to target, shape {target}, from the last dimension on.{advice}",
    zh="{name} 的形状是 {shape}，广播时从最后一维对齐，没法变成 target 的形状 {target}。{advice_zh}",
    raising=True,
    unless=(weight_of_two_classes,),
)
def shape_of_weight(call: Call):
    target = call.shape("target")
    for name in ("weight", "pos_weight"):
        shape = call.shape(name)
        if call.array(name) is None or _broadcasts(shape, target):
            continue
        advice, advice_zh, cure = "", "", {}
        axes = (1,) if name == "pos_weight" else (0, 1)
        axis = next((axis for axis in axes if len(shape) == 1 and shape == target[axis : axis + 1]), None)
        if axis is not None:
            full = tuple(shape[0] if at == axis else 1 for at in range(axis, len(target)))
            advice, advice_zh = (f" One for each of dimension {axis} has shape {full}.",
                                 f"要对应第 {axis} 维，形状得是 {full}。")  # fmt: skip
            cure = {name: f"{name}.reshape{full}"}
        return {"name": name, "shape": shape, "target": target, "advice": advice, "advice_zh": advice_zh, "cure": cure}
    return False


@rule(
    "KL019",
    "errors.html#kl-div",
    en="target has dtype {dtype} and shape {target}, one number for each row of input: class indices. kl_div compares distributions; for class indices use nll_loss.",
    zh="target 的 dtype 是 {dtype}，形状是 {target}，input 每行对应一个数：这是类别索引。kl_div 比较的是两个分布；目标是类别索引时用 nll_loss。",
    cure={"loss": "nll_loss", "reduction": None, "log_target": None},
    raising=True,
    rank=Rank.CAUSE,
)
def indices_for_distributions(call: Call):
    y, shape = call.array("target"), call.shape("input")
    cure = {} if y.dtype == np.int64 and y.ndim == 1 else {"cure": {}}
    return y.dtype.kind in "iu" and y.shape == shape[:-1] and {"dtype": y.dtype, "target": y.shape} | cure


def _broadcasts(shape, target):
    try:
        return np.broadcast_shapes(shape, target) == target
    except ValueError:
        return False
