// <cross-entropy-instrument>: logits to move, what softmax makes of them, the loss, and its gradient p − y.

import { softmax } from "./activations.mjs"
import { choice, number, numbers } from "./address.mjs"
import { Instrument, bar, decimals, slider } from "./instrument.mjs"
import { crossEntropy, crossEntropyGradient, smoothed } from "./losses.mjs"
import { box } from "./python.mjs"

const LEAST = 3
const MOST = 10

const words = {
  zh: {
    title: "拖动对数几率，看交叉熵和它的梯度",
    hint: "拖动滑块改对数几率 x，点选哪个类别是目标。",
    classes: "类别数",
    fewer: "减少一个类别",
    more: "增加一个类别",
    temperature: "温度 T",
    smoothing: "标签平滑 ε",
    column: "类别",
    target: "目标",
    of: c => `类别 ${c}`,
    logit: c => `类别 ${c} 的对数几率`,
    loss: "损失",
    code: "同样的设置，用 PyTorch 写：",
    summary: ({ loss, target, p, gradient }) => `损失 ${loss}。目标是类别 ${target}，它的概率是 ${p}，梯度是 ${gradient}。`,
  },
  en: {
    title: "Move the logits and watch cross entropy and its gradient",
    hint: "Drag the sliders to move the logits x, and choose the class that is the target.",
    classes: "Classes",
    fewer: "One class fewer",
    more: "One class more",
    temperature: "Temperature T",
    smoothing: "Label smoothing ε",
    column: "class",
    target: "Target",
    of: c => `class ${c}`,
    logit: c => `logit of class ${c}`,
    loss: "Loss",
    code: "The same setting in PyTorch:",
    summary: ({ loss, target, p, gradient }) =>
      `Loss ${loss}. The target is class ${target}, with probability ${p} and gradient ${gradient}.`,
  },
}

export class CrossEntropyInstrument extends Instrument {
  static words = words
  static fields = {
    logits: numbers([2, 1, 0.1], -10, 10, [LEAST, MOST]),
    target: choice(2, Array.from({ length: MOST }, (_, c) => c)),
    temperature: number(1, 0.1, 10),
    label_smoothing: number(0, 0, 1),
  }

  checked(state) {
    return { ...state, target: Math.min(state.target, state.logits.length - 1) }
  }

  build(reset) {
    const { words, state } = this
    const row = (_, c) => `<tr><th scope="row">${c}</th><td class="bar"><span data-show="p${c}"></span></td>
      <td><span data-show="y${c}"></span></td><td class="bar signed"><span data-show="gradient${c}"></span></td></tr>`
    const choice = (_, c) => `<label><input type="radio" name="target" value="${c}"> ${words.of(c)}</label>`
    const logit = (_, c) =>
      slider("logits", `logit${c}`, words.of(c), `data-n="${c}" min="-10" max="10" step="0.1"`, words.logit(c))
    const scale = (...ends) => `<span class="scale" aria-hidden="true">${ends.join("")}</span>`
    const end = name => `<span data-show="${name}"></span>`
    return `<p class="hint">${words.hint}</p>
      <div class="panel"><div class="results"><p class="value">${words.loss} <strong data-show="loss"></strong></p>
        <table><thead><tr><th scope="col">${words.column}</th>
          <th scope="col">p ${scale("<span>0</span>", "<span>1</span>")}</th><th scope="col">y</th>
          <th scope="col"><span data-show="head"></span> ${scale(end("low"), "<span>0</span>", end("high"))}</th></tr></thead>
          <tbody>${state.logits.map(row).join("")}</tbody></table></div>
        <fieldset class="buttons"><legend>${words.target}</legend>${state.logits.map(choice).join("")}</fieldset>
        <div class="controls">${state.logits.map(logit).join("")}</div>
        <div class="controls">${slider("temperature", "temperature", words.temperature, `min="0.1" max="10" step="0.1"`)}
          ${slider("label_smoothing", "label_smoothing", words.smoothing, `min="0" max="1" step="0.01"`)}</div>
        <div class="buttons">${words.classes}
          <button type="button" data-classes="-1" aria-label="${words.fewer}">−</button> <span data-show="classes"></span>
          <button type="button" data-classes="1" aria-label="${words.more}">+</button> ${reset}</div></div>
      <p>${words.code}</p>
      ${box("", `data-show="code"`)}`
  }

