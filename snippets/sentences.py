"""Hold the sentences of `findings` in both languages, and the pages that treat them."""

CATALOGUE = {
    "ALL001": ("The call raises: {error}.", "这个调用会抛出异常：{error}。"),
    "ALL002": (
        'size_average and reduce are deprecated but override reduction: pass reduction="{reduction}" instead.',
        'size_average 和 reduce 已弃用，但仍会覆盖 reduction：改用等效的 reduction="{reduction}"。',
    ),
    "ALL003": (
        "{place} is nan, which spreads to loss and gradient: look in the data, or for the first layer whose output has nan.",
        "{place} 是 nan，会传到损失和梯度：查数据，或者往前逐层找，看哪一层的输出先出现 nan。",
    ),
    "ALL004": (
        "The batch is empty, so {reduction} is 0 / 0 = nan: skip the batch, or use sum, which gives 0.",
        "这一批是空的，{reduction} 成了 0 / 0 = nan：跳过这一批，或者用 sum，它给出 0。",
    ),
    "ALL005": (
        "{place} is {value:.6g}, so the loss may be nan or unbounded: keep weights finite and at least 0.",
        "{place} 是 {value:.6g}，损失可能是 nan，也可能没有下界：权重应当有限，且不小于 0。",
    ),
    "ALL006": (
        "The loss comes out {value}, and the largest magnitude in {name} is {largest:.6g}: look for overflow.",
        "损失算出来是 {value}，而 {name} 的绝对值最大是 {largest:.6g}：查一查哪里溢出了。",
    ),
    "CE001": (
        "{name} looks like probabilities, so without weights the loss cannot fall below about {floor:.4f}: pass logits, not softmax.",
        "{name} 像是概率，不加权时损失最低只能降到约 {floor:.4f}：改传对数几率（logits），前面不要加 softmax。",
    ),
    "CE002": (
        "{name} holds log-probabilities already, which is harmless: the log_softmax before the loss can go.",
        "{name} 已经是对数概率，结果不变，但损失自己会做 log_softmax，前面那一次是多余的。",
    ),
    "CE003": (
        "With a single class, loss and gradient are always 0: use binary_cross_entropy_with_logits.",
        "只有一个类别，损失和梯度永远是 0：改用 binary_cross_entropy_with_logits。",
    ),
    "CE004": (
        "{place} holds inf, or -inf alone, so its softmax is nan: look for overflow, or a mask over all classes.",
        "{place} 含有 inf，或者全是 -inf，softmax 因此是 nan：查一查是溢出，还是把所有类别都掩掉了。",
    ),
    "CE005": (
        "{place} sums to {value:.6g}, not 1, which scales the loss: normalise it, or take a binary loss for multi-label.",
        "{place} 之和是 {value:.6g}，不是 1，损失会随之放大或缩小：先归一化；多标签改用 binary_cross_entropy_with_logits。",
    ),
    "CE006": (
        "{place} is {value:.6g}, but with negative targets the loss falls without bound: pass probabilities.",
        "{place} 是 {value:.6g}，目标为负时损失没有下界：目标要传概率，不是对数几率或对数概率。",
    ),
    "CE007": (
        "With class probabilities mean divides by their number, {count}, not by the weights, {total:.6g}: for that use sum.",
        "目标是类别概率时，mean 除以预测个数 {count}，而不是权重之和 {total:.6g}：要除以后者，就用 sum，再自己除。",
    ),
    "CE008": (
        "{place} is -inf where the target needs it, so the loss is inf or nan: use log_softmax, and mask with a finite number.",
        "{place} 是 -inf，而目标要用到它，损失是 inf 或 nan：用 log_softmax，掩码填有限的数。",
    ),
    "CE009": (
        "All {count} labels are ignored or have weight 0, so mean is 0 / 0 = nan: skip the batch, or use sum.",
        "{count} 个标签全被忽略，或者权重是 0，mean 成了 0 / 0 = nan：跳过这一批，或者用 sum。",
    ),
    "CE010": (
        "label_smoothing is {value}, which PyTorch silently takes for no smoothing: pass a number from 0 to 1.",
        "label_smoothing 是 {value}，PyTorch 不报错，直接当作不平滑：要传 0 到 1 之间的数。",
    ),
    "CE011": (
        "All {count} labels are ignored or have weight 0, so they add nothing to the loss: look at ignore_index and labels.",
        "{count} 个标签全被忽略，或者权重是 0，对损失没有贡献：检查 ignore_index 和标签。",
    ),
    "NLL001": (
        "{place} is {value:.6g}, above 0, so it is no log-probability and the loss has no lower bound: use log_softmax.",
        "{place} 是 {value:.6g}，大于 0，不是对数概率，损失没有下界：先做 log_softmax。",
    ),
    "NLL002": (
        "input holds probabilities, not log-probabilities, so the loss can be negative: use log_softmax.",
        "输入是概率，不是对数概率，损失会出现负数：把 softmax 换成 log_softmax。",
    ),
    "NLL003": (
        "{place} sums to {value:.6g}, not 1, so these are no log-probabilities: use log_softmax on logits.",
        "{place} 的和是 {value:.6g}，不是 1，输入不是对数概率：先用 log_softmax 处理对数几率（logits）。",
    ),
    "NLL004": (
        "exp(input) sums to 1, but not along the classes: use log_softmax with dim={axis}.",
        "exp(input) 之和是 1，但求和的不是类别那一维：把 log_softmax 的 dim 改成 {axis}。",
    ),
    "BCE001": (
        "Rows of input sum to 1, as after softmax: use cross_entropy on logits, or sigmoid for multi-label.",
        "输入每一行的和都是 1，像是做过 softmax：单标签就把对数几率（logits）直接交给 cross_entropy，多标签则把 softmax 换成 sigmoid。",
    ),
    "BCE002": (
        "{place} is {value:.6g} but its target {target:.6g}: the logarithm is clamped at -100 and the gradient useless, so pass logits to binary_cross_entropy_with_logits.",
        "{place} 是 {value:.6g}，目标却是 {target:.6g}，对数截断在 -100，梯度没有用：去掉 sigmoid，改用 binary_cross_entropy_with_logits。",
    ),
    "BCE003": (
        "weight of shape ({size},) goes to columns, not to the {size} samples: for those pass weight[:, None].",
        "形状 ({size},) 的权重乘在列上，而不是 {size} 个样本上：要给样本加权，传 weight[:, None]。",
    ),
    "BCL001": (
        "input looks like probabilities, so predictions stay between 0.5 and 0.7311: pass logits.",
        "输入像是概率，再做一次 sigmoid，预测只能在 0.5 到 0.7311 之间：改传对数几率（logits）。",
    ),
    "BCL002": (
        "{place} is {value:.6g}, so the loss can fall without bound: targets go from 0 to 1, though unchecked.",
        "{place} 是 {value:.6g}，损失可能没有下界：目标要在 0 到 1 之间，PyTorch 不会检查。",
    ),
    "BCL003": (
        "{place} is {value:.6g}, and infinite logits give nan or inf, even where they are right: keep them finite.",
        "{place} 是 {value:.6g}，对数几率无穷大，预测对了损失也是 nan 或 inf：要用有限的数。",
    ),
    "KL004": (
        "{place} is -inf, so the loss is inf or nan, even where the other argument says 0: mask with a finite number.",
        "{place} 是 -inf，哪怕另一个参数给出的概率是 0，损失也是 inf 或 nan：掩码填有限的数。",
    ),
    "KL005": (
        "{place} is {value:.6g}, and a negative target gives nan: for log-probabilities pass log_target=True.",
        "{place} 是 {value:.6g}，目标为负会得到 nan：如果是对数概率，要加 log_target=True。",
    ),
    "KL006": (
        "The arguments are swapped: input takes predicted log-probabilities, target true probabilities.",
        "两个参数写反了：input 是预测的对数概率，target 是真实的概率。",
    ),
    "KL007": (
        "target holds probabilities, but log_target=True takes these for log-probabilities: leave it out.",
        "目标是概率，log_target=True 却把它当作对数概率：去掉 log_target=True。",
    ),
    "KL008": (
        "{place} sums to {value:.6g}, not 1, so the loss is no divergence and can be negative: normalise it.",
        "{place} 的和是 {value:.6g}，不是 1，算出的不是 KL 散度，还可能为负：先归一化。",
    ),
    "KL009": (
        "{reduction} divides by {size}, counting classes, not by the number of samples, {rows}: use {better}.",
        "{reduction} 除以 {size}，把类别数也算了进去，样本数只有 {rows}：改用 {better}。",
    ),
    "KL010": (
        "input of shape {one} and target of shape {other} are broadcast, which is hardly meant: give them one shape.",
        "输入的形状是 {one}，目标是 {other}，会互相广播，这多半不是本意：把形状改成相同。",
    ),
}
SAME = {"NLL005": "CE008", "NLL006": "CE009", "NLL007": "CE011", "BCL004": "BCE003"}
SAME |= {"KL001": "NLL001", "KL002": "NLL002", "KL003": "NLL003"}
CATALOGUE |= {code: CATALOGUE[same] for code, same in SAME.items()}
# Where each code is treated, and the errors of each loss.
PAGES = {
    "bce-loss.html#dead-zone": "BCE002 BCL003",
    "bce-loss.html#errors": "binary_cross_entropy binary_cross_entropy_with_logits",
    "bce-loss.html#input-range": "ALL003",
    "bce-loss.html#multi-label": "BCE001",
    "bce-loss.html#silent": "BCL001",
    "bce-loss.html#target-range": "BCL002",
    "bce-loss.html#weight-shape": "BCE003 BCL004",
    "beyond.html#focal-loss": "focal_loss",
    "cross-entropy-loss.html#by-hand": "CE004",
    "cross-entropy-loss.html#errors": "cross_entropy",
    "cross-entropy-loss.html#ignore-index": "ALL004 CE009 CE011 NLL006 NLL007",
    "cross-entropy-loss.html#label-smoothing": "CE008",
    "cross-entropy-loss.html#silent": "CE001 CE002 CE003",
    "debugging.html#nan": "ALL006",
    "language-models.html#linear-cross-entropy": "linear_cross_entropy",
    "nll-loss.html#errors": "nll_loss",
    "nll-loss.html#log-sigmoid": "NLL003",
    "nll-loss.html#logits": "NLL001",
    "nll-loss.html#probabilities": "NLL002",
    "nll-loss.html#softmax-then-log": "NLL005",
    "nll-loss.html#wrong-dim": "NLL004",
    "reductions.html#denominators": "ALL002 ALL005 CE007",
    "soft-targets.html#kl-div": "kl_div KL001 KL002 KL003 KL004 KL005 KL006 KL007 KL008 KL009 KL010",
    "soft-targets.html#label-smoothing": "CE010",
    "soft-targets.html#unnormalised": "CE005 CE006",
}
