// Cross entropy of one row with temperature and label smoothing, and its gradient, as snippets computes them.

import { test } from "node:test"

import { crossEntropy, crossEntropyGradient } from "../../docs/theme/javascripts/instruments/losses.mjs"
import { softmax } from "../../docs/theme/javascripts/instruments/activations.mjs"
import { fixtures, near, slopes } from "./fixtures.mjs"

test("values and gradients", () => {
  for (const { logits, target, temperature, smoothing, p, loss, gradient } of fixtures("cross_entropy")) {
    const options = { temperature, smoothing }
    near(softmax(logits.map(logit => logit / temperature)), p, "p")
    near(crossEntropy(logits, target, options), loss, "loss")
    near(crossEntropyGradient(logits, target, options), gradient, "gradient")
    if (temperature >= 1) {
      slopes(moved => crossEntropy(moved, target, options), crossEntropyGradient(logits, target, options), logits)
    }
  }
})
