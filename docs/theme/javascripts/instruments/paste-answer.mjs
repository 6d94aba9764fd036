// What <paste-instrument> shows of an answer: cause and fix in place, the reader's own numbers in the sentence, the code to
// write; several causes; a number among the marks; or what a search finds, and how to ask.

import { answerTo } from "./answers.mjs"
import { NEAR } from "./fingerprints.mjs"
import { literal } from "./literal.mjs"
import { readied, retold } from "./messages.mjs"
import { texts } from "./paste-words.mjs"
import { box } from "./python.mjs"

const words = texts[document.documentElement.lang]
const ROWS = ".md-content td:first-child > a > code"
const FAR = "h2 ~ * *" // in tables that come last
const FEW = 60 // characters: shorter ones filter by their words, as they are typed
const CONTEXT = 200 // characters that are shown before a message
const WHOLE = ["nothing", "message"] // no more to say; to other answers explain may add what the call shows
const HAND = `<p><a href="reference/findings.html#explain">${words.hand}</a></p>`
const place = ({ pathname, hash }) => pathname + hash
const known = { ...window.messages, ...readied(window.messages) }

// Show in an instrument the answer to what is in its box.
window.messages.show = instrument => {
  const text = instrument.box.value
  const part = selector => instrument.querySelector(selector)
  const answer = answerTo(known, text, +part(".classes input").value || undefined)
  part("[data-clear]").hidden = !text
  part(".classes").hidden = answer.kind !== "number"
  const listed = filter(text, answer.hits)
  const view = views[answer.kind](answer, listed) + (WHOLE.includes(answer.kind) ? "" : HAND)
  part(".answer").innerHTML = answer.kind === "none" ? view : view + listed
  for (const mark of instrument.querySelectorAll("[data-at]")) mark.style.setProperty("--at", mark.dataset.at)
  const status = part(".status")
  const said = part(".answer :is(h3, .verdict)")?.textContent ?? ""
  if (status.textContent !== said) status.textContent = said
  if (part(".searched")) search(instrument, text)
}

const views = {
  nothing() {
    return ""
  },

  none(answer, listed) {
    const ask = block(words.ask, known.ask)
    return `<p class="verdict">${listed ? words.part : words.none}</p>${listed || `<div class="searched"></div>${ask}`}`
  },

  several({ hits, whole }) {
    const items = hits.map(hit => {
      const { href, title, items } = known.sections[hit.section]
      return `<li><a href="${href}">${title}</a><br>${retold(hit.sentence, hit.values) || items[0] || ""}</li>`
    })
    const verdict = whole && hits.length > 1 ? words.several(hits.length) : words.partly
    return `<p class="verdict">${verdict}</p><ul>${items.join("")}</ul>`
  },

  message({ hits: [{ section, sentence, values, from, to }], text }) {
    const { href, title, items, code } = known.sections[section]
    const told = retold(sentence, values)
    const before = text.slice(Math.max(text.lastIndexOf("\n", from) + 1, from - CONTEXT), from)
    return `<h3><a href="${href}">${title}</a></h3>
      <p class="pasted"><code>${literal(before)}<mark>${literal(text.slice(from, to))}</mark></code></p>
      <ul>${told && told !== title ? `<li><strong>${words.here}</strong>${words.colon}${told}</li>` : ""}
        ${items.map(item => `<li>${item}</li>`).join("")}</ul>
      ${items.length ? block(words.code, code) : `<p><a href="${href}">${words.elsewhere}</a></p>`}`
  },

  symptoms({ addresses }) {
    const rows = addresses.map(address => known.symptoms.find(([, , links]) => links.includes(`${address}"`)))
    const causes = rows.map(([symptom, cause, links]) => `<h3>${symptom}</h3><p>${cause}</p><p>${links}</p>`)
    return `${causes.join("")}<div class="searched"></div>`
  },

  number({ loss, marks }) {
    const row = formula => known.stuck.find(([formulas]) => formulas.some(([source]) => source === formula))
    const math = formula => row(formula)[0].find(([source]) => source === formula)[1]
    const near = marks.filter(mark => mark.near)
    const uniform = marks.filter(({ formula }) => formula === "\\ln C")
    const likely = marks.filter(({ guessed, value }) => guessed && Math.abs(loss.value - value) < NEAR * value)
    const kind = near.length ? "near" : likely.length ? "maybe" : "far"
    const shown = { near, maybe: likely, far: [...new Set([...uniform, ...marks.slice(0, 2)])] }[kind]
    const causes = shown.map(({ formula }) => row(formula))
    const items = [...new Set(causes)].map(([, stands, cause]) => `<li>${stands}<br>${cause}</li>`)
    const names = shown.map(({ formula, classes, value }) =>
      `${math(formula)}${classes ? ` (C = ${classes})` : ""}${Number.isNaN(+formula) ? ` = ${value.toFixed(4)}` : ""}`)
    const verdict = words[kind](loss.value, names.join(words.or))
    const drawn = marks.filter(({ near, guessed, formula }) => near || !(guessed || formula.includes(".")))
    return `<p class="verdict">${verdict}</p>${scale(loss.value, drawn)}<ul>${items.join("")}</ul>
      <p><a href="debugging.html#plateau">${words.elsewhere}</a></p>`
  },
}

