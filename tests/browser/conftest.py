"""A Chromium of Debian's, and a newsroom served in this process so that a test can stop its clock."""

import os
import shutil
import time
from contextlib import contextmanager

import pytest
from django.core.signals import request_finished, request_started

ARGUMENTS = ["--no-sandbox", "--disable-gpu"]
# The shell draws the same pages without the windows, menus and services around them, in two thirds of the time.
CHROMIUM = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser"))), None)


def pytest_collection_modifyitems(config, items):
    """Left out where Chromium is missing, and said so; in CI that is a failure."""
    for item in items:
        if "browser" in item.nodeid.split("/"):
            item.add_marker(pytest.mark.browser)
            # Pages and moves that other tests make too: counting their lines doubles what serving them takes.
            item.add_marker(pytest.mark.no_cover)
            if not CHROMIUM and not os.environ.get("CI"):
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed: browser tests are left out"))


@pytest.fixture(scope="session")
def driver():
    # The driver runs a loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def chromium(driver):
    browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield browser
    browser.close()


@contextmanager
def opened(chromium):
    """A page on which any violation of the content security policy, or error of a script, fails the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="id-ID")
    page = context.new_page()
    page.set_default_timeout(15_000)
    errors: list[str] = []
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    context.expected_noise = ()  # what a test about failures provokes, and may find in the console
    yield page
    told = list(errors)
    # What a page says as it is left would meet tables that are being emptied.
    context.set_offline(True)
    context.close()
    assert [line for line in told if not any(noise in line for noise in context.expected_noise)] == []


@pytest.fixture
def page(chromium):
    with opened(chromium) as page:
        yield page


@pytest.fixture
def other_page(chromium):
    """A colleague's browser, with a sign-in of its own."""
    with opened(chromium) as page:
        yield page


@pytest.fixture
def stage(flushed, live_server, settings):
    from tests.cast import Newsroom

    settings.SITE_ADDRESS = live_server.url
    with answered(), Newsroom() as newsroom:
        newsroom.url = live_server.url
        yield newsroom


@contextmanager
def answered(seconds=15):
    """Wait at the end for what the server still works on: its tables are emptied next."""
    under_way = []

    def begun(**_facts):
        under_way.append(1)

    def done(**_facts):
        del under_way[-1:]

    request_started.connect(begun)
    request_finished.connect(done)
    try:
        yield
        until = time.monotonic() + seconds
        while under_way and time.monotonic() < until:
            time.sleep(0.02)
    finally:
        request_started.disconnect(begun)
        request_finished.disconnect(done)
