"""Rules for the logits of cross entropy: probabilities in their place, infinities, too few classes."""

import math

import numpy as np

from snippets.findings.call import Call
from snippets.findings.labels import classes_last_of_the_same_size
from snippets.findings.rules import Rank, rule

MASK = -9e3  # what is at most this much, beside others, was put there


@rule(
    "CE003 NLL033 KL020",
    "cross-entropy-loss.html#silent",
    en="{name} has a single class, whose softmax is always 1, so loss and gradient are always 0. {advice}",
    zh="{name} 只有一个类别，softmax 永远是 1，损失和梯度永远是 0。{advice_zh}",
    rank=Rank.CAUSE,
)
def single_class(call: Call):
    if call.input.values.shape[-1] != 1 or not call.input.values.size:
        return False
    cure = {"loss": "binary_cross_entropy_with_logits"} if call.name == "cross_entropy" and call.soft else {}
    return {"name": call.input.name, "cure": cure} | for_one_output(call)


def for_one_output(call):
    """Say what takes one output for yes or no."""
    if call.name == "focal_loss":
        advice = "For yes or no with a single output x, give focal_loss the two logits 0 and x."
        return {"advice": advice, "advice_zh": "单输出 x 的二分类，要把 0 和 x 两个 logits 一起交给 focal_loss。"}
    advice = "For yes or no with a single output, use binary_cross_entropy_with_logits."
    return {"advice": advice, "advice_zh": "单输出的二分类要用 binary_cross_entropy_with_logits。"}


@rule(
    "CE046 BCE023 BCL023",
    "frameworks.html#swapped",
    en="input holds only 0 and 1, and target does not: the two seem to be swapped, which is the order in Keras. In PyTorch the prediction comes first.",
    zh="input 只有 0 和 1，target 却不是，看来两者写反了：那是 Keras 的顺序。PyTorch 里预测在前。",
    cure={"input": "target", "target": "input"},
    rank=Rank.CAUSE,
)
def truth_first(call: Call):
    if not call.soft or call.input.values.size < 3:
        return False
    values = [np.unique(rows.values) for rows in (call.input, call.target)]
    return set(values[0]) == {0, 1} and not set(values[1]) <= {-1, 0, 1, 2}


@rule(
    "CE001",
    "cross-entropy-loss.html#silent",
    en="{name} holds probabilities: nothing is negative, and every row sums to 1. The loss applies softmax itself, so softmax is applied twice, and without weights the loss cannot fall below about {floor:.4f}. Pass the values before your softmax (the logits); if you only have probabilities, pass their logarithm.",
    zh="{name} 是概率：没有负数，每一行之和都是 1。损失自己会做 softmax，前面又做了一次，不加权时损失最低只能降到约 {floor:.4f}。改传那次 softmax 之前的值（logits）；手里只有概率的话，传它的对数。",
    cure={"input": "logits"},
)
def softmax_twice(call: Call):
    softmax = call.input.distributions() or call.makers[:1] == ["Softmax"] and not call.input.off().any()
    return softmax and {"name": call.input.name, "floor": _floor(call)}


@rule(
    "CE048",
    "nll-loss.html#wrong-dim",
    en="Along dimension {along}, {name} sums to 1{exp}, but the classes are in dimension {axis}. A softmax was applied before the loss, and over the wrong dimension: pass the values before it (the logits). If the classes really are in dimension {along}, move them to dimension {axis} as well.",
    zh="{name} 沿第 {along} 维之和是 1{exp_zh}，可类别在第 {axis} 维。损失之前做了 softmax，维度还不对：改传那次 softmax 之前的值（logits）。如果类别就在第 {along} 维，还要把它移到第 {axis} 维。",
    cure={"input": "logits"},
    unless=(softmax_twice, classes_last_of_the_same_size),
)
def softmax_along_another_dimension(call: Call):
    for rows, exp, exp_zh in (
        (call.input, "", ""),
        (call.input.exp(), " once exponentiated", "（取指数后）"),
    ):
        along = rows.normal()
        if len(along) == 1 and rows.off().any() and (rows.values >= 0).all() and rows.telling():
            where = along[0] + (call.input.axis <= along[0])
            fields = {"along": where, "axis": call.input.axis, "exp": exp, "exp_zh": exp_zh}
            return rows.values[..., :1].size > 3 and fields | {"name": call.input.name}
    return False


