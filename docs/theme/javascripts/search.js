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

  // A query as words: what readers paste holds names with their modules, and signs that lunr takes for operators, as
  // the minus of -100. `softmax溢出` is two words. One letter or digit, or 为什么, would find all that begins so. In
  // Chinese the theme overlooks the last word, unless something follows: a 〇, which is in no word.
  const words = query => {
    const plain = query
      .replace(/(?<![\w.])(?:(?:torch|nn|functional|F)\.)+(?=\w)/g, "")
      .replace(/[-+*^~:;,!?=<>&|"“”`/()[\]{}]|(?<!\w)'|'(?!\w)|\.(?!\d)/g, " ")
      .replace(/为什么|为何|怎么办?|如何|是否|(.)不\1|[的了吗呢]/g, " ")
      .replace(/[\u4e00-\u9fff]+/g, " $&〇 ")
    return plain.replace(/(?<!\S)\w(?!\S)/g, "").trim() || plain
  }

  // A result without the marks between Chinese words, and with the words that it has: the theme misses some of those
  const readable = ({ title, text, terms, ...rest }) => {
    [title, text] = [title, text].map(part => part.replaceAll("\u200b", ""))
    const marked = [...`${title} ${text}`.matchAll(/<mark>(.*?)<\/mark>/g)].map(([, word]) => word.toLowerCase())
    const found = Object.entries(terms).map(([term, there]) => {
      const word = term.replace(/\*+$/, "")
      return [word, there || marked.some(one => one.startsWith(word))]
    })
    return { ...rest, title, text, terms: Object.fromEntries(found) }
  }

  const shown = ({ type, data }) => (
    { type, data: type === 3 ? { ...data, items: data.items.map(item => item.map(readable)) } : data }
  )

  // What the theme takes for its worker
  const Real = window.Worker
  window.Worker = class extends EventTarget {
    constructor(address) {
      super()
      this.address = address
      form.query.addEventListener("focus", () => this.setUp(), { once: true })
    }

    async setUp() {
      this.postMessage({ type: 0, data: { ...await load(), options: {} } })
    }

    postMessage(message) {
      if (message.type === 2) message = { ...message, data: words(message.data) }
      if (!this.worker) {
        this.worker = folder ? new Frame(this.address) : new Real(this.address)
        this.worker.addEventListener("message", ({ data }) => {
          this.dispatchEvent(new MessageEvent("message", { data: shown(data) }))
        })
      }
      this.worker.postMessage(message)
    }
  }

  // The theme looks for what is typed, and misses what is pasted or dictated
  form.query.addEventListener("input", () => form.query.dispatchEvent(new KeyboardEvent("keyup")))

  // The theme loads the index if it finds a form of this name, also to mark the words that led to a page: it writes the
  // page anew, with an `amp` within each `&amp;`. Here the browser marks them, and the page stays as it is.
  form.removeAttribute("name")
  const led = new URLSearchParams(location.search).get("h")?.match(/\S+/g)
  if (led && CSS.highlights) {
    const begins = led.map(word => (/^\w/.test(word) ? "(?<!\\w)" : "") + word.replace(/[^\w\u4e00-\u9fff]/g, "\\$&"))
    const texts = document.createTreeWalker(document.querySelector(".md-content article"), NodeFilter.SHOW_TEXT)
    const marks = new Highlight()
    while (texts.nextNode()) {
      const { currentNode: text } = texts
      for (const { index, 0: word } of text.data.matchAll(new RegExp(begins.join("|"), "gi"))) {
        marks.add(new StaticRange({
          startContainer: text, startOffset: index, endContainer: text, endOffset: index + word.length
        }))
      }
    }
    CSS.highlights.set("search", marks)
    document.documentElement.classList.add("led")
  }
}
