"""What other worlds answered is shown as recorded, and is held to the code that ran, to its world and to the record."""

import json
import re
import sys

import pytest

import elsewhere
import record
import records
from copies import ROOT
from prompt import answers, show

WORLDS = {
    "old": {"release": "1.8", "pins": ["torch==1.8"]},
    "newer": {"release": "1.9", "pins": ["torch==1.9"]},
    "own": {"release": "1.10", "pins": ["torch==1.10"]},
    "newest": {"release": "1.11", "pins": ["torch==1.11"]},
    "other": {"label": "Other {thing}", "pins": ["thing==2.5"], "environment": {"WHERE": "there"}},
    "rare": {"label": "Rare", "pins": ["thing==3"], "needs": {"en": "a rarity", "zh": "稀罕物"}},
}
SESSION = """```pycon world=other
>>> import os
>>> os.environ["WHERE"]
'there'
>>> print("a", "b", sep="\\n\\n")
a
<BLANKLINE>
b
```
"""
AGREEING = """```pycon world=other
>>> print(2.0, 1 / 3)
2.0 0.33...
```

```pycon
>>> [2.0, 0.33333]
[2.0, 0.33333]
```
"""


@pytest.fixture
def worlds(tmp_path, monkeypatch):
    """A few worlds without any record, and a folder for pages; this Python stands for that of each world."""
    for module, name, value in (
        (records, "WORLDS", WORLDS),
        (elsewhere, "WORLDS", WORLDS),
        (record, "WORLDS", WORLDS),
        (elsewhere, "RELEASES", [name for name in WORLDS if "release" in WORLDS[name]]),
        (elsewhere, "SWEEPING", [name for name in WORLDS if "release" in WORLDS[name]]),
        (records, "RECORDS", tmp_path / "docs/records"),
        (record, "RECORDS", tmp_path / "docs/records"),
        (record, "PAGES", tmp_path / "docs/zh"),
        (record, "ROOT", tmp_path),
    ):
        monkeypatch.setattr(module, name, value)
    (tmp_path / "docs/zh").mkdir(parents=True)
    (tmp_path / "docs/records").mkdir()
    (tmp_path / "tools").symlink_to(ROOT / "tools")
    (tmp_path / "docs/hooks").symlink_to(ROOT / "docs/hooks")
    records.record.cache_clear()
    yield tmp_path
    records.record.cache_clear()


def run(folder, text, world="other"):
    """Record a page in a world, as the command does."""
    (folder / "docs/zh/page.md").write_text(text, encoding="utf-8")
    record.write(world, sys.executable, ["page"])
    records.record.cache_clear()


def change(folder, old, new, world="other"):
    """Change the record of a world by hand."""
    path = folder / f"docs/records/{world}.json"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    records.record.cache_clear()


def shown(text):
    return [answer.computed for answer in records.recorded(text, "page")]


def test_the_page_shows_what_was_recorded_in_a_frame_that_says_where(worlds):
    run(worlds, SESSION)
    assert shown(SESSION) == ["", "'there'\n", "a\n\nb\n"]
    frame = records.framed(SESSION, "en")
    assert frame.startswith('!!! recorded "Recorded with Other 2.5"\n\n    ```pycon\n')
    assert "\n    >>> import os\n" in frame and "world=" not in frame


def test_an_answer_that_was_typed_into_the_page_differs(worlds):
    run(worlds, SESSION)
    typed = SESSION.replace("'there'", "'here'")
    assert [answer.differs for answer in records.recorded(typed, "page")] == [False, True, False]


