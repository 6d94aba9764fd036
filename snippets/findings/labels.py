"""Rules for class indices that PyTorch accepts: which of them count, and with what weight."""

import numpy as np

from snippets.findings.call import Call
from snippets.findings.rules import Rank, rule

UNCOUNTED = {
    "en": "None of the {total} labels counts: {ignored} are ignore_index={index}, {zero} have weight 0.",
    "zh": "{total} 个标签全部不计入损失：{ignored} 个等于 ignore_index={index}，{zero} 个权重是 0。",
}


@rule(
    "CE009 NLL006",
    "reductions.html#all-ignored",
    en=UNCOUNTED["en"] + " So mean is 0 / 0 = nan: divide the sum by a number that is at least 1, or skip the batch.",
    zh=UNCOUNTED["zh"] + "mean 成了 0 / 0 = nan：求和之后除以至少为 1 的数，或者跳过这一批。",
    cure={
        "reduction": '"sum"',
        "after": (" / (target != {index}).sum().clamp(min=1)", " / max((target != {index}).sum(), 1)"),
    },
    rank=Rank.CAUSE,
)
def nothing_counts(call: Call):
    return call.reduction == "mean" and _uncounted(call)


@rule(
    "CE011 NLL007",
    "cross-entropy-loss.html#ignore-index",
    en=UNCOUNTED["en"] + " So they add nothing to the loss: look at the labels and at what marks padding.",
    zh=UNCOUNTED["zh"] + "它们对损失没有贡献：查标签，查填充用的是哪个数。",
    rank=Rank.CAUSE,
)
def nothing_counts_in_a_sum(call: Call):
    return call.reduction != "mean" and _uncounted(call)


@rule(
    "CE021 NLL011",
    "cross-entropy-loss.html#ignore-index",
    en="ignore_index={index} is one of the {classes} classes, and {count} of {total} labels equal it: no sample ever teaches the network to answer {index}. If {index} marks padding and is no answer, all is well; else leave ignore_index out.",
    zh="ignore_index={index} 是 {classes} 个类别之一，{total} 个标签里有 {count} 个是它：没有样本教网络回答 {index}。如果 {index} 只表示填充，不是要预测的类别，那就没问题；否则不要设 ignore_index。",
    cure={"ignore_index": None},
)
def class_ignored(call: Call):
    if call.labels is None or not 0 <= call.ignore_index < call.classes:
        return False
    ignored = call.labels < 0
    meant = not ignored.any() or _padding(ignored) or call.classes > 1000  # a vocabulary
    fields = {"index": call.ignore_index, "classes": call.classes, "count": ignored.sum(), "total": ignored.size}
    return not meant and fields


@rule(
    "CE022 NLL012",
    "reductions.html#batch-size-one",
    en="Only class {label} is among the labels that count here, so mean multiplies by its weight {weight:.6g} and divides by it again: the weights change nothing. Use sum, and divide by the summed weights of all batches.",
    zh="这里计入损失的标签只有第 {label} 类，mean 先乘它的权重 {weight:.6g}，又除以它：权重不起作用。改用 sum，再除以各批合起来的权重之和。",
    cure={"reduction": '"sum"'},
)
def weight_cancels(call: Call):
    if call.labels is None or call.reduction != "mean" or (call.weight == call.weight[:1]).all():
        return False
    counted = np.unique(call.labels[call.labels >= 0])
    alone = counted.size == 1 and ((call.labels >= 0).sum() == 1 or len(call.labels) == 1)  # one label, or one sample
    if not alone or call.options.get("label_smoothing", 0) > 0:
        return False
    return {"label": counted[0], "weight": call.weight[counted[0]]}


