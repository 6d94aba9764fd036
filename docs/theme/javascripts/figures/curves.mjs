// Figures of curves can be moved along, by finger, mouse and keys: a line across them, and what each curve has there.
//
// Numbers are those of the build, which writes them beside the points of each curve: see snippets/readings.py.

import { addSteppers } from "../instruments/steppers.mjs"
import { undoneByScrolling } from "../instruments/swipes.mjs"

const SVG = "http://www.w3.org/2000/svg"
const signs = {
  zh: { "–": "–：曲线在这里没有点", "∞": "∞：这里是无穷大" },
  en: { "–": "–: the curve has no point here", "∞": "∞: infinite here" },
}
const SAMPLE = 6 // of a curve, beside its name: as wide as so many digits, with room

function follow(svg) {
  const { along } = svg.dataset
  const curves = [...svg.querySelectorAll("polyline")]
  const names = curves.map(({ dataset }) => dataset.name)
  const stops = stopsOf(curves)
  const said = (at, c) => (at ? [`${names[c]} ${at.value}${at.range}`] : [])

  const box = document.createElement("curves-instrument")
  box.innerHTML = `<p aria-hidden="true"><b></b>${curves.map(item).join("")}</p>
    <input type="range" max="${stops.at(-1).left}"><div></div>`
  const [head, ...items] = box.firstChild.children
  const slider = box.querySelector("input")
  const { line, dots } = hairline(svg, curves)
  items.forEach(({ children }, c) => (children[1].textContent = names[c]))
  slider.setAttribute("aria-label", along)
  addSteppers(box)
  const values = new Set(stops.flatMap(({ here }) => here.map(valueOf)))
  const explained = Object.entries(signs[document.documentElement.lang]).filter(([sign]) => values.has(sign))
  box.lastChild.textContent = explained.map(([, words]) => words).join("\n")
  // columns stay where they are while numbers change
  const lengths = stops.flatMap(({ here }) => here.flatMap(said)).map(({ length }) => length)
  box.style.setProperty("--item", `${SAMPLE + Math.max(...lengths)}ch`)

  let shown = start(stops)
  let held = false

  function show(n) {
    shown = n
    const { x, left, here } = stops[n]
    slider.value = left
    slider.setAttribute("aria-valuetext", [x, ...here.flatMap(said)].join(", "))
    head.textContent = `${along} = ${x}`
    line.setAttribute("transform", `translate(${left})`)
    here.forEach((at, c) => {
      const [, , value, range] = items[c].children
      value.textContent = valueOf(at)
      range.textContent = at ? at.range : ""
      dots[c].setAttribute("d", at?.dot ?? "")
    })
  }

  function point({ clientX }) {
    show(nearest(stops, new DOMPoint(clientX, 0).matrixTransform(curves[0].getScreenCTM().inverse()).x))
  }

  // Keys move the thumb by a unit of the axis, and mean the next stop.
  function slide() {
    const n = nearest(stops, slider.value)
    show(n === shown && !held ? n + Math.sign(slider.value - stops[n].left) : n)
  }

  slider.addEventListener("input", slide)
  slider.addEventListener("pointerdown", () => (held = true))
  for (const end of ["pointerup", "pointercancel"]) slider.addEventListener(end, () => (held = false))
  svg.addEventListener("pointermove", point)
  svg.addEventListener("pointerdown", event => {
    svg.setPointerCapture(event.pointerId)
    point(event)
  })
  for (const part of [svg, slider]) undoneByScrolling(part, () => shown, show)
  svg.closest(".figure").after(box)
  show(shown)
}

// Where a curve has a point, from left to right; and what is said there of each curve, or null if it has nothing there.
function stopsOf(curves) {
  const stops = new Map()
  curves.forEach((curve, c) => {
    const [xs, ys, low, high] = ["x", "y", "low", "high"].map(kind => curve.dataset[kind]?.split(" "))
    xs.forEach((x, n) => {
      const { x: left, y: top } = curve.points.getItem(n)
      if (!stops.has(x)) stops.set(x, { x, left, here: curves.map(() => null) })
      stops.get(x).here[c] = { value: ys[n], range: low ? ` (${low[n]}–${high[n]})` : "", dot: `M${left} ${top}h0` }
    })
  })
  curves.forEach((curve, c) => {
    const infinite = curve.dataset.infinite?.split(" ") ?? []
    infinite.forEach(x => (stops.get(x).here[c] = { value: "∞", range: "", dot: "" }))
  })
  return [...stops.values()].sort((a, b) => a.left - b.left)
}

function valueOf(at) {
  return at ? at.value : "–"
}

// The middle one of the stops at which most curves have a point.
function start(stops) {
  const counts = stops.map(({ here }) => here.filter(at => at?.dot).length)
  const full = [...counts.keys()].filter(n => counts[n] === Math.max(...counts))
  return full[full.length >> 1]
}

function nearest(stops, x) {
  const distances = stops.map(({ left }) => Math.abs(left - x))
  return distances.indexOf(Math.min(...distances))
}

function item(curve) {
  return `<span><svg class="lines sample" viewBox="0 0 36 8"><path class="${curve.getAttribute("class")}" d="M0 4h36"/></svg>
    <span></span> <b></b><span></span></span>`
}

// Add a line as high as the grid, and for each curve a dot: a line of no length with round ends, which no scale distorts.
function hairline(svg, curves) {
  const add = (to, kind, attributes) => {
    const element = document.createElementNS(SVG, kind)
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
    return to.appendChild(element)
  }
  const grid = [...svg.querySelectorAll(".grid")].map(path => path.getBBox())
  const marks = add(curves[0].parentNode, "g", { class: "hairline" })
  return {
    line: add(marks, "line", {
      y1: Math.min(...grid.map(({ y }) => y)),
      y2: Math.max(...grid.map(({ y, height }) => y + height)),
    }),
    dots: curves.map(curve => add(marks, "path", { class: curve.getAttribute("class") })),
  }
}

for (const svg of document.querySelectorAll("svg[data-along]")) follow(svg)
