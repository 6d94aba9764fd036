// <dead-zone-instrument>: one logit in a dtype, and where the gradient of BCELoss after a sigmoid ends.

import { choice, number } from "./address.mjs"
import { DTYPES, bceOfSigmoid, bceWithLogits, rounded } from "./binary.mjs"
import { words } from "./dead-zone-words.mjs"
import { ends } from "./ends.mjs"
import { Instrument, fine, fit, slider } from "./instrument.mjs"
import { box } from "./python.mjs"
import { showCode } from "./shown-code.mjs"

// Both losses, with the classes that snippets/styles.py gives them, and the marks of their points.
const LOSSES = [
  { name: "BCEWithLogitsLoss", style: "bce", values: bceWithLogits, mark: `<circle class="mark bce" r="4"/>` },
  { name: "BCELoss(sigmoid(x))", style: "after-sigmoid", values: bceOfSigmoid, mark: `<path class="mark after-sigmoid" d="M-6-6H6V6H-6Z"/>` },
]
const MARKED = [...LOSSES].reverse() // the dot above the square, so that both show where they meet

const END = 120 // of the axis, on both sides
const MARGIN = 8 // on both sides, half a thumb of the slider, which is as wide as the plot
const LOW = { loss: [22, 112], gradient: [150, 240] } // top and bottom, where all has to go on the screen of a phone
const HIGH = { loss: [26, 186], gradient: [228, 368] }
const HATCH = `<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M0 6 6 0"/></pattern>`
const SYMBOLS = { loss: "ℓ", gradient: "∂ℓ/∂x" }

export class DeadZoneInstrument extends Instrument {
  static words = words
  static fields = {
    logit: number(50, -END, END),
    target: choice(0, [0, 1]),
    dtype: choice("float32", DTYPES),
  }

  build(reset) {
    const { words } = this
    const radio = (name, option) => `<label><input type="radio" name="${name}" value="${option}"> ${option}</label>`
    const radios = (name, options) => `<fieldset class="buttons"><legend>${words[name]}</legend>
      ${options.map(option => radio(name, option)).join("")}</fieldset>`
    const sample = ({ mark, style }) => `<svg class="lines sample" width="36" height="14" aria-hidden="true">
      <path class="curve ${style}" d="M0 7H36"/><g transform="translate(18 7)">${mark}</g></svg>`
    const row = (loss, n) => `<tr><th scope="row">${sample(loss)} ${loss.name}</th>
      <td data-show="loss${n}"></td><td data-show="gradient${n}"></td></tr>`
    return `<p class="hint">${words.hint}</p>
      <div class="panel"><div class="results"><table><thead><tr><td></td>
          <th scope="col">${words.loss}</th><th scope="col">${words.gradient}</th></tr></thead>
          <tbody>${LOSSES.map(row).join("")}</tbody></table></div>
        <div class="buttons">${radios("target", [0, 1])}${radios("dtype", DTYPES)}</div>
        <svg class="lines plot" role="img" aria-label="${words.plot}"><g class="marker"><path/></g>
          <g class="still"></g><g class="marker">${MARKED.map(({ mark }) => `<g>${mark}</g><g>${mark}</g>`).join("")}</g></svg>
        ${slider("logit", "logit", `${words.logit} =`, `min="${-END}" max="${END}" step="0.1"`, words.logit)}
        <div class="buttons">${words.jumps} <span class="jumps"></span>${reset}</div></div>
      <div class="ends"></div>
      <details class="data"><summary>${words.code}</summary>
        ${box("", `data-show="code"`)}</details>`
  }

  connectedCallback() {
    super.connectedCallback()
    this.addEventListener("click", ({ target }) => target.dataset.logit && this.jump(+target.dataset.logit))
    for (const type of ["pointerdown", "pointermove", "pointerup"]) {
      this.addEventListener(type, event => this.point(event))
    }
    new ResizeObserver(() => this.draw()).observe(this)
  }

  // Pointing at the plot moves the slider.
  point({ type, target, clientX, pointerId }) {
    const plot = target.closest(".plot")
    if (!plot || (type !== "pointerdown" && !plot.hasPointerCapture(pointerId))) return
    plot.setPointerCapture(pointerId)
    const slider = this.querySelector("[name=logit]")
    const share = (clientX - plot.getBoundingClientRect().left - MARGIN) / (this.width - 2 * MARGIN)
    slider.value = (2 * share - 1) * END
    slider.dispatchEvent(new Event(type === "pointerup" ? "change" : "input", { bubbles: true }))
  }

  jump(logit) {
    this.become({ ...this.state, logit })
    this.save()
  }

