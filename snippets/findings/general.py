"""Rules for every loss: nan, empty batches, weights, arguments that do not exist or are deprecated."""

import difflib

import numpy as np

from snippets.findings.call import LOSSES, Call
from snippets.findings.rows import rows
from snippets.findings.rules import Rank, rule


@rule(
    "ALL003",
    "debugging.html#nan-input",
    en="{place} is nan ({count} of {total} values), so loss and gradient are too. Look at {check}: if it is true, an earlier step broke the weights; else look in this batch, or for the first layer whose output has nan.",
    zh="{place} 是 nan（{total} 个值里有 {count} 个），损失和梯度也就是 nan。先看 {check}：为真，权重在之前某一步就坏了；为假，查这一批数据，或者逐层找，看哪一层的输出先出现 nan。",
    raising=None,
    rank=Rank.CAUSE,
)
def nan_input(call: Call):
    counted = call.counted(call.input)[..., None]
    check = call.tell("any(p.isnan().any() for p in model.parameters())", "np.isnan(w).any()")
    found = call.input.first(np.isnan(call.input.values) & counted)
    return found and found | {"check": check}


@rule(
    "ALL007",
    "debugging.html#masked-nan",
    en="{place} is nan ({count} of {total} values): a missing label. Remove it before the loss, as nan times 0 is nan too.",
    zh="{place} 是 nan（{total} 个值里有 {count} 个），也就是缺标注。要在算损失之前去掉：nan 乘 0 还是 nan。",
    cure={
        "first": ("known = ~target.isnan()", "known = ~np.isnan(target)"),
        "input": "input[known]",
        "target": "target[known]",
    },
    raising=None,
    rank=Rank.CAUSE,
)
def nan_target(call: Call):
    found = call.soft and call.target.first(np.isnan(call.target.values))
    flat = call.letters in ("BCE", "BCL") and call.array("weight") is None and call.array("pos_weight") is None
    return found and found | ({} if flat else {"cure": {}})


@rule(
    "ALL008",
    "errors.html#unexpected-keyword",
    en="{name} takes no argument {argument}: {others}.",
    zh="{name} 没有参数 {argument}：{others_zh}。",
    raising=True,
    rank=Rank.CALL,
)
def unknown_argument(call: Call):
    argument = next((name for name in call.given if name not in call.parameters), None)
    if argument is None:
        return False
    losses = [name for name in LOSSES if argument in Call(name, None, {}).parameters]
    others, others_zh = "leave it out", "去掉它"
    if losses:
        others, others_zh = f"it belongs to {', '.join(losses)}", f"它属于 {'、'.join(losses)}"
    elif argument in ("alpha", "class_weight", "weights") and call.letters in ("CE", "NLL"):
        others = "weight is meant, one for each class; for two classes alpha stands for [1 - alpha, alpha]"
        others_zh = "类别权重用 weight 传，每类一个；两类时 alpha 就是 [1 - alpha, alpha]"
    elif close := difflib.get_close_matches(argument, call.parameters):
        others, others_zh = f"{close[0]} is meant", f"应当是 {close[0]}"
    return {"name": call.name, "argument": argument, "others": others, "others_zh": others_zh}


@rule(
    "ALL010",
    "errors.html#reduction-name",
    en='There is no reduction "{given}": use {meant}.',
    zh='没有 "{given}" 这种归约：用 {meant}。',
    cure={"reduction": "{meant}"},
    raising=True,
)
def misspelt_reduction(call: Call):
    given = call.options.get("reduction")
    names = ["batchmean"] * (call.name == "kl_div") + ["mean", "sum", "none"]
    if call.deprecated or not isinstance(given, str) or given in names:
        return False
    word = given.lower().replace("_", "")
    ends = [name for name in names if word.endswith(name)]  # elementwise_mean
    close = ["mean"] if word in ("average", "avg") else ends or difflib.get_close_matches(word, names)
    if not close:
        return {"given": given, "meant": " / ".join(f'"{name}"' for name in names), "cure": {}}
    return {"given": given, "meant": f'"{close[0]}"'}


