// The sections of the site that answer a query. lunr keeps the index and weighs a word by how rare it is and how often a
// section holds it (BM25). Here stands what it cannot know: how much of the query a section holds and in which order,
// what means the same, and that guides come before the reference.
import { excerpt, places } from "./excerpts.mjs"
import { Spelling } from "./spelling.mjs"
import { namesIn, pieces, wordsIn } from "./words.mjs"

// How much a word counts in the title of a section, in its text, in what other sections say of it, in the page's name
const FIELDS = { title: 1.7, text: 1, said: 1.4, page: 0.45 }
const K1 = 1.8
const B = 0.35
// How much a section counts for where it stands, against one of a guide
const PLACES = [
  [/read-on$/, 0.4],
  [/^errors/, 0.8],
  [/^glossary/, 0.45],
  [/^(?:colophon|how-this-site|learning|teaching)/, 0.6],
  [/^reference/, 0.15]
]
const NAMED = 1.5  // the reference, if the query names it; the glossary, if it asks what a word means
const SYNONYM = 0.7  // against the words that were typed
const NUMBER = { whole: 0.85, exact: 1.5 }  // a whole number is seldom what a section is about, 0.6931 is
const PAIR = { usual: 0.7, rare: 0.4, most: 2 }  // Chinese pairs, of which rare ones are mostly the ends of two words
const TOGETHER = 2.5  // times as good, at most, where words follow one another as they do in the query
const WHOLE = { words: 4, times: 3 }  // where a section holds all of a query of so many words or more, in this order
const COVER = 1.7  // how steeply a section falls that holds less of the query
const TITLE = 8  // times as good, at most, where the title says the same as the query
const WORDINGS = 6  // of one query: more find nothing else, and take their time
const CANDIDATES = { least: 25, most: 120 }  // for many words, and for one
const LEAST = 0.03  // of the best score: what is worse is not shown
// What says nothing of what is asked
const TALK = /\b(?:plz|pls|please|help|thanks|anyway|anymore|whatever|really|actually|instead|becomes?|few|whats|im|dont|doesnt|isnt|cant|wont|ok)\b/gi
const QUESTION = /里有|就是|咋整|出现|随着|一点点|变成|越来越|什么是|是什么(?:意思)?|是啥|(?<=what do(?:es)? .*) mean\b|一直是?|从头到尾|一回事|总是|始终|为什么|为何|怎么办?|怎样|如何|是否|什么|有?哪些|多少|还要|需要|可以|直接|应该|到底|之后|以后|时候|用了|能不能|能否|一定要?|一起|[这那][种个]|一点[都也]?|有没有|是不是|会不会|为啥|[咋啥]|请问|的话|(.)不\1|[的了吗呢吧]/g
const MEANING = /\bwhat(?:.?s| is| are|\b.* means?$)|\bmeaning|\bdefin|什么是|是什么|是啥|什么意思|含义|定义/i
const MODULES = /(?<![\w.])(?:(?:torch|nn|functional|modules|loss|F)\.)+(?=\w)/g
const CHINESE = /[\u4e00-\u9fff]/
const RAISED = /[a-z](?:Error|Exception|Warning)$/  // its parts say nothing of what went wrong

const total = numbers => numbers.reduce((sum, number) => sum + number, 0)
const unique = list => [...new Set(list)]
const line = words => ` ${words.join(" ")} `
// What stands there whatever the numbers, which are others with each reader
const row = words => line(words.filter(word => !/^-?\d/.test(word)))

export class Engine {
  constructor({ sections, synonyms, misspelt, elsewhere }) {
    const titles = Object.fromEntries(sections)
    this.sections = sections.map(([address, title, text, said]) => (
      { address, page: titles[address.split("#")[0]], title, text, said }
    ))
    this.synonyms = synonyms.map(group => group.map(namesIn).filter(words => words.length))
    this.meant = new Set(this.synonyms.flat(2))
    this.elsewhere = new Set(elsewhere)  // names that other sections hold
    this.misspelt = misspelt
    this.spelling = new Spelling()
    for (const words of [...synonyms.flat(), ...elsewhere]) this.spelling.learn(words)
    this.holders = new Map()  // how many sections hold a word, not counting the names of pages
    this.rarities = new Map()
    this.wholes = new Map()
    this.held = new Map()
    this.read = new Map()  // pieces of queries: most are those of the last key
    this.builder = new lunr.Builder()
    this.builder.tokenizer = words => words.map(word => new lunr.Token(word))
    this.builder.ref("at")
    this.builder.k1(K1)
    this.builder.b(B)
    for (const [field, boost] of Object.entries(FIELDS)) this.builder.field(field, { boost })
    this.at = 0
  }

  // Add sections to the index until a moment has come, and return whether it is whole: so a page can stay alive meanwhile
  prepare(until) {
    while (this.at < this.sections.length) {
      if (performance.now() > until) return false
      this.add(this.sections[this.at])
    }
    this.index = this.builder.build()
    this.spelling.sort()
    return true
  }

