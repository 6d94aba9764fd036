"""Rules for yes-or-no losses: activations too many, saturation, weights that meet another axis."""

import numpy as np

from snippets.findings.call import Call
from snippets.findings.classes import truth_first
from snippets.findings.rows import rows
from snippets.findings.rules import Rank, rule


@rule(
    "BCE001",
    "bce-loss.html#multi-label",
    en="All rows of input sum to 1, as after a softmax, which makes labels compete. {advice}",
    zh="input 每一行之和都是 1，像是做过 softmax，标签之间会此消彼长。{advice_zh}",
)
def softmax_before_bce(call: Call):
    p = call.input.values
    undecided = ((p > 0.01) & (p < 0.99)).any(axis=-1).sum() > 1  # sure and exclusive answers sum to 1 as well
    if not undecided or not call.input.distributions():
        return False
    if not call.target.off().any():
        advice = "Each row of target sums to 1, so a sample has one class: pass the logits to cross_entropy."
        advice_zh = "target 每一行之和也是 1，一个样本只属于一类：把对数几率（logits）交给 cross_entropy。"
        cure = {"loss": "cross_entropy", "input": "logits"}
    else:
        advice = "A sample may have several labels or none here: pass the logits to binary_cross_entropy_with_logits."
        advice_zh = (
            "这里一个样本可以有几个标签，也可以没有：把对数几率（logits）交给 binary_cross_entropy_with_logits。"
        )
        cure = {"loss": "binary_cross_entropy_with_logits", "input": "logits"}
    weighted = call.array("weight") is not None
    return {"advice": advice, "advice_zh": advice_zh, "cure": {} if weighted else cure}


@rule(
    "BCE004 BCL026",
    "bce-loss.html#silent",
    en="All {total} values of input are exactly 1, as after a softmax over a single output, which is always 1, so its gradient is 0. Pass the output itself to binary_cross_entropy_with_logits. If it is a sigmoid that rounds to 1, the cure is the same.",
    zh="input 的 {total} 个值全是 1，像是对单个输出做了 softmax：结果永远是 1，梯度是 0。把输出本身交给 binary_cross_entropy_with_logits（如果是 sigmoid 舍入成了 1，改法相同）。",
    cure={"loss": "binary_cross_entropy_with_logits", "input": "logits"},
    rank=Rank.CAUSE,
)
def softmax_of_one_output(call: Call):
    shape = call.shape("input")
    single = len(shape) == 1 or len(shape) == 2 and shape[1] == 1
    ones = single and call.input.values.size > 1 and (call.input.values == 1).all()
    return ones and {"total": call.input.values.size}


@rule(
    "BCE005",
    "bce-loss.html#dead-zone",
    en="All {total} values of input are 0 or 1, and {count} contradict their target, each of which costs up to 100: decisions, not probabilities. A threshold or round() was applied before the loss, and no gradient passes through it. Pass the logits to binary_cross_entropy_with_logits.",
    zh="input 的 {total} 个值不是 0 就是 1，其中 {count} 个和目标相反，每个的损失最多是 100：这是判断结果，不是概率。损失之前做了阈值或 round()，梯度传不过去。把对数几率（logits）交给 binary_cross_entropy_with_logits。",
    cure={"loss": "binary_cross_entropy_with_logits", "input": "logits"},
    unless=(softmax_of_one_output,),
)
def decisions_as_probabilities(call: Call):
    p = call.input.values
    wrong = _contradicted(call)
    hard = ((p == 0) | (p == 1)).all() and (p == 0).any() and (p == 1).any() and p.size >= 4
    return hard and wrong.any() and {"total": p.size, "count": wrong.sum()}


