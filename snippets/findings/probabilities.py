"""Rules for class probabilities as the target of cross entropy: what they are if they are none."""

from snippets.findings.call import Call
from snippets.findings.rules import Rank, rule


@rule(
    "CE020",
    "cross-entropy-loss.html#silent",
    en="input and target have shape ({size},), which means one sample of {size} classes, but target sums to {total:.6g}, not 1. If these are {size} samples with a yes or no each, use binary_cross_entropy_with_logits.",
    zh="input 和 target 的形状都是 ({size},)，会当成一个样本的 {size} 个类别，可 target 之和是 {total:.6g}，不是 1。如果这是 {size} 个样本，各自回答是或否，要用 binary_cross_entropy_with_logits。",
    cure={"loss": "binary_cross_entropy_with_logits"},
    rank=Rank.CAUSE,
)
def batch_as_one_sample(call: Call):
    if not call.soft or len(call.shape("target")) != 1:
        return False
    t = call.target
    fits = call.name == "cross_entropy" and ((t.values >= 0) & (t.values <= 1)).all() and t.off().all()
    return fits and t.values.size and {"size": t.values.size, "total": t.values.sum()}


@rule(
    "CE019",
    "reductions.html#ignore-index",
    en="{place} sums to {value:.6g} ({count} of {total} rows): such rows are filled with only {mark:g}, a marker for padding that means nothing to class probabilities. Remove these rows.",
    zh="{place} 之和是 {value:.6g}（{total} 行里有 {count} 行）：整行填的都是 {mark:g}，是填充的标记，可对类别概率来说它没有特殊含义。去掉这些行。",
    cure={"first": "keep = target[:, 0] != {mark:g}", "input": "input[keep]", "target": "target[keep]"},
)
def padded_probabilities(call: Call):
    if not call.soft:
        return False
    v = call.target.values
    found = call.target.first((v == v[..., :1]).all(axis=-1) & (v < 0).any(axis=-1))
    cure = {} if v.ndim == 2 else {"cure": {}}
    return found and found | {"mark": found["value"] / v.shape[-1]} | cure


@rule(
    "CE018",
    "soft-targets.html#negative-targets",
    en="target holds log-probabilities: no entry is above 0, and the exponentials of all rows sum to 1. The loss has no lower bound: pass probabilities.",
    zh="target 是对数概率：没有大于 0 的数，每一行取指数后之和都是 1。这样损失没有下界：要传概率。",
    cure={"target": ("target.exp()", "np.exp(target)")},
)
def log_probabilities_as_target(call: Call):
    return call.soft and call.target.exp().distributions()


@rule(
    "CE006",
    "soft-targets.html#negative-targets",
    en="{place} is {value:.6g} ({count} of {total} values are negative), so the loss has no lower bound. {advice}",
    zh="{place} 是 {value:.6g}（{total} 个值里有 {count} 个是负数），损失因此没有下界。{advice_zh}",
    cure={"target": ("target.softmax({axis})", "softmax(target, {axis})")},
    unless=(padded_probabilities, log_probabilities_as_target),
)
def logits_as_target(call: Call):
    if not call.soft:
        return False
    v = call.target.values
    found = call.target.first(v < -call.target.tolerance)
    advice = "These look like a teacher's logits: take their softmax."
    advice_zh, cure = "看起来是教师网络的对数几率（logits）：先做 softmax。", {}
    if (v == v.round()).all():
        advice = "If they are answers to several questions, number them from 0, and give input the shape (N, classes, questions); if they are a teacher's logits, take their softmax."
        advice_zh = "如果是多个问题的答案，就从 0 开始编号，input 的形状用 (N, 类别, 问题)；如果是教师网络的对数几率（logits），先做 softmax。"
        cure = {"cure": {}}
    return found and found | {"axis": call.target.axis, "advice": advice, "advice_zh": advice_zh} | cure


@rule(
    "CE015",
    "bce-loss.html#multi-label",
    en="target holds only 0 and 1, and {place} sums to {value:g} ({count} of {total} rows do not sum to 1): a sample may have several labels. Use binary_cross_entropy_with_logits.",
    zh="target 只有 0 和 1，{place} 之和是 {value:g}（{total} 行里有 {count} 行之和不是 1），也就是一个样本可以有多个标签。改用 binary_cross_entropy_with_logits。",
    cure={"loss": "binary_cross_entropy_with_logits"},
    unless=(batch_as_one_sample,),
)
def several_labels(call: Call):
    if not call.soft:
        return False
    v = call.target.values
    binary = ((v == 0) | (v == 1)).all() and (v.sum(axis=-1) > 1).any()
    cure = {} if call.array("weight") is None and not call.options.get("label_smoothing") else {"cure": {}}
    return binary and call.target.first(call.target.off()) | cure


