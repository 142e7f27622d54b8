"""What must hold of every repair at every moment; each function fails with what it found."""

import hashlib
from collections import defaultdict
from datetime import datetime

from django.apps import apps
from django.db import connection

from ground.decisions.models import Decision
from incidents.models import Answer, CheckIn, Dispute, Incident, Promise, Reopening, Step
from incidents.together import Question
from refunds.models import Payment, Refund
from tests.recovery import must_hold, plain_rules
from trust.models import Reading
from updates.ladder import ABOVE, JUST_PAST
from updates.models import Conversation, Nudge, Update
from updates.nightly import check_clocks

KINDS = (
    Incident, Promise, Step, Update, Conversation, Refund, Payment, Decision, Dispute, Reopening, CheckIn, Answer,
)  # fmt: skip
ROWS = Question(lambda: [kind.objects.all() for kind in KINDS], numbers=0)
ROOMS = ("incidents", "updates", "refunds", "trust", "customers", "accounts", "decisions", "history", "outbox")
OF_A_NOTE = ("history_", "decisions_")


def content() -> dict[str, str]:
    """Every row of every table of the house, a digest a table."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT * FROM {table}")
            found[table] = hashlib.sha256("\n".join(sorted(map(repr, cursor.fetchall()))).encode()).hexdigest()
    return found


def _tables() -> list[str]:
    models = [m for room in ROOMS for m in apps.get_app_config(room).get_models(include_auto_created=True)]
    return sorted({f'"{model._meta.db_table}"' for model in models})


TABLES = _tables()


def nothing_changed(before: dict[str, str], after: dict[str, str], name: str, *, note_kept: bool) -> None:
    """A verb that was refused left every row as it was; a decision that came too late keeps the note, and nothing
    else."""
    changed = [table for table in before if before[table] != after[table]]
    if note_kept:
        changed = [table for table in changed if not table.strip('"').startswith(OF_A_NOTE)]
    assert changed == [], f"{name} was refused and changed {changed}"


class House:
    """Every row that matters, read in one statement; what must hold of them at every moment."""

    def __init__(self) -> None:
        self._rows = ROWS.ask()
        self.incidents = {one.pk: one for one in self.of(Incident)}

    def of(self, kind):
        return self._rows[kind]

    def by_incident(self, kind):
        found = defaultdict(list)
        for row in self.of(kind):
            found[row.incident_id].append(row)
        return found

    def closed(self):
        return [one for one in self.incidents.values() if one.state == "closed"]

    def holds(self) -> None:
        self.clocks_are_their_promises()
        self.promises_have_their_states()
        self.what_kept_a_clock_happened()
        self.steps_are_in_order()
        self.nothing_is_paid_beyond_its_yes()
        self.nothing_waits_for_what_is_over()
        self.check_ins_follow_their_closing()
        self.answers_are_owed_what_was_promised()

    def clocks_are_their_promises(self) -> None:
        promises, updates, talks = (self.by_incident(kind) for kind in (Promise, Update, Conversation))
        for pk, incident in self.incidents.items():
            clocks = [p for p in promises[pk] if p.kind in plain_rules.CLOCKS and p.is_live]
            assert len(clocks) == (incident.state != "closed"), f"{incident.reference}, {incident.state}: {clocks}"
            shown = (incident.next_update_due_at, incident.clock_started_at)
            clock = (clocks[0].due_at, clocks[0].made_at) if clocks else (None, None)
            assert shown == clock, f"{incident.reference} shows {shown}, its promise is {clock}"
            told = [u.sent_at for u in updates[pk] if u.state == "told"]
            told += [talk.happened_at for talk in talks[pk] if talk.gave_facts]
            assert incident.first_told_at in (told or [None]), f"{incident.reference}: first {incident.first_told_at}"

    def promises_have_their_states(self) -> None:
        for promise in self.of(Promise):
            assert must_hold.fits(promise), f"{promise.pk}: {promise.state}, {must_hold.columns(promise)}"
            watched = promise.rung_due_at is not None
            wanted = promise.is_live and promise.kind != "settling"
            assert watched == wanted, f"{promise.pk}: {promise.kind} {promise.state}, rung {promise.rung_due_at}"

    def what_kept_a_clock_happened(self) -> None:
        updates, talks = self.by_incident(Update), self.by_incident(Conversation)
        for promise in self.of(Promise):
            if promise.kind in ("next_update", "first_notice", "checking") and promise.state in ("kept", "kept_late"):
                at = promise.settled_at
                told = any(u.sent_at == at and u.state == "told" for u in updates[promise.incident_id])
                spoken = any(talk.gave_facts and talk.happened_at <= at for talk in talks[promise.incident_id])
                assert told or spoken, f"{promise.pk} was kept at {at} by nothing"

    def steps_are_in_order(self) -> None:
        for pk, steps in self.by_incident(Step).items():
            incident = self.incidents[pk]
            done = [step.number for step in steps if step.state != "todo"]
            assert done == list(range(1, len(done) + 1)), f"{incident.reference}: finished are {done}"
            at = len(done) + 1 if len(done) < 8 else None
            assert incident.step_now == at, f"{incident.reference} stands at {incident.step_now}, not at {at}"

    def nothing_is_paid_beyond_its_yes(self) -> None:
        decisions = {one.pk: one for one in self.of(Decision)}
        for refund in self.of(Refund):
            payments = [one for one in self.of(Payment) if one.refund_id == refund.pk]
            assert sum(one.amount_minor for one in payments) == refund.paid_minor
            assert refund.owed_minor is None or refund.paid_minor <= refund.owed_minor
            for decision in {decisions[one.decision_id] for one in payments}:
                paid = sum(one.amount_minor for one in payments if one.decision_id == decision.pk)
                assert decision.state == "approved" and decision.decided_by_id != decision.asked_by_id
                assert paid <= decision.amount_minor, f"paid {paid} of {decision.amount_minor}"
            if refund.approval_id is not None:
                yes = decisions[refund.approval_id]
                assert (yes.state, yes.version) == ("approved", str(refund.version))

    def nothing_waits_for_what_is_over(self) -> None:
        """No decision waits whose matter is settled; no reopening is proposed of what is open."""
        for decision in self.of(Decision):
            if decision.state not in ("asked", "sent_back"):
                continue
            state = self.incidents[decision.within_id].state
            assert decision.what != "end_check" or state == "checking", f"{decision.what} waits, {state}"
            assert not decision.what.startswith("close_") or state == "open", f"{decision.what} waits, {state}"
            if decision.what == "dispute":
                disputes = plain_rules.standing_of(self.by_incident(Dispute)[decision.within_id])
                waits = [row.decision_id for row in disputes if not row.result]
                assert decision.pk in waits, "a dispute that is over waits for a manager"
        for proposed in self.of(Reopening):
            if proposed.settled_at is None:
                incident = self.incidents[proposed.incident_id]
                assert (incident.state, incident.closed_at) == ("closed", proposed.closed_at), "proposed, but open"

    def check_ins_follow_their_closing(self) -> None:
        check_ins = self.by_incident(CheckIn)
        for pk, incident in self.incidents.items():
            live = [one for one in check_ins[pk] if one.void_at is None and one.answered_at is None]
            if incident.state != "closed":
                assert live == [], f"{incident.reference} is open and still asks {live}"
            elif incident.ending in ("met", "without_word", "override", "small"):
                of_this = {one.day for one in check_ins[pk] if one.closed_at == incident.closed_at}
                assert of_this == plain_rules.days_of_check_ins(incident), f"{incident.reference}: {of_this}"
                assert all(one.closed_at == incident.closed_at for one in live)

    def answers_are_owed_what_was_promised(self) -> None:
        """What they took back, and what we dealt with, is owed nothing any more."""
        promises = {one.pk: one for one in self.of(Promise)}
        later = {one.replaces_id: one for one in self.of(Promise)}
        for answer in self.of(Answer):
            promise = promises.get(answer.promise_id)
            while promise is not None and promise.pk in later:
                promise = later[promise.pk]
            if promise is not None and (answer.withdrawn_at or answer.dealt_at):
                assert not promise.is_live, f"answer {answer.pk} is dealt with, its promise runs"


def somebody_knows_of_what_is_overdue(now: datetime) -> None:
    """After a tick: a clock that has run out is broken and somebody above was told, and no clock lies."""
    for incident in Incident.objects.exclude(state="closed").filter(next_update_due_at__lt=now):
        clock = incident.promises.get(kind__in=plain_rules.CLOCKS, **plain_rules.LIVE)
        assert clock.kind != "settling", f"{incident.reference} was to be settled at {clock.due_at}"
        assert clock.state == "broken", f"{incident.reference}: {clock.due_at} has passed and is {clock.state}"
        above = Nudge.objects.filter(promise=clock, rung__startswith=ABOVE)
        assert now < clock.due_at + JUST_PAST or above.exists(), f"{incident.reference}: nobody knows of {clock.due_at}"
    assert check_clocks(now=now) == []


def closed_within_its_class(incident: Incident, now: datetime) -> None:
    """Called at the moment it closed: nothing has changed since."""
    where = f"{incident.reference} closed as {incident.ending}"
    manager = incident.closed_by is not None and incident.closed_by.role == "manager"
    match incident.ending:
        case "met":
            lacking = plain_rules.keeps_from_closing_as_met(incident, incident.ending_reason)
            assert lacking == [], f"{where}: {lacking}"
            assert incident.closed_at_trust == plain_rules.their_number(incident)
            assert incident.closing_line == plain_rules.line_of(incident)
        case "without_word":
            lacking = plain_rules.keeps_from_closing_without_word(incident, now)
            assert lacking == [], f"{where}: {lacking}"
            assert manager and incident.ending_reason and incident.closed_at_trust is None, where
        case "override":
            assert manager and incident.ending_reason, where
        case "small":
            assert incident.size == "small", f"{where}, a full recovery"
            said = incident.answers.filter(question="resolution", verdict="yes", withdrawn_at=None).exists()
            settled = incident.promises.filter(kind="settling", state="kept").order_by("settled_at").last()
            silent = settled is not None and settled.due_at <= now
            assert incident.first_told_at and (said or silent or incident.closed_by), f"{where}: without yes or silence"
        case "not_a_mistake" | "no_effect":
            assert manager and incident.ending_reason and incident.first_told_at is None, where
        case "duplicate":
            assert incident.duplicate_of.customer_id == incident.customer_id, where
    assert not incident.promises.filter(kind__in=plain_rules.CLOCKS, **plain_rules.LIVE).exists(), where


def stays_within_its_class(incident: Incident) -> None:
    """As long as it is closed: its steps stay finished, and what it was met on stands, or opening it is proposed."""
    if incident.ending in ("met", "without_word"):
        assert incident.step_now is None, (
            f"{incident.reference} is closed as {incident.ending} at step {incident.step_now}"
        )
    if incident.ending == "met":
        own = Reading.objects.filter(contact=incident.speaker_id, whose="theirs", said_at__lte=incident.closed_at)
        stands = own.filter(value=incident.closed_at_trust).exists()
        assert stands or incident.reopenings.exists(), f"{incident.reference} was met on a number that was taken back"
