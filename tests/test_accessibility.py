"""Everyone can use a page: the keyboard alone reaches everything, each word states its language, print is a handout."""

import re
from importlib.metadata import version

import pytest
from bs4 import BeautifulSoup

import markup
from browsing import DESK, PHONE, new_tab
from built import NO_PAGES
from snippets import cross_entropy, softmax


def test_the_keyboard_alone_reaches_everything(chromium, server):
    tab = new_tab(chromium, viewport=PHONE)
    tab.goto(server + "zh/reductions.html", wait_until="load")

    def stops():
        """Press Tab through the page; return what has the focus at each stop, as the browser sees it."""
        tab.evaluate("document.activeElement.blur(), getSelection().collapse(document.body, 0)")
        found = []
        while True:
            tab.keyboard.press("Tab")
            stop = tab.evaluate("""() => {
              const { activeElement: at } = document
              if (at === document.body) return null
              at.reached = (at.reached ?? 0) + 1
              if (at.reached > 1) return null
              return at.checkVisibility({ visibilityProperty: true }) && at.outerHTML.split(">")[0]
            }""")
            if stop is None:
                return found
            found.append(stop)

    narrow = stops()
    assert "md-skip" in narrow[0] and False not in narrow
    for part in ('aria-label="导航栏"', 'aria-label="查找"', 'class="md-option', 'lang="en"', "md-typeset__scrollwrap"):
        assert any(part in stop for stop in narrow), part
    assert not any("md-nav__link" in stop for stop in narrow), "links in the closed drawer"
    scrolling = (
        "[...document.querySelectorAll('.formula, .md-typeset__scrollwrap, pre > code')]"
        ".filter(box => box.checkVisibility())"  # not what is folded away
    )
    assert tab.evaluate(f"{scrolling}.every(box => box.scrollWidth <= box.clientWidth || box.reached)")

    tab.set_viewport_size(DESK)
    tab.goto(server + "zh/reference/index.html", wait_until="load")  # at the lower end of the menu
    wide = stops()
    assert "md-skip" in wide[0] and False not in wide
    for part in ("md-nav__link", 'name="query"', 'class="md-option', 'lang="en"', 'class="copy', "md-footer__link"):
        assert any(part in stop for stop in wide), part
    tab.focus(".md-option")
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("ArrowRight")
    tab.wait_for_selector("body[data-md-color-scheme=slate]")
    tab.context.close()


# what has the focus, and whether the reader sees it: nothing lies over it
FOCUS = """() => {
  const { activeElement: at } = document
  const { x, y, width, height } = at.getBoundingClientRect()
  return [at.getAttribute("href"), at.contains(document.elementFromPoint(x + width / 2, y + height / 2))]
}"""


def test_the_drawer_is_one_list_that_keys_do_not_leave(chromium, site, server):
    tab = new_tab(chromium, viewport=PHONE)
    tab.goto(server + "zh/reductions.html", wait_until="load")
    tab.focus(".key[aria-label=导航栏]")
    tab.keyboard.press("Enter")
    here, _ = tab.evaluate(FOCUS)
    assert here == "reductions.html"
    tab.evaluate("Promise.all(document.getAnimations().map(animation => animation.finished)).then(() => null)")
    reached, hidden = {here}, []
    while here != "reductions.html" or len(reached) == 1:
        tab.keyboard.press("Tab")
        here, seen = tab.evaluate(FOCUS)
        if here is None:  # from the end of the page to its start, by way of the browser
            tab.keyboard.press("Tab")
            here, seen = tab.evaluate(FOCUS)
        reached.add(here)
        hidden += [here] * (not seen)
    assert not hidden
    pages = {path.relative_to(site / "zh").as_posix() for path in (site / "zh").rglob("*.html")} - {*NO_PAGES}
    assert pages <= reached and not [address for address in reached - pages if address[0] not in "#h"]
    tab.keyboard.press("Escape")
    assert not tab.is_checked("#__drawer") and tab.evaluate("document.activeElement.ariaLabel") == "导航栏"
    tab.focus(".key[aria-label=导航栏]")
    tab.keyboard.press("Enter")
    tab.set_viewport_size(DESK)  # where there is none
    tab.wait_for_selector("header:not([inert])")
    tab.set_viewport_size(PHONE)
    tab.focus(".key[aria-label=查找]")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("input[name=query]:focus")
    tab.keyboard.press("Escape")
    assert not tab.is_checked("#__search") and tab.evaluate("document.activeElement.ariaLabel") == "查找"
    tab.context.close()


