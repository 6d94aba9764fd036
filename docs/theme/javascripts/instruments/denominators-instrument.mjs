// <denominators-instrument>: a batch whose targets and weights move, and which rows and elements each mean divides by.

import { choice, numbers } from "./address.mjs"
import { Instrument, decimals, slider } from "./instrument.mjs"
import { box } from "./python.mjs"
import { IGNORED, binaryCrossEntropy, crossEntropyOfIndices, crossEntropyOfProbabilities, oneHot } from "./reductions.mjs"
import { showCode } from "./shown-code.mjs"

const LOGITS = [[2, 1, 0.1], [0.5, 2.5, 0.3], [1, 1, 1]]
const CLASSES = [0, 1, 2]
const HEAVIEST = 6

const words = {
  zh: {
    title: "改一批数据的目标和权重，看每个 mean 除以什么",
    hint: "一行是一个样本，格子里是对数几率。点击选择每个样本的目标类别，或者忽略它；拖动滑块改类别权重。",
    sample: n => `样本 ${n}`,
    of: c => `类别 ${c}`,
    ignored: "忽略",
    weight: "权重",
    weightOf: c => `类别 ${c} 的权重`,
    chooses: (n, c, logit) => `样本 ${n}：目标是类别 ${c}，对数几率 ${logit}`,
    ignores: n => `样本 ${n}：忽略，目标 -100`,
    target: "目标",
    denominator: "分母",
    indices: "目标是类别索引：每行按目标类别的权重计入分母",
    probabilities: "目标是类别概率：每行计 1，与权重无关",
    elements: "每个元素计 1，与权重无关；权重是 <code>weight</code>，不是 <code>pos_weight</code>",
    weighted: "（已乘权重）",
    left: { indices: "忽略", probabilities: "照样计入，损失是 0", elements: "照样计入，每类都当作负例" },
    because: (quotient, why) => `${quotient}：${why}`,
    empty: "所有行都忽略了",
    weightless: "目标的权重都是 0",
    means: { indices: "类别索引", probabilities: "类别概率", elements: "BCE" },
    code: "同样的设置，用 PyTorch 写",
    summary: ({ indices, probabilities, elements }) =>
      `mean：类别索引 ${indices}，类别概率 ${probabilities}，BCE ${elements}。`,
    quotient: (mean, denominator) => `${mean}（除以 ${denominator}）`,
  },
  en: {
    title: "Change the targets and weights of a batch and watch what each mean divides by",
    hint: "Each row is a sample, and its cells hold its logits. Choose the target of each sample, or ignore it; drag the sliders to move the class weights.",
    sample: n => `sample ${n}`,
    of: c => `class ${c}`,
    ignored: "ignored",
    weight: "weight",
    weightOf: c => `weight of class ${c}`,
    chooses: (n, c, logit) => `sample ${n}: the target is class ${c}, logit ${logit}`,
    ignores: n => `sample ${n}: ignored, target -100`,
    target: "target",
    denominator: "denominator",
    indices: "class indices: a row counts as the weight of its target",
    probabilities: "class probabilities: a row counts as 1, whatever its weight",
    elements: "an element counts as 1, whatever its weight; the weight is <code>weight</code>, not <code>pos_weight</code>",
    weighted: "weighted",
    left: { indices: "ignored", probabilities: "still counts, with loss 0", elements: "still counts, as negative for every class" },
    because: (quotient, why) => `${quotient}: ${why}`,
    empty: "all rows are ignored",
    weightless: "all targets have weight 0",
    means: { indices: "class indices", probabilities: "class probabilities", elements: "BCE" },
    code: "The same setting in PyTorch",
    summary: ({ indices, probabilities, elements }) =>
      `mean with class indices: ${indices}; with class probabilities: ${probabilities}; BCE: ${elements}.`,
    quotient: (mean, denominator) => `${mean}, divided by ${denominator}`,
  },
}

