// While one reads: the header names the page once its heading has gone, and the contents say which section this is.

const heading = document.querySelector("article h1")
const title = document.querySelector(".md-header__title")
const sections = [...document.querySelectorAll(".md-nav--secondary a")].map(link => (
  [link, document.getElementById(decodeURIComponent(link.hash.slice(1)))]
))
const wrap = document.querySelector(".md-sidebar--secondary .md-sidebar__scrollwrap")
const LINE = 72 // pixels from the top of the window: what begins above is being read
let asked = 0

const read = () => {
  asked = 0
  title.classList.toggle("md-header__title--active", heading.getBoundingClientRect().bottom < LINE / 2)
  const gone = sections.filter(([, section]) => section.getBoundingClientRect().top < LINE)
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

const ask = () => { asked ||= requestAnimationFrame(read) }
addEventListener("load", ask)
addEventListener("scroll", ask, { passive: true })
