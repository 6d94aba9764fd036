"""In a browser: every path through the questions ends in a call that runs, and leads back."""

import torch

from handling import query

# output and target in the shapes of the section that a recommendation leads to
SHAPES = {
    "binary": lambda: (torch.randn(4), torch.ones(4)),
    "multi-class": lambda: (torch.randn(4, 3), torch.tensor([0, 2, 1, 0])),
    "multi-label": lambda: (torch.randn(3, 5), torch.ones(3, 5)),
    "segmentation": lambda: (torch.randn(2, 5, 4, 4), torch.randint(5, (2, 4, 4))),
    "sequence": lambda: (torch.randn(2, 5, 7), torch.randint(7, (2, 5))),
    "soft-labels": lambda: (torch.randn(2, 3), torch.randn(2, 3).softmax(1)),
    "foreground": lambda: (torch.randn(2, 1, 4, 4), torch.ones(2, 1, 4, 4)),
    "read-on": lambda: (torch.randn(4), torch.randn(4)),
}


def run_call(section, answer, call):
    """Run a recommended call in torch; it must give one number that can be differentiated."""
    z, y = SHAPES[section]()
    names = {"weight": torch.ones(3), "pos_weight": torch.tensor(9.0)}
    if answer == "one-hot":
        y = torch.nn.functional.one_hot(y)
    z.requires_grad_()
    names |= {"p": z.sigmoid() if "BCELoss" in call else z.softmax(-1), "mask": y > 0}
    loss = eval(call, {"nn": torch.nn, "z": z, "y": y, **names})
    assert loss.shape == () and loss.isfinite()
    loss.backward()


# Walk every path by clicking, and back again with the browser; return what stands at each end.
WALK = """async element => {
  const question = () => element.querySelector(".question")  // going back makes a new one
  const ends = []
  const walk = async asked => {
    const [address, text] = [location.search, question().innerText]
    const answers = [...element.querySelectorAll(".choices a")].map(link => link.dataset.answer)
    if (!answers.length) ends.push({
      address,
      text: element.querySelector(".instrument").innerText,
      section: [...question().querySelectorAll("a")].map(({ hash }) => hash.slice(1)).find(hash => hash),
      call: question().querySelector(":scope > code").innerText
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


def test_which_loss_ends_in_a_recommendation_on_every_path(page, open_instrument, staged):
    found = {}
    for language in ("zh", "en"):
        ends = open_instrument("which-loss-instrument", language).evaluate(WALK)
        found[language] = {end["address"].removeprefix("?answer="): end["text"] for end in ends}
        for answer, end in zip(found[language], ends, strict=True):
            count = page.locator(f":is(h2, h3)#{end['section']}").count()
            assert count == 1, f"{language}: {answer} leads to no section"
            run_call(end["section"], answer, end["call"])
    assert list(found["zh"]) == list(found["en"]) and len(found["zh"]) >= 20
    for answer, text in list(found["en"].items())[::6]:
        instrument = open_instrument("which-loss-instrument", "en", f"?answer={answer}")
        assert instrument.locator(".instrument").inner_text() == text
        page.click("a.language")
        page.wait_for_url(f"{staged}zh/**")
        assert query(page) == {"answer": answer}
        assert instrument.locator(".instrument").inner_text() == found["zh"][answer]
    assert not page.trouble


def test_which_loss_goes_back_to_an_answer_and_to_the_start(page, open_instrument):
    instrument = open_instrument("which-loss-instrument")
    question = instrument.locator(".question")
    for label in ("One of C classes", "Class indices", "No activation", "Yes"):
        instrument.get_by_role("link", name=label, exact=True).press("Enter")
        assert question.evaluate("element => element === document.activeElement")
    assert "nn.CrossEntropyLoss(weight=weight)(z, y)" in question.inner_text()
    assert instrument.locator("dd").all_inner_texts() == ["(N,), int64", "Linear(…, C)", "z.argmax(1)"]
    assert instrument.locator("[role=status]").inner_text() == "Recommended after 4 answers."
    instrument.get_by_role("link", name="Class indices: choose again").click()
    assert query(page) == {"answer": "one-of-c"} and question.inner_text() == "What does the target look like?"
    assert instrument.locator("[role=status]").inner_text() == "Question 2 of at most 4."
    instrument.get_by_role("button", name="Start again").click()
    assert query(page) == {"answer": "start"} and question.inner_text() == "What do you predict?"
    page.go_back()
    assert query(page) == {"answer": "one-of-c"} and question.inner_text() == "What does the target look like?"
    assert not page.trouble


def test_going_back_leaves_the_page_where_it_is_and_the_focus_at_the_question(page, open_instrument):
    instrument = open_instrument("which-loss-instrument")
    page.evaluate("scrollTo(0, 450)")
    for label in ("One of C classes", "Class indices", "No activation", "Yes"):
        instrument.get_by_role("link", name=label, exact=True).click()
    top = page.evaluate("scrollY")
    for answer in ("logits", "indices", "one-of-c"):
        page.go_back()
        page.wait_for_selector(".question:focus")
        assert query(page) == {"answer": answer} and page.evaluate("scrollY") == top
    assert not page.trouble
