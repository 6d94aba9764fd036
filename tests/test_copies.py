"""A copy of the project hears nothing from the environment of whoever runs the tests."""

import os
import tomllib

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


def test_of_what_readers_ask_a_copy_keeps_what_its_whole_pages_answer(tmp_path):
    told = """[phrases]
"a.html#one" = "first, 1"
"glossary.html#term-b" = "second"
[queries]
"a.html, glossary.html#term-b" = ["both?"]
"a.html" = ['a "quoted" one']
"""
    (tmp_path / "en").mkdir()
    (tmp_path / "en/asked.toml").write_text(told, encoding="utf-8")
    copies.leave_asked_of({"a"}, tmp_path)
    assert tomllib.loads((tmp_path / "en/asked.toml").read_text(encoding="utf-8")) == {
        "phrases": {"a.html#one": "first, 1"},
        "queries": {"a.html": ["both?", 'a "quoted" one']},
    }
