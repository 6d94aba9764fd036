// Each loss and each mistake: value and gradient are those of torch's autograd, and so is where the steps lead.

import assert from "node:assert/strict"
import { test } from "node:test"

import { sigmoid } from "../../docs/theme/javascripts/instruments/binary.mjs"
import { LOSSES, MOST, SATURATED, course, outcome } from "../../docs/theme/javascripts/instruments/descent.mjs"
import { fixtures, near, slopes } from "./fixtures.mjs"

const cases = fixtures("descent")

// exp and log are off by a place or so, here and in torch: of a float32, and as errors of the sigmoid weigh.
function close32(actual, expected, grows, what) {
  const allowed = 4 * 2 ** -23 * (Math.abs(expected) + grows)
  assert.ok(Math.abs(actual - expected) <= allowed, `${what}: ${actual}, but torch has ${expected}`)
}

test("in float64, values, gradients and steps", () => {
  for (const { name, points, reference, ...setting } of cases.filter(({ name }) => !LOSSES[name].dtype)) {
    const actual = course(name, setting)
    near(actual[0].loss, reference, `${name} of ${setting.logits}`)
    for (const [step, expected] of Object.entries(points)) {
      const { x, loss, gradient } = actual[step]
      near([loss, gradient, x], [expected.loss, expected.gradient, expected.x], `${name} of ${setting.logits}, step ${step}`)
    }
    const { values } = LOSSES[name]
    slopes(x => values(x, setting.target).loss, actual[0].gradient, setting.logits)
  }
})

test("BCELoss after a sigmoid is that of float32, and its gradient is 0 exactly where torch's is", () => {
  const binary = cases.filter(({ name }) => LOSSES[name].dtype === "float32")
  assert.ok(binary.length)
  for (const { name, points, ...setting } of binary) {
    for (const { x, loss, gradient } of Object.values(points)) {
      const actual = LOSSES[name].values(x, setting.target, {})
      const s = x.map(logit => sigmoid(logit, "float32"))
      const grows = s.map((p, c) => (c === setting.target ? 1 : p < 1 ? p / (1 - p) : 0))
      close32(actual.loss, loss, grows.reduce((a, b) => a + b) / x.length, `loss of ${x}`)
      gradient.forEach((slope, c) => {
        close32(actual.gradient[c], slope, s[c], `gradient of ${x}`)
        assert.equal(actual.gradient[c] === 0, slope === 0, `gradient of ${x}: ${actual.gradient}`)
      })
    }
    const end = course(name, setting)[MOST].x
    points[MOST].x.forEach((logit, c) => assert.ok(Math.abs(end[c] - logit) <= 1e-4, `${setting.logits}: ${end}`))
  }
})

test("what is said to be learnt, or to stand still, is", () => {
  for (const { name, points, ...setting } of cases) {
    const steps = course(name, setting)
    const { learnt, still } = outcome(steps)
    const p = steps.map(({ surprise }) => Math.exp(-surprise))
    assert.equal(learnt, p.findIndex(p => p >= 0.9), name)
    if (still >= 0) steps.slice(still).forEach(({ x }) => assert.deepEqual(x, steps[still].x))
    else assert.notDeepEqual(steps[MOST].x, steps[MOST - 1].x)
  }
  const at = (name, logits) => outcome(course(name, { logits, target: 2, lr: 1 }))
  assert.deepEqual(at("sigmoid_binary_cross_entropy", SATURATED), { learnt: -1, still: 0 })
  assert.equal(at("binary_cross_entropy_with_logits", SATURATED).still, -1)
  assert.equal(at("softmax_cross_entropy", [6, 1, 0]).learnt, -1)
  assert.ok(at("cross_entropy", [6, 1, 0]).learnt > 0)
})
