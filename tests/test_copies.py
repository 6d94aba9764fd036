"""A copy of the project hears nothing from the environment of whoever runs the tests."""

import os

import copies


def test_python_on_a_copy_is_told_by_its_caller_only(tmp_path, monkeypatch):
    for name in copies.TOLD:
        assert name not in os.environ, "conftest.py takes it out for all tests"
        monkeypatch.setenv(name, "from outside")
    code = f"import os; print([os.environ.get(name) for name in {copies.TOLD!r}])"
    run = copies.python(tmp_path, "-c", code, SITE_URL="from the test")
    told = {name: "from the test" if name == "SITE_URL" else None for name in copies.TOLD}
    assert run.stdout == f"{list(told.values())}\n", run.stderr


def test_the_small_site_has_the_settings_of_the_whole(tmp_path):
    copies.small(tmp_path)
    for name in copies.FILES:
        whole, small = ((folder / name).read_text(encoding="utf-8") for folder in (copies.ROOT, tmp_path))
        assert copies.NAVIGATION.sub("", whole) == copies.NAVIGATION.sub("", small)
