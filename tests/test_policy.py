"""Every page has a policy that lets scripts and styles come from the site alone, and breaks it nowhere."""

import hashlib
import re
from base64 import b64encode

import pytest
from bs4 import BeautifulSoup

BREACHES = """window.breaches = []
addEventListener("securitypolicyviolation", event =>
  breaches.push(`${event.violatedDirective}: ${event.blockedURI}`))"""
NOT_RUN = {"application/json", "application/ld+json"}  # data


def pages(site):
    """Return all pages of the site, with the start page and 404.html of each folder."""
    found = sorted(site.rglob("*.html"))
    assert len(found) > 50
    return found


def directives(soup):
    """Return the policy of a page: by each directive its sources."""
    (meta,) = soup.find_all("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert not [tag for tag in soup.find_all(["script", "link", "style"]) if tag.sourceline < meta.sourceline], (
        "what comes before the policy is not held to it"
    )
    return {name: sources for name, *sources in (part.split() for part in meta["content"].split(";"))}


def breaches(text):
    """Return what of a page its policy would block, and where it is laxer than it need be."""
    soup = BeautifulSoup(text, "html.parser")
    policy = directives(soup)
    found = []
    if policy["default-src"] != ["'none'"] or policy["object-src"] != ["'none'"] or policy["base-uri"] != ["'none'"]:
        found.append(f"more is allowed than need be: {policy}")
    for name, sources in policy.items():
        found += [
            f"{name}: {source}" for source in sources if not re.fullmatch(r"'(none|self|sha256-.+)'|data:", source)
        ]
    assert "data:" not in policy["script-src"] + policy["style-src"]
    for tag in soup.find_all(True):
        if tag.name in ("script", "style") and not tag.get("src") and tag.get("type") not in NOT_RUN:
            code = f"'sha256-{b64encode(hashlib.sha256(tag.string.encode()).digest()).decode()}'"
            if code not in policy[f"{tag.name}-src"]:
                found.append(f"no hash for {tag}")
        found += [f"{name} in {tag}" for name in tag.attrs if name == "style" or name.startswith("on")]
        found += [f"{tag}" for name in ("href", "src") if str(tag.get(name, "")).lstrip().startswith("javascript:")]
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


@pytest.mark.parametrize("name", ["index", "convergence", "reference/losses"])
def test_the_browser_blocks_nothing_of_a_page_in_a_folder(chromium, site, name):
    """From a server, tests/test_visits.py looks at all pages."""
    tab = chromium.new_page(viewport={"width": 1280, "height": 800})
    tab.add_init_script(BREACHES)
    trouble = []
    tab.on("console", lambda message: trouble.append(message.text) if "Content Security" in message.text else None)
    for language in ("zh", "en"):
        tab.goto((site / language / f"{name}.html").as_uri(), wait_until="load")
        tab.wait_for_selector("html.js")
        trouble += tab.evaluate("breaches")
    tab.close()
    assert not trouble
