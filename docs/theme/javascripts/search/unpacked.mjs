// What docs/hooks/search.py has packed: a letter stands for each word, from this one on
const FIRST = 35

export const unpacked = ({ words, text }) => (
  JSON.parse(Array.from(text, letter => words[letter.charCodeAt() - FIRST]).join(""))
)
