// What is folded opens for who is led into it, and on paper; browsers of today do both by themselves.
const open = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)))
  const closed = []
  for (let box = target; box; box = box.parentElement) if (box.matches("details:not([open])")) closed.push(box)
  for (const box of closed) box.open = true
  if (closed.length) target.scrollIntoView()
}

open()
addEventListener("hashchange", open)
addEventListener("beforeprint", () => {
  const closed = document.querySelectorAll("article details:not([open])")
  for (const box of closed) box.open = true
  addEventListener("afterprint", () => { for (const box of closed) box.open = false }, { once: true })
})
