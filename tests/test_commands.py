"""The commands of contributors: what they take, what they say about a mistake, and what they leave behind."""

import re
import shutil
import subprocess
import tomllib

import pytest

import inventory
from check import in_order, said_in
from copies import ROOT, page_name, python

PAIRED = "docs/en/index.md"


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")


def git(project, *arguments):
    run = subprocess.run(["git", *arguments], cwd=project, capture_output=True, text=True, encoding="utf-8")
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.fixture
def small(tmp_path):
    """What the commands of pages read, with two pages, in a Git checkout that has no commit."""
    if shutil.which("git") is None:
        pytest.skip("there is no Git")
    for name in ("tools", "docs/hooks", "snippets"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for language in ("zh", "en"):
        (tmp_path / f"docs/{language}").mkdir()
        for name in ("index", "glossary"):
            shutil.copy(ROOT / f"docs/{language}/{name}.md", tmp_path / f"docs/{language}")
    for name in ("mkdocs.yml", "mkdocs.en.yml", "worlds.toml"):
        shutil.copy(ROOT / name, tmp_path)
    git(tmp_path, "init", "--quiet")
    return tmp_path


def targets(text):
    return re.findall(r"^ +make (\w+) +(\S.*)$", text, re.MULTILINE)


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")
@pytest.mark.parametrize("arguments", [[], ["help"]])
def test_make_lists_what_it_does_and_needs_nothing_for_it(tmp_path, arguments):
    shutil.copy(ROOT / "Makefile", tmp_path)
    run = subprocess.run(["make", *arguments], cwd=tmp_path, capture_output=True, text=True, encoding="utf-8")
    assert run.returncode == 0, run.stderr
    (phony,) = re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(name for name, _ in targets(run.stdout)) == sorted(phony.split())
    assert [path.name for path in tmp_path.iterdir()] == ["Makefile"]


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")
def test_make_says_what_to_do_about_an_old_python(tmp_path):
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    command = ["make", "check", "PYTHON=false"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8")
    assert run.returncode and "make PYTHON=python3.12" in run.stderr and not (tmp_path / ".venv").exists()


@pytest.mark.parametrize("given", ["nll-loss", "docs/zh/nll-loss.md", str(ROOT / "docs/en/nll-loss.md")])
def test_a_page_is_named_in_any_way(given):
    assert page_name(given) == "nll-loss"


def test_update_takes_pages_by_name_and_by_path_and_leaves_the_others(small):
    for name in ("index", "glossary"):
        for language in ("zh", "en"):
            page = small / f"docs/{language}/{name}.md"
            page.write_text(page.read_text(encoding="utf-8") + "\n```pycon\n>>> 1 + 1\n3\n```\n", encoding="utf-8")
    run = python(small, "tools/update.py", "glossary", "docs/en/glossary.md")
    assert run.returncode == 0, run.stderr
    for language in ("zh", "en"):
        assert f"+++ docs/{language}/glossary.md" in run.stdout and f"docs/{language}/index.md" not in run.stdout
        assert (small / f"docs/{language}/glossary.md").read_text(encoding="utf-8").endswith(">>> 1 + 1\n2\n```\n")


def test_update_says_where_a_session_is_not_written_as_one(small):
    page = small / "docs/zh/glossary.md"
    page.write_text("---\ntitle: A\n---\n\n```pycon\n>>> 1\n1\n>>>2\n```\n", encoding="utf-8")
    run = python(small, "tools/update.py", "glossary")
    assert run.returncode == 1 and "docs/zh/glossary.md:8: a session lacks blank after >>>" in run.stderr


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("translated", [], "make translated PAGE=nll-loss"),
        ("translated", ["nowhere"], "nowhere: there is no docs/en/nowhere.md; `make page NAME=…` makes"),
        (
            "update",
            ["docs/zh/nowhere.md"],
            "there is no docs/zh/nowhere.md; `make page NAME=…` makes a new page",
        ),
        ("check", ["glosary"], "glosary: no such page. Try glossary; `make page NAME=glosary` makes a new one"),
        ("check", [], "No page differs from the last commit. Name one: make check PAGE="),
    ],
)
def test_what_is_not_there_is_said_without_a_traceback(small, tool, arguments, words):
    git(small, "add", ".")
    git(small, "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet", "--message", "All")
    run = python(small, f"tools/{tool}.py", *arguments)
    assert run.returncode == 1 and words in run.stderr and "Traceback" not in run.stderr


def test_check_outside_of_git_asks_for_a_page(small):
    shutil.rmtree(small / ".git")
    run = python(small, "tools/check.py", GIT_CEILING_DIRECTORIES=str(small.parent))
    assert run.returncode == 1 and "Name one: make check PAGE=" in run.stderr and "Traceback" not in run.stderr


