"""Leave the comments of our own scripts and styles where they are read: in the repository."""

import re
from pathlib import Path

COMMENTS = {
    "javascripts/**/*.js": re.compile(r"^ *//.*\n", re.MULTILINE),
    "stylesheets/*.css": re.compile(r"/\*.*?\*/\n?", re.DOTALL),
}


def on_post_build(config):
    for pattern, comments in COMMENTS.items():
        for path in Path(config.site_dir).glob(pattern):
            path.write_text(comments.sub("", path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
