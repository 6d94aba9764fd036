// A swipe that begins on a slider or a plot and turns out to scroll the page changes nothing: what the finger has set by
// then is put back.

export function undoneByScrolling(part, read, write) {
  let before
  part.addEventListener("pointerdown", () => (before = read()), true)
  part.addEventListener("pointercancel", () => write(before))
}
