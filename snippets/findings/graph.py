"""Rules for what autograd has recorded of the input: how it was made, which its values may not show."""

import math

from snippets.findings.call import Call
from snippets.findings.rules import Rank, rule

VIEWS = "View", "UnsafeView", "ReshapeAlias"


@rule(
    "CE059 NLL042",
    "debugging.html#reshape",
    en="input was made from shape {before} by view or reshape, which only counts the values off anew: its dimension 1, of {classes} classes, mixes classes and places. To move a dimension use transpose, permute or movedim.",
    zh="input 是由形状 {before} 经 view 或 reshape 得到的，而它们只是把数按原来的顺序重新分组：第 1 维的 {classes} 个类别里混着别的位置的数。要移动维度，用 transpose、permute 或 movedim。",
    rank=Rank.CAUSE,
)
def classes_mixed_by_a_view(call: Call):
    step, after = getattr(call.given["input"], "grad_fn", None), call.shape("input")
    if step is None or step.name().partition("Backward")[0] not in VIEWS or len(after) < 2:
        return False
    before = tuple(step._saved_self_sym_sizes)
    inner = math.prod(after[2:])  # how far apart in memory the scores of neighbouring classes are
    kept = [math.prod(before[axis + 1 :]) == inner for axis, size in enumerate(before) if size == call.classes]
    return kept and not any(kept) and {"before": before, "classes": call.classes}


@rule(
    "NLL039 KL025",
    "nll-loss.html#softmax-then-log",
    en="input is the logarithm of a softmax, says autograd: wherever the softmax rounds to 0, the gradient is nan or cut off, even if the loss looks normal. Use log_softmax, which does both at once.",
    zh="从 autograd 的记录看，input 是先 softmax 再取对数：只要 softmax 下溢成 0，梯度就是 nan 或者断掉，哪怕损失看着正常。改用一步算完的 log_softmax。",
    cure={"input": ("logits.log_softmax({axis})", "log_softmax(logits, {axis})")},
)
def logarithm_of_a_softmax(call: Call):
    made = [name for name in call.makers if name not in ("Add", "Clamp", "ClampMin")]  # a small number, to avoid log(0)
    return made[:2] == ["Log", "Softmax"] and {"axis": call.input.axis}
