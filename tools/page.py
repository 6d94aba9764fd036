"""Make a new page in both languages, for `make check` to be content with and you to fill in: `make page NAME=…`."""

import re
import sys

from copies import ROOT
from languages import LANGUAGES
from translated import record
from update import update

SESSION = """```pycon
>>> from snippets import cross_entropy
>>> round(cross_entropy([[2.0, 1.0, 0.1]], [0]), 4)
```"""
TEXTS = {
    "zh": """---
title: {name}：这一页回答什么问题
description: {name}：用一两句话说出答案，搜索引擎和页面列表会显示它。
---

# {name} {{ #{name} }}

第一屏就给出答案：一句话，加一条公式、一张表或者一段代码。

{session}

## 推导 {{ #derivation }}

答案从哪里来。

## 哪里会出错 {{ #what-goes-wrong }}

会出什么错，那时 PyTorch 说什么。

## 接着读 {{ #read-on }}

- [交叉熵](cross-entropy.md)：这些损失共同的出发点。
""",
    "en": """---
title: "{name}: the question that this page answers"
description: "{name}: the answer in a sentence or two, as search engines and lists of pages show it."
source:
---

# {name} {{ #{name} }}

The first screen holds the answer: a sentence, and one formula, table or session.

{session}

## Derivation {{ #derivation }}

Where the answer comes from.

## What goes wrong {{ #what-goes-wrong }}

What can go wrong, and what PyTorch says when it does.

## Read on {{ #read-on }}

- [Cross entropy](cross-entropy.md): what all these losses start from.
""",
}


def refusal(name):
    """Return why a page cannot have this name, or None."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        return f"{name!r} cannot be an address: take small letters, digits and hyphens, as in make page NAME=focal-loss"
    for language in LANGUAGES:
        if (ROOT / f"docs/{language}/{name}.md").exists():
            return f"docs/{language}/{name}.md exists already: edit it, or take another name"


def add_to_navigation(file, name):
    """Write the page into `nav`, above the glossary."""
    text, count = re.subn(r"^(?=  - glossary\.md$)", f"  - {name}.md\n", file.read_text(encoding="utf-8"), flags=re.M)
    if count != 1:
        raise ValueError(f"{file.name}: in nav, one line `  - glossary.md` was expected, not {count}")
    file.write_text(text, encoding="utf-8", newline="\n")


def main():
    if len(sys.argv) != 2:
        sys.exit("Name the page: make page NAME=focal-loss")
    (name,) = sys.argv[1:]
    if reason := refusal(name):
        sys.exit(reason)
    pages = {language: ROOT / f"docs/{language}/{name}.md" for language in LANGUAGES}
    for language, page in pages.items():
        page.write_text(TEXTS[language].format(name=name, session=SESSION), encoding="utf-8", newline="\n")
        add_to_navigation(ROOT / LANGUAGES[language], name)
        update(page)  # writes the output of the session
    record(pages["en"])
    print(f"\nWrite docs/zh/{name}.md, translate it in docs/en/{name}.md, and see what `make check` says.")
    print("In nav of mkdocs.yml and mkdocs.en.yml it stands above the glossary: give it its place there.")


if __name__ == "__main__":
    main()