  connectedCallback() {
    super.connectedCallback()
    this.addEventListener("click", ({ target }) => target.dataset.classes && this.resize(+target.dataset.classes))
  }

  resize(by) {
    const { logits } = this.state
    this.state = this.checked({ ...this.state, logits: by > 0 ? [...logits, 0] : logits.slice(0, -1) })
    this.rebuild()
    this.save()
    this.querySelector(`[data-classes="${by}"]:enabled, [data-classes]:enabled`).focus()
  }

  draw() {
    const { logits, target, temperature, label_smoothing: smoothing } = this.state
    const { p, y, gradient, loss } = this.values()
    const scale = Math.max(1, 1 / temperature) // the steepest gradient there can be
    this.querySelectorAll("tbody tr").forEach((row, c) => {
      this.querySelector(`[name=target][value="${c}"]`).checked = c === target
      this.querySelector(`[name=logits][data-n="${c}"]`).value = logits[c]
      this.show(`logit${c}`, logits[c].toFixed(1))
      this.show(`p${c}`, decimals(p[c]))
      this.show(`y${c}`, decimals(y[c], smoothing ? 4 : 0))
      this.show(`gradient${c}`, decimals(gradient[c]))
      bar(row.cells[1], 0, p[c])
      bar(row.cells[3], 0.5, 0.5 + gradient[c] / scale / 2)
    })
    for (const name of ["temperature", "label_smoothing"]) {
      this.querySelector(`[name=${name}]`).value = this.state[name]
      this.show(name, String(this.state[name]))
    }
    this.show("head", temperature === 1 ? "p − y" : "(p − y) / T")
    this.show("low", String(-Math.round(scale * 10) / 10))
    this.show("high", String(Math.round(scale * 10) / 10))
    this.show("loss", decimals(loss))
    this.show("classes", String(logits.length))
    this.showCode(code(this.state))
    this.querySelector("[data-classes='-1']").disabled = logits.length === LEAST
    this.querySelector("[data-classes='1']").disabled = logits.length === MOST
  }

  values() {
    const { logits, target, temperature, label_smoothing: smoothing } = this.state
    return {
      p: softmax(logits.map(logit => logit / temperature)),
      y: smoothed(target, logits.length, smoothing),
      gradient: crossEntropyGradient(logits, target, { temperature, smoothing }),
      loss: crossEntropy(logits, target, { temperature, smoothing }),
    }
  }

  summary() {
    const { p, gradient, loss } = this.values()
    const { target } = this.state
    return this.words.summary({
      loss: decimals(loss),
      target,
      p: decimals(p[target]),
      gradient: decimals(gradient[target]),
    })
  }
}

// The setting as PyTorch code that prints the loss and the gradient.
function code({ logits, target, temperature, label_smoothing: smoothing }) {
  const input = temperature === 1 ? "logits" : `logits / ${temperature}`
  const options = smoothing ? `, label_smoothing=${smoothing}` : ""
  return [
    "import torch",
    "import torch.nn.functional as F",
    "",
    `logits = torch.tensor([[${logits.map(logit => logit.toFixed(1)).join(", ")}]], requires_grad=True)`,
    `target = torch.tensor([${target}])`,
    `loss = F.cross_entropy(${input}, target${options})`,
    "loss.backward()",
    "print(loss.item(), logits.grad)",
  ].join("\n")
}

customElements.define("cross-entropy-instrument", CrossEntropyInstrument)
