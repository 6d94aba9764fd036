// The page for missing addresses: the reader's language comes first, with the pages whose names are like what was sought.
(() => {
  const root = new URL("../../", document.currentScript.src).pathname
  const sought = decodeURI(location.pathname).slice(root.length)
  if (sought.endsWith("404.html")) return // nobody sought anything

  const SHOWN = 5 // pages
  const LEAST = 0.4 // likeness

  // Texts are alike by the pairs of letters that they share: with a letter too many, or two swapped, most are left.
  const pairs = text => {
    const letters = [...text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "")]
    return letters.slice(1).map((letter, n) => letters[n] + letter)
  }
  const likeness = (one, other) => 2 * one.filter(pair => other.includes(pair)).length / (one.length + other.length || 1)

  const parts = sought.replace(/(index)?\.\w+$/, "").split("/")
  let language = ["zh", "en"].includes(parts[0]) ? parts.shift() : null
  const words = parts.join(" ").replace(/[^\p{L}\p{N}]+/gu, " ").trim()

  for (const section of document.querySelectorAll(".missing")) {
    const find = selector => section.querySelector(selector)
    const like = item => {
      const { pathname, textContent } = item.firstChild
      const address = pathname.slice(`${root}${section.lang}/`.length).replace(/(index)?\.html$/, "")
      return Math.max(...[address, textContent].map(name => likeness(pairs(words), pairs(name))))
    }
    const near = [...section.querySelectorAll("details li")].map(item => [like(item), item]).filter(([value]) => value >= LEAST)
    near.sort(([one], [other]) => other - one)
    find("code").textContent = `/${sought}`
    find("ul.near").append(...near.slice(0, SHOWN).map(([, item]) => item.cloneNode(true)))
    find("p.near").hidden = !near.length
    find(".main").hidden = near.length
    find(".search").search = new URLSearchParams({ q: words })
    find(".sought").hidden = false
  }

  try { language ??= localStorage.getItem("language") } catch { /* no storage: go by the browser's language */ }
  language ??= /^zh\b/i.test(navigator.language) ? "zh" : "en"
  document.querySelector("h1").after(document.querySelector(`.missing[lang=${language}]`))
})()
