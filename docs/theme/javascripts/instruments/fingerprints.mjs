// The numbers at which a loss gets stuck, by the formulas of the debugging page; tests hold them to snippets.

export const FINGERPRINTS = {
  "\\ln C": C => Math.log(C),
  "\\ln 2": () => Math.LN2,
  "C \\ln 2": C => C * Math.LN2,
  "\\ln(e + C - 1) - 1": C => Math.log(Math.E + C - 1) - 1,
  "\\ln(1 + e^{-1})": () => Math.log1p(1 / Math.E),
  "-\\ln 10^{-7}": () => -Math.log(1e-7),
  "-\\ln 10^{-12}": () => -Math.log(1e-12),
  "50": () => 50,
  "100": () => 100,
  "8.909": () => 0.1 / 0.07 * Math.log(511),
  "6.920": () => 0.1 / 0.07 * Math.log(127),
}
// What gives C where it is unknown: the nearest whole number, if it is near
const CLASSES = {
  "\\ln C": loss => Math.exp(loss),
  "C \\ln 2": loss => loss / Math.LN2,
  "\\ln(e + C - 1) - 1": loss => Math.exp(loss + 1) - Math.E + 1,
}
export const NEAR = 0.01 // of the number; and less where the loss has to say how many classes there are
const GUESSED = 0.001
const EXACT = 1e-6 // what float32 leaves open, where a log shows all of its digits

// What says more than its size: the address under which the debugging page treats it
const SYMPTOMS = {
  first: "#nan", later: "#nan-later", half: "mixed-precision.html#half-precision",
  negative: "#negative", zero: "#silent", filtered: "curves.html#zero",
}
const HALF = /fp16|float16|半精度|\bhalf\b/i
const BROKEN = /grad_?norm\W{0,4}(?:nan|inf)/i // the loss was nan before the log filtered it
// What says that a step is not the first one: its number, or that the loss was another before
const STEP = /(?:epoch|step|iter\w*|第)\D{0,4}(\d+)|(\d+) *(?:epoch|step|iter|轮|步)/gi
const TURNS = /becomes?|became|turns?|suddenly|变成|突然|之后/i

// Return the losses that a text names, in order, with the decimals they have, and how many classes it says there are.
export function numbersIn(text) {
  const number = String.raw`-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|nan`
  const stays = `${TURNS.source}|stuck|stays?|remains?|keeps?|is|was|always|still|constant|flat|at|about|around|near|negative|负数|一直|始终|卡在|停在`
  const between = String.raw`(?:[\s:=：'"\]|>是为]|tensor\(|${stays}){0,12}`
  const named = new RegExp(String.raw`(?:loss|nll|bce|损失)${between}(?<![\w.-])(${number})(?![\d.]*[\w%])`, "gi")
  const alone = text.trim().match(new RegExp(String.raw`^(?:tensor\()?(${number})(?:\)|, .*\))?$`, "i"))
  const found = alone ? [alone[1]] : [...text.matchAll(named)].map(match => match[1])
  const classes = text.match(/(?:classes|类别数|\bC)\D{0,4}[=:：]\s*(\d+)|(\d+)\s*(?:classes|个?类)/i)
  return {
    losses: found.map(written => ({ value: +written, decimals: (written.split(".")[1] ?? "").length })),
    classes: classes ? +(classes[1] ?? classes[2]) : undefined,
  }
}

// Return where the debugging page treats the last of these losses, the likeliest first, if its size does not matter.
// Where no step is said, or not the first one, it is open when nan came.
export function symptoms(losses, text) {
  const { value } = losses.at(-1)
  if (Number.isNaN(value)) {
    const half = HALF.test(text) ? [SYMPTOMS.half] : []
    if (losses.some(({ value }) => value)) return [...half, SYMPTOMS.later]
    const steps = [...text.matchAll(STEP)].map(([, before, after]) => +(before ?? after))
    if (TURNS.test(text) || steps.some(step => step > 1)) return [...half, SYMPTOMS.later, SYMPTOMS.first]
    return steps.length ? [...half, SYMPTOMS.first] : [...half, SYMPTOMS.first, SYMPTOMS.later]
  }
  if (value === 0) return [BROKEN.test(text) ? SYMPTOMS.filtered : SYMPTOMS.zero]
  return value < 0 ? [SYMPTOMS.negative] : []
}

// Return the marks, those near a loss first: { formula, value, classes, near, guessed }. Where nobody says how many classes
// there are, a formula gives the number that fits best; near it is only where the next number is clearly another loss.
export function marksFor({ value: loss, decimals }, classes) {
  const marks = Object.entries(FINGERPRINTS).flatMap(([formula, value]) => {
    const byClasses = formula in CLASSES
    const given = classes ?? (byClasses ? Math.round(CLASSES[formula](loss)) : 2)
    if (!(given >= 2 && given <= 1e6)) return []
    const at = value(given)
    const guessed = byClasses && classes === undefined
    const narrow = guessed || formula.includes(".") // a number that logs show to its last decimal
    const within = (share, parts) => { // near the number, and clearly nearer than to that of another C
      const room = Math.max(share * at, 0.5 * 10 ** -decimals)
      return Math.abs(loss - at) <= room && !(guessed && room > (value(given + 1) - at) / parts)
    }
    const near = within(narrow ? GUESSED : NEAR, 4) || within(EXACT, 400)
    return [{ formula, value: at, classes: byClasses ? given : undefined, near, guessed }]
  })
  const off = ({ value, guessed }) => (guessed ? 0 : Math.abs(loss - value)) // a guess fits by itself
  return marks.sort((a, b) => b.near - a.near || off(a) - off(b))
}
