"""The start page: what it is, three ways in, few links, and questions of which every path ends in code that trains."""

import re

import pytest
import torch

from built import LANGUAGES, anchors, document
from handling import query

MOST_LINKS = 40


def trained(code):
    """Run code alone; return its losses, step by step, and what the prompt would print for its last line."""
    losses, backward = [], torch.Tensor.backward
    torch.manual_seed(0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(torch.Tensor, "backward", lambda loss: (losses.append(loss.item()), backward(loss)))
        namespace = {}
        exec(compile(code, "copied", "exec"), namespace)
    return losses, repr(eval(code.splitlines()[-1], namespace))


# Walk every path by clicking, and back again with the browser; return what stands at each end and is copied there.
WALK = """async element => {
  const question = () => element.querySelector(".question")  // going back makes a new one
  const ends = []
  const copied = async button => {
    const done = new Promise(resolve => new MutationObserver(resolve).observe(button, { attributes: true }))
    button.click()
    await done
    return navigator.clipboard.readText()
  }
  const walk = async asked => {
    const [address, text] = [location.search, question().innerText]
    const answers = [...element.querySelectorAll(".choices a")].map(link => link.dataset.answer)
    if (!answers.length) ends.push({
      answer: new URLSearchParams(address).get("answer"),
      text: element.querySelector(".instrument").innerText,
      recipe: question().querySelector("a").hash.slice(1),
      code: await copied(element.querySelector(".recipe .copy")),
      said: element.querySelector(".recipe samp").textContent.trim(),
    })
    else if (asked > 5) throw new Error(`more than 5 questions: ${address}`)
    for (const answer of answers) {
      element.querySelector(`.choices [data-answer="${answer}"]`).click()
      if (location.search !== `?answer=${answer}`) throw new Error(`${answer} leads to ${location.search}`)
      await walk(asked + 1)
      const back = new Promise(resolve => addEventListener("popstate", resolve, { once: true }))
      history.back()
      await back
      if (location.search !== address || question().innerText !== text) throw new Error(`no way back from ${answer}`)
    }
  }
  await walk(1)
  return ends
}"""


def test_every_path_ends_in_code_that_trains(page, open_instrument, staged):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ends = {code: open_instrument("which-loss-instrument", code).evaluate(WALK) for code in LANGUAGES}
    shared = ("answer", "recipe", "code", "said")
    zh, en = ([[end[name] for name in shared] for end in ends[language]] for language in LANGUAGES)
    assert zh == en and len(en) >= 20
    for code, said in {(code, said) for *_, code, said in en}:
        losses, printed = trained(code)
        assert losses[-1] < losses[0] and printed == said, code
    for end in range(0, len(en), 6):
        instrument = open_instrument("which-loss-instrument", "en", f"?answer={en[end][0]}")
        assert instrument.locator(".instrument").inner_text() == ends["en"][end]["text"]
        page.click("a.language")
        page.wait_for_url(f"{staged}zh/**")
        assert query(page) == {"answer": en[end][0]}
        assert instrument.locator(".instrument").inner_text() == ends["zh"][end]["text"]
    assert not page.trouble


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_javascript_an_answer_links_to_the_same_code(site, language):
    start, recipes = (document(site / language / f"{name}.html") for name in ("index", "recipes"))
    held = (site / language / "index.html").read_text(encoding="utf-8")
    ends = [entry for entry in start.css("which-loss-instrument li") if not entry.css("ul")]
    linked = [entry.css_first("a:not(.term)").attributes["href"].partition("#") for entry in ends]
    assert len(ends) >= 20 and {page for page, *_ in linked} == {"recipes.html"}
    for entry, (*_, section) in zip(ends, linked, strict=True):
        code = recipes.css_first(f"#{section} ~ .language-pycon")
        assert code.html.replace("<div", f'<div data-recipe="{section}"', 1) in held, section
        assert re.search(r"nn\.(\w+Loss)", code.text())[1] in entry.text(), f"{entry.text()} names no loss"


# The links that a reader sees, or would reach by scrolling, before the contents begin
LINKS = """() => [...document.querySelectorAll("a[href]")].filter(link => {
  const { right, height } = link.getBoundingClientRect()
  const after = document.getElementById("read-on").compareDocumentPosition(link)
  return !(after & Node.DOCUMENT_POSITION_FOLLOWING || after & Node.DOCUMENT_POSITION_CONTAINED_BY) &&
    height && right > 0 && link.checkVisibility({ visibilityProperty: true })
}).map(link => link.textContent.trim() || link.title)"""
# How far down the parts reach that a newcomer has to see
DOWN = """parts => Math.max(...parts.map(part => {
  const found = [...document.querySelectorAll(part)]
  if (!found.length) throw new Error(`no ${part}`)
  return Math.max(...found.map(element => element.getBoundingClientRect().bottom))
}))"""
WAYS = ["h1", ".start > :first-child > p", ".start > :first-child > p strong", ".start li"]


@pytest.mark.parametrize(("width", "height", "parts"), [(390, 844, WAYS), (1280, 800, [*WAYS, ".start .stage"])])
def test_the_first_screen_says_what_this_is_and_has_three_ways_in(page, server, width, height, parts):
    page.set_viewport_size({"width": width, "height": height})
    for language in LANGUAGES:
        page.goto(f"{server}{language}/index.html")
        assert page.evaluate(DOWN, parts) <= height
        assert torch.__version__.partition("+")[0] in page.inner_text(".start")
        ways = page.eval_on_selector_all(".start li a", "links => links.map(link => link.getAttribute('href'))")
        assert [*ways[:1], *ways[2:]] == ["#paste", "#which-to-take", "learning.html"]
        links = page.evaluate(LINKS)
        print(f"{language} at {width} px: {len(links)} links above the contents")
        assert len(links) <= MOST_LINKS, links


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_contents_have_the_pages_of_the_menu_in_its_groups(site, language):
    start = document(site / language / "index.html")
    menu = [
        [link.attributes["href"] for link in group.css("a.md-nav__link") if "#" not in link.attributes["href"]]
        for group in start.css(".md-nav--primary > ul > .md-nav__item--section")
    ]
    first, *groups = (
        [entry.css_first("a").attributes["href"] for entry in group.css("li > ul > li")]
        for group in start.css_first("#read-on").next.next.css("ul:not(li ul) > li")
    )
    assert groups == menu and len(menu) > 5
    assert first == ["recipes.html", "learning.html", "glossary.html"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stood_here_leads_to_the_page_of_recipes(site, language):
    page = site / language / "index.html"
    moved = {link.attributes["id"]: link.attributes["href"] for link in document(page).css("a.moved")}
    assert len(moved) == 10 and moved == {name: f"recipes.html#{name}" for name in moved}
    assert moved.keys() <= anchors(site / language / "recipes.html")
    assert {"which-loss", "paste", "which-to-take", "hands-on", "read-on", "one-output-rare"} <= anchors(page)


def test_which_loss_goes_back_to_an_answer_and_to_the_start(page, open_instrument):
    instrument = open_instrument("which-loss-instrument")
    question = instrument.locator(".question")
    for label in ("One of C classes", "Class indices", "No activation", "Yes"):
        instrument.get_by_role("link", name=label, exact=True).press("Enter")
        assert question.evaluate("element => element === document.activeElement")
    assert "criterion = nn.CrossEntropyLoss(weight=weight)" in instrument.locator(".recipe").inner_text()
    assert instrument.locator("[role=status]").inner_text() == "Recommended after 4 answers."
    instrument.get_by_role("link", name="Class indices: choose again").click()
    assert query(page) == {"answer": "one-of-c"} and question.inner_text() == "What does the target look like?"
    assert instrument.locator("[role=status]").inner_text() == "Question 2 of at most 4."
    assert instrument.locator(".recipe").inner_text() == ""
    instrument.get_by_role("button", name="Start again").click()
    assert query(page) == {"answer": "start"} and question.inner_text() == "What do you predict?"
    page.go_back()
    assert query(page) == {"answer": "one-of-c"} and question.inner_text() == "What does the target look like?"
    assert not page.trouble


def test_the_code_is_there_from_a_folder(page, stage):
    page.goto((stage / "zh/index.html").as_uri() + "?answer=softmax-kept#hands-on")
    assert "criterion(p.log(), y)" in page.inner_text("which-loss-instrument .recipe")


def test_going_back_leaves_the_page_where_it_is_and_the_focus_at_the_question(page, server):
    page.goto(f"{server}en/index.html")  # whole, as there is room for all questions then
    instrument = page.locator("which-loss-instrument")
    instrument.evaluate("element => scrollTo(0, element.offsetTop - 80)")
    for label in ("One of C classes", "Class indices", "No activation", "Yes"):
        instrument.get_by_role("link", name=label, exact=True).click()
    top = instrument.bounding_box()["y"]
    for answer in ("logits", "indices", "one-of-c"):
        page.go_back()
        page.wait_for_selector(".question:focus")
        assert query(page) == {"answer": answer} and instrument.bounding_box()["y"] == pytest.approx(top, abs=1)
    assert not page.trouble
