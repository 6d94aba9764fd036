"""Write what programs read: each page as Markdown beside its HTML, llms.txt, which lists the pages, and JSON-LD.

The Markdown is made from the HTML of a page, so it holds what the page shows: sessions with their answers, inline
values, the tables below figures, docstrings. docs/theme/llms.txt is that of a language.
"""

import re
from importlib.metadata import version
from pathlib import Path

from markdownify import MarkdownConverter

FORMULA = re.compile(r"<math\b(.*?)>.*?<annotation[^>]*>(.*?)</annotation>.*?</math>", re.DOTALL)
NUMBERED = re.compile(r'<table class="highlighttable">.*?<td class="code">.*?(<pre>.*?</pre>).*?</table>', re.DOTALL)
CODE = re.compile(r"<(pre)\b.*?</\1>", re.DOTALL)
COLOUR = re.compile(r"</?span[^>]*>")
PAGE = re.compile(r"^(?!\w+:)([^#?]*)\.html(?=#|$)")  # a link to another page, not to a setting of its figure


class Markdown(MarkdownConverter):
    """Markdown as the pages are written: fences with their language, headings with their ids, figures in words."""

    class Options(MarkdownConverter.Options):
        heading_style = "atx"
        bullets = "-"

    def convert_div(self, el, text, parent_tags):
        if el.get("role") == "img":
            return f"\n\n> {el['aria-label']}\n\n"
        return super().convert_div(el, text, parent_tags)

    def convert_svg(self, el, text, parent_tags):
        return f"\n\n> {el['aria-label']}\n\n" if el.get("role") == "img" else text

    def convert_a(self, el, text, parent_tags):
        if "headerlink" in el.get("class", []):
            return ""
        el["href"] = PAGE.sub(r"\1.md", el.get("href", ""))
        return super().convert_a(el, text, parent_tags)

    def convert_samp(self, el, text, parent_tags):
        return text  # LaTeX, see `latex`

    def convert_hN(self, n, el, text, parent_tags):
        return super().convert_hN(n, el, f"{text.strip()} {{ #{el['id']} }}" if el.get("id") else text, parent_tags)

    def escape(self, text, parent_tags):
        return re.sub(r"(?<=\w)\\_(?=\w)", "_", super().escape(text, parent_tags))  # within a word it means itself

    def convert_summary(self, el, text, parent_tags):
        return f"\n\n**{text.strip()}**\n\n"

    def convert_pre(self, el, text, parent_tags):
        languages = re.findall(r"language-(\w+)", " ".join(el.find_parent("div").get("class", [])))
        self.options["code_language"] = languages[0] if languages else ""
        return super().convert_pre(el, text, parent_tags)

    def convert_td(self, el, text, parent_tags):
        return super().convert_td(el, text.replace("|", r"\|"), parent_tags)

    convert_th = convert_td


def without_colours(content):
    """Return the HTML of a page without the colours of its code, which are half of all elements."""
    return CODE.sub(lambda code: COLOUR.sub("", code[0]), content)


def markdown(content):
    """Return the HTML of a page as Markdown whose links lead to the Markdown of other pages."""
    plain = without_colours(NUMBERED.sub(r"\1", content))
    plain = FORMULA.sub(latex, plain)
    return Markdown().convert(plain) + "\n"


def latex(formula):
    """Return the LaTeX of a formula, in the one tag of no other use whose text is not escaped."""
    attributes, text = formula[1], formula[2].strip()
    return f"<samp>$$\n{text}\n$$</samp>" if 'display="block"' in attributes else f"<samp>${text}$</samp>"


def write_as_markdown(content, page):
    path = Path(page.file.abs_dest_path).with_suffix(".md")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(markdown(content), encoding="utf-8", newline="\n")


def write_root(config):
    """Add to the root an llms.txt that leads to those of the languages, and robots.txt where there is an address."""
    root, address = Path(config.site_dir), config.extra["root"]
    heads = {}
    for language in config.extra["languages"]:
        heads[language] = (root / language / "llms.txt").read_text(encoding="utf-8").splitlines()
    names, summaries = ([lines[n].lstrip("#> ") for lines in heads.values()] for n in (0, 2))
    lists = [
        f"- [{config.extra['languages'][language]}]({address}{language}/llms.txt): {summary}"
        for language, summary in zip(heads, summaries, strict=True)
    ]
    text = "\n".join(
        [
            f"# {' · '.join(names)}",
            "",
            *(f"> {summary}" for summary in summaries),
            "",
            "## 语言 · Languages",
            "",
            *lists,
            "",
        ]
    )
    (root / "llms.txt").write_text(text, encoding="utf-8", newline="\n")
    if address:
        (root / "robots.txt").write_text(f"User-agent: *\nAllow: /\nSitemap: {address}sitemap.xml\n", encoding="utf-8")


def name_release(env):
    """Let each page say in its head, and on paper, which PyTorch it speaks of."""
    env.globals["torch"] = version("torch").partition("+")[0]


def structured(page, config):
    """Return what a page is, in the words of schema.org. It has no date: a checkout need not know when it changed."""
    language, root = config.theme["language"], config.extra["root"]
    site = {"@type": "WebSite", "name": config.site_name, "url": config.site_url}
    others = [
        {"@type": "TechArticle", "@id": f"{root}{code}/{page.url}", "inLanguage": code}
        for code in config.extra["languages"]
        if code != language
    ]
    chapters = [section.children[0] for section in reversed(page.ancestors) if section.children[0].is_index]
    trail = [(config.site_name, config.site_url)]
    trail += [(index.title, index.canonical_url) for index in chapters if index is not page]
    trail += [(page.title, page.canonical_url)]
    return {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "TechArticle",
                "@id": page.canonical_url,
                "url": page.canonical_url,
                "headline": page.meta.get("title", page.title),
                "description": page.meta.get("description", config.site_description),
                "inLanguage": language,
                "isPartOf": site,
                "about": {"@type": "Thing", "name": "PyTorch"},
                "workTranslation" if language == "zh" else "translationOfWork": others[0],
            },
            {
                "@type": "BreadcrumbList",
                "itemListElement": [
                    {"@type": "ListItem", "position": n, "name": name, "item": item}
                    for n, (name, item) in enumerate(trail, 1)
                ],
            },
        ],
    }