const LOSSES = {
  indices: ["CrossEntropyLoss", "NLLLoss"],
  probabilities: ["CrossEntropyLoss"],
  elements: ["BCEWithLogitsLoss", "BCELoss"],
}
const STYLES = { indices: "ce", probabilities: "ce", elements: "bce" } // as in snippets/styles.py

// Targets between commas, −100 for those that are ignored.
const option = choice(0, [...CLASSES, IGNORED])
const targets = {
  start: CLASSES,
  read: text => {
    const values = text.split(",").map(option.read)
    return values.length === LOGITS.length && !values.includes(undefined) ? values : undefined
  },
  write: String,
}

export class DenominatorsInstrument extends Instrument {
  static words = words
  static fields = { target: targets, weight: numbers([1, 2, 5], 0, HEAVIEST) }

  build(reset) {
    const { words } = this
    const radio = (n, value, label, text) => `<td><label>
      <input type="radio" name="target${n}" value="${value}" aria-label="${label}">${text}</label></td>`
    const weight = c => slider("weight", `weight${c}`, words.of(c), `data-n="${c}" min="0" max="${HEAVIEST}" step="0.5"`, words.weightOf(c))
    const sample = (logits, n) => `<tr><th scope="row">${words.sample(n)}</th>
      ${logits.map((logit, c) => radio(n, c, words.chooses(n, c, logit.toFixed(1)), logit.toFixed(1))).join("")}
      ${radio(n, IGNORED, words.ignores(n), IGNORED)}</tr>`
    const pieces = loss => (loss === "elements" ? CLASSES.map(() => "<b></b>").join("") : "<b></b>")
    const part = (loss, n) => `<tr><th scope="row" data-show="${loss}-target${n}"></th>
      <td data-show="${loss}-none${n}"></td>
      <td><div class="part"><i>${pieces(loss)}</i><span data-show="${loss}-part${n}"></span></div></td></tr>`
    const group = loss => `<tbody data-loss="${loss}" class="${STYLES[loss]}"><tr><th scope="rowgroup" colspan="3">
        ${LOSSES[loss].map(name => `<code>${name}</code>`).join(" ")} <span class="note">${words[loss]}</span></th></tr>
      ${LOGITS.map((_, n) => part(loss, n)).join("")}
      <tr><th scope="row"><code>sum</code></th><td data-show="${loss}-sum"></td>
        <td><div class="part whole"><i></i><span data-show="${loss}-denominator"></span></div></td></tr>
      <tr><th scope="row"><code>mean</code></th><td><strong data-show="${loss}-mean"></strong></td>
        <td data-show="${loss}-quotient"></td></tr></tbody>`
    const now = loss => `<span>${words.means[loss]} <b data-show="${loss}-now"></b> <span data-show="${loss}-over"></span></span>`
    return `<p class="hint">${words.hint}</p>
      <div class="panel"><div class="results now"><code>mean</code>${Object.keys(LOSSES).map(now).join("")}</div>
        <div class="batch"><table><thead><tr><td></td>${CLASSES.map(c => `<th scope="col">${words.of(c)}</th>`).join("")}
        <th scope="col">${words.ignored}</th></tr></thead>
          <tbody>${LOGITS.map(sample).join("")}</tbody></table></div>
        <fieldset><legend>${words.weight}</legend><div class="controls">${CLASSES.map(weight).join("")}</div></fieldset>
        <div class="buttons">${reset}</div></div>
      <div class="losses"><table><thead><tr><th scope="col">${words.target}</th><th scope="col"><code>none</code> ${words.weighted}</th>
        <th scope="col">${words.denominator}</th></tr></thead>${Object.keys(LOSSES).map(group).join("")}</table></div>
      <details class="data"><summary>${words.code}</summary>
        ${box("", `data-show="code"`)}</details>`
  }

