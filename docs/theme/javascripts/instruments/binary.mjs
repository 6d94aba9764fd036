// Binary cross entropy of one logit in each dtype: the operations of torch 2.13 on a CPU, in its order, rounded where
// it rounds. Only exp, log and log1p may differ from torch's, in the last bit or two of float32 and float64.

import { toBfloat16, toFloat16, toFloat32 } from "./rounding.mjs"

const exact = value => value

// `round` to what a tensor holds, `wide` to what a kernel computes in; sigmoid's backward is wide for bfloat16 alone.
const KINDS = {
  float64: { round: exact, wide: exact, backward: exact },
  float32: { round: toFloat32, wide: toFloat32, backward: toFloat32 },
  bfloat16: { round: toBfloat16, wide: toFloat32, backward: toFloat32 },
  float16: { round: toFloat16, wide: toFloat32, backward: toFloat16 },
}

export const DTYPES = Object.keys(KINDS)

// The least denominator of the gradient: torch's 1e-12, a float32; in float16 it is 0.
const SMALLEST = Math.fround(1e-12)

// The number of a dtype that is nearest to a logit.
export function rounded(logit, dtype) {
  return KINDS[dtype].round(logit)
}

export function sigmoid(logit, dtype) {
  const { round, wide } = KINDS[dtype]
  return round(wide(1 / wide(1 + wide(Math.exp(-logit)))))
}

export function logSigmoid(logit, dtype) {
  const { round, wide } = KINDS[dtype]
  return round(wide(Math.min(logit, 0) - wide(Math.log1p(wide(Math.exp(-Math.abs(logit)))))))
}

// Return loss and gradient of BCELoss after a sigmoid. The gradient is by the logit: that of the loss by the
// probability, times that of the sigmoid.
export function bceOfSigmoid(logit, target, dtype) {
  const { round, wide, backward } = KINDS[dtype]
  const p = sigmoid(logit, dtype)
  const [logP, logNotP] = [Math.log(p), Math.log1p(-p)].map(log => Math.max(round(wide(log)), -100))
  const byP = round(round(p - target) / Math.max(round(round(1 - p) * p), round(SMALLEST)))
  return {
    loss: round(round((target - 1) * logNotP) - round(target * logP)),
    gradient: round(backward(backward(byP * backward(1 - p)) * p)),
  }
}

export function bceWithLogits(logit, target, dtype) {
  const { round } = KINDS[dtype]
  return {
    loss: round(round((1 - target) * logit) - logSigmoid(logit, dtype)),
    gradient: round(sigmoid(logit, dtype) - target),
  }
}
