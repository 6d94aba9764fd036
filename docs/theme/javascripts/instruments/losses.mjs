// Cross entropy of one row, with temperature and label smoothing, and its gradient: what snippets/losses.py and
// snippets/gradients.py compute for logits / temperature.

import { logSoftmax, softmax } from "./activations.mjs"

// The target that label smoothing makes of a class index.
export function smoothed(target, classes, smoothing) {
  const y = Array(classes).fill(smoothing / classes)
  y[target] += 1 - smoothing
  return y
}

export function crossEntropy(logits, target, { temperature = 1, smoothing = 0 } = {}) {
  const y = smoothed(target, logits.length, smoothing)
  const logP = logSoftmax(logits.map(logit => logit / temperature))
  return -logP.reduce((sum, log, c) => sum + (y[c] && y[c] * log), 0)
}

// With respect to the logits, hence the division.
export function crossEntropyGradient(logits, target, { temperature = 1, smoothing = 0 } = {}) {
  const y = smoothed(target, logits.length, smoothing)
  return softmax(logits.map(logit => logit / temperature)).map((p, c) => (p - y[c]) / temperature)
}