@rule(
    "CE012",
    "cross-entropy-loss.html#silent",
    en="All of {name} lies between 0 and 1, but rows do not sum to 1, as after a sigmoid; without weights the loss cannot fall below about {floor:.4f}. If each sample has one class, pass the values before the sigmoid (the logits); if it may have several, use binary_cross_entropy_with_logits.",
    zh="{name} 全在 0 到 1 之间，每一行之和却不是 1，像是做过 sigmoid；不加权时损失最低只能降到约 {floor:.4f}。每个样本只属于一类，就改传 sigmoid 之前的值（logits）；可以同时属于几类，就用 binary_cross_entropy_with_logits。",
    cure={"input": "logits"},
    unless=(softmax_twice, truth_first, softmax_along_another_dimension),
)
def sigmoid_before(call: Call):
    sigmoid = call.makers[:1] == ["Sigmoid"] or call.input.squashed() and call.makers[:1] != ["Relu"]
    return sigmoid and {"name": call.input.name, "floor": _floor(call)}


@rule(
    "CE002",
    "cross-entropy-loss.html#silent",
    en="{name} holds log-probabilities already, which is harmless: the log_softmax before the loss changes nothing and can go.",
    zh="{name} 已经是对数概率。这没有害处：前面那次 log_softmax 不改变结果，可以去掉。",
    cure={"input": "logits"},
)
def log_softmax_twice(call: Call):
    return call.input.several() and call.input.exp().distributions() and {"name": call.input.name}


@rule(
    "CE004",
    "numerics.html#infinite-logits",
    en="{place} holds inf ({count} of {total} rows), so its softmax is nan. Look for overflow, in float16 beyond 65504, or for a division by 0 before it.",
    zh="{place} 含有 inf（{total} 行里有 {count} 行），softmax 因此是 nan。查一查前面哪里溢出了（float16 超过 65504 就会），或者除以了 0。",
    rank=Rank.CAUSE,
)
def infinite_logit(call: Call):
    return call.input.first(np.isposinf(call.input.values).any(axis=-1))


@rule(
    "CE013",
    "numerics.html#infinite-logits",
    en="{place} is -inf in every class ({count} of {total} rows), so its softmax is nan. A mask covers all classes: remove such rows.",
    zh="{place} 每一类都是 -inf（{total} 行里有 {count} 行），softmax 因此是 nan。掩码把所有类别都掩掉了：去掉这些行。",
    rank=Rank.CAUSE,
)
def all_classes_masked(call: Call):
    return call.input.first(np.isneginf(call.input.values).all(axis=-1))


@rule(
    "CE051",
    "numerics.html#finite-mask",
    en="{place} is masked in every class ({count} of {total} rows) with one finite number, so its softmax is uniform and its loss log {classes}. Remove such rows.",
    zh="{place} 每一类都用同一个有限的数掩掉了（{total} 行里有 {count} 行），softmax 成了均匀分布，损失是 log {classes}。去掉这些行。",
    unless=(all_classes_masked,),
)
def all_classes_masked_by_a_number(call: Call):
    v = call.input.values
    found = call.input.first((v == v[..., :1]).all(axis=-1) & (v[..., 0] <= MASK))
    return found and found | {"classes": call.classes}


@rule(
    "CE014",
    "numerics.html#finite-mask",
    en="{place} is {value:.6g}, a mask, yet it is the score of the label ({count} of these), so the loss is inf or meaningless. The mask covers the right answer: fix the mask or the label.",
    zh="{place} 是 {value:.6g}，已被掩码盖住，而它正对应这个样本的标签（这样的有 {count} 个），损失因此是 inf，或者没有意义。掩码盖住了正确答案：查掩码或者标签。",
    rank=Rank.CAUSE,
    unless=(all_classes_masked, all_classes_masked_by_a_number),
)
def label_masked(call: Call):
    if call.labels is None:
        return False
    picked = call.labels[..., None] == np.arange(call.classes)
    return call.input.first(_masked(call) & picked)


