"""Rules for log-probabilities, the input of nll_loss and kl_div: what they are if they are none."""

import numpy as np

from snippets.findings.call import Call
from snippets.findings.labels import classes_last_of_the_same_size
from snippets.findings.rules import Rank, rule

LOG_SOFTMAX = {"input": ("input.log_softmax({axis})", "log_softmax(input, {axis})")}


@rule(
    "KL006",
    "soft-targets.html#kl-div",
    en="The arguments are swapped: input sums to 1, so it holds probabilities; exp(target) sums to 1, so target holds log-probabilities. input should be the predicted log-probabilities, target the true probabilities.",
    zh="两个参数写反了：input 每一行之和是 1，是概率；target 取指数后之和才是 1，是对数概率。input 应当是预测的对数概率，target 应当是真实的概率。",
    cure={"input": "target", "target": "input"},
    rank=Rank.CAUSE,
)
def swapped(call: Call):
    return not call.options["log_target"] and call.input.distributions() and call.target.exp().distributions()


@rule(
    "NLL002 KL002",
    "nll-loss.html#probabilities soft-targets.html#kl-div-negative",
    en="input holds probabilities: nothing is negative, and every row sums to 1. This loss expects log-probabilities; with probabilities it can turn negative: replace softmax with log_softmax.",
    zh="input 是概率：没有负数，每一行之和都是 1。这个损失要的是对数概率，否则会出现负数：把 softmax 换成 log_softmax。",
    cure={"input": ("logits.log_softmax({axis})", "log_softmax(logits, {axis})")},
)
def probabilities_without_log(call: Call):
    return call.input.distributions() and {"axis": call.input.axis}


@rule(
    "NLL034",
    "nll-loss.html#wrong-dim",
    en="input sums to 1 along dimension {along}, but the classes are in dimension {axis}: the softmax ran over the wrong dimension, and the logarithm is missing. Use log_softmax with dim={axis}.",
    zh="input 沿第 {along} 维之和是 1，可类别在第 {axis} 维：softmax 的维度不对，也没有取对数。改用 log_softmax，dim={axis}。",
    cure={"input": ("logits.log_softmax({axis})", "log_softmax(logits, {axis})")},
    unless=(probabilities_without_log,),
)
def softmax_along_another_dimension(call: Call):
    along = call.input.normal()
    if len(along) != 1 or not call.input.off().any() or not (call.input.values >= 0).all():
        return False
    return {"along": along[0] + (call.input.axis <= along[0]), "axis": call.input.axis}


@rule(
    "NLL008 KL011",
    "nll-loss.html#log-sigmoid soft-targets.html#kl-div",
    en="All of input lies between 0 and 1, but rows do not sum to 1, as after a sigmoid. The loss expects log-probabilities over classes: replace the sigmoid with log_softmax.",
    zh="input 全在 0 到 1 之间，每一行之和却不是 1，像是做过 sigmoid。这个损失要的是各类别的对数概率：把 sigmoid 换成 log_softmax。",
    cure={"input": ("logits.log_softmax({axis})", "log_softmax(logits, {axis})")},
    unless=(probabilities_without_log, softmax_along_another_dimension),
)
def sigmoid_without_log(call: Call):
    return call.input.squashed() and {"axis": call.input.axis}


@rule(
    "NLL009 KL012",
    "nll-loss.html#wrong-input soft-targets.html#kl-div",
    en="The exponentials of -input sum to 1 in every row: the sign is already flipped, but the loss does that itself. Pass log-probabilities, which are at most 0.",
    zh="-input 取指数后每一行之和都是 1：符号已经取反，而损失自己会取负号。要传不大于 0 的对数概率。",
    cure={"input": "-input"},
)
def sign_turned(call: Call):
    negative = call.input._replace(values=-call.input.values)
    return negative.exp().distributions()


@rule(
    "NLL010 KL013",
    "nll-loss.html#wrong-input soft-targets.html#kl-div",
    en="{base} to the power of input sums to 1 in all rows: these are logarithms to base {base}, but the loss expects natural ones.",
    zh="{base} 的 input 次方每一行之和都是 1：这是以 {base} 为底的对数，损失要的是自然对数。",
    cure={"input": "input * {factor}"},
)
def another_base(call: Call):
    for base in (2, 10):
        if call.input.exp().off().any() and call.input.exp(base).distributions():
            return {"base": base, "factor": call.tell(f"math.log({base})", f"np.log({base})")}
    return False


@rule(
    "NLL037 KL022",
    "nll-loss.html#softmax-then-log soft-targets.html#kl-div",
    en="The smallest value of input is log(1e-{digits}) ({count} of {total} values): a small number was added before the logarithm, which caps the loss and cuts off the gradient there. Use log_softmax on the logits instead.",
    zh="input 的最小值正好是 log(1e-{digits})（{total} 个值里有 {count} 个）：取对数之前加了一个很小的数，损失到那里封顶，梯度也断了。改为对 logits 做 log_softmax。",
    cure={"input": ("logits.log_softmax({axis})", "log_softmax(logits, {axis})")},
)
def logarithm_of_a_sum(call: Call):
    v = call.input.values
    digits = np.round(-np.nanmin(v, initial=0) / np.log(10))
    near = np.abs(v + digits * np.log(10)) < 1e-5
    if digits < 3 or not near.any():
        return False
    return {"digits": f"{digits:g}", "count": near.sum(), "total": v.size, "axis": call.input.axis}


