"""A mistake in a page stops `mkdocs build`. Under `mkdocs serve` the page shows it in a red box; serving goes on."""

import logging
import os
import pkgutil
import re
from pathlib import Path

import mkdocs
from mkdocs.exceptions import PluginError

log = logging.getLogger("mkdocs.hooks.mistakes")
DOCSTRING = re.compile(r"^::: (\S+)(?:\n    .*)*", re.MULTILINE)
# what MkDocs and autorefs say without a line: the name of a page, and what is written there
UNPLACED = [
    re.compile(r"Doc file '(?P<page>\S+?)' contains an? (?:[a-z]+ )*link (?:to )?'(?P<words>.+?)'"),
    re.compile(r"(?P<page>\S+\.md): (?:from .*)?Could not find cross-reference target '(?P<words>.+?)'"),
]
LOGGERS = ("structure.pages", "plugins.mkdocs_autorefs._internal.plugin")
TITLES = {"zh": "构建会停在这里", "en": "A build stops here"}


def stop(message):
    """Raise PluginError; under `mkdocs serve` log the message and return, for a `box` to show it."""
    if os.environ.get("SITE_COMMAND") != "serve":
        raise PluginError(message)
    log.error(message)


def box(message, language):
    """Return a box with the message, as one line of HTML."""
    title = f'<p class="admonition-title">{TITLES[language]}</p>'
    return f'<div class="admonition failure">{title}<pre><code>{literal(message)}</code></pre></div>'


def literal(text):
    """Write a text so that neither HTML nor Markdown finds anything in it, in a line of prose or in a table."""
    return re.sub(r"[!-/:-@\[-`{-~\n]", lambda match: f"&#{ord(match[0])};", text)


def give_links_their_lines(config):
    """Let complaints about a link or a reference begin with the file and the line where it is written."""

    def place(record):
        message = record.getMessage()
        for found in filter(None, (pattern.search(message) for pattern in UNPLACED)):
            record.msg, record.args = f"{place_of(found['words'], Path(config.docs_dir, found['page']))}: {message}", ()
        return True

    for generator in ("mkdocs", mkdocs.__name__):  # ProperDocs, where it runs the build
        for name in LOGGERS:
            logging.getLogger(f"{generator}.{name}").filters[:] = [place]  # in place of that of the last build


def place_of(words, path):
    """Return the file and the line in which a page links to these words."""
    text = path.read_text(encoding="utf-8")
    found = re.search(rf"\](?:\(|\[|: ){re.escape(words)}(?=[\s)\]])", text)
    return f"{Path(os.path.relpath(path)).as_posix()}:{text.count(chr(10), 0, found.start()) + 1 if found else 1}"


def know_anchors(content, page):
    """Let links lead to what executed blocks print, too, which MkDocs does not look into."""
    page.present_anchor_ids |= set(re.findall(r'<[^>]* id="([^"]+)"', content))


def boxed_where_unknown(markdown, page, config):
    """Stop for a docstring of what is not there, which would hide all other mistakes of the language."""
    path, source = Path(os.path.relpath(page.file.abs_src_path)).as_posix(), page.file.content_string

    def known(directive):
        try:
            pkgutil.resolve_name(directive[1])
        except (ImportError, AttributeError, ValueError) as error:
            line = source[: source.find(directive[0])].count("\n") + 1
            stop(said := f"{path}:{line}: no docstring for `::: {directive[1]}`: {error}")
            return box(said, config.theme["language"])
        return directive[0]

    return DOCSTRING.sub(known, markdown)
