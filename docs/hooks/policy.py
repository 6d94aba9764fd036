"""Give every page a Content-Security-Policy: scripts and styles come from the site, and from nowhere else.

The inline scripts of the theme run by their hashes. What a page itself holds gets none, so a script in Markdown stays
dead: put it into docs/theme/javascripts.
"""

import hashlib
import os
import re
from base64 import b64encode
from pathlib import Path

from mkdocs.plugins import event_priority

INLINE = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)  # data blocks have a type, and no hash: they do not run
START = '<meta charset="utf-8">'
META = '<meta http-equiv="Content-Security-Policy" content="{}">'


def policy(page):
    """Return the policy of a page by its HTML."""
    hashes = {"script": "", "style": ""}
    for tag, code in INLINE.findall(page):
        hashes[tag] += f" 'sha256-{b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"
    return "; ".join([
        "default-src 'none'",
        f"script-src 'self'{hashes['script']}",
        f"style-src 'self'{hashes['style']}",
        "img-src 'self' data:",  # icons in the theme's style sheet
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",  # the search
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
    ])  # fmt: skip


def with_policy(page, content=""):
    """Return the HTML of a page with its policy, which knows no script of the content."""
    if being_served():
        return page
    return page.replace(START, START + META.format(policy(page.replace(content, ""))), 1)


def being_served():
    """Say whether this is `mkdocs serve`, which writes another inline script into each answer, for reloading."""
    return os.environ.get("SITE_COMMAND") == "serve"


@event_priority(-100)  # nothing is written into the page after this
def on_post_page(output, page, config):
    return with_policy(output, page.content)


@event_priority(-100)
def on_post_template(output_content, template_name, config):
    return with_policy(output_content) if template_name.endswith(".html") else output_content


@event_priority(-200)  # after languages.py has written the page that picks a language
def on_post_build(config):
    start = Path(config.site_dir, "index.html")
    page = start.read_text(encoding="utf-8")
    if "Content-Security-Policy" not in page:
        start.write_text(with_policy(page), encoding="utf-8")
