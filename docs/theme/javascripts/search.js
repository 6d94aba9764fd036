// The search as the theme has it, but: its index (160 KB) and its worker come when the reader turns to the search, not
// with every page; and it works on pages opened from a folder, where browsers run no worker from a file.
{
  const form = document.querySelector(".md-search__form")
  const config = JSON.parse(document.getElementById("__config").textContent)
  const folder = location.protocol === "file:"

  const script = (address, page = document) => new Promise((resolve, reject) => {
    const tag = page.createElement("script")
    Object.assign(tag, { src: address, onload: resolve, onerror: () => reject(new Error(`${address} does not load`)) })
    page.body.append(tag)
  })

  const load = async () => {
    const address = new URL("search/search_index.js", new URL(config.base, location))
    if (!folder) return (await fetch(new URL("search_index.json", address))).json()
    await script(address)
    return window.__index
  }

  // Runs the script of the worker in a frame of its own: in the page, yet apart from it
  class Frame extends EventTarget {
    constructor(address) {
      super()
      const frame = document.createElement("iframe")
      frame.hidden = true
      document.body.append(frame)
      this.inside = frame.contentWindow
      this.inside.postMessage = data => this.dispatchEvent(new MessageEvent("message", { data }))
      this.ready = script(address, frame.contentDocument)
    }

    async postMessage(data) {
      await this.ready
      this.inside.dispatchEvent(new MessageEvent("message", { data }))
    }
  }

  // `softmax溢出` is two words, either of which may go on: the index knows them one by one
  const apart = query => query.replace(/\w(?=[\u4e00-\u9fff])|[\u4e00-\u9fff](?=\w)/g, "$&* ")

  // What the theme takes for its worker
  const Real = window.Worker
  window.Worker = class extends EventTarget {
    constructor(address) {
      super()
      this.address = address
      if (!highlights) form.query.addEventListener("focus", () => this.setUp(), { once: true })
    }

    async setUp() {
      this.postMessage({ type: 0, data: { ...await load(), options: {} } })
    }

    postMessage(message) {
      if (message.type === 2) message = { ...message, data: apart(message.data) }
      if (!this.worker) {
        this.worker = folder ? new Frame(this.address) : new Real(this.address)
        this.worker.addEventListener("message", ({ data }) => this.dispatchEvent(new MessageEvent("message", { data })))
      }
      this.worker.postMessage(message)
    }
  }

  // The theme loads the index if it finds a form of this name. It needs it at once to mark the words that led here.
  const highlights = new URLSearchParams(location.search).has("h")
  if (!highlights) form.removeAttribute("name")
}
