"""Print what share of its mutants `mutmut run` killed, and fail unless the others are those of survivors.toml."""

import sys
import tomllib
from collections import Counter
from pathlib import Path

from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import walk_mutatable_files

ENOUGH = 0.97
LIST = Path(__file__).parents[1] / "tests/survivors.toml"


def identity(function, diff):
    """Name a mutant by its function and its changed lines: numbers shift with the code."""
    lines = (line for line in diff.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---"))
    return function, "\n".join(f"{line[0]} {line[1:].strip()}" for line in lines)


def listed(entry):
    """Name the mutants of an entry: each line that may stand in the place of those that are changed makes one."""
    lines = entry["diff"].splitlines()
    changed = [line for line in lines if line.startswith("-")]
    return [identity(entry["in"], "\n".join([*changed, line])) for line in lines if line.startswith("+")]


def main():
    counts, survivors = Counter(), Counter()
    for path in sorted(walk_mutatable_files()):
        data = SourceFileMutationData(path=path)
        data.load()
        for name, code in data.exit_code_by_key.items():
            counts[status := status_by_exit_code[code]] += 1
            if status not in ("killed", "timeout"):
                function = name.partition("__mutmut_")[0].replace(".x_", ".")
                survivors[identity(function, get_diff_for_mutant(name, path=path))] += 1

    entries = tomllib.loads(LIST.read_text(encoding="utf-8"))["survivor"]
    accepted = Counter(mutant for entry in entries for mutant in listed(entry))
    for title, mutants in (("Survivors", survivors - accepted), ("Listed, but killed or gone", accepted - survivors)):
        for function, diff in sorted(mutants.elements()):
            print(f"{title}: {function}\n{diff}\n")
    share = (counts["killed"] + counts["timeout"]) / counts.total()
    print(f"{share:.2%} of {counts.total()} mutants killed;", ", ".join(f"{n} {s}" for s, n in sorted(counts.items())))
    return share < ENOUGH or survivors != accepted


if __name__ == "__main__":
    sys.exit(main())
