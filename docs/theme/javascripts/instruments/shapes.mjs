// Whether torch takes an input and a target, by shape and dtype alone, and what it raises if not: in its words, in the
// order in which it looks. A tensor is { shape, dtype }.

const NAMES = {
  float32: "Float", float64: "Double", float16: "Half", bfloat16: "BFloat16",
  int64: "Long", int32: "Int", uint8: "Byte", bool: "Bool",
}

export const DTYPES = Object.keys(NAMES)

export function floating(tensor) {
  return tensor.dtype.includes("float")
}

export function alike(a, b) {
  return a.length === b.length && a.every((size, n) => size === b[n])
}

// Return what torch raises, as in the last line of a traceback, or undefined if it takes both.
export function raised(loss, input, target) {
  return RULES[loss](input, target)
}

function crossEntropy(input, target) {
  const { length: rank } = input.shape
  const probabilities = alike(input.shape, target.shape)
  if (probabilities && !floating(target))
    return `RuntimeError: Expected floating point type for target with class probabilities, got ${NAMES[target.dtype]}`
  if (!rank)
    return probabilities
      ? "IndexError: Dimension specified as 1 but tensor has no dimensions"
      : "IndexError: Dimension out of range (expected to be in range of [-1, 0], but got 1)"
  if (!floating(input)) return notImplemented(rank > 2 ? "log_softmax_kernel_impl" : "log_softmax_lastdim_kernel_impl", input)
  return probabilities ? undefined : nllLoss(input, target)
}

function nllLoss(input, target) {
  const [N, , ...rest] = input.shape
  const { length: rank } = input.shape
  const [samples = 0, ...others] = target.shape
  if (!rank) return "ValueError: Expected 1 or more dimensions (got 0)"
  if (rank > 1 && N !== samples)
    return `ValueError: Expected input batch_size (${N}) to match target batch_size (${samples}).`
  return rank < 3 ? ofRows(input, target) : ofPlaces(input, target, [N, ...rest], alike(rest, others))
}

function ofRows(input, target) {
  if (target.shape.length > 1) return "RuntimeError: 0D or 1D target tensor expected, multi-target not supported"
  if (!["int64", "uint8"].includes(target.dtype)) return notLong(target)
  if (input.shape.length === 1 && target.shape.length && target.shape[0] !== 1)
    return `ValueError: For 1D input, 1D target must have size 1, but got target size: ${target.shape[0]}`
  return floating(input) ? undefined : notImplemented("nll_loss_out_frame", input)
}

function ofPlaces(input, target, expected, fits) {
  if (input.shape.length === 4) {
    if (target.shape.length !== 3)
      return `RuntimeError: only batches of spatial targets supported (3D tensors) but got targets of dimension: ${target.shape.length}`
  } else if (!fits) return `RuntimeError: Expected target size ${list({ shape: expected })}, got ${list(target)}`
  if (!["int64", "uint8"].includes(target.dtype)) return notLong(target)
  if (!fits) return `RuntimeError: size mismatch (got input: ${list(input)} , target: ${list(target)}`
  if (!floating(input)) return notImplemented("nll_loss2d_forward_out_frame", input)
  return target.dtype === "uint8" ? "RuntimeError: expected scalar type Long but found Byte" : undefined
}

function binaryCrossEntropy(input, target) {
  if (!alike(input.shape, target.shape))
    return `ValueError: Using a target size (${size(target)}) that is different to the input size (${size(input)}) is deprecated. Please ensure they have the same size.`
  if (input.dtype !== target.dtype)
    return `RuntimeError: Found dtype ${NAMES[target.dtype]} but expected ${NAMES[input.dtype]}`
  return floating(input) ? undefined : notImplemented("binary_cross_entropy", input)
}

function binaryCrossEntropyWithLogits(input, target) {
  if (!alike(input.shape, target.shape))
    return `ValueError: Target size (${size(target)}) must be the same as input size (${size(input)})`
  if (!floating(input)) return notImplemented("log_sigmoid_cpu", input)
  if (target.dtype === "bool")
    return "RuntimeError: Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead."
  if (!floating(target))
    return `RuntimeError: result type ${NAMES[input.dtype]} can't be cast to the desired output type ${NAMES[target.dtype]}`
}

function klDiv(input, target) {
  if (!floating(input) || !floating(target)) return "RuntimeError: kl_div: Integral inputs not supported."
  const rank = Math.max(input.shape.length, target.shape.length)
  for (let axis = rank - 1; axis >= 0; axis -= 1) {
    const [a, b] = [target, input].map(({ shape }) => shape[axis - rank + shape.length] ?? 1)
    if (a !== b && a !== 1 && b !== 1)
      return `RuntimeError: The size of tensor a (${a}) must match the size of tensor b (${b}) at non-singleton dimension ${axis}`
  }
}

const RULES = {
  cross_entropy: crossEntropy,
  nll_loss: nllLoss,
  binary_cross_entropy: binaryCrossEntropy,
  binary_cross_entropy_with_logits: binaryCrossEntropyWithLogits,
  kl_div: klDiv,
}

export const LOSSES = Object.keys(RULES)

function notImplemented(kernel, { dtype }) {
  return `NotImplementedError: "${kernel}" not implemented for '${NAMES[dtype]}'`
}

function notLong({ dtype }) {
  return `RuntimeError: expected target dtype to be Long or Byte, but got ${NAMES[dtype]}`
}

function list({ shape }) {
  return `[${shape.join(", ")}]`
}

function size(tensor) {
  return `torch.Size(${list(tensor)})`
}
