// Beside each slider and each field for a number two buttons, a thumb wide, that move it by one step. Keys do that on
// the control itself, so the buttons are no stops on their way.

const words = {
  zh: { stepDown: name => `减小：${name}`, stepUp: name => `增大：${name}` },
  en: { stepDown: name => `Less: ${name}`, stepUp: name => `More: ${name}` },
}
const SIGNS = { stepDown: "−", stepUp: "+" }

export function addSteppers(element) {
  for (const control of element.querySelectorAll("[type=range], [type=number]")) {
    const name = control.ariaLabel ?? control.labels[0].textContent.trim()
    const buttons = Object.entries(SIGNS).map(([step, sign]) => {
      const ariaLabel = words[document.documentElement.lang][step](name)
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: sign, ariaLabel, tabIndex: -1 })
      button.addEventListener("click", () => {
        control[step]()
        for (const type of ["input", "change"]) control.dispatchEvent(new Event(type, { bubbles: true }))
      })
      return button
    })
    control.parentElement.classList.add("stepped")
    control.after(...buttons)
  }
}
