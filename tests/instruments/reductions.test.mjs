// Losses of a batch with each reduction, as snippets computes them, and what their mean divides by.

import { test } from "node:test"

import { logsigmoid } from "../../docs/theme/javascripts/instruments/activations.mjs"
import {
  binaryCrossEntropy,
  crossEntropyOfIndices,
  crossEntropyOfProbabilities,
  oneHot,
} from "../../docs/theme/javascripts/instruments/reductions.mjs"
import { fixtures, near } from "./fixtures.mjs"

test("none, sum, mean and the denominator", () => {
  for (const { logits, target, weight, one_hot, losses } of fixtures("reductions")) {
    near(oneHot(target, logits[0].length), one_hot, "one-hot")
    const computed = {
      indices: crossEntropyOfIndices(logits, target, weight),
      probabilities: crossEntropyOfProbabilities(logits, one_hot, weight),
      binary: binaryCrossEntropy(logits, one_hot, weight),
    }
    for (const { of, none, sum, mean, denominator } of losses) {
      near(computed[of].none, none, `${of}, none`)
      near(computed[of].sum, sum, `${of}, sum`)
      near(computed[of].denominator, denominator, `${of}, denominator`)
      near(computed[of].mean, mean, `${of}, mean`)
    }
  }
})

test("the logarithm of the sigmoid", () => {
  for (const { logit, logarithm } of fixtures("logsigmoid")) {
    near(logsigmoid(logit), logarithm, `logsigmoid(${logit})`)
  }
})
