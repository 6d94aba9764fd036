// An input and a target as boxes of their axes, lined up as a loss reads them: the drawing of snippets/shapes.py.

import { alike, floating } from "./shapes.mjs"

const [LEFT, WIDTH, HEIGHT] = [78, 52, 32]
const MOST_DIGITS = 9999 // a greater number has no room beside another
const TOPS = { input: 18, target: 72 }
const AXES = { 3: ["L"], 4: ["H", "W"], 5: ["D", "H", "W"] }
const SIGNS = { fits: "=", classes: "", differs: "≠", missing: "✗", extra: "✗" }
const WRONG = ["differs", "missing", "extra"]
const texts = {
  zh: {
    input: "输入", target: "目标", differs: "不同", missing: "缺", extra: "多余", repeated: "广播",
    dtype: name => `${name}的 dtype 不对`, nothing: "对得上", comma: "、",
    said: (input, target, marked) => `${input}，${target}：${marked}`,
  },
  en: {
    input: "input", target: "target", differs: "differs", missing: "missing", extra: "extra", repeated: "repeats",
    dtype: name => `dtype of the ${name} does not fit`, nothing: "all fits", comma: ", ",
    said: (input, target, marked) => `${input}, ${target}: ${marked}`,
  },
}

// Return the drawing as <svg>, and its sentence.
export function linedUp(loss, tensors, language) {
  const words = texts[language]
  const columns = axes(loss, tensors)
  const odd = wrongDtypes(loss, tensors)
  const boxes = { "": "", wrong: "" }
  const named = kind => kind && ` class="${kind}"`
  const text = (x, y, content, kind = "") => `<text x="${x}" y="${y}"${named(kind)}>${content}</text>`
  let parts = ""
  for (const [name, top] of Object.entries(TOPS)) {
    const wrong = odd.includes(name)
    parts += text(0, top + 14, words[name], "row")
    parts += text(0, top + 28, (wrong ? "✗ " : "") + tensors[name].dtype, wrong ? "row wrong" : "row")
    if (!columns.length) parts += text(LEFT + WIDTH / 2, top + 21, "()")
  }
  columns.forEach(({ name, verdict, ...sizes }, n) => {
    const left = LEFT + n * WIDTH
    const middle = left + WIDTH / 2
    const wrong = WRONG.includes(verdict) ? "wrong" : ""
    parts += text(middle, 12, name, "name")
    for (const [which, top] of Object.entries(TOPS)) {
      if (sizes[which] === undefined && verdict === "classes") {
        for (const [line, down] of indices(sizes.input - 1)) parts += text(middle, top + down, line, "name")
      } else {
        boxes[wrong] += `M${left + 2} ${top}h${WIDTH - 4}v${HEIGHT}h${4 - WIDTH}z`
        parts += text(middle, top + 21, sizes[which] ?? "–")
      }
    }
    const sign = verdict === "repeated" ? `×${Math.max(sizes.input ?? 1, sizes.target ?? 1)}` : SIGNS[verdict]
    if (sign) parts += text(middle, 66, sign, wrong)
    if (words[verdict]) parts += text(middle, 120, words[verdict], wrong)
  })
  const marked = [
    ...columns.filter(({ verdict }) => words[verdict]).map(({ name, verdict }) => `${name} ${words[verdict]}`),
    ...odd.map(name => words.dtype(words[name])),
  ]
  const tell = name => `${words[name]} ${sizesOf(tensors[name].shape)} ${tensors[name].dtype}`
  const said = words.said(tell("input"), tell("target"), marked.join(words.comma) || words.nothing)
  const paths = Object.entries(boxes).map(([kind, path]) => path && `<path${named(kind)} d="${path}"/>`).join("")
  const width = LEFT + Math.max(columns.length, 1) * WIDTH
  const height = marked.length ? 126 : 108
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`
  return { said, svg: `<svg class="shapes" ${size} role="img" aria-label="${said}">${paths}${parts}</svg>` }
}

function axes(loss, { input, target }) {
  if (takesIndices(loss, { input, target })) return axesOfIndices(input.shape, target.shape)
  const rank = Math.max(input.shape.length, target.shape.length)
  const last = loss === "kl_div"
  const [x, y] = [input.shape, target.shape]
  const opposed = last ? [x, y] : [gapped(x, y), gapped(y, x)]
  const at = (shape, n) => shape[last ? n - rank + shape.length : n]
  return names(rank, loss.startsWith("binary") ? "N" : "C").map((name, n) => {
    const pair = opposed.map(shape => at(shape, n))
    return { name, input: pair[0], target: pair[1], verdict: last ? repeated(...pair) : opposite(...pair) }
  })
}

// Leave a gap in a shape where the other has one axis more: that of the classes, or one of length 1.
function gapped(shape, other) {
  const axes = [1, ...other.keys()].filter((n, k) => n < other.length && (k === 0 || other[n] === 1))
  const extra = axes.find(axis => alike(other.filter((_, n) => n !== axis), shape))
  return extra === undefined ? shape : [...shape.slice(0, extra), undefined, ...shape.slice(extra)]
}

// From where to where class indices go, in as many lines as have room, each so far down.
function indices(last) {
  return last > MOST_DIGITS ? [["0…", 14], [last, 28]] : [[last ? `0…${last}` : "0", 21]]
}

export function takesIndices(loss, { input, target }) {
  return loss === "nll_loss" || (loss === "cross_entropy" && (!alike(input.shape, target.shape) || !input.shape.length))
}

function axesOfIndices(input, given) {
  const rank = Math.max(input.length, 1)
  const classes = rank === 1 ? 0 : 1
  const target =
    rank === 1 || given.length < rank ? [...given.slice(0, classes), undefined, ...given.slice(classes)] : given
  const named = names(rank, "C")
  const columns = Array.from({ length: Math.max(rank, target.length) }, (_, n) => {
    const [score, index] = [input[n], target[n]]
    const ofClasses = score === undefined ? "missing" : index === undefined ? "classes" : "extra"
    return { name: named[n] ?? "?", input: score, target: index, verdict: n === classes ? ofClasses : opposite(score, index) }
  })
  // torch takes a single index with an axis of its own
  if (input.length === 1 && given.length === 1 && given[0] === 1) columns[1].verdict = "fits"
  return columns
}

function opposite(input, target) {
  if (input === undefined || target === undefined) return input === undefined ? "extra" : "missing"
  return input === target ? "fits" : "differs"
}

function repeated(input, target) {
  if (input === target) return "fits"
  return [input, target].some(size => size === undefined || size === 1) ? "repeated" : "differs"
}

function names(rank, alone) {
  if (rank < 2) return [alone].slice(0, rank)
  return ["N", "C", ...(AXES[rank] ?? Array.from({ length: rank - 2 }, (_, n) => `d${n + 1}`))]
}

export function wrongDtypes(loss, { input, target }) {
  let fits = floating(target)
  if (takesIndices(loss, { input, target })) {
    fits = target.dtype === "int64" || (target.dtype === "uint8" && input.shape.length < 3)
  } else if (loss === "binary_cross_entropy" && floating(input)) fits = target.dtype === input.dtype
  return [...(floating(input) ? [] : ["input"]), ...(fits ? [] : ["target"])]
}

// A shape as Python writes it.
export function sizesOf(shape) {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`
}
