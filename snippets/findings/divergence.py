"""Rules for what kl_div compares with: the target, shapes, and what the mean divides by."""

import math

import numpy as np

from snippets.checks import alike
from snippets.findings.call import Call
from snippets.findings.log_probabilities import swapped
from snippets.findings.rules import Rank, rule


@rule(
    "KL004",
    "soft-targets.html#kl-div-nan",
    en="{place} is -inf ({count} of {total} values), so the loss is inf or nan, even where the other argument says 0. Mask input with a finite number; where target is meant to be 0, pass it as probabilities.",
    zh="{place} 是 -inf（{total} 个值里有 {count} 个），哪怕另一个参数给出的概率是 0，损失也是 inf 或 nan。input 的掩码改填有限的数；target 里要有 0，就传概率。",
    rank=Rank.CAUSE,
)
def infinite_log_probability(call: Call):
    for rows in [call.input] + [call.target] * bool(call.options["log_target"]):
        if found := rows.first(np.isneginf(rows.values)):
            cure = {"input": ("input.clamp(min=-1e4)", "np.maximum(input, -1e4)")}
            if rows.name == "target":
                cure = {"target": ("target.exp()", "np.exp(target)"), "log_target": None}
            return found | {"cure": cure}
    return False


@rule(
    "KL014",
    "reductions.html#ignore-index",
    en="{place} sums to {value:.6g} ({count} of {total} rows): such rows are filled with only {mark:g}, a marker for padding, which kl_div does not know. Remove these rows.",
    zh="{place} 之和是 {value:.6g}（{total} 行里有 {count} 行）：整行填的都是 {mark:g}，是填充的标记，kl_div 不认它。去掉这些行。",
    cure={"first": "keep = target[..., 0] != {mark:g}", "input": "input[keep]", "target": "target[keep]"},
)
def padded_rows(call: Call):
    found = call.target.first(_padding(call))
    return found and found | {"mark": found["value"] / call.target.values.shape[-1]} | _same_shape(call)


@rule(
    "KL015",
    "reductions.html#ignore-index",
    en="{place} is 0 in every class ({count} of {total} rows): there is nothing to learn in these rows, but {reduction} counts them too. Remove them.",
    zh="{place} 每一类都是 0（{total} 行里有 {count} 行），这些行没有可学的内容，可 {reduction} 照样把它们算进分母。去掉这些行。",
    cure={"first": "keep = target.sum(-1) > 0", "input": "input[keep]", "target": "target[keep]"},
)
def zero_rows(call: Call):
    v = call.target.values
    zero = (v == 0).all(axis=-1)
    counted = call.reduction in ("mean", "batchmean") and not call.options["log_target"]
    found = counted and not zero.all() and call.target.first(zero)
    others = found and not call.target._replace(values=v[~zero]).off().any()
    return others and found | {"reduction": call.reduction} | _same_shape(call)


@rule(
    "KL005",
    "soft-targets.html#kl-div-nan",
    en="target holds log-probabilities: no entry is above 0, and the exponentials of all rows sum to 1. Say so with log_target=True.",
    zh="target 是对数概率：没有大于 0 的数，每一行取指数后之和都是 1。要加 log_target=True。",
    cure={"log_target": "True"},
    unless=(swapped,),
)
def log_target_forgotten(call: Call):
    kept = call.target._replace(values=call.target.values[~_padding(call)])
    return not call.options["log_target"] and kept.exp().distributions()


@rule(
    "KL016",
    "soft-targets.html#kl-div-nan",
    en="{place} is {value:.6g} ({count} of {total} values are negative), and target holds neither probabilities nor their logarithms: it seems to hold a teacher's logits. Take their softmax.",
    zh="{place} 是 {value:.6g}（{total} 个值里有 {count} 个是负数），target 既不是概率，也不是对数概率：看起来是教师网络的对数几率（logits）。先做 softmax。",
    cure={"target": ("target.softmax({axis})", "softmax(target, {axis})")},
    unless=(swapped, log_target_forgotten),
)
def logits_as_teacher(call: Call):
    negative = (call.target.values < 0) & ~_padding(call)[..., None]
    found = not call.options["log_target"] and call.target.first(negative)
    return found and found | {"axis": call.target.axis}


@rule(
    "KL007",
    "soft-targets.html#kl-div",
    en="target holds probabilities, which sum to 1 in all rows, but log_target=True treats them as log-probabilities: leave it out.",
    zh="target 是概率，每一行之和都是 1，log_target=True 却把它当作对数概率：去掉 log_target=True。",
    cure={"log_target": None},
)
def log_target_of_probabilities(call: Call):
    return call.options["log_target"] and call.target.distributions()


