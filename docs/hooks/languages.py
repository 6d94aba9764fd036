"""Build and serve every language from one `mkdocs` command, side by side under one root.

mkdocs.yml is the Chinese site; building it builds the other languages too, and the root page that picks one.
`mkdocs build -f mkdocs.en.yml` builds the English site alone.
"""

import os
import shutil
import sys
from pathlib import Path

from jinja2 import FileSystemBytecodeCache
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.config_options import Hooks

import beside
from translations import name_of

HOOKS = Path(__file__).parent
MAIN, *OTHERS = LANGUAGES = {"zh": "mkdocs.yml", "en": "mkdocs.en.yml"}


def give_each_its_folder(config):
    """Give a language its own folder, in the site and in its address, and tell the code of pages which it is."""
    language = os.environ["SITE_LANGUAGE"] = config.theme["language"]
    config.extra["root"] = config.site_url or ""
    config.site_dir = str(Path(config.site_dir, language))
    if config.site_url:  # else pages name no address; `mkdocs serve` always has one
        config.site_url += f"{language}/"
    forget_code()


def forget_code():
    """Let the next run import edited code anew: `mkdocs serve` builds in one process. Results of experiments stay."""
    ours = {"snippets", *(path.stem for path in HOOKS.glob("*.py"))}
    for name in [name for name in sys.modules if name.partition(".")[0] in ours]:
        if name != "snippets.experiments.memory":  # it knows by the code whether a result still holds
            del sys.modules[name]
    Hooks._load_hook.cache_clear()


def keep_compiled_templates(env):
    """Keep compiled templates for the next build, by their text: a fifth of a rebuild's time."""
    env.bytecode_cache = FileSystemBytecodeCache()


def fill_404(context, template_name, config):
    """Let the page for missing addresses know where it is, and the pages of each language by their names."""
    if template_name != "404.html":
        return
    if not config.site_url:  # its address is unknown, so it is that of a host's root
        context["base_url"] = f"/{config.theme['language']}"
    docs = Path(config.docs_dir).parent
    context["names"] = {
        language: {
            page.url: name_of((docs / language / page.file.src_uri).read_text(encoding="utf-8"))
            for page in context["nav"].pages
        }
        for language in sorted(LANGUAGES, key=config.theme["language"].__ne__)  # the own one first
    }


def is_whole(config):
    """Say whether this build makes the whole site, and not one language alone."""
    return config.theme["language"] == MAIN and not config.extra.get("alone")


def begin_others(config):
    """Start the builds of the other languages, beside this one."""
    here, root = Path(config.config_file_path).parent, Path(config.site_dir).parent
    for language in OTHERS:
        file = here / LANGUAGES[language]
        beside.start(f"the build of {file.name}", build_alone, file, root, config.extra["root"], config.strict)


def finish(config):
    """Wait for the other languages, and add what belongs to none."""
    for language in OTHERS:
        beside.finish(f"the build of {LANGUAGES[language]}")
    root, address = Path(config.site_dir).parent, config.extra["root"]
    write_root(root, address)
    config.site_dir = str(root)  # what `mkdocs gh-deploy` publishes


def write_root(root, address):
    """Write the page that picks a language, 404.html and, with an address, the list of sitemaps."""
    shutil.copy(HOOKS.with_name("theme") / "root.html", root / "index.html")
    shutil.copy(root / MAIN / "404.html", root)
    if not address:
        return
    maps = "".join(f"<sitemap><loc>{address}{language}/sitemap.xml</loc></sitemap>" for language in LANGUAGES)
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    (root / "sitemap.xml").write_text(f'<sitemapindex xmlns="{namespace}">{maps}</sitemapindex>\n', encoding="utf-8")


def build_alone(file, root, address, strict=False, dirty=False):
    """Build one language into the root; a dirty build leaves the search index and all but edited pages as they are."""
    config = load_config(str(file), site_dir=str(root), site_url=address, strict=strict)
    config.extra["alone"] = True
    config.plugins.on_startup(command="build", dirty=dirty)
    build(config, dirty=dirty)
    config.plugins.on_shutdown()


def rebuild_what_was_edited(server, config, builder):
    """Under `mkdocs serve`, rebuild edited pages alone, and all if anything else has changed."""
    here, address = Path(config.config_file_path).parent, config.extra["root"]
    built = edited(here)

    def rebuild():
        nonlocal built
        now = edited(here)
        changed = {part: {file for file, when in now[part].items() if built[part].get(file) != when} for part in now}
        if changed.pop("others") or any(now[part].keys() != built[part].keys() for part in now):
            builder()
        else:
            for language, pages in changed.items():
                if pages:  # all pages show definitions from the glossary
                    alone = "glossary.md" not in {page.name for page in pages}
                    build_alone(here / LANGUAGES[language], server.root, address, dirty=alone)
        built = now  # a build that raised is made again

    server.builder = rebuild


def edited(here):
    """Return when each file was edited last: the pages of each language, and all else that a build reads."""
    parts = {language: [here / "docs" / language] for language in LANGUAGES}
    parts["others"] = [here / "snippets", here / "docs/hooks", here / "docs/theme", *here.glob("mkdocs*.yml")]
    return {
        part: {file: file.stat().st_mtime_ns for path in paths for file in (path, *path.rglob("*")) if file.is_file()}
        for part, paths in parts.items()
    }
