// Binary cross entropy in each dtype: rounding is that of torch, and so are values, gradients, and where these end.

import assert from "node:assert/strict"
import { test } from "node:test"

import { bceOfSigmoid, bceWithLogits, rounded, sigmoid } from "../../docs/theme/javascripts/instruments/binary.mjs"
import { ends } from "../../docs/theme/javascripts/instruments/ends.mjs"
import { fixtures, near, slopes } from "./fixtures.mjs"

// exp, log and log1p are off by at most one place each, here and in torch, and up to two such errors meet.
const PLACES = 4
const EPSILON = { float64: 2 ** -52, float32: 2 ** -23 }
const SUBNORMAL = { float64: 2 ** -1074, float32: 2 ** -149 }

// `grows` is how much a relative error of the sigmoid weighs.
function close(actual, expected, dtype, what, grows) {
  if (dtype in EPSILON && typeof expected === "number") {
    const allowed = PLACES * (EPSILON[dtype] * (Math.abs(expected) + grows) + SUBNORMAL[dtype])
    assert.ok(Math.abs(actual - expected) <= allowed, `${what}: ${actual}, but torch has ${expected}`)
  } else {
    assert.equal(String(actual), String(expected), what) // to the last bit; nan and inf are strings
  }
}

test("rounding, with ties, subnormal numbers, and what is too large", () => {
  for (const { dtype, values, expected } of fixtures("rounding")) {
    values.forEach((value, n) => {
      const actual = rounded(+value, dtype)
      assert.ok(Object.is(actual, +expected[n]), `${value} to ${dtype}: ${actual}, but torch has ${expected[n]}`)
    })
  }
})

test("values and gradients are those of torch", () => {
  for (const { dtype, target, rows } of fixtures("dead_zone")) {
    for (const [logit, ...expected] of rows) {
      const [after, within] = [bceOfSigmoid, bceWithLogits].map(loss => loss(logit, target, dtype))
      const actual = [after.loss, after.gradient, within.loss, within.gradient]
      const place = `${dtype}, target ${target}, logit ${logit}`
      const p = sigmoid(logit, dtype)
      // in −log(p) or −log(1 − p), and in p − target
      const grows = [expected[0] === 100 ? 0 : target ? 1 : p / (1 - p), p, 0, p]
      actual.forEach((value, n) => close(value, expected[n], dtype, `${place}: ${n}`, grows[n]))
    }
  }
})

test("gradients end where those of torch do", () => {
  for (const { dtype, target, side, expected } of fixtures("dead_zone_ends")) {
    const actual = [bceOfSigmoid, bceWithLogits].map(loss => ends(loss, target, dtype, side))
    for (const what of ["zero", "infinite", "nan"]) {
      const place = `${what}: ${dtype}, target ${target}, side ${side}`
      assert.deepEqual(actual.map(end => end[what]), expected[what], place)
    }
  }
})

test("beyond such an end nothing comes back, and before it gradients are not 0", () => {
  for (const { dtype, target, rows } of fixtures("dead_zone")) {
    for (const [loss, column] of [[bceOfSigmoid, 2], [bceWithLogits, 4]]) {
      for (const side of [1, -1]) {
        const { zero } = ends(loss, target, dtype, side)
        for (const row of rows.filter(([logit]) => Math.sign(logit) === side && logit !== 0)) {
          const beyond = zero !== null && side * row[0] >= side * zero
          assert.equal(row[column] === 0, beyond, `${dtype}, target ${target}, logit ${row[0]}: ${row[column]}`)
        }
      }
    }
  }
})

test("in float64 they are those of snippets, and the gradients are slopes", () => {
  for (const { logit, target, after, within } of fixtures("dead_zone_snippets")) {
    for (const [loss, expected] of [[bceOfSigmoid, after], [bceWithLogits, within]]) {
      const { loss: value, gradient } = loss(logit, target, "float64")
      near([value, gradient], expected, `${loss.name} of ${logit}, target ${target}`)
      if (Math.abs(logit) < 5) slopes(([moved]) => loss(moved, target, "float64").loss, [gradient], [logit])
    }
  }
})
