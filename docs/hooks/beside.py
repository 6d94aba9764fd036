"""Work that forks of a build do beside it, so that no core idles: other languages, and the experiments.

What an experiment gave in one process, the others find in a folder that `EXPERIMENT_RESULTS` names. It is gone when the
build is over. Where processes cannot be forked safely, on Windows and macOS, one piece of work follows the other.
"""

import atexit
import importlib
import multiprocessing
import os
import re
import shutil
import sys
import tempfile
from functools import partial

from mkdocs.exceptions import Abort, PluginError

FORKS = sys.platform == "linux"
ASKED = re.compile(r'EXPERIMENTS\["(\w+)"\]\(\)')
running = {}  # by name: the process, and the file that holds what it says
waiting = {}  # by name: what is done at the end, without forks


def begin(command):
    """Keep what a person told `mkdocs` to do, and a place for results, for all processes that belong to it."""
    if "SITE_COMMAND" not in os.environ:
        os.environ["SITE_COMMAND"] = command
        os.environ["EXPERIMENT_RESULTS"] = tempfile.mkdtemp()
        atexit.register(shutil.rmtree, os.environ["EXPERIMENT_RESULTS"], ignore_errors=True)


def start(name, work, *arguments):
    """Begin a piece of work beside the build, or leave it for `finish`."""
    if not FORKS:
        waiting[name] = partial(work, *arguments)
        return
    said = tempfile.TemporaryFile()
    process = multiprocessing.get_context("fork").Process(target=run, args=(said, work, *arguments), daemon=True)
    process.start()
    running[name] = process, said


def run(said, work, *arguments):
    """Do a piece of work in a fork, whose output goes to a file."""
    for stream in (sys.stdout, sys.stderr):
        os.dup2(said.fileno(), stream.fileno())
    try:
        work(*arguments)
    except Abort as abort:
        abort.show()
        raise


def finish(name):
    """Wait until a piece of work is done, say what it said, and raise PluginError if it failed."""
    if name in waiting:
        return waiting.pop(name)()
    process, said = running.pop(name)
    process.join()
    said.seek(0)
    sys.stderr.write(said.read().decode())
    if process.exitcode:
        raise PluginError(f"{name} failed, as it says above")


def end():
    """End what still runs, because the build failed."""
    for process, _ in running.values():
        process.kill()
        process.join()
    running.clear()
    waiting.clear()


def experiments_last(files):
    """Move the pages that ask for experiments to the end, when there are results; return what they ask for."""
    asked = {}
    for file in [file for file in files if file.is_documentation_page()]:
        if names := ASKED.findall(file.content_string):
            files.remove(file)
            files.append(file)
            asked |= dict.fromkeys(names)
    return list(asked)


def begin_experiments(names):
    """Start the experiments. Should one fail, the page that asks for it runs it again, and names its line."""
    if names and FORKS:
        start("the experiments", run_all, names)


def import_for_all():
    """Import what each process that is begun from now on would import by itself: optimisers import torch._dynamo."""
    if FORKS:
        from snippets import experiments  # noqa: F401

        if "torch" in sys.modules:
            importlib.import_module("torch._dynamo")


def run_all(names):
    from snippets.experiments import EXPERIMENTS

    for name in names:
        if name in EXPERIMENTS:
            EXPERIMENTS[name]()
