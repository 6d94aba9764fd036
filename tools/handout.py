"""Print the pages of each language as one PDF, and those of the path for learners as another: `make pdf`.

All pages in the order of the navigation, without the reference: half of that is source code, which nobody reads on
paper; or the pages that learning.md lists, in its order. Answers to exercises come at the end. Links within a book lead
to its pages, links to what is left out to the published site.
"""

import io
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from html import escape
from importlib.metadata import version
from pathlib import Path
from posixpath import normpath
from urllib.parse import urlsplit

from mkdocs.config import load_config
from playwright.sync_api import sync_playwright
from pypdf import PdfReader, PdfWriter
from selectolax.lexbor import LexborHTMLParser

ROOT = Path(__file__).parents[1]
SETTINGS = {"zh": "mkdocs.yml", "en": "mkdocs.en.yml"}
WORDS = {
    "zh": ("目录", "答案", "{date}的版本。页面上的数值由 PyTorch {torch} 和 NumPy {numpy} 算出。"),
    "en": ("Contents", "Answers", "Version of {date}. Its values were computed by PyTorch {torch} and NumPy {numpy}."),
}
WHOLE = 12  # typed blocks of a session that print.css keeps on one sheet
WIDTH = 657  # of the text in pixels: 174 mm
WIDER = """width => [...document.querySelectorAll("pre, table, svg, .formula, math, p, li")]
    .filter(element => element.getBoundingClientRect().right > width + 1 || element.scrollWidth > width + 1)
    .map(element => element.textContent.trim().slice(0, 60))"""


def chapters(nav):
    """Yield for each page its file and the title of its section, if it is in one."""
    for entry in nav:
        title, files = (None, [entry]) if isinstance(entry, str) else next(iter(entry.items()))
        for file in files:
            if not file.startswith("reference/"):
                yield file.removesuffix(".md"), title


def for_learners(config, site):
    """Let the settings be those of the path: the pages in the list at the top of learning.md, and its name."""
    page = document(site, config.theme["language"], "learning")
    links = [item.css_first("a") for item in page.css_first("article ol").css("li")]
    config.nav = ["learning.md", *(link.attrs["href"].removesuffix(".html") + ".md" for link in links)]
    config.site_name = f"{config.site_name} · {heading(page)}"
    config.site_description = page.css_first("meta[name=description]").attrs["content"]
    return config


def document(site, language, name):
    """Return a page of the built site, whose headings are without the links to themselves."""
    page = LexborHTMLParser((site / language / f"{name}.html").read_text(encoding="utf-8"))
    for tag in page.css("article a.headerlink"):
        tag.decompose()
    return page


def heading(page):
    return page.css_first("h1").text().strip()


def chapter(site, language, name, names, part):
    """Return the article of a page as a chapter, whose ids and links are those of the book."""
    page = document(site, language, name)
    published = page.css_first("link[rel=canonical]")
    article = page.css_first("article")
    for tag in article.css("script"):
        tag.decompose()
    for tag in article.css("details"):
        tag.attrs["open"] = ""
    for tag in article.css("[id]"):
        tag.attrs["id"] = f"{name}--{tag.attrs['id']}"
    for link in article.css("a[href]"):
        href = urlsplit(link.attrs["href"])
        if href.scheme:
            continue
        target = normpath(href.path).removesuffix(".html") if href.path else name
        if target in names:
            link.attrs["href"] = f"#{target}--{href.fragment}" if href.fragment else f"#{target}"
        elif published and "term" not in (link.attrs.get("class") or ""):
            link.attrs["href"] = published.attrs["href"].removesuffix(f"{name}.html") + link.attrs["href"]
            link.attrs["class"] = "left-out"
        else:
            link.unwrap()
    for session in article.css(".highlight"):
        by_statements(session)
    article.attrs["class"], article.attrs["id"] = "chapter md-typeset", name
    if part:
        article.css_first("h1").insert_before(LexborHTMLParser(f'<p class="part">{part}</p>').css_first("p"))
    return article


def by_statements(session):
    """Let a session that is long enough to break do so between statements: mark the lines that go on with one."""
    if len(session.css("kbd")) <= WHOLE:
        return
    html = session.html.replace("\n&gt;&gt;&gt; ", '\n</kbd><kbd class="lines">&gt;&gt;&gt; ')
    apart = LexborHTMLParser(html).css_first("div")
    for line in apart.css("kbd"):
        if line.text().startswith("..."):
            line.attrs["class"] = f"{line.attrs.get('class') or ''} going-on"
    session.replace_with(apart)


