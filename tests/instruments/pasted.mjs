// Answer pasted texts with what the instrument answers with: reads { data, texts }, writes for each text
// { first, sure }, where `first` is the address of the section that comes first.

import { readFileSync } from "node:fs"

import { answerTo } from "../../docs/theme/javascripts/instruments/answers.mjs"
import { readied } from "../../docs/theme/javascripts/instruments/messages.mjs"

const { data, texts } = JSON.parse(readFileSync(0, "utf-8"))
const known = { ...data, ...readied(data) }

function answered(text) {
  const answer = answerTo(known, text)
  if (answer.kind === "number") return { first: "debugging.html#plateau", sure: answer.marks.some(({ near }) => near) }
  if (answer.kind === "symptoms") {
    const [, , links] = known.symptoms.find(([, , links]) => links.includes(`${answer.addresses[0]}"`))
    return { first: links.match(/href="([^"]*)"/)[1], sure: true }
  }
  return { first: known.sections[answer.hits[0]?.section]?.href ?? "", sure: answer.kind === "message" }
}

console.log(JSON.stringify(texts.map(answered)))
