// What the instrument of the dead zone says, in both languages.

export const words = {
  zh: {
    title: "移动对数几率，看梯度从哪里起恰好是 0",
    hint: "拖动滑块，或在图上点击、拖动。",
    target: "标签",
    dtype: "精度",
    logit: "对数几率 x",
    loss: "损失",
    gradient: "梯度",
    zero: "恰好 0",
    dead: "死区",
    faded: "几乎为 0",
    plot: "两个损失和它们的梯度随对数几率 x 变化的曲线，当前的值见下表",
    code: "同样的设置，用 PyTorch 写",
    jumps: "跳到 x =",
    outside: at => `${at}（图外）`,
    from: {
      small: where => `在 ${where} 时大小不到 0.01`,
      dead: where => `在 ${where} 时恰好是 0，也就是死区`,
      zero: where => `在 ${where} 时恰好是 0`,
      infinite: where => `在 ${where} 时是 -inf`,
      nan: where => `在 ${where} 时是 nan`,
    },
    wrong: (side, list) => `<strong>预测错的一侧（${side}）</strong>：BCELoss 的梯度${list.join("，")}。`,
    stays: limit => `BCEWithLogitsLoss 的梯度趋于 ${limit}，不会消失。`,
    right: (side, bce, logits) =>
      `<strong>预测对的一侧（${side}）</strong>：预测已经正确，梯度本就应趋于 0。${
        logits ? `BCELoss 的${bce}，BCEWithLogitsLoss 的${logits}` : `两者都${bce}`
      }。`,
    why: {
      nan: "nan 的来由：BCELoss 的分母不小于 1e-12，可 1e-12 在 float16 里是 0。p 舍入到 0 或 1 时，p(1&nbsp;−&nbsp;p) 也是 0，梯度就是 0/0，或是 inf 乘 sigmoid 的导数 0。",
      infinite: "-inf 的来由：p 还不是 0，-1/p 却已超出 float16 的范围，最大只到 65504。",
      loss: "损失仍是有限的数，所以只有梯度那幅图画了斜线。",
    },
    summary: (x, rows) =>
      `x = ${x}。${rows.map(([name, loss, slope]) => `${name}：损失 ${loss}，梯度 ${slope}`).join("；")}。`,
  },
  en: {
    title: "Move the logit and see where the gradient is exactly 0",
    hint: "Drag the slider, or click or drag in the plot.",
    target: "Label",
    dtype: "Precision",
    logit: "Logit x",
    loss: "Loss",
    gradient: "Gradient",
    zero: "exactly 0",
    dead: "dead zone",
    faded: "nearly 0",
    plot: "Curves of both losses and their gradients over the logit x; the table below has the present values",
    code: "The same setting in PyTorch",
    jumps: "Go to x =",
    outside: at => `${at} (outside the plot)`,
    from: {
      small: where => `less than 0.01 in size for ${where}`,
      dead: where => `exactly 0 for ${where}, its dead zone`,
      zero: where => `exactly 0 for ${where}`,
      infinite: where => `-inf for ${where}`,
      nan: where => `nan for ${where}`,
    },
    wrong: (side, list) =>
      `<strong>Where the prediction is wrong (${side})</strong>, the gradient of BCELoss is ${list.join(" and ")}. `,
    stays: limit => `That of BCEWithLogitsLoss tends to ${limit} and never vanishes.`,
    right: (side, bce, logits) =>
      `<strong>Where it is right (${side})</strong>, the gradient should tend to 0. ${
        logits ? `That of BCELoss is ${bce}, that of BCEWithLogitsLoss ${logits}` : `Both are ${bce}`
      }.`,
    why: {
      nan: "Why nan: BCELoss keeps its denominator at 1e-12 or more, but 1e-12 is 0 in float16. Where p rounds to 0 or 1, p(1&nbsp;−&nbsp;p) is 0 too, and the gradient is 0/0, or inf times the sigmoid’s slope of 0. ",
      infinite: "Why -inf: p is not 0 yet, but -1/p is beyond 65504, the largest number of float16. ",
      loss: "The losses stay finite, so only the plot of the gradients is hatched.",
    },
    summary: (x, rows) =>
      `x = ${x}. ${rows.map(([name, loss, slope]) => `${name}: loss ${loss}, gradient ${slope}`).join("; ")}.`,
  },
}