def answers(articles, title):
    """Take the answers to the exercises out of the chapters; return them as a chapter of their own."""
    parts = []
    for article in articles:
        found = article.css("details.answer")
        if found:
            parts.append(f'<h2 id="answers--{article.attrs["id"]}">{escape(heading(article))}</h2>')
        for answer in found:
            parts.append(answer.html)
            answer.decompose()
    html = f'<article class="chapter md-typeset" id="answers"><h1>{title}</h1>{"".join(parts)}</article>'
    return [LexborHTMLParser(html).css_first("article")] if parts else []


def contents(articles, pages):
    """Return the table of contents: chapters and their sections with the pages that they begin on."""

    def line(target, title):
        return f'<a href="#{target}"><span>{escape(title)}</span><span class="page">{pages.get(target, 0)}</span></a>'

    for article in articles:
        sections = "".join(f"<li>{line(tag.attrs['id'], tag.text())}</li>" for tag in article.css("h2[id]"))
        name = line(article.attrs["id"], heading(article))
        yield f'<li><div class="chapter">{name}</div><ol>{sections}</ol></li>'


def book(site, config, pages):
    """Return the HTML of the handout."""
    language = config.theme["language"]
    listed = list(chapters(config.nav))
    names = {name for name, _ in listed}
    articles = [chapter(site, language, name, names, part) for name, part in listed]
    start = document(site, language, "index")
    sheets = "".join(link.html for link in start.css("link[rel=stylesheet]:not([href*=instruments], [href*=figures])"))
    sheets += '<link rel="stylesheet" href="stylesheets/figures.css">'
    title, solutions, note = WORDS[language]
    articles += answers(articles, solutions)
    versions = {name: version(name).partition("+")[0] for name in ("torch", "numpy")}
    date = f"{committed():%Y-%m-%d}" + (" " if language == "zh" else "")
    return f"""<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{config.site_name}</title>
    {sheets}<style>{(ROOT / "tools/handout.css").read_text(encoding="utf-8")}</style></head>
    <body dir="ltr" data-md-color-scheme="default" data-md-color-primary="white"><main class="md-typeset">
    <div class="title"><div><p class="name">{config.site_name}</p><p>{escape(config.site_description)}</p>
    <p>{note.format(date=date, **versions)}</p></div></div>
    <nav class="contents"><h1 id="contents">{title}</h1><ol>{"".join(contents(articles, pages))}</ol></nav>
    {"".join(article.html for article in articles)}</main></body></html>"""


def committed():
    """Return when the version was made: SOURCE_DATE_EPOCH, or the date of the commit."""
    stamp = os.environ.get("SOURCE_DATE_EPOCH")
    if stamp is None:
        command = ["git", "log", "-1", "--format=%ct"]
        stamp = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return datetime.fromtimestamp(int(stamp), UTC)


def lay_out(tab, site, config, pages):
    """Show the handout in a tab as it will be on paper; raise ValueError where that is too narrow."""
    language = config.theme["language"]
    tab.set_viewport_size({"width": WIDTH, "height": 1000})
    tab.emulate_media(media="print", color_scheme="light")
    tab.goto((site / language / "llms.txt").resolve().as_uri())  # what addresses are relative to; it has no policy
    tab.set_content(book(site, config, pages), wait_until="load")
    tab.evaluate("document.fonts.ready.then(() => null)")
    if wide := tab.evaluate(WIDER, WIDTH):
        raise ValueError(f"the handout ({language}) has what is wider than the paper: {wide}")


def write(tab, site, config, file):
    """Print the handout twice: the first time tells on which pages the chapters begin."""

    def printed(pages):
        lay_out(tab, site, config, pages)
        pdf = tab.pdf(prefer_css_page_size=True, print_background=True, outline=True, tagged=True)
        return PdfReader(io.BytesIO(pdf))

    pages = starts(printed({}))
    final = printed(pages)
    if starts(final) != pages:
        raise ValueError(f"{file}: chapters moved when the table of contents got its numbers")
    writer = PdfWriter(clone_from=final)
    when = f"D:{committed():%Y%m%d%H%M%S}Z"
    writer.add_metadata({"/Title": config.site_name, "/CreationDate": when, "/ModDate": when})
    file.parent.mkdir(parents=True, exist_ok=True)
    writer.write(file)


def starts(pdf):
    """Return the page number of everything that a link leads to."""
    found = pdf.named_destinations.items()
    return {name.removeprefix("/"): pdf.get_destination_page_number(place) + 1 for name, place in found}


def main(site, folder):
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("The handout is printed by Chromium, which is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for language, settings in SETTINGS.items():
            config = load_config(str(ROOT / settings))
            write(browser.new_page(), site, config, folder / f"classification-losses.{language}.pdf")
            path = folder / f"classification-losses-path.{language}.pdf"
            write(browser.new_page(), site, for_learners(config, site), path)
        browser.close()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
