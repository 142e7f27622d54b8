"""The fixed instant, the fixed cast, and the real servers every room tests with."""

import os
import signal
from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Browser, Page

from ground.accounts.models import Person
from ground.history import triggers
from tests import make
from tests.servers import chromium, environment
from tests.servers.broker import Broker
from tests.servers.postgresql import Cluster
from tests.servers.smtp import Relay

# Playwright keeps an event loop in the main thread; Django would refuse its queries there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def pytest_configure() -> None:
    """Asked to end, the tests end as by Ctrl-C: every server they started is stopped, every file of theirs removed."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


OF_THE_DATABASE = {"db", "transactional_db", "live_server", "client", "cast", "page", "browser"}
QUICK_ROOMS = {"customers", "decisions", "files", "ground", "incidents", "money", "refunds", "trust", "worktime"}
"""Whose rows and verbs are tried by `make check` as well; of the other rooms only what asks no database."""


PAGES = {"board", "desk"}
"""Rooms of pages, which ask the same of either database; PostgreSQL is asked only where statements are counted, rows
are many or two come at once."""
COUNTED = ("statements", "among_many", "two_people", "import_pages", "bringing_lines")
LONG = ("slow", "kill", "journey", "audit")


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    for item in items:
        asks = item.get_closest_marker("django_db") or OF_THE_DATABASE & set(getattr(item, "fixturenames", ()))
        long = any(item.get_closest_marker(name) for name in LONG)
        if not asks and not item.get_closest_marker("kill"):
            item.add_marker(pytest.mark.apart)
        if item.path.parent.name in PAGES and not item.path.stem.endswith(COUNTED):
            item.add_marker(pytest.mark.doors)
        if not long and (item.path.parent.name in QUICK_ROOMS or not asks):
            item.add_marker(pytest.mark.quick)
    yield
    # Files with long tests go first, so that side by side no worker is left alone with one of them at the end.
    longest = {item.path for item in items if any(item.get_closest_marker(name) for name in LONG)}
    items.sort(key=lambda item: item.path not in longest)


@pytest.fixture
def now() -> datetime:
    return make.NOW


@pytest.fixture
def cast(db: None) -> make.Cast:
    return make.cast()


@pytest.fixture
def john(cast: make.Cast) -> Person:
    """An account manager; Dana's team."""
    return cast.john


@pytest.fixture
def dana(cast: make.Cast) -> Person:
    """John's manager."""
    return cast.dana


@pytest.fixture
def priya(cast: make.Cast) -> Person:
    """An account manager of another team."""
    return cast.priya


@pytest.fixture
def administrator(cast: make.Cast) -> Person:
    return cast.administrator


@pytest.fixture(autouse=True)
def history_can_be_cleared(request: pytest.FixtureRequest) -> Iterator[None]:
    """A transactional test ends by emptying all tables: take the triggers of history off for that; the flush makes
    them again (it ends like a migrate)."""
    marker = request.node.get_closest_marker("django_db")
    fixtures = {"transactional_db", "live_server"} & set(request.fixturenames)
    if not fixtures and not (marker and marker.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    triggers.drop()


@pytest.fixture(scope="session")
def _broker() -> Iterator[Broker]:
    broker = Broker(environment.new_directory("broker")).start()
    yield broker
    broker.stop()


@pytest.fixture
def broker(_broker: Broker) -> Broker:
    """A running, empty broker; a test that needs one to kill makes its own `Broker`."""
    _broker.flush()
    return _broker


@pytest.fixture
def smtp_server() -> Iterator[Relay]:
    relay = Relay()
    relay.start()
    yield relay
    relay.stop(no_assert=True)


@pytest.fixture
def durable_postgresql() -> Iterator[Cluster]:
    """A cluster of this test alone, with fsync on, to be stopped, crashed and started again."""
    cluster = Cluster(environment.new_directory("postgresql"), durable=True).make()
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium.running() as running:
        yield running


@pytest.fixture
def console_errors() -> list[str]:
    """What the browser complained about; a test that provokes an error takes it out."""
    return []


@pytest.fixture
def page(browser: Browser, console_errors: list[str]) -> Iterator[Page]:
    """A fresh browser window; the test fails when the console, a script or the server reported an error."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US", timezone_id=make.ZONE)
    page = context.new_page()
    chromium.watch(page, console_errors)
    yield page
    context.close()
    assert not console_errors


@pytest.fixture
def page_without_script(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, java_script_enabled=False)
    yield context.new_page()
    context.close()