def test_docstrings_on_chinese_pages_are_marked_as_english(site):
    page = BeautifulSoup((site / "zh/reference/losses.html").read_text(encoding="utf-8"), "html.parser")

    def language(tag):
        return tag.find_parent(lang=True)["lang"]

    docstrings = page.select(".doc-contents > p, .doc-md-description p")
    assert len(docstrings) > 20 and {language(tag) for tag in docstrings if not tag.select(".doc-section-title")} == {
        "en"
    }
    ours = page.select("article h1, .doc-section-title, .mkdocstrings-source summary")
    assert {tag.get("lang") or language(tag) for tag in ours} == {"zh"}


@pytest.mark.parametrize(
    ("language", "html", "foreign"),
    [
        (
            "zh",
            "<p>交叉熵（cross entropy）和 <code>F（x）</code>（<code>x</code>）、归约（reduction）</p>",
            ["cross entropy", "reduction"],
        ),
        ("zh", "<dl><dt>对数几率 · logits</dt><dd>softmax 的输入</dd></dl>", ["logits"]),
        (
            "zh",
            "<h3>expected target dtype to be Long：目标</h3><p>Material for MkDocs 的</p>",
            ["expected target dtype to be Long"],
        ),
        ("zh", '<p title="（cross entropy）">（式 1）</p><svg><text>（logits）</text></svg>', []),
        (
            "en",
            "<p>cross entropy, 交叉熵 in Chinese <code>交叉熵</code></p><dl><dt>logits · 对数几率</dt></dl>",
            ["交叉熵", "对数几率"],
        ),
    ],
)
def test_the_other_language_in_a_sentence_is_marked(language, html, foreign):
    page = markup.with_inline(html, language)
    marked = BeautifulSoup(page, "html.parser").find_all("span", lang={"zh": "en", "en": "zh"}[language])
    assert [span.get_text() for span in marked] == foreign
    assert re.sub(r"</?span[^>]*>", "", page) == html


def test_terms_of_the_other_language_are_marked_on_pages(site):
    for language, other in (("zh", "en"), ("en", "zh")):
        glossary = BeautifulSoup((site / language / "glossary.html").read_text(encoding="utf-8"), "html.parser")
        assert len(glossary.select(f'article span[lang="{other}"]')) > 20


def test_answers_errors_and_named_arguments_are_said_to_be_such(chromium, server):
    tab = new_tab(chromium, viewport=DESK)
    said = {
        "zh": ("输出：", "报错：", "（报错所指）", "失败"),
        "en": ("answers:", "raises:", "(the message is about this)", "Fails"),
    }
    for language, words in said.items():
        tab.goto(f"{server}{language}/nll-loss.html#nllloss", wait_until="load")  # all of it laid out
        tree = tab.context.new_cdp_session(tab).send("Accessibility.getFullAXTree")["nodes"]
        names = "\n".join(node.get("name", {}).get("value", "") for node in tree)
        assert all(word in names for word in words), language
        assert "RuntimeError" in names and not tab.trouble
    tab.context.close()


SHOWN = "term => getComputedStyle(term, '::after').content"


