// <which-loss-instrument>: asks the questions of the list between its tags one by one. In the list, an answer is bold
// and has an id; what follows is the next question, or the recommendation. That begins with a link to a recipe, whose
// code is then shown: docs/hooks/choice.py has put it beside the list.

import { choice, toQuery } from "./address.mjs"
import { Instrument } from "./instrument.mjs"
import { ids, pathTo, questions } from "./tree.mjs"

const START = "start"
const known = [START] // the answers of the page

const words = {
  zh: {
    title: "答几个问题，选出损失",
    trail: "已经选的",
    again: label => `${label}：重选`,
    restart: "重新开始",
    step: (n, most) => `第 ${n} 题，最多 ${most} 题。`,
    end: n => `共答 ${n} 题，建议如上。`,
  },
  en: {
    title: "Choose a loss by answering questions",
    trail: "Answers so far",
    again: label => `${label}: choose again`,
    restart: "Start again",
    step: (n, most) => `Question ${n} of at most ${most}.`,
    end: n => `Recommended after ${n} ${n === 1 ? "answer" : "answers"}.`,
  },
}

export class WhichLossInstrument extends Instrument {
  static words = words
  static fields = { answer: choice(START, known) }

  connectedCallback() {
    if (!this.tree) {
      this.tree = { id: START, text: this.querySelector("p").innerHTML, answers: read(this.querySelector("ul")) }
      this.recipes = this.querySelector("template")?.content
      known.push(...ids(this.tree).slice(1))
      this.addEventListener("click", event => this.follow(event))
      addEventListener("pagehide", () => (history.scrollRestoration = "auto")) // back from another page
    }
    super.connectedCallback()
  }

  // Back and Forward lead to another question; a link to a heading also gets here, and leaves the focus alone.
  load() {
    const before = this.state
    super.load()
    if (before && before.answer !== this.state.answer) this.ask()
  }

  build() {
    const { words } = this
    return `<ol class="trail" aria-label="${words.trail}"></ol>
      <p class="question" data-show="question" tabindex="-1"></p>
      <ul class="choices"></ul><div class="recipe"></div>
      <p class="restart"><button type="button" data-reset>${words.restart}</button></p>`
  }

  draw() {
    const path = pathTo(this.tree, this.state.answer)
    const node = path.at(-1)
    const past = path.slice(1).map((answer, n) => {
      const link = this.link(path[n], answer.label)
      link.ariaLabel = this.words.again(link.textContent)
      return item("li", item("span", path[n].text), " ", link)
    })
    this.querySelector(".trail").replaceChildren(...past)
    this.querySelector(".question").innerHTML = node.text
    this.querySelector(".question").classList.toggle("end", !node.answers.length)
    const choices = node.answers.map(answer => item("li", this.link(answer, answer.label)))
    this.querySelector(".choices").replaceChildren(...choices)
    this.querySelector(".recipe").replaceChildren(...this.code(this.querySelector(".question.end > a")))
    this.querySelector("[data-reset]").disabled = path.length === 1
    this.say(this.summary(), true)
  }

  // Return the code of the recipe that a link leads to.
  code(link) {
    const recipe = link && this.recipes?.querySelector(`[data-recipe="${link.hash.slice(1)}"]`)
    return recipe ? [recipe.cloneNode(true)] : []
  }

  summary() {
    const path = pathTo(this.tree, this.state.answer)
    const ahead = questions(path.at(-1))
    return ahead ? this.words.step(path.length, path.length - 1 + ahead) : this.words.end(path.length - 1)
  }

  link({ id }, label) {
    const link = item("a", label)
    link.href = `${toQuery(this.constructor.fields, { answer: id }, location.search)}#${this.id}`
    link.dataset.answer = id
    return link
  }

  // Other clicks than plain ones are the browser's: a new tab, a download.
  follow(event) {
    const link = event.target.closest("[data-answer]")
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    this.go(link.dataset.answer)
  }

  reset() {
    this.go(START)
  }

  go(answer) {
    this.state = { answer }
    history.scrollRestoration = "manual" // else the first step back would scroll to the fragment
    history.pushState(null, "", `${toQuery(this.constructor.fields, this.state, location.search)}#${this.id}`)
    this.draw()
    this.ask()
  }

  ask() {
    const question = this.querySelector(".question")
    question.focus({ preventScroll: true })
    question.scrollIntoView({ block: "nearest" })
  }
}

// Return the nodes of a list.
function read(list) {
  return [...list.children].map(entry => {
    const below = entry.querySelector("ul")
    const answers = below ? read(below) : []
    const rest = entry.cloneNode(true)
    rest.querySelector("ul")?.remove()
    const answer = rest.querySelector("strong[id]")
    answer.remove()
    for (const link of answer.querySelectorAll("a")) link.replaceWith(...link.childNodes) // it becomes one itself
    const text = rest.innerHTML.replace(/^[\s.:。：]+/, "").trim()
    return { id: answer.id, label: answer.innerHTML, text, answers }
  })
}

// Return an element with contents, strings among them as HTML of this page.
function item(name, ...contents) {
  const element = document.createElement(name)
  for (const content of contents) {
    if (typeof content === "string") element.insertAdjacentHTML("beforeend", content)
    else element.append(content)
  }
  return element
}

customElements.define("which-loss-instrument", WhichLossInstrument)
