// The state of an instrument in the address of the page: one parameter for each field.
//
// A field has a value to start with, `read`, which returns undefined for text it cannot use, and `write`.

export function number(start, low, high) {
  const read = text => (text.trim() && low <= +text && +text <= high ? +text : undefined)
  return { start, read, write: String }
}

// Numbers between commas, `least` to `most` of them.
export function numbers(start, low, high, [least, most] = [start.length, start.length]) {
  const one = number(0, low, high)
  const read = text => {
    const values = text.split(",").map(one.read)
    return least <= values.length && values.length <= most && !values.includes(undefined) ? values : undefined
  }
  return { start, read, write: String }
}

export function choice(start, options) {
  return { start, read: text => options.find(option => String(option) === text), write: String }
}

// Return the state that the query of an address describes, and the names of the parameters that cannot be used.
export function fromQuery(fields, query) {
  const parameters = new URLSearchParams(query)
  const state = {}
  const unusable = []
  for (const [name, field] of Object.entries(fields)) {
    const value = parameters.has(name) ? field.read(parameters.get(name)) : field.start
    if (value === undefined) unusable.push(name)
    state[name] = value ?? field.start
  }
  return { state, unusable }
}

// Return the query with the state in it; parameters of others stay.
export function toQuery(fields, state, query) {
  const parameters = new URLSearchParams(query)
  for (const [name, field] of Object.entries(fields)) parameters.set(name, field.write(state[name]))
  return `?${parameters}`.replaceAll("%2C", ",")
}
