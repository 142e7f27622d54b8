"""What a step page is made of: the case as one person sees it, forms by name, and what the step adds of its own.

Each step's module has a `STEP`: which forms there are, what the template needs besides, what earlier steps found.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from desk.timeline import Story
from incidents.choices import State, StepState
from incidents.gathering import case_of
from incidents.standing import Standing
from incidents.steps import rule
from updates.clock_words import day_and_time, day_words, moment_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from django.http import QueryDict
    from django.utils.functional import Promise as LazyText

    from customers.models import Contact
    from desk.steps.asked import Question
    from desk.steps.forms import PartForm
    from desk.steps.slots import Slot
    from ground.accounts.models import Person
    from incidents.gates import Case
    from incidents.models import Evidence, Incident, Step, ToldEvidence
    from trust.models import Reading


SAVED = _("Saved.")


@dataclass
class Page:
    """One look of one person at one step of a case. `change` names the row they asked to change: part and id."""

    incident: Incident
    number: int
    person: Person
    now: datetime
    may_change: bool
    change: tuple[str, int] | None = None
    questions: dict[type[ToldEvidence], Question] = field(default_factory=dict)
    """How the summary and the sentence stand with them, once they are read (`desk.steps.asked.question_on`)."""

    @cached_property
    def standing(self) -> Standing:
        return Standing(self.incident, reader=self.person)

    @cached_property
    def address(self) -> str:
        """Of this step; a long list asks for it once a row."""
        return reverse("desk:step", args=[self.incident.reference, self.number])

    @property
    def step(self) -> Step:
        return self.standing.steps[self.number - 1]

    @property
    def finished(self) -> bool:
        return self.step.state != StepState.TODO

    @property
    def finished_steps(self) -> frozenset[int]:
        return self.standing.finished

    @property
    def feelings(self) -> bool:
        """Whether this person may read what people said of how it was for them."""
        return self.person.powers.feelings

    @property
    def may_read(self) -> bool:
        return self.feelings or not rule(self.number).of_feelings

    @property
    def writes(self) -> bool:
        """Whether this person may add to the step now."""
        return self.may_change and self.may_read and self.incident.state != State.CLOSED

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.person.zone)

    def case(self, *steps: int) -> Case:
        """The picture for the gates of these steps; our hours are read only where one of them counts working days."""
        return case_of(self.incident, *steps, now=self.now, standing=self.standing)

    @cached_property
    def story(self) -> Story:
        """What was told and said, from the history."""
        return Story(self.incident, self.now, self.person.zone, feelings=self.feelings)

    @property
    def contacts(self) -> list[Contact]:
        """The people this is about; those of the customer while nobody is named."""
        return self.standing.contacts

    @cached_property
    def readings(self) -> list[Reading]:
        """What was said of trust by this customer and by us, oldest first; nothing to whoever may not read it."""
        if not self.feelings:
            return []
        return list(self.incident.customer.readings.in_order().select_related("contact"))

    @property
    def speaker_name(self) -> str:
        """Whoever speaks for the customer, as we would call them."""
        return self.incident.speaker.greeting_name if self.incident.speaker else str(_("the customer"))

    def day(self, at: datetime) -> str:
        return day_words(at, self.now, self.zone)

    def moment(self, at: datetime) -> str:
        """A line of its own: “Today, 13:00”."""
        return day_and_time(at, self.now, self.zone)

    def said(self, at: datetime) -> str:
        """Within a sentence: “today at 13:00”."""
        return moment_words(at, self.now, self.zone)

    def look_again(self) -> None:
        """Something was written: read the case anew."""
        self.__dict__.pop("standing", None)
        self.questions.clear()


@dataclass(frozen=True)
class Earlier:
    """What an earlier step found, for the guide: from which step, in words; `said` when they are the customer's."""

    number: int
    words: str
    said: bool = False


@dataclass(frozen=True)
class Link:
    """The next right act: an address, or the name of an act of the form."""

    label: str
    url: str = ""
    act: str = ""


@dataclass(frozen=True)
class Way:
    """A further button of a form, as `<form>.<way>`: checked with the forms `beside` it, then `does` all in one act."""

    does: Callable[[Mapping[str, Slot]], str]
    beside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """One form of a step page. `name` begins its fields and is the act of its button; `kind` are the rows it writes.

    `one`: there is at most one such row, and the form stands on it. `fixed` are values every row of the form has; rows
    that differ in them are no rows of this form. `save` replaces the usual add or change and returns the sentence to
    say, `take_out` the usual taking out; `initial` fills what the row says nothing of.
    """

    name: str
    form: type[PartForm]
    kind: type[Evidence] | None = None
    one: bool = False
    fixed: Mapping[str, Any] = field(default_factory=dict)
    said: LazyText | str = SAVED
    save: Callable[[Slot], str] | None = None
    take_out: Callable[[Slot, str], object] | None = None
    ways: Mapping[str, Way] = field(default_factory=dict)
    initial: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)

    def fits(self, row: Evidence) -> bool:
        return all(getattr(row, name) == value for name, value in self.fixed.items())


def _no_parts(page: Page) -> Sequence[Part]:
    return ()


def _nothing(page: Page) -> dict[str, Any]:
    return {}


def _no_earlier(page: Page) -> list[Earlier]:
    return []


def _no_link(page: Page) -> Link | None:
    return None


@dataclass(frozen=True)
class StepPage:
    """One step: its template is desk/steps/<name>.html.

    `context` gives the template what it needs besides the forms; `acts` are buttons of its own by name, each doing one
    thing and returning the sentence to say; `subs` adds a second line to a check, by its code; `next_act` is the solid
    button while something is missing; `state` overrules the pill at the head: tone, icon, words. `side` is a template
    beside the step that follows what is typed, with the context `aside` makes; `rewrite` is what a press there does to
    the words that are typed, None when it was another press.
    """

    number: int
    name: str
    parts: Callable[[Page], Sequence[Part]] = _no_parts
    context: Callable[[Page], dict[str, Any]] = _nothing
    earlier: Callable[[Page], list[Earlier]] = _no_earlier
    subs: Callable[[Page], Mapping[str, str]] = _nothing
    next_act: Callable[[Page], Link | None] = _no_link
    acts: Mapping[str, Callable[[Page, QueryDict], str]] = field(default_factory=dict)
    state: Callable[[Page], tuple[str, str, str] | None] = lambda page: None
    side: str = ""
    aside: Callable[[Page, Mapping[str, Slot]], dict[str, Any]] = lambda page, slots: {}
    rewrite: Callable[[Page, QueryDict], QueryDict | None] = lambda page, posted: None

    @property
    def template(self) -> str:
        return f"desk/steps/{self.name}.html"
