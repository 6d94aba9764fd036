// The state of an instrument in the address: what is written is read again, what cannot be used is named.

import assert from "node:assert/strict"
import { test } from "node:test"

import { choice, fromQuery, number, numbers, toQuery } from "../../docs/theme/javascripts/instruments/address.mjs"

const fields = {
  logits: numbers([2, 1, 0.1], -10, 10, [3, 10]),
  target: choice(2, [0, 1, 2]),
  temperature: number(1, 0.1, 10),
}

test("an address without parameters gives the values to start with", () => {
  const { state, unusable } = fromQuery(fields, "")
  assert.deepEqual(state, { logits: [2, 1, 0.1], target: 2, temperature: 1 })
  assert.deepEqual(unusable, [])
})

test("what is written is read again, and others' parameters stay", () => {
  const state = { logits: [-10, 0.3, 10, 1e-7], target: 0, temperature: 0.1 }
  const query = toQuery(fields, state, "?h=softmax&target=1")
  assert.deepEqual(fromQuery(fields, query).state, state)
  assert.equal(new URLSearchParams(query).get("h"), "softmax")
  assert.equal(toQuery(fields, state, query), query)
})

test("what cannot be used is named, and the starting value stands in", () => {
  const wrong = {
    logits: ["1,2", "1,2,3,4,5,6,7,8,9,10,11", "1,2,x", "1,2,11", "1,,2", ""],
    target: ["3", "-1", "1.5", ""],
    temperature: ["0", "11", "NaN", "", " "],
  }
  for (const [name, texts] of Object.entries(wrong)) {
    for (const text of texts) {
      const { state, unusable } = fromQuery(fields, `?${new URLSearchParams({ [name]: text })}`)
      assert.deepEqual(unusable, [name], text)
      assert.deepEqual(state[name], fields[name].start)
    }
  }
})
