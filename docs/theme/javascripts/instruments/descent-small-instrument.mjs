// <descent-small-instrument>: the picture of a descent with one choice, the loss, and a link to the whole instrument.

import { toQuery } from "./address.mjs"
import { Descending } from "./descending.mjs"

// Sure of the wrong class, with a mistake; the address belongs to others.
const START = [6, 1, 0]

export class DescentSmallInstrument extends Descending {
  static fields = { ...Descending.fields, logits: { ...Descending.fields.logits, start: START } }

  load() {
    this.whole ??= this.querySelector("a.whole")
    const starts = Object.entries(this.constructor.fields).map(([name, { start }]) => [name, start])
    this.state = { ...Object.fromEntries(starts), loss: "softmax_cross_entropy" }
    this.rebuild()
  }

  build() {
    return `<div class="panel"><div class="chosen">${this.losses()}</div>${this.stage()}${this.moves()}</div><p class="to"></p>`
  }

  rebuild() {
    super.rebuild()
    this.querySelector(".to").append(this.whole)
  }

  draw() {
    super.draw()
    this.whole.search = toQuery(this.constructor.fields, { ...this.state, step: 0 }, "")
  }

  save() {
    this.say(this.summary())
  }
}

customElements.define("descent-small-instrument", DescentSmallInstrument)
