"""Rules for calls with classes that raise: labels outside the classes, and arguments that do not fit."""

from snippets.findings.call import Call
from snippets.findings.rules import Rank, rule
from snippets.findings.shapes import expected, form_of_indices, one_output, scores


@rule(
    "CE035 NLL025",
    "errors.html#out-of-bounds",
    en="The labels are -1 and 1, but class indices are 0 and 1.",
    zh="标签是 -1 和 1，而类别索引是 0 和 1。",
    cure={"target": "(target + 1) // 2"},
    raising=True,
    unless=(one_output,),
)
def signs_as_labels(call: Call):
    return call.classes == 2 and set(_outside(call)[1].tolist()) == {-1, 1}


@rule(
    "CE034 NLL024",
    "errors.html#out-of-bounds",
    en="{count} of {total} labels are {mark}, all others are classes: {mark} looks like a marker for labels to ignore, but ignore_index is {index}.",
    zh="{total} 个标签里有 {count} 个是 {mark}，其余都是类别：{mark} 像是“忽略”的标记，而 ignore_index 是 {index}。",
    raising=True,
    unless=(one_output, form_of_indices, signs_as_labels),
)
def ignored_by_another_mark(call: Call):
    outside, y = _outside(call)
    marks = set(outside.tolist())
    if marks not in ({-1}, {-100}, {255}):
        return False
    (mark,) = marks
    index = call.ignore_index
    cure = {
        "target": (f"target.masked_fill(target == {mark}, {index})", f"np.where(target == {mark}, {index}, target)")
    }
    if not (y == index).any():
        cure = {"ignore_index": str(mark)}
    return {"count": outside.size, "total": y.size, "mark": mark, "index": index, "cure": cure}


@rule(
    "CE036 NLL026",
    "errors.html#out-of-bounds",
    en="Labels run from {smallest} to {largest}, and {name} has {classes} classes, 0 to {last}: the labels seem to count from 1, so subtract 1. If label 0 occurs elsewhere in the data, the network has too few outputs instead: it needs {needed}.",
    zh="标签从 {smallest} 到 {largest}，而 {name} 有 {classes} 个类别，即 0 到 {last}：标签大概是从 1 开始编号的，要减 1。如果数据里别处有标签 0，那就是网络的输出少了：要 {needed} 个。",
    cure={"target": "target - 1"},
    raising=True,
    unless=(one_output, form_of_indices),
)
def labels_from_one(call: Call):
    outside, y = _outside(call)
    kept = y[y != call.ignore_index]
    fits = outside.size and kept.min() >= 1 and kept.max() == call.classes and kept.size > 1
    return fits and _bounds(call, kept) | ({"cure": {}} if (y == call.ignore_index).any() else {})


@rule(
    "CE037 NLL027",
    "errors.html#out-of-bounds",
    en="{count} of {total} labels lie outside the {classes} classes of {name}, 0 to {last}: labels run from {smallest} to {largest}. If the labels are right, the network needs {needed} outputs; if the network is right, check where the labels come from, such as a grey or palette image, or the ids of a data set.",
    zh="{total} 个标签里有 {count} 个不在 {name} 的 {classes} 个类别（0 到 {last}）之内：标签从 {smallest} 到 {largest}。如果标签没错，网络要有 {needed} 个输出；如果网络没错，查标签是怎么来的，比如灰度图、调色板图，或者数据集自己的编号。",
    raising=True,
    unless=(one_output, form_of_indices, ignored_by_another_mark, signs_as_labels, labels_from_one),
)
def labels_out_of_range(call: Call):
    outside, y = _outside(call)
    return outside.size and _bounds(call, y[y != call.ignore_index]) | {"count": outside.size, "total": y.size}


@rule(
    "CE038 NLL028",
    "errors.html#weight-length",
    en="weight holds {size} values, shape {shape}, but there must be one for each class: {classes}.{advice}",
    zh="weight 的形状是 {shape}，有 {size} 个值，而应当每个类别一个，共 {classes} 个。{advice_zh}",
    raising=True,
)
def length_of_weight(call: Call):
    weight = call.array("weight")
    if weight is None or weight.shape == (call.classes,):
        return False
    advice, advice_zh, cure = "", "", {}
    if weight.shape == call.shape("target") == call.shape("input")[:1]:
        advice = " As many as there are samples: multiply the losses of reduction='none' by them."
        advice_zh = "它和样本一样多：给样本加权，要先用 reduction='none'，再把各个损失乘上去。"
        cure = {"weight": None, "reduction": '"none"', "after": " @ weight / len(weight)"}
    return {"size": weight.size, "shape": weight.shape, "classes": call.classes, "advice": advice,
            "advice_zh": advice_zh, "cure": cure}  # fmt: skip


