// How words are spelt on the site, and what readers mean who spell them in another way.
import { namesIn } from "./words.mjs"

const SHORTEST = { wrong: 4, known: 5, other: 8 }  // letters of a word that may be mistyped

const sorted = word => [...word].sort().join("")

export class Spelling {
  constructor() {
    this.names = new Map()  // the words by which a name is found, by how it is spelt
    this.right = new Set()  // all of these words
  }

  learn(text) {
    for (const [spelt] of text.matchAll(/[A-Za-z]\w{3,}/g)) {
      const name = spelt.toLowerCase()
      if (this.names.has(name)) continue
      this.names.set(name, namesIn(spelt))
      this.names.get(name).forEach(word => this.right.add(word))
    }
  }

  sort() {
    this.sorted = [...this.names.keys()].sort()
    this.set = lunr.TokenSet.fromArray(this.sorted)
  }

  // Names that begin so; else those with a letter too many, too few, wrong, or two the other way round
  near(name) {
    const begun = name.length > 2 && !name.includes("_") ? this.sorted.filter(other => other.startsWith(name)) : []
    return begun.length || name.length < SHORTEST.wrong ? begun : this.typos(name)
  }

  typos(name) {
    return this.set.intersect(lunr.TokenSet.fromFuzzyString(name, 1)).toArray()
  }

  // What was meant by a word that readers have typed before, and no page has: it may be right, as short ones that
  // differ in one letter mostly are
  mended(name, word) {
    if (this.right.has(word) || name.length < SHORTEST.known) return
    const [other, ...more] = this.typos(name)
    if (!other || more.length || other.replaceAll("_", "") === name) return
    const replaced = other.length === name.length && sorted(other) !== sorted(name)
    if (!replaced || name.length >= SHORTEST.other) return this.names.get(other)
  }
}
