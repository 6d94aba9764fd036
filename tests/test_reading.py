"""In Chromium and Firefox, while one reads: the switch of languages keeps the place, the menu opens at the page;
code is copied without prompts, by buttons for a thumb, and its long lines go on as marked."""

import pytest

from browsing import DESK, LASTING


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


PASTE = "document.body.append(Object.assign(document.createElement('textarea'), { className: 'pasted' }))"


def pasted(page):
    """Return what the clipboard holds."""
    page.evaluate("document.querySelector('.pasted')?.remove()")
    page.evaluate(PASTE)
    page.press(".pasted", "Control+V")
    return page.input_value(".pasted")


def check_copying(page):
    """Copy a session of frameworks.html whole, then what mends it alone, and what is selected in it."""
    page.evaluate(LASTING)
    page.locator(".language-pycon .copy").first.click()
    page.wait_for_selector(".copied:not(:empty)", state="attached")
    code = pasted(page)
    assert code.startswith("import ") and ">>>" not in code and "tensor(" not in code.replace("torch.tensor(", "")
    exec(compile(code, "copied", "exec"), {})
    fix = page.locator("[data-fix]")
    fix.click()
    page.wait_for_selector("[data-fix].done")
    assert pasted(page) == "F.cross_entropy(z, y)\nF.cross_entropy(z, hot)"
    page.evaluate("document.querySelector('.pasted').remove()")
    fix.evaluate("button => getSelection().selectAllChildren(button.parentElement.querySelector('.fails'))")
    page.keyboard.press("Control+C")
    assert pasted(page).strip() == "F.cross_entropy(z, y.float())"


def test_copying_a_session_leaves_out_prompts_and_output(page, server, site):
    address = "en/frameworks.html#paddle"  # a place in it, so all is laid out: nothing moves what is being clicked
    page.goto(server + address)
    check_copying(page)
    assert not page.trouble
    page.goto(f"{site.as_uri()}/{address}")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")  # as some browsers have it
    check_copying(page)


# Buttons that nothing but a pointer over them would show, or that a thumb 21 px from their middle would miss
MISSED = """async () => {
  const missed = []
  for (const button of document.querySelectorAll("article .copy")) {
    button.scrollIntoView({ block: "center", behavior: "instant" })
    await new Promise(requestAnimationFrame)
    const { x, y, width, height } = button.getBoundingClientRect()
    const at = (dx, dy) => document.elementFromPoint(x + width / 2 + dx, y + height / 2 + dy)
    const shifts = [[0, 0], [-21, 0], [21, 0], [0, -21], [0, 21]]
    if (shifts.some(shift => at(...shift) !== button) || getComputedStyle(button).opacity !== "1") missed.push(y)
  }
  return missed
}"""


# By how many pixels lines that go on are indented, and whether a mark stands there
INDENTS = """() => [...document.querySelectorAll(".highlight :is(kbd, samp):not(.lines)")].flatMap(line => {
  const range = document.createRange()
  range.selectNodeContents(line)
  const [first, ...others] = [...range.getClientRects()].filter(({ width }) => width)
  const next = others.filter(({ top }) => top >= first.bottom - 3).map(({ left }) => left - first.left)
  const { backgroundImage, backgroundPositionY } = getComputedStyle(line)
  const marked = backgroundImage.startsWith('url("data:image/svg') && parseFloat(backgroundPositionY) >= first.height
  return next.length ? [[Math.min(...next), marked]] : []
})"""


def test_the_buttons_that_copy_are_large_and_lines_that_go_on_are_marked(page, server):
    page.goto(server + "zh/nll-loss.html")
    indents = page.evaluate(INDENTS)
    assert len(indents) > 10 and all(indent >= 10 and marked for indent, marked in indents)
    assert page.inner_text(".copy >> nth=0") == "复制"
    page.evaluate("document.querySelectorAll('article details').forEach(box => box.open = true)")
    assert not page.evaluate(MISSED)


# How far below the top of its block the code of a session begins, above which a label says that it fails or works
BELOW = """() => [...document.querySelectorAll("div[data-verdict]")].map(block =>
  block.querySelector("code").getBoundingClientRect().top - block.getBoundingClientRect().top)"""


