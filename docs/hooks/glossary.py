"""Link the first use of a term on a page to the glossary, with its definition as hover text.

Terms come from the definition list of glossary.md: a line `names · names in the other language { #id }`, the latter
only if they differ, then `:   ` with the definition, at the end of which stands a link to the page that treats it.
"""

import html
import re

from mkdocs.utils import get_relative_url

PAGE = "glossary.md"
ENTRY = re.compile(
    r"^(?P<names>.+?)(?: · .+)? \{ #(?P<id>\S+) \}\n:   (?P<text>.+?) ?\[[^\[\]]+\]\((?P<home>[^)#]+)\S*\)$",
    re.MULTILINE,
)
# where a link would be out of place, and what is no text at all
OPAQUE = r"<(?P<tag>a|code|dt|h[1-6]|math|pre|script|style|summary|svg|th)\b.*?</(?P=tag)>|<[^>]*>"


def entries(text):
    """Return by each name of a term, in lower case: its id, its definition in plain text, and the page it is from."""
    found = {}
    for entry in ENTRY.finditer(text):
        definition = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", entry["text"])
        for name in re.split(r", |、", entry["names"]):
            found[name.lower()] = entry["id"], definition, entry["home"]
    return found


def linked(content, terms, address):
    """Return the HTML of a page with the first use of each of the terms linked to its entry in the glossary."""
    names = "|".join(sorted(map(re.escape, terms), key=len, reverse=True))  # so that the longest name is found
    # Chinese letters do not end at a blank, so re.ASCII: a word ends where Latin letters and digits do
    pattern = re.compile(rf"{OPAQUE}|(?<![\w-])(?P<word>{names})s?(?![\w-])", re.DOTALL | re.IGNORECASE | re.ASCII)
    used = set()

    def link(match):
        identifier, definition, _ = terms.get((match["word"] or "").lower(), (None, None, None))
        if identifier is None or identifier in used:
            return match[0]
        used.add(identifier)
        return f'<a class="term" href="{address}#{identifier}" title="{html.escape(definition)}">{match[0]}</a>'

    return pattern.sub(link, content)


def on_page_content(content, page, config, files):
    glossary = files.get_file_from_path(PAGE)
    if glossary is None or page.file is glossary:
        return content
    terms = entries(glossary.content_string).items()
    elsewhere = {name: entry for name, entry in terms if entry[2] != page.file.src_uri}
    return linked(content, elsewhere, get_relative_url(glossary.url, page.url))
