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
  const found = cut(text).flatMap(({ start, end, kind, words: own }) => {
    if (kind !== "chinese") return own.some(word => words.includes(word)) ? [[start, end]] : []
    return own.flatMap((word, n) => words.includes(word) ? [[start + n, start + n + word.length]] : [])
  })
  return found.reduce((merged, [start, end]) => {
    const last = merged.at(-1)
    if (last && start < last[1]) last[1] = end
    else merged.push([start, end])
    return merged
  }, [])
}

// The best part of a text, as [{ text, marked }]
export const excerpt = (text, words) => {
  const length = CHINESE.test(text) ? LENGTH.chinese : LENGTH.latin
  const all = places(text, words)
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
