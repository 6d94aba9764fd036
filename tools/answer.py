"""Answer the sessions of pages in the environment that runs this, as JSON: tools/record.py runs it in a world's."""

import ast
import json
import re
import sys
from pathlib import Path

from prompt import TRACEBACK, answers, at_the_prompt

LONG = (
    (r" at 0x[0-9a-f]+", ""),
    (r"/\S+\.main\.cpp:\d+", "...main.cpp"),
    (r"(fake tensor call\n).*?(got [^\n]*\n).*", r"\1  ...\n  \2"),
    (r"\s+from user code:.*", "\n  ...\n"),
)


def in_short(answer):
    """Return what the compiler says without what depends on the machine and without its hints; `...` as in doctest."""
    for pattern, short in LONG:
        answer = re.sub(pattern, short, answer, flags=re.DOTALL)
    return answer


def compiled(source, namespace):
    """Answer as the prompt does; what raises in a call of torch, as under torch.compile, if it says something else."""
    answer, raised = at_the_prompt(source, namespace)
    if not (raised and calls_torch(source, namespace)):
        return answer, raised
    sys.modules["torch"].compiler.reset()
    call = eval(f"lambda: ({source.strip()}\n)", namespace)
    compiled = sys.modules["torch"].compile(call)
    there, raised_there = at_the_prompt("compiled()", {**namespace, "compiled": compiled})
    message = answer.removeprefix(TRACEBACK).partition(": ")[2].strip()
    quoted = raised_there and message in there  # by the compiler, among its own words
    return (answer, raised) if quoted else (in_short(there), raised_there)


def calls_torch(source, namespace):
    """Say whether code is one call of what torch defines, maybe with methods of its result."""
    *_, statement = ast.parse(source).body
    node = getattr(statement, "value", None)
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Call):
        node = node.func.value
    if not isinstance(statement, ast.Expr) or not isinstance(node, ast.Call):
        return False
    called = eval(compile(ast.Expression(node.func), "<session>", "eval"), namespace)
    module = getattr(called, "__module__", None) or type(called).__module__
    return module.partition(".")[0] in ("torch", "builtins")  # many functions of torch name no module


def main(world, *paths):
    """Print what the sessions of pages answer that name this world, or "" for those of the build, or "raising"."""
    printed, sys.stdout = sys.stdout, sys.stderr  # what imports print is no answer
    ways = {"": (None, at_the_prompt), "raising": (None, compiled)}
    world, execute = ways.get(world, (world, at_the_prompt))
    found = {
        path: [vars(answer) for answer in answers(Path(path).read_text(encoding="utf-8"), world, execute)]
        for path in paths
    }
    print("\n" + json.dumps(found), file=printed)  # on a line of its own, whatever libraries have printed


if __name__ == "__main__":
    main(*sys.argv[1:])
