"""Make environments of their own for packages that are not the project's."""

import subprocess
import sys
import venv
from pathlib import Path


def environment_with(packages, folder):
    """Make an environment with these packages in a folder; return its Python."""
    venv.create(folder, with_pip=True)
    command = next(path for path in (Path(folder, "bin/python"), Path(folder, "Scripts/python.exe")) if path.exists())
    pip = [command, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-cache-dir"]
    subprocess.run([*pip, *packages], check=True, stdout=sys.stderr)
    return command
