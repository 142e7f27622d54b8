"""The rules of PRODUCT.md written down a second time, from rows alone: what a step and a closing need.

Nothing here calls a gate, a picture or a step table of the product, so that the random repairs compare two readings.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from ground.worktime.hours import is_working_day
from incidents.models import (
    Account,
    Answer,
    Apology,
    Asking,
    Dispute,
    Fact,
    Feeling,
    Frame,
    Incident,
    Prevention,
    Remedy,
    Summary,
)
from trust.models import Reading

CLOCKS = ("next_update", "first_notice", "checking", "settling")
LIVE = {"state__in": ("open", "broken"), "followed_at": None}


def five_working_days_after(at: datetime, incident: Incident) -> datetime:
    """The same time of day on the fifth working day after the day of `at`."""
    hours = incident.customer.our_hours()
    local = at.astimezone(hours.zone)
    day, left = local.date(), 5
    while left:
        day += timedelta(days=1)
        left -= is_working_day(hours, day)
    return datetime.combine(day, local.time(), hours.zone).astimezone(ZoneInfo("UTC"))


def kept_silent(askings: list[datetime], incident: Incident, now: datetime) -> bool:
    """Asked twice at least five working days apart, and silent for five more."""
    if len(askings) < 2:
        return False
    enough = five_working_days_after(askings[0], incident)
    second = next((at for at in askings[1:] if at >= enough), None)
    return second is not None and five_working_days_after(second, incident) <= now


def standing(kind, incident):
    return standing_of(list(kind.objects.filter(incident=incident)))


def standing_of(rows):
    """Neither replaced nor taken out."""
    replaced = {row.replaces_id for row in rows}
    return [row for row in rows if row.pk not in replaced and row.removed_at is None]


def said_yes(row, incident: Incident, question: str, columns: tuple[str, ...], now: datetime) -> bool:
    """Their last yes or no to these very words is a yes; or they said nothing to two questions."""
    same = {row.pk}
    before = row.replaces
    while before is not None and all(getattr(before, name) == getattr(row, name) for name in columns):
        same.add(before.pk)
        before = before.replaces
    answers = list(Answer.objects.filter(incident=incident, question=question, withdrawn_at=None))
    verdicts = [one.verdict for one in answers if one.about_id in same and one.verdict in ("yes", "no")]
    if verdicts:
        return verdicts[-1] == "yes"
    since = answers[-1].said_at if answers else None
    askings = Asking.objects.filter(incident=incident, question=question, void_at=None)
    times = [one.asked_at for one in askings if since is None or one.asked_at > since]
    return kept_silent(times, incident, now)


def lacks(number: int, incident: Incident, now: datetime) -> list[str]:
    """What step `number` still needs, in our words."""
    return [what for what, there in NEEDS[number](incident, now) if not there]


def first(incident, now):
    yield "owner", incident.owner_id is not None
    yield "deputy", incident.deputy_id is not None
    yield "tell them by", incident.next_update_due_at is not None or incident.first_told_at is not None
    yield "containment", not incident.containment.filter(state="undecided").exists()


def second(incident, now):
    theirs = [row for row in standing(Account, incident) if row.side == "theirs"]
    askings = list(Asking.objects.filter(incident=incident, question="version", void_at=None))
    yield "their version", bool(theirs) or kept_silent([one.asked_at for one in askings], incident, now)
    yield "a fact with a source", any(row.source and row.happened_on for row in standing(Fact, incident))


def third(incident, now):
    yield "a feeling, or asked without an answer", bool(standing(Feeling, incident))


def fourth(incident, now):
    summary = next(iter(standing(Summary, incident)), None)
    yield "summary", summary is not None
    if summary is not None:
        yield "told", summary.told_at is not None
        yield "confirmed", said_yes(summary, incident, "summary", ("text", "owned", "apology"), now)


def fifth(incident, now):
    disputes = standing(Dispute, incident)
    yield "a fact in dispute", bool(disputes)
    yield "results", all(row.result for row in disputes)


def sixth(incident, now):
    frame = next(iter(standing(Frame, incident)), None)
    yield "sentence", frame is not None
    if frame is not None:
        yield "scope", bool(frame.scope.strip())
        yield "two causes", bool(frame.happened_cause and frame.unnoticed_cause)
        yield "more than a slip", {frame.happened_cause, frame.unnoticed_cause} - {"human_error"} != set()
        yield "told", frame.told_at is not None or said_yes(frame, incident, "sentence", ("sentence",), now)
        yield "accepted", said_yes(frame, incident, "sentence", ("sentence",), now)


def seventh(incident, now):
    apology = next(iter(standing(Apology, incident)), None)
    made = apology is not None and apology.told_at is not None
    yield "apology made", made
    if made:
        silent = five_working_days_after(apology.told_at, incident) <= now
        yield "reaction, or five working days", bool(apology.reaction) or silent


def eighth(incident, now):
    remedies, preventions = standing(Remedy, incident), standing(Prevention, incident)
    yield "a remedy", bool(remedies)
    yield "remedies done", all(row.done_at for row in remedies)
    yield "refund paid", nothing_owed(incident)
    yield "no promise open", not open_promises(incident)
    yield "prevention", bool(preventions)
    for frame in standing(Frame, incident):
        causes = {frame.happened_cause, frame.unnoticed_cause} - {"", "human_error"}
        yield "prevention against each cause", causes <= {row.against for row in preventions}


NEEDS = {1: first, 2: second, 3: third, 4: fourth, 5: fifth, 6: sixth, 7: seventh, 8: eighth}


def nothing_owed(incident: Incident) -> bool:
    link = getattr(incident, "refund_link", None)
    return link is None or (link.refund.owed_minor is not None and link.refund.owed_minor == link.refund.paid_minor)


def open_promises(incident: Incident) -> list[str]:
    return list(incident.promises.filter(**LIVE).exclude(kind__in=CLOCKS).values_list("text", flat=True))


# -- Closing ----------------------------------------------------------------------------------------------------------


def began_step_7(incident: Incident) -> datetime | None:
    sixth_step = incident.steps.get(number=6)
    moments = [at for at in (sixth_step.finished_at, incident.reopened_at) if at is not None]
    return max(moments) if sixth_step.finished_at else None


def their_words(incident: Incident) -> list[Reading]:
    return list(Reading.objects.filter(customer=incident.customer_id, whose="theirs").order_by("said_at", "pk"))


def speaker_of(incident: Incident):
    return incident.speaker if incident.speaker is not None and incident.speaker.left_at is None else None


def line_of(incident: Incident) -> int:
    """7, or their former height where their own earlier word, written down before the mistake was, is lower."""
    logged, found = incident.logged_at, incident.found_at
    earlier = [r for r in their_words(incident) if r.said_at < found and r.recorded_at <= logged]
    own = [r for r in earlier if r.contact_id == incident.speaker_id]
    former = (own or earlier)[-1].value if earlier else 7
    return min(7, former)


def their_number(incident: Incident) -> int | None:
    """The last number of whoever speaks for them, since step 7 began."""
    since, speaker = began_step_7(incident), speaker_of(incident)
    if since is None or speaker is None:
        return None
    own = [r.value for r in their_words(incident) if r.contact_id == speaker.pk and r.said_at >= since]
    return own[-1] if own else None


def not_all_done(incident: Incident) -> list[str]:
    """What only an override waives."""
    found = [f"step {step.number}" for step in incident.steps.filter(state="todo")]
    found += ["remedy" for row in standing(Remedy, incident) if row.done_at is None]
    found += [] if nothing_owed(incident) else ["refund"]
    return found + [f"promise: {text}" for text in open_promises(incident)]


def keeps_from_closing_as_met(incident: Incident, reason: str) -> list[str]:
    found, number = not_all_done(incident), their_number(incident)
    if number is None or number < line_of(incident):
        found.append(f"trust {number} of {line_of(incident)}")
    last = {r.contact_id: r.value for r in their_words(incident) if r.said_at >= incident.found_at}
    for contact in incident.contacts.filter(left_at=None).exclude(pk=incident.speaker_id):
        named = any(name in reason for name in (contact.name, contact.name.split()[0]))
        if last.get(contact.pk, 10) < line_of(incident) and not named:
            found.append(f"the reason says nothing of {contact.name}")
    return found


def keeps_from_closing_without_word(incident: Incident, now: datetime) -> list[str]:
    found, since = not_all_done(incident), began_step_7(incident)
    if speaker_of(incident) is None:
        return [*found, "nobody speaks for them"]
    if their_number(incident) is not None:
        found.append("they gave a number")
    asked = Asking.objects.filter(incident=incident, question="trust", contact=incident.speaker_id, void_at=None)
    times = sorted(one.asked_at for one in asked if since and one.asked_at >= since)
    return found if kept_silent(times, incident, now) else [*found, "not asked twice in silence"]


def days_of_check_ins(incident: Incident) -> set[int]:
    if incident.ending == "small":
        return {30}
    return {7, 30, 90} if incident.severity in ("critical", "high") else {30, 90}
