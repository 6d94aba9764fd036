// Messages are found whatever their numbers, wraps, colours and surroundings; unsure answers say so.

import assert from "node:assert/strict"
import { test } from "node:test"

import { answerTo } from "../../docs/theme/javascripts/instruments/answers.mjs"
import { readied, retold } from "../../docs/theme/javascripts/instruments/messages.mjs"

const sections = ["size", "bounds", "byte", "float", "long", "pos", "weight"].map(name => ({ href: `errors.html#${name}`, items: [""] }))
const sentence = 'target <b data-n="0">(3,)</b>, input <b data-n="1">(3, 1)</b>, last <b data-n="1.1">1</b>'
const known = readied({
  sections,
  messages: [
    ["Target size (torch.Size(\x01l)) must be the same as input size (torch.Size(\x01l))", [[["[3]", "[3, 1]"], 0, sentence]]],
    ["Target \x01n is out of bounds.", [
      [["3"], 1, "above"], [["-1"], 1, "below"], [["255"], 1, "void"], [["1"], 1, "single"],
    ]],
    ["expected scalar type \x01d but found \x01d", [[["Long", "Byte"], 2, ""], [["Long", "Float"], 3, ""]]],
    ["prefix of it: expected scalar type \x01d but found \x01d for argument target", [[["Long", "Float"], 3, ""]]],
    ["The size of tensor a (\x01n) must match the size of tensor b (\x01n) at non-singleton dimension \x01n", [
      [["2", "3", "1"], 5, "", "binary_cross_entropy", "pos_weight"],
      [["3", "2", "1"], 6, "", "binary_cross_entropy", "weight"],
    ]],
  ],
})
const answer = text => answerTo(known, text)
const first = text => sections[answer(text).hits[0].section].href.split("#")[1]

test("numbers and shapes may be others, and whitespace, quoting and colours count for nothing", () => {
  const wrapped = "> \u001b[31mValueError\u001b[0m: Target size (torch.Size([64])) must be the\n> sa\n> me as input size (torch.Size([64, 10]))"
  const { kind, hits: [hit], text } = answer(wrapped)
  assert.equal(kind, "message")
  assert.deepEqual(hit.values, ["[64]", "[64, 10]"])
  assert.match(text.slice(hit.from, hit.to), /^Target size [^]*\(torch.Size\(\[64, 10\]\)\)$/)
  assert.equal(retold(hit.sentence, hit.values), "target <b>(64,)</b>, input <b>(64, 10)</b>, last <b>10</b>")
  assert.equal(retold(sentence, ["[64]", "[64]"]), undefined)
  assert.equal(retold('<b data-n="0">x</b>', ["<i>"]), "<b>&#60;i&#62;</b>")
})

test("of sentences on one message the one whose numbers are of a kind is told", () => {
  const told = label => answer(`IndexError: Target ${label} is out of bounds.`).hits[0].sentence
  assert.deepEqual([10, -7, 255, 1].map(told), ["above", "below", "void", "single"])
})

test("a traceback gets the sentence that its message alone gets: calls tell sections apart, not sentences", () => {
  const known = readied({
    sections: [{ href: "errors.html#batch", items: [""] }],
    messages: [["Expected input batch_size (\x01n) to match target batch_size (\x01n)", [
      [["3", "2"], 0, "differs", "cross_entropy"], [["4", "20"], 0, "multiple", "cross_entropy", "flatten"],
    ]]],
  })
  const told = text => answerTo(known, text).hits[0].sentence
  const message = (n, m) => `ValueError: Expected input batch_size (${n}) to match target batch_size (${m}).`
  for (const [n, m, sentence] of [[32, 64, "multiple"], [32, 30, "differs"]]) {
    for (const call of ["F.cross_entropy(x, y)", "F.cross_entropy(x.flatten(), y)", "criterion(x, y)"]) {
      const traced = `Traceback (most recent call last):\n  File "a.py", line 1, in loss\n    ${call}\n${message(n, m)}`
      for (const text of [message(n, m), traced]) assert.equal(told(text), sentence, text)
    }
  }
})

test("dtypes tell one cause from another, and a longer message with other dtypes does not hide a shorter one", () => {
  assert.equal(first("expected scalar type Long but found Byte"), "byte")
  assert.equal(first("RuntimeError: expected scalar type Long but found Float"), "float")
  assert.equal(first("prefix of it: expected scalar type Long but found Byte for argument target"), "byte")
  assert.equal(answer("expected scalar type Half but found Char").kind, "several")
})

test("the argument that a message names decides, whatever the dtypes", () => {
  const known = readied({
    sections: ["float", "weight"].map(name => ({ href: `errors.html#${name}`, items: [""] })),
    messages: [["expected scalar type \x01d but found \x01d", [
      [["Long", "Float"], 0, "class indices"], [["Float", "Double"], 1, "<code>weight</code> is of another type"],
    ]]],
  })
  for (const text of ["expected scalar type Float but found Half for argument #3 'weight'", "expected scalar type Float but got Half for argument #3 'weight'"]) {
    assert.equal(answerTo(known, text).hits[0].section, 1, text)
  }
})

test("what was called tells sections apart, or else the same numbers", () => {
  const known = readied({
    sections: [{ href: "language-models.html#a", items: [] }, { href: "errors.html#bounds", items: ["cause"] }],
    messages: [["index \x01n is out of bounds for dimension \x01n", [
      [["-1", "2"], 0, "", "gather"], [["-1", "0"], 1, "", "cross_entropy"],
    ]]],
  })
  const first = text => answerTo(known, text).hits[0].section
  assert.equal(first("index -1 is out of bounds for dimension 0"), 1)
  assert.equal(first("index -1 is out of bounds for dimension 2"), 0)
  assert.equal(first('  File "a.py", line 1, in loss\n    p.gather(1, y)\nindex -1 is out of bounds for dimension 1'), 0)
  assert.equal(first('  File "a.py", line 1, in cross_entropy\nindex -1 is out of bounds for dimension 1'), 1)
})

test("the last error of a text counts, whatever came before", () => {
  const text = "IndexError: Target 3 is out of bounds.\n\nDuring handling …\nRuntimeError: expected scalar type Long but found Byte"
  assert.equal(first(text), "byte")
})

test("a message that several causes have is decided by what was called, or not at all", () => {
  const message = "RuntimeError: The size of tensor a (5) must match the size of tensor b (7) at non-singleton dimension 1"
  const traced = call => `Traceback (most recent call last):\n  File "a.py", line 1, in loss\n    ${call}\n${message}`
  assert.equal(answer(message).kind, "several")
  assert.equal(answer(message).hits.length, 2)
  assert.equal(first(traced("F.binary_cross_entropy(p, y, weight=w)")), "weight")
  assert.equal(answer(traced("F.binary_cross_entropy(p, y, weight=w)")).kind, "message")
})

test("a traceback that never comes by a loss gets no confident answer", () => {
  const text = 'Traceback (most recent call last):\n  File "loss/a.py", line 1, in f\n    x + y\nRuntimeError: expected scalar type Long but found Byte'
  assert.equal(answer(text).kind, "several")
})

test("a message that is cut off counts if most of its words are there; other words do not", () => {
  const cut = answer("RuntimeError: The size of tensor a (5) must match the size of tensor")
  assert.equal(cut.kind, "several")
  assert.deepEqual(cut.hits.map(({ section }) => section), [5, 6])
  assert.equal(answer("ModuleNotFoundError: No module named 'tensorboard'").kind, "none")
  assert.equal(answer("RuntimeError: mat1 and mat2 shapes cannot be multiplied (4x8 and 6x2)").kind, "none")
})
