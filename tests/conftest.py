"""The site as built once for the tests that read it."""

import os
import shutil
from functools import cache
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, Phase, settings

from browsing import PHONE, new_tab
from copies import GENERATOR, ROOT, python, small
from handling import CURVES, PAGES, PASTE, instrument_alone
from serving import hosting

# A wrong formula fails in the first seconds; what takes longest comes second, and builds the site
FIRST = ["test_formulas.py", "test_visits.py", "test_identities.py", "test_gradients.py", "test_special_cases.py"]


def pytest_collection_modifyitems(items):
    """Start with the formulas and the site: one process builds it while others test what does without."""
    readers = {item.path for item in items if "site" in getattr(item, "fixturenames", ())}

    def rank(item):
        if item.path.name in FIRST:
            return FIRST.index(item.path.name)
        if item.path.parent.name == "snippets":
            return len(FIRST)
        return len(FIRST) + (2 if item.path in readers else 1)

    items.sort(key=rank)


class AtOnce:
    """Says what failed when it fails, as several processes otherwise say it when all is over."""

    def __init__(self, terminal):
        self.terminal = terminal

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.terminal.write_line(f"\n{report.nodeid} failed:\n{report.longreprtext[-1000:]}", red=True)


def pytest_sessionstart(session):
    if terminal := session.config.pluginmanager.get_plugin("terminalreporter"):
        session.config.pluginmanager.register(AtOnce(terminal))


@pytest.fixture(scope="session")
def site(tmp_path_factory, worker_id):
    """The folder of the built site; of several test processes, the first that needs it builds it for all."""
    own = tmp_path_factory.getbasetemp()
    folder = (own if worker_id == "master" else own.parent) / "site"
    failure = folder.with_name("site.failure")
    with FileLock(f"{folder}.lock"):
        if not folder.exists() and not failure.exists():
            # the addresses of a published site, with a language's name where it could confuse
            addresses = {"SITE_URL": "https://example.org/en/losses/", "REPO_URL": "https://example.org/repository"}
            run = python(ROOT, "-m", GENERATOR, "build", "--strict", "--site-dir", f"{folder}.new", **addresses)
            if run.returncode == 0:
                Path(f"{folder}.new").rename(folder)
            else:
                failure.write_text(run.stderr, encoding="utf-8")
    if failure.exists():
        pytest.fail(f"mkdocs build --strict failed:\n{failure.read_text(encoding='utf-8')}", pytrace=False)
    return folder


@pytest.fixture
def project(tmp_path):
    """A copy of the project with a few small pages, to plant faults in."""
    return small(tmp_path)


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
def node():
    """The path of Node; without it, its tests are skipped, and fail in CI."""
    path = shutil.which("node")
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("Node is not installed: apt-get install nodejs")
    return path


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
    yield from launch(playwright.chromium, names, "chromium-headless-shell", args=flags)


@pytest.fixture(scope="session")
def firefox(playwright):
    """A running Firefox, as Mozilla and Debian ship it, driven by WebDriver BiDi."""
    yield from launch(playwright.firefox, ("firefox", "firefox-esr"), "firefox-esr", channel="moz-firefox")


@pytest.fixture(scope="session")
def browser(chromium):
    """The browser of the tab below; tests that two browsers pass have a fixture of this name that is either."""
    return chromium


@pytest.fixture(scope="session")
def tabs():
    """A tab of each browser that a test has asked for, as a new one takes longer than a page in it."""
    return cache(lambda browser: new_tab(browser, viewport=PHONE))


@pytest.fixture
def page(browser, tabs):
    """A tab as if it were new; nothing of the last test is left."""
    tab = tabs(browser)
    tab.set_viewport_size(PHONE)
    tab.trouble.clear()
    tab.requests.clear()
    yield tab
    tab.evaluate("localStorage.clear(), sessionStorage.clear()")
    tab.goto("about:blank")


@pytest.fixture(scope="session")
def stage(site, tmp_path_factory):
    """The folder of the site, of whose pages with instruments there are only these: all else takes long to lay out."""
    folder = tmp_path_factory.mktemp("stage")
    for part in [part for language in ("zh", "en") for part in (site / language).iterdir()]:
        place = folder / part.relative_to(site)
        place.parent.mkdir(exist_ok=True)
        if part.name in (CURVES, PASTE, *PAGES.values()):
            place.write_text(instrument_alone(part.read_text(encoding="utf-8")), encoding="utf-8")
        else:
            place.symlink_to(part)
    return folder


@pytest.fixture(scope="session")
def staged(stage):
    """The address of the pages with instruments alone."""
    with hosting(stage) as address:
        yield address


@pytest.fixture
def open_instrument(page, staged):
    """Open the page of an instrument; return the element."""

    def open_instrument(name, language="en", query=""):
        page.goto(f"{staged}{language}/{PAGES[name]}{query}")
        return page.locator(name)

    return open_instrument


every_time = {"deadline": None, "database": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("test", max_examples=2_000, derandomize=True, **every_time)
settings.register_profile("fuzz", max_examples=50_000, derandomize=False, print_blob=True, **every_time)
settings.register_profile(  # a failure need not be made smaller: that it fails is all that counts
    "mutants",
    settings.get_profile("test"),
    max_examples=60,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("test")  # pytest --hypothesis-profile=fuzz