@rule(
    "BCE002",
    "bce-loss.html#dead-zone",
    en="{place} is {value:.6g} but its target is {answer:.6g} ({count} of {total} values): the sigmoid has saturated, the logarithm is clamped at -100, and the gradient is useless. Pass the logits to binary_cross_entropy_with_logits.",
    zh="{place} 是 {value:.6g}，目标却是 {answer:.6g}（{total} 个值里有 {count} 个这样）：sigmoid 已经饱和，对数截断在 -100，靠这样的梯度学不到东西。把对数几率（logits）交给 binary_cross_entropy_with_logits。",
    cure={"loss": "binary_cross_entropy_with_logits", "input": "logits"},
    unless=(softmax_of_one_output, decisions_as_probabilities),
)
def saturated(call: Call):
    wrong = _contradicted(call)
    found = call.input.first(wrong)
    return found and found | {"answer": call.target.values[wrong][0]}


@rule(
    "BCE024",
    "bce-loss.html#dead-zone",
    en="{place} is {value:.6g} but its target is {answer:.6g} ({count} of {total} values): the divisor in PyTorch's gradient is never less than 1e-12, so below that the gradient vanishes though the loss looks normal. Pass the logits to binary_cross_entropy_with_logits.",
    zh="{place} 是 {value:.6g}，目标却是 {answer:.6g}（{total} 个值里有 {count} 个这样）：PyTorch 算梯度时要做除法，除数最小取 1e-12，所以损失看着正常，梯度却在消失。把对数几率（logits）交给 binary_cross_entropy_with_logits。",
    cure={"loss": "binary_cross_entropy_with_logits", "input": "logits"},
    unless=(saturated,),
)
def fading(call: Call):
    p, y = call.input.values, call.target.values
    wrong = (p > 0) & (p < 1e-12) & (y > 0)
    found = call.input.first(wrong)
    return found and found | {"answer": y[wrong][0]}


@rule(
    "BCE025",
    "mixed-precision.html#autocast",
    en="All {total} values of input are float32, but {half} holds each of them exactly: the sigmoid was taken in half precision, which saturates early. Convert the logits to float32 before it, or pass them to binary_cross_entropy_with_logits.",
    zh="input 的 {total} 个值是 float32，可每一个都能用 {half} 精确表示：sigmoid 是在半精度里算的，很早就饱和。先把对数几率（logits）转成 float32 再做 sigmoid，或者交给 binary_cross_entropy_with_logits。",
    cure={"loss": "binary_cross_entropy_with_logits", "input": ("logits.float()", "logits.astype(np.float32)")},
    unless=(softmax_of_one_output, decisions_as_probabilities),
)
def sigmoid_in_half_precision(call: Call):
    p = call.array("input")
    if call.dtype("input") != "float32" or np.unique(p).size < 16:
        return False
    exact = {
        "bfloat16": not (np.ascontiguousarray(p).view(np.uint32) & 0xFFFF).any(),
        "float16": (p.astype(np.float16) == p).all(),
    }
    half = next((name for name, holds in exact.items() if holds), None)
    return half and {"half": half, "total": p.size}


@rule(
    "BCL001",
    "bce-loss.html#silent",
    en="All of input lies between 0 and 1, as after a {activation}. The loss applies a sigmoid itself, so predictions stay between 0.5 and 0.7311. Pass the values before the {activation} (the logits); if you only have probabilities, pass them to binary_cross_entropy.",
    zh="input 全在 0 到 1 之间，像是做过 {activation}。损失自己会做 sigmoid，预测因此只能在 0.5 到 0.7311 之间。改传 {activation} 之前的值（logits）；手里只有概率的话，交给 binary_cross_entropy。",
    cure={"input": "logits"},
    unless=(softmax_of_one_output, truth_first),
)
def sigmoid_twice(call: Call):
    softmax = call.input.several() and call.input.distributions()
    sigmoid = call.input.squashed() or call.makers[:1] == ["Sigmoid"]
    return (softmax or sigmoid) and {"activation": "softmax" if softmax else "sigmoid"}


@rule(
    "BCL005",
    "bce-loss.html#silent",
    en="The exponentials of input sum to 1 in all rows, as after log_softmax. No prediction can exceed 0.5 then, as sigmoid(x) is at most 0.5 for x at most 0. Pass the logits.",
    zh="input 取指数后每一行之和都是 1，像是做过 log_softmax。x 不大于 0，sigmoid(x) 就不超过 0.5，所以预测不会超过 0.5。改传对数几率（logits）。",
    cure={"input": "logits"},
)
def log_softmax_before_sigmoid(call: Call):
    return call.input.several() and call.input.exp().distributions()


