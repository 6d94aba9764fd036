// The search box: its index comes when the reader turns to it, is made in steps that let the page live, and answers
// while the reader types. What is shown are sections, each under the name of its page.
import { mark } from "./marks.mjs"
import { unpacked } from "./unpacked.mjs"

const WORDS = {
  zh: {
    start: "输入报错、标识符、数值或症状",
    wait: "正在准备搜索…",
    found: (found, shown) => found > shown ? `最相关的 ${shown} 节，共 ${found} 节` : `${found} 节`,
    none: "没有找到",
    missing: words => `全站没有“${words.join("”“")}”。`
  },
  en: {
    start: "Type a message, an identifier, a number or a symptom",
    wait: "Preparing the search…",
    found: (found, shown) => found > shown ? `The best ${shown} of ${found} sections` : found === 1 ? "1 section" : `${found} sections`,
    none: "Nothing found",
    missing: words => `No page has “${words.join("”, “")}”. `
  }
}[document.documentElement.lang]

const SHOWN = 10
const SLICE = 40  // milliseconds for which an index is made before the page may answer
const FOLDER = new URL("../search/", document.currentScript.src)

const box = document.querySelector(".md-search")
const form = box.querySelector("form")
const [meta, list] = box.querySelectorAll(".md-search-result > *")
const toggle = document.getElementById("__search")

const script = name => new Promise((resolve, reject) => {
  const tag = document.createElement("script")
  const address = new URL(name, FOLDER)
  Object.assign(tag, { src: address, onload: resolve, onerror: () => reject(new Error(`${address} does not load`)) })
  document.body.append(tag)
})

const loaded = {}
const load = name => loaded[name] ??= script(`${name}.js`)

// Names give way to what they name; what has no text adds to what is said of the same section
const joined = (known, section) => {
  const [address, title, text, said] = section
  return known && !text ? [address, title, known[2], [known[3], said].filter(Boolean).join("| ")] : section
}

// A search of what these files hold
const indexed = async (...files) => {
  await Promise.all(["engine", ...files].map(load))
  const parts = files.map(file => unpacked(window[file]))
  const sections = new Map()
  for (const section of parts.flatMap(({ sections }) => sections)) sections.set(section[0], joined(sections.get(section[0]), section))
  const made = new SearchEngine({ ...parts[0], sections: [...sections.values()] })
  while (!made.prepare(performance.now() + SLICE)) await new Promise(resolve => setTimeout(resolve))
  return made
}

// What answers: the guides, or all pages where a query needs more, whatever was asked before
const engines = {}
const loading = {}
const get = (name, ...files) => loading[name] ??= indexed(...files).then(made => { engines[name] = made })
const guides = () => get("guides", "guides")
const all = () => get("all", "guides", "others")
const lacks = query => query.includes("snippets") || engines.guides.lacking(query).length > 0
const answering = query => lacks(query) && engines.all || engines.guides

const ROOT = new URL("../", FOLDER).href
const addressOf = ({ address }, said) => {
  const [page, section] = address.split("#")
  return `${ROOT}${page}?${new URLSearchParams({ h: said.join(" ") })}${section ? `#${section}` : ""}`
}

// What of a section is shown: its address, the name of its page, its title and an excerpt
const result = (section, { said, excerpt }) => (
  { url: addressOf(section, said), page: section.page, title: section.title, excerpt }
)

const find = query => {
  const engine = answering(query)
  const { found, missing } = engine.find(query)
  return { missing, number: found.length, results: found.slice(0, SHOWN).map(one => result(one, engine.shown(one))) }
}

window.searchSite = async words => {
  await guides()
  if (lacks(words)) await all()
  return find(words).results.map(({ excerpt, ...rest }) => ({ ...rest, excerpt: excerpt.map(({ text }) => text).join("") }))
}

const element = (tag, name, ...parts) => {
  const made = document.createElement(tag)
  made.className = name
  made.append(...parts)
  return made
}

// What stays as it was is laid out no more: while a word is typed, most results do
let items = new Map()
const put = results => {
  const made = results.map(result => [JSON.stringify(result), result])
  items = new Map(made.map(([key, result]) => [key, items.get(key) ?? item(result)]))
  const wanted = [...items.values()]
  for (const old of [...list.children]) if (!wanted.includes(old)) old.remove()
  wanted.forEach((one, n) => { if (list.children[n] !== one) list.insertBefore(one, list.children[n] ?? null) })
}

const item = ({ url, page, title, excerpt }) => {
  const link = element("a", "md-search-result__link",
    element("span", "search-page", page),
    element("span", "search-title", title),
    element("span", "search-excerpt", ...excerpt.map(({ text, marked }) => marked ? element("mark", "", text) : text))
  )
  link.href = url
  return element("li", "md-search-result__item", link)
}

const answer = () => {
  const query = form.query.value.trim()
  const { missing, number, results } = query ? find(query) : { results: [] }
  const said = number ? WORDS.found(number, results.length) : WORDS.none
  meta.textContent = query ? (missing.length ? WORDS.missing(missing) : "") + said : WORDS.start
  put(results)
}

const show = async () => {
  if (!engines.guides) meta.textContent = WORDS.wait
  await guides()
  answer()
  if (engines.all || !lacks(form.query.value)) return
  meta.textContent = WORDS.wait
  await all()
  answer()
}

const open = () => {
  if (!toggle.checked) toggle.click()
  form.query.focus()
}

const close = () => {
  if (toggle.checked) toggle.click()
  form.query.blur()
}

form.query.addEventListener("focus", () => {
  if (!toggle.checked) toggle.click()
  show()
})
form.query.addEventListener("input", show)
form.addEventListener("submit", event => event.preventDefault())
form.addEventListener("reset", () => setTimeout(() => form.query.dispatchEvent(new Event("input"))))
toggle.addEventListener("change", () => { if (toggle.checked) form.query.focus() })
box.addEventListener("focusout", ({ relatedTarget: next }) => { if (next && !box.contains(next)) toggle.checked = false })
list.addEventListener("click", event => { if (event.target.closest("a")) close() })

addEventListener("keydown", event => {
  if (event.metaKey || event.ctrlKey || event.altKey || event.isComposing) return
  const typing = document.activeElement.matches("input, textarea, select, [contenteditable]")
  if (["/", "f", "s"].includes(event.key) && !typing && !toggle.checked) {
    event.preventDefault()
    open()
  }
  if (!box.contains(document.activeElement)) return
  const stops = [form.query, ...list.querySelectorAll("a")]
  const at = stops.indexOf(document.activeElement)
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step) {
    event.preventDefault()
    stops[(at + step + stops.length) % stops.length].focus()
  } else if (event.key === "Enter" && at === 0) {
    event.preventDefault()
    stops[1]?.click()
  } else if (event.key === "Escape") close()
})

const asked = new URLSearchParams(location.search)
mark(asked.get("h")?.match(/\S+/g))
if (asked.has("q")) {
  form.query.value = asked.get("q")
  open()
}