@rule(
    "ALL011",
    "reductions.html#size-average",
    en='{name} is "{meant}", and a string that is not empty counts as True: you probably meant reduction="{meant}", as a keyword argument.',
    zh='{name} 收到的是 "{meant}"，非空字符串当作 True：本意应该是 reduction="{meant}"，要写成关键字参数。',
    cure={"size_average": None, "reduce": None, "reduction": '"{meant}"'},
)
def reduction_in_another_place(call: Call):
    for name in ("size_average", "reduce"):
        if isinstance(call.given.get(name), str):
            return {"name": name, "meant": call.given[name]}
    return False


@rule(
    "ALL002",
    "reductions.html#size-average",
    en='size_average and reduce are deprecated, but override reduction: together they mean reduction="{reduction}".',
    zh='size_average 和 reduce 已弃用，但仍会覆盖 reduction：合起来相当于 reduction="{reduction}"。',
    cure={"size_average": None, "reduce": None, "reduction": '"{reduction}"'},
    unless=(reduction_in_another_place,),
)
def deprecated_reduction(call: Call):
    return call.deprecated and {"reduction": call.reduction}


@rule(
    "ALL004",
    "reductions.html#all-ignored",
    en="The batch is empty, so {reduction} is 0 / 0 = nan: skip the batch, or use sum, which gives 0.",
    zh="这一批是空的，{reduction} 成了 0 / 0 = nan：跳过这一批，或者用 sum，它给出 0。",
    rank=Rank.CAUSE,
)
def empty_batch(call: Call):
    empty = not call.input.values.size and np.isnan(call.value).any()
    return empty and {"reduction": call.reduction}


@rule(
    "ALL005",
    "reductions.html#denominators",
    en="{place} is {value:.6g}, and a negative weight rewards what is wrong, so the loss may fall without bound: weights are at least 0.",
    zh="{place} 是 {value:.6g}，权重为负等于奖励错误，损失可能没有下界：权重不能小于 0。",
    rank=Rank.CAUSE,
)
def negative_weight(call: Call):
    return next((found for w in _weights(call) if (found := w.first(w.values < 0))), False)


@rule(
    "ALL009",
    "reductions.html#denominators",
    en="{place} is {value}, and the loss becomes inf or nan as soon as that weight is used. The usual cause: 1 / 0 or 0 / 0 for a class that never occurs in the data. Give such a class weight 0.",
    zh="{place} 是 {value}，只要用到这个权重，损失就是 inf 或 nan。多半是某一类在数据里一次也没出现，算了 1 / 0 或 0 / 0：这一类的权重设成 0。",
    rank=Rank.CAUSE,
)
def infinite_weight(call: Call):
    for w in _weights(call):
        if found := w.first(~np.isfinite(w.values)):
            cure = f"{w.name}.nan_to_num(0, posinf=0)", f"np.nan_to_num({w.name}, nan=0, posinf=0)"
            return found | {"cure": {w.name: cure}}
    return False


@rule(
    "ALL006",
    "debugging.html#nan-inf",
    en="The loss comes out {value}, though every argument is finite: the largest magnitude in {name} is {largest:.6g}, so look for overflow.",
    zh="参数全是有限的数，损失却是 {value}：{name} 的绝对值最大是 {largest:.6g}，查一查哪里溢出了。",
    rank=Rank.SYMPTOM,
)
def infinite_loss(call: Call):
    largest = np.nanmax(np.abs(call.input.values), initial=0)
    return not np.isfinite(call.value).all() and {
        "value": call.value.sum(),
        "largest": largest,
        "name": call.input.name,
    }


@rule(
    "ALL001",
    "errors.html#errors",
    en="The call raises the error below; input is {input}, target is {target}.",
    zh="这个调用会抛出下面的异常；input 是 {input}，target 是 {target}。",
    raising=True,
    rank=Rank.SYMPTOM,
)
def raises(call: Call):
    return {name: _kind(call.given[name]) for name in ("input", "target")}


def _kind(value):
    """Return the dtype and shape of an argument, or its type."""
    dtype, shape = (getattr(value, name, None) for name in ("dtype", "shape"))
    return type(value).__name__ if shape is None else f"{str(dtype).removeprefix('torch.')} {tuple(shape)}"


def _weights(call):
    given = [(name, call.given.get(name)) for name in ("weight", "pos_weight")]
    return [rows(name, value) for name, value in given if value is not None]
