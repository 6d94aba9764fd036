// Rounding to the numbers that a dtype holds: to the nearest, of two equally near the even one, too large to inf.

// Significant bits; the exponent below which numbers are subnormal; the power of two from which on all is inf.
const FLOAT16 = [11, -14, 2 ** 16]
const BFLOAT16 = [8, -126, 2 ** 128]

// Doubles beyond it have no fraction: adding it rounds one away.
const WHOLE = 1.5 * 2 ** 52

export function toFloat32(value) {
  return Math.fround(value)
}

// 16-bit results are computed in float32 and rounded again.
export function toFloat16(value) {
  return nearest(Math.fround(value), FLOAT16)
}

export function toBfloat16(value) {
  return nearest(Math.fround(value), BFLOAT16)
}

function nearest(value, [bits, least, end]) {
  if (!value || !Number.isFinite(value)) return value
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(value))), least)
  const unit = 2 ** (exponent - bits + 1)
  const size = (Math.abs(value) / unit + WHOLE - WHOLE) * unit
  return Math.sign(value) * (size < end ? size : Infinity)
}