def test_check_names_the_language_that_a_page_lacks(small):
    (small / PAIRED).unlink()
    run = python(small, "tools/check.py")
    assert run.returncode == 1 and f"{PAIRED}:1: missing: translate docs/zh/index.md" in run.stderr


@pytest.mark.parametrize("given", ["index", "docs/zh/index.md", PAIRED])
def test_git_shows_what_has_changed_since_a_translation_that_was_never_committed(small, given):
    page = small / "docs/zh/index.md"
    edit(page, "\n# ", "\n第一版。\n\n# ")
    run = python(small, "tools/translated.py", given)
    assert run.returncode == 0, run.stderr
    edit(page, "第一版。", "第二版。")
    (stamp,) = re.findall(r"^source: (\w+)$", (small / PAIRED).read_text(encoding="utf-8"), re.MULTILINE)
    difference = git(small, "diff", stamp, "docs/zh/index.md")
    assert "-第一版。" in difference and "+第二版。" in difference


def test_a_new_page_and_an_updated_one_keep_their_text_too(small):
    assert python(small, "tools/page.py", "focal").returncode == 0
    english = small / "docs/en/focal.md"
    for rounded in ("4)", "5)"):
        (stamp,) = re.findall(r"^source: (\w+)$", english.read_text(encoding="utf-8"), re.MULTILINE)
        assert rounded in git(small, "cat-file", "blob", stamp)
        for language in ("zh", "en"):
            edit(small / f"docs/{language}/focal.md", rounded, "5)")
        assert python(small, "tools/translated.py", "focal").returncode == 0
        for language in ("zh", "en"):
            edit(small / f"docs/{language}/focal.md", "0.417", "0.5")
        assert python(small, "tools/update.py", "focal").returncode == 0


def test_a_stamp_is_sought_in_the_front_matter_alone(small):
    page = small / PAIRED
    text = re.sub(r"^source: .*\n", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE) + "\nsource: water\n"
    page.write_text(text, encoding="utf-8")
    run = python(small, "tools/translated.py", "index")
    assert run.returncode == 1 and f"{PAIRED}:1: the front matter has no line `source:`" in run.stderr
    assert page.read_text(encoding="utf-8") == text


LOG = """INFO    -  Building documentation to directory: site
WARNING -  docs/zh/a.md:3: first
    the same line
ERROR   -  docs/zh/a.md:2: second
    the same line
docs/zh/a.md:9: third
INFO    -  Ran an experiment
Traceback (most recent call last):
  what nobody expected
ERROR   -  markdown_exec: Execution of python code block 'docs/zh/a.md:5' exited with errors

Aborted with 3 warnings in strict mode!
"""


def test_complaints_are_whole_and_stand_once_in_the_order_of_the_pages():
    english = ["docs/en/a.md:1: stale\n    the same line", "docs/en/a.md:1: stale\n    the same line"]
    assert in_order([*english, "docs/zh/b.md:1: other", "no place", *said_in(LOG)]) == [
        "docs/zh/a.md:2: second\n    the same line",
        "docs/zh/a.md:3: first\n    the same line",
        "docs/zh/a.md:5: markdown_exec: Execution of python code block 'docs/zh/a.md:5' exited with errors",
        "docs/zh/a.md:9: third",
        "docs/en/a.md:1: stale\n    the same line",
        "docs/zh/b.md:1: other",
        "no place",
        "Traceback (most recent call last):\n  what nobody expected",
    ]


def test_the_table_of_modules_is_that_of_their_first_sentences():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (found,) = inventory.TABLE.findall(text)
    assert found == inventory.table(), "run `make inventory`"
    assert "| `beside.py` | Work that forks of a build do beside it" in found


def test_no_file_is_longer_than_300_lines():
    scripts = "docs/theme/javascripts"
    folders = [*inventory.FOLDERS, scripts, f"{scripts}/instruments", f"{scripts}/figures", f"{scripts}/search"]
    code = [path for folder in folders for path in (ROOT / folder).iterdir() if path.suffix in (".py", ".js", ".mjs")]
    lengths = {path.name: path.read_text(encoding="utf-8").count("\n") for path in code}
    assert len(lengths) > 100 and not {name: length for name, length in lengths.items() if length > 300}


def test_the_tests_of_mutants_need_no_site():
    """Mutmut runs them in a copy that has no mkdocs.yml."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
    run = [ROOT / name for name in settings["pytest_add_cli_args_test_selection"] if name.startswith("tests/")]
    asked = {path.name: re.findall(r"^def \w+\(.*\b(?:site|server)\b", path.read_text("utf-8"), re.M) for path in run}
    assert len(run) > 10 and not any(asked.values()), asked
