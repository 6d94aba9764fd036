"""Build the site twice, at two places and times, and compare every byte: `make reproducible`."""

import hashlib
import sys
import tempfile
from pathlib import Path

from copies import GENERATOR, copy, python

# what must not matter: the folder, the order that hashes give, the date, the time zone, the language of the system
TOLD = {
    "here": {"PYTHONHASHSEED": "1", "SOURCE_DATE_EPOCH": "1000000000", "TZ": "UTC0", "LC_ALL": "C"},
    "another/place": {"PYTHONHASHSEED": "2", "SOURCE_DATE_EPOCH": "1700000000", "TZ": "CST-8", "LC_ALL": "C.UTF-8"},
}
# and whether the languages are built side by side, or one after the other, as on Windows and macOS
COMMANDS = {
    "here": ["-m", GENERATOR, "build", "--strict"],
    "another/place": [
        "-c",
        "import sys; sys.path.insert(0, 'docs/hooks'); import beside; beside.FORKS = False; "
        f"from {GENERATOR}.__main__ import cli; cli(['build', '--strict'])",
    ],
}


def build(folder, name):
    """Build a copy of the project; return the digest of each file."""
    site = folder / "site"
    run = python(folder, *COMMANDS[name], **TOLD[name])
    if run.returncode:
        raise RuntimeError(run.stderr)
    return {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in site.rglob("*")
        if path.is_file()
    }


def differences(folder, copy=copy):
    """Return how many files a build has, and which of them differ between two builds."""
    one, two = (build(copy(folder / name), name) for name in TOLD)
    return len(one), sorted(name for name in {*one, *two} if one.get(name) != two.get(name))


def main():
    with tempfile.TemporaryDirectory() as folder:
        count, differing = differences(Path(folder))
    print("\n".join([f"{count} files, of which differ: {len(differing)}", *differing]))
    sys.exit(bool(differing))


if __name__ == "__main__":
    main()
