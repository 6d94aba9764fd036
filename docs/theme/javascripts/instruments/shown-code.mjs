// The code of an instrument, which changes with what is set.

import { coloured, colouredLine } from "./python.mjs"

// Colour the code of an instrument anew, where its lines differ.
export function showCode(instrument, code) {
  const element = instrument.querySelector('[data-show="code"]')
  const lines = code.split("\n")
  if (element.children.length !== lines.length) element.innerHTML = coloured(code)
  lines.forEach((line, n) => {
    const shown = element.children[n]
    if (shown.textContent !== `${line}\n`) shown.innerHTML = `${colouredLine(line)}\n`
  })
}
