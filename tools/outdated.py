"""Show what the newest packages would change: `make outdated`. The checkout and its environment stay as they are.

A copy of the project gets an environment with the newest packages that pyproject.toml allows. There, `make update`
shows what pages print differently, and a build what else stops. The report is Markdown; it fits into an issue.
"""

import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from packaging.utils import canonicalize_name

from copies import GENERATOR, ROOT, copy, python
from environments import environment_with


def install_newest(folder):
    """Make an environment with the newest packages; return its Python and the version of each package."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["test"]
    command = environment_with(wanted, folder)
    freeze = [command, "-m", "pip", "--disable-pip-version-check", "list", "--format=freeze"]
    frozen = subprocess.run(freeze, check=True, capture_output=True, text=True).stdout
    return command, versions(frozen)


def versions(text):
    """Return the version of each package in a list of lines `name==version`, without what a build adds, as `+cpu`."""
    pins = re.findall(r"^([\w.-]+)==([^\s+]+)", text, re.MULTILINE)
    return {canonicalize_name(name): version for name, version in pins}


def newer(pinned, newest):
    """Return a table of the packages whose newest version is not the pinned one, or that came or went."""
    names = sorted({*pinned, *newest} - {"pip"})
    pairs = [(name, pinned.get(name, "–"), newest.get(name, "–")) for name in names]
    rows = [f"| {name} | {old} | {new} |" for name, old, new in pairs if old != new]
    return "\n".join(["| Package | Pinned | Newest |", "| --- | --- | --- |", *rows]) if rows else "None."


def differences(project, command=sys.executable):
    """Return what pages print differently in this environment and what stops, as Markdown; empty if nothing does."""
    update = python(project, "tools/update.py", command=command)
    build = python(project, "-m", GENERATOR, "build", "--strict", command=command)  # of the pages as updated
    parts = [
        ("What pages print differently", "diff", update.stdout),
        ("What raises where no exception is meant", "text", update.stderr if update.returncode else ""),
        ("What else stops a build", "text", trouble(build.stderr) if build.returncode else ""),
    ]
    return "\n\n".join(f"## {title}\n\n~~~~{kind}\n{text.strip()}\n~~~~" for title, kind, text in parts if text.strip())


def trouble(log):
    """Return a build's log without what is no trouble."""
    return "\n".join(line for line in log.splitlines() if not line.startswith("INFO "))


def main():
    sys.stdout.reconfigure(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        command, newest = install_newest(Path(folder, "newest"))
        print("## Newer packages\n")
        print(newer(versions((ROOT / "constraints.txt").read_text(encoding="utf-8")), newest), flush=True)
        found = differences(copy(Path(folder, "project")), command)
    print(f"\n{found or 'The pages print the same.'}")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