  add(section) {
    const [title, text, said, page] = Object.keys(FIELDS).map(field => wordsIn(section[field]))
    this.builder.add({ at: this.at++, title, text, said, page })
    for (const word of unique([...title, ...text, ...said])) this.holders.set(word, (this.holders.get(word) ?? 0) + 1)
    section.names = [unique(title), unique([...page, ...title])]
    section.phrases = new Map()  // what is said of it, by each word of that
    for (const phrase of section.said.split("|").map(phrase => unique(namesIn(phrase)))) {
      for (const word of phrase) section.phrases.set(word, [...section.phrases.get(word) ?? [], phrase])
    }
    section.row = row([...title, "", ...text, "", ...said])
    this.spelling.learn(`${section.title} ${section.text}`)
  }

  // Return { found, missing }: sections, the best first, each with the words that it holds; and what is nowhere
  find(query) {
    const asked = this.asked(query)
    const wordings = this.wordings(asked.flatMap(({ words }) => words))
    const best = new Map()
    wordings.forEach((wording, n) => {
      for (const { at, fit, words } of this.ranked(wording)) {
        const score = fit * this.place(this.sections[at], query) * (n ? SYNONYM : 1)
        const { score: before = 0, words: others = [] } = best.get(at) ?? {}
        best.set(at, { at, score: Math.max(score, before), words: unique([...others, ...words]) })
      }
    })
    const ranked = [...best.values()].sort((one, other) => other.score - one.score)
    const found = ranked.filter(({ score }) => score > ranked[0].score * LEAST).map(({ at, score, words }) => (
      { ...this.sections[at], score, words }
    ))
    const missing = this.nowhere(asked).filter(({ piece }) => !found.length || !CHINESE.test(piece))  // which ends where others begin
    return { found, missing: missing.map(({ piece }) => piece) }
  }

  // The pieces of a query that no section holds, or not whole
  lacking(query) {
    const names = query.toLowerCase().split(/\W+/).filter(name => this.elsewhere.has(name))
    return [...this.nowhere(this.asked(query)), ...names]
  }

  nowhere(asked) {
    return asked.filter(({ words }) => !words.some(word => this.has(word) || this.meant.has(word)))
  }

  // What of a section is shown: an excerpt, and the words with which it says what was looked for
  shown({ title, text, words }) {
    const telling = new Set(this.telling(words))
    const parts = [title, text].map(part => [part, places(part, telling)])
    const said = parts.flatMap(([part, found]) => found.map(([start, end]) => part.slice(start, end).toLowerCase()))
    return { excerpt: excerpt(...parts[1]), said: unique(said).slice(0, 12) }
  }

  // Without single characters, and without rare pairs, which are mostly the ends of two words, unless all are rare
  telling(words) {
    const long = words.filter(word => !CHINESE.test(word) || word.length > 1)
    const usual = long.filter(word => !CHINESE.test(word) || this.weight(word) > PAIR.rare)
    return usual.length ? usual : long
  }

  // The pieces of a query: a number as precisely as the site has it, a name that it does not have in parts
  asked(query) {
    const spelt = this.misspelt.reduce((text, [wrong, right]) => text.replaceAll(wrong, right), query)
    const plain = spelt.replace(TALK, " ").replace(QUESTION, " ").replace(MODULES, "")
    return pieces(plain).map(({ start, end, kind, words }) => {
      const piece = plain.slice(start, end)
      if (!this.read.has(piece)) this.read.set(piece, { piece, words: this.meaning(piece, kind, words) })
      return this.read.get(piece)
    })
  }

  meaning(piece, kind, words) {
    if (kind === "number") return words.filter(word => this.has(word)).slice(0, 1)
    if (kind === "chinese") return words
    const [name] = words
    if (this.meant.has(name)) return [name]
    if (this.has(name)) return this.spelling.mended(piece.toLowerCase(), name) ?? [name]
    if (RAISED.test(piece)) return []
    return words.length > 1 ? this.parts(name, words.slice(1)) : this.near(piece.toLowerCase(), words)
  }

  // A name that is nowhere: one that begins so, one that is spelt nearly so, or its parts, as far as they are somewhere
  parts(name, words) {
    const [likely] = this.spelling.near(name)
    if (likely) return this.spelling.names.get(likely)
    return words.flatMap(word => this.has(word) ? word : this.near(word, [])).filter(word => this.has(word))
  }

  // What a word that is nowhere may mean: two in one, or one that begins so or is spelt nearly so, the rarest
  near(word, words) {
    for (let at = 3; at < word.length - 2; at++) {
      const halves = [word.slice(0, at), word.slice(at)].flatMap(wordsIn)
      if (halves.length === 2 && halves.every(half => this.has(half))) return halves
    }
    const likely = this.spelling.near(word).map(name => this.spelling.names.get(name).filter(one => this.has(one)))
    const known = likely.filter(({ length }) => length)
    return known.sort(([one], [other]) => this.rarity(one) - this.rarity(other))[0] ?? words
  }

