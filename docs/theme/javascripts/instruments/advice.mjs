// What to write instead where torch refuses an input and a target, and where it takes what is seldom meant: the name of
// a reason, code if there is one for it, and the section that tells more.

import { takesIndices, wrongDtypes } from "./lined-up.mjs"
import { alike, floating, raised } from "./shapes.mjs"

export function advice(loss, tensors) {
  const refused = raised(loss, tensors.input, tensors.target)
  if (refused && !floating(tensors.input)) return integers(loss, tensors)
  const found = takesIndices(loss, tensors) || loss === "cross_entropy" ? ofClasses : ofElements
  return found(loss, { ...tensors, refused })
}

const MULTI = "errors.html#multi-target"

function call(loss, input, target) {
  return `F.${loss}(${input}, ${target}${loss === "kl_div" ? ', reduction="batchmean"' : ""})`
}

function binary(input, target) {
  return call("binary_cross_entropy_with_logits", input, target)
}

// An input of integers: labels, where the predictions belong, or predictions after argmax.
function integers(loss, { input, target }) {
  const see = "errors.html#integer-logits"
  if (!raised(loss, target, input)) return { why: "swapped", code: call(loss, "target", "input"), see }
  if (!takesIndices(loss, { input, target }) && floating(target) && alike(input.shape, target.shape) && input.shape.length)
    return { why: "swapped", code: call(loss, "target", "input.to(target.dtype)"), see }
  return { why: "integers", see }
}

// cross_entropy and nll_loss
function ofClasses(loss, tensors) {
  const { input, target, refused } = tensors
  const { length: rank } = input.shape
  if (!rank) return { why: "noClasses", see: "errors.html#dimension-out-of-range" }
  if (alike(input.shape, target.shape)) {
    const found = ofEqualShapes(loss, tensors)
    if (found) return found
  }
  return refused ? ofIndices(loss, input.shape, target) : ofTaken(loss, input.shape, target.shape)
}

function ofEqualShapes(loss, { input, target, refused }) {
  const { length: rank } = input.shape
  if (loss === "nll_loss" && refused) {
    const numbers = target.dtype === "bool" ? ".long()" : ""
    return { why: "oneHot", code: call(loss, "input", `target${numbers}.argmax(dim=${rank > 1 ? 1 : 0})`), see: MULTI }
  }
  if (loss === "cross_entropy" && rank === 1) {
    const code = binary("input", floating(target) ? "target" : "target.to(input.dtype)")
    return { why: "oneSample", code, see: refused ? "errors.html#integer-one-hot" : "cross-entropy-loss.html#silent" }
  }
  if (refused) {
    const code = call(loss, "input", "target.to(input.dtype)")
    return { why: "oneHotIntegers", code, see: "errors.html#integer-one-hot" }
  }
}

function ofTaken(loss, x, y) {
  if (x.length > 2 && alike(x.slice(0, -1), y))
    return { why: "square", code: call(loss, "input.movedim(-1, 1)", "target"), see: "debugging.html#silent" }
  if (loss === "cross_entropy" && x.length > 1 && x[1] === 1 && !alike(x, y)) {
    const code = binary("input.squeeze(1)", "target.to(input.dtype)")
    return { why: "oneClass", code, see: "cross-entropy-loss.html#silent" }
  }
}

function ofIndices(loss, x, { shape: y, dtype }) {
  const { length: rank } = x
  const [N, , ...rest] = x
  const target = `target${dtype === "int64" ? "" : ".long()"}`
  const see = rank < 3 ? MULTI : `errors.html#${rank === 4 ? "spatial-target" : "class-dimension"}`
  if (rank > 1 && y.length === rank && y[1] === 1 && alike([N, ...rest], without(y, 1)))
    return { why: "extraAxis", code: call(loss, "input", target.replace("target", "target.squeeze(1)")), see }
  if (rank > 2 && alike(x.slice(0, -1), y))
    return { why: "classesLast", code: call(loss, "input.movedim(-1, 1)", target), see: "errors.html#class-dimension" }
  if (rank > 2 && y.length === 1 && y[0] !== N) {
    for (const [classes, move] of [[rank - 1, ""], [1, ".movedim(1, -1)"]]) {
      if (product(without(x, classes)) === y[0])
        return { why: "flat", code: call(loss, `input${move}.flatten(0, -2)`, target), see: "errors.html#batch-size" }
    }
  }
  if (rank === 2 && y.length > 1 && product(y) === N) {
    const code = call(loss, "input", target.replace("target", "target.flatten()"))
    return { why: y[0] === N ? "extraAxis" : "flat", code, see: y[0] === N ? MULTI : "errors.html#batch-size" }
  }
  if (rank > 1 && N !== y[0]) return { why: "batch", see: "errors.html#batch-size" }
  if (rank > 2 && y.length === 1)
    return { why: "pooling", code: rank === 4 && call(loss, "input.mean(dim=(2, 3))", target), see }
  if (rank === 4 && y.length === 3 && !alike(rest, y.slice(1))) {
    const enlarged = 'F.interpolate(input, size=target.shape[1:], mode="bilinear")'
    return { why: "size", code: loss === "cross_entropy" && call(loss, enlarged, target), see: "errors.html#spatial-size" }
  }
  const wanted = rank === 1 ? [] : [N, ...rest]
  if (!alike(wanted, y) && !(rank === 1 && alike([1], y))) return { why: "wanted", wanted, see }
  const kind = dtype === "uint8" ? "byte-mask" : "float-target"
  return { why: "indices", code: call(loss, "input", target), see: `errors.html#${kind}` }
}

// The binary losses and kl_div
function ofElements(loss, { input, target, refused }) {
  const [x, y] = [input.shape, target.shape]
  const cast = wrongDtypes(loss, { input, target }).length ? ".to(input.dtype)" : ""
  const kl = loss === "kl_div"
  if (alike(x, y)) {
    const kinds = { kl_div: "kl-div", binary_cross_entropy: "bce-target-dtype" }
    const kind = kinds[loss] ?? (target.dtype === "bool" ? "bool-target" : "bce-logits-target-dtype")
    return refused && { why: "floats", code: call(loss, "input", `target${cast}`), see: `errors.html#${kind}` }
  }
  const see = kl ? "errors.html#kl-div" : "errors.html#target-size"
  const [indices, squeeze] = x.length === y.length && y[1] === 1 ? [without(y, 1), ".squeeze(1)"] : [y, ""]
  if (x.length > 1 && x[1] > 1 && alike(without(x, 1), indices)) {
    const [name, scores] = kl ? ["nll_loss", "input"] : ["cross_entropy", "logits"]
    return { why: "classIndices", code: call(name, scores, `target${squeeze}.long()`), see }
  }
  for (const [name, long, short] of [["input", x, y], ["target", y, x]]) {
    const axis = long.findIndex((size, n) => size === 1 && alike(without(long, n), short))
    if (axis >= 0 && name === "input")
      return { why: "squeeze", code: call(loss, `input.squeeze(${axis})`, `target${cast}`), see }
    if (axis >= 0) return { why: "squeeze", code: call(loss, "input", `target.squeeze(${axis})${cast}`), see }
  }
  return { why: refused ? "same" : "broadcast", see }
}

function without(sizes, axis) {
  return sizes.filter((_, n) => n !== axis)
}

function product(sizes) {
  return sizes.reduce((a, b) => a * b, 1)
}