@rule(
    "CE050",
    "numerics.html#finite-mask",
    en="{place} is {value:.6g}, a mask, but target gives that class a probability ({count} of these), so the loss is inf or meaningless. Fix the mask or the target.",
    zh="{place} 是 {value:.6g}，是掩码，可 target 给了那一类概率（这样的有 {count} 个），损失因此是 inf，或者没有意义。查掩码或者 target。",
    rank=Rank.CAUSE,
    unless=(all_classes_masked, all_classes_masked_by_a_number),
)
def target_masked(call: Call):
    return call.soft and call.input.first(_masked(call) & (call.target.values > 0))


@rule(
    "CE049",
    "numerics.html#finite-mask",
    en="{place} is {value:.6g}, a mask ({count} of these), but label_smoothing={smoothing:g} gives each class a share of the target, the masked ones too, so the loss is inf or meaningless. Leave label_smoothing out, or smooth by hand over the classes that are not masked.",
    zh="{place} 是 {value:.6g}，是掩码（这样的有 {count} 个），而 label_smoothing={smoothing:g} 会给每一类分一份目标，掩掉的也有，损失因此是 inf，或者没有意义。去掉 label_smoothing，或者自己只在没掩掉的类别里平滑。",
    cure={"label_smoothing": None},
    rank=Rank.CAUSE,
    unless=(all_classes_masked, all_classes_masked_by_a_number, label_masked, target_masked),
)
def smoothing_over_a_mask(call: Call):
    smoothing = call.options.get("label_smoothing", 0)
    found = smoothing > 0 and call.input.first(_masked(call))
    return found and found | {"smoothing": smoothing}


@rule(
    "CE008",
    "numerics.html#infinite-logits",
    en="{place} is -inf ({count} of these), where target is 0, but 0 times inf is nan, and so is the loss. Mask with a finite number.",
    zh="{place} 是 -inf（这样的有 {count} 个），那里的 target 是 0，可 0 乘 inf 是 nan，损失也就是 nan。掩码改填有限的数。",
    cure={"input": ("input.clamp(min=-1e4)", "np.maximum(input, -1e4)")},
    rank=Rank.CAUSE,
    unless=(all_classes_masked, target_masked, smoothing_over_a_mask),
)
def masked_class_of_probabilities(call: Call):
    found = call.soft and call.input.first(np.isneginf(call.input.values))
    return found and found | ({"cure": {}} if call.input.name == "logits" else {})


@rule(
    "CE010",
    "errors.html#label-smoothing-range",
    en="label_smoothing is {value}, which PyTorch silently treats as no smoothing: pass a number from 0 to 1.",
    zh="label_smoothing 是 {value}，PyTorch 不报错，直接当作不平滑：要传 0 到 1 之间的数。",
    cure={"label_smoothing": None},
)
def negative_smoothing(call: Call):
    smoothing = call.options.get("label_smoothing", 0)
    return not smoothing >= 0 and {"value": smoothing}


@rule(
    "CE052",
    "imbalance.html#focal-mistakes",
    en="With gamma={gamma:g} below 1, the gradient of a sample whose probability rounds to 1 is nan, though its loss is 0: here {place} ({count} of {total} samples). Use a gamma of at least 1, or 0.",
    zh="gamma={gamma:g} 小于 1，概率舍入成 1 的样本，损失是 0，梯度却是 nan：这里是 {place}（{total} 个样本里有 {count} 个）。gamma 取 0，或者不小于 1。",
)
def gradient_of_a_small_gamma(call: Call):
    gamma = call.options.get("gamma", 0)
    if not 0 < gamma < 1 or not call.input.values.size:
        return False
    logits = call.array("input").dtype.type(call.input.values)
    p = np.exp(logits - logits.max(axis=-1, keepdims=True))
    p = p / p.sum(axis=-1, keepdims=True)
    sure = (p == 1) & (call.labels[..., None] == np.arange(call.classes))
    found = call.input.first(sure.any(axis=-1))
    return found and found | {"gamma": gamma}


def _masked(call):
    """Tell what is a mask: minus infinity, or so low beside other logits that it cannot come from a network."""
    v = call.input.values
    return (v <= MASK) & (np.abs(np.nanmax(v, axis=-1, keepdims=True)) < -MASK / 10)


def _floor(call):
    """Return the loss of the best prediction that lies between 0 and 1."""
    p = math.e / (math.e + call.classes - 1)
    return -((1 - p) ** call.options.get("gamma", 0)) * math.log(p)
