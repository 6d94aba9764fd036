"""Build and serve every language from one `mkdocs` command, side by side under one root.

mkdocs.yml is the Chinese site; building it builds each overlay in OVERLAYS too, and the root page that picks a
language. `mkdocs build -f mkdocs.en.yml` builds the English site alone.
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

MAIN, OVERLAYS = "zh", {"en": "mkdocs.en.yml"}
ALONE = "BUILD_LANGUAGE_ALONE"  # in the environment, as each build loads this module anew


def on_config(config):
    """Give each language its own folder, in the site and in its address, and tell the code of pages which it is."""
    language = os.environ["SITE_LANGUAGE"] = config.theme["language"]
    config.extra["root"] = config.site_url
    config.site_dir = str(Path(config.site_dir, language))
    config.site_url += f"{language}/"
    forget_code()


def forget_code():
    """Let the next run import edited code anew: `mkdocs serve` builds in one process. Results of experiments stay."""
    ours = [name for name in sys.modules if name.partition(".")[0] in ("snippets", "prompt")]
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
    if config.theme["language"] != MAIN:
        return
    root, address = Path(config.site_dir).parent, config.extra["root"]
    if os.environ.get(ALONE) != MAIN:
        for file in OVERLAYS.values():
            build_overlay(Path(config.config_file_path).with_name(file), root, address, strict=config.strict)
    write_root(root, address)
    config.site_dir = str(root)  # what `mkdocs gh-deploy` publishes


def build_overlay(file, root, address, strict=False):
    """Build another language into the same root."""
    overlay = load_config(str(file), site_dir=str(root), site_url=address, strict=strict)
    overlay.plugins.on_startup(command="build", dirty=False)
    build(overlay)
    overlay.plugins.on_shutdown()


def on_serve(server, config, builder):
    """Rebuild one language alone if nothing but its pages has changed since all was last built without a mistake."""
    here, address = Path(config.config_file_path).parent, config.site_url.removesuffix(f"{MAIN}/")
    built = changed_at(here)

    def rebuild():
        nonlocal built
        now = changed_at(here)
        changed = [part for part in now if now[part] != built[part]]
        if len(changed) == 1 and changed[0] in OVERLAYS:
            build_overlay(here / OVERLAYS[changed[0]], server.root, address)
        else:
            os.environ[ALONE] = MAIN if changed == [MAIN] else ""
            builder()
        built = now

    server.builder = rebuild


def changed_at(here):
    """Return when each file was changed last: those of each language's pages, and all others that a build reads."""
    languages = {language: here / "docs" / language for language in (MAIN, *OVERLAYS)}
    others = [here / "snippets", here / "docs/hooks", here / "docs/theme", *here.glob("mkdocs*.yml")]
    parts = {language: [folder] for language, folder in languages.items()} | {"others": others}
    return {
        part: {file: file.stat().st_mtime_ns for path in paths for file in (path, *path.rglob("*")) if file.is_file()}
        for part, paths in parts.items()
    }


def write_root(root, address):
    """Add what belongs to no language: the page that picks one, 404.html and the index of the sitemaps."""
    shutil.copy(Path(__file__).parent.with_name("theme") / "root.html", root / "index.html")
    shutil.copy(root / MAIN / "404.html", root)
    maps = "".join(f"<sitemap><loc>{address}{language}/sitemap.xml</loc></sitemap>" for language in [MAIN, *OVERLAYS])
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    (root / "sitemap.xml").write_text(f'<sitemapindex xmlns="{namespace}">{maps}</sitemapindex>\n', encoding="utf-8")
