// A term that has the focus shows its definition: a finger's first tap gives it that, the second follows the link to the
// glossary. A tap elsewhere takes it away, and Escape hides the definition.
let first

addEventListener("pointerdown", ({ pointerType, target }) => {
  const again = target.closest("a.term:focus")
  if (!again) document.querySelector("a.term:focus")?.blur()
  first = pointerType === "touch" && !again
})
addEventListener("click", event => {
  const term = event.target.closest?.("a.term")
  if (!term || !first || !event.detail) return // keys follow at once
  event.preventDefault()
  term.focus()
})
addEventListener("keydown", ({ key }) => {
  if (key === "Escape") document.querySelector("a.term:focus")?.classList.toggle("quiet")
})