  draw() {
    const plot = this.querySelector(".plot")
    this.width = plot.clientWidth || 600
    this.panels = this.width < 400 ? LOW : HIGH
    fit(plot, this.width, this.height)
    this.drawStill()
    this.drawMarker()
    for (const radio of this.querySelectorAll("[type=radio]")) {
      radio.checked = radio.value === String(this.state[radio.name])
    }
    this.querySelector("[name=logit]").value = this.state.logit
    this.show("logit", short(this.x))
    showCode(this, code(this.state))
    this.rows().forEach(([, loss, gradient], n) => {
      this.show(`loss${n}`, loss)
      this.show(`gradient${n}`, gradient)
    })
  }

  get height() {
    return this.panels.gradient[1] + 24 // with the numbers of the axis
  }

  // The logit as the dtype holds it.
  get x() {
    return rounded(this.state.logit, this.state.dtype)
  }

  drawMarker() {
    const { target, dtype } = this.state
    const [line, ...marks] = this.querySelectorAll(".marker > *")
    line.setAttribute("d", `M${this.across(this.x)} ${this.panels.loss[0]}V${this.panels.gradient[1]}`)
    const values = MARKED.flatMap(({ values }) => Object.entries(values(this.x, target, dtype)))
    values.forEach(([panel, value], n) => {
      const there = Number.isFinite(value)
      marks[n].style.display = there ? "" : "none"
      if (there) marks[n].setAttribute("transform", `translate(${this.across(this.x)} ${this.up(panel, value)})`)
    })
  }

  // Draw what the logit does not change: axes, curves, and where the gradients end.
  drawStill() {
    const { target, dtype } = this.state
    const still = this.querySelector(".still")
    const setting = `${target} ${dtype} ${this.width}`
    if (still.dataset.setting === setting) return
    still.dataset.setting = setting
    const side = target ? -1 : 1 // on which the prediction is wrong
    const [wrong, right] = [side, -side].map(side => LOSSES.map(({ values }) => ends(values, target, dtype, side)))
    const cliffs = [wrong, right].flatMap(([, { zero, infinite, nan }]) => [zero, infinite ?? nan])
    still.innerHTML = [
      ...this.regions(wrong[1], side),
      this.region("lost", right[1].nan, -side * END, "nan"),
      ...this.axes(),
      ...this.curves(cliffs.filter(inside)),
      ...this.zeros(wrong[1].zero, right.map(({ zero }) => zero)),
    ].join("")
    const jumps = [...Object.values(told(wrong[1])), ...right.map(({ nan, zero }) => nan ?? zero)].filter(inside)
    const button = at => `<button type="button" data-logit="${at}">${short(at)}</button>`
    this.querySelector(".jumps").innerHTML = [...new Set(jumps)].sort((a, b) => a - b).map(button).join("")
    this.querySelector(".ends").innerHTML = this.said(wrong[1], right)
  }

  // Their numbers stand where predictions are right: there the curves are low.
  axes() {
    const { target } = this.state
    const slopes = target ? [-1, -0.5, 0] : [0, 0.5, 1]
    const [side, anchor] = target ? [this.width - MARGIN, "end"] : [MARGIN, "start"]
    const parts = Object.entries({ loss: [0, 50, 100], gradient: slopes }).flatMap(([panel, ticks]) => [
      text(0, this.panels[panel][0] - 12, `${this.words[panel]} ${SYMBOLS[panel]}`, "start"),
      `<path class="grid" d="M${this.across(0)} ${this.panels[panel].join("V")}"/>`,
      ...ticks.map(tick => `<path class="grid" d="M${MARGIN} ${this.up(panel, tick)}H${this.width - MARGIN}"/>`),
      ...ticks.map(tick => text(side, this.up(panel, tick) - 3, tick, anchor)),
    ])
    return [...parts, ...[-100, -50, 0, 50, 100].map(tick => text(this.across(tick), this.height - 6, tick, "middle"))]
  }

  // Where the gradient of BCELoss ends on the side of wrong predictions.
  regions({ small, zero, infinite, nan }, side) {
    const end = side * END
    if (nan !== null) return [this.region("lost", infinite ?? nan, end, infinite === null ? "nan" : "-inf, nan")]
    const fading = fades({ small, zero })
    return [
      fading ? this.region("faded", small, inside(zero) ? zero : end, this.words.faded) : "",
      this.region("dead", zero, end, this.words.dead, fading ? 20 : 0),
    ]
  }

  // Both panels between two logits, only that of the gradient where it alone is lost; words `down` from the middle.
  region(name, from, to, words, down = 0) {
    if (!inside(from)) return ""
    const [left, right] = [from, to].map(x => this.across(x)).sort((a, b) => a - b)
    const rect = ([top, bottom]) =>
      `<rect class="${name} after-sigmoid" x="${left}" y="${top}" width="${right - left}" height="${bottom - top}"/>`
    const [top, bottom] = this.panels.gradient
    return [
      name === "lost" ? HATCH : rect(this.panels.loss),
      rect(this.panels.gradient),
      text((left + right) / 2, (top + bottom) / 2 + 4 + down, words, "middle"),
    ].join("")
  }

