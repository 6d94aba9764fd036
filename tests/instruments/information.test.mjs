// Entropy, cross entropy and KL divergence as snippets computes them, and distributions that stay distributions.

import assert from "node:assert/strict"
import { test } from "node:test"

import { fromQuery, toQuery } from "../../docs/theme/javascripts/instruments/address.mjs"
import { distribution, moved, probabilities } from "../../docs/theme/javascripts/instruments/distribution.mjs"
import { crossEntropy, entropy, klDivergence } from "../../docs/theme/javascripts/instruments/information.mjs"
import { fixtures, near } from "./fixtures.mjs"

test("values, infinite ones and 0 log 0 included", () => {
  for (const { p, q, ...expected } of fixtures("information")) {
    near(entropy(p), expected.entropy, "entropy")
    near(crossEntropy(p, q), expected.cross_entropy, "cross entropy")
    near(klDivergence(p, q), expected.kl_divergence, "divergence")
  }
})

const starts = [[50, 40, 10], [80, 10, 10], [100, 0, 0], [0, 1, 99], [33, 33, 34], [25, 25, 25, 25], [0, 100]]

test("moving one outcome sets it, keeps the sum, and the others in proportion", () => {
  for (const start of starts) {
    start.forEach((_, n) => {
      for (let value = 0; value <= 100; value += 1) {
        const parts = moved(start, n, value / 100)
        assert.equal(parts[n], value)
        assert.equal(parts.reduce((a, b) => a + b), 100)
        const rest = 100 - start[n]
        parts.forEach((part, c) => {
          const share = rest ? (start[c] * (100 - value)) / rest : (100 - value) / (start.length - 1)
          assert.ok(c === n || Math.abs(part - share) < 1, `${start} → ${parts}`)
          assert.ok(c === n || !rest || start[c] || !part, `${start} → ${parts}: 0 stays 0`)
        })
      }
    })
  }
})

test("setting an outcome to what it is changes nothing", () => {
  for (const start of starts) start.forEach((part, n) => assert.deepEqual(moved(start, n, part / 100), start))
})

test("the address gives exactly the same distribution again", () => {
  const fields = { p: distribution([50, 40, 10]) }
  for (let a = 0; a <= 100; a += 1) {
    for (let b = 0; a + b <= 100; b += 1) {
      const p = [a, b, 100 - a - b]
      assert.deepEqual(fromQuery(fields, toQuery(fields, { p }, "")).state, { p })
    }
  }
  assert.deepEqual(probabilities([50, 40, 10]), [0.5, 0.4, 0.1])
})

test("what is no distribution cannot be used", () => {
  const p = distribution([50, 40, 10])
  const sums = ["0.5,0.4,0.2", "0.5,0.3,0.1", "1.5,-0.5,0"]
  const others = ["", "1", "0.5,0.5", "0.5,0.5,", "0.333,0.333,0.334", "a,b,c", "NaN,1,0"]
  for (const text of [...sums, ...others]) assert.equal(p.read(text), undefined, text)
})
