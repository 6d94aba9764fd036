"""Rules for what a tensor is beside its values: its precision, whether it has a gradient, whether rows differ."""

import numpy as np

from snippets.findings.call import Call
from snippets.findings.rules import Rank, rule


@rule(
    "KL023",
    "soft-targets.html#kl-div",
    en="The arguments are swapped: target requires grad and input does not. input should be the predicted log-probabilities, target the true probabilities.",
    zh="两个参数写反了：target 需要梯度（requires_grad），input 不需要。input 应当是预测的对数概率，target 应当是真实的概率。",
    rank=Rank.CAUSE,
)
def prediction_as_target(call: Call):
    if not call.gradient("target") or call.gradient("input"):
        return False
    cure = {"input": f"logits.log_softmax({call.target.axis})", "target": "input.exp()"}
    return {"cure": {"input": "target", "target": "input"} if call.options["log_target"] else cure}


@rule(
    "ALL012",
    "soft-targets.html#distillation",
    en="target requires grad, so training changes the target too. If it comes from a teacher, detach it.",
    zh="target 需要梯度（requires_grad），训练会连目标一起改。如果它来自教师网络，要 detach。",
    cure={"target": "target.detach()"},
    unless=(prediction_as_target,),
)
def target_with_gradient(call: Call):
    return call.gradient("target")


@rule(
    "ALL013",
    "mixed-precision.html#half-precision",
    en="The mean of {count} losses is taken in float16, whose largest number is 65504: on a CPU what it divides by rounds to inf, and the loss comes out 0, nan or inf. Compute the loss in float32.",
    zh="{count} 个损失在 float16 里求平均，而 float16 最大只有 65504：在 CPU 上，除数舍入成 inf，损失就成了 0、nan 或 inf。用 float32 算损失。",
    cure={"input": ("input.float()", "input.astype(np.float32)")},
)
def mean_beyond_half(call: Call):
    if call.soft or call.reduction != "mean" or call.dtype("input") != "float16":
        return False
    counted = call.labels[call.labels >= 0]
    return call.weight[counted].sum() >= 65520 and {"count": counted.size}  # which rounds to inf


@rule(
    "CE045 BCL022",
    "soft-targets.html#unnormalised errors.html#bce-logits-target-dtype",
    en="target has dtype float64 and input {dtype}, which raises nothing, but makes the loss float64 too.",
    zh="target 的 dtype 是 float64，input 是 {dtype}：不会报错，但损失也成了 float64。",
    cure={"target": ("target.to(input.dtype)", "target.astype(input.dtype)")},
)
def double_target(call: Call):
    dtype = call.dtype("input")
    return call.soft and call.dtype("target") == "float64" and dtype not in ("float64", "") and {"dtype": dtype}


@rule(
    "ALL014",
    "debugging.html#plateau",
    en="All {rows} rows of {name} are the same, though their targets differ: the output does not depend on the input. Look for inputs that are all alike, for ReLUs that always give 0, or for a layer that is never called.",
    zh="{name} 的 {rows} 行全都一样，目标却不同：输出和输入无关。查一查输入是不是都一样，ReLU 是不是全输出 0，或者有没有哪一层根本没用上。",
)
def rows_alike(call: Call):
    v, elementwise = call.input.values, call.letters in ("BCE", "BCL")
    flat = v.reshape(-1, 1 if elementwise and v.ndim == 1 else v.shape[-1])
    if call.letters == "KL" or len(flat) < 8:  # where the prediction may be a prior that is given
        return False
    targets = (call.target.values if call.soft else call.labels).reshape(len(flat), -1)
    alike = not np.ptp(flat, axis=0).any() and np.ptp(targets, axis=0).any()
    learnt = flat.any() if elementwise else np.ptp(flat)  # and not what a network starts from
    return alike and learnt and {"rows": len(flat), "name": call.input.name}


@rule(
    "CE047 BCL024",
    "debugging.html#not-falling",
    en="{count} of {total} values of {name} are exactly 0 and none is negative, as after a ReLU at the end of the network, which cuts off all negative logits and their gradients. Pass the values before the ReLU (the logits).",
    zh="{name} 的 {total} 个值里有 {count} 个正好是 0，没有负数，像是网络末尾还有一个 ReLU：负的 logits 和它们的梯度都被截掉了。改传 ReLU 之前的值（logits）。",
    cure={"input": "logits"},
)
def relu_before(call: Call):
    v = call.input.values[np.isfinite(call.input.values)]
    if v.size == 0 or v.min() < 0:
        return False
    zeros = (v == 0).sum()
    seen = v.size >= 16 and v.max() > 1 and np.unique(v).size >= 6 and zeros >= 0.2 * v.size
    return (seen or call.makers[:1] == ["Relu"]) and {"count": zeros, "total": v.size, "name": call.input.name}


@rule(
    "CE055 BCL028",
    "reductions.html#ignore-index reductions.html#bce-mask",
    en="{count} of {total} {what} hold logits of exactly 0 and the target 0: input and target seem to have been multiplied by a mask, which leaves log {classes} for each of them in the loss and in the mean. Remove them before the loss.",
    zh="{total} {what_zh}里有 {count} {what_zh}，logits 正好是 0，目标也是 0：看来 input 和 target 都乘了掩码，可它们每个仍会给损失加上 log {classes}，也算进平均值。在算损失之前去掉它们。",
)
def multiplied_by_a_mask(call: Call):
    if call.soft and call.letters == "CE":
        return False
    if call.soft:
        zero, answers, what, what_zh = call.input.values == 0, call.target.values, "elements", "个元素"
    else:
        zero, answers, what, what_zh = (call.input.values == 0).all(axis=-1), call.labels, "rows", "行"
    count = zero.sum()
    chosen = 2 < count < zero.size - 2 and (answers[zero] == 0).all() and (answers[~zero] != 0).any()
    if not chosen or (call.input.values[~zero] >= 0).all():  # as after a ReLU
        return False
    classes = 2 if call.soft else call.classes
    return {"count": count, "total": zero.size, "what": what, "what_zh": what_zh, "classes": classes}
