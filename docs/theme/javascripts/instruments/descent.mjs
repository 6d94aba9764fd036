// Gradient descent on the logits of one sample: the course that a loss takes, and what comes of it.

import { softmax } from "./activations.mjs"
import { rounded, sigmoid } from "./binary.mjs"
import { crossEntropy } from "./losses.mjs"
import { ofCrossEntropy, ofFocalLoss, ofOneVersusAll, ofProbabilitiesAsLogs, ofSigmoidBefore, ofSoftmaxTwice, ofSquaredError } from "./gradients.mjs"

export const MOST = 100 // steps
export const SATURATED = [20, 20, 20] // logits whose sigmoid is exactly 1 in float32
const LEARNT = 0.9 // the probability of the right answer from which on a sample counts as learnt

// By its name in the address: value and gradient, what it is called, its curve in all figures; whether each class is a
// yes or no of its own; the dtype, if it is not float64; the gradient as a formula of the page, where that is exact.
export const LOSSES = {
  cross_entropy: { values: ofCrossEntropy, name: "CrossEntropyLoss", style: "ce", formula: "p − y" },
  binary_cross_entropy_with_logits: { values: ofOneVersusAll, name: "BCEWithLogitsLoss", style: "bce", binary: true, formula: "(s − y) / C" },
  focal_loss: { values: ofFocalLoss, name: "focal loss", style: "focal" },
  softmax_cross_entropy: { values: ofSoftmaxTwice, name: "CrossEntropyLoss(softmax(x))", style: "double-softmax", formula: "J (p′ − y)" },
  softmax_nll_loss: { values: ofProbabilitiesAsLogs, name: "NLLLoss(softmax(x))", style: "mae", formula: "p_y (p − y)" },
  softmax_mse_loss: { values: ofSquaredError, name: "MSELoss(softmax(x))", style: "mse", formula: "2 J (p − y) / C" },
  sigmoid_binary_cross_entropy: { values: ofSigmoidBefore, name: "BCELoss(sigmoid(x))", style: "after-sigmoid", binary: true, dtype: "float32" },
}

// The probabilities that the output stands for, of each class among all, or of yes for each class by itself.
export function probabilities(x, { binary, dtype = "float64" }) {
  return binary ? x.map(logit => sigmoid(logit, dtype)) : softmax(x)
}

// −log p, where p is the probability of the right answer: of the target or, for one against all, of all C answers.
export function surprise(x, target, { binary }) {
  return binary ? x.length * ofOneVersusAll(x, target).loss : crossEntropy(x, target)
}

// Return what stands at the start and after each of MOST steps.
export function course(name, { logits, target, lr, temperature = 1, smoothing = 0 }) {
  const { values, dtype = "float64" } = LOSSES[name]
  const round = value => rounded(value, dtype)
  const points = []
  for (let x = logits.map(round); points.length <= MOST; ) {
    const { loss, gradient } = values(x, target, { temperature, smoothing })
    points.push({ x, loss, gradient, surprise: surprise(x.map(logit => logit / temperature), target, LOSSES[name]) })
    x = x.map((logit, c) => round(logit - round(lr * gradient[c])))
  }
  return points
}

// Return the step after which it is learnt, and the one after which no logit changes any more; -1 for never.
export function outcome(points) {
  return {
    learnt: points.findIndex(({ surprise }) => surprise <= -Math.log(LEARNT)),
    still: points.findIndex(({ x }, n) => points[n + 1]?.x.every((logit, c) => logit === x[c])),
  }
}