def test_a_term_says_what_it_is_by_finger_and_by_key(chromium, server):
    tab = new_tab(chromium, viewport=PHONE, has_touch=True)
    tab.goto(server + "en/numerics.html", wait_until="load")
    term, other = (tab.locator("p a.term").nth(n) for n in (0, 1))
    here, (name, definition) = tab.url, term.get_attribute("title").split("\n")
    assert term.evaluate(SHOWN) == "none"
    term.tap()
    assert tab.url == here and term.evaluate(SHOWN).startswith(f'"{name}') and definition in term.evaluate(SHOWN)
    other.tap()
    assert tab.url == here and term.evaluate(SHOWN) == "none" != other.evaluate(SHOWN)
    tab.locator("h1").tap()
    assert other.evaluate(SHOWN) == "none"
    term.focus()
    assert definition in term.evaluate(SHOWN)
    tab.keyboard.press("Escape")
    assert term.evaluate(SHOWN) == "none" and tab.evaluate("document.activeElement.className").startswith("term")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/glossary.html#term-*")
    tab.goto(here, wait_until="load")
    term.tap()
    term.tap()
    tab.wait_for_url("**/glossary.html#term-*")
    assert not tab.trouble
    tab.context.close()


def luminance(colour):
    """Return the relative luminance of a colour, as contrast is defined by."""
    shares = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_code_stands_out_in_the_dark(chromium, server):
    tab = new_tab(chromium, viewport=PHONE, color_scheme="dark")
    tab.goto(server + "zh/nll-loss.html", wait_until="load")
    page, code = (
        luminance(tab.evaluate(f"getComputedStyle(document.querySelector('{part}')).backgroundColor"))
        for part in ("body", "pre > code")
    )
    assert (max(page, code) + 0.05) / (min(page, code) + 0.05) > 1.15
    tab.context.close()


def test_print_is_a_handout(chromium, server):
    tab = new_tab(chromium, viewport={"width": 700, "height": 1000}, color_scheme="dark")
    tab.goto(server + "zh/numerics.html", wait_until="load")
    tab.emulate_media(media="print", color_scheme="dark")
    for part in (".md-header", ".md-sidebar", ".md-footer", ".headerlink"):
        assert not tab.locator(part).first.is_visible(), part
    assert tab.locator("details table").first.is_visible()
    white = {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") in white
    assert tab.evaluate("getComputedStyle(document.querySelector('article')).color") == "rgb(0, 0, 0)"
    cut = "[...document.querySelectorAll('pre > code')].filter(code => code.scrollWidth > code.clientWidth).length"
    assert tab.evaluate(cut) == 0
    heads = tab.evaluate("""["link[rel=canonical]", "meta[name=version]"].map(part => {
      const tag = document.querySelector(part)
      return [getComputedStyle(tag, "::before").content, tag.getBoundingClientRect().height > 0]
    })""")
    address = "https://example.org/en/losses/zh/numerics.html"
    assert heads == [[f'"{address}"', True], [f'"PyTorch {version("torch").partition("+")[0]}"', True]]
    tab.context.close()


# The plots of instruments say the width that they were drawn to, so that they shrink with the paper
SHRINK = """() => {
  const plots = [...document.querySelectorAll(".instrument svg.lines:not(.sample)")]
  return plots.length && plots.every(plot => plot.viewBox.baseVal?.width === plot.clientWidth)
}"""


def test_what_an_instrument_says_is_printed(chromium, server):
    tab = new_tab(chromium, viewport={"width": 700, "height": 1000})
    logits, target = [2.0, 1.0, 0.5], 1
    share = softmax(logits, dim=0)[target]
    numbers = [logits[0], logits[2]], [share, share - 1, cross_entropy([logits], [target])]
    for address, values in {
        "gradients.html?logits=2,1,0.5&target=1": [f"{number:.{n}f}" for n in (1, 4) for number in numbers[n > 1]],
        "bce-loss.html?logit=20&dtype=float16": ["x ≤ -17", "tensor(20, dtype=torch.float16"],
        "index.html": [],
    }.items():
        tab.goto(f"{server}en/{address}", wait_until="load")
        tab.wait_for_function(SHRINK)
        tab.emulate_media(media="print")
        said = tab.locator("#hands-on").inner_text()
        assert all(value in said for value in values), said
        for part in ("article button:not(.ends *)", ".choices", "paste-instrument", "[type=range]", ".question"):
            assert not tab.locator(f"{part}:visible").count(), part
    tab.context.close()