  // Half a logit apart, and close at both sides of each cliff.
  curves(cliffs) {
    const { target, dtype } = this.state
    const even = Array.from({ length: 4 * END + 1 }, (_, n) => n / 2 - END)
    const close = cliffs.flatMap(at => [at, at - Math.sign(at) * 0.01])
    const xs = [...even, ...close].map(x => rounded(x, dtype)).sort((a, b) => a - b)
    return LOSSES.flatMap(({ values, style }) => {
      const points = xs.map(x => values(x, target, dtype))
      return Object.keys(this.panels).map(panel => {
        const line = points.map((point, k) => {
          const [value, last] = [point[panel], points[k - 1]?.[panel]]
          if (!Number.isFinite(value)) return ""
          const pen = Number.isFinite(last) ? "L" : "M" // gaps where there is no number
          return `${pen}${this.across(xs[k]).toFixed(1)} ${this.up(panel, value).toFixed(1)}`
        })
        return `<path class="curve ${style}" d="${line.join("")}"/>`
      })
    })
  }

  // The points from which on gradients are exactly 0, each with its logit.
  zeros(dead, [logits, bce]) {
    const up = this.up("gradient", 0)
    const zero = (n, at) => {
      if (!inside(at)) return ""
      const [beside, above, anchor] = at < 0 ? [0, -10, "middle"] : [9, -8, "start"] // clear of the curves
      const value = text(beside, n ? above : 18, at.toFixed(2), anchor)
      const shown = n === 0 && at === bce ? "" : value
      return `<g class="zero" transform="translate(${this.across(at)} ${up})">${LOSSES[n].mark}${shown}</g>`
    }
    return [zero(1, dead), zero(1, bce), zero(0, logits)]
  }

  across(x) {
    return MARGIN + ((x + END) / (2 * END)) * (this.width - 2 * MARGIN)
  }

  up(panel, y) {
    const [low, high] = panel === "loss" ? [0, END] : this.state.target ? [-1.1, 0.2] : [-0.2, 1.1]
    const [top, bottom] = this.panels[panel]
    return bottom - ((Math.min(Math.max(y, low), high) - low) / (high - low)) * (bottom - top)
  }

  // Where the gradients end, in sentences.
  said(end, [logits, bce]) {
    const { words } = this
    const from = (what, at) => {
      const range = `<span>x ${at < 0 ? "≤" : "≥"} ${short(at)}</span>`
      return words.from[what](inside(at) ? range : words.outside(range))
    }
    const wrong = Object.entries(told(end)).filter(([, at]) => at !== null).map(([what, at]) => from(what, at))
    const right = [bce.nan === null ? from("zero", bce.zero) : from("nan", bce.nan), from("zero", logits.zero)]
    const sides = ["x&nbsp;&gt;&nbsp;0", "x&nbsp;&lt;&nbsp;0"]
    const { target } = this.state
    const why = end.nan === null ? [] : [words.why.nan, end.infinite === null ? "" : words.why.infinite, words.why.loss]
    return `<p>${words.wrong(sides[target], wrong)}${words.stays(target ? -1 : 1)}</p>
      <p>${words.right(sides[1 - target], ...new Set(right))}</p>
      ${why.length ? `<p>${why.join("")}</p>` : ""}`
  }

  // Name, loss and gradient of both at the logit, as text.
  rows() {
    const { target, dtype } = this.state
    return LOSSES.map(({ name, values }) => {
      const { loss, gradient } = values(this.x, target, dtype)
      return [name, fine(loss), gradient === 0 ? this.words.zero : fine(gradient)]
    })
  }

  summary() {
    return this.words.summary(short(this.x), this.rows())
  }
}

// Whether a gradient grows small long before it is 0.
function fades({ small, zero }) {
  return Math.abs(zero - small) > 1
}

// What is said of where the gradient ends.
function told({ small, zero, infinite, nan }) {
  return { small: fades({ small, zero }) ? small : null, dead: zero, infinite, nan }
}

function inside(at) {
  return at !== null && Math.abs(at) <= END
}

function text(x, y, words, anchor) {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${words}</text>`
}

function short(x) {
  return String(+x.toFixed(4))
}

// The setting as PyTorch code that prints loss and gradient of both.
function code({ logit, target, dtype }) {
  return [
    "import torch",
    "from torch.nn import BCELoss, BCEWithLogitsLoss",
    "",
    `x = torch.tensor(${logit}, dtype=torch.${dtype}, requires_grad=True)`,
    `target = torch.tensor(${target}, dtype=torch.${dtype})`,
    "for loss in (BCEWithLogitsLoss()(x, target), BCELoss()(x.sigmoid(), target)):",
    "    print(loss.item(), torch.autograd.grad(loss, x)[0].item())",
  ].join("\n")
}

customElements.define("dead-zone-instrument", DeadZoneInstrument)
