"""The site as built once for the tests that read it."""

import os
import shutil
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, Phase, settings

from copies import ROOT, python, small, without_search
from serving import hosting


def pytest_collection_modifyitems(items):
    """Start with what takes longest and needs the site: one process builds it while others test what does without."""
    readers = {item.path for item in items if "site" in getattr(item, "fixturenames", ())}
    items.sort(key=lambda item: (item.path.name != "test_visits.py", item.path in readers))


@pytest.fixture(scope="session")
def site(tmp_path_factory, worker_id):
    """The folder of the built site; of several test processes, the first that needs it builds it for all."""
    own = tmp_path_factory.getbasetemp()
    folder = (own if worker_id == "master" else own.parent) / "site"
    unfinished, failed = Path(f"{folder}.new"), Path(f"{folder}.failed")
    with FileLock(f"{folder}.lock"):
        if not folder.exists() and not failed.exists():
            # the addresses of a published site, with a language's name where it could confuse
            addresses = {"SITE_URL": "https://example.org/en/losses/", "REPO_URL": "https://example.org/repository"}
            run = python(ROOT, "-m", "mkdocs", "build", "--strict", "--site-dir", str(unfinished), **addresses)
            if run.returncode == 0:
                unfinished.rename(folder)
            else:
                failed.write_text(run.stderr, encoding="utf-8")
    if failed.exists():  # another process would fail likewise, a minute later
        pytest.fail(f"the site cannot be built:\n{failed.read_text(encoding='utf-8')}", pytrace=False)
    return folder


@pytest.fixture
def project(tmp_path):
    """A copy of the project with a few small pages, to plant faults in."""
    return without_search(small(tmp_path))


@pytest.fixture(scope="session")
def server(site, tmp_path_factory):
    """The address of the site, served below a path."""
    served = tmp_path_factory.mktemp("served")
    (served / "en").mkdir()
    (served / "en/losses").symlink_to(site)

    with hosting(served) as address:
        yield address + "en/losses/"


def launch(kind, names, package, **options):
    """Run a browser by the first of its names; without it, its tests are skipped, and fail in CI."""
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        text = f"{names[-1]} is not installed: apt-get install {package}"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(text)
    browser = kind.launch(executable_path=path, **options)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def playwright():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(playwright):
    """A running Chromium; the one without windows is quicker."""
    names = ("chromium-headless-shell", "google-chrome", "chromium")
    flags = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--in-process-gpu"]
    yield from launch(playwright.chromium, names, "chromium", args=flags)


@pytest.fixture(scope="session")
def firefox(playwright):
    """A running Firefox, as Mozilla and Debian ship it, driven by WebDriver BiDi."""
    yield from launch(playwright.firefox, ("firefox", "firefox-esr"), "firefox-esr", channel="moz-firefox")


@pytest.fixture(scope="session")
def browser(chromium):
    """The browser of the tab below; tests that two browsers pass have a fixture of this name that is either."""
    return chromium


@pytest.fixture(scope="session")
def phone(browser):
    """A tab that records what goes wrong and what is asked of other hosts."""
    context = browser.new_context()
    tab = context.new_page()
    watch(tab)
    yield tab
    context.close()


def watch(tab):
    """Record in `trouble` and `requests` what goes wrong in a tab and what it asks for."""
    tab.trouble, tab.requests = [], []
    tab.on(
        "console", lambda message: tab.trouble.append(message.text) if message.type in ("error", "warning") else None
    )
    tab.on("pageerror", lambda error: tab.trouble.append(str(error)))
    tab.on(
        "response",
        lambda response: tab.trouble.append(f"{response.status} {response.url}") if response.status >= 400 else None,
    )
    tab.on("request", lambda request: tab.requests.append(request.url))


@pytest.fixture
def page(phone):
    """The tab as if it were new, since a new one takes longer than a page in it; nothing of the last test is left."""
    phone.set_viewport_size({"width": 360, "height": 740})
    phone.trouble.clear()
    phone.requests.clear()
    yield phone
    phone.evaluate("localStorage.clear(), sessionStorage.clear()")
    phone.goto("about:blank")


settings.register_profile("test", max_examples=2_000, derandomize=True, deadline=None, database=None)
settings.register_profile("fuzz", max_examples=50_000, derandomize=False, deadline=None, database=None, print_blob=True)
settings.register_profile(  # a failure need not be made smaller: that it fails is all that counts
    "mutants",
    settings.get_profile("test"),
    max_examples=60,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("test")  # pytest --hypothesis-profile=fuzz