@rule(
    "CE025 NLL013",
    "reductions.html#denominators",
    en="All {classes} weights are {weight:.6g}, and mean divides by them again, so they change nothing. Where a loss divides by the number of samples instead, equal weights act like a smaller or larger learning rate.",
    zh="{classes} 个权重全是 {weight:.6g}，mean 又会除以它们，所以不起作用。有的实现除以样本数，那样相等的权重只相当于改变学习率。",
    cure={"weight": None},
)
def equal_weights_cancel(call: Call):
    equal = call.labels is not None and call.reduction == "mean" and _equal(call)
    return equal and {"classes": call.classes, "weight": call.weight[0]}


@rule(
    "CE026 NLL014",
    "reductions.html#learning-rate",
    en="All {classes} weights are {weight:.6g}, which only scales the loss, as another learning rate would: weights matter only where they differ from class to class.",
    zh="{classes} 个权重全是 {weight:.6g}，只是把损失放大或缩小，和改学习率一样：各类别的权重不同，加权才有意义。",
    cure={"weight": None},
    unless=(equal_weights_cancel,),
)
def equal_weights_scale(call: Call):
    return _equal(call) and {"classes": call.classes, "weight": call.weight[0]}


@rule(
    "CE024 NLL015",
    "imbalance.html#weights",
    en="weight grows with how often a class occurs in this batch (class {common} is {share:.0%} of the labels and has the largest weight), so frequent classes count even more. To counter imbalance, use the inverse.",
    zh="weight 与这一批里各类的样本数成正比（第 {common} 类占 {share:.0%}，权重也最大），多的类别反而更重。要对付不平衡，得用倒数。",
    cure={"weight": "1 / weight"},
)
def weights_are_shares(call: Call):
    if call.labels is None:
        return False
    counts = np.bincount(call.labels[call.labels >= 0], minlength=call.classes)
    if counts.sum() < 32:
        return False

    def distance(shares):
        expected = counts.sum() * shares / shares.sum()
        return np.nansum((counts - expected) ** 2 / expected)  # χ²; 0 / 0 where a class of weight 0 does not occur

    fits = distance(call.weight) < 3 * call.classes and distance(call.weight > 0) > 4 * call.classes
    common = call.weight.argmax()
    cure = {"weight": ("(1 / weight).nan_to_num(posinf=0)", "1 / np.where(weight > 0, weight, np.inf)")}
    fields = {"common": common, "share": counts[common] / counts.sum()}
    return fits and fields | ({} if call.weight.all() else {"cure": cure})


@rule(
    "CE056 NLL040",
    "errors.html#class-dimension",
    en="Dimensions 1 and {last} of input both have size {classes}. argmax along dimension {last} matches the label for {better:.0%} of the predictions, along dimension 1 only for {worse:.0%}: the classes seem to come last, but must be in dimension 1.",
    zh="input 的第 1 维和第 {last} 维一样大，都是 {classes}；沿第 {last} 维取 argmax，有 {better:.0%} 的预测和标签一致，沿第 1 维只有 {worse:.0%}：看来类别放在了最后，应当在第 1 维。",
    cure={"input": ("input.movedim(-1, 1)", "np.moveaxis(input, -1, 1)")},
    rank=Rank.CAUSE,
)
def classes_last_of_the_same_size(call: Call):
    x, y = call.array("input"), call.array("target")
    if x.ndim < 3 or x.shape[:-1] != y.shape:
        return False
    kept = call.labels >= 0
    better, worse = ((x.argmax(axis) == y)[kept].mean() for axis in (-1, 1))
    chance = 4 * np.sqrt(0.5 / kept.sum())
    fields = {"last": x.ndim - 1, "classes": call.classes, "better": better, "worse": worse}
    return better - worse > chance and fields


