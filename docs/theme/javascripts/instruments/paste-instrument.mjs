// <paste-instrument>: a box for what went wrong. With the first touch comes messages.js: what the pages say about messages
// (docs/hooks/messages.py), and what looks in it (paste-answer.mjs); no request after that.

import { addSteppers } from "./steppers.mjs"

const AT_ONCE = 24 // characters: nobody types so many; some phones paste as if they typed
const HERE = document.currentScript?.src ?? ""

const words = {
  zh: {
    title: "把报错、警告或一行日志贴进来",
    hint: "贴多长都行，只在这个页面里比对。也可以贴一个不动的损失值。",
    clear: "清空",
    classes: "类别数 C",
  },
  en: {
    title: "Paste what went wrong: a traceback, a message, a warning, a line of a log",
    hint: "Of any length; it is compared within this page. A loss that is stuck will do too.",
    clear: "Clear",
    classes: "Number of classes C",
  },
}

export class PasteInstrument extends HTMLElement {
  static words = words

  connectedCallback() {
    if (this.box) return // moved within the page
    const { title, hint, clear, classes } = words[document.documentElement.lang]
    this.innerHTML = `<div class="instrument"><label for="pasted">${title}</label>
      <textarea id="pasted" rows="3" spellcheck="false" autocapitalize="off" autocomplete="off" aria-describedby="pasted-hint"></textarea>
      <div class="buttons"><p id="pasted-hint">${hint}</p>
        <button type="button" data-clear hidden>${clear}</button>
        <div class="classes" hidden><label for="classes">${classes}</label> <input id="classes" type="number" min="2" inputmode="numeric"></div></div>
      <p class="status" role="status"></p><div class="answer results"></div></div>`
    addSteppers(this)
    this.box = this.querySelector("textarea")
    for (const touch of ["focusin", "pointerenter"]) this.addEventListener(touch, () => this.load())
    let before = 0
    this.addEventListener("beforeinput", () => {
      before = this.box.value.length
    })
    this.addEventListener("input", async ({ inputType }) => {
      const pasted = inputType === "insertFromPaste" || this.box.value.length - before > AT_ONCE
      await this.answer()
      if (pasted) this.querySelector(".answer").scrollIntoView({ block: "nearest" }) // at once: nothing moves
    })
    this.querySelector("[data-clear]").addEventListener("click", () => {
      this.box.value = ""
      this.box.focus()
      this.answer()
    })
  }

  async answer() {
    (await this.load())(this)
  }

  // A script, as pages opened from a folder cannot fetch
  load() {
    this.loaded ??= new Promise((resolve, reject) => {
      const script = document.createElement("script")
      const onload = () => resolve(window.messages.show)
      Object.assign(script, { src: new URL("../messages.js", HERE), onload, onerror: reject })
      document.head.append(script)
    })
    return this.loaded
  }
}

customElements.define("paste-instrument", PasteInstrument)
