// What instruments share: words in the language of the page, a state that the address carries, native controls, and a
// live region that says what came of a change.

import { fromQuery, toQuery } from "./address.mjs"
import { addSteppers } from "./steppers.mjs"
import { undoneByScrolling } from "./swipes.mjs"

// A subclass has `static words`, by language, and `static fields` (see address.mjs), and the methods
//   build()    returns the HTML, once and whenever `rebuild` is called; controls are named after their fields. What they
//              change comes first, in .results, which stays in view as long as .panel around it all
//   draw()     shows the state
//   summary()  returns the sentence for the live region
export class Instrument extends HTMLElement {
  connectedCallback() {
    if (this.state) return // moved within the page
    this.words = this.constructor.words[document.documentElement.lang]
    this.addEventListener("input", event => this.take(event.target))
    this.addEventListener("change", event => this.take(event.target) && this.save())
    this.addEventListener("click", event => event.target.closest("[data-reset]") && this.reset())
    this.addEventListener("mousedown", ({ target }) => target.matches("select") && target.focus({ preventScroll: true }))
    this.addEventListener("click", tapped)
    addEventListener("popstate", () => this.load())
    this.load()
  }

  load() {
    const { state, unusable } = fromQuery(this.constructor.fields, location.search)
    this.state = this.checked(state)
    this.rebuild()
    if (unusable.length) this.say(this.common.unusable(unusable.join(", ")), true)
  }

  // What the fields cannot know of each other; a subclass may mend the state here.
  checked(state) {
    return state
  }

  get common() {
    return common[document.documentElement.lang]
  }

  rebuild() {
    const status = `<p class="status" role="status"></p>`
    const reset = `<button type="button" data-reset>${this.common.reset}</button>`
    const code = this.querySelector("details:has(pre), .highlight") // open or not, with what its button says
    this.innerHTML = `<div class="instrument" role="group" aria-label="${this.words.title}">${this.build(reset)}${status}</div>`
    if (code) this.querySelector("details:has(pre), .highlight")?.replaceWith(code)
    addSteppers(this)
    for (const part of this.querySelectorAll("[type=range], .plot")) {
      undoneByScrolling(part, () => this.state, state => this.become(state))
    }
    this.draw()
  }

  become(state) {
    this.state = state
    this.draw()
  }

  // Move what a control says into the state; `data-n` is its place where a field holds several numbers.
  take(control) {
    const field = this.constructor.fields[control.name]
    if (!field) return false
    const { n } = control.dataset
    const value =
      n === undefined
        ? field.read(control.value)
        : this.state[control.name].map((old, place) => (place === +n ? +control.value : old))
    this.state = this.checked({ ...this.state, [control.name]: value })
    this.draw()
    return true
  }

  reset() {
    this.state = fromQuery(this.constructor.fields, "").state
    this.rebuild()
    this.save()
    this.querySelector("[data-reset]").focus()
  }

  save() {
    history.replaceState(null, "", `${toQuery(this.constructor.fields, this.state, location.search)}#${this.id}`)
    this.say(this.summary())
  }

  // Say a sentence to screen readers, and show it if it is news to all.
  say(sentence, seen = false) {
    const status = this.querySelector(".status")
    status.textContent = sentence
    status.classList.toggle("seen", seen)
  }

  // Set the text of the element that is marked with `data-show`.
  show(name, text) {
    const element = this.querySelector(`[data-show="${name}"]`)
    element.firstChild ?? element.append("")
    if (element.textContent !== text) element.firstChild.data = text
  }
}

const common = {
  zh: { reset: "重置", unusable: names => `网址中的 ${names} 无法使用，已改用初始值。` },
  en: { reset: "Reset", unusable: names => `The address has unusable values for ${names}; starting values stand in.` },
}

// A tap on the words of a control is one on it: browsers would scroll it to where keys have it clear of what stays in view.
function tapped(event) {
  const control = event.target.closest("label")?.control
  if (!control || control.contains(event.target)) return
  event.preventDefault()
  control.focus({ preventScroll: true })
  control.click()
}

// Python's `f"{value:.4f}"`, without a sign at 0.
export function decimals(value, places = 4) {
  if (Number.isNaN(value)) return "nan"
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf"
  const text = value.toFixed(places)
  return +text === 0 ? text.replace("-", "") : text
}

// A slider, as wide as its column, below what it moves and the value, which `show` sets by the name `shown`.
export function slider(name, shown, text, attributes, label = text) {
  return `<div><span>${text} <b data-show="${shown}"></b></span>
    <input type="range" name="${name}" aria-label="${label}" ${attributes}></div>`
}

// Four places, unless they would make a small number look like 0.
export function fine(value) {
  if (value === 0) return "0"
  return Math.abs(value) < 0.00005 ? value.toExponential(1) : decimals(value)
}

// Say what width a drawing was made for: paper may be narrower, and no script measures it.
export function fit(svg, width, height) {
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`)
  svg.style.height = `${height}px`
}

// Draw the bar of an element between two shares of its width.
export function bar(element, from, to) {
  element.style.setProperty("--from", Math.min(from, to))
  element.style.setProperty("--to", Math.max(from, to))
}
