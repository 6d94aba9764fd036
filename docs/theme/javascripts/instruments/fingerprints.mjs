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
}
// What gives C where it is unknown: the nearest whole number, if it is near
const CLASSES = {
  "\\ln C": loss => Math.exp(loss),
  "C \\ln 2": loss => loss / Math.LN2,
  "\\ln(e + C - 1) - 1": loss => Math.exp(loss + 1) - Math.E + 1,
}
// Of the number; and less where the loss has to say how many classes there are
const NEAR = 0.01
const GUESSED = 0.001

// What says more than its size: the address under which the debugging page treats it
const SYMPTOMS = { first: "#nan", later: "#nan-later", negative: "#negative", zero: "#silent" }
// What says that a step is not the first one: its number, or that the loss was another before
const STEP = /(?:epoch|step|iter\w*|第)\D{0,4}(\d+)|(\d+) *(?:epoch|step|iter|轮|步)/gi
const TURNS = /becomes?|became|turns?|变成/i

// Return the losses that a text names, in order, with the decimals they have, and how many classes it says there are.
export function numbersIn(text) {
  const number = String.raw`-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|nan`
  const stays = `${TURNS.source}|stuck|stays?|remains?|keeps?|is|was|always|still|constant|flat|at|about|around|near|一直|始终|卡在|停在`
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
// A line that is not of the first step leaves open when nan came.
export function symptoms(losses, text) {
  const { value } = losses.at(-1)
  if (Number.isNaN(value)) {
    if (losses.some(({ value }) => value)) return [SYMPTOMS.later]
    const later = TURNS.test(text) || [...text.matchAll(STEP)].some(([, before, after]) => (before ?? after) > 1)
    return later ? [SYMPTOMS.later, SYMPTOMS.first] : [SYMPTOMS.first]
  }
  return value < 0 ? [SYMPTOMS.negative] : value === 0 ? [SYMPTOMS.zero] : []
}

// Return the marks, those near a loss first: { formula, value, classes, near }. Where nobody says how many classes there
// are, the loss may: a formula gives a whole number of them, and the next one is clearly another loss.
export function marksFor({ value: loss, decimals }, classes) {
  const marks = Object.entries(FINGERPRINTS).flatMap(([formula, value]) => {
    const byClasses = formula in CLASSES
    const given = classes ?? (byClasses ? Math.round(CLASSES[formula](loss)) : 2)
    if (!(given >= 2 && given <= 1e6)) return []
    const at = value(given)
    const guessed = byClasses && classes === undefined
    const room = Math.max((guessed ? GUESSED : NEAR) * at, 0.5 * 10 ** -decimals)
    const near = Math.abs(loss - at) <= room && !(guessed && room > (value(given + 1) - at) / 4)
    return guessed && !near ? [] : [{ formula, value: at, classes: byClasses ? given : undefined, near }]
  })
  return marks.sort((a, b) => b.near - a.near || Math.abs(loss - a.value) - Math.abs(loss - b.value))
}
