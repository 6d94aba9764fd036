// What <paste-instrument> answers: one message, several that it may be, symptoms, a number, or none.

import { marksFor, numbersIn, symptoms } from "./fingerprints.mjs"
import { find } from "./messages.mjs"

const LEAST = 4 // characters

// Return { kind, hits, … } for a text. A reader who says how many classes there are knows better than the text.
export function answerTo(known, pasted, classes) {
  const { losses, classes: said } = numbersIn(pasted)
  const found = find(known, pasted)
  if (found.sure) return { kind: "message", ...found }
  if (losses.length && !found.hits.length) {
    const addresses = symptoms(losses, pasted)
    if (addresses.length) return { kind: "symptoms", addresses, hits: [] }
    return { kind: "number", loss: losses.at(-1), marks: marksFor(losses.at(-1), classes ?? said), hits: [] }
  }
  if (found.hits.length) return { kind: "several", ...found }
  return { kind: pasted.trim().length < LEAST ? "nothing" : "none", hits: [] }
}
