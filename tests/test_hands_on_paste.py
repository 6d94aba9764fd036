"""In a browser: what is pasted is answered in place, with the reader's numbers, and filters the list of messages."""

import gzip
import itertools
import re

import pytest

from assets import FOLDER
from browsing import LASTING
from handling import PASTE

TRACE = """Traceback (most recent call last):
  File "train.py", line 12, in <module>
    loss = criterion(output, labels)
ValueError: Target size (torch.Size([64])) must be the same as input size (torch.Size([64, 1]))"""
# what a paste does: the text arrives at once, and no key goes up
PASTED = """(box, text) => {
  const clipboardData = new DataTransfer()
  clipboardData.setData("text/plain", text)
  if (!box.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }))) return
  box.focus()
  document.execCommand("insertText", false, text)
}"""
# Labels of the line of numbers with something before them
CROSSED = """() => [...document.querySelectorAll(".scale-line i span")].filter(label => {
  label.scrollIntoView({ block: "center" })
  const { left, width, top, height } = label.getBoundingClientRect()
  const before = share => document.elementFromPoint(left + share * width, top + height / 2)
  return [0.1, 0.3, 0.5, 0.7, 0.9].some(share => before(share) !== label)
}).map(({ textContent }) => textContent)"""
ROWS = "td:first-child > a > code"
IN_SIGHT = f"article > :not(h2, h2 ~ *) {ROWS}"  # above the sections


@pytest.fixture
def paste(page, staged):
    """Open the page of errors, or another, and paste a text; return the instrument."""

    def paste(text, language="en", address=PASTE):
        if not page.url.endswith(f"{language}/{address}"):
            page.goto(f"{staged}{language}/{address}")
        box = page.locator("paste-instrument textarea")
        box.fill("")
        box.evaluate(PASTED, text)
        page.wait_for_selector("paste-instrument .answer:not(:empty)")
        return page.locator("paste-instrument")

    return paste


def test_a_traceback_is_answered_with_its_own_numbers(page, paste, site):
    for language, told in (("en", "the target is (64,), the output (64, 1)"), ("zh", "目标是 (64,)，输出是 (64, 1)")):
        instrument = paste(TRACE, language)
        answer = instrument.locator(".answer")
        assert told in answer.inner_text()
        assert answer.locator("mark").inner_text() == TRACE.partition("ValueError: ")[2]
        assert answer.locator("h3 a").get_attribute("href").endswith(f"{PASTE}#target-size")
        assert "output.squeeze(1)" in answer.locator("pre").inner_text()
        assert instrument.locator("[role=status]").inner_text() == answer.locator("h3").inner_text()
        script = site / language / "javascripts/messages.js"
        assert len(gzip.compress(script.read_bytes())) <= 30 * 1024
    assert not page.trouble


def test_a_paste_brings_its_answer_into_view(page, paste):
    paste(TRACE, address="index.html")
    page.set_viewport_size({"width": 1280, "height": 500})
    page.evaluate("scrollTo(0, 0)")
    box = page.locator("paste-instrument textarea")
    box.evaluate("box => box.dispatchEvent(new InputEvent('input', { inputType: 'insertFromPaste', bubbles: true }))")
    page.wait_for_function("() => document.querySelector('.answer').getBoundingClientRect().top < innerHeight - 100")


def test_on_a_phone_a_paste_shows_its_answer_and_typing_moves_nothing(page, paste, staged):
    page.set_viewport_size({"width": 390, "height": 740})
    page.goto(f"{staged}en/index.html")
    box = page.locator("paste-instrument textarea")
    box.press_sequentially("loss nan")
    page.wait_for_selector(".answer h3")
    end = box.bounding_box()["y"] + box.bounding_box()["height"]
    page.evaluate("down => scrollBy(0, down)", end - 740)
    at = page.evaluate("scrollY")
    box.press_sequentially(" fp16")
    page.wait_for_selector(".answer h3:text('float16')")
    assert page.evaluate("scrollY") == at
    paste(TRACE, address="index.html")
    shown = "document.querySelector('.answer h3').getBoundingClientRect()"
    page.wait_for_function(f"() => {shown}.top > 0 && {shown}.bottom < innerHeight")
    assert not page.trouble