@rule(
    "BCL003",
    "numerics.html#infinite-binary",
    en="{place} is {value:.6g} ({count} of {total} values), and infinite logits give nan or inf, even where they are right: keep them finite.",
    zh="{place} 是 {value:.6g}（{total} 个值里有 {count} 个），logits 无穷大时，预测对了损失也是 nan 或 inf：要用有限的数。",
    cure={"input": ("input.clamp(-1e4, 1e4)", "np.clip(input, -1e4, 1e4)")},
    rank=Rank.CAUSE,
)
def infinite_binary_logit(call: Call):
    return call.input.first(np.isinf(call.input.values))


@rule(
    "BCE003 BCL004",
    "bce-loss.html#weight-shape",
    en="weight, shape {shape}, is matched to dimension {met} of target, shape {target}, and not to the samples; this raises nothing because both have size {size}. To weight each sample, pass weight with shape {meant}. If you do mean dimension {met}, all is well.",
    zh="weight（形状 {shape}）对齐的是 target（形状 {target}）的第 {met} 维，而不是样本那一维；两者恰好都是 {size}，所以没有报错。要给每个样本一个权重，weight 的形状应当是 {meant}。如果本来就是按第 {met} 维加权，那就没问题。",
    cure={"weight": "weight.reshape{meant}"},
)
def weight_of_another_axis(call: Call):
    return _meets("weight", call, meant=0)


@rule(
    "BCE006 BCL006",
    "bce-loss.html#weight-shape",
    en="{name}, shape {shape}, is matched to dimension {met} of target, shape {target}, and not to the classes in dimension 1; this raises nothing because both have size {size}. To weight each class, pass {name} with shape {meant}. If you do mean dimension {met}, all is well.",
    zh="{name}（形状 {shape}）对齐的是 target（形状 {target}）的第 {met} 维，而不是第 1 维的类别；两者恰好都是 {size}，所以没有报错。要给每个类别一个权重，{name} 的形状应当是 {meant}。如果本来就是按第 {met} 维加权，那就没问题。",
    unless=(weight_of_another_axis,),
)
def class_weight_of_another_axis(call: Call):
    found = _meets("pos_weight", call, meant=1) or _meets("weight", call, meant=1)
    return found and found | {"cure": {found["name"]: f"{found['name']}.reshape{found['meant']}"}}


@rule(
    "BCE007 BCL007",
    "bce-loss.html#weight",
    en="weight is {weight:.6g} for every element, positive and negative, which only scales the loss, as another learning rate would.{advice}",
    zh="weight 对每个元素都是 {weight:.6g}，正例负例一样，只是把损失放大或缩小，和改学习率一样。{advice_zh}",
)
def equal_weights(call: Call):
    weight = call.array("weight")
    values = [] if weight is None else np.unique(weight)
    if len(values) != 1 or values[0] == 1:
        return False
    advice, advice_zh, cure = "", "", {"weight": None}
    if call.letters == "BCL" and call.array("pos_weight") is None:
        advice = " To make positives weigh more, pass it as pos_weight (the first argument of the module is weight)."
        advice_zh = "要让正例更重，用 pos_weight 传（模块的第一个参数是 weight）。"
        cure = {"weight": None, "pos_weight": "weight"}
    return {"weight": values[0], "advice": advice, "advice_zh": advice_zh, "cure": cure}


