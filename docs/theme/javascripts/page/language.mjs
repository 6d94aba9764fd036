// The switch keeps the section that is being read and the query, and the root page remembers the choice.
for (const link of document.querySelectorAll("a.language")) {
  link.addEventListener("click", () => {
    link.search = location.search
    link.hash = location.hash
    try { localStorage.setItem("language", link.hreflang) } catch { /* no storage, nothing to remember */ }
  })
}
