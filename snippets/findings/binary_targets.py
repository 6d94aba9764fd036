"""Rules for the targets of yes-or-no losses: from 0 to 1, which binary_cross_entropy checks, and the other does not."""

import numpy as np

from snippets.findings.call import Call
from snippets.findings.rules import rule

MISSING = (-1, -100, 255)


@rule(
    "BCE008 BCL010",
    "bce-loss.html#target-range",
    en="target holds -1 and 1 ({count} of {total} values are -1), but negatives are 0 and positives 1.",
    zh="target 是 -1 和 1（{total} 个值里有 {count} 个 -1），而这里 0 表示否，1 表示是。",
    cure={"target": "(target + 1) / 2"},
    raising=None,
)
def signs(call: Call):
    return _values(call) == {-1, 1} and _count(call, -1)


@rule(
    "BCE009 BCL011",
    "reductions.html#bce-mask",
    en="{count} of {total} values of target are {mark:g}, all others 0 or 1: {mark:g} looks like a marker for missing labels. There is no ignore_index here: remove these elements.",
    zh="target 的 {total} 个值里有 {count} 个是 {mark:g}，其余是 0 或 1：{mark:g} 像是“未标注”的标记。这个损失没有 ignore_index：去掉这些元素。",
    cure={"first": "known = target != {mark:g}", "input": "input[known]", "target": "target[known]"},
    raising=None,
    unless=(signs,),
)
def missing_answers(call: Call):
    values = _values(call)
    for mark in MISSING:
        if values in ({mark, 0}, {mark, 1}, {mark, 0, 1}) and values != {0, 255}:
            weighted = call.array("weight") is not None or call.array("pos_weight") is not None
            return _count(call, mark) | {"mark": mark} | ({"cure": {}} if weighted else {})
    return False


@rule(
    "BCE010 BCL012",
    "bce-loss.html#target-range",
    en="target holds numbers up to 255 ({count} of {total} values are 255), as an 8-bit image does: divide by 255.",
    zh="target 最大是 255（{total} 个值里有 {count} 个 255），像是直接读入的 8 位图：除以 255。",
    cure={"target": "target / 255"},
    raising=None,
    unless=(missing_answers,),
)
def bytes_of_an_image(call: Call):
    values = _values(call)
    return min(values, default=-1) >= 0 and max(values) == 255 and _count(call, 255)


@rule(
    "BCE011 BCL013",
    "bce-loss.html#target-range",
    en="target holds 1 and 2 ({count} of {total} values are 2), but negatives are 0 and positives 1: subtract 1.",
    zh="target 是 1 和 2（{total} 个值里有 {count} 个 2），而这里 0 表示否，1 表示是：减 1。",
    cure={"target": "target - 1"},
    raising=None,
)
def one_and_two(call: Call):
    return _values(call) == {1, 2} and _count(call, 2)


@rule(
    "BCE012 BCL014",
    "bce-loss.html#target-range",
    en="target holds whole numbers from {smallest} to {largest} ({count} of {total} values exceed 1). If they number classes, use cross_entropy with one output for each class; if they are counts or grades, scale them to 0 to 1.",
    zh="target 是 {smallest} 到 {largest} 的整数（{total} 个值里有 {count} 个大于 1）。如果是类别编号，改用 cross_entropy，每类一个输出；如果是次数或等级，先缩放到 0 到 1。",
    raising=None,
    unless=(bytes_of_an_image, one_and_two, missing_answers),
)
def class_indices_as_targets(call: Call):
    values, y = _values(call), _counted(call)
    whole = values and min(values) >= 0 and max(values) > 1 and all(float(value).is_integer() for value in values)
    if not whole:
        return False
    return {"smallest": int(min(values)), "largest": int(max(values)), "count": (y > 1).sum(), "total": y.size}


@rule(
    "BCE013 BCL002",
    "bce-loss.html#target-range",
    en="{place} is {value:.6g} ({count} of {total} values lie outside 0 to 1), for which the loss can fall without bound: targets go from 0 to 1. {checked}",
    zh="{place} 是 {value:.6g}（{total} 个值里有 {count} 个不在 0 到 1 之间），损失可能没有下界：目标要在 0 到 1 之间。{checked_zh}",
    raising=None,
    unless=(signs, missing_answers, bytes_of_an_image, one_and_two, class_indices_as_targets),
)
def target_out_of_range(call: Call):
    y = call.target.values
    found = call.target.first(((y < 0) | (y > 1)) & _weighty(call))
    unchecked = call.letters == "BCL"
    checked = "PyTorch does not check that here." if unchecked else "PyTorch raises."
    checked_zh = "PyTorch 在这里不检查。" if unchecked else "PyTorch 会抛出异常。"
    return found and found | {"checked": checked, "checked_zh": checked_zh}


def _values(call):
    """Return the different values of the target that count, if they are few."""
    values = np.unique(_counted(call))
    return set(values.tolist()) if values.size <= 256 else set()


def _weighty(call):
    """Tell which elements have a weight other than 0, with the classes last; all where binary_cross_entropy checks."""
    y, weight = call.target.values, call.array("weight")
    if call.letters == "BCE" or weight is None:
        return np.ones(y.shape, bool)
    try:
        full = np.broadcast_to(weight, call.shape("target"))
    except ValueError:
        return np.ones(y.shape, bool)
    return np.moveaxis(np.atleast_1d(full), call.target.axis, -1) != 0


def _count(call, value):
    y = _counted(call)
    return {"count": (y == value).sum(), "total": y.size}


def _counted(call):
    return call.target.values[_weighty(call)]
