// What scrolls sideways can be reached and scrolled with the keys; what fits is no stop on the way.
addEventListener("DOMContentLoaded", () => {
  const sizes = new ResizeObserver(entries => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0
      else target.removeAttribute("tabindex")
    }
  })
  for (const box of document.querySelectorAll(".md-typeset__scrollwrap, .formula, pre > code")) sizes.observe(box)
  // the theme makes a landmark of each copy button
  for (const nav of document.querySelectorAll(".md-code__nav")) nav.setAttribute("role", "presentation")
})

// The theme's buttons for navigation and search are labels, with a key inside
addEventListener("keydown", event => {
  if (["Enter", " "].includes(event.key) && event.target.matches("label > .key")) {
    event.preventDefault()
    event.target.parentElement.click()
  }
})
