"""Every script that `make` runs finds what it imports, without the paths that pytest adds."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPTS = sorted(set(re.findall(r"\$\(BIN\)/python (\S+\.py)", (ROOT / "Makefile").read_text(encoding="utf-8"))))
LOAD = "import runpy, sys; sys.path[0], script = sys.argv[1:]; runpy.run_path(script)"  # but not as __main__


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_script_loads(script):
    run = subprocess.run(
        [sys.executable, "-c", LOAD, str((ROOT / script).parent), script], cwd=ROOT, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr


def test_the_scripts_are_found():
    assert {"tools/outdated.py", "tools/check.py", "tools/offline.py", "tools/page.py"} <= set(SCRIPTS)
