"""A mistake in a page stops `mkdocs build`. Under `mkdocs serve` the page shows it in a red box; serving goes on."""

import logging
import os
import re
from pathlib import Path

from mkdocs.exceptions import PluginError

log = logging.getLogger("mkdocs.hooks.mistakes")
LINK = re.compile(r"Doc file '(\S+?)' contains an? (?:absolute |unrecognized relative )?link '(.+?)'")
REFERENCE = re.compile(r"(\S+\.md): (?:from .*)?Could not find cross-reference target '(.+?)'")
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
    """Say in which file and line a link stands, before what MkDocs and autorefs say about it."""

    def located(record):
        message = record.getMessage()
        if found := LINK.search(message) or REFERENCE.search(message):
            path = Path(config.docs_dir, found[1])
            text = path.read_text(encoding="utf-8")
            written = re.search(rf"\](?:\(|\[|: ){re.escape(found[2])}(?=[\s)\]])", text)
            line = text.count("\n", 0, written.start()) + 1 if written else 1
            record.msg, record.args = f"{Path(os.path.relpath(path)).as_posix()}:{line}: {message}", ()
        return True

    for name in ("mkdocs.structure.pages", "mkdocs.plugins.mkdocs_autorefs._internal.plugin"):
        logging.getLogger(name).filters[:] = [located]  # one site at a time, also under `mkdocs serve`
