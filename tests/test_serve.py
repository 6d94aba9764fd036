"""`mkdocs serve` shows both languages, rebuilds on every kind of edit, and survives a mistake."""

import os
import socket
import subprocess
import sys
import time
import urllib.request

import pytest


@pytest.fixture
def serve(project):
    """Start the server on a copy of the project; return a function that waits until a page shows a text."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "PYTHONPATH": str(project), "NO_MKDOCS_2_WARNING": "1"}
    log = open(project / "log", "w", encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}"]
    server = subprocess.Popen(command, cwd=project, env=environment, stdout=log, stderr=log)

    def wait_for(address, text, limit=60):
        deadline = time.monotonic() + limit
        while time.monotonic() < deadline:
            assert server.poll() is None, (project / "log").read_text(encoding="utf-8")
            if address == "log":
                shown = (project / "log").read_text(encoding="utf-8")
            else:
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/{address}", timeout=5) as page:
                        shown = page.read().decode()
                except OSError:
                    shown = ""
            if text in shown:
                return
            time.sleep(0.1)
        pytest.fail(
            f"{address} did not show {text!r} in {limit} s:\n{(project / 'log').read_text(encoding='utf-8')[-2000:]}"
        )

    yield wait_for
    server.terminate()
    server.wait()
    log.close()


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_edits_show_in_both_languages_and_mistakes_do_not_end_it(project, serve):
    serve("zh/index.html", "分类损失")
    serve("en/index.html", "Classification Losses")
    serve("", "简体中文")

    edit(project / "docs/en/index.md", "# Which PyTorch", "# An edit: which PyTorch")
    edit(project / "docs/hooks/mathml.py", 'class="formula"', 'class="formula edited-hook"')
    edit(project / "docs/theme/stylesheets/site.css", "/* Type", "/* edited style */ /* Type")
    edit(project / "snippets/figures.py", 'class="lines"', 'class="lines edited-reference"')
    for language in ("zh", "en"):
        for mark in ("edited-hook", "edited-reference"):
            serve(f"{language}/cross-entropy.html", mark)
        serve(f"{language}/stylesheets/site.css", "edited style")
    serve("en/index.html", "An edit: which PyTorch")

    edit(project / "docs/zh/index.md", "tensor(0.2014)", "tensor(0.2015)")
    serve("log", "docs/zh/index.md:")
    edit(project / "docs/zh/index.md", "tensor(0.2015)", "tensor(0.2014)")
    edit(project / "docs/zh/index.md", "怎么选", "怎么选才好")
    serve("zh/index.html", "怎么选才好")
