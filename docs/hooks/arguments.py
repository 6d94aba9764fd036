"""Keep what the arguments of a failing call are: the build makes it once more, and looks at them.

That happens in a copy of what the session holds. Which argument was at hand where Python raised is kept as well.
"""

import ast
import inspect
import io
import linecache
import re
import traceback
import warnings
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass, field

from failures import call_in
from prompt import at_the_prompt

LOOK = "look at the arguments"  # no name that code could have


@dataclass
class Seen:
    """What a failing call was given, by place or keyword."""

    names: dict = field(default_factory=dict)
    values: dict = field(default_factory=dict)
    at_hand: list = field(default_factory=list)  # the places of those that the expression which raised names
    returned: bool = False  # the call did, and a method of its result raised


seen = {}  # by the code of an exchange of the page that is built


def kept(source, namespace):
    """Answer as at the prompt, and keep what the arguments of a call that fails are."""
    answer, raised = at_the_prompt(source, namespace)
    if raised:
        look(ast.parse(source), seen.setdefault(source.strip(), Seen()), namespace)
    return answer, raised


def look(tree, found, namespace):
    """Run code whose call fails once more, to see what the call is given."""
    call = call_in(tree, methods=True)
    if call and not any(isinstance(node, ast.Starred) for node in call.args):
        call.args.insert(0, call.func)
        call.func = ast.copy_location(ast.Name(LOOK, ast.Load()), call)
        code = compile(ast.fix_missing_locations(tree), "<session>", "exec", dont_inherit=True)
        with suppress(Exception), warnings.catch_warnings(), redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            exec(code, {**namespace, LOOK: looking(found)})


def looking(found):
    """Return a function that calls another one, and keeps what that is given."""

    def call(function, *args, **kwargs):
        found.values = {**dict(enumerate(args)), **kwargs}
        found.names = dict(enumerate(names(function)))
        try:
            result = function(*args, **kwargs)
        except Exception as error:
            objects = {id(value) for value in at_hand(error.__traceback__)}
            found.at_hand = [place for place, value in found.values.items() if id(value) in objects]
            raise
        found.returned = True
        return result

    return call


def names(function):
    """Return the names of what a function takes; of one in C, as its documentation begins with them."""
    if hasattr(function, "forward") and not isinstance(function, type):
        function = function.forward
    try:
        return list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        written = re.match(r"\s*\w+\(([^)]*)\)", function.__doc__ or "")
        return re.findall(r"(\w+)(?:=[^,]*)?(?:,|$)", written[1]) if written else []


def at_hand(trace):
    """Return what is not a constant among what the names in the innermost expression of Python stand for."""
    *_, (frame, _) = traceback.walk_tb(trace)
    *_, place = traceback.extract_tb(trace)
    lines = linecache.getlines(place.filename)[place.lineno - 1 : place.end_lineno]
    end = place.end_colno if len(lines) == 1 else None
    found = [frame.f_locals.get(name) for name in re.findall(r"\w+", "".join(lines)[place.colno : end])]
    return [value for value in found if not isinstance(value, int | float | str | None)]
