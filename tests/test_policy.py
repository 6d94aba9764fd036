"""Every page has a policy that lets scripts and styles come from the site alone, and breaks it nowhere."""

import hashlib
import re
from base64 import b64encode

import pytest
from selectolax.lexbor import LexborHTMLParser

from browsing import DESK, tab_of

POLICY = 'meta[http-equiv="Content-Security-Policy"]'
NOT_RUN = {"application/json", "application/ld+json"}  # data


def pages(site):
    """Return all pages of the site, with the start page and 404.html of each folder."""
    found = sorted(site.rglob("*.html"))
    assert len(found) > 50
    return found


def directives(page):
    """Return the policy of a page: by each directive its sources."""
    first, *others = page.css(f"{POLICY}, script, link, style")
    assert first.css_matches(POLICY), "what comes before the policy is not held to it"
    assert not any(tag.css_matches(POLICY) for tag in others)
    parts = [part.split() for part in first.attributes["content"].split(";")]
    return {name: sources for name, *sources in parts}


def breaches(text):
    """Return what of a page its policy would block, and where it is laxer than it need be."""
    page = LexborHTMLParser(text)
    policy = directives(page)
    found = []
    if policy["default-src"] != ["'none'"] or policy["object-src"] != ["'none'"] or policy["base-uri"] != ["'none'"]:
        found.append(f"more is allowed than need be: {policy}")
    for name, sources in policy.items():
        found += [
            f"{name}: {source}" for source in sources if not re.fullmatch(r"'(none|self|sha256-.+)'|data:", source)
        ]
    assert "data:" not in policy["script-src"] + policy["style-src"]
    for tag in page.css("script:not([src]), style"):
        code = f"'sha256-{b64encode(hashlib.sha256(tag.text().encode()).digest()).decode()}'"
        if tag.attributes.get("type") not in NOT_RUN and code not in policy[f"{tag.tag}-src"]:
            found.append(f"no hash for {tag.html}")
    for tag in page.css("*"):
        for name, value in tag.attributes.items():
            if name == "style" or name.startswith("on"):
                found.append(f"{name} in {tag.html}")
            if name in ("href", "src") and (value or "").lstrip().startswith("javascript:"):
                found.append(tag.html)
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
        for name in ("zh/index", "en/convergence", "zh/reference/losses"):
            tab.goto((site / f"{name}.html").as_uri())
            tab.wait_for_selector("html.js")
            assert tab.evaluate("breaches") == []
        assert not [text for text in tab.trouble if "Content Security" in text]
