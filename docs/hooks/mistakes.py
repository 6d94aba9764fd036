"""A mistake in a page stops `mkdocs build`. Under `mkdocs serve` the page shows it in a red box; serving goes on."""

import logging
import os
import re
from pathlib import Path

from mkdocs.exceptions import PluginError

log = logging.getLogger("mkdocs.hooks.mistakes")
# what MkDocs, autorefs and mkdocstrings say without a line: the pattern of a page's name and of what is written there
UNPLACED = [
    re.compile(r"Doc file '(?P<page>\S+?)' contains an? (?:absolute |unrecognized relative )?link '(?P<words>.+?)'"),
    re.compile(r"(?P<page>\S+\.md): (?:from .*)?Could not find cross-reference target '(?P<words>.+?)'"),
    re.compile(r"mkdocstrings: (?P<page>)(?P<words>\S+) could not be found"),
]
LOGGERS = ("structure.pages", "plugins.mkdocs_autorefs._internal.plugin", "plugins.mkdocstrings")
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
            record.msg, record.args = f"{place_of(found['words'], found['page'], config.docs_dir)}{message}", ()
        return True

    for name in LOGGERS:
        logging.getLogger(f"mkdocs.{name}").filters[:] = [place]  # `mkdocs serve` builds one site after another


def place_of(words, page, docs):
    """Return the first place where a page, or any page, links to these words or asks for their docstring."""
    link = re.compile(rf"(?:\](?:\(|\[|: )|^::: ){re.escape(words)}(?=[\s)\]])", re.MULTILINE)
    for path in [Path(docs, page)] if page else sorted(Path(docs).rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        if found := link.search(text):
            line = text.count("\n", 0, found.start()) + 1
            return f"{Path(os.path.relpath(path)).as_posix()}:{line}: "
    return ""
