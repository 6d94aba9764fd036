"""Record that English pages translate the present Chinese ones: `make translated PAGE=NAME`, or PAGE=docs/en/….md."""

import subprocess
import sys

from copies import ROOT, page_path
from translations import content, source_of, stamp


def record(page):
    """Write into an English page which Chinese text it translates, and keep that text, for `git diff` to show."""
    stamp(page)
    keep = ["git", "hash-object", "-w", "--stdin"]  # what was never committed too
    try:
        subprocess.run(keep, cwd=ROOT, input=content(source_of(page)), capture_output=True)
    except FileNotFoundError:
        pass  # without Git nobody will ask for a difference


def main():
    if not sys.argv[1:]:
        sys.exit("Name the page: make translated PAGE=nll-loss, or PAGE=docs/en/nll-loss.md")
    for page in sys.argv[1:]:
        try:
            record(page_path(page, "en"))
        except ValueError as error:
            sys.exit(str(error))


if __name__ == "__main__":
    main()
