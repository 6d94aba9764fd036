// On a page that a search led to, the browser marks the words that led there; the text stays as it was built.
export const mark = words => {
  if (!words?.length || !CSS.highlights) return
  const whole = words.map(word => {
    const [begins, ends] = [/^\w/, /\w$/].map(edge => edge.test(word))
    return (begins ? "(?<!\\w)" : "") + word.replace(/[^\w\u4e00-\u9fff]/g, "\\$&") + (ends ? "(?!\\w)" : "")
  })
  const texts = document.createTreeWalker(document.querySelector(".md-content article"), NodeFilter.SHOW_TEXT)
  const marks = new Highlight()
  while (texts.nextNode()) {
    const { currentNode: text } = texts
    for (const { index, 0: word } of text.data.matchAll(new RegExp(whole.join("|"), "gi"))) {
      marks.add(new StaticRange({
        startContainer: text, startOffset: index, endContainer: text, endOffset: index + word.length
      }))
    }
  }
  CSS.highlights.set("search", marks)
  document.documentElement.classList.add("led")
}