def test_what_was_found_is_alone_in_the_list_until_the_text_is_cleared(page, paste):
    instrument = paste(TRACE)
    shown = page.locator(ROWS).locator("visible=true")
    everything = page.locator(ROWS).count()
    assert 3 <= shown.count() < everything / 5
    assert f"list {page.locator(IN_SIGHT).locator('visible=true').count()} of " in instrument.inner_text()
    links = shown.evaluate_all("all => all.map(code => code.parentElement.hash)")
    assert "#target-size" in links and not {"#out-of-bounds", "#no-grad"} & set(links)
    instrument.locator("[data-clear]").click()
    page.wait_for_selector("paste-instrument .answer:empty", state="attached")
    assert shown.count() == everything > 60
    instrument.locator("textarea").press_sequentially("smoothing")
    page.wait_for_selector(f"tr:not([hidden]) > {ROWS}:text('label_smoothing must be')")
    assert 0 < shown.count() < everything / 5 and not page.trouble


def test_each_message_of_a_row_that_has_several_keeps_it_in_the_list(page, paste):
    paste(TRACE)
    rows = page.locator(f"tr:has({ROWS}):has(a:nth-of-type(2) > code)")
    messages = [row.locator("td").first.locator("code").all_text_contents() for row in rows.all()]
    several = [(n, message) for n, texts in enumerate(messages) for message in texts if len(texts) > 1]
    assert len(several) > 4
    for n, message in several:
        paste(message)
        assert rows.nth(n).is_visible(), message
        links = rows.nth(n).locator("td").first.locator("a")
        begins = links.evaluate_all("links => links.map(link => link.getClientRects()[0].left)")
        assert len(set(begins)) == 1, f"{message} begins in the line of another"


@pytest.mark.parametrize(("language", "word"), [("en", "batch"), ("zh", "batch")])
def test_the_count_is_of_the_rows_in_sight_and_they_are_on_the_first_screen(page, paste, language, word):
    """Others, which stand below all sections, are counted apart, with a link."""
    instrument = paste(word, language)
    shown = page.locator(ROWS).locator("visible=true")
    near, all_near = page.locator(IN_SIGHT).locator("visible=true").count(), page.locator(IN_SIGHT).count()
    said = [int(number) for number in re.findall(r"\d+", instrument.locator(".hint").inner_text())]
    assert sorted(said[:2]) == [near, all_near] and said[2:] == [shown.count() - near] and 0 < near < shown.count()
    assert instrument.locator(".hint a").get_attribute("href") == "#other-wordings"
    assert instrument.locator(".write").count() == 0 and not page.trouble
    assert shown.first.evaluate("row => row.getBoundingClientRect().bottom < innerHeight")


def test_a_message_of_no_page_is_said_to_be_none_and_a_search_helps(page, paste, staged):
    page.goto(f"{staged}en/{PASTE}")
    page.evaluate("""() => { window.searchSite = async words => [
      { url: "numerics.html#a", page: "Numerics", title: "<b>", excerpt: words.slice(0, 9) }] }""")
    instrument = paste("ModuleNotFoundError: No module named 'tensorboard'")
    assert "No message fits as a whole" in instrument.locator(".verdict").inner_text()
    page.wait_for_selector(".searched a")
    assert instrument.locator(".searched a").inner_text() == "<b>"
    assert "getattr(value" in instrument.locator(".write pre").inner_text()
    paste("focal loss is nan").locator(".searched a").wait_for()  # beside a symptom, which may not be all
    assert "nan" in instrument.locator(".answer h3").first.inner_text() and not page.trouble


SPATIAL = "only batches of spatial targets supported (3D tensors) but got targets of size: : [{}]"


@pytest.mark.parametrize(
    ("sizes", "title", "said"),
    [
        ("1, 1, 187, 621", "only batches of spatial targets", "(1, 1, 187, 621)"),  # the mask kept a channel
        ("2, 432, 778, 3", "Palettes and colours", "(2, 432, 778, 3)"),  # it is an RGB image
    ],
)
def test_of_several_causes_the_shape_decides(paste, sizes, title, said):
    answer = paste(SPATIAL.format(sizes)).locator(".answer")
    assert title in answer.locator("h3").inner_text() and said in answer.locator("li").first.inner_text()


