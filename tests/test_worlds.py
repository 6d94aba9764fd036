"""The worlds pin what they run, and what is recorded of each is whole, small, sorted and clear."""

import ast
import json
import re

import records
from copies import ROOT
from failures import exchanges


def test_the_worlds_pin_exact_versions_and_the_own_release_is_that_of_the_build():
    pins = {world: told["pins"] for world, told in records.WORLDS.items()}
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", pin) for pinned in pins.values() for pin in pinned)
    constraints = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert set(pins["torch-2.13"]) <= set(constraints)
    releases = [told["release"] for told in records.WORLDS.values() if "release" in told]
    assert releases == ["1.13", *(f"2.{minor}" for minor in range(16))]


def test_the_records_are_small_sorted_and_name_no_machine():
    texts = [path.read_text(encoding="utf-8") for path in records.RECORDS.glob("*.json")]
    assert sum(len(text.encode()) for text in texts) < 2e6
    for text in texts:
        assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        assert not re.search(r"/(?:home|root|tmp|Users|work)\b", text)


def test_every_world_is_recorded_unless_it_needs_what_few_have():
    wanted = {world for world, told in records.WORLDS.items() if "needs" not in told}
    assert wanted <= {path.stem for path in records.RECORDS.glob("*.json")} <= set(records.WORLDS)


def test_a_line_that_fails_in_another_world_makes_one_call():
    """Of several in one line, nobody could tell which failed."""
    several = ast.Tuple | ast.List | ast.Set | ast.Dict | ast.BinOp | ast.Compare
    found = [
        f"{path.stem}, {page}: {part.source}"
        for path in (ROOT / "docs/records").glob("*.json")
        for page, kept in json.loads(path.read_text(encoding="utf-8"))["pages"].items()
        for entry in kept.get("differing", []) + kept.get("sessions", [])
        for part in exchanges("\n".join(entry["lines"]))
        if part.fails and isinstance(getattr(ast.parse(part.source).body[-1], "value", None), several)
    ]
    assert not found, "\n".join(found)
