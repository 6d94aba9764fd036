// <descent-small-instrument>: the picture of a descent with one choice, the loss, and a link to the whole instrument.

import { toQuery } from "./address.mjs"
import { Descending } from "./descending.mjs"

// Sure of the wrong class, with a mistake; the address belongs to others.
const START = [6, 1, 0]

export class DescentSmallInstrument extends Descending {
  static fields = { ...Descending.fields, logits: { ...Descending.fields.logits, start: START } }

  load() {
    this.more ??= this.querySelector("a")
    const starts = Object.entries(this.constructor.fields).map(([name, { start }]) => [name, start])
    this.state = { ...Object.fromEntries(starts), loss: "softmax_cross_entropy" }
    this.rebuild()
  }

  build() {
    return `<div class="choices">${this.losses()}</div>${this.stage()}<p class="more"></p>`
  }

  rebuild() {
    super.rebuild()
    this.querySelector(".more").append(this.more)
  }

  draw() {
    super.draw()
    this.more.search = toQuery(this.constructor.fields, this.state, "")
  }

  save() {
    this.say(this.summary())
  }
}

customElements.define("descent-small-instrument", DescentSmallInstrument)