@pytest.mark.parametrize(
    ("old", "new", "cause"),
    [
        ("world=other", "world=nowhere", "line 2: world=nowhere is none of those in worlds.toml: old, newer"),
        ("import os\n", "import  os\n", "line 2: this session was not run in its world, or not as it is now"),
        (SESSION, "Text.\n", "line 1: no session begins with '>>> import os' any more"),
        (SESSION, SESSION + "\n" + AGREEING, "line 12: this session was not run in its world"),
    ],
)
def test_a_page_edited_since_is_refused(worlds, old, new, cause):
    run(worlds, "\n" + SESSION)
    with pytest.raises(ValueError, match=f"^{re.escape(cause)}") as caught:
        shown("\n" + SESSION.replace(old, new))
    assert "worlds.toml" in cause or "`make record WORLD=other`" in str(caught.value)


def test_a_record_edited_by_hand_is_refused(worlds):
    run(worlds, SESSION)
    change(worlds, "'there'", "'here'")
    with pytest.raises(
        ValueError, match=r"docs/records/other.json was edited at '>>> import os': `make record WORLD=othe"
    ):
        shown(SESSION)


def test_a_record_of_another_version_is_refused(worlds, monkeypatch):
    run(worlds, SESSION)
    monkeypatch.setitem(WORLDS["other"], "pins", ["thing==2.6"])
    with pytest.raises(
        ValueError, match=r"recorded with \['thing==2.5'\], worlds.toml says \['thing==2.6'\]: `make record"
    ):
        shown(SESSION)


def test_a_world_that_few_have_may_stand_as_wanted_but_not_with_typed_answers(worlds):
    session = "```pycon world=rare\n>>> 1 + 1\n```\n"
    assert shown(session) == []
    assert records.framed(session, "zh").startswith('!!! recorded "还没有记录：需要稀罕物"')
    with pytest.raises(ValueError, match="line 1: this session was not run in its world"):
        shown(session.replace("1 + 1\n", "1 + 1\n2\n"))
    run(worlds, session, "rare")
    assert shown(session) == ["2\n"]
    both = session + "\n" + session.replace("1 + 1", "1 + 2")
    both = records.framed(show(both, list(records.recorded(both, "page"))), "en")
    assert re.findall('recorded "(.*)"', both) == ["Recorded with Rare", "Not recorded yet: needs a rarity"]


def test_a_session_of_the_build_right_after_a_recorded_one_gives_the_same_numbers(worlds):
    def check(text):
        records.check_claims(text, [*answers(text), *records.recorded(text, "page")])

    run(worlds, AGREEING)
    check(AGREEING)
    for old, new in (
        ("0.33333]", "0.3339]"),
        ("0.33333]", "0.33333, 1.0]"),
        ("[2.0, 0.33333]", "nan"),
        ("0.33333", "math.nan"),
    ):
        with pytest.raises(ValueError, match=r"line 6: recorded above: \[2.0, 0.3333333333333333\], computed here: "):
            check(
                AGREEING.replace("```pycon\n", "```pycon\n>>> from math import nan\n>>> import math\n").replace(
                    old, new
                )
            )
    check(AGREEING.replace("```\n\n```", "```\n\nText.\n\n```").replace("0.33333", "0.5"))


def test_recording_again_changes_nothing_but_the_date(worlds):
    run(worlds, SESSION)
    path = worlds / "docs/records/other.json"
    first = path.read_text(encoding="utf-8")
    change(worlds, '"date": "20', '"date": "19')
    run(worlds, SESSION)
    assert path.read_text(encoding="utf-8") == first


PAGE = """```pycon
>>> import os
>>> where = os.environ.get("WHERE", "here")
>>> where.partition("-")[0]
'here'
>>> 1 + 1
2
```

```pycon
>>> {"here": 1}[where]
1
>>> known = {"here": 1}[where]
>>> known + 1
2
>>> os.sep
'/'
```
"""


@pytest.fixture
def releases(worlds, monkeypatch):
    """Three releases whose answers differ from those of the build, two of them alike."""
    for world, where in (("old", "there-1"), ("newer", "there-2"), ("own", "here"), ("newest", "elsewhere")):
        monkeypatch.setitem(WORLDS[world], "environment", {"WHERE": where})
        run(worlds, PAGE, world)
    return worlds