@rule(
    "CE017",
    "reductions.html#ignore-index",
    en="{place} is 0 in every class ({count} of {total} rows): such rows hold no answer, but mean divides by all {total}. Remove them.",
    zh="{place} 每一类都是 0（{total} 行里有 {count} 行）：这些行没有答案，mean 却照样除以 {total}。去掉这些行。",
    cure={
        "first": "keep = target.sum({axis}) > 0",
        "input": "input[keep]",
        "target": "target[keep]",
    },
    unless=(several_labels,),
)
def empty_rows(call: Call):
    if not call.soft or call.reduction != "mean":
        return False
    empty = (call.target.values == 0).all(axis=-1)
    found = not empty.all() and call.target.first(empty)
    cure = {} if empty.ndim == 1 else {"cure": {}}
    return found and found | {"axis": call.target.axis} | cure


@rule(
    "CE016",
    "soft-targets.html#unnormalised",
    en="target sums to 1 along dimension {along}, but the classes are in dimension {axis}, where {place} sums to {value:.6g}. Take the softmax of target along dimension {axis}.",
    zh="target 沿第 {along} 维之和是 1，可类别在第 {axis} 维，{place} 之和是 {value:.6g}。做 target 的那次 softmax 要沿第 {axis} 维。",
    unless=(batch_as_one_sample, several_labels, padded_probabilities, logits_as_target),
)
def target_along_another_dimension(call: Call):
    if not call.soft or not call.target.off().any() or not call.target.telling():
        return False
    along = call.target.normal()
    if len(along) != 1:
        return False
    where = along[0] + (call.target.axis <= along[0])  # counted before the classes were moved to the end
    return call.target.first(call.target.off()) | {"along": where, "axis": call.target.axis}


@rule(
    "CE005",
    "soft-targets.html#unnormalised",
    en="{place} sums to {value:.6g}, not 1 ({count} of {total} rows), which scales its loss by that factor. Divide each row by its sum.",
    zh="{place} 之和是 {value:.6g}，不是 1（{total} 行里有 {count} 行），它的损失会随之放大或缩小。每一行除以自己的和。",
    cure={"target": ("target / target.sum({axis}, keepdim=True)", "target / target.sum({axis}, keepdims=True)")},
    unless=(
        batch_as_one_sample,
        padded_probabilities,
        log_probabilities_as_target,
        logits_as_target,
        several_labels,
        target_along_another_dimension,
    ),
)
def unnormalised_target(call: Call):
    if not call.soft:
        return False
    wrong = call.target.off() & (call.target.values != 0).any(axis=-1)
    found = call.target.first(wrong)
    return found and found | {"axis": call.target.axis}


@rule(
    "CE007",
    "reductions.html#denominators",
    en="With class probabilities, mean divides by the number of predictions, {count}, not by the sum of the weights, {total:.6g}, as it does with class indices. To divide by the weights, use sum and divide yourself.",
    zh="目标是类别概率时，mean 除以预测个数 {count}，而不是像类别索引那样除以权重之和 {total:.6g}。想除以权重之和，就用 sum，再自己除。",
    cure={"reduction": '"sum"', "after": " / (target * weight).sum()"},
    unless=(padded_probabilities, log_probabilities_as_target, logits_as_target, unnormalised_target, several_labels),
)
def weights_of_probabilities(call: Call):
    if not call.soft or call.reduction != "mean" or (call.weight == 1).all():
        return False
    t = call.target
    cure = {} if t.values.ndim == 2 and call.name == "cross_entropy" else {"cure": {}}
    return {"count": t.off().size, "total": (t.values * call.weight).sum()} | cure


@rule(
    "CE053",
    "errors.html#ignore-index-probabilities",
    en="ignore_index={index} does nothing here: target holds class probabilities, where no value can mean ignore. Leave it out, and remove rows that should not count.",
    zh="ignore_index={index} 在这里不起作用：target 是类别概率，没有哪个值可以表示“忽略”。去掉它；不该算的行，先自己去掉。",
    cure={"ignore_index": None},
)
def nothing_to_ignore(call: Call):
    index = call.given.get("ignore_index")
    return call.soft and index is not None and {"index": index}
