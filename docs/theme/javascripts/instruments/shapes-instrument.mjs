// <shapes-instrument>: two shapes and dtypes, lined up by a loss; whether torch takes them, what it says, what to write.

import { choice } from "./address.mjs"
import { advice } from "./advice.mjs"
import { Instrument } from "./instrument.mjs"
import { linedUp, sizesOf } from "./lined-up.mjs"
import { box } from "./python.mjs"
import { words } from "./shapes-words.mjs"
import { DTYPES, LOSSES, raised } from "./shapes.mjs"
import { showCode } from "./shown-code.mjs"

const MOST = 5 // axes
const LARGEST = 999999
const READABLE = /^(torch\.Size)?[\s()[\]]*(\d+([\s,，、x×*]+\d+)*)?[\s,，()[\]]*$/

// Sizes between commas or otherwise apart, in any brackets.
function shape(start) {
  const read = text => {
    const sizes = READABLE.test(text) ? (text.match(/\d+/g) ?? []).map(Number) : [0]
    return sizes.length <= MOST && sizes.every(size => 0 < size && size <= LARGEST) ? sizes : undefined
  }
  return { start, read, write: sizes => sizes.join(",") }
}

export class ShapesInstrument extends Instrument {
  static words = words
  static fields = {
    loss: choice("cross_entropy", LOSSES),
    input: shape([8, 3]),
    input_dtype: choice("float32", DTYPES),
    target: shape([8, 1]),
    target_dtype: choice("int64", DTYPES),
  }

  build(reset) {
    const { words } = this
    const select = (name, options) => `<select name="${name}" aria-label="${words[name]}">${options
      .map(option => `<option>${option}</option>`)
      .join("")}</select>`
    const tensor = name => `<label>${words[name]}
      <input name="${name}" autocomplete="off" autocapitalize="off" spellcheck="false" aria-describedby="shapes-hint"></label>
      <label>dtype ${select(`${name}_dtype`, DTYPES)}</label>`
    return `<div class="panel"><div class="results"><div class="drawing"></div>
        <p class="verdict"><b data-show="verdict"></b> <code data-show="message"></code></p></div>
      <div class="setup"><label class="loss">${words.loss} ${select("loss", LOSSES)}</label>
        ${tensor("input")}${tensor("target")}
        <p class="hint" id="shapes-hint">${words.hint}</p>${reset}</div></div>
      <p><span data-show="why"></span> <a data-see>${words.more}</a></p>
      <div class="write"><p>${words.write}</p>${box("", `data-show="code"`)}</div>
      <p>${words.explained} <a href="reference/findings.html"><code>${words.explain}</code></a>${words.stop}</p>`
  }

  // What is said of an entry stays in view with its results.
  rebuild() {
    super.rebuild()
    this.querySelector(".results").append(this.querySelector(".status"))
  }

  // What cannot be read leaves the last shape in place, and says so.
  take(control) {
    const readable = this.constructor.fields[control.name]?.read(control.value) !== undefined
    control.setAttribute("aria-invalid", !readable)
    this.say(readable ? "" : this.words.unreadable, true)
    return readable && super.take(control)
  }

  draw() {
    const { words, state } = this
    for (const [name, { read, write }] of Object.entries(this.constructor.fields)) {
      const control = this.querySelector(`[name=${name}]`)
      if (String(read(control.value)) === String(state[name])) continue
      control.value = write(state[name]).replaceAll(",", ", ")
      control.removeAttribute("aria-invalid")
    }
    const { drawing, message, found } = this.answer()
    this.querySelector(".drawing").innerHTML = drawing.svg
    this.show("verdict", this.verdict())
    this.show("message", message ?? "")
    this.show("why", found ? this.because(found) : "")
    showCode(this, found ? found.code || "" : `F.${state.loss}(input, target)`)
    this.querySelector(".write").hidden = !!found && !found.code
    const link = this.querySelector("[data-see]")
    link.hidden = !found
    if (found) link.href = found.see
  }

  answer() {
    const { loss, input_dtype, target_dtype, ...shapes } = this.state
    const input = { shape: shapes.input, dtype: input_dtype }
    const target = { shape: shapes.target, dtype: target_dtype }
    return {
      drawing: linedUp(loss, { input, target }, document.documentElement.lang),
      message: raised(loss, input, target),
      found: advice(loss, { input, target }),
    }
  }

  verdict() {
    const { message, found } = this.answer()
    return this.words[message ? "refused" : found ? "doubtful" : "taken"]
  }

  because({ why, wanted }) {
    return wanted ? this.words.why.wanted(sizesOf(wanted)) : this.words.why[why]
  }

  summary() {
    const { drawing, message = "", found } = this.answer()
    return [this.verdict(), message, found && this.because(found), drawing.said].filter(Boolean).join(" ")
  }
}

customElements.define("shapes-instrument", ShapesInstrument)
