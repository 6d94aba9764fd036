"""Add to the HTML of a page what Markdown and mkdocstrings leave out: links to the glossary, and for screen readers,
which language a word is in and what is no text."""

import html
import re

from mkdocs.utils import get_relative_url

NO_TEXT = ("code", "math", "pre", "samp", "script", "style", "svg")

GLOSSARY = "glossary.md"
ENTRY = re.compile(
    r"^(?P<names>.+?)(?: · .+)? \{ #(?P<id>\S+) \}\n:   (?P<text>.+?) ?\[[^\[\]]+\]\((?P<home>[^)#]+)\S*\)$",
    re.MULTILINE,
)
NO_LINK = ("a", "dt", "h[1-6]", "summary", "th")  # where a link would be out of place

# docstrings are English on every page, what mkdocstrings puts around them is not
ENGLISH = ('<div class="doc doc-contents',)
OURS = ('<span class="doc-section-title"', '<details class="mkdocstrings-source"')
# the other language within a sentence: on Chinese pages English terms in parentheses, in the glossary after the dot,
# and what is longer than a name: messages and titles
WORD = r"[A-Za-z0-9_.,:;’'\"()/-]+"
FOREIGN = {
    "zh": (
        "en",
        r"(?<=（)[A-Za-z][A-Za-z ,’'-]*(?=）)|(?<= · )[A-Za-z][A-Za-z ,’'-]*(?=</dt>)"
        rf"|(?<![\w&])[A-Za-z]{WORD}(?: {WORD}){{3,}}",
    ),
    "en": ("zh", r"[\u4e00-\u9fff]+"),
}

# what mkdocstrings puts around a word or a line, and around English within English
DIVISION = re.compile(r"(<div\b[^>]*>|</div>)")
WRAPPED = {
    re.compile(r'<span class="doc doc-object-name[^>]*>([^<]*)</span>'): r"\1",
    re.compile(r'<p>(<)span( [^>]*?)?( class="doc-section-title")([^>]*>[^<]*</)span></p>'): r"\1p\2\3\4p>",
    re.compile(r'<div class="doc-md-description">\s*<p>((?:(?!</p>|<p>).)*)</p>\s*</div>', re.DOTALL): r"\1",
}

TYPE = re.compile(r'<span title="[^"]*">([^<]*)</span>')  # by its full name
BLANKS = re.compile(r"\n\s*")
TABLE = re.compile(r"<table(?![^>]*\bclass=).*?</table>", re.DOTALL)
SCROLLING = '<div class="md-typeset__scrollwrap"><div class="md-typeset__table">{}</div></div>'


def in_text(content, pattern, replace, outside=(), flags=0):
    """Return the HTML with `replace(match)` for what the pattern finds in its text: in no tag, in none of `outside`."""
    parts = re.compile(rf"{opaque(*NO_TEXT, *outside)}|(?P<found>{pattern})", re.DOTALL | flags)
    return parts.sub(lambda part: part[0] if part["found"] is None else replace(part), content)


def text_of(content):
    """Return the text of HTML, with a blank for each tag and for what is no text."""
    return html.unescape(re.sub(opaque(*NO_TEXT), " ", content, flags=re.DOTALL))


def opaque(*elements):
    """Return a pattern for these elements as a whole, and for all other tags."""
    return rf"<(?P<opaque>{'|'.join(elements)})\b.*?</(?P=opaque)>|<[^>]*>"


def entries(text):
    """Return by each name of a term, in lower case: its id, its names above its definition, the page it is from.

    Terms come from the definition list of glossary.md: a line `names · names in the other language { #id }`, the latter
    only if they differ, then `:   ` with the definition, at the end of which stands a link to the page that treats it.
    """
    found = {}
    for entry in ENTRY.finditer(text):
        said = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", f"{entry['names']}\n{entry['text']}")
        for name in re.split(r", |、", entry["names"]):
            found[name.lower()] = entry["id"], said, entry["home"]
    return found


def linked(content, terms, address):
    """Return the HTML of a page with the first use of each of the terms linked to its entry in the glossary."""
    names = "|".join(sorted(map(re.escape, terms), key=len, reverse=True))  # so that the longest name is found
    used = set()

    def link(match):
        identifier, said, _ = terms[match["word"].lower()]
        if identifier in used:
            return match[0]
        used.add(identifier)
        return f'<a class="term" href="{address}#{identifier}" title="{html.escape(said)}">{match[0]}</a>'

    # Chinese letters do not end at a blank, so re.ASCII: a word ends where Latin letters and digits do
    word = rf"(?<![\w-])(?P<word>{names})s?(?![\w-])"
    return in_text(content, word, link, outside=NO_LINK, flags=re.IGNORECASE | re.ASCII)


def with_glossary_links(content, page, files):
    """Link the first use of a term on a page to the glossary, with its names and definition as hover text."""
    glossary = files.get_file_from_path(GLOSSARY)
    if glossary is None or page.file is glossary:
        return content
    terms = entries(glossary.content_string).items()
    elsewhere = {name: entry for name, entry in terms if entry[2] != page.file.src_uri}
    return linked(content, elsewhere, get_relative_url(glossary.url, page.url)) if elsewhere else content


def marked(content, starts, language):
    """Return the HTML with a language on all tags that start so."""
    for start in starts:
        tag = start.split(" ")[0].rstrip(">")
        content = content.replace(start, f'{tag} lang="{language}"{start.removeprefix(tag)}')
    return content


def with_inline(content, language):
    """Return the HTML with a language on what of its text is in the other one."""
    other, pattern = FOREIGN[language]
    return in_text(content, pattern, lambda part: f'<span lang="{other}">{part[0]}</span>')


def with_languages(content, config):
    """Say of all that is not in the language of the page which one it is in."""
    content = content.replace("<th></th>", "<td></td>")  # the corner of a table is the head of nothing
    language = config.theme["language"]
    if language != "en" and ENGLISH[0] in content:
        content = marked(marked(content, ENGLISH, "en"), OURS, language)
    return unwrapped(with_inline(content, language))


def unwrapped(content):
    """Return the HTML with docstrings as plain as can be: of what nothing is said twice, and nothing wraps one line."""
    depths, parts = [], DIVISION.split(content)
    for n, part in enumerate(parts):
        if part == "</div>":
            del depths[-1:]
        elif part.startswith("<div"):
            depths.append('lang="en" class="doc' in part)
        elif any(depths):
            parts[n] = re.sub(r'<span lang="en">(.*?)</span>', r"\1", part, flags=re.DOTALL)
    content = "".join(parts)
    for pattern, plain in WRAPPED.items() if 'class="doc ' in content else ():
        content = pattern.sub(plain, content)
    return content


def lightened(output, content):
    """Hide the icons of the theme from screen readers, as what holds them has a name.

    Left out are the blanks that its templates leave around the content of a page, and boxes around types.
    """
    output = content.join(BLANKS.sub("\n", part) for part in output.split(content))
    return TYPE.sub(r"\1", output.replace("<svg xmlns", '<svg aria-hidden="true" xmlns'))


def with_scrolling_tables(content):
    """Let each table scroll by itself, as the script of the theme would, once the page is laid out."""
    return TABLE.sub(lambda table: SCROLLING.format(table[0]), content)