@rule(
    "CE023",
    "soft-targets.html#smoothing-and-weights",
    en="For label {label} this loss is lowest when class {other} gets probability {q_other:.3g} and class {label} only {q_label:.3g}: weight[{other}] multiplies the share that smoothing gives to class {other}. Smooth without weights, and weight each sample by its label.",
    zh="标签是 {label} 时，让损失最小的预测是第 {other} 类概率 {q_other:.3g}，第 {label} 类只有 {q_label:.3g}：weight[{other}] 乘在了平滑分给第 {other} 类的那一份上。平滑时不加权，再按标签给每个样本加权。",
    cure={"weight": None, "reduction": '"none"', "after": " @ weight[target] / weight[target].sum()"},
)
def smoothing_against_labels(call: Call):
    smoothing = call.options.get("label_smoothing", 0)
    if call.labels is None or not smoothing > 0:
        return False
    for label in np.unique(call.labels[call.labels >= 0]):
        target = (1 - smoothing) * (np.arange(call.classes) == label) + smoothing / call.classes
        optimum = call.weight * target / (call.weight * target).sum()  # of −Σ w t log q over distributions q
        other = optimum.argmax()
        if optimum[other] > optimum[label]:
            flat = call.labels.ndim == 1 and (call.labels >= 0).all() and call.reduction == "mean"
            q = {"q_other": optimum[other], "q_label": optimum[label]}
            return {"label": label, "other": other} | q | ({} if flat else {"cure": {}})
    return False


@rule(
    "CE044 NLL032",
    "debugging.html#masked-nan",
    en="{place} is {value} and ignored ({count} of these): the loss is finite, but its gradient is nan, as 0 times nan is nan. Remove ignored rows before the loss.",
    zh="{place} 被忽略了，值却是 {value}（这样的有 {count} 个）：损失是有限的数，梯度却是 nan，因为 0 乘 nan 还是 nan。先去掉被忽略的行，再算损失。",
    cure={"first": "keep = target != {index}", "input": "input[keep]", "target": "target[keep]"},
)
def ignored_but_not_finite(call: Call):
    if call.labels is None:
        return False
    v, ignored = call.everything.values, call.labels < 0
    bad = np.isnan(v) | np.isposinf(v) | np.isneginf(v).all(axis=-1, keepdims=True)
    found = call.everything.first(bad & ignored[..., None])
    flat = call.labels.ndim == 1
    return found and found | {"index": call.ignore_index} | ({} if flat else {"cure": {}})


@rule(
    "CE054 NLL035",
    "sequences.html#padding",
    en="{count} of {total} labels are {pad}, all of them at the ends of the {rows} sequences, whose lengths differ: these seem to be padding, and the loss counts them. Ignore them.",
    zh="{total} 个标签里有 {count} 个是 {pad}，全在 {rows} 个序列的末尾，序列长短不一：看来是填充，却算进了损失。把它忽略掉。",
    cure={"ignore_index": "{pad}"},
)
def padding_counts(call: Call):
    y = call.labels
    if y is None or y.ndim != 2 or min(y.shape) < 3 or (y < 0).any():
        return False
    pad = np.bincount(y[:, -1]).argmax()
    padded = y == pad
    runs, at_ends = padded.sum(axis=1), (padded == np.sort(padded)).all()
    repeated = np.maximum(runs - 1, 0).sum()  # each of which chance gives one time in C
    sure = at_ends and np.unique(runs).size > 1 and repeated * np.log(call.classes) > 6
    return sure and {"count": runs.sum(), "total": y.size, "pad": pad, "rows": len(y)}


def _uncounted(call):
    """Return how many labels are ignored and how many have weight 0, if these are all."""
    if call.labels is None or not call.labels.size:
        return False
    ignored = call.labels < 0
    zero = call.weight[call.labels[~ignored]] == 0
    fields = {"total": ignored.size, "ignored": ignored.sum(), "zero": zero.sum(), "index": call.ignore_index}
    return zero.all() and fields | ({"cure": {}} if zero.size else {})


def _equal(call):
    weight = call.array("weight")
    return weight is not None and (weight == weight[0]).all() and weight[0] != 1


def _padding(ignored):
    """Tell whether ignored places fill one end of each sequence, as padding does."""
    if ignored.ndim != 2:
        return False
    ends = np.sort(ignored)
    return ((ignored == ends).all(axis=1) | (ignored == ends[:, ::-1]).all(axis=1)).all()
