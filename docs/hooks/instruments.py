"""Ship the instruments: custom elements named …-instrument, which pages hold as tags around what stands without them.

Browsers load no modules from file://, so the modules of an instrument are joined into one classic script.
"""

import os
import re
from pathlib import Path

from markdown import Extension
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File
from mkdocs.utils import get_relative_url

FOLDER = Path(__file__).parents[1] / "theme/javascripts/instruments"
NAMES = sorted(path.stem for path in FOLDER.glob("*-instrument.mjs"))
TAG = re.compile(r"<([a-z-]+-instrument)\b")
IMPORT = re.compile(r'^import (\{[^{}]*\}) from "\./(\S+)\.mjs"$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:class|const|function) (\w+))", re.MULTILINE)
LEFT = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


class Blocks(Extension):
    """Let Markdown stand within the tags of instruments, with `markdown="block"`."""

    def extendMarkdown(self, md):
        md.block_level_elements = [*md.block_level_elements, *NAMES]


def joined(name, folder=FOLDER):
    """Return one script that holds a module and all it imports, each as a function that returns what it exports."""
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

    add(name)
    return "(() => {\n" + "".join(scripts.values()) + "})()\n"


def variable(name):
    return "_" + name.replace("-", "_")


def on_config(config):
    config.markdown_extensions.append(Blocks())


def on_files(files, config):
    for file in [file for file in files if file.src_uri.startswith("javascripts/instruments/")]:
        files.remove(file)
    for name in NAMES:
        files.append(File.generated(config, address(name), content=joined(name)))


def on_page_content(content, page, config, files):
    used = sorted(set(TAG.findall(content)))
    if unknown := set(used) - set(NAMES):
        where = os.path.relpath(page.file.abs_src_path)
        raise PluginError(f"{where}: no instrument is called {', '.join(unknown)}; there are {', '.join(NAMES)}")
    page.instruments = [get_relative_url(address(name), page.url) for name in used]


def address(name):
    return f"javascripts/instruments/{name}.js"