def test_a_label_is_clear_of_its_code(page, server):
    page.goto(server + "zh/errors.html")
    assert min(page.evaluate(BELOW)) >= 20
    page.evaluate("document.querySelectorAll('div[data-verdict] > pre').forEach(code => code.style.marginTop = 0)")
    assert min(page.evaluate(BELOW)) < 20  # as it was once, the label cut off by the code


# Of each call that fails or works: whether its edge goes on beside its answer, and whether lines go on where others do
EDGES = """() => [...document.querySelectorAll("article > .highlight kbd:is(.fails, .works) + samp")].map(answer => {
  const call = answer.previousElementSibling
  const [edge, own] = [getComputedStyle(answer, "::after"), getComputedStyle(call)]
  const hook = style => parseFloat(style.backgroundPositionX) + parseFloat(style.borderInlineStartWidth)
  const plain = [...document.querySelectorAll(".highlight kbd:not([class])")].map(line => hook(getComputedStyle(line)))
  const left = part => part.getBoundingClientRect().left
  return {
    alike: ["Style", "Color", "Width"].map(name => "borderInlineStart" + name).every(name => edge[name] === own[name]),
    apart: left(answer) + answer.clientLeft + parseFloat(edge.left) - left(call),
    hook: hook(own) - plain[0],
    covered: [...call.querySelectorAll("mark")].some(mark => !(getComputedStyle(mark).zIndex > 0)),
  }
})"""


def test_the_edge_of_a_call_goes_on_beside_its_answer(page, server):
    page.goto(server + "en/many-questions.html")
    page.evaluate("document.querySelectorAll('article *').forEach(part => part.style.contentVisibility = 'visible')")
    edges = page.evaluate(EDGES)
    assert len(edges) > 5 and all(edge["alike"] for edge in edges)
    assert all(abs(edge["apart"]) < 0.1 and abs(edge["hook"]) < 0.1 for edge in edges), edges
    assert not any(edge["covered"] for edge in edges), "the wavy line lies above the ground of the answer"


# Lines that begin below the button which copies, though there is room beside it
BELOW_BUTTON = """() => [...document.querySelectorAll(".highlight kbd:first-child:is(.longer, .long)")]
  .filter(line => getComputedStyle(line).clear !== "none").length"""


def test_what_has_room_beside_the_button_that_copies_begins_there(page, server):
    for width, some in ((390, False), (360, True)):
        page.set_viewport_size({**DESK, "width": width})
        page.goto(server + "en/frameworks.html")
        assert bool(page.evaluate(BELOW_BUTTON)) == some


# Typed lines of which a piece that matches the pattern does not stand in one line
BROKEN = """pattern => [...document.querySelectorAll(".highlight kbd")].flatMap(line => {
  const texts = document.createTreeWalker(line, NodeFilter.SHOW_TEXT)
  const letters = []
  while (texts.nextNode()) for (let at = 0; at < texts.currentNode.length; at++) letters.push([texts.currentNode, at])
  const top = n => {
    const range = new Range()
    range.setStart(...letters[n])
    range.setEnd(letters[n][0], letters[n][1] + 1)
    return range.getBoundingClientRect().top
  }
  return [...line.textContent.matchAll(new RegExp(pattern, "gm"))]
    .filter(({ 0: piece, index }) => top(index + piece.length - 1) > top(index) + 3)
    .map(({ index }) => line.textContent.slice(index, index + 40))
})"""
BEGINNING = r"^(?:>>>|\.\.\.) +\S"


@pytest.mark.parametrize(("width", "longest"), [(320, 0), (360, 20), (390, 28)])
def test_no_prompt_stands_alone_and_no_name_is_cut_that_has_room(page, server, width, longest):
    page.set_viewport_size({**DESK, "width": width})
    for address in ("errors", "compiled", "frameworks"):
        page.goto(f"{server}en/{address}.html")
        assert page.evaluate(BROKEN, BEGINNING) == [], address
        assert page.evaluate(BROKEN, rf"(?<=[ (=])[a-zA-Z][\w.]{{0,{longest}}}(?![\w.])") == [], address
