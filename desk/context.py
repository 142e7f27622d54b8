"""What the staff shell shows around every page; nothing is asked of the database until a template reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext_lazy

from customers.models import Customer, only_reads
from desk.appearance import SHORTCUTS_COOKIE, THEME_COOKIE, THEMES
from desk.demo_clock import demo_now_words
from desk.mail_doors import in_tray
from desk.watch_page import heading
from ground.accounts.models import House, Person, asking
from ground.built_once import BuiltOnce
from ground.worktime.now import now
from incidents.counting import Count, count_words
from incidents.models import Incident
from refunds.models import Finding

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Place:
    """A place in the navigation: shown when its address exists and the role has the power it `needs`."""

    key: str
    view: str
    label: str
    icon: str
    go: str = ""
    wide: bool = False
    needs: str = ""
    short: str | _StrPromise = ""


PLACES = (
    Place("today", "desk:today", gettext_noop("Today"), "clock", go="t"),
    Place(
        "board",
        "board:review",
        gettext_noop("Review board"),
        "clipboard-check",
        go="b",
        short=pgettext_lazy("navigation", "Review"),
        needs="money",
    ),
    Place("log", "desk:log", gettext_noop("Log"), "plus-lg", needs="writes"),
    Place("customers", "desk:customers", gettext_noop("Customers"), "people", go="c"),
    Place("insights", "board:insights", gettext_noop("Insights"), "bar-chart", go="i"),
    Place("letters", "desk:letters", gettext_noop("Letters"), "inbox", wide=True),
)
BENEATH = {"today": "/i/", "customers": "/bring/"}
MENU = (
    Place("letters", "desk:letters", gettext_noop("Letters and replies"), "inbox"),
    Place("me", "desk:settings", gettext_noop("Your settings"), "person"),
    Place("reminders", "board:reminders", gettext_noop("Reminders"), "bell", needs="watches"),
    Place("people", "board:people", gettext_noop("People and teams"), "people", needs="administers"),
    Place("mail", "board:mail", gettext_noop("Mail"), "envelope", needs="administers"),
    Place("house", "board:settings", gettext_noop("Settings of the house"), "gear", needs="settings"),
)

COUNTED = {
    "today": gettext_noop("overdue"),
    "board": gettext_noop("open"),
    "letters": gettext_noop("need a person"),
}
"""What a number beside a place counts."""


def shell(request: HttpRequest) -> dict[str, Shell]:
    return {"shell": Shell(request)}


class Shell:
    """Theme and shortcuts come from cookies; the rest is worked out when a signed-in page reads it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def theme(self) -> str:
        chosen = self.request.COOKIES.get(THEME_COOKIE, "")
        return chosen if chosen in THEMES else "auto"

    @property
    def themes(self) -> list[tuple[str, str]]:
        return [("auto", _("System")), ("light", _("Light")), ("dark", _("Dark"))]

    @property
    def shortcuts(self) -> str:
        return "off" if self.request.COOKIES.get(SHORTCUTS_COOKIE) == "off" else "on"

    @cached_property
    def demo_move_url(self) -> str:
        return address("desk:move_demo") if self.person else ""

    @property
    def demo_now(self) -> str:
        return demo_now_words()

    @property
    def home(self) -> str:
        return address("desk:today") or "/"

    @property
    def find_url(self) -> str:
        return address("desk:find")

    @property
    def log_url(self) -> str:
        return address("desk:log") if self.may("writes") else ""

    @cached_property
    def person(self) -> Person | None:
        user = getattr(self.request, "user", None)
        return user if isinstance(user, Person) and user.is_authenticated else None

    @property
    def name(self) -> str:
        return self.person.name if self.person else ""

    @property
    def initials(self) -> str:
        return initials(self.name)

    @cached_property
    def place(self) -> str:
        role = self.person.get_role_display() if self.person else ""
        return ", ".join(part for part in (role, self.known.get("name", "")) if part)

    @cached_property
    def nav(self) -> list[dict[str, Any]]:
        return self._places(PLACES) if self.person else []

    @cached_property
    def menu(self) -> list[dict[str, Any]]:
        return self._places(MENU) if self.person else []

    def may(self, power: str) -> bool:
        """Whether the role of this person has a power (a field of Powers); no power at all needs no role."""
        return not power or (self.person is not None and bool(getattr(self.person.powers, power)))

    def _places(self, places: tuple[Place, ...]) -> list[dict[str, Any]]:
        return [
            {
                "key": place.key,
                "url": url,
                "label": _(place.label),
                "icon": place.icon,
                "go": place.go,
                "wide": place.wide,
                "short": str(place.short),
                "current": current(self.request.path, url) or beneath(self.request.path, place.key),
                "count": self.count(place.key),
                "count_word": _(COUNTED.get(place.key, "open")),
                "late": place.key == "today",
            }
            for place in places
            if self.may(place.needs) and (url := address(place.view))
        ]

    def count(self, key: str) -> str:
        number = self.known.get(key, 0)
        return count_words(number) if number else ""

    @property
    def found(self) -> str:
        """What the overcharge watch found and nobody has seen to, in a sentence."""
        number = self.known.get("found", 0)
        return heading(number) if number else ""

    @cached_property
    def known(self) -> dict[str, Any]:
        """One statement: the house's name, what runs where this person may see it, what of their own is overdue."""
        if self.person is None:
            return {}
        return next(iter(KNOWN.ask(self.person.role, person=self.person.pk, at=now())), {})


def _known(role: str, person: int, at: datetime) -> Any:
    somebody = asking(role, person, at)
    seen, mine = Incident.objects.visible_to(somebody).running(), Incident.objects.mine(somebody).running()
    counts = {"board": Count(seen), "today": Count(mine.overdue(at))}
    if somebody.powers.feelings:
        counts["letters"] = Count(in_tray(somebody))
    if not only_reads(somebody):
        found = Finding.objects.open().order_by().values("customer")
        counts["found"] = Count(Customer.objects.visible_to(somebody).filter(pk__in=found))
    return House.objects.annotate(**counts).values("name", *counts)


KNOWN: BuiltOnce[dict[str, Any]] = BuiltOnce(_known)


def address(view: str) -> str:
    """The address of a view, or nothing while no room serves it."""
    try:
        return reverse(view)
    except NoReverseMatch:
        return ""


def current(path: str, url: str) -> str:
    """`aria-current` of a place: "page" on it, "true" beneath it, nothing elsewhere."""
    if path == url:
        return "page"
    return "true" if url != "/" and path.startswith(url) else ""


def beneath(path: str, key: str) -> str:
    """`aria-current` of the place from which people come to pages with an address of their own."""
    return "true" if key in BENEATH and path.startswith(BENEATH[key]) else ""


def initials(name: str) -> str:
    """The first letters of the first and the last name."""
    words = name.split()
    ends = words[:1] + words[1:][-1:]
    return "".join(word[0] for word in ends).upper()
