// Which message of the pages a pasted text holds: docs/hooks/messages.py makes the templates.
//
// Whitespace counts for nothing, as terminals, notebooks and chats wrap lines wherever they like: both sides are
// squeezed. A text that holds no template whole may hold most of the words of one, in their order.

import { literal } from "./literal.mjs"

// By the letters of docs/hooks/wording.py: what stands where readers differ
const KINDS = {
  l: String.raw`[\[(][-\d,x]*[\])]`,
  d: String.raw`(?:torch\.(?:cuda\.)?|CUDA)?(?:Long|Int|Short|Char|Byte|Bool|Float|Double|BFloat16|Half|bool|float|int|longint|long)(?:Tensor|Type)?`,
  v: String.raw`(?:cuda|cpu|mps|xpu|npu|hpu|meta)(?::\d+)?`,
  t: String.raw`[\w.]{1,60}`,
  p: String.raw`(?:[A-Za-z]:)?[\w./-]{1,300}(?::\d+)?`,
  f: String.raw`\w{0,60}(?:softmax|nll_loss|cross_entropy|kl_div)\w{0,60}`,
  n: String.raw`-?\d+(?:\.\d+)?`,
}
const FLOATING = /float|double|half/i
const DROPPED = /[\s\\│┃║╭╮╰╯─━❱]/
const QUOTES = /[‘’“”"´`]/
// Words that only a text about losses has, among them those of tracebacks
const ABOUT = /loss|criterion|entropy|nll_|bce|kl_div|softmax|backward|one_hot|embedding|label|reduction|autocast/i
const FRAMES = /Traceback|File "|^\s*-+> ?\d+ |\.py[:"(]|^\s*at \S+\(/m
const CALLED = /\b(?:in method|in call to) (\w+)/
const ARGUMENT = /\bargument (?:#\d+ )?'(\w+)'/
const NEAREST = 9 // lines
const ERROR = /^[ \t]*(?:\w+\.)*\w*(?:Error|Exception|Warning|Mismatch\w*)\b/gm

// A cut-off or reworded message counts if it has this share of the words, weighed by how rare they are,
const MOST = 0.75
// or, cut off after so many words, nothing else.
const LEAST_WORDS = 5
const ONLY = 0.9

// Blank out, place by place, what is around the words: colours, marks of quoting, escaped line ends.
export function cleaned(text) {
  const blank = found => " ".repeat(found.length)
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/\u001b\[[\d;]*[A-Za-z]|\[(?:\d{1,3};)*\d{1,3}m/g, blank)
    .replace(/^[ \t]*(?:[>│|]|E(?=\s{2}))[ \t>│|]*/gm, blank)
    .replace(/\\n/g, blank)
}

// Return a text without whitespace, and for each of its letters the place where it was.
export function squeezed(text) {
  let plain = ""
  const at = []
  for (let n = 0; n < text.length; n++) {
    const letter = text[n]
    if (DROPPED.test(letter)) continue
    plain += QUOTES.test(letter) ? "'" : letter
    at.push(n)
  }
  return { plain, at }
}

// Make of the data of the pages what `find` looks with.
export function readied({ sections, messages }) {
  const templates = messages.map(([pattern, uses]) => {
    const parts = pattern.replace(/[.!:]+$/, "").split(/\x01(.)/)
    const source = parts.map((part, n) => (n % 2 ? `(${KINDS[part]})` : escaped(squeezed(part).plain)))
    const literal = parts.filter((_, n) => n % 2 === 0).join(" ")
    return {
      regex: new RegExp(source.join(""), "gi"),
      anchor: parts.filter((_, n) => n % 2 === 0).map(part => squeezed(part).plain.toLowerCase())
        .reduce((longest, part) => (part.length > longest.length ? part : longest)),
      kinds: parts.filter((_, n) => n % 2),
      words: wordsOf(literal),
      quoted: namesOf(literal),
      size: squeezed(literal).plain.length,
      about: tells(pattern),
      dtypes: parts.filter((part, n) => n % 2 && part === "d").length,
      apart: new Set(uses.map(([, section]) => section)).size > 1,
      common: /^'\x01t' object/.test(pattern), // any program may say so
      uses: uses.map(([own, section, sentence, ...calls]) => ({ own, section, sentence, calls })),
    }
  })
  const holders = new Map()
  for (const { words } of templates) for (const word of new Set(words)) holders.set(word, (holders.get(word) ?? 0) + 1)
  const weight = word => Math.log(1 + templates.length / (holders.get(word) ?? templates.length))
  return { sections, templates, weight }
}

// Return what a text says, the likeliest first, each section once, and whether the first is sure:
// { hits: [{ section, sentence, values, from, to }], sure, text }, places in the cleaned text.
export function find(known, pasted) {
  const text = cleaned(pasted)
  const whole = wholeHits(known, text)
  const found = whole.length ? whole : partialHits(known, text)
  const hits = found.filter((hit, n) => found.findIndex(other => other.section === hit.section) === n).slice(0, 3)
  const [first, second] = hits
  const alike = second && second.rank === first.rank && second.template === first.template && second.same === first.same
  return { text, hits, whole: whole.length > 0, sure: Boolean(first && !alike && first.sure) }
}

function wholeHits({ sections, templates }, text) {
  const { plain, at } = squeezed(text)
  const errors = [...text.matchAll(ERROR)].map(({ index }) => index)
  const lower = plain.toLowerCase()
  const hits = []
  for (const template of templates) {
    if (!lower.includes(template.anchor)) continue // quicker than an expression
    let match
    for (const one of plain.matchAll(template.regex)) match = one
    if (!match) continue
    const [from, to] = [at[match.index], at[match.index + match[0].length - 1] + 1]
    const values = read(match, at, text)
    const line = text.lastIndexOf("\n", from) + 1
    const error = errors.some(error => error >= line && error <= from)
    const argument = text.slice(from).split("\n")[0].match(ARGUMENT)?.[1]
    // an assertion of a kernel says more than the error that follows
    const last = match[0].startsWith("Assertion") ? 3 : error ? 1 + (line >= errors.at(-1)) : 0
    for (const use of template.uses) {
      const common = template.common || !sections[use.section].items.length
      const { words, pattern, others } = agreement(template.kinds, use.own, values)
      const meant = sentenceNames(use.sentence, argument)
      const strange = !meant && template.apart && template.dtypes > 0 && others === template.dtypes // none is that of a page
      const sure = !strange && (template.about || (about(text, from) && (!common || ABOUT.test(text))))
      // what was called tells sections apart; of the sentences of one, the numbers do
      const calls = Math.max(...template.uses.map(({ section, calls }) => section === use.section && shareOf(calls, text)))
      // a row about another shape would tell a wrong story
      const same = use.own.every((value, n) => template.kinds[n] !== "l" || kindOf(value, []) === kindOf(values[n], []))
      const sentence = same || template.uses.length === 1 ? use.sentence : ""
      const rank = words + calls
      hits.push({ ...use, same, sentence, values, from, to, template, last, meant, rank, pattern, others, sure })
    }
  }
  return hits.sort((a, b) =>
    b.last - a.last || inside(a, b) || b.template.size - a.template.size || b.meant - a.meant
    || b.same - a.same || b.rank - a.rank || b.pattern - a.pattern)
}

// Whether what is said of a use is about the argument that a message names
function sentenceNames(sentence, argument) {
  return Boolean(argument && sentence.includes(`<code>${argument}</code>`))
}

// The share of these functions and arguments that a text names
function shareOf(calls, text) {
  return calls.filter(call => new RegExp(`\\b${call}\\b`).test(text)).length / Math.max(calls.length, 1)
}

// Whether what ran when a message came is about losses: the function that the rest of its line names, or the last lines
// before it, without the paths of files. A message alone is about what it says.
function about(text, from) {
  const called = text.slice(from).split("\n")[0].match(CALLED)
  if (called) return ABOUT.test(called[1])
  if (!FRAMES.test(text)) return true
  const before = text.slice(0, from).split("\n").slice(-NEAREST).join("\n")
  return ABOUT.test(before.replace(/\S*[\\/]\S*/g, ""))
}

// Whether the words of a message are those of losses
function tells(message) {
  return ABOUT.test(message) || /target|class|grad/i.test(message)
}

// What lies within another match is part of a longer message, unless the longer one names other types.
function inside(a, b) {
  const within = (inner, outer) => outer.from <= inner.from && inner.to <= outer.to
  if (a.template === b.template || !(within(a, b) || within(b, a))) return 0
  return a.others - b.others || within(a, b) - within(b, a)
}

// The values of a match as they were written. A template that ends in a name ends where the name does.
function read(match, at, text) {
  let from = match.index
  return match.slice(1).map(value => {
    const start = match[0].indexOf(value, from - match.index) + match.index
    from = start + value.length
    return text.slice(at[start], at[from - 1] + 1).split(/\s(?![^[(]*[\])])/)[0].replace(/\.$/, "")
  })
}

// How many names are those of a use, and how many numbers are of its kind: negative, 0, 1, 255, equal to another …;
// half as much again for the same number.
function agreement(kinds, own, values) {
  let [words, others] = [0, 0]
  kinds.forEach((kind, n) => {
    const same = nameOf(own[n]) === nameOf(values[n])
    if ("dtv".includes(kind)) words += same
    if (kind === "d" && !same) words += FLOATING.test(own[n]) === FLOATING.test(values[n]) && 0.5
    if (kind === "d") others += !same
    if (kind === "f") words += alike(own[n], values[n])
  })
  const numbers = [own, values].map(list => list.filter((_, n) => "nl".includes(kinds[n])))
  const shapes = numbers.map((list, n) => list.map(value => kindOf(value, [own, values][n])))
  const agreed = shapes[0].map((kind, n) => kind === shapes[1][n] && (numbers[0][n] === numbers[1][n] ? 1.5 : 1))
  const pattern = agreed.reduce((sum, one) => sum + one, 0)
  return { words, pattern, others }
}

// The name of a dtype, however it is written
function nameOf(value) {
  return value.toLowerCase().replace(/^torch\.(?:cuda\.)?|tensor$|\s|int$(?<=long.*)/g, "")
}

function alike(a, b) {
  const parts = b.split("_")
  return a.split("_").filter(part => parts.includes(part)).length / Math.max(a.split("_").length, parts.length)
}

function kindOf(value, all) {
  const sizes = value.match(/-?\d+/g) ?? []
  if (/[[(]/.test(value)) return sizes.map((size, n) => (telling(size, n, sizes.length) ? size : "N")).join()
  const others = all.filter(other => other !== value && /^-?\d+$/.test(other)).map(Number)
  if (["0", "1", "255", "-100"].includes(value)) return value
  if (+value < 0) return "negative"
  return others.some(other => other > 1 && +value > 1 && (other % value === 0 || value % other === 0)) ? "multiple" : "other"
}

// Whether a size says what an axis is: 1 is no batch of images, 3 at the end are colours
function telling(size, n, axes) {
  return (size === "1" && !(n === 0 && axes > 2)) || (size === "3" && n === 3)
}

function partialHits({ templates, weight }, text) {
  const hits = []
  let start = 0
  for (const line of text.split("\n")) {
    const said = line.replace(/^\s*(?:\w+\.)*\w*(?:Error|Exception|Warning):/, "")
    const words = wordsOf(said.slice(0, 600))
    const present = new Set(words)
    const names = namesOf(said)
    const argument = said.match(ARGUMENT)?.[1]
    for (const template of words.length < 3 ? [] : templates) {
      if (names.length && template.quoted.some(name => !names.includes(name))) continue // of another argument
      if (template.words.filter(word => present.has(word)).length < 3) continue
      const common = inOrder(template.words, words)
      const [part, all] = [common, template.words].map(list => list.reduce((sum, word) => sum + weight(word), 0))
      const cut = common.length >= LEAST_WORDS && common.length >= ONLY * words.length
      const rank = part / all
      if (common.length < 3 || !(rank >= MOST / 2 || cut)) continue
      const sure = (template.about ? tells(said) : about(text, start)) && common.length > 3 && (rank >= MOST || cut)
      const where = { from: start, to: start + line.length }
      for (const use of template.uses) {
        const meant = sentenceNames(use.sentence, argument)
        hits.push({ ...use, values: [], ...where, template, meant, rank: rank + cut, sure })
      }
    }
    start += line.length + 1
  }
  return hits.sort((a, b) => b.meant - a.meant || b.rank - a.rank)
}

// The longest run of words, with gaps, that both lists have in this order.
function inOrder(a, b) {
  const rows = Array.from({ length: a.length + 1 }, () => new Array(b.length + 1).fill(0))
  for (let i = a.length; i--;) {
    for (let j = b.length; j--;) {
      rows[i][j] = a[i] === b[j] ? rows[i + 1][j + 1] + 1 : Math.max(rows[i + 1][j], rows[i][j + 1])
    }
  }
  const common = []
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) common.push(a[i++]) && j++
    else if (rows[i + 1][j] >= rows[i][j + 1]) i++
    else j++
  }
  return common
}

function wordsOf(text) {
  return text.toLowerCase().match(/[a-z][a-z_]{2,}/g) ?? []
}

// What a message quotes, as the argument that is meant
function namesOf(text) {
  return [...text.matchAll(/(?<!\w)'(\w+)'/g)].map(([, name]) => name)
}

function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&")
}

// Return the HTML of a sentence with the reader's values in place of those of the page; undefined if it lacks one.
export function retold(sentence, values) {
  let whole = true
  const html = sentence.replace(/<b data-n="(\d+)(?:\.(\d+))?">(.*?)<\/b>/g, (_, n, m, written) => {
    const value = values[n] ?? ""
    const sizes = value.match(/-?\d+/g) ?? []
    const own = m !== undefined ? sizes[m] : /^[[(]/.test(value) ? tuple(sizes) : value
    if (own === undefined || own === "") whole = false
    return `<b>${literal(String(own))}</b>`
  })
  return whole ? html : undefined
}

function tuple(sizes) {
  return `(${sizes.join(", ")}${sizes.length === 1 ? "," : ""})`
}
