"""Build the site twice, at two places and times, and compare every byte: `make reproducible`."""

import hashlib
import sys
import tempfile
from pathlib import Path

from copies import GENERATOR, copy, python

# what must not matter: the folder, the order that hashes give, the date
BUILDS = {"here": ("1", "1000000000"), "another/place": ("2", "1700000000")}


def build(folder, seed, epoch):
    """Build a copy of the project; return the digest of each file."""
    site = folder / "site"
    run = python(folder, "-m", GENERATOR, "build", "--strict", PYTHONHASHSEED=seed, SOURCE_DATE_EPOCH=epoch)
    if run.returncode:
        raise RuntimeError(run.stderr)
    return {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in site.rglob("*")
        if path.is_file()
    }


def differences(folder, copy=copy):
    """Return how many files a build has, and which of them differ between two builds."""
    one, two = (build(copy(folder / name), *settings) for name, settings in BUILDS.items())
    return len(one), sorted(name for name in {*one, *two} if one.get(name) != two.get(name))


def main():
    with tempfile.TemporaryDirectory() as folder:
        count, differing = differences(Path(folder))
    print("\n".join([f"{count} files, of which differ: {len(differing)}", *differing]))
    sys.exit(bool(differing))


if __name__ == "__main__":
    main()
