// A text as HTML that shows it as it is.

export function literal(text) {
  return text.replace(/[&<>"]/g, letter => `&#${letter.charCodeAt(0)};`)
}
