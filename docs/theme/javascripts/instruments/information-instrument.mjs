// <information-instrument>: two distributions to shape, and what they cost each other: H(p) + KL(p‖q) = H(p, q).

import { distribution, moved, probabilities } from "./distribution.mjs"
import { crossEntropy, entropy, klDivergence } from "./information.mjs"
import { Instrument, bar, decimals, slider } from "./instrument.mjs"

// in the address, where Material's search reads q
const FIELDS = { p: "truth", q: "prediction" }
const SCALES = [1.5, 3, 5] // nats; the longest finite bar is log 100

const words = {
  zh: {
    title: "改变两个分布，看熵、KL 散度与交叉熵",
    truth: "真实分布",
    prediction: "模型的预测",
    outcome: (name, c) => `${name}${c}，结果 ${c} 的概率`,
    hint: "三个概率之和保持为 1：动一个，其余两个按比例变。",
    swap: "p 与 q 互换",
    equal: "令 q = p",
    summary: ({ pq, klPQ, qp, klQP }) =>
      `H(p, q) 是 ${pq}，其中 KL(p‖q) 是 ${klPQ}；反过来，H(q, p) 是 ${qp}，其中 KL(q‖p) 是 ${klQP}。`,
  },
  en: {
    title: "Shape two distributions and watch entropy, KL divergence and cross entropy",
    truth: "the truth",
    prediction: "the prediction",
    outcome: (name, c) => `${name}${c}, probability of outcome ${c}`,
    hint: "The three always add up to 1: move one, and the other two follow in proportion.",
    swap: "Swap p and q",
    equal: "Set q = p",
    summary: ({ pq, klPQ, qp, klQP }) =>
      `H(p, q) is ${pq}, of which KL(p‖q) is ${klPQ}. Conversely, H(q, p) is ${qp}, of which KL(q‖p) is ${klQP}.`,
  },
}

export class InformationInstrument extends Instrument {
  static words = words
  static fields = { truth: distribution([50, 40, 10]), prediction: distribution([80, 10, 10]) }

  build(reset) {
    const { words, state } = this
    const part = (name, c) => {
      const text = `${name}<sub>${c + 1}</sub>`
      return slider(FIELDS[name], name + c, text, `data-n="${c}" min="0" max="1" step="0.01"`, words.outcome(name, c + 1))
    }
    const shape = name => `<fieldset><legend><b>${name}</b> ${words[FIELDS[name]]}</legend>
      <div class="controls">${state[FIELDS[name]].map((_, c) => part(name, c)).join("")}</div></fieldset>`
    const term = (kind, label, name) => `<span><i class="swatch ${kind}"></i>${label} <b data-show="${name}"></b></span>`
    const sum = (p, q) => `<div class="sum">
      <p>${term("entropy", `H(${p})`, `h${p}`)}
        <span>+&ensp;${term("divergence", `KL(${p}‖${q})`, `kl${p}${q}`)}</span>
        <span>=&ensp;${term("ce", `H(${p}, ${q})`, `h${p}${q}`)}</span></p>
      <div class="plot" aria-hidden="true"><div data-bar="h${p}" class="entropy"></div>
        <div data-bar="kl${p}${q}" class="divergence"></div><div data-bar="h${p}${q}" class="ce"></div></div></div>`
    return `<p class="hint">${words.hint}</p>
      <div class="panel"><div class="results">${sum("p", "q")}${sum("q", "p")}<div class="axis" aria-hidden="true"></div></div>
        ${shape("p")}${shape("q")}
        <div class="buttons"><button type="button" data-make="swap">${words.swap}</button>
          <button type="button" data-make="equal">${words.equal}</button> ${reset}</div></div>`
  }

  connectedCallback() {
    super.connectedCallback()
    this.addEventListener("click", ({ target }) => target.dataset.make && this[target.dataset.make]())
  }

  swap() {
    const { truth, prediction } = this.state
    this.set({ truth: prediction, prediction: truth })
  }

  equal() {
    const { truth } = this.state
    this.set({ truth, prediction: truth })
  }

  set(state) {
    this.become(state)
    this.save()
  }

  become(state) {
    this.moving = undefined
    super.become(state)
  }

  rebuild() {
    this.moving = undefined
    super.rebuild()
  }

  // While one slider is moved, the others go by where they stood before: at the way back nothing is lost.
  take({ name, value, dataset }) {
    if (!(name in this.state)) return false
    const slider = name + dataset.n
    if (slider !== this.moving) [this.moving, this.settled] = [slider, this.state]
    this.state = { ...this.state, [name]: moved(this.settled[name], +dataset.n, +value) }
    this.draw()
    return true
  }

  draw() {
    for (const [name, field] of Object.entries(FIELDS)) {
      probabilities(this.state[field]).forEach((probability, c) => {
        this.querySelector(`[name=${field}][data-n="${c}"]`).value = probability
        this.show(name + c, decimals(probability, 2))
      })
    }
    const values = this.values()
    const scale = SCALES.find(end => Object.values(values).every(value => value <= end || value === Infinity))
    for (const [name, value] of Object.entries(values)) {
      const element = this.querySelector(`[data-bar="${name}"]`)
      const from = name.startsWith("kl") ? values[`h${name[2]}`] : 0
      this.show(name, decimals(value))
      bar(element, from / scale, value === Infinity ? 1 : (from + value) / scale)
      element.classList.toggle("infinite", value === Infinity)
    }
    this.axis(scale)
  }

  values() {
    const [p, q] = [probabilities(this.state.truth), probabilities(this.state.prediction)]
    return {
      hp: entropy(p),
      klpq: klDivergence(p, q),
      hpq: crossEntropy(p, q),
      hq: entropy(q),
      klqp: klDivergence(q, p),
      hqp: crossEntropy(q, p),
    }
  }

  axis(scale) {
    if (this.scale === scale && this.querySelector(".axis").children.length) return
    this.scale = scale
    const step = scale > 2 ? 1 : 0.5
    this.style.setProperty("--step", step / scale)
    this.querySelector(".axis").replaceChildren(
      ...Array.from({ length: Math.floor(scale / step) + 1 }, (_, n) => {
        const tick = document.createElement("span")
        tick.textContent = n ? String(n * step) : "0 nat"
        tick.style.setProperty("--at", (n * step) / scale)
        return tick
      }),
    )
  }

  summary() {
    const { hpq, klpq, hqp, klqp } = this.values()
    return this.words.summary({ pq: decimals(hpq), klPQ: decimals(klpq), qp: decimals(hqp), klQP: decimals(klqp) })
  }
}

customElements.define("information-instrument", InformationInstrument)
