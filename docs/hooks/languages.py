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
from mkdocs.plugins import event_priority

MAIN, *OTHERS = LANGUAGES = {"zh": "mkdocs.yml", "en": "mkdocs.en.yml"}


def on_startup(command, dirty):
    """Remember what `mkdocs` was told to do; the builds of the other languages are part of it."""
    os.environ.setdefault("SITE_COMMAND", command)


def on_config(config):
    """Give each language its own folder, in the site and in its address, and tell the code of pages which it is."""
    language = os.environ["SITE_LANGUAGE"] = config.theme["language"]
    config.extra["root"] = config.site_url or ""
    config.site_dir = str(Path(config.site_dir, language))
    if config.site_url:  # else pages name no address; `mkdocs serve` always has one
        config.site_url += f"{language}/"
    forget_code()


def on_template_context(context, template_name, config):
    if template_name == "404.html" and not config.site_url:  # its address is unknown, so it is that of a host's root
        context["base_url"] = f"/{config.theme['language']}"


def forget_code():
    """Let the next run import edited code anew: `mkdocs serve` builds in one process. Results of experiments stay."""
    ours = [name for name in sys.modules if name.partition(".")[0] in ("snippets", "prompt", "mistakes")]
    for name in ours:
        if name != "snippets.experiments.memory":  # it knows by the code whether a result still holds
            del sys.modules[name]
    Hooks._load_hook.cache_clear()


def on_files(files, config):
    compile_templates_once(config.plugins["mkdocstrings"].get_handler("python").env)


def on_env(env, config, files):
    compile_templates_once(env)


def compile_templates_once(env):
    """Keep compiled templates for the next build, by their text: a fifth of a rebuild's time."""
    env.bytecode_cache = FileSystemBytecodeCache()


@event_priority(-100)  # after everything else that completes the Chinese site
def on_post_build(config):
    Path(config.site_dir, "sitemap.xml.gz").unlink(missing_ok=True)  # the date in it would make every build another
    if config.theme["language"] != MAIN or config.extra.get("alone"):
        return
    here, root, address = Path(config.config_file_path).parent, Path(config.site_dir).parent, config.extra["root"]
    for language in OTHERS:
        build_language(here / LANGUAGES[language], root, address, strict=config.strict)
    write_root(root, address)
    config.site_dir = str(root)  # what `mkdocs gh-deploy` publishes


def build_language(file, root, address, strict=False, dirty=False):
    """Build one language into the root; a dirty build leaves the search index and all but edited pages as they are."""
    config = load_config(str(file), site_dir=str(root), site_url=address, strict=strict)
    config.extra["alone"] = True
    if dirty:
        config.plugins["material/search"].config.enabled = False
    config.plugins.on_startup(command="build", dirty=dirty)
    build(config, dirty=dirty)
    config.plugins.on_shutdown()


def on_serve(server, config, builder):
    """Rebuild edited pages alone, and all if anything else has changed."""
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
                    build_language(here / LANGUAGES[language], server.root, address, dirty=alone)
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


def write_root(root, address):
    """Add what belongs to no language: the page that picks one, 404.html and, with an address, the sitemaps."""
    shutil.copy(Path(__file__).parent.with_name("theme") / "root.html", root / "index.html")
    shutil.copy(root / MAIN / "404.html", root)
    if not address:
        return
    maps = "".join(f"<sitemap><loc>{address}{language}/sitemap.xml</loc></sitemap>" for language in LANGUAGES)
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    (root / "sitemap.xml").write_text(f'<sitemapindex xmlns="{namespace}">{maps}</sitemapindex>\n', encoding="utf-8")
