// What both forms of the instrument of descent share: the loss, the picture, and the buttons that move the logits.

import { choice, number, numbers } from "./address.mjs"
import { LOSSES, MOST, SATURATED, course, outcome, probabilities } from "./descent.mjs"
import { HEIGHT, curves, draw, logitBars, probabilityBars } from "./descent-stage.mjs"
import { shared } from "./descent-words.mjs"
import { Instrument, decimals, fine, fit } from "./instrument.mjs"
import { smoothed } from "./losses.mjs"

export const LEAST_CLASSES = 3
export const MOST_CLASSES = 10
export const FAR = 20
export const RATES = [0.1, 0.3, 1, 3, 10]
const AS_MEANT = 3 // of the losses; the others are mistakes
const LENGTHS = [10, 20, 50, MOST] // of the axis of steps
const PACE = 60 // milliseconds; the longer a run, the more steps at once

function upTo(count) {
  return Array.from({ length: count }, (_, n) => n)
}

export class Descending extends Instrument {
  static words = shared
  static fields = {
    loss: choice("cross_entropy", Object.keys(LOSSES)),
    logits: numbers([2, 1, 0.1], -FAR, FAR, [LEAST_CLASSES, MOST_CLASSES]),
    target: choice(2, upTo(MOST_CLASSES)),
    lr: choice(1, RATES),
    temperature: number(1, 0.1, 10),
    label_smoothing: number(0, 0, 1),
    step: choice(0, upTo(MOST + 1)),
  }

  connectedCallback() {
    if (this.state) return
    super.connectedCallback()
    this.addEventListener("click", ({ target }) => target.dataset.does && this[target.dataset.does]())
    new ResizeObserver(() => this.measure()).observe(this)
  }

  rebuild() {
    super.rebuild()
    this.measure()
  }

  // Widths are read when they change; with each step, it would lay out the page once more.
  measure() {
    const svgs = [...this.querySelectorAll(".stage > div > svg")]
    this.widths = svgs.map(svg => svg.clientWidth)
    svgs.forEach((svg, n) => fit(svg, this.widths[n], HEIGHT))
    this.draw()
  }

  disconnectedCallback() {
    clearInterval(this.running)
  }

  losses() {
    const names = Object.keys(LOSSES)
    const group = (names, label) => `<optgroup label="${label}">
      ${names.map(name => `<option value="${name}">${LOSSES[name].name}</option>`).join("")}</optgroup>`
    const [right, wrong] = this.words.groups
    return `<label>${this.words.loss} <select name="loss">
      ${group(names.slice(0, AS_MEANT), right)}${group(names.slice(AS_MEANT), wrong)}</select></label>`
  }

  stage() {
    const { words } = this
    const panel = (name, label) => `<div class="${name}">${label}<svg class="lines" height="${HEIGHT}" role="img"></svg></div>`
    const name = n => `<span class="name"><svg class="lines sample" width="28" height="14" aria-hidden="true"><path d="M0 7H28"/></svg>
      <span data-show="name${n}"></span></span>`
    return `<div class="stage results">${panel("logits", words.logits)}${panel("output", `<span data-show="output"></span>`)}
        ${panel("course", `<span data-show="step"></span><div class="names">${name(0)}${name(1)}</div>`)}</div>`
  }

  moves() {
    const { words } = this
    const button = does => `<button type="button" data-does="${does}" data-show="${does}">${words[does]}</button>`
    const said = n => `<p data-show="said${n}"></p>`
    return `<div class="buttons">${["advance", "run", "restart"].map(button).join(" ")}</div>
      <div class="said">${said(0)}${said(1)}</div><p data-note>${words.float32}</p>`
  }

  // What is set begins anew, with the logits that are there if one of them is moved.
  take(control) {
    const { loss, logits, step } = this.state
    if (!(control.name in this.constructor.fields)) return false
    this.stop()
    this.state = { ...this.state, step: 0 }
    if (control.name === "logits" && step) this.state.logits = this.point(step).x.map(within)
    if (control.name === "loss" && same(logits, this.start(loss))) this.state.logits = this.start(control.value)
    return super.take(control)
  }

  reset() {
    this.stop()
    super.reset()
  }

  // Where a loss starts until another start is set.
  start(loss) {
    return loss === "sigmoid_binary_cross_entropy" ? SATURATED : this.constructor.fields.logits.start
  }

  advance() {
    this.stop()
    this.move(this.state.step + 1)
    if (this.state.step === MOST) this.querySelector("[data-does=run]").focus()
    this.save()
  }

  restart() {
    this.stop()
    this.move(0)
    this.save()
  }

