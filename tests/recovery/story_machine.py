"""A machine that tells random stories with every verb of incidents, updates and recovery, and never believes them."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from customers.keeping import contact_left
from customers.models import Customer
from customers.never_again import add_never_again
from ground.outbox import claiming, marking
from ground.outbox.models import Letter
from ground.outbox.outcomes import call_waiting_listeners
from incidents.answering import AnswerRefused
from incidents.changing import ChangeRefused
from incidents.choices import ContainmentState, Ending, How, Severity, State
from incidents.containment import decide
from incidents.endings import EndingRefused, end_check
from incidents.evidence import EvidenceRefused
from incidents.models import Incident, Promise
from incidents.opening import LogRefused, Mistake
from incidents.progress import StepRefused, finish_step, note_step, reopen_step
from incidents.promises import PromiseRefused, answer_for, keep_promise, make_promise, move_promise, release_promise
from recovery.closing import close_by_a_manager, give_the_check_more_time, reopen
from recovery.telling import log_for_later, log_to_check, open_and_tell
from tests import make, make_cases, make_steps
from tests.recovery import must_hold
from tests.recovery.must_hold import INTERNAL, PRIVATE, only_for
from updates.choices import NudgeState, UpdateKind
from updates.links import link_for, revoke_link
from updates.models import Nudge, Update
from updates.reminders import GUARD as REMINDER
from updates.reminders import tick
from updates.sending import SendRefused, Telling, send_update, undo_update
from updates.talking import Talk, TalkRefused, add_note, note_conversation, save_draft

REFUSALS = (LogRefused, SendRefused, TalkRefused, PromiseRefused, StepRefused, EndingRefused, EvidenceRefused)
REFUSALS += (AnswerRefused, ChangeRefused)
BEGINS = datetime(2026, 10, 30, 9, 0, tzinfo=ZoneInfo("America/Los_Angeles")).astimezone(UTC)
"""Friday morning; the clocks go back on the Sunday."""
AT_MOST = 3
SECOND, MINUTE, HOUR, DAY = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))
LATER = st.sampled_from([10 * MINUTE, HOUR, 4 * HOUR, DAY, 3 * DAY])
PASSING = st.sampled_from([5 * SECOND, 31 * SECOND, 20 * MINUTE, 3 * HOUR, DAY, 4 * DAY])
NEWS = st.sampled_from(
    [UpdateKind.UPDATE, UpdateKind.NOTHING_NEW, UpdateKind.LATE, UpdateKind.APOLOGY, UpdateKind.MOVED]
)
ANY = st.integers(0, 5)
done: Counter[str] = Counter()
"""How often each verb was not refused, over all stories; a machine whose verbs are all refused proves nothing."""


class Stories(RuleBasedStateMachine):
    """Three incidents at most, two customers, John who owns them, Priya who reports and Dana who decides."""

    def __init__(self) -> None:
        super().__init__()
        # The whole story is undone at its end; `durable` blocks inside are told that a test holds the outer one.
        self.story = transaction.atomic()
        self.story._from_testcase = True
        self.story.__enter__()
        self.now, self.words, self.newest, self.touched = BEGINS, 0, 0, 0
        self.accepted: dict[int, list[int]] = defaultdict(list)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.story.__exit__(None, None, None)

    # -- The cast -----------------------------------------------------------------------------------------------------

    @initialize(severity=st.sampled_from(["critical", "high"]))
    def people(self, severity: str) -> None:
        self.cast = make.cast()
        halvorsen = make_cases.halvorsen(self.cast.john)
        kessler = make.customer("Kessler Tools", account_manager=self.cast.john, deputy=self.cast.dana)
        make.contact(kessler, "Paul Kessler", speaks=True)
        make.contact(kessler, "Eva Kessler")
        self.customers = [halvorsen, kessler]
        for customer in self.customers:
            add_never_again(customer, words=INTERNAL, by=self.cast.john, now=BEGINS)
            customer.contacts.update(note=INTERNAL)
        self.begin(severity)

    def begin(self, severity: str) -> None:
        """Every story begins with a mistake that was told, so that there is something to tell on about."""
        telling = self.telling(self.customers[0], 0, 4 * HOUR, UpdateKind.FIRST_NOTICE)
        mistake = self.mistake(self.customers[0], severity)
        open_and_tell(customer=self.customers[0], mistake=mistake, telling=telling, by=self.cast.john, now=self.now)

    def customer(self, which: int) -> Customer:
        return self.customers[which % len(self.customers)]

    def incident(self, which: int) -> Incident:
        """Mostly one that runs."""
        incidents = list(Incident.objects.select_related("customer__team__calendar", "owner").order_by("pk"))
        running = [incident for incident in incidents if incident.state != State.CLOSED]
        incidents = running or incidents if which else incidents
        chosen = incidents[which % len(incidents)]
        self.touched = chosen.pk
        return chosen

    def checking(self, which: int) -> Incident:
        found = Incident.objects.filter(state=State.CHECKING).order_by("pk")
        self.touched = found[which % found.count()].pk
        return Incident.objects.select_related("customer__team__calendar").get(pk=self.touched)

    def promise(self, which: int) -> Promise | None:
        live = list(Promise.objects.live().filter(kind="commitment").select_related("incident").order_by("pk"))
        return live[which % len(live)] if live else None

    def word(self) -> str:
        """Begins the body of a letter; stands nowhere else."""
        self.words += 1
        return f"word{self.words:04d}x"

    def attempt(self, name: str, verb, *args, **kwargs):
        """Let a verb be tried; a refusal in a sentence is an answer, anything else a fault."""
        try:
            found = verb(*args, **kwargs)
        except REFUSALS:
            return None
        done[name] += 1
        return found

    # -- Logging ------------------------------------------------------------------------------------------------------

    def mistake(self, customer: Customer, severity: str, *, known: bool = True) -> Mistake:
        people = list(customer.contacts.here())
        return make_cases.mistake(
            customer, title=f"{INTERNAL} title", story=f"{INTERNAL} story", severity=severity,
            contacts=people if known else [], found_at=self.now - DAY,
        )  # fmt: skip

    def telling(self, customer: Customer, to: int, ahead: timedelta | None, kind: str) -> Telling:
        people = list(customer.contacts.told().order_by("pk"))
        chosen = people if to % 3 == 0 else people[to % 2 : to % 2 + 1]
        alone = len(chosen) == 1 and len(people) > 1
        body = f"{self.word()} is what we know now." + (f" This is {only_for(chosen[0])}" if alone else "")
        next_at = self.now + ahead if ahead is not None else None
        return Telling(kind, "What we know now", body, chosen, next_at, on_page=not alone)

    def may_log(self) -> bool:
        return Incident.objects.count() < AT_MOST

    @precondition(may_log)
    @rule(which=ANY, severity=st.sampled_from(Severity.values), ahead=LATER)
    def log_and_tell(self, which, severity, ahead):
        customer = self.customer(which)
        telling = self.telling(customer, 0, ahead, UpdateKind.FIRST_NOTICE)
        mistake, john = self.mistake(customer, severity), self.cast.john
        self.attempt("told", open_and_tell, customer=customer, mistake=mistake, telling=telling, by=john, now=self.now)

    @precondition(may_log)
    @rule(which=ANY, severity=st.sampled_from(Severity.values))
    def log(self, which, severity):
        customer = self.customer(which)
        mistake, john = self.mistake(customer, severity), self.cast.john
        self.attempt("logged", log_for_later, customer=customer, mistake=mistake, by=john, now=self.now)

    @precondition(may_log)
    @rule(which=ANY, severity=st.sampled_from(Severity.values), by_another=st.booleans())
    def report(self, which, severity, by_another):
        customer = self.customer(which)
        by = self.cast.priya if by_another else self.cast.john
        mistake = self.mistake(customer, severity, known=False)
        self.attempt("checked", log_to_check, customer=customer, mistake=mistake, by=by, now=self.now)

    # -- Telling ------------------------------------------------------------------------------------------------------

    @rule(which=ANY, to=ANY, ahead=LATER, kind=NEWS)
    def tell(self, which, to, ahead, kind):
        incident = self.incident(which)
        kind = kind if incident.first_told_at else UpdateKind.FIRST_NOTICE
        telling = self.telling(incident.customer, to, ahead, kind)
        self.attempt(f"update {kind}", send_update, incident, telling=telling, by=self.cast.john, now=self.now)

    @precondition(lambda self: Update.objects.filter(undo_until__gt=self.now).exists())
    @rule()
    def undo(self):
        update = Update.objects.filter(undo_until__gt=self.now).order_by("pk").last()
        self.touched = update.incident_id
        self.attempt("undone", undo_update, update, by=self.cast.john, now=self.now)

    @rule(which=ANY, ago=st.sampled_from([timedelta(0), HOUR, DAY]), ahead=st.none() | LATER, moved=st.booleans())
    def ring(self, which, ago, ahead, moved):
        incident = self.incident(which)
        talk = Talk(
            contact=incident.customer.contacts.here().first() if which % 2 else None,
            channel="phone", began="us", happened_at=self.now - ago, their_words=PRIVATE, our_words=PRIVATE,
            next_at=self.now + ahead if ahead else None, moved=moved,
        )  # fmt: skip
        name = "talked" if ahead is None else "rang and moved" if moved else "rang and told"
        self.attempt(name, note_conversation, incident, talk=talk, by=self.cast.john, now=self.now)

    @rule(which=ANY)
    def write_for_ourselves(self, which):
        incident, john = self.incident(which), self.cast.john
        self.attempt("noted", add_note, incident, text=PRIVATE, by=john, now=self.now)
        self.attempt("drafted", save_draft, incident, heading=PRIVATE, body=PRIVATE, by=john, now=self.now)

    # -- Steps and what must stop -------------------------------------------------------------------------------------

    @rule(which=ANY, not_needed=st.booleans())
    def walk_a_step(self, which, not_needed):
        incident, john = self.incident(which), self.cast.john
        number = incident.step_now or 8
        self.attempt("step noted", note_step, incident, number=number, note=PRIVATE, by=john, now=self.now)
        if number != 5:
            self.attempt("step walked", make_steps.NEEDS[number], incident, by=john, now=self.now)
        how = {"not_needed": number == 5 or not_needed, "why": PRIVATE}
        self.attempt("step finished", finish_step, incident, number=number, by=john, now=self.now, **how)

    @rule(which=ANY, number=st.integers(1, 8))
    def reopen_a_step(self, which, number):
        incident = self.incident(which)
        self.attempt(
            "step reopened", reopen_step, incident, number=number, reason=PRIVATE, by=self.cast.john, now=self.now
        )

    @rule(which=ANY, state=st.sampled_from([ContainmentState.DONE, ContainmentState.PLANNED]))
    def stop_it(self, which, state):
        item = self.incident(which).containment.order_by("pk")[which % 2]
        by_at = self.now + DAY
        self.attempt("contained", decide, item, state=state, who=PRIVATE, by_at=by_at, by=self.cast.john, now=self.now)

    # -- Promises -----------------------------------------------------------------------------------------------------

    @rule(which=ANY, how=st.sampled_from([How.WRITTEN, How.SPOKEN, How.INFERRED]), ahead=LATER)
    def promise_something(self, which, how, ahead):
        incident = self.incident(which)
        to = incident.customer.contacts.here().order_by("pk").last() if which % 2 else None
        text = INTERNAL if how == How.INFERRED else f"A credit note {only_for(to)}" if to else "A credit note"
        self.attempt(
            "promised", make_promise, incident, text=text, due_at=self.now + ahead, due_zone=incident.customer.zone,
            how=how, to=to, by=self.cast.john, now=self.now,
        )  # fmt: skip

    @rule(which=ANY, end=st.sampled_from(["kept", "moved", "released", "answered for"]), ahead=LATER)
    def end_a_promise(self, which, end, ahead):
        promise = self.promise(which)
        if promise is None:
            return
        self.touched = promise.incident_id
        words = {"by": self.cast.john, "now": self.now, "why": PRIVATE}
        verb = {"kept": keep_promise, "released": release_promise, "answered for": answer_for, "moved": move_promise}
        more = {"due_at": self.now + ahead} if end == "moved" else {}
        self.attempt(f"promise {end}", verb[end], promise, **words, **more)

    # -- Ends and beginnings ------------------------------------------------------------------------------------------

    @precondition(lambda self: Incident.objects.filter(state=State.CHECKING).exists())
    @rule(which=ANY, ending=st.sampled_from([Ending.NOT_A_MISTAKE, Ending.NO_EFFECT, Ending.DUPLICATE]))
    def end_a_check(self, which, ending):
        incident = self.checking(which)
        other = Incident.objects.filter(customer=incident.customer).exclude(pk=incident.pk).first()
        words = {"reason": PRIVATE, "by": self.cast.dana, "now": self.now, "duplicate_of": other}
        words |= {} if ending == Ending.DUPLICATE else {"duplicate_of": None}
        self.attempt(f"check ended as {ending}", end_check, incident, ending=ending, **words)

    @precondition(lambda self: Incident.objects.filter(state=State.CHECKING).exists())
    @rule(which=ANY)
    def give_it_time(self, which):
        incident = self.checking(which)
        self.attempt("check extended", give_the_check_more_time, incident, by=self.cast.dana, now=self.now)

    @rule(which=ANY, tell=st.booleans(), meant=st.integers(0, 2))
    def close(self, which, tell, meant):
        if meant:
            return
        incident = self.incident(which)
        last = self.telling(incident.customer, 0, None, UpdateKind.RESOLVED) if tell else None
        words = {"heading": last.heading, "body": last.body, "contacts": last.contacts} if last else {}
        name = "closed with a letter" if tell else "closed"
        self.attempt(name, close_by_a_manager, incident, reason=PRIVATE, by=self.cast.dana, now=self.now, **words)

    @precondition(lambda self: Incident.objects.filter(state=State.CLOSED).exists())
    @rule(which=ANY)
    def open_again(self, which):
        closed = Incident.objects.filter(state=State.CLOSED).order_by("pk")
        incident = closed[which % closed.count()]
        self.touched = incident.pk
        self.attempt("reopened", reopen, incident, reason=PRIVATE, by=self.cast.john, now=self.now)

    # -- People and links ---------------------------------------------------------------------------------------------

    @rule(which=ANY)
    def a_contact_leaves_or_a_link_is_closed(self, which):
        customer = self.customer(which)
        if which == 0 and customer.contacts.here().count() > 1:
            contact_left(customer.contacts.here().last(), by=self.cast.john, now=self.now)
            done["contact left"] += 1
            return
        incident = self.incident(which)
        contact = incident.customer.contacts.here().first()
        revoke_link(link_for(incident, contact, now=self.now), self.cast.john, self.now)
        done["link revoked"] += 1

    # -- Time and machines --------------------------------------------------------------------------------------------

    @rule(by=PASSING)
    def time_passes(self, by):
        self.now += by

    @rule(by=PASSING)
    def time_passes_and_it_ticks(self, by):
        self.now += by
        self._tick()

    @rule()
    def it_ticks(self):
        self._tick()

    def _tick(self) -> None:
        live = set(Promise.objects.live().values_list("pk", flat=True))
        before = set(Nudge.objects.filter(state=NudgeState.WRITTEN).values_list("pk", flat=True))
        done["mails of the tick"] += tick(now=self.now)
        fresh = Nudge.objects.filter(state=NudgeState.WRITTEN).exclude(pk__in=before)
        settled = fresh.exclude(promise__in=live)
        assert list(settled) == [], "a reminder of something that was done before"
        assert not fresh.filter(matured_at__gt=self.now).exists(), "a reminder that was early"

    @rule(how=st.sampled_from(["accepted", "accepted", "failed", "postponed"]))
    def letters_leave(self, how):
        call_waiting_listeners(self.now)
        claimed = list(claiming.claim("smtp", now=self.now, at_most=20))
        for letter in claimed:
            # Looked at when they are claimed: one that fails may undo what the next one reminds of.
            self._lines_are_alive(letter)
        for letter in claimed:
            if how == "accepted":
                marking.accepted(letter, "250 OK", self.now)
                self._note_lines(letter)
            elif how == "failed":
                marking.failed(letter, "550 no such person", self.now, reply="550 no such person")
            else:
                marking.postponed(letter, "451 try again later", self.now)
            done[f"letter {how}"] += 1

    def _lines_are_alive(self, letter: Letter) -> None:
        if letter.guard == REMINDER and letter.attempts == 1:
            nudges = Nudge.objects.filter(letter_id=letter.pk).select_related("promise")
            assert all(nudge.promise.is_live for nudge in nudges), f"letter {letter.pk} reminds of something done"

    def _note_lines(self, letter: Letter) -> None:
        for pk in Nudge.objects.filter(letter_id=letter.pk).values_list("pk", flat=True):
            self.accepted[pk].append(letter.pk)

    # -- What must hold -----------------------------------------------------------------------------------------------

    @invariant()
    def rows_fit_together(self):
        must_hold.a_clock_for_every_running_incident()
        must_hold.a_state_for_every_promise()
        must_hold.what_kept_it_happened()
        must_hold.each_nudge_reached_its_reader_once(self.accepted)

    @invariant()
    def nobody_reads_what_is_ours(self):
        self.newest = must_hold.letters_without_a_word_of_ours(self.newest)
        incident = Incident.objects.filter(pk=self.touched).select_related("customer", "owner").first()
        if incident is not None:
            must_hold.pages_without_a_word_of_ours(incident, self.now)

    @invariant()
    def the_history_verifies(self):
        must_hold.the_history_verifies()
