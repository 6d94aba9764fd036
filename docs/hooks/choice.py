"""Put the code of the recipes where the questions of the start page end: recipes.md is its only home.

The code comes laid out, and stands in a <template>, which costs no element and which the search does not read: pages
that are opened from a folder cannot fetch it.
"""

import re

RECIPES = "recipes.md"
SECTION = re.compile(r'<h[23] id="([^"]+)"(?:(?!<h[23] ).)*?<div( class="language-pycon.*?</div>)', re.DOTALL)
TRAINS = "optimizer"  # what is shown of outputs is no recipe
END = "</which-loss-instrument>"

recipes = []  # under `mkdocs serve`, an edited page is built alone


def put_recipes_where_questions_end(files):
    """Give the page with the questions the first session of each recipe, by the id of its section."""
    pages = [file.page for file in files.documentation_pages() if file.page.content]
    for page in pages:
        if page.file.src_uri == RECIPES:
            found = [part for part in SECTION.findall(page.content) if TRAINS in part[1]]
            recipes[:] = [f'<div data-recipe="{section}"{code}' for section, code in found]
    for page in pages:
        page.content = page.content.replace(END, f"<template>{''.join(recipes)}</template>{END}")
