"""What other processes do beside a build is part of it: their errors are its errors, and they end when it ends."""

import os
import signal
import subprocess
import sys

import pytest

from copies import GENERATOR, edit, environment

LIMIT = 600  # seconds for a build of a few small pages, which takes 3 where nothing else runs
PAGE = """---
title: Lab
description: A page of {language} that asks for an experiment.
source:
---

# Lab {{ #lab }}

```python exec="on" html="on"
from snippets.experiments import EXPERIMENTS
print(EXPERIMENTS["probe"]())
```
"""


@pytest.fixture
def lab(project):
    """A project with one experiment, which takes no torch, and a page that asks for it; the experiment is its code."""
    for language, settings in (("zh", "mkdocs.yml"), ("en", "mkdocs.en.yml")):
        (project / f"docs/{language}/lab.md").write_text(PAGE.format(language=language), encoding="utf-8")
        edit(project / settings, "\nnav:\n", "\nnav:\n  - lab.md\n")

    def with_experiment(code):
        text = f"def probe():\n    {code}\n\nEXPERIMENTS = {{'probe': probe}}\n"
        (project / "snippets/experiments/__init__.py").write_text(text, encoding="utf-8")
        return project

    return with_experiment


def is_running(group):
    """Say whether a group of processes has any left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def what_a_failing_build_says(project):
    """Build both languages; nothing may be left of it, no process and no folder of results."""
    temporary = project / "temporary"
    temporary.mkdir()
    with open(project / "log", "w+", encoding="utf-8") as log:
        command = [sys.executable, "-m", GENERATOR, "build", "--strict"]
        told = environment(project, TMPDIR=str(temporary))
        run = subprocess.Popen(command, cwd=project, env=told, stdout=log, stderr=log, process_group=0)
        try:
            code = run.wait(LIMIT)
            left = is_running(run.pid)
        except subprocess.TimeoutExpired:
            code, left = None, True
        if left:
            os.killpg(run.pid, signal.SIGKILL)
        log.seek(0)
        said = log.read()
    assert code is not None, f"the build has not ended after {LIMIT} s; it said:\n{said}"
    assert not left, f"a process that the build began runs on; the build said:\n{said}"
    assert code != 0, said
    assert [path.name for path in temporary.glob("tmp*")] == []
    return said


def test_errors_of_english_pages_and_of_experiments_are_errors_of_the_whole_build(lab):
    project = lab("raise ValueError('no result')")
    edit(project / "docs/en/lab.md", "title: ", "title: a: ")
    said = what_a_failing_build_says(project)
    assert "docs/en/lab.md:2: the front matter is no YAML" in said, said
    assert "ValueError: no result" in said and "'docs/zh/lab.md:9'" in said, said
    assert "the build of mkdocs.en.yml failed" in said


def test_an_error_of_a_chinese_page_ends_what_runs_beside(lab):
    project = lab("import threading; threading.Event().wait()  # for ever")
    edit(project / "docs/zh/index.md", "title: ", "title: a: ")
    assert "docs/zh/index.md:2: the front matter is no YAML" in what_a_failing_build_says(project)