@rule(
    "KL008",
    "soft-targets.html#kl-div-negative",
    en="{place} sums to {value:.6g}, not 1 ({count} of {total} rows), so the loss is no divergence and can be negative. {advice}",
    zh="{place} 之和是 {value:.6g}，不是 1（{total} 行里有 {count} 行），算出的不是 KL 散度，还可能为负。{advice_zh}",
    cure={"target": ("target / target.sum({axis}, keepdim=True)", "target / target.sum({axis}, keepdims=True)")},
    unless=(padded_rows, swapped, log_target_forgotten, logits_as_teacher, log_target_of_probabilities),
)
def unnormalised_teacher(call: Call):
    log = call.options["log_target"]
    p = call.target.exp() if log else call.target
    off = p.off() & (p.values != 0).any(axis=-1)  # a row of zeros is masked
    found = not p.normal() and p.first(off)
    advice, advice_zh = "Divide each row by its sum.", "每一行除以自己的和。"
    cure = {} if p.sums().all() else {"cure": {}}  # a row of zeros would become nan
    if log:
        advice, advice_zh = (
            "If target holds logits, take their log_softmax.",
            "如果 target 是对数几率（logits），先做 log_softmax。",
        )
        cure = {"cure": {"target": ("target.log_softmax({axis})", "log_softmax(target, {axis})")}}
    return found and found | {"axis": p.axis, "advice": advice, "advice_zh": advice_zh} | cure


@rule(
    "KL024",
    "nll-loss.html#wrong-dim",
    en="exp(input) sums to 1 along dimension {one}, target along dimension {other}: one of the two softmaxes runs over the wrong dimension.",
    zh="exp(input) 沿第 {one} 维之和是 1，target 却是沿第 {other} 维：两次 softmax 有一次维度不对。",
)
def different_dimensions(call: Call):
    target = call.target.exp() if call.options["log_target"] else call.target
    one, other = (rows.normal() if rows.telling() else () for rows in (call.input.exp(), target))
    same = call.shape("input") == call.shape("target")
    return same and len(one) == len(other) == 1 and one != other and {"one": one[0], "other": other[0]}


@rule(
    "KL010",
    "soft-targets.html#kl-div",
    en="input of shape {one} and target of shape {other} are broadcast to {both}, which is probably not meant: give them the same shape.",
    zh="input 的形状是 {one}，target 是 {other}，会互相广播成 {both}，这多半不是本意：把形状改成相同。",
    rank=Rank.CAUSE,
)
def broadcast_shapes(call: Call):
    one, other = call.shape("input"), call.shape("target")
    cure = {"cure": {"target": f"target.reshape({one})"}} if alike(one, other) else {}
    return one != other and {"one": one, "other": other, "both": np.broadcast_shapes(one, other)} | cure


@rule(
    "KL009",
    "soft-targets.html#kl-div",
    en="{reduction} divides by {size}, but the number of distributions is {rows}, each over {classes} classes. {advice}",
    zh="{reduction} 除以 {size}，而分布的个数是 {rows}，每个有 {classes} 个类别。{advice_zh}",
    unless=(broadcast_shapes,),
)
def another_denominator(call: Call):
    shape = call.shape("input")
    if call.reduction not in ("mean", "batchmean") or not shape:
        return False
    over = _classes(call)
    classes = math.prod(shape[axis] for axis in over)
    count = math.prod(size for axis, size in enumerate(shape) if axis not in over)
    size = {"mean": math.prod(shape), "batchmean": shape[0]}[call.reduction]
    per_image = call.reduction == "batchmean" and len(over) > 1  # of several heat maps, which may be meant
    if size == count or per_image:
        return False
    fields = {"reduction": call.reduction, "size": size, "rows": count, "classes": classes}
    return fields | _better(shape, over, classes)


def _better(shape, over, classes):
    """Return what divides by the number of distributions."""
    if len(shape) == len(over):
        return {
            "advice": "For a single one, use sum.",
            "advice_zh": "只有一个分布时用 sum。",
            "cure": {"reduction": '"sum"'},
        }
    if over[0] == 1 and len(over) == len(shape) - 1:
        return {
            "advice": "Use batchmean.",
            "advice_zh": "改用 batchmean。",
            "cure": {"reduction": '"batchmean"'},
        }
    pair = "{0}.movedim(1, -1).reshape(-1, {1})", "np.moveaxis({0}, 1, -1).reshape(-1, {1})"
    if over == (len(shape) - 1,):
        pair = "{0}.reshape(-1, {1})", "{0}.reshape(-1, {1})"
    cure = {name: tuple(text.format(name, classes) for text in pair) for name in ("input", "target")}
    whole = len(over) == 1 and over[0] in (1, len(shape) - 1)
    return {
        "advice": "Give each distribution a row of its own, and use batchmean.",
        "advice_zh": "让每个分布自成一行，再用 batchmean。",
        "cure": cure | {"reduction": '"batchmean"'} if whole else {},
    }


def _classes(call):
    """Return the axes over which the target, or else the input, is a distribution; the last one if neither is."""
    target = call.target.exp() if call.options["log_target"] else call.target
    for rows in (target, call.input.exp()):
        if rows.telling() and (over := rows.normal()):
            return over
    return (call.target.axis,)


def _padding(call):
    """Tell which rows of the target hold one negative number alone; a uniform row of log-probabilities does as well."""
    v = call.target.values
    negative = (v == v[..., :1]).all(axis=-1) & (v[..., 0] < 0)
    return negative & call.target.exp().off()


def _same_shape(call):
    return {} if call.shape("input") == call.shape("target") and call.target.values.ndim > 1 else {"cure": {}}
