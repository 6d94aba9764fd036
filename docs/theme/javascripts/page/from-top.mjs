// A page read from its top lays out what comes near the screen (site.css), and all of it once a place in it is asked for.
addEventListener("hashchange", () => {
  if (!document.querySelector(".from-top")) return
  document.documentElement.classList.remove("from-top")
  document.querySelector(":target")?.scrollIntoView()
})
