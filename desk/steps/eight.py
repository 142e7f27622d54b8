"""Step 8, handle the problem: what puts it right, the money, what keeps it from happening again, and the promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.incident_page import owed
from desk.promise_rows import promise_row
from desk.steps.at_hand import WISH, PersonField, at_hand
from desk.steps.contract import Earlier, Link, Part, StepPage
from desk.steps.forms import SHORT, DayField, PartForm
from ground.choosing import ChoiceField
from ground.languages import written_day
from ground.text import LineField
from incidents.choices import CLOCK_KINDS, Cause, State
from incidents.evidence import EvidenceRefused
from incidents.models import Frame, Prevention, Remedy
from incidents.repairing import mark_done
from trust.models import PARTNER_LINE, Whose

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desk.promise_rows import PromiseRow
    from desk.steps.contract import Page
    from desk.steps.slots import Slot

NUMBER = 8


class TaskForm(PartForm):
    """Something to be done, by whom and until when."""

    def build(self) -> None:
        self.fields["owner"] = PersonField(
            at_hand(self.page).people,
            empty=_("Choose a person"),
            label=_("Who does it"),
            initial=self.page.person.pk,
            error_messages={"required": WISH},
        )
        self.fields["due_on"] = DayField(label=_("By when"), error_messages={"required": WISH})

    def has_changed(self) -> bool:
        """An owner is chosen beforehand; a new row begins with its words."""
        return super().has_changed() if self.row is not None else bool(self["text"].value())


class RemedyForm(TaskForm):
    may_go = True
    text = LineField(
        max_length=SHORT,
        label=gettext_lazy("What puts it right for them?"),
        error_messages={"required": gettext_lazy("Say what puts it right.")},
    )


class PreventionForm(TaskForm):
    may_go = True
    text = LineField(
        max_length=SHORT,
        label=gettext_lazy("What keeps it from happening again?"),
        error_messages={"required": gettext_lazy("Say what changes.")},
    )

    def build(self) -> None:
        super().build()
        choices = [(cause, label) for cause, label, _against in causes_of(self.page)]
        self.fields["against"] = ChoiceField(
            required=False,
            label=_("Against which cause?"),
            choices=[("", _("In general")), *choices],
            initial=next((cause for cause, _label in open_causes(self.page)), ""),
        )


class DoneForm(PartForm):
    asks_why = False
    done_words = LineField(
        max_length=SHORT,
        required=False,
        label=gettext_lazy("How do we know it is done? (optional)"),
    )

    def has_changed(self) -> bool:
        return bool(self["done_words"].value())


def causes_of(page: Page) -> list[tuple[str, str, str]]:
    """The causes of step 6 that something can be done against: code, words, and which question they answer."""
    frame = page.standing.one(Frame)
    if frame is None:
        return []
    named = [
        (frame.happened_cause, frame.happened_words, _("answers “why it happened”")),
        (frame.unnoticed_cause, frame.unnoticed_words, _("answers “why nobody noticed”")),
    ]
    found = {}
    for cause, words, answers in named:
        if cause and cause != Cause.HUMAN_ERROR and cause not in found:
            found[cause] = (cause, words or str(Cause(cause).label), answers)
    return list(found.values())


def open_causes(page: Page) -> list[tuple[str, str]]:
    """The causes of step 6 that nothing is done against yet: code and words."""
    against = {prevention.against for prevention in page.standing.of(Prevention)}
    return [(cause, label) for cause, label, _answers in causes_of(page) if cause not in against]


def _parts(page: Page) -> Sequence[Part]:
    if not page.writes:
        return ()
    return (
        Part("remedy", RemedyForm, kind=Remedy, said=_("The remedy is kept.")),
        Part("prevention", PreventionForm, kind=Prevention, said=_("It is kept, with its owner.")),
        Part("remedy_done", DoneForm, kind=Remedy, save=_done),
        Part("prevention_done", DoneForm, kind=Prevention, save=_done),
    )


def _done(slot: Slot) -> str:
    if not isinstance(slot.row, Remedy | Prevention):
        raise EvidenceRefused(_("Choose what is done."))
    mark_done(slot.row, words=slot.form.cleaned_data["done_words"], by=slot.page.person, now=slot.page.now)
    return _("Marked as done.")


@dataclass(frozen=True)
class TaskRow:
    """One remedy or prevention: when or how it stands, who does it, what it answers, and what can be done with it."""

    text: str
    when: str
    tone: str
    icon: str
    sub: str
    change_url: str
    done_url: str


def _row(page: Page, task: Remedy | Prevention, *, answers: str = "") -> TaskRow:
    kind = task._meta.model_name or ""
    when, tone, icon = _when(page, task)
    sub = [task.owner.name, answers, task.done_words]
    return TaskRow(
        text=task.text,
        when=when,
        tone=tone,
        icon=icon,
        sub=" · ".join(part for part in sub if part),
        change_url=f"?change={kind}-{task.pk}#form-{kind}" if page.writes else "",
        done_url=f"?change={kind}_done-{task.pk}#form-{kind}_done" if page.writes and task.done_at is None else "",
    )


def _when(page: Page, task: Remedy | Prevention) -> tuple[str, str, str]:
    today = page.now.astimezone(page.zone).date()
    if task.done_at is not None:
        return _("Done %(day)s") % {"day": page.day(task.done_at)}, "kept", "check-lg"
    if task.due_on < today:
        return _("Was due %(day)s") % {"day": _day(task.due_on, today)}, "late", "exclamation-lg"
    if task.due_on == today:
        return _("Due today"), "soon", "clock"
    return _("Due %(day)s") % {"day": _day(task.due_on, today)}, "", ""


def _day(on: date, today: date) -> str:
    return written_day(on, "short" if on.year == today.year else "short-year")


def _context(page: Page) -> dict[str, Any]:
    standing, causes = page.standing, causes_of(page)
    answers = {cause: words for cause, _label, words in causes}
    preventions = standing.of(Prevention)
    return {
        "remedies": [_row(page, remedy) for remedy in standing.of(Remedy)],
        "preventions": [_row(page, p, answers=answers.get(p.against, "")) for p in preventions],
        "unanswered": [label.rstrip(".") for _cause, label in open_causes(page)],
        "owed": _owed(page),
        "promises_open": _promises(page),
        "closing": closing_words(page) if page.incident.state == State.OPEN else "",
    }


def _owed(page: Page) -> dict[str, str] | None:
    lines, refund = owed(page), page.standing.refund
    return {**lines, "state": _refund_state(refund)} if lines else None


def _refund_state(refund: Any) -> str:
    if refund.balance is None:
        return _("The sum is not set yet.")
    if not refund.balance:
        return _("Paid in full.")
    return _("Approved.") if refund.approval_id else _("Not approved yet.")


def _promises(page: Page) -> list[PromiseRow]:
    """Those besides the next update that are open or broken and not answered for, each with a way to settle it."""
    reference, zone = page.incident.reference, page.person.zone
    live = [p for p in page.standing.promises if p.is_live and p.kind not in CLOCK_KINDS]
    return [
        promise_row(p, page.now, zone, url=reverse("desk:promise", args=[reference, p.pk]) if page.writes else "")
        for p in sorted(live, key=lambda promise: promise.due_at)
    ]


def closing_words(page: Page) -> str:
    """What closing needs besides this step: the others, and trust in their own words."""
    steps = [n for n in range(1, NUMBER) if n not in page.finished_steps]
    words = {"name": page.speaker_name, "line": PARTNER_LINE, "steps": ", ".join(map(str, steps))}
    if steps:
        needs = _("Closing also needs the steps %(steps)s, and trust at %(line)s or more in the words of %(name)s.")
    else:
        needs = _("Closing also needs trust at %(line)s or more in the words of %(name)s.")
    said = [r for r in page.readings if r.whose == Whose.THEIRS and r.contact_id == page.incident.speaker_id]
    if not said:
        return needs % words
    last = {"name": page.speaker_name, "value": said[-1].value, "day": page.day(said[-1].said_at)}
    lately = _("%(name)s said %(value)s on %(day)s.") % last
    return f"{needs % words} {lately}"


def _earlier(page: Page) -> list[Earlier]:
    frame = page.standing.one(Frame)
    return [Earlier(6, frame.would_be_right, said=True)] if frame and frame.would_be_right else []


def _subs(page: Page) -> Mapping[str, str]:
    refund = page.standing.refund
    return {"refund": _refund_state(refund)} if refund else {}


def _next_act(page: Page) -> Link | None:
    first, reference = page.incident.step_now, page.incident.reference
    if first is not None and first < page.number:
        return Link(_("Go to step %(number)s") % {"number": first}, url=reverse("desk:step", args=[reference, first]))
    if not page.standing.of(Remedy):
        return Link(_("Add a remedy"), act="remedy")
    if not page.standing.of(Prevention) or open_causes(page):
        return Link(_("Add what keeps it from happening again"), act="prevention")
    refund = page.standing.refund
    if refund is not None and (refund.balance is None or refund.balance):
        return Link(_("Open the refund"), url=reverse("desk:refund", args=[reference]))
    return _settle_next(page)


def _settle_next(page: Page) -> Link | None:
    """The promise that is due first, else a remedy that is not done."""
    if promises := _promises(page):
        return Link(_("Settle “%(what)s”") % {"what": promises[0].text}, url=promises[0].url)
    task = next((remedy for remedy in page.standing.of(Remedy) if remedy.done_at is None), None)
    if task is None:
        return None
    return Link(_("Mark “%(what)s” as done") % {"what": task.text}, url=_row(page, task).done_url)


def _state(page: Page) -> tuple[str, str, str] | None:
    remedies, preventions = page.standing.of(Remedy), page.standing.of(Prevention)
    tasks = [*remedies, *preventions]
    if not tasks or page.finished:
        return None
    done = sum(task.done_at is not None for task in tasks)
    return "", "", _("%(done)s of %(all)s done") % {"done": done, "all": len(tasks)}


STEP = StepPage(
    8,
    "eight",
    parts=_parts,
    context=_context,
    earlier=_earlier,
    subs=_subs,
    next_act=_next_act,
    state=_state,
)
