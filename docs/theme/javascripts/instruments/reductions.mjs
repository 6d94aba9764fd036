// What reduction makes of a batch: "none", "sum", "mean", and the denominator of the mean, part by part. One part for
// each loss in `none`; what snippets/losses.py and snippets/binary.py compute.

import { logSoftmax, logsigmoid } from "./activations.mjs"

export const IGNORED = -100

// Also NLLLoss of log-probabilities. Rows enter the denominator with the weights of their targets.
export function crossEntropyOfIndices(logits, targets, weights) {
  const parts = targets.map(target => (target === IGNORED ? 0 : weights[target]))
  const none = logits.map((row, n) => (targets[n] === IGNORED ? 0 : -parts[n] * logSoftmax(row)[targets[n]]))
  return reduced(none, parts)
}

// Rows enter the denominator as 1 each.
export function crossEntropyOfProbabilities(logits, probabilities, weights) {
  const loss = (row, y) => -total(logSoftmax(row).map((logP, c) => weights[c] * y[c] * logP))
  return reduced(
    logits.map((row, n) => loss(row, probabilities[n])),
    logits.map(() => 1),
  )
}

// Also BCELoss of sigmoid(logits). Elements enter the denominator as 1 each.
export function binaryCrossEntropy(logits, targets, weights) {
  const loss = (logit, y) => -(y * logsigmoid(logit) + (1 - y) * logsigmoid(-logit))
  return reduced(
    logits.map((row, n) => row.map((logit, c) => weights[c] * loss(logit, targets[n][c]))),
    logits.map(row => row.map(() => 1)),
  )
}

// An ignored target has no class: a row of zeros.
export function oneHot(targets, classes) {
  return targets.map(target => Array.from({ length: classes }, (_, c) => +(c === target)))
}

function reduced(none, parts) {
  const sum = total(none.flat())
  const denominator = total(parts.flat())
  return { none, parts, sum, denominator, mean: sum / denominator }
}

function total(values) {
  return values.reduce((sum, value) => sum + value, 0)
}
