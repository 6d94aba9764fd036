"""Mend what Markdown and mkdocstrings write and screen readers stumble over."""

import re

# docstrings are English on every page, what mkdocstrings puts around them is not
ENGLISH = ('<div class="doc doc-contents',)
OURS = ('<span class="doc-section-title"', "<thead>", '<details class="mkdocstrings-source"')
# the other language within a sentence: on Chinese pages English terms in parentheses, in the glossary after the dot,
# and what is longer than a name: messages and titles
WORD = r"[A-Za-z0-9_.,:;’'\"()/-]+"
INLINE = {
    "zh": (
        "en",
        r"(?<=（)[A-Za-z][A-Za-z ,’'-]*(?=）)|(?<= · )[A-Za-z][A-Za-z ,’'-]*(?=</dt>)"
        rf"|(?<![\w&])[A-Za-z]{WORD}(?: {WORD}){{3,}}",
    ),
    "en": ("zh", r"[\u4e00-\u9fff]+"),
}
OPAQUE = r"<(code|math|pre|script|style|svg)\b.*?</\1>|<[^>]*>"


def marked(content, starts, language):
    """Return the HTML with a language on all tags that start so."""
    for start in starts:
        tag = start.split(" ")[0].rstrip(">")
        content = content.replace(start, f'{tag} lang="{language}"{start.removeprefix(tag)}')
    return content


def with_inline(content, language):
    """Return the HTML with a language on what of its text is in the other one."""
    other, pattern = INLINE[language]
    parts = re.compile(f"{OPAQUE}|(?P<foreign>{pattern})", re.DOTALL)
    return parts.sub(lambda part: f'<span lang="{other}">{part[0]}</span>' if part["foreign"] else part[0], content)


def on_page_content(content, page, config, files):
    content = content.replace("<th></th>", "<td></td>")  # the corner of a table is the head of nothing
    language = config.theme["language"]
    if language != "en" and ENGLISH[0] in content:
        content = marked(marked(content, ENGLISH, "en"), OURS, language)
    return with_inline(content, language)


def on_post_page(output, page, config):
    # the theme's icons; what holds them has a name
    return output.replace("<svg xmlns", '<svg aria-hidden="true" xmlns')
