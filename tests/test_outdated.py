"""`make outdated` tells newer packages from pinned ones, and shows what pages print differently and what stops."""

import outdated
from copies import ROOT, edit


def test_newer_packages_are_listed():
    pinned = outdated.versions("# Pins\ntorch==2.13.0\nPyYAML==6.0.3\ncolorama==0.4.6\n")
    newest = outdated.versions("torch==2.15.0+cpu\npyyaml==6.0.3\npip==26.3\nsix==1.17.0\n")
    assert outdated.newer(pinned, newest).splitlines()[2:] == [
        "| colorama | 0.4.6 | – |",
        "| six | – | 1.17.0 |",
        "| torch | 2.13.0 | 2.15.0 |",
    ]
    assert outdated.newer(newest, newest) == "None."
    assert len(outdated.versions((ROOT / "constraints.txt").read_text(encoding="utf-8"))) > 50


def test_what_pages_print_differently_is_shown(project):
    """A reference that computes something else, and lacks a function, stands for a newer package."""
    edit(project / "snippets/smoothed.py", "append(-rows.w_y *", "append(-2 * rows.w_y *")
    edit(project / "snippets/information.py", "def entropy(", "def entropie(")
    differing, raising, stopping = outdated.differences(project).split("\n\n## ")
    assert "## What pages print differently" in differing and "+++ docs/zh/index.md" in differing
    assert "AttributeError: module 'snippets.information' has no attribute 'entropy'" in raising
    assert "docs/zh/cross-entropy.md:" in stopping
