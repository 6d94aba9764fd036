"""Each silent trap in the lists of pages names what explain reports, and does, or says that no single call shows it."""

import re
from pathlib import Path

import pytest

from snippets.findings import explain
from snippets.findings.rules import RULES
from together import each
from trap_calls import CALLS

DOCS = Path(__file__).parents[1] / "docs"
LANGUAGES = ("zh", "en")
FENCE = re.compile(r"^ *(`{3,}).*?^ *\1$", re.MULTILINE | re.DOTALL)
CODES = {code for rule in RULES for code in rule.codes.values()}

# The lists, and what a trap is there
ROWS, WARNINGS, SECTIONS = (
    r"^\| (?P<words>.+?) \|(?P<text>.*)\|$",
    r'^!!! warning "(?:Warning: |注意：)(?P<words>.+)"\n(?P<text>(?:.|\n(?!!!!))*)',
    r"^### (?P<words>.+) \{ #[\w-]+ \}(?P<text>[^#](?:.|\n(?!#))*)",
)
LISTS = {
    "debugging.md#silent": ROWS,
    "soft-targets.md#kl-div": ROWS,
    "cross-entropy-loss.md#silent": WARNINGS,
    "bce-loss.md#silent": WARNINGS,
    "nll-loss.md#wrong-input": SECTIONS,
    "gradients.md#wrong-combinations": ROWS,
    "numerics.md#infinite-logits": ROWS,
}
# Rows that are right, or of a loss that explain does not know
RIGHT = {"gradients.md#wrong-combinations": (0, 7, 10), "numerics.md#infinite-logits": (0,)}
# Sections that tell of traps in their text
TOLD = (
    "imbalance.md#focal-mistakes",
    "numerics.md#finite-mask",
    "reductions.md#bce-mask",
    "reductions.md#all-ignored",
    "reductions.md#batch-size-one",
    "soft-targets.md#smoothing-and-weights",
    "soft-targets.md#negative-targets",
    "soft-targets.md#unnormalised",
    "frameworks.md#swapped",
    "debugging.md#masked-nan",
)


def section(language, place, deeper):
    """Return the text below a heading, without code, up to the next heading; with deeper ones as well or not."""
    page, anchor = place.split("#")
    text = FENCE.sub("", (DOCS / language / page).read_text(encoding="utf-8"))
    heading = re.search(rf"^(#+) .*\{{ #{anchor} \}}\n", text, re.MULTILINE)
    last = len(heading[1]) if deeper else 6
    return re.split(rf"^#{{1,{last}}} ", text[heading.end() :], maxsplit=1, flags=re.MULTILINE)[0]


def traps(language, place):
    """Return (words, what it links to of the page of findings) for each trap of a list."""
    pattern = LISTS[place]
    found = list(re.finditer(pattern, section(language, place, pattern == SECTIONS), re.MULTILINE))
    found = [match for n, match in enumerate(found[2 * (pattern == ROWS) :]) if n not in RIGHT.get(place, ())]
    return [(match["words"].rstrip("。."), named(match["text"])) for match in found]


def named(text):
    return re.findall(r"\]\(reference/findings\.md#(\w+)\)", text)


@each("place", LISTS)
@each("language", LANGUAGES)
def test_each_trap_of_a_list_names_a_code_or_says_that_no_call_shows_it(language, place):
    found = traps(language, place)
    assert found
    wrong = [words for words, names in found if not names or not {*names} <= CODES | {"outside"}]
    assert not wrong, f"docs/{language}/{place}: no code of explain, nor a link to #outside, at: {'; '.join(wrong)}"


@each("place", TOLD)
@each("language", LANGUAGES)
def test_a_section_that_tells_of_a_trap_names_its_code(language, place):
    names = named(section(language, place, deeper=False))
    assert names and {*names} <= CODES, f"docs/{language}/{place} names {names}: codes of explain expected"


@each("place", LISTS)
def test_both_languages_name_the_same_codes_in_the_same_order(place):
    assert [names for _, names in traps("zh", place)] == [names for _, names in traps("en", place)]


@each("place", CALLS)
def test_each_trap_that_a_call_shows_has_a_call(place):
    expected = [(words, code) for words, names in traps("en", place) for code in names if code != "outside"]
    assert [(words, code) for words, calls in CALLS[place].items() for code in calls] == expected


@each(
    ("code", "words", "call"),
    [(code, words, call) for calls in CALLS.values() for words, codes in calls.items() for code, call in codes.items()],
)
@pytest.mark.filterwarnings("ignore")
def test_explain_reports_that_code_for_a_call_that_raises_nothing(code, words, call):
    loss, input, target, *options = call
    options = options[0] if options else {}
    loss(input, target, **options)
    assert [finding.code for finding in explain(loss, input, target, **options)] == [code]
