"""Many cases in one test, since a test of its own takes longer than most cases do; it names all that fail."""

import inspect

import pytest


def each(names, cases):
    """Run a test for each case, given as to pytest.mark.parametrize; its other arguments are fixtures."""
    several = not isinstance(names, str)

    def of(check):
        def together(**fixtures):
            wrong = {}
            for case in cases:
                values = dict(zip(names, case, strict=True)) if several else {names: case}
                try:
                    check(**values, **fixtures)
                except (Exception, pytest.fail.Exception) as error:
                    wrong[f"{case!r:.80}"] = error
            if wrong:
                said = "\n".join(f"{case}: {error or type(error).__name__}" for case, error in wrong.items())
                raise AssertionError(f"of {len(cases)}, {len(wrong)} fail:\n{said}") from next(iter(wrong.values()))

        taken = {*names} if several else {names}
        fixtures = [one for name, one in inspect.signature(check).parameters.items() if name not in taken]
        together.__signature__ = inspect.Signature(fixtures)
        together.__name__, together.__module__ = check.__name__, check.__module__
        together.pytestmark = getattr(check, "pytestmark", [])
        return together

    return of
