// What to write instead where torch refuses an input and a target, and what it takes though it is seldom meant: the name
// of a reason, code if there is one for it, and the section that tells more.

import { takesIndices, wrongDtypes } from "./lined-up.mjs"
import { alike, floating, raised } from "./shapes.mjs"

export function advice(loss, tensors) {
  const refused = raised(loss, tensors.input, tensors.target)
  if (refused && !floating(tensors.input)) return integers(loss, tensors)
  const found = takesIndices(loss, tensors) || loss === "cross_entropy" ? ofClasses : ofElements
  return found(loss, { ...tensors, refused })
}

function call(loss, input, target) {
  return `F.${loss}(${input}, ${target}${loss === "kl_div" ? ', reduction="batchmean"' : ""})`
}

function integers(loss, { input, target }) {
  const swapped = !raised(loss, target, input)
  return { why: swapped ? "swapped" : "integers", code: swapped && call(loss, "target", "input"), see: "errors.html#integer-logits" }
}

// cross_entropy and nll_loss
function ofClasses(loss, { input, target, refused }) {
  const [x, y] = [input.shape, target.shape]
  const rank = x.length
  const [N, , ...rest] = x
  const long = target.dtype === "int64" ? "" : ".long()"
  const binary = (input, target) => call("binary_cross_entropy_with_logits", input, target)
  const last = rank > 2 && alike(x.slice(0, -1), y)
  if (!rank) return { why: "noClasses", see: "errors.html#dimension-out-of-range" }
  if (alike(x, y)) {
    if (loss === "nll_loss" && refused) {
      const code = call(loss, "input", `target${target.dtype === "bool" ? long : ""}.argmax(dim=${rank > 1 ? 1 : 0})`)
      return { why: "oneHot", code, see: "errors.html#multi-target" }
    }
    if (loss === "cross_entropy" && rank === 1) {
      const code = binary("input", floating(target) ? "target" : "target.to(input.dtype)")
      return { why: "oneSample", code, see: refused ? "errors.html#integer-one-hot" : "cross-entropy-loss.html#silent" }
    }
    if (refused)
      return { why: "oneHotIntegers", code: call(loss, "input", "target.to(input.dtype)"), see: "errors.html#integer-one-hot" }
  }
  if (!refused) {
    if (last) return { why: "square", code: call(loss, "input.movedim(-1, 1)", "target"), see: "debugging.html#silent" }
    if (loss === "cross_entropy" && rank > 1 && x[1] === 1 && !alike(x, y))
      return { why: "oneClass", code: binary("input.squeeze(1)", "target.to(input.dtype)"), see: "cross-entropy-loss.html#silent" }
    return undefined
  }
  const see = `errors.html#${rank < 3 ? "multi-target" : rank === 4 ? "spatial-target" : "class-dimension"}`
  if (rank > 1 && y.length === rank && y[1] === 1 && alike([N, ...rest], without(y, 1)))
    return { why: "extraAxis", code: call(loss, "input", `target.squeeze(1)${long}`), see }
  if (last) return { why: "classesLast", code: call(loss, "input.movedim(-1, 1)", `target${long}`), see: "errors.html#class-dimension" }
  if (rank > 2 && y.length === 1 && y[0] !== N) {
    for (const [classes, move] of [[rank - 1, ""], [1, ".movedim(1, -1)"]]) {
      if (product(without(x, classes)) === y[0])
        return { why: "flat", code: call(loss, `input${move}.flatten(0, -2)`, `target${long}`), see: "errors.html#batch-size" }
    }
  }
  if (rank === 2 && y.length > 1 && product(y) === N)
    return { why: "flat", code: call(loss, "input", `target.flatten()${long}`), see: "errors.html#batch-size" }
  if (rank > 1 && N !== y[0]) return { why: "batch", see: "errors.html#batch-size" }
  if (rank === 4 && y.length === 1)
    return { why: "pooling", code: call(loss, "input.mean(dim=(2, 3))", `target${long}`), see }
  if (rank === 4 && y.length === 3 && !alike(rest, y.slice(1))) {
    const enlarged = 'F.interpolate(input, size=target.shape[1:], mode="bilinear")'
    return { why: "size", code: loss === "cross_entropy" && call(loss, enlarged, `target${long}`), see: "errors.html#spatial-size" }
  }
  const wanted = rank === 1 ? [] : [N, ...rest]
  if (alike(wanted, y) || (rank === 1 && alike([1], y)))
    return { why: "indices", code: call(loss, "input", "target.long()"), see: `errors.html#${target.dtype === "uint8" ? "byte-mask" : "float-target"}` }
  return { why: "wanted", wanted, see }
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
  if (x.length > 1 && x[1] > 1 && alike(without(x, 1), y)) {
    const code = kl ? call("nll_loss", "input", "target.long()") : call("cross_entropy", "logits", "target.long()")
    return { why: "classIndices", code, see }
  }
  for (const [name, long, short] of [["input", x, y], ["target", y, x]]) {
    const axis = long.findIndex((size, n) => size === 1 && alike(without(long, n), short))
    if (axis >= 0 && name === "input") return { why: "squeeze", code: call(loss, `input.squeeze(${axis})`, `target${cast}`), see }
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
