// Distributions in whole hundredths: they sum to 1 exactly, 0 can be reached, and the address holds all of them.

const WHOLE = 100

export function probabilities(hundredths) {
  return hundredths.map(part => part / WHOLE)
}

// A field for address.mjs, where it reads as probabilities.
export function distribution(start) {
  const read = text => {
    const parts = text.split(",").map(part => (part.trim() ? hundredths(+part) : NaN))
    const usable = parts.length === start.length && parts.every(part => part >= 0) && sum(parts) === WHOLE
    return usable ? parts : undefined
  }
  return { start, read, write: parts => String(probabilities(parts)) }
}

// Return the hundredths with one of them set to a probability; the others keep their proportions and share the rest.
export function moved(parts, n, probability) {
  const value = hundredths(probability)
  const others = parts.map((part, c) => (c === n ? 0 : part))
  const weights = sum(others) ? others : parts.map((_, c) => +(c !== n))
  const shares = weights.map(weight => (weight * (WHOLE - value)) / sum(weights))
  const result = shares.map(Math.floor)
  const byRemainder = shares.map((_, c) => c).sort((a, b) => shares[b] - result[b] - (shares[a] - result[a]))
  const missing = WHOLE - value - sum(result)
  for (const c of byRemainder.slice(0, missing)) result[c] += 1
  result[n] = value
  return result
}

// NaN where a number is not a whole number of them.
function hundredths(probability) {
  const part = Math.round(probability * WHOLE)
  return part / WHOLE === probability ? part : NaN
}

function sum(parts) {
  return parts.reduce((a, b) => a + b, 0)
}
