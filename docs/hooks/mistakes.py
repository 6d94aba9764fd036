"""A mistake in a page stops `mkdocs build`. Under `mkdocs serve` the page shows it in a red box; serving goes on."""

import logging
import os
import re

from mkdocs.exceptions import PluginError

log = logging.getLogger("mkdocs.hooks.mistakes")
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