  // The radio buttons of a row need a name of their own to be a group.
  take(control) {
    const [, name, n] = /^(target)(\d)$/.exec(control.name) ?? []
    return super.take(name ? { name, value: control.value, dataset: { n } } : control)
  }

  draw() {
    const { target, weight } = this.state
    weight.forEach((value, c) => {
      this.querySelector(`[name=weight][data-n="${c}"]`).value = value
      this.show(`weight${c}`, short(value))
    })
    target.forEach((value, n) => (this.querySelector(`[name=target${n}][value="${value}"]`).checked = true))
    showCode(this, code(this.state))
    for (const [loss, batch] of Object.entries(this.values())) this.drawLoss(loss, batch)
  }

  drawLoss(loss, { targets, none, parts, sum, denominator, mean }) {
    const { words, state } = this
    const group = this.querySelector(`[data-loss=${loss}]`)
    let from = 0
    state.target.forEach((target, n) => {
      const length = [parts[n]].flat().reduce((a, b) => a + b)
      const ignored = target === IGNORED
      const note = ignored ? words.left[loss] : ""
      this.show(`${loss}-target${n}`, [targets[n]].flat().join(" "))
      this.show(`${loss}-none${n}`, [none[n]].flat().map(value => decimals(value)).join(" "))
      this.show(`${loss}-part${n}`, `${short(length)} ${note}`.trim())
      const row = group.rows[n + 1]
      row.classList.toggle("ignored", ignored)
      place(row.querySelector("i"), from, length)
      from += length
    })
    place(group.querySelector(".whole i"), 0, denominator)
    this.show(`${loss}-sum`, decimals(sum))
    this.show(`${loss}-denominator`, short(denominator))
    for (const place of ["mean", "now"]) this.show(`${loss}-${place}`, decimals(mean))
    const why = state.target.every(target => target === IGNORED) ? words.empty : words.weightless
    const quotient = `= ${decimals(sum)} ÷ ${short(denominator)}`
    this.show(`${loss}-over`, quotient)
    this.show(`${loss}-quotient`, Number.isNaN(mean) ? words.because(quotient, why) : quotient)
  }

  // For each loss the batch with its targets in the form that the loss takes.
  values() {
    const { target, weight } = this.state
    const y = oneHot(target, CLASSES.length)
    return {
      indices: { targets: target, ...crossEntropyOfIndices(LOGITS, target, weight) },
      probabilities: { targets: y, ...crossEntropyOfProbabilities(LOGITS, y, weight) },
      elements: { targets: y, ...binaryCrossEntropy(LOGITS, y, weight) },
    }
  }

  summary() {
    const said = Object.entries(this.values()).map(([loss, { mean, denominator }]) => [
      loss,
      this.words.quotient(decimals(mean), short(denominator)),
    ])
    return this.words.summary(Object.fromEntries(said))
  }
}

// Without zeros at the end.
function short(value) {
  return String(+value.toFixed(4))
}

// The setting as PyTorch code that prints the three means.
function code({ target, weight }) {
  const list = values => `torch.tensor([${values.join(", ")}])`
  const floats = values => values.map(value => (Number.isInteger(value) ? value.toFixed(1) : value))
  return [
    "import torch",
    "import torch.nn.functional as F",
    "",
    `logits = ${list(LOGITS.map(row => `[${floats(row).join(", ")}]`))}`,
    `target = ${list(target)}`,
    `weight = ${list(floats(weight))}`,
    `one_hot = (target[:, None] == torch.arange(${CLASSES.length})).float()`,
    "print(F.cross_entropy(logits, target, weight=weight))",
    "print(F.cross_entropy(logits, one_hot, weight=weight))",
    "print(F.binary_cross_entropy_with_logits(logits, one_hot, weight=weight))",
  ].join("\n")
}

// Draw a length on the common scale.
function place(element, from, length) {
  element.style.setProperty("--start", from)
  element.style.setProperty("--length", length)
}

customElements.define("denominators-instrument", DenominatorsInstrument)
