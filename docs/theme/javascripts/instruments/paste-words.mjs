// What the answers of <paste-instrument> say, by language.

export const texts = {
  zh: {
    here: "你的情况",
    code: "改成",
    several: n => `有 ${n} 种可能，看哪一种符合：`,
    partly: "没有完全对上，可能是：",
    none: "本站没有这条报错。",
    searched: "按其中的词搜到：",
    ask: "怎样提问：把完整的报错和下面几行打印的结果一起发出来",
    elsewhere: "见这一节",
    near: (loss, mark) => `${loss}：${mark}`,
    or: "，或者 ",
    colon: "：",
    far: loss => `${loss} 不在这些数附近，最近的是：`,
    line: "对数刻度上的损失和这些数",
  },
  en: {
    here: "In your case",
    code: "Write",
    several: n => `${n} causes fit. Which one is yours?`,
    partly: "Not quite any message of this site. It may be:",
    none: "This message is not on this site.",
    searched: "A search for its words finds:",
    ask: "How to ask: send the whole traceback, and what these lines print",
    elsewhere: "Explained in this section",
    near: (loss, mark) => `${loss}: ${mark}`,
    or: ", or ",
    colon: ": ",
    far: loss => `${loss} is near none of these numbers. The nearest:`,
    line: "The loss and these numbers, on a logarithmic scale",
  },
}
