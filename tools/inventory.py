"""Write the table of modules in CONTRIBUTING.md from the first sentence of each: `make inventory`."""

import ast
import re

from copies import ROOT

FILE = ROOT / "CONTRIBUTING.md"
FOLDERS = ("docs/hooks", "tools", "snippets", "snippets/experiments", "snippets/findings", "tests")
TABLE = re.compile(r"(?<=^## Modules\n\n).*?(?=^## |\Z)", re.DOTALL | re.MULTILINE)


def table():
    """Return a line for each module, under its folder."""
    lines = ["| Module | What it does, or promises |", "| --- | --- |"]
    for folder in FOLDERS:
        lines.append(f"| **`{folder}/`** | |")
        lines += [f"| `{path.name}` | {first_sentence(path)} |" for path in sorted((ROOT / folder).glob("*.py"))]
    return "\n".join(lines) + "\n"


def first_sentence(path):
    """Return the first sentence of a module's docstring, as a cell of a table."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    sentence = re.split(r"(?<=[.?!])\s", " ".join(text.split()))[0]
    if not sentence:
        raise ValueError(f"{path.relative_to(ROOT).as_posix()}:1: expected a docstring that says what the module does")
    return sentence.rstrip(".").replace("|", r"\|")


def main():
    text = FILE.read_text(encoding="utf-8")
    new, count = TABLE.subn(lambda match: table(), text)
    if count != 1:
        raise ValueError(f"{FILE.name}: one section `## Modules` was expected, not {count}")
    FILE.write_text(new, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
