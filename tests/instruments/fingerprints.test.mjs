// The numbers at which a loss gets stuck are those that snippets computes; losses are read out of logs.

import assert from "node:assert/strict"
import { test } from "node:test"

import { FINGERPRINTS, marksFor, numbersIn, symptoms } from "../../docs/theme/javascripts/instruments/fingerprints.mjs"
import { fixtures, near } from "./fixtures.mjs"

test("marks are what snippets computes", () => {
  for (const { classes, marks } of fixtures("fingerprints")) {
    assert.deepEqual(Object.keys(marks), Object.keys(FINGERPRINTS))
    for (const [formula, value] of Object.entries(marks)) near(FINGERPRINTS[formula](classes), value, formula)
  }
})

const read = text => numbersIn(text).losses.map(({ value }) => value)

test("losses are read in the order of a log, and nothing else is", () => {
  assert.deepEqual(read("2.3026"), [2.3026])
  assert.deepEqual(read("epoch 3 | loss=0.693 acc=0.1\nepoch 4 | loss=0.692 acc=0.2"), [0.693, 0.692])
  assert.deepEqual(read("{'loss': 2.3, 'val_loss': nan}"), [2.3, NaN])
  assert.deepEqual(read("loss tensor(0.6931, grad_fn=<NllLossBackward0>)，损失一直是 0.69"), [0.6931, 0.69])
  assert.deepEqual(read('File "loss/utils.py", line 52\nloss: 40% done, 3 epochs'), [])
  assert.deepEqual(read("the loss stays at 2.30"), [2.3])
  assert.deepEqual(read("loss is always around 0.69，loss 始终停在 0.70"), [0.69, 0.7])
  assert.deepEqual(read("tensor(nan, grad_fn=<NllLossBackward0>)"), [NaN])
  assert.equal(numbersIn("loss 2.3026, num_classes=10").classes, 10)
  assert.equal(numbersIn("100 类，loss 4.6").classes, 100)
})

const found = (text, classes) => {
  const { losses: [loss], classes: said } = numbersIn(text)
  return marksFor(loss, classes ?? said).filter(mark => mark.near).map(({ formula, classes }) => [formula, classes])
}

test("a loss finds its formula, with the number of classes or without", () => {
  assert.deepEqual(found("2.3026"), [["\\ln C", 10]])
  assert.deepEqual(found("2.30", 10), [["\\ln C", 10]])
  assert.deepEqual(found("1.4612"), [["\\ln(e + C - 1) - 1", 10]])
  assert.deepEqual(found("0.6931"), [["\\ln C", 2], ["\\ln 2", undefined]])
  assert.deepEqual(found("100.0"), [["100", undefined]])
  assert.deepEqual(found("27.631"), [["-\\ln 10^{-12}", undefined]])
  assert.deepEqual(found("6.93", 10), [["C \\ln 2", 10]])
  assert.deepEqual(found("5.0"), [])
  assert.deepEqual(found("8.909"), [["8.909", undefined]])
  assert.deepEqual(found("6.92"), [["6.920", undefined]])
})

test("a loss with all of its digits finds a number of classes that a rounded one leaves open", () => {
  assert.deepEqual(found(`loss ${Math.log(202) - 1e-7}`), [["\\ln C", 202]])
  assert.deepEqual(found("loss 5.308"), [])
  assert.deepEqual(found("loss 5.3092675"), [])
})

test("a number that is near none has the nearest ones with the number of classes that is said, or fits best", () => {
  const nearest = (text, classes) => {
    const [{ formula, classes: given, value, near }] = marksFor(numbersIn(text).losses[0], classes)
    return [formula, given, value.toFixed(4), near]
  }
  assert.deepEqual(nearest("3.7", 50), ["\\ln C", 50, "3.9120", false])
  const guessed = marksFor(numbersIn("loss stuck at 5.5597").losses[0]).slice(0, 2).map(({ formula, classes }) => [formula, classes])
  assert.deepEqual(guessed, [["\\ln C", 260], ["C \\ln 2", 8]])
})

test("nan, negative and zero losses are symptoms", () => {
  const of = text => symptoms(numbersIn(text).losses, text).join(" ")
  assert.equal(of("loss nan"), "#nan #nan-later")
  assert.equal(of("loss 2.1\nloss nan"), "#nan-later")
  assert.equal(of("loss -377.9"), "#negative")
  assert.equal(of("loss is negative -0.87 dice"), "#negative")
  assert.equal(of("loss 是负数 -0.87"), "#negative")
  assert.equal(of("loss 0.000"), "#silent")
  assert.equal(of("{'loss': 0.0, 'grad_norm': 0.0}"), "#silent")
  assert.equal(of("{'loss': 0.0, 'grad_norm': nan}"), "curves.html#zero")
  assert.equal(of("loss nan fp16"), "mixed-precision.html#half-precision #nan #nan-later")
  assert.equal(of("epoch 3 loss nan float16"), "mixed-precision.html#half-precision #nan-later #nan")
  assert.equal(of("loss 2.1"), "")
})

test("nan at a later step may have come before: both are answered, the likelier first", () => {
  const of = text => symptoms(numbersIn(text).losses, text).join(" ")
  const later = ["epoch 3 loss: nan", "Epoch: [3][120/500] Loss nan", "{'loss': nan, 'epoch': 3.0}", "第 3 轮 损失：nan",
    "iter 500 train_loss nan", "loss becomes nan", "训练到一半 loss 变成 nan", "after 3 epochs the loss is nan",
    "第一次正常，之后 loss 是 nan", "suddenly loss nan"]
  for (const text of later) assert.equal(of(text), "#nan-later #nan", text)
  for (const text of ["epoch 1/10, step 1, loss nan", "epoch 0 loss nan"]) assert.equal(of(text), "#nan", text)
})
