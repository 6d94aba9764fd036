// The picture of a descent: logits as bars with the push of the gradient as arrows, probabilities, and the curves.
//
// Each of the three is a list of shapes: a name, attributes and words.

// a phone has to show the controls too
const PHONE = matchMedia("(max-width: 30em)").matches
const LOW = matchMedia("(max-height: 40em)").matches
export const HEIGHT = PHONE ? (LOW ? 64 : 116) : 176
const [TOP, BOTTOM, LEFT, RIGHT] = [14, HEIGHT - 22, 26, 8] // of what is drawn in it; the rest is for numbers
const ARROW = 0.3 * HEIGHT // pixels of a gradient of 1
const HEAD = 5 // pixels, less for a short arrow
const NARROW = 14 // pixels of a bar on which heads of two arrows would meet
const SHORTEST = 3 // of the arrows that can be seen as such
const LINE = 12 // pixels, of a number

// Elements that are there stay, and take what differs: that costs less than new ones.
export function draw(svg, shapes) {
  shapes.forEach(([name, attributes, words = ""], n) => {
    if (svg.children[n]?.localName !== name) {
      const element = document.createElementNS(svg.namespaceURI, name)
      element.append(words)
      svg.children[n] ? svg.children[n].replaceWith(element) : svg.append(element)
    }
    const element = svg.children[n]
    for (const key in attributes) {
      const value = String(attributes[key])
      if (element.getAttribute(key) !== value) element.setAttribute(key, value)
    }
    if (element.textContent !== String(words)) element.firstChild.data = words
  })
  while (svg.children.length > shapes.length) svg.lastChild.remove()
}

// Bars of logits; arrows show where each loss pushes them, and how hard: `steepest` is the most that a gradient can be.
// On narrow bars, the chosen loss alone has arrows.
export function logitBars(width, x, pushes, target, [low, high], steepest) {
  const up = scaled(low, high)
  const { size, middle } = columns(width, x)
  const shown = size < NARROW ? pushes.slice(0, 1) : pushes
  const arrows = shown.map(({ gradient, style }, n) => {
    const across = c => middle(c) + ((n + 0.5) / shown.length - 0.5) * size
    const tip = c => Math.min(Math.max(up(x[c]) + (gradient[c] / steepest) * ARROW, 2), HEIGHT - 2)
    return path(`push curve ${style}`, x.map((value, c) => arrow(across(c), up(value), tip(c), size / shown.length / 2)))
  })
  return framed(width, [low, 0, high], up, [bars(width, x, up), ...arrows], names(width, x, target))
}

// Bars of probabilities, and where the target wants them.
export function probabilityBars(width, p, y, target) {
  const up = scaled(0, 1)
  const { size, middle } = columns(width, p)
  const wanted = path("wanted", y.map((value, c) => d`M${middle(c) - size / 2 - 3} ${up(value)}h${size + 6}`))
  return framed(width, [0, 1], up, [bars(width, p, up), wanted], names(width, p, target))
}

// The curve of −log p of each course, and where each stands after a step.
export function curves(width, courses, step, last) {
  const drawn = courses.map(({ points }) => points.slice(0, last + 1).map(({ surprise }) => surprise))
  const high = Math.max(1, Math.ceil(Math.max(...drawn.flat())))
  const up = scaled(0, high)
  const across = n => LEFT + (n / last) * (width - LEFT - RIGHT)
  const now = path("now", [d`M${across(step)} ${TOP}V${BOTTOM}`])
  const lines = drawn.map((values, k) =>
    path(`curve ${courses[k].style}`, values.map((value, n) => d`${n ? "L" : "M"}${across(n)} ${up(value)}`)))
  const dots = drawn.map(values => ["circle", { r: 4, cx: across(step), cy: up(values[step]) }])
  const ends = [0, last].map(n => text(across(n), HEIGHT - 6, n, n ? "end" : "middle"))
  return framed(width, [0, high], up, [now, ...lines, ...dots], ends)
}

function scaled(low, high) {
  return value => BOTTOM - ((Math.min(Math.max(value, low), high) - low) / (high - low)) * (BOTTOM - TOP)
}

function columns(width, values) {
  const room = (width - LEFT - RIGHT) / values.length
  return { size: Math.min(0.6 * room, 40), middle: c => LEFT + (c + 0.5) * room }
}

function bars(width, values, up) {
  const { size, middle } = columns(width, values)
  return path("level", values.map((value, c) => d`M${middle(c) - size / 2} ${up(0)}h${size}V${up(value)}h${-size}z`))
}

// A dot where it would be too short to see; its head is no wider than twice `half`.
function arrow(x, from, tip, half) {
  const length = tip - from
  if (Math.abs(length) < SHORTEST) return d`M${x - 1} ${tip}a1 1 0 1 0 2 0a1 1 0 1 0-2 0`
  const high = Math.min(HEAD, Math.abs(length))
  const wide = Math.min(high, half)
  const neck = tip - Math.sign(length) * high
  return d`M${x} ${from}V${tip}M${x - wide} ${neck}L${x} ${tip}L${x + wide} ${neck}`
}

// The number of each class, a mark at the target; the mark alone where both have no room.
function names(width, values, target) {
  const roomy = width / values.length > 22
  const { middle } = columns(width, values)
  return values.map((_, c) => {
    const name = c === target ? (roomy ? `${c} ✓` : "✓") : c
    return text(middle(c), HEIGHT - 6, name, "middle")
  })
}

// Shapes above a grid, texts above all.
function framed(width, ticks, up, shapes, texts) {
  const at = [...new Set(ticks)]
  const grid = path("grid", at.map(tick => d`M${LEFT} ${up(tick)}H${width - RIGHT}`))
  const clear = at.filter(tick => tick === 0 || Math.abs(up(tick) - up(0)) >= LINE)
  return [grid, ...shapes, ...clear.map(tick => text(LEFT - 6, up(tick) + 4, tick, "end")), ...texts]
}

function path(kind, parts) {
  return ["path", { class: kind, d: parts.join("") }]
}

function text(x, y, words, anchor) {
  return ["text", { x, y, "text-anchor": anchor }, words]
}

// Part of a path, to a tenth of a pixel.
function d(strings, ...values) {
  return String.raw(strings, ...values.map(value => (value.toFixed ? +value.toFixed(1) : value)))
}
