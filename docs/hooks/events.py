"""What the build does beyond MkDocs, on one screen: at each of its events, these functions, in this order."""

import assets
import beside
import changes
import choice
import colophon
import consoles
import formulas
import languages
import machines
import markup
import messages
import mistakes
import search
import sessions
import stylesheets
import translations


def on_startup(command, dirty):
    beside.begin(command)


def on_config(config):
    languages.give_each_its_folder(config)
    mistakes.give_links_their_lines(config)
    config.markdown_extensions += [formulas.Formulas(), assets.Instruments()]


def on_files(files, config):
    languages.keep_compiled_templates(config.plugins["mkdocstrings"].get_handler("python").env)
    assets.replace_modules_by_scripts(files, config)
    experiments = beside.experiments_last(files)
    changes.last(files)
    if languages.is_whole(config):
        beside.begin_experiments(experiments)
        if experiments:
            beside.import_for_all()
        languages.begin_others(config)


def on_nav(nav, config, files):
    translations.give_pages_their_names(nav)


def on_page_markdown(markdown, page, config, files):
    translations.check(page, config)
    markdown = sessions.answered(markdown, page, config)
    markdown = mistakes.boxed_where_unknown(markdown, page, config)
    markdown = changes.filled(markdown, page, config)
    return colophon.filled(markdown, page, config)


def on_page_content(content, page, config, files):
    mistakes.know_anchors(content, page)
    content = formulas.checked(content, page, config)
    search.note_sections(content, page)
    machines.write_as_markdown(content, page)
    content = markup.with_glossary_links(content, page, files)
    content = markup.with_languages(content, config)
    content = messages.labelled(content, page, config)
    messages.note(content, page)
    assets.note_instruments(content, page)
    content = markup.with_scrolling_tables(formulas.lightened(content))
    return consoles.laid_out(content, page, config)


def on_env(env, config, files):
    languages.keep_compiled_templates(env)
    search.write(files, config)
    machines.name_release(env)
    choice.put_recipes_where_questions_end(files)
    env.policies["json.dumps_kwargs"] = {"ensure_ascii": False}  # Chinese as it is, in a third of the bytes


def on_template_context(context, template_name, config):
    languages.fill_404(context, template_name, config)


def on_post_template(output_content, template_name, config):
    return assets.with_policy(output_content) if template_name.endswith(".html") else output_content


def on_page_context(context, page, config, nav):
    context["structured"] = machines.structured(page, config)


def on_post_page(output, page, config):
    output = assets.without_unused_styles(markup.lightened(output, page.content), page.content)
    return assets.with_policy(output, page.content)


def on_post_build(config):
    messages.write(config)
    assets.give_curves_their_styles(config)
    assets.lighten(config)
    if not assets.being_served():  # as that takes a second
        stylesheets.without_unused(config)
    if languages.is_whole(config):
        languages.finish(config)
        assets.add_policy_to_root(config)
        machines.write_root(config)


def on_build_error(error):
    beside.end()


def on_shutdown():
    beside.end()


def on_serve(server, config, builder):
    languages.rebuild_what_was_edited(server, config, builder)
