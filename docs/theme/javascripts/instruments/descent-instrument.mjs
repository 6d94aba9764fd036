// <descent-instrument>: logits to move, what the gradient of each loss is there, and where it leads, step by step.

import { Descending, FAR, LEAST_CLASSES, MOST_CLASSES, RATES } from "./descending.mjs"
import { shared } from "./descent-words.mjs"
import { LOSSES } from "./descent.mjs"
import { decimals, fine, slider } from "./instrument.mjs"
import { box } from "./python.mjs"
import { showCode } from "./shown-code.mjs"

const words = {
  zh: {
    ...shared.zh,
    lr: "学习率",
    temperature: "温度 T",
    label_smoothing: "标签平滑 ε",
    target: "目标",
    column: "类别",
    of: c => `类别 ${c}`,
    logit: c => `类别 ${c} 的对数几率`,
    classes: "类别数",
    fewer: "减少一个类别",
    more: "增加一个类别",
    code: "同样的步骤，用 PyTorch 写",
  },
  en: {
    ...shared.en,
    lr: "Learning rate",
    temperature: "Temperature T",
    label_smoothing: "Label smoothing ε",
    target: "Target",
    column: "class",
    of: c => `class ${c}`,
    logit: c => `logit of class ${c}`,
    classes: "Classes",
    fewer: "One class fewer",
    more: "One class more",
    code: "The same steps in PyTorch",
  },
}

export class DescentInstrument extends Descending {
  static words = words

  checked(state) {
    return { ...state, target: Math.min(state.target, state.logits.length - 1) }
  }

  build(reset) {
    const { words, state } = this
    const row = (_, c) => `<tr><th scope="row">${c}</th>
      <td data-show="p${c}"></td><td data-show="y${c}"></td><td data-show="gradient${c}"></td></tr>`
    const choice = (_, c) => `<label><input type="radio" name="target" value="${c}"> ${words.of(c)}</label>`
    const logit = (_, c) =>
      slider("logits", `logit${c}`, words.of(c), `data-n="${c}" min="${-FAR}" max="${FAR}" step="0.1"`, words.logit(c))
    const own = (name, from, to, step) => slider(name, name, words[name], `min="${from}" max="${to}" step="${step}"`)
    const by = (count, label, sign) => `<button type="button" data-classes="${count}" aria-label="${label}">${sign}</button>`
    return `<div class="panel"><div class="chosen">${this.losses()}
        <label>${words.lr} <select name="lr">${RATES.map(rate => `<option>${rate}</option>`).join("")}</select></label></div>
        ${this.stage()}${this.moves()}
        <div class="buttons">${words.classes} ${by(-1, words.fewer, "−")} <span data-show="classes"></span>
          ${by(1, words.more, "+")}</div>
        <fieldset class="buttons"><legend>${words.target}</legend>${state.logits.map(choice).join("")}</fieldset>
        <div class="controls">${state.logits.map(logit).join("")}</div>
        <div class="controls own">${own("temperature", 0.1, 10, 0.1)}${own("label_smoothing", 0, 1, 0.01)}</div>
        <div class="buttons">${reset}</div></div>
      <table><thead><tr><th scope="col">${words.column}</th>
        <th scope="col" data-show="head-p"></th><th scope="col">y</th><th scope="col" data-show="head"></th></tr></thead>
        <tbody>${state.logits.map(row).join("")}</tbody></table>
      <details class="data"><summary>${words.code}</summary>${box("", `data-show="code"`)}</details>`
  }

  connectedCallback() {
    if (this.state) return
    super.connectedCallback()
    this.addEventListener("click", ({ target }) => target.dataset.classes && this.resize(+target.dataset.classes))
  }

  resize(by) {
    this.stop()
    const { logits } = this.state
    this.state = this.checked({ ...this.state, logits: by > 0 ? [...logits, 0] : logits.slice(0, -1), step: 0 })
    this.rebuild()
    this.save()
    this.querySelector(`[data-classes="${by}"]:enabled, [data-classes]:enabled`).focus({ preventScroll: true })
  }

  draw() {
    super.draw()
    const { state } = this
    const { loss, target, logits } = state
    const { x, p, y, gradient, T } = this.values()
    const { binary, formula } = LOSSES[loss]
    x.forEach((logit, c) => {
      this.querySelector(`[name=target][value="${c}"]`).checked = c === target
      this.querySelector(`[name=logits][data-n="${c}"]`).value = logit
      this.show(`logit${c}`, decimals(logit, 2))
      this.show(`p${c}`, fine(p[c]))
      this.show(`y${c}`, Number.isInteger(y[c]) ? String(y[c]) : fine(y[c]))
      this.show(`gradient${c}`, fine(gradient[c]))
    })
    this.querySelector("[name=lr]").value = state.lr
    this.querySelector(".own").hidden = loss !== "cross_entropy" // other losses have neither
    for (const name of ["temperature", "label_smoothing"]) {
      this.querySelector(`[name=${name}]`).value = state[name]
      this.show(name, String(state[name]))
    }
    this.show("head-p", binary ? "s" : "p")
    this.show("head", T === 1 ? formula ?? "∂ℓ/∂x" : `(${formula}) / T`)
    this.show("classes", String(logits.length))
    showCode(this, code(state))
    this.querySelector("[data-classes='-1']").disabled = logits.length === LEAST_CLASSES
    this.querySelector("[data-classes='1']").disabled = logits.length === MOST_CLASSES
  }
}

const CALLS = {
  binary_cross_entropy_with_logits: "F.binary_cross_entropy_with_logits(x, y)",
  focal_loss: "(1 - x.softmax(0)[target]) ** 2 * F.cross_entropy(x, target)",
  softmax_cross_entropy: "F.cross_entropy(x.softmax(0), target)",
  softmax_nll_loss: "F.nll_loss(x.softmax(0), target)",
  softmax_mse_loss: "F.mse_loss(x.softmax(0), y)",
  sigmoid_binary_cross_entropy: "F.binary_cross_entropy(x.sigmoid(), y)",
}

// The steps up to the present one as PyTorch code, which prints the loss and the gradient of each.
function code({ loss, logits, target, lr, temperature, label_smoothing: smoothing, step }) {
  const input = temperature === 1 ? "x" : `x / ${temperature}`
  const options = smoothing ? `, label_smoothing=${smoothing}` : ""
  const call = CALLS[loss] ?? `F.cross_entropy(${input}, target${options})`
  const dtype = `torch.${LOSSES[loss].dtype ?? "float64"}`
  const start = logits.map(logit => (Number.isInteger(logit) ? logit.toFixed(1) : logit)).join(", ")
  return [
    "import torch",
    "import torch.nn.functional as F",
    "",
    `x = torch.tensor([${start}], dtype=${dtype}, requires_grad=True)`,
    `target = torch.tensor(${target})`,
    ...(/\by\)/.test(call) ? [`y = F.one_hot(target, ${logits.length}).to(x)`] : []),
    `for step in range(${step + 1}):`,
    `    loss = ${call}`,
    "    (gradient,) = torch.autograd.grad(loss, x)",
    "    print(step, loss.item(), gradient.tolist())",
    "    with torch.no_grad():",
    `        x -= ${lr} * gradient`,
  ].join("\n")
}

customElements.define("descent-instrument", DescentInstrument)
