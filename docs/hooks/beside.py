"""Work that other processes do beside a build, so that no core idles: other languages, and the experiments.

What an experiment gave in one process, the others find in a folder that `EXPERIMENT_RESULTS` names. It is gone when the
build is over.
"""

import atexit
import os
import re
import shutil
import subprocess
import sys
import tempfile

import mkdocs
from mkdocs.exceptions import PluginError

GENERATOR = mkdocs.__name__  # ProperDocs, where it runs the build
ASKED = re.compile(r'EXPERIMENTS\["(\w+)"\]\(\)')
RUN = """
import sys
from snippets.experiments import EXPERIMENTS
for name in sys.argv[1:]:
    EXPERIMENTS[name]()
"""
running = {}  # by name: the process, and the file that holds what it says


def begin(command):
    """Keep what a person told `mkdocs` to do, and a place for results, for all processes that belong to it."""
    if "SITE_COMMAND" not in os.environ:
        os.environ["SITE_COMMAND"] = command
        os.environ["EXPERIMENT_RESULTS"] = tempfile.mkdtemp()
        atexit.register(shutil.rmtree, os.environ["EXPERIMENT_RESULTS"], ignore_errors=True)


def start(name, arguments, **environment):
    """Start Python."""
    paths = {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"}
    said = tempfile.TemporaryFile()
    process = subprocess.Popen(
        [sys.executable, *arguments], env={**os.environ, **paths, **environment}, stdout=said, stderr=said
    )
    running[name] = process, said


def finish(name):
    """Wait for a process, say what it said, and raise PluginError if it failed."""
    process, said = running.pop(name)
    code = process.wait()
    said.seek(0)
    sys.stderr.write(said.read().decode())
    if code:
        raise PluginError(f"{name} failed, as it says above")


def end():
    """End what still runs, because the build failed."""
    for process, _ in running.values():
        process.kill()
        process.wait()
    running.clear()


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
    if names:
        start("the experiments", ["-c", RUN, *names], OMP_NUM_THREADS="1")
