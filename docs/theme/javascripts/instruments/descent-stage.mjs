// The picture of a descent: logits as bars with the push of the gradient as arrows, probabilities, and the curves.

// a phone has to show the controls too
const PHONE = matchMedia("(max-width: 30em)").matches
const LOW = matchMedia("(max-height: 40em)").matches
export const HEIGHT = PHONE ? (LOW ? 64 : 116) : 176
const [TOP, BOTTOM, LEFT, RIGHT] = [14, HEIGHT - 22, 26, 8] // of what is drawn in it; the rest is for numbers
const ARROW = 0.3 * HEIGHT // pixels of a gradient of 1

// Bars of logits; arrows show where each loss pushes them, and how hard: `steepest` is the most that a gradient can be.
export function logitBars(width, x, pushes, target, [low, high], steepest) {
  const up = scaled(low, high)
  const bars = columns(width, x, (value, left, size, middle, c) => {
    const arrows = pushes.map(({ gradient, style }, n) => {
      const tip = Math.min(Math.max(up(value) + (gradient[c] / steepest) * ARROW, 2), HEIGHT - 2)
      return arrow(middle + ((n + 0.5) / pushes.length - 0.5) * size, up(value), tip, style)
    })
    return bar(left, size, up(0), up(value)) + arrows.join("")
  })
  return grid(width, [low, 0, high], up) + bars + names(width, x, target)
}

// Bars of probabilities, and where the target wants them.
export function probabilityBars(width, p, y, target) {
  const up = scaled(0, 1)
  const bars = columns(width, p, (value, left, size, middle, c) =>
    bar(left, size, up(0), up(value)) + `<path class="wanted" d="M${left - 3} ${up(y[c]).toFixed(1)}h${size + 6}"/>`)
  return grid(width, [0, 1], up) + bars + names(width, p, target)
}

// The curve of −log p of each course, and where each stands after a step.
export function curves(width, courses, step, last) {
  const high = Math.max(1, Math.ceil(Math.max(...courses.flatMap(({ points }) => points.slice(0, last + 1).map(at => at.surprise)))))
  const up = scaled(0, high)
  const across = n => LEFT + (n / last) * (width - LEFT - RIGHT)
  const lines = courses.map(({ points, style }) => {
    const line = points.slice(0, last + 1).map(({ surprise }, step) => `${across(step).toFixed(1)} ${up(surprise).toFixed(1)}`)
    return `<path class="curve ${style}" d="M${line.join("L")}"/>`
  })
  const dots = courses.map(({ points }) => `<circle r="4" cx="${across(step)}" cy="${up(points[step].surprise)}"/>`)
  const ends = [0, last].map(n => text(across(n), HEIGHT - 6, n, n ? "end" : "middle"))
  const now = `<path class="now" d="M${across(step)} ${TOP}V${BOTTOM}"/>`
  return grid(width, [0, high], up) + now + lines.join("") + dots.join("") + ends.join("")
}

function scaled(low, high) {
  return value => BOTTOM - ((Math.min(Math.max(value, low), high) - low) / (high - low)) * (BOTTOM - TOP)
}

function columns(width, values, column) {
  const room = (width - LEFT - RIGHT) / values.length
  const size = Math.min(0.6 * room, 40)
  return values.map((value, c) => {
    const middle = LEFT + (c + 0.5) * room
    return column(value, middle - size / 2, size, middle, c)
  }).join("")
}

function bar(left, size, from, to) {
  const [top, height] = [Math.min(from, to), Math.abs(to - from)]
  return `<rect class="level" x="${left.toFixed(1)}" y="${top.toFixed(1)}" width="${size.toFixed(1)}" height="${height.toFixed(1)}"/>`
}

// None where it would be too short to see.
function arrow(x, from, to, style) {
  const length = to - from
  if (Math.abs(length) < 1) return ""
  const wide = Math.min(5, Math.abs(length))
  const neck = to - Math.sign(length) * wide
  return `<path class="push curve ${style}" d="M${x} ${from}V${to}M${x - wide} ${neck}L${x} ${to}L${x + wide} ${neck}"/>`
}

// The number of each class, a mark at the target; the mark alone where numbers have no room.
function names(width, values, target) {
  const roomy = width / values.length > 22
  return columns(width, values, (_, left, size, middle, c) => {
    const name = c === target ? (roomy ? `${c} ✓` : "✓") : roomy ? c : ""
    return text(middle, HEIGHT - 6, name, "middle")
  })
}

function grid(width, ticks, up) {
  const line = tick => `<path class="grid" d="M${LEFT} ${up(tick)}H${width - RIGHT}"/>`
  return [...new Set(ticks)].map(tick => line(tick) + text(LEFT - 6, up(tick) + 4, tick, "end")).join("")
}

function text(x, y, words, anchor) {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${words}</text>`
}
