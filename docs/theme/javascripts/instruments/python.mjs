// Python as the pages show it (docs/hooks/consoles.py): in colours, with a button that copies it.

import { literal } from "./literal.mjs"

const KEYWORDS = "as assert class def del elif else except finally for from if import lambda raise return try while with yield".split(" ")
const WORD = new RegExp(
  [
    String.raw`(?<c>#.*)`,
    String.raw`(?<s>[bfr]?"[^"\n]*"|[bfr]?'[^'\n]*')`,
    String.raw`(?<nf>(?<=^(?:from|import) )[\w.]+|(?<=^import .* as )\w+|(?<=\b(?:def|class) )\w+)`,
    String.raw`(?<k>\b(?:${KEYWORDS.join("|")})\b)`,
  ].join("|"),
  "g",
)
const ROOM = 30
const BREAK = "\u200b"
const words = { zh: "复制", en: "Copy" }

// Each line is a block, so that it breaks with a hanging indent.
export function coloured(code) {
  return code.split("\n").map(line => `<kbd>${colouredLine(line)}\n</kbd>`).join("")
}

// A word that is too long for a phone may break behind its brackets, in as few places as can be.
function broken(word) {
  const brackets = [...word.matchAll(/\((?=[^)])/g)].map(({ index }) => index + 1)
  if (word.length <= ROOM || !brackets.length) return word
  const end = brackets.findLast(end => end <= ROOM) ?? brackets[0]
  return word.slice(0, end) + BREAK + broken(word.slice(end))
}

export function colouredLine(code) {
  const line = code.replace(/\S+/g, broken)
  let html = ""
  let at = 0
  for (const { 0: text, index, groups } of line.matchAll(WORD)) {
    const [colour] = Object.entries(groups).find(([, found]) => found)
    html += `${literal(line.slice(at, index))}<span class="${colour}">${literal(text.replaceAll(BREAK, ""))}</span>`
    at = index + text.length
  }
  return (html + literal(line.slice(at))).replaceAll(BREAK, "<wbr>")
}

// A box for code, whose `code` element has the attributes; copying.mjs is what its button does.
export function box(code, attributes = "") {
  const button = `<button class="copy" type="button">${words[document.documentElement.lang]}</button>`
  return `<div class="typed highlight"><pre>${button}<code ${attributes}>${coloured(code)}</code></pre></div>`
}