@rule(
    "BCE026 BCL025",
    "reductions.html#bce-mask",
    en="weight holds only 0 and 1, so it is a mask, but mean divides by all {total} elements, not by the {kept} that are kept: the more you mask, the smaller the loss. Use sum, and divide by the number kept.",
    zh="weight 只有 0 和 1，是掩码，可 mean 除以全部 {total} 个元素，而不是没被掩掉的 {kept} 个：掩得越多，损失越小。改用 sum，再除以没被掩掉的个数。",
    cure={"reduction": '"sum"', "after": " / weight.sum()"},
)
def mask_as_weight(call: Call):
    weight = call.array("weight")
    if weight is None or call.reduction != "mean" or set(np.unique(weight)) != {0, 1}:
        return False
    kept = np.broadcast_to(weight, call.shape("target")).sum()
    full = weight.shape == call.shape("target")
    return {"total": call.target.values.size, "kept": f"{kept:g}"} | ({} if full else {"cure": {}})


@rule(
    "BCL027",
    "errors.html#pos-weight-shape",
    en="pos_weight of shape {shape} differs from sample to sample, while its entries usually belong to classes: shape {classes}.",
    zh="形状 {shape} 的 pos_weight 每个样本都不同，而它通常对应类别，形状是 {classes}。",
)
def pos_weight_of_samples(call: Call):
    pos_weight, target = call.array("pos_weight"), call.shape("target")
    if pos_weight is None or pos_weight.ndim != len(target) or pos_weight.ndim < 2:
        return False
    by_sample = pos_weight.shape[0] == pos_weight.size and np.unique(pos_weight).size > 1
    return by_sample and {"shape": pos_weight.shape, "classes": f"({target[1]},)"}


@rule(
    "BCL008",
    "bce-loss.html#weight",
    en="pos_weight is {weight:.6g}, near positives / negatives, {positives} / {negatives} in this batch, so what is rare weighs even less. The usual choice is the inverse, negatives / positives.",
    zh="pos_weight 是 {weight:.6g}，接近这一批的正例数除以负例数（{positives} / {negatives}），少的一方反而更轻。通常取倒数：负例数除以正例数。",
    cure={"pos_weight": "1 / pos_weight"},
)
def inverted_pos_weight(call: Call):
    pos_weight = call.array("pos_weight")
    if pos_weight is None or pos_weight.size != 1 or call.target.values.size < 32:
        return False
    positives = call.target.values.sum()
    negatives = call.target.values.size - positives
    ratio = positives / negatives
    if 1 / 3 < ratio < 3 or not 2 / 3 < pos_weight.item() / ratio < 1.5:
        return False
    return {"weight": pos_weight.item(), "positives": f"{positives:g}", "negatives": f"{negatives:g}"}


@rule(
    "BCL009",
    "imbalance.html#weights",
    en="{place} is {value:.6g}: one positive has the gradient of {value:.6g} negatives, so training jumps whenever one comes, and the predicted odds, p / (1 - p), are inflated by the same factor. Try its square root, or start the bias of the output layer at the log-odds of the positives.",
    zh="{place} 是 {value:.6g}：一个正例的梯度抵得上 {value:.6g} 个负例，每来一个正例训练就跳一下，预测的几率（p / (1 - p)）也偏大同样的倍数。可以试它的平方根，或者把输出层偏置初始化成正例的对数几率。",
    unless=(inverted_pos_weight,),
)
def extreme_pos_weight(call: Call):
    weights = call.given.get("pos_weight")
    if weights is None:
        return False
    pos_weight = rows("pos_weight", weights)
    return pos_weight.first(pos_weight.values > 1000)


def _contradicted(call):
    p, y = call.input.values, call.target.values
    return ((p == 0) & (y > 0)) | ((p == 1) & (y < 1))


def _meets(name, call, meant):
    """Return what a weight of one axis meets, if that is another axis than the one meant, but as large."""
    weight, target = call.array(name), call.shape("target")
    if weight is None or np.unique(weight).size < 2 or weight.size not in weight.shape:
        return False
    if weight.ndim == len(target):  # its place was chosen
        return False
    met = len(target) - weight.ndim + weight.shape.index(weight.size)
    if met <= meant or target[meant] != weight.size:
        return False
    shape = tuple(weight.size if axis == meant else 1 for axis in range(meant, len(target)))
    return {"name": name, "shape": weight.shape, "met": met, "target": target, "size": weight.size, "meant": shape}
