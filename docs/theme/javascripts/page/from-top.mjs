// A page read from its top lays out what comes near the screen (site.css), and all of it once its end or a place in it
// is asked for.
const whole = () => document.documentElement.classList.remove("from-top")

addEventListener("keydown", ({ key }) => { if (key === "End") whole() })
addEventListener("hashchange", () => {
  if (!document.querySelector(".from-top")) return
  whole()
  document.querySelector(":target")?.scrollIntoView()
})