@rule(
    "NLL001 KL001",
    "nll-loss.html#logits soft-targets.html#kl-div-negative",
    en="{place} is {value:.6g} ({count} of {total} values are above 0), which no log-probability is; the loss has no lower bound. If these are logits, as they come from a linear layer, use log_softmax.",
    zh="{place} 是 {value:.6g}（{total} 个值里有 {count} 个大于 0），对数概率不会这样；损失没有下界。如果这是线性层输出的对数几率（logits），先做 log_softmax。",
    cure=LOG_SOFTMAX,
    unless=(
        swapped,
        probabilities_without_log,
        sigmoid_without_log,
        softmax_along_another_dimension,
        sign_turned,
        another_base,
        logarithm_of_a_sum,
    ),
)
def logits_without_log_softmax(call: Call):
    found = call.input.first(call.input.values > call.input.tolerance)
    return found and found | {"axis": call.input.axis}


@rule(
    "NLL004",
    "nll-loss.html#wrong-dim",
    en="exp(input) sums to 1 along dimension {along}, but the classes are in dimension {axis}: use log_softmax with dim={axis}.",
    zh="exp(input) 沿第 {along} 维之和是 1，可类别在第 {axis} 维：log_softmax 要用 dim={axis}。",
    cure={"input": ("logits.log_softmax({axis})", "log_softmax(logits, {axis})")},
    unless=(
        logits_without_log_softmax,
        another_base,
        probabilities_without_log,
        softmax_along_another_dimension,
        classes_last_of_the_same_size,
    ),
)
def log_softmax_along_another_dimension(call: Call):
    p = call.input.exp()
    along = p.normal()
    if not p.off().any() or len(along) != 1:
        return False
    return {"along": along[0] + (call.input.axis <= along[0]), "axis": call.input.axis}


@rule(
    "NLL036 KL021",
    "nll-loss.html#when soft-targets.html#kl-div",
    en="The exponentials of input sum to a little less than 1 in each of the {total} rows, {smallest:.3g} to {largest:.3g}, as where the log-probabilities of several models were averaged. Average the probabilities: logsumexp over the models, minus the log of their number. If input comes from logsigmoid, use log_softmax.",
    zh="input 取指数后，{total} 行每一行之和都略小于 1，从 {smallest:.3g} 到 {largest:.3g}，像是把几个模型的对数概率取了平均。要平均的是概率：对各个模型做 logsumexp，再减去模型个数的对数。如果 input 来自 logsigmoid，改用 log_softmax。",
    unless=(another_base, logits_without_log_softmax, logarithm_of_a_sum, log_softmax_along_another_dimension),
)
def averaged_log_probabilities(call: Call):
    sums, p = call.input.exp().sums(), call.input.exp()
    sums = sums[np.isfinite(sums)]
    if sums.size < 4 or p.values.shape[-1] < 3 or not ((sums > 0.6) & (sums < 1 - 10 * p.tolerance)).all():
        return False
    return not p.normal() and {"total": sums.size, "smallest": sums.min(), "largest": sums.max()}


@rule(
    "NLL003 KL003",
    "nll-loss.html#log-sigmoid soft-targets.html#kl-div",
    en="{place} sums to {value:.6g}, not 1 ({count} of {total} rows), so these are not log-probabilities, though none is above 0. Whether they come from logsigmoid or are logits that happen to be negative: apply log_softmax to the logits.",
    zh="{place} 之和是 {value:.6g}，不是 1（{total} 行里有 {count} 行），虽然没有大于 0 的数，却不是对数概率。不管是做了 logsigmoid，还是对数几率（logits）碰巧都是负的，都要对 logits 做 log_softmax。",
    cure={"input": ("logits.log_softmax({axis})", "log_softmax(logits, {axis})")},
    unless=(
        probabilities_without_log,
        softmax_along_another_dimension,
        sigmoid_without_log,
        sign_turned,
        another_base,
        logits_without_log_softmax,
        logarithm_of_a_sum,
        log_softmax_along_another_dimension,
        averaged_log_probabilities,
    ),
)
def unnormalised_log_probabilities(call: Call):
    p = call.input.exp()
    fits = call.letters == "KL" and p.normal()  # classes first, or heat maps
    return p.off().any() and not fits and p.first(p.off()) | {"axis": call.input.axis}


@rule(
    "NLL005",
    "nll-loss.html#softmax-then-log",
    en="{place} is -inf, yet it is the log-probability of the label ({count} of these), so the loss is inf, or nan where that class has weight 0. If it comes from log(softmax(x)), the softmax underflowed to 0 (in float16 adding 1e-8 does not help, as that underflows too): use log_softmax. If it comes from a mask, the mask covers the right answer.",
    zh="{place} 是 -inf，而它正对应这个样本的标签（这样的有 {count} 个），损失因此是 inf；那一类权重为 0 时则是 nan。如果来自 log(softmax(x))，是 softmax 下溢成了 0（float16 里加 1e-8 也没用，它同样下溢），改用 log_softmax；如果来自掩码，是掩码盖住了正确答案。",
    cure={"input": ("logits.log_softmax({axis})", "log_softmax(logits, {axis})")},
    rank=Rank.CAUSE,
)
def infinite_at_label(call: Call):
    picked = call.labels[..., None] == np.arange(call.classes)
    found = call.input.first(np.isneginf(call.input.values) & picked)
    return found and found | {"axis": call.input.axis}
