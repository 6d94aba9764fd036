"""Sessions run as at the Python prompt, show what was computed, and are held to what is written."""

import re
import subprocess
import sys

import pytest

from prompt import answers, show
from sessions import check_that_all_runs


def page(*sessions):
    return "\n\n".join(f"Text.\n\n```pycon\n{session}\n```" for session in sessions) + "\n"


def shown(*sessions):
    text = page(*sessions)
    return re.findall(r"```pycon\n(.*?)\n```", show(text, list(answers(text))), re.DOTALL)


@pytest.mark.parametrize(
    "session",
    [
        ">>> 1 + 1\n2",
        ">>> x = 1\n>>> x\n1",
        ">>> print('a')\na\n>>> None",
        ">>> for n in range(2):\n...     print(n)\n...\n0\n1\n>>> n\n1",
        ">>> def f():\n...     return 3\n...\n>>> f()\n3",
        ">>> def f():\n...     return 3\n>>> f()\n3",
        ">>> 1 / 0\nTraceback (most recent call last):\n  ...\nZeroDivisionError: division by zero\n>>> 2\n2",
        ">>> raise SystemExit(0)\nTraceback (most recent call last):\n  ...\nSystemExit: 0",
    ],
)
def test_the_prompt_is_matched(session):
    """Each of these is what the Python prompt shows, so it is shown unchanged and differs in nothing."""
    assert not [answer for answer in answers(page(session)) if answer.differs]
    assert shown(session) == [session]


def test_outputs_are_replaced_by_what_was_computed():
    assert shown(">>> 1 / 3\n0.3...") == [">>> 1 / 3\n0.3333333333333333"]
    assert shown(">>> for n in (1, 2):\n...     print(n)\n...\nwrong") == [
        ">>> for n in (1, 2):\n...     print(n)\n...\n1\n2"
    ]
    assert shown(">>> 6 * 7\n>>> 5") == [">>> 6 * 7\n42\n>>> 5\n5"]


@pytest.mark.parametrize(
    "wrong",
    [
        ">>> 1 + 1\n3",
        ">>> 1 + 1",
        ">>> x = 1\n1",
        ">>> 0.25\n0.250",
        ">>> undefined",
        ">>> 1 / 0\nTraceback (most recent call last):\n  ...\nZeroDivisionError: by zero",
        ">>> 2\nTraceback (most recent call last):\n  ...\nZeroDivisionError: division by zero",
        ">>> print('a\\n\\nb')\na",
        ">>> 1 / 0\nTraceback (most recent call last):\n  ...",
        ">>> 1 / 0\nTraceback",
        ">>> for n in (1, 0):\n...     print(1 // n)\n...\n1",
    ],
)
def test_differences_are_found(wrong):
    assert [answer.differs for answer in answers(page(wrong))] == [True]


def test_pieces_run_in_the_order_of_the_page_and_in_one_namespace():
    text = "`={1 + 1}`\n\n```pycon\n>>> x = 2\n```\n\n`={x:.2f}`\n\n```pycon\n>>> x = 3\n```\n\n| `={x}` |\n"
    assert show(text, list(answers(text))).replace("\n", "") == "2```pycon>>> x = 2```2.00```pycon>>> x = 3```| 3 |"
    assert [answer.line for answer in answers(text)] == [1, 4, 7, 10, 13]


def test_a_page_starts_without_the_names_of_another():
    list(answers(page(">>> left_over = 1")))
    (answer,) = answers(page(">>> left_over"))
    assert answer.differs and "NameError" in answer.computed


def test_code_that_only_shows_code_does_not_run():
    text = "````markdown\n```pycon\n>>> 1 / 0\n```\n````\n\n```python\n`={1 / 0}`\n```\n"
    assert not list(answers(text))


@pytest.mark.parametrize(
    "text",
    [
        "``` pycon\n>>> 1 + 1\n3\n```\n",
        "```{.pycon}\n>>> 1 + 1\n3\n```\n",
        "```python\n>>> 1 + 1\n3\n```\n",
        "~~~pycon\n>>> 1 + 1\n3\n~~~\n",
        "> ```pycon\n> >>> 1 + 1\n> 3\n> ```\n",
        "    >>> 1 + 1\n    3\n",
        "```pycon\n>>> 1 + 1\n3\n",
        '```python html="on" exec="on"\nprint(1)\n```\n',
        '```py exec="on"\nprint(1)\n```\n',
        "a `= {1 + 1}` b\n",
        "a ` ={1 + 1}` b\n",
    ],
)
def test_what_looks_run_but_is_not_is_refused(text):
    with pytest.raises(ValueError, match="line [34]: looks like code that is run, but is not"):
        check_that_all_runs("\n\n" + text)


@pytest.mark.parametrize(
    "text", [page(">>> 1\n1"), "`={1}`\n", '```python exec="on" html="on"\nprint(1)\n```\n', "a `>>>` b\n"]
)
def test_what_runs_is_not_refused(text):
    check_that_all_runs(text)


@pytest.mark.parametrize(
    "session", [">>> 1 + 1\n2\n\ntensor(0.9)", "tensor(0.9)\n>>> 1\n1", ">> 1 + 1\n3", ">>> x = 2\n\n3"]
)
def test_text_in_a_session_that_is_neither_typed_nor_answered_is_refused(session):
    with pytest.raises(ValueError, match="line 3: in a session, but neither typed nor answered"):
        list(answers(page(session)))


def test_an_inline_value_that_prints_and_raises_is_found():
    (answer,) = answers("`={print('a') or 1 / 0}`\n")
    assert answer.differs and "ZeroDivisionError" in answer.computed


def test_indented_sessions_keep_their_indent():
    text = "- item\n\n    ```pycon\n    >>> print('a\\n b')\n    ```\n"
    assert (
        show(text, list(answers(text))) == "- item\n\n    ```pycon\n    >>> print('a\\n b')\n    a\n     b\n    ```\n"
    )


def test_outputs_with_blank_lines_are_written_so_that_they_run_again():
    text = page(">>> print('a\\n\\nb')")
    written = show(text, list(answers(text)), blank="<BLANKLINE>")
    assert "a\n<BLANKLINE>\nb\n```" in written
    assert not [answer for answer in answers(written) if answer.differs]


def test_the_python_prompt_itself_agrees():
    """The same lines, typed into a real interactive interpreter, give the same answers."""
    code = "x = [1.5, 2]\nx\nfor n in x:\n    print(n)\n\n'a' * 3\nNone\nprint('end')\n"
    command = [sys.executable, "-i", "-q", "-c", ""]
    run = subprocess.run(command, input=code, capture_output=True, text=True)
    session = ">>> x = [1.5, 2]\n>>> x\n>>> for n in x:\n...     print(n)\n...\n>>> 'a' * 3\n>>> None\n>>> print('end')"
    assert "".join(answer.computed for answer in answers(page(session))) == run.stdout
