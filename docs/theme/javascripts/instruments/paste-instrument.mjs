// <paste-instrument>: finds what a reader pastes among the messages of the pages, and shows cause and fix in place; says
// of a number which formula gives it. What it knows comes with the first touch (messages.js), and no request after that.

import { answerTo } from "./answers.mjs"
import { literal, readied, retold } from "./messages.mjs"
import { words } from "./paste-words.mjs"

const HERE = document.currentScript?.src ?? ""
const ROWS = ".md-content td:first-child > a[href^='#'] > code"
const FEW = 60 // characters: shorter ones filter by their words, as they are typed
const CONTEXT = 200 // characters that are shown around a message

export class PasteInstrument extends HTMLElement {
  static words = words

  connectedCallback() {
    if (this.box) return // moved within the page
    this.words = words[document.documentElement.lang]
    this.innerHTML = `<div class="instrument"><label for="pasted">${this.words.title}</label>
      <textarea id="pasted" rows="3" spellcheck="false" autocapitalize="off" autocomplete="off" aria-describedby="pasted-hint"></textarea>
      <div class="buttons"><p id="pasted-hint">${this.words.hint}</p>
        <label class="classes" hidden>${this.words.classes} <input type="number" min="2" inputmode="numeric"></label>
        <button type="button" data-clear hidden>${this.words.clear}</button></div>
      <p class="status" role="status"></p><div class="answer"></div></div>`
    this.box = this.querySelector("textarea")
    this.addEventListener("focusin", () => this.load())
    this.addEventListener("pointerenter", () => this.load())
    this.addEventListener("input", () => this.answer())
    this.addEventListener("click", event => this.press(event.target))
    if (this.box.value) this.answer() // the browser kept it
  }

  // A script, as pages opened from a folder cannot fetch
  load() {
    this.known ??= new Promise((resolve, reject) => {
      const script = document.createElement("script")
      const done = () => resolve({ ...window.messages, ...readied(window.messages) })
      Object.assign(script, { src: new URL("../messages.js", HERE), onload: done, onerror: reject })
      document.head.append(script)
    })
    return this.known
  }

  async answer() {
    const text = this.box.value
    const known = await this.load()
    if (text !== this.box.value) return // more was typed meanwhile
    const answer = answerTo(known, text, +this.querySelector(".classes input").value || undefined)
    this.querySelector("[data-clear]").hidden = !text
    this.querySelector(".classes").hidden = answer.kind !== "number"
    this.filter(text, answer.hits)
    this.querySelector(".answer").innerHTML = answer.kind in this ? this[answer.kind](known, answer) : ""
    for (const mark of this.querySelectorAll("[data-at]")) mark.style.setProperty("--at", mark.dataset.at)
    this.say(this.querySelector(".answer :is(h3, .verdict)")?.textContent ?? "")
    if (answer.kind === "none") this.search(text)
  }

  none(known) {
    const { words } = this
    const ask = this.code(words.ask, known.ask)
    return `<p class="verdict">${words.none}</p><div class="searched"></div>${ask}`
  }

  several(known, { hits, whole }) {
    const { words } = this
    const items = hits.map(hit => {
      const { href, title, items } = known.sections[hit.section]
      return `<li><a href="${href}">${title}</a><br>${retold(hit.sentence, hit.values) || items[0] || ""}</li>`
    })
    const verdict = whole && hits.length > 1 ? words.several(hits.length) : words.partly
    return `<p class="verdict">${verdict}</p><ul>${items.join("")}</ul>`
  }

  message(known, { hits: [{ section, sentence, values, from, to }], text }) {
    const { words } = this
    const { href, title, items, code } = known.sections[section]
    const told = retold(sentence, values)
    const before = text.slice(Math.max(text.lastIndexOf("\n", from) + 1, from - CONTEXT), from)
    return `<h3><a href="${href}">${title}</a></h3>
      <p class="pasted"><code>${literal(before)}<mark>${literal(text.slice(from, to))}</mark></code></p>
      <ul>${told && items.length ? `<li><strong>${words.here}</strong>${words.colon}${told}</li>` : ""}
        ${items.map(item => `<li>${item}</li>`).join("")}</ul>
      ${items.length ? this.code(words.code, code) : `<p><a href="${href}">${words.elsewhere}</a></p>`}`
  }

