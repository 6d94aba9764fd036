"""What a page loads: few scripts, of joined modules, no comments, no more than is used, under a strict policy.

Instruments are custom elements named …-instrument, which pages hold as tags around what stands without them. Browsers
load no modules from file://, so the modules of an instrument, of the search, of figures, or of page/, which all pages
load, are joined into one classic script each.
"""

import hashlib
import os
import re
import shutil
from base64 import b64encode
from pathlib import Path

import mkdocs
from markdown import Extension
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File
from mkdocs.utils import get_relative_url

from snippets import styles

FOLDER = Path(__file__).parents[1] / "theme/javascripts/instruments"
SEARCH = FOLDER.with_name("search")
PAGE = FOLDER.with_name("page")
FIGURES = FOLDER.with_name("figures")
LUNR = Path(mkdocs.__file__).parent / "contrib/search/templates/search/lunr.js"
NAMES = sorted(path.stem for path in FOLDER.glob("*-instrument.mjs"))
TAG = re.compile(r"<([a-z-]+-instrument)\b")
INSTRUMENT = re.compile(r"<([a-z-]+-instrument)\b.*?</\1>", re.DOTALL)
IMPORT = re.compile(r'^import (\{[^{}]*\}) from "(?:\./)?(\S+)\.mjs"$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:class|const|function) (\w+))", re.MULTILINE)
LEFT = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)

COMMENTS = {
    "javascripts/**/*.js": re.compile(r"^ *//.*\n|^ +|^\n| +// .*", re.MULTILINE),
    "search/engine.js": re.compile(r"^ *//.*\n|^[ \n]+", re.MULTILINE),
    "stylesheets/*.css": re.compile(r"/\*.*?\*/\n?|(?<=\n) +", re.DOTALL),
}

# a licence stays
BLOCK_COMMENT = re.compile(r"^ */\*(?:(?!\*/|@license).)*\*/\n", re.DOTALL | re.MULTILINE)

# lunr's language of queries, which nobody types here: a tenth of the engine
PARSER = re.compile(r"^lunr\.QueryParseError = .*?(?=^ *;\(function \(root, factory\))", re.DOTALL | re.MULTILINE)

DOCSTRINGS = re.compile(r'<link rel="stylesheet" href="[^"]*_mkdocstrings\.css">')
INLINE = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)  # data blocks have a type, and no hash: they do not run
START = '<meta charset="utf-8">'
META = '<meta http-equiv="Content-Security-Policy" content="{}">'


class Instruments(Extension):
    """Let Markdown stand within the tags of instruments, with `markdown="block"`."""

    def extendMarkdown(self, md):
        md.block_level_elements = [*md.block_level_elements, *NAMES]


def joined(*names, folder=FOLDER):
    """Return one script that holds modules and all they import, each as a function that returns what it exports."""
    scripts = {}

    def add(name):
        path = folder / f"{name}.mjs"
        text = path.read_text(encoding="utf-8")
        for wanted in IMPORT.finditer(text):
            if wanted[2] not in scripts:
                add(wanted[2])
        names = EXPORT.findall(text)
        text = EXPORT.sub("", IMPORT.sub(lambda found: f"const {found[1]} = {variable(found[2])}", text))
        if left := LEFT.search(text):
            line = text.count("\n", 0, left.start()) + 1
            raise PluginError(f'{path}:{line}: {left[0]}\n    write `import {{ name }} from "./file.mjs"` on one line')
        scripts[name] = f"const {variable(name)} = (() => {{\n{text}return {{ {', '.join(names)} }}\n}})()\n"

    for name in names:
        if name not in scripts:
            add(name)
    return "(() => {\n" + "".join(scripts.values()) + "})()\n"


def variable(name):
    return "_" + re.sub(r"\W", "_", name)


def address(names):
    """Return where the script is that holds all instruments of a page: one request."""
    return f"javascripts/instruments/{'+'.join(sorted(names))}.js"


def replace_modules_by_scripts(files, config):
    for file in [file for file in files if file.src_uri.endswith(".mjs")]:
        files.remove(file)
    pages = [file for file in files if file.is_documentation_page()]
    for names in {frozenset(TAG.findall(file.content_string)) & set(NAMES) for file in pages} - {frozenset()}:
        files.append(File.generated(config, address(names), content=joined(*sorted(names))))
    everywhere = sorted(path.stem for path in PAGE.glob("*.mjs"))
    files.append(File.generated(config, "javascripts/page.js", content=joined(*everywhere, folder=PAGE)))
    files.append(File.generated(config, "javascripts/curves.js", content=joined("curves", folder=FIGURES)))
    files.append(File.generated(config, "javascripts/search.js", content=joined("search", folder=SEARCH)))
    lunr = PARSER.sub("", BLOCK_COMMENT.sub("", LUNR.read_text(encoding="utf-8")))
    engine = lunr + joined("engine", folder=SEARCH)
    files.append(File.generated(config, "search/engine.js", content=engine))


def note_instruments(content, page):
    """Let main.html know which scripts a page needs; raise PluginError for an instrument that does not exist."""
    used = sorted(set(TAG.findall(content)))
    if unknown := set(used) - set(NAMES):
        where = os.path.relpath(page.file.abs_src_path)
        raise PluginError(f"{where}: no instrument is called {', '.join(unknown)}; there are {', '.join(NAMES)}")
    page.instruments = [get_relative_url(address(used), page.url)] if used else []
    page.curves = "data-along=" in INSTRUMENT.sub("", content)  # an instrument draws its own


def give_curves_their_styles(config):
    """Write the colours and dashes of snippets/styles.py below the style sheet of figures."""
    path = Path(config.site_dir, "stylesheets/figures.css")
    path.write_text(path.read_text(encoding="utf-8") + styles.sheet(), encoding="utf-8", newline="\n")


def lighten(config):
    """Leave our comments and indents in the repository, and the theme's files for other languages out of the site."""
    site = Path(config.site_dir)
    (site / "sitemap.xml.gz").unlink(missing_ok=True)  # the date in it would make every build another
    for unused in ("lunr", "workers"):  # a megabyte that no page loads: the theme's search
        shutil.rmtree(site / "assets/javascripts" / unused, ignore_errors=True)
    for path in site.glob("assets/javascripts/bundle.*"):
        path.unlink()  # the theme's script, whose work page/ does
    for path in site.glob("assets/stylesheets/main.*.css"):  # which left it to its script to say what has the focus
        text = path.read_text(encoding="utf-8").replace(".focus-visible", ":focus-visible")
        path.write_text(text, encoding="utf-8", newline="\n")
    for pattern, comments in COMMENTS.items():
        for path in site.glob(pattern):
            path.write_text(comments.sub("", path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")


def without_unused_styles(page, content):
    """Return the HTML of a page without the styles of docstrings, if its content has none."""
    return page if 'class="doc ' in content else DOCSTRINGS.sub("", page)


def policy(page):
    """Return the Content-Security-Policy of a page: scripts and styles come from the site, and from nowhere else.

    The inline scripts of the theme run by their hashes. What a page itself holds gets none, so a script in Markdown
    stays dead: put it into docs/theme/javascripts.
    """
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


def add_policy_to_root(config):
    start = Path(config.site_dir, "index.html")
    start.write_text(with_policy(start.read_text(encoding="utf-8")), encoding="utf-8")
