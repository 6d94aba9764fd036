"""Every page has a policy that lets scripts and styles come from the site alone, and breaks it nowhere."""

import hashlib
import re
from base64 import b64encode
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest

from browsing import DESK, tab_of

NOT_RUN = {"application/json", "application/ld+json"}  # data


def pages(site):
    """Return all pages of the site, with the start page and 404.html of each folder."""
    found = sorted(site.rglob("*.html"))
    assert len(found) > 50
    return found


class Tags(HTMLParser):
    """The tags of a page in order, with their attributes and, if they are scripts or styles, their text."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, name, attributes):
        self.found.append(SimpleNamespace(name=name, text="", attributes=dict(attributes)))

    def handle_data(self, data):
        if self.cdata_elem:
            self.found[-1].text += data


def directives(tags):
    """Return the policy of a page: by each directive its sources."""
    (at,) = (n for n, tag in enumerate(tags) if tag.attributes.get("http-equiv") == "Content-Security-Policy")
    assert not [tag for tag in tags[:at] if tag.name in ("script", "link", "style")], (
        "what comes before the policy is not held to it"
    )
    return {name: sources for name, *sources in (part.split() for part in tags[at].attributes["content"].split(";"))}


def breaches(page):
    """Return what of a page its policy would block, and where it is laxer than it need be."""
    tags = Tags(page).found
    policy = directives(tags)
    found = []
    if policy["default-src"] != ["'none'"] or policy["object-src"] != ["'none'"] or policy["base-uri"] != ["'none'"]:
        found.append(f"more is allowed than need be: {policy}")
    for name, sources in policy.items():
        found += [
            f"{name}: {source}" for source in sources if not re.fullmatch(r"'(none|self|sha256-.+)'|data:", source)
        ]
    assert "data:" not in policy["script-src"] + policy["style-src"]
    for tag in tags:
        if tag.name in ("script", "style") and not tag.attributes.get("src"):
            code = f"'sha256-{b64encode(hashlib.sha256(tag.text.encode()).digest()).decode()}'"
            if tag.attributes.get("type") not in NOT_RUN and code not in policy[f"{tag.name}-src"]:
                found.append(f"no hash for {tag}")
        for name, value in tag.attributes.items():
            script = name in ("href", "src") and (value or "").lstrip().startswith("javascript:")
            if name == "style" or name.startswith("on") or script:
                found.append(f"{name}={value!r} in <{tag.name}>")
    return found


def test_every_page_has_a_policy_and_keeps_it(site):
    found = {page: breaches(page.read_text(encoding="utf-8")) for page in pages(site)}
    assert not {page: what for page, what in found.items() if what}


@pytest.mark.parametrize(
    "fault", ["<script>0</script>", "<b onclick=0>", "<b style=''>", "<a href='javascript:0'>", "<style>b {}</style>"]
)
def test_what_the_policy_forbids_is_found(site, fault):
    page = (site / "en/nll-loss.html").read_text(encoding="utf-8")
    assert breaches(page.replace("</article>", f"{fault}</article>"))
    assert not breaches(page.replace("</article>", '<script type="application/ld+json">{}</script></article>'))


def test_a_script_in_a_page_gets_no_hash():
    from assets import policy, with_policy

    page = '<head><meta charset="utf-8"><script>theme()</script></head><article><script>planted()</script></article>'
    ours = policy(page.replace("<script>planted()</script>", ""))
    assert "sha256" in ours and ours in with_policy(page, "<script>planted()</script>")
    assert ours not in with_policy(page)


def test_the_browser_blocks_nothing_of_a_page_in_a_folder(chromium, site):
    """From a server, tests/test_visits.py looks at all pages."""
    with tab_of(chromium, viewport=DESK) as tab:
        for name in ("index", "convergence", "reference/losses"):
            for language in ("zh", "en"):
                tab.goto((site / language / f"{name}.html").as_uri())
                tab.wait_for_selector("html.js")
                assert tab.evaluate("breaches") == []
        assert not [text for text in tab.trouble if "Content Security" in text]
