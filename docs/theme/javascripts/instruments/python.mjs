// Python as the pages show it (docs/hooks/consoles.py): in colours, with a button that copies it.

import { literal } from "./literal.mjs"

const KEYWORDS = "and as assert def del elif else for from if import in is lambda not or raise return while with".split(" ")
const BUILTINS = "abs bool enumerate float getattr int isinstance len list max min print range round sum type zip".split(" ")
const WORD = new RegExp(
  [
    String.raw`(?<c>#.*)`,
    String.raw`(?<s>[bfr]?"[^"\n]*"|[bfr]?'[^'\n]*')`,
    String.raw`(?<nf>(?<=^(?:from|import) )[\w.]+|(?<=^import .* as )\w+|(?<=\b(?:def|class) )\w+)`,
    String.raw`(?<k>\b(?:${KEYWORDS.join("|")})\b)`,
    String.raw`(?<nb>(?<![\w.])(?:${BUILTINS.join("|")})\b)`,
  ].join("|"),
  "gm",
)
const words = { zh: "复制", en: "Copy" }

export function coloured(code) {
  let html = ""
  let at = 0
  for (const { 0: text, index, groups } of code.matchAll(WORD)) {
    const [colour] = Object.entries(groups).find(([, found]) => found)
    html += `${literal(code.slice(at, index))}<span class="${colour}">${literal(text)}</span>`
    at = index + text.length
  }
  return html + literal(code.slice(at))
}

// A box for code, whose `code` element has the attributes; copying.mjs is what its button does.
export function box(code, attributes = "") {
  const button = `<button class="copy" type="button">${words[document.documentElement.lang]}</button>`
  return `<div class="language-python highlight"><pre>${button}<code ${attributes}>${coloured(code)}</code></pre></div>`
}
