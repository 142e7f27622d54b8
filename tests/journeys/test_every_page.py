"""Every page of the house in a real browser: axe finds nothing, the console is silent, nothing scrolls sideways."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import override_settings
from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as NothingCame

from customers.importing import import_customers
from customers.planning import plan_import
from customers.rows import Otherwise
from customers.uploads import keep_upload
from ground.outbox.delivery import deliver_due
from ground.worktime.now import now
from incidents.models import Incident
from recovery.closing import close_by_a_manager
from tests import make, make_cases
from tests.house.the_routes import ROUTES, World, build
from tests.servers import chromium
from updates.links import link_for, token_of
from updates.reminders import tick

pytestmark = [pytest.mark.doors, pytest.mark.journey, pytest.mark.django_db(transaction=True)]
NO_PAGE = {
    "healthz",
    "desk:import_rows",
    "desk:import_done",
    "desk:bring_rows",
    "desk:clock",
    "desk:letter_seen",
    "desk:customer_names",
    "desk:file",
    "desk:sheet_file",
    "desk:sweep_lines",
    "desk:mail_raw",
    "desk:mail_file",
    "statuspage:look",
}
ERRORS = {"/break": 500, "/refuse": 403, "/misread": 400, "/nothing-here": 404}
LOOKED_AT_BY = ("john", "dana", "administrator", "auditor", "colleague", "out")


@dataclass(frozen=True)
class Cases:
    """One incident of every state a page may show."""

    overdue: Incident
    untold: Incident
    closed: Incident
    just_told: Incident
    imported: int


@pytest.fixture
def world(live_server, cast: make.Cast) -> World:
    return build(cast)


@pytest.fixture
def cases(world: World) -> Cases:
    john, dana, at = world.cast.john, world.cast.dana, now()
    late = make.customer("Crane & Sons", account_manager=john)
    for name in ("Mae Crane", "Bo Crane"):
        make.contact(late, name, speaks=name == "Mae Crane", phone="+1 206 555 0142", prefers_call=True)
    # Within a day: what nobody took for 24 hours would not have been told.
    some, hour = timedelta(hours=4), timedelta(hours=1)
    overdue = make_cases.told(late, now=at - 3 * some, next_at=at - hour, severity="critical")
    closed = make_cases.told(late, now=at - 5 * some, next_at=at + some)
    words = {"heading": "It is done", "body": "All is paid.", "contacts": list(late.contacts.all())}
    close_by_a_manager(closed, reason="They said so.", by=dana, now=at - some, **words)
    untold = make_cases.untold(late, now=at - hour)
    just_told = make_cases.told(late, now=at, next_at=at + 2 * some)
    deliver_due(now=at)
    tick(now=at)
    otherwise = Otherwise(make.ZONE, "en", "USD")
    upload = keep_upload(
        name="more.csv", data=b"name\nNew Harbour\n", otherwise=otherwise, encoding="", by=john, now=at
    )
    seen = plan_import(upload, by=john).digest()
    import_customers(upload, seen=seen, left_out_why="", by=john, now=at)
    return Cases(overdue, untold, closed, just_told, upload.pk)


@pytest.fixture
def window(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US")
    yield context.new_page()
    context.close()


def addresses(role: str, world: World, cases: Cases) -> list[str]:
    """What this role opens; a page that looks the same to another role is left to that one."""
    names = [name for name, route in ROUTES.items() if role in route.opens and name not in NO_PAGE]
    if role != "john":
        shared = {name for name in names if "john" in ROUTES[name].opens}
        names = [name for name in names if name not in shared or name in SEEN_ANEW.get(role, ())]
    found = [ROUTES[name].address(name, world) for name in names]
    return found + more_addresses(role, world, cases)


SEEN_ANEW = {
    "dana": ("desk:today", "board:review", "board:decision", "desk:incident", "desk:customers", "desk:change_customer"),
    "administrator": ("desk:add_customer", "desk:import_customers", "desk:letters", "desk:reports"),
    "auditor": ("desk:today", "desk:incident", "desk:customer", "desk:letter"),
    "colleague": ("desk:reports", "desk:log"),
    "out": ("account_login", "account_reset_password", "statuspage:new", "statuspage:asked"),
}


def more_addresses(role: str, world: World, cases: Cases) -> list[str]:
    of = {name: f"/i/{getattr(cases, name).reference}" for name in ("overdue", "untold", "closed", "just_told")}
    if role == "john":
        told = [
            of["overdue"],
            f"{of['overdue']}/update",
            f"{of['overdue']}/talk",
            of["untold"],
            f"{of['untold']}/update",
        ]
        ended = [of["closed"], f"{of['closed']}/reopen", of["just_told"], f"/i/{world.checked.reference}"]
        kinds = [f"/i/{world.incident.reference}/update?kind={kind}" for kind in ("moved", "nothing_new")]
        rest = [f"/i/{world.incident.reference}/step/5", f"/log?customer={world.customer.slug}", "/letters?to=us"]
        return [*told, *ended, *kinds, *rest, f"/customers/import/{cases.imported}/done", "/customers?q=nobody"]
    if role == "dana":
        return ["/?team=1", "/board?view=overdue", "/board?view=checking&kind=other", of["overdue"]]
    if role == "out":
        links = [link_for(case, case.speaker, now=now()) for case in (cases.overdue, cases.closed, world.incident)]
        return [f"/s/{token_of(link)}" for link in links] + ["/s/gone", *ERRORS]
    return []


def look(page: Page, address: str) -> list[str]:
    """What is wrong with the page that is open, in every look, and whether it fits the narrowest screen."""
    found = []
    for scheme, width in chromium.LOOKS:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 900})
        found += too_wide(page, address, width)
        if (results := Axe().run(page)).violations_count:
            found += [f"{address} {scheme} {width}: {line}" for line in told(results)]
    page.set_viewport_size({"width": chromium.NARROWEST, "height": 900})
    return found + too_wide(page, address, chromium.NARROWEST)


def too_wide(page: Page, address: str, width: int) -> list[str]:
    if page.evaluate("document.documentElement.scrollWidth") <= width:
        return []
    return [f"{address} is wider than {width}: {page.evaluate(TOO_WIDE)}"]


TOO_WIDE = """() => [...document.querySelectorAll("main *")]
    .filter(node => node.getBoundingClientRect().right > window.innerWidth + 1)
    .slice(0, 3).map(node => node.outerHTML.slice(0, 120))"""


def told(results) -> list[str]:
    broken = results.response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]} ({len(one['nodes'])})" for one in broken]


@pytest.mark.parametrize("role", LOOKED_AT_BY)
def test_every_page_is_accessible_quiet_and_fits(live_server, world, cases, window, role):
    noise: list[str] = []
    wrong: list[str] = []
    chromium.watch(window, noise)
    if role != "out":
        chromium.sign_in(window, live_server.url, world.who(role))
    with override_settings(ROOT_URLCONF="tests.shell.test_error_pages"):
        for address in addresses(role, world, cases):
            noise.clear()
            answer = window.goto(live_server.url + address, wait_until="load")
            expected = ERRORS.get(address, 404 if address == "/s/gone" else 200)
            if answer.status != expected:
                wrong.append(f"{address} is {answer.status}")
            wrong += look(window, address)
            wrong += [f"{address}: {line}" for line in noise if expected == 200]
    assert "\n".join(wrong) == ""


EMPTY = {
    "john": (
        "log",
        "i/{told}/note",
        "i/{told}/promise",
        "i/{told}/talk",
        "i/{told}/update",
        "i/{checked}/check",
        "i/{told}/files",
        "i/{told}/refund/sum",
        "i/{told}/refund/pay",
        "i/{closed}/reopen",
        "customers/add",
        "customers/import",
        "c/{slug}/contacts/add",
        "c/{slug}/trust",
    ),
    "dana": ("i/{told}/close", "board/decisions/{decision}"),
    "administrator": ("people/invite/", "people/teams/open/"),
    "out": ("s/new", "sign-in/", "password/forgotten/"),
}


def send(page: Page) -> bool:
    """Press the first button, and the one of the dialog that asks again; whether the page then says what is wrong."""
    sends = page.locator("#send-button")
    first = page.locator("main form[method=post] button[type=submit], main [form][type=submit]").first
    (sends if sends.count() else first).click()
    if page.locator("dialog[open]").count():
        page.locator("dialog[open] button[type=submit]").click()
    try:
        page.locator(".error-summary").wait_for(timeout=10_000)
    except NothingCame:
        return False
    return bool(page.locator(".error-summary").evaluate("node => node === document.activeElement"))


@pytest.mark.parametrize("role", EMPTY)
def test_a_form_sent_empty_says_what_to_do_and_is_accessible(live_server, world, cases, window, role):
    noise: list[str] = []
    wrong: list[str] = []
    chromium.watch(window, noise)
    if role != "out":
        chromium.sign_in(window, live_server.url, world.who(role))
    names = {"told": world.incident.reference, "closed": cases.closed.reference, "slug": world.customer.slug}
    names["decision"] = world.decision.pk
    for template in EMPTY[role]:
        address = "/" + template.format(**names, checked=world.checked.reference)
        window.set_viewport_size({"width": 1440, "height": 900})
        window.goto(live_server.url + address)
        for field in window.locator("main input[type=text], main textarea").all():
            field.fill("")
        if not send(window):
            wrong.append(f"{address} says nothing, or not to those who listen")
            continue
        if not window.title().startswith("Error:"):
            wrong.append(f"{address} has the title {window.title()}")
        for link in window.locator(".error-summary a").all():
            target = str(link.get_attribute("href"))
            if not window.locator(target).count():
                wrong.append(f"{address} leads to {target}, which is not there")
        wrong += look(window, address)
    assert "\n".join(wrong + noise) == ""


def test_the_keyboard_reaches_everything_and_is_always_seen(live_server, world, cases, window):
    """Skip link first; then each stop of Tab shows where it is, and nothing traps it."""
    chromium.sign_in(window, live_server.url, world.cast.john)
    for address in (
        "/",
        f"/i/{world.incident.reference}",
        f"/i/{world.incident.reference}/update",
        "/log",
        "/customers",
    ):
        window.goto(live_server.url + address)
        window.evaluate("document.activeElement && document.activeElement.blur()")
        window.keyboard.press("Tab")
        assert window.evaluate("document.activeElement.getAttribute('href')") == "#main", address
        unseen, stops = [], 0
        for _stop in range(120):
            window.keyboard.press("Tab")
            stop = window.evaluate(FOCUSED)
            if stop is None:
                break
            stops += 1
            if not stop["seen"]:
                unseen.append(stop["what"])
        assert unseen == [], address
        assert stops > 5, address


FOCUSED = """() => {
    const node = document.activeElement;
    if (!node || node === document.body) return null;
    const face = node.matches(":focus-visible") ? node : null;
    const label = node.id && document.querySelector(`label[for="${node.id}"]`);
    const drawn = one => {
        const style = getComputedStyle(one);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none";
    };
    const box = (label || node).getBoundingClientRect();
    const seen = face && box.width > 0 && box.height > 0 && (drawn(node) || (label && drawn(label)));
    return {seen: Boolean(seen), what: node.outerHTML.slice(0, 160)};
}"""
