"""Print what share of the mutants of explain's rules their calls notice: mutmut leaves decorated functions alone."""

import ast
import difflib
import importlib
import re
import sys
import tomllib
import warnings
from pathlib import Path

import numpy as np
import torch
from mutmut.mutation.file_mutation import mutate_file_contents

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import finding_calls  # noqa: E402
import finding_cures  # noqa: E402
import finding_variants  # noqa: E402
import right_calls  # noqa: E402
import test_cures  # noqa: E402
import test_findings_autograd  # noqa: E402
from finding_inputs import find, tensor  # noqa: E402
from snippets.findings import call, explain, rules  # noqa: E402

ENOUGH = 0.97
ALL = {letters for _, letters in call.LOSSES.values()}
RIGHT = 60  # calls of each loss


def plain(path):
    """Return a module's source, and the same without the decorators of its functions."""
    source = path.read_text(encoding="utf-8")
    lines = source.splitlines()
    for node in ast.parse(source).body:
        for decorator in getattr(node, "decorator_list", []):
            lines[decorator.lineno - 1 : decorator.end_lineno] = [""] * (decorator.end_lineno - decorator.lineno + 1)
    return "\n".join(lines)


def noticed(letters, own=()):
    """Tell whether a call of these losses is judged otherwise than it has to be; `own` are the codes of a mutant."""
    if not {*own} <= {*finding_calls.CALLS}:
        try_tensors()
    for code, (name, *arguments, options) in sorted(finding_calls.CALLS.items(), key=lambda item: item[0] not in own):
        if call.LOSSES[name][1] != letters:
            continue
        found = explain(name, *arguments, **options)
        if [(finding.code, finding.en) for finding in found] != [(code, SENTENCES[code])]:
            return True
        if bool(found[0].cure) != (code in finding_cures.MEANT):
            return True
        for convert, known in KINDS if code in own and code in finding_cures.MEANT else ():
            cure, names = test_cures.write(code, convert)
            if not np.allclose(test_cures.evaluated(cure, known | names), finding_cures.MEANT[code][0], rtol=1e-6):
                return True
    for *case, expected in finding_variants.MORE.values():
        if call.LOSSES[case[0]][1] == letters and [f.code for f in find(case)] != expected:
            return True
    for *case, words in finding_variants.PLACES.values():
        report = find(case) if call.LOSSES[case[0]][1] == letters else None
        if report is not None and (len(report) != 1 or words not in report.en + report.zh):
            return True
    for *case, cure in finding_variants.WRITTEN.values():
        if call.LOSSES[case[0]][1] == letters and [f.cure for f in find(case)] != [cure]:
            return True
    clean = [case for case in finding_variants.CLEAN.values() if call.LOSSES[case[0]][1] == letters]
    if any(find(case) for case in clean):
        return True
    names = [name for name, (_, other) in call.LOSSES.items() if other == letters]
    return any(explain(name, *right[:2], **right[2]) for name, right in RIGHT_CALLS if name in names)


def try_tensors():
    """Run the tests of what only tensors show."""
    for name, test in vars(test_findings_autograd).items():
        if name.startswith("test_"):
            marks = [mark.args[1] for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
            for values in marks[0] if marks else [()]:
                test(*(values if isinstance(values, tuple) else (values,)))


SENTENCES = tomllib.loads((ROOT / "tests/sentences.toml").read_text(encoding="utf-8"))
KINDS = (lambda value: value, test_cures.ARRAYS), (tensor, test_cures.TENSORS)
RIGHT_CALLS = [(name, right_calls.right_call(name, seed)) for name in call.LOSSES for seed in range(RIGHT)]


def survives(module, name, mutant):
    """Put a mutant in the place of a function, and see whether nothing notices."""
    original, before = getattr(module, name), [*rules.RULES]

    def put(function):
        return mutant if function is original else function

    setattr(module, name, mutant)
    rules.RULES[:] = [rule._replace(find=put(rule.find), unless=(*map(put, rule.unless),)) for rule in before]
    rules._rules.cache_clear()
    own = [rule for rule in rules.RULES if rule.find is mutant]
    own = own or [rule for rule in before if rule.find.__module__ == module.__name__]  # of a helper
    codes = {code for rule in own for code in rule.codes.values()}
    letters = {letters for rule in own for letters in rule.codes}
    try:
        return not any(noticed(some, codes) for some in (ALL if "ALL" in letters else letters))
    except Exception:
        return False
    finally:
        setattr(module, name, original)
        rules.RULES[:] = before
        rules._rules.cache_clear()


def main(words):
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    assert not any(noticed(letters) for letters in ALL), "calls are not judged as they must be: run the tests first"
    total, survivors = 0, 0
    for path in sorted((ROOT / "snippets/findings").glob("*.py")):
        module = importlib.import_module(f"snippets.findings.{path.stem}")
        if not any(rule.find.__module__ == module.__name__ for rule in rules.RULES) or words and path.stem not in words:
            continue
        names = dict(vars(module))
        mutated = mutate_file_contents(str(path), plain(path))
        exec(mutated.code, names)
        for name in [key for key in names if key.endswith("__mutmut_orig")]:
            names[name.removeprefix("x_").removesuffix("__mutmut_orig")] = names[name]
        for key in [key for key in names if re.fullmatch(r"x_\w+__mutmut_\d+", key)]:
            total += 1
            if survives(module, re.fullmatch(r"x_(\w+)__mutmut_\d+", key)[1], names[key]):
                survivors += 1
                print(f"survives: {path.stem}.{key}\n{changed(mutated, key)}", flush=True)
    share = 1 - survivors / max(total, 1)
    print(f"{share:.2%} of {total} mutants killed")
    return share < ENOUGH


def changed(mutated, key):
    """Return the lines in which a mutant differs."""
    spans = [mutated.line_span_by_function_name[name] for name in (key.rpartition("_")[0] + "_orig", key)]
    before, after = (mutated.code.splitlines()[span.start : span.end] for span in spans)
    return "\n".join(line for line in difflib.ndiff(before, after) if line[0] in "+-")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