  symptom({ symptoms }, { address }) {
    const [symptom, cause, links] = symptoms.find(([, , links]) => links.includes(`${address}"`))
    return `<h3>${symptom}</h3><p>${cause}</p><p>${links}</p>`
  }

  number({ stuck }, { loss, marks }) {
    const { words } = this
    const row = formula => stuck.find(([formulas]) => formulas.some(([source]) => source === formula))
    const math = formula => row(formula)[0].find(([source]) => source === formula)[1]
    const near = marks.filter(mark => mark.near)
    const causes = (near.length ? near : marks.slice(0, 2)).map(({ formula }) => row(formula))
    const items = [...new Set(causes)].map(([, stands, cause]) => `<li>${stands}<br>${cause}</li>`)
    const names = near.map(({ formula, classes, value }) =>
      `${math(formula)}${classes ? ` (C = ${classes})` : ""} = ${value.toFixed(4)}`)
    const verdict = near.length ? words.near(loss.value, names.join(words.or)) : words.far(loss.value)
    return `<p class="verdict">${verdict}</p>${this.scale(loss.value, marks)}<ul>${items.join("")}</ul>
      <p><a href="debugging.html#plateau">${words.elsewhere}</a></p>`
  }

  code(name, code) {
    return code && `<div class="write"><p>${name}</p><button type="button" data-copy>${this.words.copy}</button>
      <pre tabindex="0"><code>${literal(code)}</code></pre></div>`
  }

  // From 0.1 to 1000, by factors
  scale(loss, marks) {
    const at = value => Math.min(Math.max((Math.log10(value) + 1) / 4, 0), 1)
    const one = (value, kind) => `<i class="${kind}" data-at="${at(value)}"><span>${+value.toFixed(4)}</span></i>`
    const points = marks.map(({ value, near }) => one(value, near ? "near" : "mark")).join("")
    return `<div class="scale-line" role="img" aria-label="${this.words.line}">${points}${loss > 0 ? one(loss, "own") : ""}</div>`
  }

  // The list of messages shows what has all the words, or what was found
  filter(text, hits) {
    const words = text.toLowerCase().match(/[^\s]+/g) ?? []
    const addresses = hits.map(({ section }) => window.messages.sections[section].href.replace(/.*#/, "#"))
    const short = text.trim().length < FEW && !hits.length
    const fits = cell => {
      const said = cell.closest("tr").textContent.toLowerCase()
      return short ? words.every(word => said.includes(word)) : addresses.includes(cell.parentElement.hash)
    }
    const cells = [...document.querySelectorAll(ROWS)]
    const none = !text.trim() || !cells.some(fits)
    for (const cell of cells) cell.closest("tr").hidden = !none && !fits(cell)
    for (const table of new Set(cells.map(cell => cell.closest("table")))) {
      table.hidden = ![...table.tBodies[0].rows].some(row => !row.hidden)
    }
  }

  async search(text) {
    if (!window.searchSite) return
    const found = await window.searchSite(text.slice(-300))
    const box = this.querySelector(".searched")
    if (!box || text !== this.box.value || !found.length) return
    const items = found.slice(0, 5).map(({ url, page, title, excerpt }) =>
      `<li><a href="${literal(url)}">${literal(title)}</a> — ${literal(page)}<br>${literal(excerpt)}</li>`)
    box.innerHTML = `<p>${this.words.searched}</p><ul>${items.join("")}</ul>`
  }

  async press(target) {
    if (target.matches("[data-clear]")) {
      this.box.value = ""
      this.box.focus()
      this.answer()
    } else if (target.matches("[data-copy]")) {
      await navigator.clipboard.writeText(target.parentElement.querySelector("code").textContent)
      target.textContent = this.words.copied
      this.say(this.words.copied)
    }
  }

  say(sentence) {
    const status = this.querySelector(".status")
    if (status.textContent !== sentence) status.textContent = sentence
  }
}

customElements.define("paste-instrument", PasteInstrument)
