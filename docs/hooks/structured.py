"""Say in each page, as JSON-LD for search engines, what it is, what it translates, and where it stands."""


def on_page_context(context, page, config, nav):
    if page.canonical_url:
        context["structured"] = structured(page, config)


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


def on_env(env, config, files):
    env.policies["json.dumps_kwargs"] = {"ensure_ascii": False}  # Chinese as it is, in a third of the bytes
