// What scrolls sideways can be reached and scrolled with the keys; what fits is no stop on the way.
addEventListener("DOMContentLoaded", () => {
  const sizes = new ResizeObserver(entries => {
    const boxes = entries.map(({ target }) => [target, target.scrollWidth > target.clientWidth])
    for (const [box, scrolls] of boxes) {  // only then: what is written would have the next box laid out anew
      if (scrolls) box.tabIndex = 0
      else box.removeAttribute("tabindex")
    }
  })
  for (const box of document.querySelectorAll(".md-typeset__scrollwrap, .formula")) sizes.observe(box)
})

// The theme's buttons for navigation and search are labels, with a key inside
addEventListener("keydown", event => {
  if (["Enter", " "].includes(event.key) && event.target.matches("label > .key")) {
    event.preventDefault()
    event.target.parentElement.click()
  }
})

// While the drawer is open, keys stay in it; Escape closes it and the search, and the focus goes back to their buttons
addEventListener("DOMContentLoaded", () => {
  const drawer = document.getElementById("__drawer")
  const buttons = new Map([...document.querySelectorAll("label > .key")].map(key => [key.parentElement.htmlFor, key]))
  const others = ".md-skip, .md-header, .md-content, .md-sidebar--secondary, .md-footer"
  drawer.addEventListener("change", () => {
    for (const part of document.querySelectorAll(others)) part.inert = drawer.checked
    const here = [...document.querySelectorAll(".md-nav--primary a:is([aria-current], .md-nav__link--active)")].pop()
    if (drawer.checked) (here ?? document.querySelector(".md-nav--primary a")).focus()
  })
  drawer.parentElement.addEventListener("click", ({ target }) => {  // a section of this page is behind the drawer
    if (drawer.checked && target.closest("a[href^='#']")) drawer.click()
  })
  const wide = matchMedia("(min-width: 76.25em)")  // where there is no drawer
  wide.addEventListener("change", () => { if (wide.matches && drawer.checked) drawer.click() })
  addEventListener("keydown", event => {
    if (event.key !== "Escape") return
    if (drawer.checked) {
      drawer.click()
      buttons.get(drawer.id).focus()
    } else if (event.target.closest(".md-search")) buttons.get("__search").focus()
  })
})