function block(name, code) {
  return code && `<div class="write"><p>${name}</p>${box(code)}</div>`
}

// From 0.1 to 1000, by factors: the loss above, below it the marks, whose numbers stand in turn on four lines
function scale(loss, marks) {
  const at = value => Math.min(Math.max((Math.log10(value) + 1) / 4, 0), 1)
  const one = (value, kind, digits) => `<i class="${kind}" data-at="${at(value)}"><span>${+value.toFixed(digits)}</span></i>`
  const near = new Set(marks.filter(mark => mark.near).map(({ value }) => value))
  const values = [...new Set(marks.map(({ value }) => value))].sort((a, b) => a - b)
  const points = values.map(value => one(value, ...(near.has(value) ? ["near", 4] : ["mark", 2]))).join("")
  return `<div class="scale-line" role="img" aria-label="${words.line}">${points}${loss > 0 ? one(loss, "own", 4) : ""}</div>`
}

// The list of messages shows what has all the words, or what was found; return what says so
function filter(text, hits) {
  const asked = text.toLowerCase().match(/[^\s]+/g) ?? []
  const places = hits.map(({ section }) => place(new URL(window.messages.sections[section].href, location)))
  const short = text.trim().length < FEW && !hits.length
  const fits = cell => {
    const said = cell.closest("tr").textContent.toLowerCase()
    return short ? asked.every(word => said.includes(word)) : places.includes(place(cell.parentElement))
  }
  const cells = [...document.querySelectorAll(ROWS)]
  const none = !text.trim() || !cells.some(fits)
  for (const row of new Set(cells.map(cell => cell.closest("tr")))) {
    row.hidden = !none && !cells.some(cell => row.contains(cell) && fits(cell))
  }
  for (const table of new Set(cells.map(cell => cell.closest("table")))) {
    table.hidden = ![...table.tBodies[0].rows].some(row => !row.hidden)
  }
  const far = cells.filter(cell => cell.matches(FAR))
  const shown = list => list.filter(cell => !cell.closest("tr").hidden).length
  const [all, more] = [shown(cells), shown(far)]
  return all < cells.length ? `<p class="hint">${words.listed(all - more, cells.length - far.length, more)}</p>` : ""
}

async function search(instrument, text) {
  if (!window.searchSite) return
  const found = await window.searchSite(text.slice(-300))
  const box = instrument.querySelector(".searched")
  if (!box || text !== instrument.box.value || !found.length) return
  const shown = [...instrument.querySelectorAll(".answer a")].map(place)
  const others = found.filter(({ url }) => !shown.includes(place(new URL(url, location))))
  const items = others.slice(0, 5).map(({ url, page, title, excerpt }) =>
    `<li><a href="${literal(url)}">${literal(title)}</a> — ${literal(page)}<br>${literal(excerpt)}</li>`)
  box.innerHTML = `<p>${words.searched}</p><ul>${items.join("")}</ul>`
}
