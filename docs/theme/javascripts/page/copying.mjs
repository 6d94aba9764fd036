// Buttons that copy the code of their block, without prompts and answers; those with `data-fix`, what mends it alone.

const SHOWN = 2000 // milliseconds, in which a button says that it has copied
const PROMPT = /^(?:>>>|\.\.\.) ?/gm

addEventListener("click", async ({ target }) => {
  const button = target.closest?.("button.copy")
  if (!button) return
  const code = button.parentElement.querySelector("code")
  const typed = [...code.querySelectorAll("fix" in button.dataset ? "kbd.works" : "kbd")]
  const text = (typed.length ? typed : [code]).map(part => part.textContent).join("")
  await write(text.replace(PROMPT, "").trimEnd())
  const status = document.querySelector(".copied")
  status.textContent = status.dataset.says
  button.classList.add("done")
  setTimeout(() => {
    status.textContent = ""
    button.classList.remove("done")
  }, SHOWN)
})

// Pages that are opened from a folder have no clipboard in some browsers.
async function write(text) {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    const focused = document.activeElement
    const box = Object.assign(document.createElement("textarea"), { value: text, className: "unseen" })
    document.body.append(box)
    box.select()
    document.execCommand("copy")
    box.remove()
    focused.focus({ preventScroll: true })
  }
}

// What is selected in a session is copied without prompts.
addEventListener("copy", event => {
  const { anchorNode, focusNode } = getSelection()
  const session = node => node?.parentElement?.closest(".language-pycon")
  if (event.target.closest?.("textarea, input") || !session(anchorNode) || !session(focusNode)) return
  event.clipboardData.setData("text/plain", getSelection().toString().replace(PROMPT, ""))
  event.preventDefault()
})
