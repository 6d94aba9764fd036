// Text as words that can be looked up: Latin words by their stems, names whole and in parts
// (z-loss is one: a letter alone is no word), numbers at each precision, Chinese in pairs of characters,
// so that no dictionary decides what a word is.
const PIECE = /(?<![\w)\]])-?\d+(?:\.\d+)?(?:e[-+]?\d+)?|(?<!\w)[a-z]-[a-z]{3,}|[a-z_]\w*|[\u4e00-\u9fff]+/gi
const HUMPS = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g

// Return the pieces of a text, each with where it stands and the words it is found by, the most precise first
export const pieces = text => {
  const narrow = text.normalize("NFKC")
  const plain = narrow.length === text.length ? narrow : text  // full-width letters, each in its place
  return [...plain.replace(/[−–]/g, "-").matchAll(PIECE)].map(({ 0: piece, index }) => (
    { start: index, end: index + piece.length, ...wordsOf(piece) }
  )).filter(({ words }) => words.length)
}

export const wordsIn = text => pieces(text).flatMap(({ words }) => words)

// The same with each name as one word
export const namesIn = text => pieces(text).flatMap(({ kind, words }) => kind === "latin" ? words.slice(0, 1) : words)

const known = new Map()  // cutting and stemming a piece once is most of the time that an index takes
const wordsOf = piece => {
  if (!known.has(piece)) known.set(piece, cut(piece))
  return known.get(piece)
}

const cut = piece => {
  if (/^-?\d/.test(piece)) return { kind: "number", words: precisions(piece) }
  if (/^[a-z_]/i.test(piece)) {
    const humps = piece.split(/[_-]+/).flatMap(part => part.match(HUMPS) ?? [])
    const parts = humps.map(stem).filter(word => word?.length > 1)
    const whole = humps.length > 1 ? [piece.includes("_") ? piece.toLowerCase() : stem(piece)] : []
    return { kind: "latin", words: parts.length > 1 ? [...whole, ...parts] : whole.length ? whole : parts }
  }
  const pairs = [...piece].slice(1).map((character, n) => piece[n] + character)
  return { kind: "chinese", words: pairs.length ? pairs : [piece] }
}

// 0.693147 is found as 0.6931, 0.693 and 0.69
const precisions = number => {
  const decimals = /e/i.test(number) ? 0 : Math.min(number.split(".")[1]?.length ?? 0, 4)
  const rounded = [4, 3, 2].filter(digits => digits <= decimals).map(digits => Number(number).toFixed(digits))
  const whole = rounded.length && Number.isInteger(Number(number)) ? [String(Number(number))] : []  // 50.0000 is 50
  const said = rounded.length ? [...rounded, ...whole] : [number]
  return said.filter(word => word.length > 1)  // a digit is in every formula
}

const stem = word => {
  const token = lunr.stopWordFilter(new lunr.Token(word.toLowerCase()))
  return token && lunr.stemmer(token).toString()
}
