// What of a section is shown below its title: the part of its text that holds most of what was looked for, marked.
import { pieces } from "./words.mjs"

const CHINESE = /[\u4e00-\u9fff]/
const LENGTH = { chinese: 90, latin: 180 }  // characters, about two lines
const BEFORE = 24  // characters before the first marked word

const cuts = new Map()  // what is shown for one key is mostly shown for the next
const cut = text => {
  if (!cuts.has(text)) cuts.set(text, pieces(text))
  return cuts.get(text)
}

// Where a text holds some of the words: [start, end] in order, Chinese pairs that overlap as one
export const places = (text, words) => {
  const found = []
  const add = (start, end) => {
    const last = found.at(-1)
    if (last && start < last[1]) last[1] = end
    else found.push([start, end])
  }
  for (const { start, end, kind, words: own } of cut(text)) {
    if (kind === "chinese") own.forEach((word, n) => { if (words.has(word)) add(start + n, start + n + word.length) })
    else if (own.some(word => words.has(word))) add(start, end)
  }
  return found
}

// The best part of a text that holds words in these places, as [{ text, marked }]
export const excerpt = (text, all) => {
  const length = CHINESE.test(text) ? LENGTH.chinese : LENGTH.latin
  const held = start => new Set(all.filter(([from, to]) => from >= start && to <= start + length - BEFORE).map(
    ([from, to]) => text.slice(from, to).toLowerCase()
  )).size
  const best = all.reduce((best, [start]) => held(start) > held(best) ? start : best, all[0]?.[0] ?? 0)
  let from = Math.max(0, best - BEFORE)
  if (from > 0) from = Math.min(best, text.indexOf(" ", from) + 1 || best)  // a whole word first
  let to = Math.min(text.length, from + length)
  if (to < text.length && /\w/.test(text[to])) to = Math.max(text.lastIndexOf(" ", to), from + 1)
  const parts = [{ text: from > 0 ? "… " : "" }]
  let at = from
  for (const [start, end] of all.filter(([start, end]) => start >= from && end <= to)) {
    parts.push({ text: text.slice(at, start) }, { text: text.slice(start, end), marked: true })
    at = end
  }
  parts.push({ text: text.slice(at, to) }, { text: to < text.length ? " …" : "" })
  return parts.filter(({ text }) => text)
}
