// Where the gradient of a binary loss ends: the logits from which on it is small, exactly 0, infinite, nan.

import { rounded } from "./binary.mjs"

// Return the first number of a dtype, from 0 towards `end`, from which on a condition holds; null if it never does.
export function first(condition, end, dtype) {
  if (!condition(end)) return null
  let [low, high] = [0, end]
  for (;;) {
    const middle = rounded((low + high) / 2, dtype)
    if (middle === low || middle === high) return high
    if (condition(middle)) high = middle
    else low = middle
  }
}

// Return from which logits on a gradient is below 0.01, exactly 0, infinite and nan, towards one side; null for never.
export function ends(loss, target, dtype, side) {
  const from = condition => first(logit => condition(loss(logit, target, dtype).gradient), side * FAR, dtype)
  const [zero, nan] = [from(gradient => gradient === 0), from(Number.isNaN)]
  const infinite = from(gradient => !Number.isFinite(gradient))
  const small = zero === null ? null : from(gradient => Math.abs(gradient) < 0.01)
  return { small, zero, infinite: infinite === nan ? null : infinite, nan }
}

// Beyond it nothing changes any more, in any dtype.
const FAR = 1000