def boxes(text):
    return [box for _, box in elsewhere.notes(list(answers(text)), "page", "en")]


def test_after_a_session_stands_what_other_releases_answer_those_that_agree_as_one(releases):
    first, second = boxes(PAGE)
    assert (
        first.split()
        == """
        ??? elsewhere "Answers elsewhere: PyTorch 1.8–1.9, PyTorch 1.11"
        PyTorch 1.8–1.9: { .data } ```pycon >>> where.partition("-")[0] 'there' ```
        PyTorch 1.11: { .data } ```pycon >>> where.partition("-")[0] 'elsewhere' ```
    """.split()
    )
    assert "PyTorch 1.8:" in second and "KeyError: 'there-1'" in second and "KeyError: 'there-2'" in second


def test_where_a_call_fails_that_works_here_the_box_says_where_else_it_works(releases):
    _, box = boxes(PAGE)
    heads = re.findall(r"^    PyTorch (.*):$|^    \*\*Works\*\* in (.*)\.$", box, re.MULTILINE)
    assert heads == [
        ("1.8", ""),
        ("", "PyTorch 1.10"),
        ("1.9", ""),
        ("", "PyTorch 1.10"),
        ("1.11", ""),
        ("", "PyTorch 1.10"),
    ]


def test_of_a_call_that_fails_here_too_the_box_does_not_say_where_it_works(worlds, monkeypatch):
    page = """```pycon
>>> import os
>>> {}[os.environ.get("WHERE")]
```
"""
    monkeypatch.setitem(WORLDS["old"], "environment", {"WHERE": "there"})
    run(worlds, page, "old")
    (box,) = boxes(page)
    assert "KeyError: 'there'" in box and "Works" not in box


def test_of_a_failure_only_its_own_answer_is_recorded_not_what_fails_for_want_of_it(releases):
    kept = json.loads((releases / "docs/records/old.json").read_text(encoding="utf-8"))["pages"]["page"]["differing"]
    typed = [entry["lines"][0] for entry in kept]
    assert typed == ['>>> where.partition("-")[0]', '>>> {"here": 1}[where]', '>>> known = {"here": 1}[where]']


def test_what_the_reference_cannot_do_in_a_release_is_not_recorded(worlds, monkeypatch):
    page = """```pycon
>>> import os
>>> from snippets import softmax
>>> softmax([[0.0, 0.0]][int(os.environ.get("AT", 0))])
array([0.5, 0.5])
```
"""
    monkeypatch.setitem(WORLDS["old"], "environment", {"AT": "1"})
    run(worlds, page, "old")
    assert '"differing": []' in (worlds / "docs/records/old.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("old, new", [('.partition("-")[0]', ""), ('.get("WHERE", "here")', '.get("HOME") and "here"')])
def test_an_answer_of_code_that_was_edited_since_or_that_uses_such_is_refused(releases, old, new):
    with pytest.raises(ValueError, match=r"of the record of old was edited since: `make record WORLD=old`"):
        boxes(PAGE.replace(old, new))


def test_an_edit_that_no_differing_answer_depends_on_keeps_the_records(releases):
    assert boxes(PAGE.replace("1 + 1", "2 + 0").replace("os.sep", "os.curdir")) == boxes(PAGE)


def test_scalars_of_numpy_1_are_no_difference():
    answer = next(answers("```pycon\n>>> print('0.5')\nnp.float64(0.5)\n```\n"))
    assert answer.differs and not record.differs(answer)


def test_the_releases_still_to_be_run_are_those_with_a_page_that_changed(releases):
    assert record.names("releases") == []
    (releases / "docs/zh/page.md").write_text(PAGE.replace("os.sep", "os.curdir"), encoding="utf-8")
    assert record.names("releases") == ["old", "newer", "own", "newest"]
    with pytest.raises(ValueError, match="WORLD=older: expected releases or one of worlds.toml: old, newer"):
        record.names("older")
