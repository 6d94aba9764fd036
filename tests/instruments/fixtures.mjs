// What the tests of the instruments share: the cases that snippets has computed, and how near is near enough.

import assert from "node:assert/strict"
import { readFileSync } from "node:fs"

const cases = JSON.parse(readFileSync(process.env.FIXTURES, "utf-8"))

// Return the cases of a name; a missing or empty list is no test.
export function fixtures(name) {
  assert.ok(cases[name]?.length, `no cases for ${name}`)
  return cases[name]
}

// JSON has no infinities and no nan; Python writes them as strings.
export function near(actual, expected, what = "") {
  if (Array.isArray(expected)) {
    assert.equal(actual.length, expected.length, what)
    expected.forEach((value, n) => near(actual[n], value, `${what}[${n}]`))
  } else if (typeof expected === "string") {
    assert.equal(String(actual), expected, what)
  } else {
    const allowed = 1e-12 * Math.max(1, Math.abs(expected))
    assert.ok(Math.abs(actual - expected) <= allowed, `${what}: ${actual}, but snippets has ${expected}`)
  }
}

// Hold a gradient to central differences of the loss.
export function slopes(loss, gradient, at, step = 1e-6) {
  at.forEach((_, n) => {
    const moved = by => loss(at.map((value, place) => (place === n ? value + by : value)))
    const slope = (moved(step) - moved(-step)) / (2 * step)
    assert.ok(Math.abs(gradient[n] - slope) <= 1e-7 * Math.max(1, Math.abs(slope)), `${n}: ${gradient[n]}, slope ${slope}`)
  })
}
