// The loss of one row and its gradient by the logits: of losses as they are meant, and of mistakes, where the gradient
// comes back through an activation. In float64, but for BCELoss: where it stops is about float32, the dtype of tensors.

import { logSoftmax, softmax } from "./activations.mjs"
import { bceOfSigmoid, bceWithLogits } from "./binary.mjs"
import { crossEntropy, crossEntropyGradient, smoothed } from "./losses.mjs"

export const GAMMA = 2

export function ofCrossEntropy(x, target, options) {
  return { loss: crossEntropy(x, target, options), gradient: crossEntropyGradient(x, target, options) }
}

export function ofFocalLoss(x, target) {
  const logP = logSoftmax(x)[target]
  const [p, miss] = [Math.exp(logP), -Math.expm1(logP)]
  const factor = miss ** GAMMA * (1 - (p && miss && (GAMMA * p * logP) / miss))
  return { loss: -(miss ** GAMMA) * logP, gradient: crossEntropyGradient(x, target).map(slope => factor * slope) }
}

export function ofSoftmaxTwice(x, target) {
  const p = softmax(x)
  return { loss: crossEntropy(p, target), gradient: throughSoftmax(p, crossEntropyGradient(p, target)) }
}

export function ofProbabilitiesAsLogs(x, target) {
  const p = softmax(x)
  return { loss: -p[target], gradient: crossEntropyGradient(x, target).map(slope => p[target] * slope) }
}

export function ofSquaredError(x, target) {
  const p = softmax(x)
  const error = smoothed(target, x.length, 0).map((y, c) => p[c] - y)
  return { loss: dot(error, error) / x.length, gradient: throughSoftmax(p, error.map(e => (2 * e) / x.length)) }
}

export function ofOneVersusAll(x, target) {
  return mean(x.map((logit, c) => bceWithLogits(logit, +(c === target), "float64")))
}

export function ofSigmoidBefore(x, target) {
  const { loss, gradient } = mean(x.map((logit, c) => bceOfSigmoid(logit, +(c === target), "float32")))
  return { loss: Math.fround(loss), gradient: gradient.map(Math.fround) }
}

// By the logits, out of the slopes by the probabilities: J g.
function throughSoftmax(p, g) {
  const average = dot(p, g)
  return p.map((share, c) => share * (g[c] - average))
}

function mean(parts) {
  const loss = parts.reduce((sum, part) => sum + part.loss, 0) / parts.length
  return { loss, gradient: parts.map(part => part.gradient / parts.length) }
}

function dot(a, b) {
  return a.reduce((sum, value, n) => sum + value * b[n], 0)
}