@rule(
    "CE039 NLL029",
    "errors.html#weight-dtype",
    en="weight has dtype {dtype}, input {other}: with class indices both must be the same.",
    zh="weight 的 dtype 是 {dtype}，input 是 {other}：目标是类别索引时两者必须相同。",
    cure={"weight": ("weight.to(input.dtype)", "weight.astype(input.dtype)")},
    raising=True,
    unless=(length_of_weight,),
)
def dtype_of_weight(call: Call):
    weight, x = call.array("weight"), call.array("input")
    return weight is not None and x.dtype.kind == "f" and weight.dtype != x.dtype and {
        "dtype": weight.dtype, "other": x.dtype
    }  # fmt: skip


@rule(
    "CE040",
    "errors.html#label-smoothing-range",
    en="label_smoothing is {value:g}, but must be between 0 and 1.",
    zh="label_smoothing 是 {value:g}，而它只能取 0 到 1 之间的数。",
    raising=True,
)
def smoothing_above_one(call: Call):
    value = call.options.get("label_smoothing", 0)
    percent = {"label_smoothing": f"{value / 100:g}"} if 2 <= value <= 100 else {}
    return value > 1 and {"value": value, "cure": percent}


@rule(
    "CE041",
    "errors.html#ignore-index-probabilities",
    en="ignore_index={index} goes with class indices, but target holds class probabilities, shape {shape}, where no value can mean ignore. Leave ignore_index out, and remove rows that should not count.",
    zh="ignore_index={index} 只对类别索引有意义，而 target 是类别概率（形状 {shape}），没有哪个值可以表示“忽略”。去掉 ignore_index；不该算的行，先自己去掉。",
    cure={"ignore_index": None},
    raising=True,
)
def ignoring_probabilities(call: Call):
    y = call.array("target")
    given = call.given.get("ignore_index")
    meant = given is not None and (int(given) >= 0 or call.name == "linear_cross_entropy")
    return meant and y.shape == call.shape("input") and y.dtype.kind == "f" and {"index": given, "shape": y.shape}


@rule(
    "CE042 NLL030",
    "errors.html#integer-logits",
    en="input has dtype {dtype} and the shape of target, {shape}: predicted classes, as argmax gives them. The loss expects the scores of all classes, shape {expected}, and there is no gradient through argmax.",
    zh="input 的 dtype 是 {dtype}，形状和 target 一样是 {shape}：看来是 argmax 得到的预测类别。损失要的是所有类别的分数，形状是 {expected}；梯度也传不过 argmax。",
    cure={"input": "logits"},
    raising=True,
    rank=Rank.CAUSE,
)
def predictions_as_scores(call: Call):
    x = call.array("input")
    return x.dtype.kind in "iub" and x.shape == call.shape("target") and x.ndim > 0 and {
        "dtype": x.dtype, "shape": x.shape, "expected": "(" + ", ".join(["N", "C", *map(str, x.shape[1:])]) + ")"
    }  # fmt: skip


@rule(
    "CE043 NLL031",
    "errors.html#integer-logits",
    en="input has dtype {dtype}, but scores are floats.",
    zh="input 的 dtype 是 {dtype}，而分数要用浮点数。",
    cure={"input": ("input.float()", "input.astype(np.float32)")},
    raising=True,
    unless=(predictions_as_scores,),
)
def integer_scores(call: Call):
    x = call.array("input")
    return x.dtype.kind in "iub" and {"dtype": x.dtype}


def _outside(call):
    """Return the labels that are no class and not ignored, and all labels, flat."""
    y = call.array("target")
    if y.dtype.kind not in "iu" or y.shape != expected(call):
        return y.ravel()[:0], y.ravel()[:0]
    y = y.astype(int).ravel()
    return y[(y != call.ignore_index) & ((y < 0) | (y >= call.classes))], y


def _bounds(call, labels):
    return {
        "smallest": labels.min(), "largest": labels.max(), "name": scores(call),
        "classes": call.classes, "last": call.classes - 1, "needed": max(labels.max() + 1, call.classes),
    }  # fmt: skip
