"""Mend what Markdown and mkdocstrings write and screen readers stumble over."""

# docstrings are English on every page, what mkdocstrings puts around them is not
ENGLISH = ('<div class="doc doc-contents',)
OURS = ('<span class="doc-section-title"', "<thead>", '<details class="mkdocstrings-source"')


def marked(content, starts, language):
    """Return the HTML with a language on all tags that start so."""
    for start in starts:
        tag = start.split(" ")[0].rstrip(">")
        content = content.replace(start, f'{tag} lang="{language}"{start.removeprefix(tag)}')
    return content


def on_page_content(content, page, config, files):
    content = content.replace("<th></th>", "<td></td>")  # the corner of a table is the head of nothing
    language = config.theme["language"]
    if language != "en" and ENGLISH[0] in content:
        content = marked(marked(content, ENGLISH, "en"), OURS, language)
    return content
