// A tree of questions: where an answer stands in it, and how many questions can follow.

import assert from "node:assert/strict"
import { test } from "node:test"

import { ids, pathTo, questions } from "../../docs/theme/javascripts/instruments/tree.mjs"

const node = (id, ...answers) => ({ id, answers })
const tree = node("start", node("a", node("b"), node("c", node("d"))), node("e"))

test("the path to an answer has all that were given before it", () => {
  const path = id => pathTo(tree, id)?.map(node => node.id)
  assert.deepEqual(path("start"), ["start"])
  assert.deepEqual(path("d"), ["start", "a", "c", "d"])
  assert.deepEqual(path("e"), ["start", "e"])
  assert.equal(path("f"), undefined)
})

test("every answer is listed once, in order", () => {
  assert.deepEqual(ids(tree), ["start", "a", "b", "c", "d", "e"])
})

test("the most questions that can follow", () => {
  assert.equal(questions(tree), 3)
  assert.equal(questions(tree.answers[0]), 2)
  assert.equal(questions(tree.answers[1]), 0)
})
