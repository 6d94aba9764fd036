// The switch keeps the place that is being read and the query, and the root page remembers the choice.

import { placeInView } from "./reading.mjs"

for (const link of document.querySelectorAll("a.language")) {
  link.addEventListener("click", () => {
    link.search = location.search
    link.hash = placeInView()
    try { localStorage.setItem("language", link.hreflang) } catch { /* no storage, nothing to remember */ }
  })
}
