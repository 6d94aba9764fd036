"""Every script that `make` runs finds what it imports, without the paths that pytest adds."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPTS = sorted(set(re.findall(r"\$\(BIN\)/python (\S+\.py)", (ROOT / "Makefile").read_text(encoding="utf-8"))))
# each without what the others have put on the path or imported from here; but torch once for all
LOAD = """
import json, os, runpy, sys, traceback
path, found = sys.path[1:], {}
for script in sys.argv[1:]:
    sys.path[:] = [os.path.dirname(os.path.abspath(script)), *path]
    try:
        runpy.run_path(script)  # but not as __main__
    except Exception:
        found[script] = traceback.format_exc()
    for name, module in list(sys.modules.items()):
        file = os.path.relpath(getattr(module, "__file__", None) or "?")
        if file.startswith(("docs" + os.sep, "tests" + os.sep, "tools" + os.sep)):
            del sys.modules[name]
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def errors():
    """What each script raises when it is loaded, without the PYTHONPATH of whoever runs the tests."""
    command = [sys.executable, "-E", "-X", "utf8", "-c", LOAD, *SCRIPTS]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=300)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout.splitlines()[-1])


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_script_loads(errors, script):
    assert script not in errors, errors[script]


def test_the_scripts_are_found():
    assert {"tools/outdated.py", "tools/check.py", "tools/offline.py", "tools/page.py"} <= set(SCRIPTS)
