"""The main pages on PostgreSQL, among a thousand running incidents and among a hundred thousand.

Each page is asked for by somebody to whom the number matters: John, whose sixty incidents are few among all, and Ruth,
whose teams own every one. The measure is a bare Django page of the same run: the same middleware, no sign-in, one
indexed query, fifty rows in a plain table.
"""

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from benches.many_rows import OWN, Rows, house, say, say_load

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SIZES = (1_000, 100_000)
STATEMENTS, OF_THE_STORY = 12, 14
GROWTH, RATIO, OF_THE_PRIVATE_PAGE = 1.3, 4.0, 3.0
ROUNDS = 40
BARE = """<!doctype html><title>Bare</title><table>{% for row in rows %}
<tr><td>{{ row.next_update_due_at }}</td><td>{{ row.title }}</td><td>{{ row.state }}</td><td>{{ row.step_now }}</td>
</tr>{% endfor %}</table>"""


@dataclass(frozen=True)
class Figures:
    milliseconds: float
    ratio: float
    statements: int
    size: int


def bare(request: "HttpRequest") -> "HttpResponse":
    from django.http import HttpResponse

    from incidents.models import Incident

    rows = Incident.objects.running().by_clock()[:50]
    return HttpResponse(_bare_template().render({"rows": rows}, request))


@cache
def _bare_template() -> Any:
    from django.template import engines

    return engines["django"].from_string(BARE)


def own_incidents() -> None:
    """John's, each told by the verbs themselves and spoken about, the first with a story of three hundred events."""
    from ground.accounts.models import Person
    from ground.outbox.models import Pulse
    from ground.worktime.now import now
    from tests import make, make_cases, make_long
    from updates.talking import add_note

    john, at = Person.objects.get(email="john@brightwater.example"), now()
    Pulse.objects.create(name="updates.tasks.tick", ran_at=at)
    for number in range(OWN):
        customer = make.customer(f"Own customer {number}", account_manager=john)
        make.contact(customer, speaks=True)
        told = make_cases.told(customer, now=at - timedelta(hours=1), next_at=at + timedelta(hours=number + 1))
        add_note(told, text="They were calm.", by=john, now=at)
        if number == 0:
            make_long.long_case(told, now=at)


def addresses() -> dict[str, tuple[str, str]]:
    """What is opened, by whose address of mail (none: signed out)."""
    from ground.worktime.now import now
    from incidents.models import Incident
    from updates.links import link_for, token_of

    first = Incident.objects.select_related("speaker").filter(owner__email="john@brightwater.example").earliest("pk")
    assert first.speaker is not None
    status = f"/s/{token_of(link_for(first, first.speaker, now=now()))}"
    return {
        "board, John": ("/board", "john"),
        "board, Ruth": ("/board", "ruth"),
        "board, Ruth, low trust": ("/board?view=low", "ruth"),
        "Today, John": ("/", "john"),
        "Today, Ruth": ("/", "ruth"),
        "incident, John": (f"/i/{first.reference}", "john"),
        "incident, Ruth": (f"/i/{first.reference}", "ruth"),
        "status page": (status, ""),
        "log form, John": ("/log", "john"),
        "log form, Ruth": ("/log", "ruth"),
    }


def visit(address: str, who: str) -> Callable[[], Any]:
    from django.test import Client

    from ground.accounts.models import Person

    client = Client(SERVER_NAME="127.0.0.1")
    if who:
        client.force_login(Person.objects.filter(name__istartswith=who, team__isnull=False).earliest("pk"))

    def get() -> Any:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer

    return get


def asked(get: Callable[[], Any]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as found:
        get()
    return len([query for query in found if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))])


def seconds(get: Callable[[], Any]) -> float:
    began = time.perf_counter()
    get()
    return time.perf_counter() - began


def measure(get: Callable[[], Any], plain: Callable[[], Any]) -> Figures:
    """The median of the page, and of the bare page asked for in turn with it, so that both meet the same machine."""
    size = len(get().content)
    plain()
    pairs = [(seconds(get), seconds(plain)) for _round in range(ROUNDS)]
    page, beside = (statistics.median(times) for times in zip(*pairs, strict=True))
    return Figures(page * 1000, page / beside, asked(get), size)


def bench(rows: Rows, size: int) -> dict[str, Figures]:
    rows.grow_to(size)
    found = {}
    plain = visit("/bare", "")
    say(f"{size:>9,} incidents: {'p50 ms':>8} {'x bare':>7} {'asked':>6} {'bytes':>8}")
    for name, (address, who) in addresses().items():
        found[name] = figures = measure(visit(address, who), plain)
        shown = f"{figures.milliseconds:>8.1f} {figures.ratio:>7.2f} {figures.statements:>6} {figures.size:>8,}"
        say(f"  {name:<24}{shown}")
    return found


def beyond(name: str, first: Figures, last: Figures) -> list[str]:
    """What misses its bound."""
    growth, most = last.milliseconds / first.milliseconds, OF_THE_STORY if "incident" in name else STATEMENTS
    ratio = OF_THE_PRIVATE_PAGE if name == "status page" else RATIO
    say(f"  {name:<24}{growth:.2f} times as long (bound {GROWTH:g}), {last.ratio:.1f} times bare (bound {ratio:g})")
    found = [f"{name}: grows {growth:.2f} times"] if growth > GROWTH else []
    found += [f"{name}: {last.ratio:.1f} times the bare page"] if last.ratio > ratio else []
    flat = first.statements == last.statements <= most
    return found if flat else [*found, f"{name}: {first.statements}, then {last.statements} statements"]


def main() -> int:
    with house():
        from django.conf import settings
        from django.core.management import call_command
        from django.urls import clear_url_caches

        settings.ROOT_URLCONF = "benches.with_a_bare_page"
        clear_url_caches()
        call_command("collectstatic", interactive=False, verbosity=0)
        rows = Rows()
        rows.people()
        own_incidents()
        found = {size: bench(rows, size) for size in SIZES}
    missed = [line for name, first in found[SIZES[0]].items() for line in beyond(name, first, found[SIZES[-1]][name])]
    for line in missed:
        say(f"  beyond its bound: {line}")
    say_load("PostgreSQL without fsync, in one process, no server between")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
