"""What lies on the page of a decision beside the question: the sum, what was checked. One row a code, as they come."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib.humanize.templatetags.humanize import apnumber
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ground.languages import written_day
from ground.money.amounts import Money
from ground.money.formatting import format_money
from ground.worktime.now import now
from incidents.check_in_days import days_after
from incidents.closing_gate import checks
from incidents.closing_picture import picture_of
from incidents.models import Dispute
from recovery.decision_kinds import DISPUTE, END_CHECK, ON_ACCOUNT, REFUND
from recovery.last_letter import OVERRIDE, WITHOUT_WORD, LastLetter

if TYPE_CHECKING:
    from collections.abc import Callable

    from ground.decisions.models import Decision
    from incidents.closing_gate import Picture
    from incidents.models import Incident
    from refunds.models import Refund, RefundSum


@dataclass(frozen=True)
class Line:
    label: str
    value: str
    total: bool = False


@dataclass(frozen=True)
class Check:
    """`state` is done, missing or note."""

    text: str
    state: str = "done"
    sub: str = ""


@dataclass(frozen=True)
class Sheet:
    heading: str
    lines: list[Line] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    said: str = ""
    letter: str = ""
    """What the customer will read from us; never in the look of their own words."""
    ours: str = ""
    """Our version beside `said`, which is theirs then."""
    meta: str = ""
    url: str = ""
    label: str = ""


@dataclass(frozen=True)
class Asked:
    """What a sheet is made from: the decision and its incident."""

    decision: Decision
    incident: Incident


def sheets_of(asked: Asked) -> list[Sheet]:
    make = SHEETS.get(asked.decision.what)
    return make(asked) if make else []


def _refund(asked: Asked) -> list[Sheet]:
    """The sum and, while it waits, how it came about."""
    refund = _link(asked)
    if refund is None or refund.owed is None:
        return []
    lines = [Line(_("We owe them"), _money(refund.owed), total=True), *_paid(refund)]
    if asked.decision.amount is not None:
        lines.append(Line(_("To approve"), _money(asked.decision.amount), total=True))
    sums = [Sheet(_("The sum"), lines, url=_refund_page(asked), label=_("The refund"))]
    return [*sums, _way_to_the_sum(refund)] if asked.decision.is_waiting else sums


def _way_to_the_sum(refund: Refund) -> Sheet:
    latest = refund.sums.select_related("made_by", "replaces", "calculation").latest("version")
    checks = [_made(latest)]
    if latest.replaces is not None:
        was = {"was": _money(Money(latest.replaces.amount_minor, refund.currency)), "version": latest.replaces.version}
        checks.append(Check(_("It replaces version %(version)s") % was, "note", _("That one was %(was)s.") % was))
    if refund.paid:
        checks.append(Check(_("What was paid on account is taken off")))
    return Sheet(_("How we came to it"), checks=checks, meta=latest.words)


def _made(latest: RefundSum) -> Check:
    """Typed, or reckoned from invoices."""
    words: dict[str, str | int] = {"name": latest.made_by.name}
    if latest.calculation is None:
        return Check(_("%(name)s typed this sum") % words, "note", _("No invoice lines were reckoned for it."))
    words["version"] = latest.calculation.version
    told = _("Every line stands on version %(version)s of the refund worksheet.") % words
    return Check(_("%(name)s reckoned it from their invoices") % words, sub=told)


def _on_account(asked: Asked) -> list[Sheet]:
    refund = _link(asked)
    if refund is None or asked.decision.amount is None:
        return []
    owed = _money(refund.owed) if refund.owed is not None else _("not known yet")
    lines = [Line(_("We owe them"), owed), *_paid(refund)]
    lines.append(Line(_("To approve now"), _money(asked.decision.amount), total=True))
    return [Sheet(_("The sum"), lines, url=_refund_page(asked), label=_("The refund"))]


def _end_of_check(asked: Asked) -> list[Sheet]:
    reporter = {"name": asked.incident.logged_by.name}
    checks = [
        Check(_("Nothing was sent to the customer")),
        Check(_("The clock of the check runs on until you decide"), "note"),
    ]
    return [
        Sheet(
            _("What was reported"), said=asked.incident.story, meta=_("Reported by %(name)s") % reporter, checks=checks
        )
    ]


def _link(asked: Asked) -> Refund | None:
    """The refund as it came with the incident."""
    link = getattr(asked.incident, "refund_link", None)
    return link.refund if link else None


def _paid(refund: Refund) -> list[Line]:
    payments = refund.payments.all() if refund.paid else ()
    return [
        Line(
            _("%(kind)s, %(day)s, %(reference)s")
            % {
                "kind": paid.get_kind_display(),
                "day": written_day(paid.value_on, "short"),
                "reference": paid.reference,
            },
            _money(-paid.amount),
        )
        for paid in payments
    ]


def _money(amount: Money) -> str:
    return format_money(amount, get_language() or "en")


def _refund_page(asked: Asked) -> str:
    return reverse("desk:refund", args=[asked.incident.reference])


def _closing(asked: Asked) -> list[Sheet]:
    """What the gate says, and the letter that goes out with a yes."""
    incident = asked.incident
    picture = picture_of(incident, hours=incident.customer.our_hours(), now=now())
    lines = [Check(words.rstrip("."), "done" if there else "missing") for _code, words, there in checks(picture)]
    lines += _silence(picture)
    after = _("If you close it, they are asked again after %(days)s days.")
    days = ", ".join(str(day) for day in days_after(incident.severity))
    gate = Sheet(_("What closing needs"), checks=[*lines, Check(after % {"days": days}, "note")])
    letter = LastLetter.of_details(asked.decision.details)
    if not letter.contacts:
        words = letter.nobody_because or _("No letter goes out. The next update is let go.")
        return [gate, Sheet(_("The last letter"), meta=words)]
    to = _("To %(names)s") % {"names": ", ".join(contact.name for contact in letter.contacts)}
    return [gate, Sheet(_("The last letter"), letter=f"{letter.heading}\n\n{letter.body}", meta=to)]


def _silence(picture: Picture) -> list[Check]:
    """How often they were asked for a number that they did not give, and how long they kept silent."""
    if picture.word is not None or not picture.asked:
        return []
    named = {"name": picture.name, "times": apnumber(picture.asked)}
    asked = ngettext("%(name)s was asked once", "%(name)s was asked %(times)s times", picture.asked)
    words = asked % named
    if picture.silent_from is None:
        return [Check(words, "note")]
    when = {"day": written_day(timezone.localtime(picture.silent_from), "weekday")}
    quiet = _("No word until %(day)s.") if picture.silent else _("Silence counts from %(day)s.")
    return [Check(words, "note", quiet % when)]


def _dispute(asked: Asked) -> list[Sheet]:
    """Both versions, apart; what shows ours; and that giving way needs nobody."""
    row = Dispute.objects.filter(pk=asked.decision.details.get("row"), incident=asked.incident).first()
    if row is None:
        return []
    checks = [
        Check(_("Step 4 is done: they know that we understood them")),
        Check(_("Nothing of ours was said to them yet"), "note", _("Giving way needs nobody’s yes.")),
    ]
    if row.proof:
        checks.insert(1, Check(_("What shows it"), "note", row.proof))
    page = reverse("desk:step", args=[asked.incident.reference, 5])
    return [
        Sheet(
            _("Both versions"), said=row.theirs, ours=row.ours, checks=checks, url=page, label=_("Step 5 of this case")
        )
    ]


SHEETS: dict[str, Callable[[Asked], list[Sheet]]] = {
    REFUND: _refund,
    ON_ACCOUNT: _on_account,
    END_CHECK: _end_of_check,
    OVERRIDE: _closing,
    WITHOUT_WORD: _closing,
    DISPUTE: _dispute,
}
