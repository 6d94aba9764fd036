"""Front matter that a page lacks, or that is no YAML, stops the build, with the line; it is not printed as text."""

import re

import pytest

from copies import ROOT
from translations import front_matter_mistake

PAGES = [ROOT / f"tests/fixture/{language}/index.md" for language in ("zh", "en")]
FAULTS = [
    (r"\A---\n.*?---\n", "", 1, "expected front matter: a line ---, `title: …`, `description: …`, a line ---"),
    (r"\A---\n", "\n---\n", 1, "expected front matter"),
    (r"\n---\n", "\n\n", 1, "expected front matter"),
    (r"^description: ", "description: a: ", 3, "no YAML: mapping values are not allowed here; put a text that holds"),
    (r"^description: ", "description: [", 4, "no YAML: "),
    (r"^(title|description|source)", r"- \1", 2, "has to be lines `key: text`, but it is [{'title': "),
    (r"\A---\n.*?---\n", "---\n---\n", 2, "has to be lines `key: text`, but it is None"),
    (r"^title: .*?\n", "", 1, "has to have a text as `title:`, but it is None"),
    (r"^title: .*?$", "title: ' '", 1, "has to have a text as `title:`, but it is ' '"),
    (r"^title: .*?$", "title: 1", 1, "has to have a text as `title:`, but it is 1"),
    (r"^description: .*?\n", "", 1, "has to have a text as `description:`, but it is None"),
    (r"^description: .*?$", "description: [a, b]", 1, "has to have a text as `description:`, but it is ['a', 'b']"),
    (r"^# .*?$", "## Section", 1, "expected a heading `# …`, the name of the page"),
    (r"^title: .*?$", "title: B", 2, "the title has to begin with the name of the page, '"),
]


@pytest.mark.parametrize("page", PAGES, ids=["zh", "en"])
@pytest.mark.parametrize(("place", "fault", "line", "cause"), FAULTS)
def test_a_fault_is_found_with_its_line(page, place, fault, line, cause):
    text, count = re.subn(place, fault, page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    assert count
    said = front_matter_mistake("docs/page.md", text)
    assert said.startswith(f"docs/page.md:{line}: ") and cause in said
