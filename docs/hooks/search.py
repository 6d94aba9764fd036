"""Write the index of the search as a script too: a page opened from a folder cannot fetch a file, but can run one.

Leave out of it what is no text: the words of figures, their data, the source code of functions. And leave out what the
theme brings for languages that the index does not name: a megabyte that no page loads.
"""

import re
import shutil
from pathlib import Path

from mkdocs.plugins import event_priority

NO_TEXT = re.compile(r'<(?:svg|details)\b[^>]*?class="(?:lines|bars|data|mkdocstrings-source)"')


def on_page_content(content, page, config, files):
    return NO_TEXT.sub(r"\g<0> data-search-exclude", content)


@event_priority(-50)  # after the theme has written the index, before languages.py turns to the next language
def on_post_build(config):
    shutil.rmtree(Path(config.site_dir, "assets/javascripts/lunr"), ignore_errors=True)
    index = Path(config.site_dir, "search/search_index.json")
    if index.exists():  # `mkdocs serve` leaves it out of builds of one page
        text = index.read_text(encoding="utf-8")
        index.with_suffix(".js").write_text(f"var __index = {text}\n", encoding="utf-8")
