// While one reads: the header names the page once its heading has gone, and the contents say which section this is.

const heading = document.querySelector("article h1")
const title = document.querySelector(".md-header__title")
const sections = [...document.querySelectorAll(".md-nav--secondary a")].map(link => (
  [link, document.getElementById(decodeURIComponent(link.hash.slice(1)))]
))
const wrap = document.querySelector(".md-sidebar--secondary .md-sidebar__scrollwrap")
const header = document.querySelector(".md-header")
// What begins above a line that is as far from the top as what an address leads to, or as far as the page can scroll
const begun = () => {
  const line = header.offsetHeight * 1.5
  const ended = scrollY + innerHeight >= document.documentElement.scrollHeight - 1
  return sections.filter(([link, section]) => (
    section.getBoundingClientRect().top < line || ended && link.hash === location.hash
  ))
}
let asked = 0

const read = () => {
  asked = 0
  title.classList.toggle("md-header__title--active", heading.getBoundingClientRect().bottom < header.offsetHeight * 0.75)
  const gone = begun()
  const here = gone.at(-1)?.[1]
  for (const [link, section] of sections) {
    link.classList.toggle("md-nav__link--passed", section !== here && gone.some(([passed]) => passed === link))
    if (link.classList.toggle("md-nav__link--active", section === here) && wrap.contains(link)) {
      const { top, bottom } = link.getBoundingClientRect()
      const around = wrap.getBoundingClientRect()
      if (top < around.top || bottom > around.bottom) wrap.scrollTop += top - around.top - around.height / 2
    }
  }
}

// What the address names, while it is on the screen; else the section that is being read, or none at the top.
export function placeInView() {
  const { top, bottom } = document.getElementById(location.hash.slice(1))?.getBoundingClientRect() ?? {}
  return bottom > 0 && top < innerHeight ? location.hash : begun().at(-1)?.[0].hash ?? ""
}

const entry = document.querySelector(".md-nav--primary [aria-current]")
if (!CSS.supports("scroll-initial-target: nearest")) entry?.scrollIntoView({ block: "nearest" })

const ask = () => { asked ||= requestAnimationFrame(read) }
addEventListener("load", ask)
addEventListener("scroll", ask, { passive: true })
