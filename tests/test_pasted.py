"""What readers paste leads to its section: of each half of pasted.toml 98 % come first, and what is not about losses
gets no confident answer. `pytest -rP tests/test_pasted.py` prints the figures."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from built import document
from changes import RELEASES, entries

FILE = Path(__file__).with_name("pasted.toml")
PASTED = tomllib.loads(FILE.read_text(encoding="utf-8"))
SCRIPT = Path(__file__).with_name("instruments") / "pasted.mjs"
SHARE = 0.98
RAISED = "  ..."  # of a traceback, before what was raised


def addresses(sections):
    """Return where sections of pasted.toml are, any of which will do: ids alone are of errors.html."""
    return [section if "#" in section else f"errors.html#{section}" for section in sections.split(", ") if section]


def known(site, language):
    """Return what the box knows of messages."""
    script = (site / language / "javascripts/messages.js").read_text(encoding="utf-8")
    return json.loads(script.partition(";\n")[0].removeprefix("window.messages = "))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("half", PASTED)
def test_what_readers_paste_leads_to_its_section(node, site, half, language):
    data = known(site, language)
    texts = [case["text"] for case in PASTED[half]]
    run = subprocess.run(
        [node, SCRIPT], input=json.dumps({"data": data, "texts": texts}), capture_output=True, text=True, check=True
    )
    about, missed, sure = 0, [], []
    for case, answer in zip(PASTED[half], json.loads(run.stdout), strict=True):
        if wanted := addresses(case["section"]):
            about += 1
            if answer["first"] not in wanted:
                missed.append(
                    f"{', '.join(wanted)}: {answer['first'] or 'nothing'} comes first for …{case['text'][-200:]}"
                )
        elif answer["sure"]:
            sure.append(f"{answer['first']} is a confident answer to …{case['text'][-200:]}")
    print(
        f"{half}, {language}: {about - len(missed)} of {about} first, {len(sure)} of {len(texts) - about} wrongly sure"
    )
    assert len(missed) <= (1 - SHARE) * about, "\n".join(missed)
    assert not sure, "\n".join(sure)
    assert about >= 60 and len(texts) - about >= 20


def test_code_to_write_mends_what_readers_have_and_undoes_no_mistake_of_the_page(site):
    """`target.int().long()` mends `target.int()`, which only the page has; `narrow.long()` mends theirs."""
    data = known(site, "en")
    offered = {section["href"].partition("#")[2]: section["code"] for section in data["sections"]}
    page = document(site / "en/errors.html")
    at, wrong, undone = None, [], []
    for part in page.css("article h3[id], article .highlight mark"):
        at = part.attrs.get("id") or at
        if part.tag == "mark" and at in offered:
            wrong.append((at, part.text()))
    for at, argument in wrong:
        goes_on = re.search(rf"{re.escape(argument)}(\.| [-+])", offered[at])
        if goes_on and re.fullmatch(r"(?!torch|F)\w+\..*\)", argument):  # a method of a tensor
            undone.append(f"{at}: {argument}")
    assert len(wrong) > 30 and not undone, "\n".join(undone)


def test_code_to_write_needs_no_function_that_the_page_made(site):
    data = known(site, "en")
    page = document(site / "en/errors.html").css_first("article").text()
    made = set(re.findall(r"\b(?:def|class) (\w+)", page))
    missing = [
        f"{section['href']}: {name}"
        for section in data["sections"]
        if section["href"].startswith("errors.html")
        for name in made & set(re.findall(r"\w+", section["code"]))
        if not re.search(rf"\b(?:def|class) {name}\b", section["code"])
    ]
    assert len(made) > 5 and not missing, missing


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_cause_of_a_value_is_said_in_its_own_row(site, language):
    """The line of values shows each row alone, where “the same” has nothing above it."""
    stuck = known(site, language)["stuck"]
    assert len(stuck) > 8 and not [cause for *_, cause in stuck if re.match("同上|the same", cause)]


@pytest.mark.parametrize(
    "path", [*FILE.parent.glob("*.toml"), *FILE.parents[1].glob("docs/*/asked.toml")], ids=lambda path: path.name
)
def test_texts_of_others_name_no_machine_of_anyone(path):
    machine = r"(?<![\w.])/(?:home|Users|root|tmp|mnt|work)/\S*|[A-Z]:\\+Users\S*"
    assert not re.findall(machine, path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_other_releases_raise_leads_to_where_it_is_recorded(node, site, language):
    """Each message that a release raises on a page, pasted, leads to that page, or to another that shows it."""
    said = {}
    for world in RELEASES:
        for page, entry in entries(world):
            if RAISED in entry["lines"]:
                message = "\n".join(entry["lines"][entry["lines"].index(RAISED) + 1 :])
                said.setdefault(message, set()).add(f"{page}.html")
    data = known(site, language)
    run = subprocess.run(
        [node, SCRIPT], input=json.dumps({"data": data, "texts": [*said]}), capture_output=True, text=True, check=True
    )
    found = {text: answer["first"].partition("#")[0] for text, answer in zip(said, json.loads(run.stdout), strict=True)}
    missed = [
        f"{text}\n  leads to {found[text] or 'nothing'}, not to {sorted(pages)}"
        for text, pages in said.items()
        if found[text] not in pages
    ]
    assert len(said) > 10 and not missed, "\n".join(missed)
