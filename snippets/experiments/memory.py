"""Run an experiment once for the same code and arguments, however often it is asked for.

The results are shared: their arrays are read-only, and nobody should change their dictionaries. `mkdocs serve` imports
edited code anew, but this module, which stays, knows by the code what it has run before.

Processes share results through the folder that `EXPERIMENT_RESULTS` names. A build has one of its own, as what a site
shows, its build has computed; `make check` and `make update` keep theirs from one call to the next.
"""

import ast
import functools
import hashlib
import inspect
import logging
import os
import pickle
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from filelock import FileLock

log = logging.getLogger("mkdocs.lab")  # a build shows it; elsewhere nothing is printed
results = {}


def experiment(function: Callable) -> Callable:
    """Remember what an experiment gave, and log how long it ran; all arguments must be hashable, seeds a tuple.

    Its code is the function itself and all modules of this folder, less the other experiments, which it may not call.
    """
    folder = Path(inspect.getsourcefile(function)).parent
    shared = [without_experiments(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("[!_]*.py"))]
    code = (inspect.getsource(function), *shared)
    signature = inspect.signature(function)

    @functools.wraps(function)
    def remembered(*args, **kwargs):
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        key = (code, bound.args)
        if key not in results:
            results[key] = shared_or(run, key, bound)
        return results[key]

    def run(bound):
        start = time.perf_counter()
        result = function(*bound.args)
        given = [f"{k}={v}" for k, v in bound.arguments.items() if v != signature.parameters[k].default]
        log.info("Ran %s(%s) in %.1f s", function.__name__, ", ".join(given), time.perf_counter() - start)
        return result

    return remembered


def shared_or(run: Callable, key: tuple, bound: inspect.BoundArguments):
    """Return what another process has kept for this key, once it is done; or run, and keep that."""
    file = place(key)
    if file is None:
        return run(bound)
    file.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{file}.lock"):
        if not file.exists():
            new = file.with_suffix(".new")
            new.write_bytes(packed(run(bound)))
            new.replace(file)  # whole or not at all
        return unpacked(file.read_bytes())


def packed(result) -> bytes:
    """Return a result as bytes, its arrays apart from the rest."""
    arrays = []
    rest = pickle.dumps(result, protocol=5, buffer_callback=arrays.append)
    return pickle.dumps((rest, [array.raw().tobytes() for array in arrays]))


def unpacked(kept: bytes):
    """Return a result; its arrays are read-only, as bytes are."""
    rest, arrays = pickle.loads(kept)
    return pickle.loads(rest, buffers=arrays)


def place(key: tuple) -> Path | None:
    """Return the file that keeps a result for the next process, or None where none shall."""
    if folder := os.environ.get("EXPERIMENT_RESULTS"):
        about = repr((key, *map(version, ("torch", "numpy", "scikit-learn"))))
        return Path(folder, hashlib.sha256(about.encode()).hexdigest())
    return None


@functools.cache
def without_experiments(source: str) -> str:
    """Return the code of a module, less comments and less the functions under `@experiment`."""
    tree = ast.parse(source)
    tree.body = [
        node
        for node in tree.body
        if "experiment" not in [ast.unparse(decorator) for decorator in getattr(node, "decorator_list", [])]
    ]
    return ast.unparse(tree)