  // Go on until all is learnt or stands still, then from the start; at once where motion is not wanted.
  run() {
    if (this.running) return this.pause()
    if (this.state.step >= this.end) this.move(0)
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) this.move(this.end)
    if (this.state.step === this.end) return this.save()
    this.running = setInterval(() => this.tick(), PACE)
    this.showButtons()
  }

  tick() {
    const { step } = this.state
    this.move(Math.min(step + 1 + Math.floor(step / 12), this.end))
    if (this.state.step === this.end) this.pause()
  }

  pause() {
    this.stop()
    this.save()
  }

  stop() {
    clearInterval(this.running)
    this.running = undefined
    this.showButtons()
  }

  move(step) {
    this.become({ ...this.state, step })
  }

  // The chosen loss, and the one that is right there if that is another.
  courses() {
    const { step, ...setting } = this.state
    if (this.setting === String(Object.values(setting))) return this.known
    this.setting = String(Object.values(setting))
    const { loss, logits, target, lr, temperature, label_smoothing: smoothing } = setting
    const own = loss === "cross_entropy" ? { temperature, smoothing } : {}
    const changed = own.temperature !== undefined && (temperature !== 1 || smoothing > 0)
    const right = loss === "sigmoid_binary_cross_entropy" ? "binary_cross_entropy_with_logits" : "cross_entropy"
    const options = [temperature === 1 ? "" : `, T = ${temperature}`, smoothing ? `, ε = ${smoothing}` : ""]
    const chosen = { ...LOSSES[loss], points: course(loss, { logits, target, lr, ...own }) }
    const asMeant = { ...LOSSES[right], points: course(right, { logits, target, lr }) }
    const both = changed || loss !== right
    if (changed) Object.assign(chosen, { name: chosen.name + options.join(""), style: "smoothing" })
    this.known = (both ? [chosen, asMeant] : [chosen]).map(each => ({ ...each, ...outcome(each.points) }))
    return this.known
  }

  point(step) {
    return this.courses()[0].points[step]
  }

  // What there is to show at the present step.
  values() {
    const { loss, target, temperature, label_smoothing: smoothing, step } = this.state
    const plain = loss === "cross_entropy" // temperature and smoothing are its own
    const [point, T] = [this.point(step), plain ? temperature : 1]
    const p = probabilities(point.x.map(logit => logit / T), LOSSES[loss])
    return { ...point, p, y: smoothed(target, p.length, plain ? smoothing : 0), T }
  }

  get end() {
    const ends = this.courses().map(({ learnt, still }) => (learnt >= 0 ? learnt : still >= 0 ? still : MOST))
    return Math.max(LENGTHS[0], ...ends)
  }

  draw() {
    const { loss, target, step } = this.state
    const { words } = this
    const courses = this.courses()
    const { x, gradient, p, y, T, loss: value, surprise } = this.values()
    const pushes = courses.map(({ style, values }, n) => ({ style, gradient: n ? values(x, target).gradient : gradient }))
    const svgs = [...this.querySelectorAll(".stage > div > svg")]
    const { widths = [160, 160, 160] } = this
    const last = LENGTHS.find(length => length >= Math.max(this.end, step))
    const reached = courses[0].points.slice(0, last + 1).flatMap(point => point.x)
    const range = [Math.floor(Math.min(0, ...reached)), Math.ceil(Math.max(1, ...reached))]
    draw(svgs[0], logitBars(widths[0], x, pushes, target, range, Math.max(1, 1 / T)))
    draw(svgs[1], probabilityBars(widths[1], p, y, target))
    draw(svgs[2], curves(widths[2], courses, step, last))
    svgs[0].ariaLabel = words.pushed(x.map(logit => decimals(logit, 2)).join(", "), gradient.map(fine).join(", "))
    svgs[1].ariaLabel = words.likely(p.map(fine).join(", "))
    svgs[2].ariaLabel = words.step(step, fine(value), fine(surprise))
    this.querySelector("[name=loss]").value = loss
    this.show("output", LOSSES[loss].binary ? words.sigmoid : words.softmax(T === 1 ? "x" : "x / T"))
    this.show("step", svgs[2].ariaLabel)
    const names = this.querySelectorAll(".name")
    this.querySelectorAll(".said p").forEach((line, n) => {
      line.hidden = names[n].hidden = !courses[n]
      if (!courses[n]) return
      names[n].querySelector("path").setAttribute("class", `curve ${courses[n].style}`)
      this.show(`name${n}`, courses[n].name)
      this.show(`said${n}`, this.said(courses[n]))
    })
    this.querySelector("[data-note]").hidden = loss !== "sigmoid_binary_cross_entropy"
    this.showButtons()
  }

  showButtons() {
    this.show("run", this.running ? this.words.pause : this.words.run)
    this.querySelector("[data-does=advance]").disabled = this.state.step === MOST
  }

  said({ name, points, learnt, still, binary }) {
    const { words } = this
    const p = step => fine(Math.exp(-points[step].surprise))
    const end = learnt >= 0 ? words.learnt(learnt) : still >= 0 ? words.still(still) : words.slow(MOST, p(MOST))
    return `${name}: ` + words.now(p(this.state.step), end, binary)
  }

  summary() {
    return this.words.summary(this.state.step, this.courses().map(each => this.said(each)))
  }
}

// A logit as a slider can have it.
function within(logit) {
  return Math.min(Math.max(+logit.toFixed(2), -FAR), FAR)
}

function same(a, b) {
  return String(a) === String(b)
}
