"""In Chromium and Firefox, while one reads: the switch of languages keeps the place, the menu opens at the page and the
contents mark the section; and on phones no prompt stands alone."""

import pytest

from browsing import DESK


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def browser(request):
    return request.getfixturevalue(request.param)


def test_language_switch_keeps_what_is_on_the_screen(page, server):
    page.set_viewport_size(DESK)
    switch = "document.querySelector('a.language').click()"  # a driver may scroll to what it clicks
    read = "id => scrollTo({ top: document.getElementById(id).offsetTop + 10, behavior: 'instant' })"
    for address, section, kept in (
        ("en/nll-loss.html", "probabilities", "#probabilities"),
        ("en/nll-loss.html#same-steps", "probabilities", "#probabilities"),
        ("en/nll-loss.html#probabilities", "nllloss", ""),
    ):
        page.goto("about:blank")
        page.goto(server + address)
        page.evaluate(read, section)
        page.evaluate(switch)
        page.wait_for_url(server + "zh/nll-loss.html" + kept)
    page.goto(server + "en/nll-loss.html#exercises")  # which the end of the page keeps from the top
    page.wait_for_selector(".md-nav__link--active[href='#exercises']", state="attached")
    page.goto(server + "en/glossary.html#term-nat")  # not in the contents
    page.evaluate(switch)
    page.wait_for_url(server + "zh/glossary.html#term-nat")


# Where the entry of the page stands in the menu, and whether that is in view
ENTRY = """() => {
  const menu = document.querySelector(".md-sidebar--primary .md-sidebar__scrollwrap")
  const [around, entry] = [menu, menu.querySelector("[aria-current]")].map(part => part.getBoundingClientRect())
  return [menu.scrollTop, around.top <= entry.top && entry.bottom <= Math.min(around.bottom, innerHeight)]
}"""


def test_the_menu_opens_at_the_page_and_stays_there(page, server, browser):
    page.set_viewport_size({"width": 1280, "height": 720})
    for address in ("zh/errors.html", "en/glossary.html", "zh/colophon.html"):
        page.goto(server + address, wait_until="load")
        at, seen = page.evaluate(ENTRY)
        assert seen and (at == 0) == (address == "zh/errors.html") and page.evaluate("scrollY") == 0, address
        page.mouse.move(640, 400)
        page.evaluate("scrollTo({ top: 900, behavior: 'instant' })")
        assert page.evaluate(ENTRY) == [at, True], address


# Typed lines whose first word begins below their prompt
ALONE_PROMPTS = r"""() => [...document.querySelectorAll(".highlight kbd")].flatMap(line => {
  const texts = document.createTreeWalker(line, NodeFilter.SHOW_TEXT)
  const letters = []
  while (texts.nextNode()) for (let at = 0; at < texts.currentNode.length; at++) letters.push([texts.currentNode, at])
  const top = n => {
    const range = new Range()
    range.setStart(...letters[n])
    range.setEnd(letters[n][0], letters[n][1] + 1)
    return range.getBoundingClientRect().top
  }
  return [...line.textContent.matchAll(/^(?:>>>|\.\.\.) +(?=\S)/gm)]
    .filter(({ 0: prompt, index }) => top(index + prompt.length) > top(index) + 3)
    .map(({ index }) => line.textContent.slice(index, index + 40))
})"""


def test_no_prompt_stands_alone(page, server):
    for width in (320, 390):
        page.set_viewport_size({**DESK, "width": width})
        for address in ("errors", "compiled"):
            page.goto(f"{server}en/{address}.html")
            assert page.evaluate(ALONE_PROMPTS) == [], (width, address)