def test_a_message_of_several_causes_names_them(page, paste):
    instrument = paste(
        "RuntimeError: The size of tensor a (5) must match the size of tensor b (7) at non-singleton dimension 1"
    )
    causes = instrument.locator(".answer li").all_inner_texts()
    assert len(causes) == 3 and "pos_weight has 5 entries, the input 7 labels" in causes[0]
    assert instrument.locator(".write").count() == 0 and not page.trouble


def test_only_what_matches_no_entry_is_handed_to_explain(page, paste):
    """After several causes, a number and what is not known; a message that is known has its cure."""
    size = "The size of tensor a (5) must match the size of tensor b (7) at non-singleton dimension 1"
    for language, words in (("en", "Hand the call to explain"), ("zh", "把这次调用交给 explain 检查")):
        for text in (f"RuntimeError: {size}", "loss=2.3024", "ModuleNotFoundError: No module named 'tensorboard'"):
            link = paste(text, language).locator(".answer > p > a[href$='reference/findings.html#explain']")
            assert link.inner_text() == words
        answer = paste(TRACE, language).locator(".answer")
        assert answer.locator("h3").count() == 1 and answer.get_by_text(words).count() == 0
    assert not page.trouble


def test_a_number_is_drawn_among_the_marks(page, paste):
    instrument = paste("epoch 7: loss=2.3024 acc=0.1")
    verdict = instrument.locator(".verdict").inner_text()
    assert verdict.startswith("2.3024: ") and verdict.endswith("(C = 10) = 2.3026")
    own, near = (instrument.locator(f".scale-line .{kind}").bounding_box()["x"] for kind in ("own", "near"))
    assert abs(own - near) < 1
    instrument.locator(".classes input").fill("100")
    page.wait_for_selector(".verdict:text('near none')")
    assert "(C = 100) = 4.6052" in instrument.locator(".verdict").inner_text()
    assert instrument.locator(".scale-line .near").count() == 0 and instrument.locator(".scale-line .mark").count() > 5
    instrument.locator(".classes input").fill("")
    verdict = paste("loss stuck at 4.27").locator(".verdict").inner_text()
    assert "4.27 may be" in verdict and "(C = 72) = 4.2767" in verdict and "near none" not in verdict
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        for text in ("loss=2.3024", "loss=3.7", "loss=0.69", "loss=15.9", "loss=0.35", "loss=12.2061"):
            labels = paste(text).locator(".scale-line i span")
            assert all(label.is_visible() for label in labels.all()), text
            assert not page.evaluate(CROSSED), text
            places = [label.bounding_box() for label in labels.all()]
            for a, b in itertools.combinations(places, 2):
                assert a["x"] + a["width"] <= b["x"] or b["x"] + b["width"] <= a["x"] or abs(a["y"] - b["y"]) > 15, text
    assert "negative losses" in paste("loss -377.9013").inner_text()
    found = paste("epoch 3 loss: nan").locator(".answer h3").all_inner_texts()
    assert found == ["nan some steps later", "nan at the first step"] and not page.trouble


def test_the_code_is_copied(page, paste):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    instrument = paste(TRACE)
    page.evaluate(LASTING)
    instrument.locator(".write .copy").click()
    page.wait_for_selector(".copy.done")
    assert page.evaluate("navigator.clipboard.readText()") == instrument.locator(".write code").text_content().strip()


def test_it_works_from_a_folder_and_on_the_smallest_phone(page, stage):
    page.set_viewport_size({"width": 320, "height": 740})
    for address in (PASTE, "index.html"):
        page.goto((stage / "zh" / address).as_uri())
        page.locator("paste-instrument textarea").fill(TRACE)
        page.wait_for_selector("paste-instrument .answer h3")
        assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_both_languages_have_the_same_words(page, staged):
    page.goto(f"{staged}en/{PASTE}")
    words = page.evaluate("Object.values(customElements.get('paste-instrument').words).map(Object.keys)")
    assert words[0] == words[1]
    text = (FOLDER / "paste-words.mjs").read_text(encoding="utf-8")
    zh, en = (re.findall(r"^    (\w+): ", part, re.MULTILINE) for part in text.split("  en: {"))
    assert zh == en and len(en) > 10