  // The words of a query, and what means the same
  wordings(words) {
    const own = line(words)
    const others = this.synonyms.flatMap(group => {
      const said = group.filter(some => own.includes(line(some))).sort((one, other) => other.length - one.length)[0]
      const same = said ? group.filter(some => some !== said && some.every(word => this.has(word))) : []
      return same.map(some => own.replace(line(said), line(some)).trim().split(/ +/))
    })
    return [words, ...others].slice(0, WORDINGS)
  }

  ranked(wording) {
    const words = unique(wording.filter(word => this.has(word)))
    const scores = new Map()
    for (const word of words) {
      for (const [at, score] of this.holding(word)) scores.set(at, (scores.get(at) ?? 0) + score)
    }
    const enough = Math.max(CANDIDATES.least, CANDIDATES.most / words.length)
    const candidates = [...scores].sort(([, one], [, other]) => other - one).slice(0, enough)
    const query = this.weighed(words)
    return candidates.map(([at, score]) => {
      const held = words.filter(word => this.holding(word).has(at))
      return { at, fit: score / query.all * this.fit(this.sections[at], query, held), words: held }
    })
  }

  // The words of a query with what they weigh, alone and in pairs; and as they stand where all of it does
  weighed(words) {
    const pairs = words.slice(1).map((word, n) => {
      const pair = [words[n], word]
      return { pair, row: row(pair), weight: Math.min(...pair.map(word => this.rarity(word))) }
    })
    return {
      asked: new Set(words), pairs,
      row: words.length >= WHOLE.words ? row(words) : null,
      all: this.sum(words),
      together: total(pairs.map(({ weight }) => weight)),
    }
  }

  sum(words) {
    return total(words.map(word => this.rarity(word)))
  }

  // The same of a title or a phrase, which are always the same
  whole(words) {
    if (!this.wholes.has(words)) this.wholes.set(words, this.sum(words))
    return this.wholes.get(words)
  }

  // What lunr found of one word: by section, how much it is about that. Asking lunr itself takes six times as long
  holding(word) {
    if (!this.held.has(word)) this.held.set(word, this.scores(this.index.invertedIndex[word], this.weight(word)))
    return this.held.get(word)
  }

  scores(posting, weight) {
    const scores = new Map()
    for (const field of Object.keys(FIELDS)) {
      for (const ref of Object.keys(posting[field])) {
        const vector = this.index.fieldVectors[`${field}/${ref}`]
        const score = vector.elements[vector.positionForIndex(posting._index) + 1]
        scores.set(ref, (scores.get(ref) ?? 0) + score * weight)
      }
    }
    return scores
  }

  // How well a section fits a query: what it holds of it, how much of that together, how alike its title is or
  // something that is said of it
  fit({ row: text, names, phrases }, { asked, pairs, row: whole, all, together }, held) {
    const cover = this.sum(held) / all
    const joined = pairs.filter(({ pair, row }) => pair.every(word => held.includes(word)) && text.includes(row))
    const order = together ? total(joined.map(({ weight }) => weight)) / together : 0
    const shared = new Map(names.map(name => [name, this.sum(name.filter(word => asked.has(word)))]))
    const said = new Map()
    for (const word of held) {
      for (const phrase of phrases.get(word) ?? []) said.set(phrase, (said.get(phrase) ?? 0) + this.rarity(word))
    }
    const like = ([words, shared]) => shared / (all + this.whole(words) - shared)
    const alike = Math.max(...[...shared].map(like), ...[...said].map(phrase => like(phrase) ** 2))
    return cover ** COVER * (1 + TOGETHER * order) * (1 + TITLE * alike) * (whole && text.includes(whole) ? WHOLE.times : 1)
  }

  place({ address }, query) {
    if (address.startsWith("reference") && query.includes("snippets")) return NAMED
    if (address.startsWith("glossary") && MEANING.test(query)) return NAMED
    return PLACES.find(([pattern]) => pattern.test(address))?.[1] ?? 1
  }

  has(word) {
    return word in this.index.invertedIndex
  }

  // How rare a word is, weighed by what it is
  rarity(word) {
    if (!this.rarities.has(word)) this.rarities.set(word, this.weight(word) * this.rareness(word))
    return this.rarities.get(word)
  }

  // What a word counts for its kind
  weight(word) {
    if (/^-?\d/.test(word)) return word.includes(".") ? NUMBER.exact : NUMBER.whole
    if (!CHINESE.test(word)) return 1
    const rareness = this.rareness(word)
    const pair = rareness > Math.log(this.sections.length / 6) ? PAIR.rare : PAIR.usual
    return Math.min(pair, PAIR.most / rareness)
  }

  rareness(word) {
    const holding = this.holders.get(word) ?? 0
    return Math.log(1 + (this.sections.length - holding + 0.5) / (holding + 0.5))
  }
}

globalThis.SearchEngine = Engine
