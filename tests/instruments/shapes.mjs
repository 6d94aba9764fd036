// Says for each case, a loss with an input and a target, what the shapes instrument answers; drawings for some.

import { readFileSync } from "node:fs"

import { advice } from "../../docs/theme/javascripts/instruments/advice.mjs"
import { linedUp } from "../../docs/theme/javascripts/instruments/lined-up.mjs"
import { raised } from "../../docs/theme/javascripts/instruments/shapes.mjs"

const { cases, drawn } = JSON.parse(readFileSync(0))

function answer([loss, [shape, dtype], [other, otherDtype]], n) {
  const [input, target] = [{ shape, dtype }, { shape: other, dtype: otherDtype }]
  const { why, code, see } = advice(loss, { input, target }) ?? {}
  const drawing = n % drawn ? undefined : ["zh", "en"].map(language => linedUp(loss, { input, target }, language).svg)
  return [raised(loss, input, target) ?? "", why ?? "", code || "", see ?? "", drawing]
}

console.log(JSON.stringify(cases.map(answer)))
