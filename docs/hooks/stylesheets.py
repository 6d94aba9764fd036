"""The theme's style sheets without what no page can have, a third of their weight.

A selector stays if each of its classes, and each value of an attribute, is a word in a tag of some page or in a script.
What it names within functions, as `:not(.a)` does, is not looked at. A custom property stays if something reads it.
"""

import re
from itertools import pairwise
from pathlib import Path

import tinycss2

TAG = re.compile(r"<[a-z][^>]*>")
WORD = re.compile(r"[\w-]+")
READ = re.compile(r"var\(\s*(--[\w-]+)")
COMMA = tinycss2.ast.LiteralToken(0, 0, ",")
LEFT_OUT = {"rtl"}  # both languages run from left to right; the theme's script knows the other way too


def without_unused(config):
    """Rewrite the theme's style sheets of a language, whose pages and scripts are written."""
    site = Path(config.site_dir)
    tags = [tag for page in texts(site, "**/*.html") for tag in TAG.findall(page)]
    words = {word for text in (*tags, *texts(site, "**/*.js")) for word in WORD.findall(text)} - LEFT_OUT
    sheets = {
        path: tinycss2.parse_stylesheet(path.read_text(encoding="utf-8")) for path in site.glob("assets/**/*.css")
    }
    sheets = {path: with_used_selectors(rules, words) for path, rules in sheets.items()}
    styles = [*map(tinycss2.serialize, sheets.values()), *texts(site, "stylesheets/*.css")]
    words |= {name for text in styles for name in READ.findall(text)}
    for path, rules in sheets.items():
        written = tinycss2.serialize(with_read_properties(rules, words))
        path.write_text(written, encoding="utf-8", newline="\n")


def texts(folder, pattern):
    return [path.read_text(encoding="utf-8") for path in folder.glob(pattern)]


def with_used_selectors(rules, words):
    """Return rules with those of their selectors that may match something, and without those that have none."""
    kept = []
    for rule in rules:
        if rule.type == "qualified-rule":
            used = [selector for selector in selectors(rule.prelude) if is_used(selector, words)]
            rule.prelude = [token for selector in used for token in (COMMA, *selector)][1:]
            kept += [rule] if used else []
        elif holds_rules(rule):
            rule.content = with_used_selectors(tinycss2.parse_rule_list(rule.content), words)
            kept += [rule] if rule.content else []
        else:
            kept.append(rule)
    return kept


def holds_rules(rule):
    return rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports")


def selectors(prelude):
    """Return the selectors that commas part, as lists of tokens."""
    found = [[]]
    for token in prelude:
        if token == ",":
            found.append([])
        else:
            found[-1].append(token)
    return found


def is_used(selector, words):
    classes = [name.value for dot, name in pairwise(selector) if dot == "." and name.type == "ident"]
    attributes = [part.content for part in selector if part.type == "[] block"]
    values = [content[-1].value for content in attributes if len(content) == 3 and content[1] == "="]
    return words.issuperset(classes + values)


def with_read_properties(rules, words):
    """Return rules without the custom properties that nothing reads."""
    for rule in rules:
        if rule.type == "qualified-rule":
            declared = tinycss2.parse_blocks_contents(rule.content)
            rule.content = [part for part in declared if is_read(part, words)]
        elif holds_rules(rule):
            rule.content = with_read_properties(rule.content, words)
    return rules


def is_read(part, words):
    return part.type != "declaration" or not part.name.startswith("--") or part.name in words
