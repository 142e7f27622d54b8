"""A machine that repairs at random with every verb of the eight steps, and reads the rules a second time beside it.

Where `story_machine` looks at telling, this one walks steps, answers, disputes, decisions, refunds, closings,
check-ins, small mistakes and handovers; every refused verb has to leave the house as it was.
"""

from collections import Counter
from datetime import timedelta

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from customers.handovers import HandoverRefused, take_back_handover
from ground.accounts.absences import note_absence
from ground.accounts.refusals import PeopleRefused
from ground.decisions.models import Decision
from ground.decisions.refusals import DecisionRefused
from ground.mailbox.bounces import Returned
from ground.money.amounts import Money
from ground.outbox import claiming, marking
from ground.outbox import models as outbox
from ground.outbox.outcomes import call_waiting_listeners
from incidents import evidence
from incidents.answering import AnswerRefused, see_to
from incidents.changing import ChangeRefused, set_deputy
from incidents.choices import DisputeResult, Emotion, Ending, How, Severity, Side
from incidents.containment import ContainmentRefused, decide
from incidents.endings import EndingRefused
from incidents.evidence import EvidenceRefused
from incidents.models import (
    Account,
    Answer,
    Apology,
    CheckIn,
    Dispute,
    Fact,
    Feeling,
    Frame,
    Incident,
    Prevention,
    Promise,
    Remedy,
    Summary,
)
from incidents.opening import LogRefused
from incidents.progress import StepRefused, finish_step, reopen_step
from incidents.promises import PromiseRefused, answer_for, keep_promise, make_promise, move_promise, release_promise
from incidents.repairing import mark_done
from incidents.small import SmallRefused
from incidents.told import askings_of
from recovery import after_closing, check_ins, closing, deciding, disputing, refunding
from recovery.answers import Part, Sent, take_answer, take_back
from recovery.apologising import apologise_aloud, apologise_by_letter, note_reaction
from recovery.call_times import call_times
from recovery.checking import end_or_ask
from recovery.disputing import DisputeRefused
from recovery.growing import make_it_full
from recovery.handing_over import hand_over, take_over
from recovery.last_letter import LastLetter
from recovery.reading import record_and_tell
from recovery.small import settle_by_their_yes, settle_due
from recovery.telling import log_to_check, reassess
from recovery.understanding import Heard, Letter, Seen, hear, tell_sentence, tell_summary
from refunds.paying import open_on_account
from refunds.refusals import RefundRefused
from tests import make, make_cases, make_steps
from tests.recovery import must_hold, plain_rules, repair_holds
from trust.readings import ReadingRefused
from updates.agreeing import agree_on_a_new_date, let_go
from updates.came_back import letter_came_back
from updates.choices import UpdateKind
from updates.links import lives, revoke_link
from updates.models import Link, Update
from updates.promised import Moved, Promised
from updates.reminders import tick
from updates.sending import SendRefused, Telling, send_update, undo_update
from updates.talking import Talk, TalkRefused, note_conversation

SECOND, MINUTE, HOUR, DAY = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))
ANY, ONE_IN_THREE = st.integers(0, 5), st.integers(0, 2).map(lambda n: n == 0)
AHEAD = st.sampled_from([HOUR, 4 * HOUR, DAY, 3 * DAY])
PASSING = st.sampled_from([5 * MINUTE, 3 * HOUR, DAY, 5 * DAY, 9 * DAY, 31 * DAY])
VERDICT = st.sampled_from(["yes", "yes", "no"])
ABOUT = st.sampled_from(["summary", "sentence", "resolution", "check_in", "question", "call_back", "trust"])
WORDS = "Words of ours."
STEP = (AnswerRefused, EvidenceRefused, StepRefused, SendRefused, TalkRefused, ChangeRefused, ContainmentRefused)
MONEY = (RefundRefused, DecisionRefused)
CLOSING = (EndingRefused, SendRefused, DecisionRefused)
done: Counter[str] = Counter()
"""How often each verb was not refused, over all repairs."""
refused: Counter[str] = Counter()


class Repairs(RuleBasedStateMachine):
    """Two incidents and a small mistake at most of one customer; John owns them until somebody takes them over."""

    def __init__(self) -> None:
        super().__init__()
        # The whole story is undone at its end; `durable` blocks inside are told that a test holds the outer one.
        self.story = transaction.atomic()
        self.story._from_testcase = True
        self.story.__enter__()
        self.now, self.number, self.closed, self.changed = make.NOW, 0, {}, True

    def teardown(self) -> None:
        try:
            if done:
                must_hold.the_history_verifies()
        finally:
            transaction.set_rollback(True)
            self.story.__exit__(None, None, None)

    @initialize(until=st.sampled_from([0, 3, 4, 5, 7, 8, 8]), severity=st.sampled_from(Severity.values))
    def people(self, until, severity):
        self.cast = make.cast()
        self.john, self.dana = self.cast.john, self.cast.dana
        self.customer = make_cases.halvorsen(self.john)
        first = make_cases.told(self.customer, now=self.now, next_at=self.now + DAY, severity=severity)
        self.now += HOUR
        make_steps.finish_until(first, until, by=self.john, now=self.now)

    # -- How a verb is tried ------------------------------------------------------------------------------------------

    def attempt(self, name, verb, *args, expect=(), must=False, note_kept=False, **kwargs):
        """A refusal in one of the sentences its page expects is an answer and leaves no trace; all else is a fault."""
        before = transaction.savepoint()
        try:
            found = verb(*args, **kwargs, now=self.now)
        except expect as sentence:
            assert not must, f"{name} puts it right and was refused: {sentence}"
            after = repair_holds.content()
            transaction.savepoint_rollback(before)
            repair_holds.nothing_changed(repair_holds.content(), after, name, note_kept=note_kept)
            refused[name] += 1
            return None
        transaction.savepoint_commit(before)
        done[name] += 1
        self.changed = True
        self.now += SECOND
        return found

    def incident(self, which: int) -> Incident:
        """Mostly one that runs."""
        every = Incident.objects.select_related("customer__team__calendar", "owner", "speaker").order_by("pk")
        running = [one for one in every if one.state != "closed"]
        found = running or list(every) if which else list(every)
        return found[which % len(found)]

    def open_one(self, which: int) -> Incident | None:
        found = Incident.objects.select_related("customer__team__calendar", "owner", "speaker").filter(state="open")
        return found.order_by("pk")[which % found.count()] if found else None

    def contact(self, incident: Incident, which: int = 1):
        people = list(incident.customer.contacts.here().order_by("pk"))
        return people[0] if which else people[-1]

    def telling(self, incident, kind, ahead, **fields) -> Telling:
        self.number += 1
        people = list(incident.customer.contacts.told().order_by("pk"))
        next_at = self.now + ahead if ahead else None
        return Telling(kind, "What we know", f"Letter {self.number}.", people, next_at, **fields)

    def one_of(self, rows, which: int):
        """One of the rows, read anew; none where there are none."""
        found = list(rows.order_by("pk"))
        return found[which % len(found)] if found else None

    # -- Steps and evidence -------------------------------------------------------------------------------------------

    @rule(which=ANY, finish=st.booleans())
    def go_on(self, which, finish):
        """What the step it stands at needs, and its finish."""
        incident = self.open_one(which)
        if incident is None or incident.step_now is None:
            return
        if incident.step_now != 5:
            self.attempt("evidence", self._needs, incident, incident.step_now, expect=(*STEP, PromiseRefused))
        if finish:
            self._finish(incident, incident.step_now, not_needed=incident.step_now == 5)

    @transaction.atomic
    def _needs(self, incident, number, *, now):
        make_steps.NEEDS[number](incident, by=self.john, now=now)

    @rule(which=ANY, beside=st.sampled_from([0, 0, 0, 1, -1]), not_needed=ONE_IN_THREE)
    def finish(self, which, beside, not_needed):
        incident = self.incident(which)
        number = min(8, max(1, (incident.step_now or 8) + beside))
        self._finish(incident, number, not_needed=not_needed)

    def _finish(self, incident, number, *, not_needed):
        incident.refresh_from_db()
        lacks = plain_rules.lacks(number, incident, self.now)
        if not_needed:
            lacks = ["it may not be left out"] if number != 5 or plain_rules.standing(Dispute, incident) else []
        if incident.state != "open" or incident.step_now != number:
            lacks.append("its turn")
        words = {"number": number, "by": self.john, "not_needed": not_needed, "why": WORDS}
        step = self.attempt(f"step {number}", finish_step, incident, expect=StepRefused, **words)
        assert (step is not None) == (lacks == []), f"step {number} of {incident.reference}: {step}, lacking {lacks}"

    @rule(which=ANY, number=st.integers(1, 8))
    def reopen_a_step(self, which, number):
        words = {"number": number, "reason": WORDS, "by": self.john}
        self.attempt("step reopened", reopen_step, self.incident(which), expect=StepRefused, **words)

    @rule(which=ANY, kind=st.sampled_from([Account, Fact, Feeling, Remedy, Prevention]), nothing=ONE_IN_THREE)
    def write_evidence(self, which, kind, nothing):
        incident = self.incident(which)
        on, contact = self.now.date(), self.contact(incident, which)
        felt = {"no_answer": True} if nothing else {"emotion": Emotion.ANGRY, "strength": 3}
        fields = {
            Account: {"side": Side.THEIRS, "contact": contact, "text": WORDS},
            Fact: {"happened_on": on, "text": WORDS, "source": "The contract"},
            Feeling: {"contact": contact, "observed_on": on, **felt},
            Remedy: {"text": WORDS, "owner": self.john, "due_on": on},
            Prevention: {"text": WORDS, "owner": self.john, "due_on": on, "against": "no_check"},
        }[kind]
        self.attempt(
            f"{kind.__name__} added", evidence.add, kind, incident, by=self.john, expect=EvidenceRefused, **fields
        )

    @rule(which=ANY, kind=st.sampled_from([Account, Fact, Feeling, Summary, Frame, Apology, Remedy]), out=ONE_IN_THREE,
          reason=st.sampled_from(["", WORDS, WORDS]))  # fmt: skip
    def change_or_take_out(self, which, kind, out, reason):
        row = self.one_of(kind.objects.current(), which)
        if row is None:
            return
        self.number += 1
        words = {"why": reason, "by": self.john, "expect": EvidenceRefused}
        if out:
            self.attempt(f"{kind.__name__} taken out", evidence.take_out, row, **words)
            return
        column = {Feeling: "words", Frame: "sentence"}.get(kind, "text")
        fields = {column: f"Other words {self.number}."}
        self.attempt(f"{kind.__name__} changed", evidence.change, row, **words, **fields)

    @rule(which=ANY, state=st.sampled_from(["done", "not_needed", "planned"]))
    def stop_it(self, which, state):
        """Containment is decided at any time, whatever step the case is at."""
        item = self.incident(which).containment.order_by("pk").first()
        fields = {"state": state, "who": "Nils", "by_at": self.now + DAY, "by": self.john}
        self.attempt("contained", decide, item, must=True, expect=ContainmentRefused, **fields)

    @rule(which=ANY)
    def a_remedy_is_done(self, which):
        remedy = self.one_of(Remedy.objects.current().filter(done_at=None).exclude(incident__state="closed"), which)
        if remedy is not None:
            self.attempt("remedy done", mark_done, remedy, words=WORDS, by=self.john, must=True, expect=EvidenceRefused)

    # -- They hear that we understood, and say so ----------------------------------------------------------------------

    @rule(which=ANY, of=st.sampled_from([Summary, Frame]), ahead=AHEAD, anew=ONE_IN_THREE)
    def tell_what_we_understood(self, which, of, ahead, anew):
        incident = self.open_one(which)
        if incident is None:
            return
        row = of.objects.filter(incident=incident).current().first()
        self.number += 1
        known = make_steps.SUMMARY if of is Summary else {"sentence": make_steps.SENTENCE, "scope": "Tacoma"}
        column = "text" if of is Summary else "sentence"
        words = dict(known) if row is None or anew else {column: getattr(row, column)}
        words[column] += f" {self.number}" if anew else ""
        seen = Seen(row.pk if row else None, len(askings_of(row)) if row else 0)
        letter = Letter(list(incident.customer.contacts.told()), self.now + ahead)
        verb, name = (tell_summary, "words") if of is Summary else (tell_sentence, "fields")
        more = {name: words, "seen": seen, "letter": letter, "by": self.john}
        self.attempt(f"{of.__name__} told", verb, incident, expect=STEP, **more)

    @rule(which=ANY, of=st.sampled_from([Summary, Frame]), verdict=st.sampled_from(["yes", "yes", "no", ""]),
          ahead=st.none() | AHEAD)  # fmt: skip
    def they_say_it_aloud(self, which, of, verdict, ahead):
        row = self.one_of(of.objects.current().filter(incident__state="open"), which)
        if row is None:
            return
        next_at = self.now + ahead if ahead else None
        contact = self.contact(row.incident)
        heard = Heard(contact, "phone", "us", self.now - MINUTE, verdict, WORDS, next_at=next_at)
        self.attempt(f"{of.__name__} heard {verdict}", hear, row, heard=heard, by=self.john, expect=STEP)

    @rule(which=ANY, aloud=st.booleans(), ahead=AHEAD, number=st.none() | st.integers(1, 10))
    def apologise(self, which, aloud, ahead, number):
        incident = self.open_one(which)
        if incident is None:
            return
        row = Apology.objects.filter(incident=incident).current().first()
        self.number += 1
        words = {"text": f"I am sorry. {self.number}", "seen": row.pk if row else None, "by": self.john, "why": WORDS}
        if aloud:
            heard = Heard(self.contact(incident), "phone", "us", self.now, words=WORDS if number else "")
            said = {"said_by": self.john, "heard": heard, "trust": number, **words}
            self.attempt("apologised aloud", apologise_aloud, incident, expect=(*STEP, ReadingRefused), **said)
        else:
            letter = Letter(list(incident.customer.contacts.told()), self.now + ahead)
            self.attempt("apologised", apologise_by_letter, incident, letter=letter, expect=STEP, **words)

    @rule(which=ANY, number=st.none() | st.integers(1, 10))
    def they_react(self, which, number):
        row = self.one_of(Apology.objects.current(), which)
        if row is not None:
            words = {"words": WORDS, "at": self.now, "by": self.john, "trust": number}
            self.attempt("reaction", note_reaction, row, expect=(*STEP, ReadingRefused), **words)

    # -- The customer's page ------------------------------------------------------------------------------------------

    @rule(which=ANY, who=ANY, number=st.none() | st.integers(1, 10), verdict=VERDICT, about=ABOUT)
    def they_answer_on_their_page(self, which, who, number, verdict, about):
        link = self.one_of(Link.objects.select_related("incident__customer__team", "contact"), who)
        if link is None:
            return
        part = self._part(link.incident, about, verdict, number)
        if part is None:
            return
        parts = (part,) if about == "trust" or number is None else (part, Part("trust", number=number))
        self.number += 1
        sent = Sent(link.contact.name, f"press {self.number}", parts)
        opens = lives(link, self.now)
        self.attempt(f"answered {about}", take_answer, link, sent=sent, must=opens, expect=AnswerRefused)

    def _part(self, incident, about, verdict, number):
        told = {"summary": Summary, "sentence": Frame}
        if about in told:
            row = told[about].objects.filter(incident=incident, told_at__isnull=False).current().first()
            return row and Part(about, verdict, words=WORDS, about_id=row.pk)
        if about == "check_in":
            asked = CheckIn.objects.standing().filter(incident=incident, asked_at__isnull=False, answered_at=None)
            return Part(about, verdict, about_id=asked.first().pk) if asked else None
        if about == "call_back":
            times = call_times(self.now, incident.customer.our_hours(), "")
            return Part(about, call_at=times[0]) if times else None
        if about == "trust":
            return Part("trust", number=number or 7)
        return Part(about, verdict) if about == "resolution" else Part(about, words=WORDS)

    @rule(which=ANY)
    def they_take_it_back(self, which):
        answer = self.one_of(Answer.objects.filter(via="page", withdrawn_at=None), which)
        link = answer and Link.objects.filter(incident=answer.incident, contact=answer.contact).first()
        if link:
            self.attempt("taken back", take_back, link, number=answer.pk, expect=AnswerRefused)

    @rule(which=ANY)
    def we_see_to_it(self, which):
        answer = self.one_of(Answer.objects.to_deal_with(), which)
        if answer is not None:
            self.attempt("seen to", see_to, answer, by=self.john)

    @rule(which=ANY)
    def their_link_is_closed(self, which):
        link = self.one_of(Link.objects.all(), which)
        if link is not None and which == 0:
            self.attempt("link closed", revoke_link, link, by=self.john)

    # -- Disputes and decisions ---------------------------------------------------------------------------------------

    @rule(which=ANY, act=st.sampled_from(["dispute", "dispute", "change", "settle", "settle", "drop"]),
          result=st.sampled_from(DisputeResult.values))  # fmt: skip
    def dispute(self, which, act, result):
        expect = (DisputeRefused, EvidenceRefused, DecisionRefused)
        self.number += 1
        words = {"theirs": f"We ordered {self.number}.", "ours": WORDS, "matters": WORDS, "proof": WORDS}
        if act == "dispute":
            incident = self.incident(which)
            fourth = incident.steps.get(number=4).state != "todo"
            row = self.attempt("disputed", disputing.dispute, incident, by=self.john, expect=expect, **words)
            assert row is None or fourth, "a dispute before step 4"
            return
        row = self.one_of(Dispute.objects.current(), which)
        if row is None:
            return
        if act == "change":
            words = {"theirs": words["theirs"], "why": WORDS}
            self.attempt("dispute changed", disputing.change_dispute, row, by=self.john, expect=expect, **words)
        elif act == "drop":
            self.attempt("dispute dropped", disputing.drop_dispute, row, why=WORDS, by=self.john, expect=expect)
        else:
            allowed = row.decision is not None and row.decision.state == "approved"
            settled = {"result": result, "words": WORDS, "by": self.john}
            found = self.attempt("dispute settled", disputing.settle_dispute, row, expect=expect, **settled)
            assert found is None or allowed or result == "theirs", "disputed without a manager's yes"

    @rule(which=ANY, who=st.sampled_from(["dana", "dana", "top", "finance", "john"]),
          act=st.sampled_from(["approve", "approve", "refuse", "send_back", "answer", "withdraw"]))  # fmt: skip
    def decide_it(self, which, who, act):
        decision = self.one_of(Decision.objects.filter(state__in=("asked", "sent_back")), which)
        if decision is None:
            return
        by, more = getattr(self.cast, who), {"expect": DecisionRefused, "note_kept": True}
        if act == "approve":
            seen = {"amount": decision.amount, "version": decision.version}
            self.attempt(f"approved {decision.what}", deciding.approve, decision, by=by, words=WORDS, **seen, **more)
        elif act == "refuse":
            self.attempt("refused", deciding.refuse, decision, by=by, words=WORDS, **more)
        elif act == "send_back":
            self.attempt("sent back", deciding.send_back, decision, by=by, question=WORDS, **more)
        elif act == "answer":
            self.attempt("asked again", deciding.answer, decision, by=decision.asked_by, reason=WORDS, **more)
        else:
            self.attempt("withdrawn", deciding.withdraw, decision, by=decision.asked_by, **more)

    # -- Money --------------------------------------------------------------------------------------------------------

    @rule(which=ANY, sum_=st.integers(1, 30))
    def say_what_we_owe(self, which, sum_):
        incident = self.incident(which)
        refund, amount = refunding.refund_of(incident), Money(sum_ * 100, "USD")
        may = incident.ending not in refunding.NOTHING_OWED and (refund is None or refund.paid <= amount)
        words = {"amount": amount, "words": WORDS, "by": self.john}
        self.attempt("sum set", refunding.set_refund, incident, must=may, expect=MONEY, **words)

    @rule(which=ANY, on_account=st.booleans(), sum_=st.integers(1, 20))
    def ask_for_money(self, which, on_account, sum_):
        incident = self.incident(which)
        if on_account:
            words = {"amount": Money(sum_ * 100, "USD"), "reason": WORDS, "by": self.john}
            self.attempt("asked on account", refunding.ask_on_account, incident, expect=MONEY, **words)
        else:
            self.attempt(
                "asked to approve", refunding.ask_to_approve, incident, reason=WORDS, by=self.john, expect=MONEY
            )

    @rule(which=ANY, on_account=st.booleans(), part=st.sampled_from([1, 1, 2, 3]))
    def pay(self, which, on_account, part):
        """Whatever was decided is paid, at whatever step, open or closed."""
        link = getattr(self.incident(which), "refund_link", None)
        if link is None:
            return
        refund, waiting = link.refund, open_on_account(link.refund)
        self.number += 1
        words = {"reference": f"Payment {self.number}", "value_on": self.now.date(), "by": self.cast.finance}
        if on_account and waiting:
            amount = waiting[0].amount
            may = refund.balance is None or amount <= refund.balance
            words |= {"kind": "on_account", "amount": amount, "decision": waiting[0]}
        else:
            amount = Money(max(1, (refund.balance.minor if refund.balance else 1) // part), "USD")
            may = refund.approval is not None and bool(refund.balance) and self._left_of_the_yes(refund, amount)
            words |= {"kind": "payment", "amount": amount}
        self.attempt("paid", refunding.pay_back, link.incident, must=may, expect=MONEY, **words)

    def _left_of_the_yes(self, refund, amount):
        paid = sum(p.amount_minor for p in refund.payments.filter(decision=refund.approval))
        return paid + amount.minor <= refund.approval.amount_minor <= refund.owed_minor

    # -- Promises and telling -----------------------------------------------------------------------------------------

    @rule(which=ANY, kind=st.sampled_from(["update", "nothing_new", "late", "moved"]), ahead=AHEAD,
          asks=ONE_IN_THREE, promises=st.booleans(), moves=st.booleans())  # fmt: skip
    def tell(self, which, kind, ahead, asks, promises, moves):
        """Telling is never held back while it runs; only a question may have to wait."""
        incident = self.incident(which)
        kind = kind if incident.first_told_at else UpdateKind.FIRST_NOTICE
        live = Promise.objects.live().filter(incident=incident, kind="commitment")
        promise = self.one_of(live, which) if moves else None
        fields = {
            "question": "trust" if asks and incident.first_told_at else "",
            "promises": [Promised("A credit note", self.now + 2 * ahead, How.WRITTEN)] if promises else [],
            "moves": [Moved(promise, self.now + 3 * ahead, WORDS)] if promise else [],
        }
        telling = self.telling(incident, kind, ahead, **fields)
        may = incident.state != "closed" and bool(telling.contacts) and not telling.question
        expect = (SendRefused, PromiseRefused)
        self.attempt("told", send_update, incident, telling=telling, by=incident.owner, must=may, expect=expect)

    @precondition(lambda self: Update.objects.filter(undo_until__gt=self.now, state="told").exists())
    @rule(which=ANY)
    def undo(self, which):
        update = self.one_of(Update.objects.filter(undo_until__gt=self.now, state="told"), which)
        self.attempt("undone", undo_update, update, by=self.john, expect=SendRefused)

    @rule(which=ANY, ahead=st.none() | AHEAD, moved=st.booleans(), ago=st.sampled_from([0 * HOUR, HOUR, 2 * DAY]))
    def ring(self, which, ahead, moved, ago):
        incident = self.incident(which)
        next_at = self.now + ahead if ahead else None
        talk = Talk(self.contact(incident, which), "phone", "us", self.now - ago, WORDS, WORDS, next_at, moved=moved)
        expect = (TalkRefused, PromiseRefused)
        self.attempt("rang", note_conversation, incident, talk=talk, by=self.john, expect=expect)

    @rule(which=ANY, ahead=AHEAD)
    def promise(self, which, ahead):
        incident = self.incident(which)
        fields = {"text": "A corrected invoice", "due_at": self.now + ahead, "due_zone": make.ZONE, "how": How.SPOKEN}
        self.attempt("promised", make_promise, incident, by=self.john, must=True, expect=PromiseRefused, **fields)

    @rule(
        which=ANY,
        ahead=AHEAD,
        end=st.sampled_from(["keep", "keep", "move", "release", "answer for", "agree", "let go"]),
    )
    def end_a_promise(self, which, ahead, end):
        promise = self.one_of(Promise.objects.live().filter(kind="commitment").select_related("incident"), which)
        if promise is None:
            return
        contact = self.contact(promise.incident)
        talk = {"contact": contact, "channel": "phone", "their_words": WORDS, "by": self.john}
        plain = {"by": self.john, "why": WORDS}
        verb, words = {
            "keep": (keep_promise, plain),
            "move": (move_promise, {"due_at": self.now + ahead, **plain}),
            "release": (release_promise, plain),
            "answer for": (answer_for, plain),
            "agree": (agree_on_a_new_date, {"due_at": self.now + ahead, "why": WORDS, **talk}),
            "let go": (let_go, talk),
        }[end]
        self.attempt(f"promise: {end}", verb, promise, expect=(PromiseRefused, TalkRefused), **words)

    # -- Trust, closing and after -------------------------------------------------------------------------------------

    @rule(which=ANY, who=ANY, value=st.integers(1, 10), ours=ONE_IN_THREE, ago=st.sampled_from([0 * HOUR, HOUR, DAY]))
    def read_trust(self, which, who, value, ours, ago):
        incident = self.incident(which)
        fields = {"value": value, "whose": "ours" if ours else "theirs", "occasion": "other", "by": self.john}
        fields |= {"said_at": self.now - ago, "contact": None if ours else self.contact(incident, who)}
        more = {"customer": incident.customer, "incident": incident, "expect": ReadingRefused}
        self.attempt("trust read", record_and_tell, **fields, **more)

    @rule(
        which=ANY,
        way=st.sampled_from(["met", "met", "met", "at once", "ask", "without", "ask without"]),
        gentle=st.booleans(),
    )
    def close_it(self, which, way, gentle):
        self.close(which, way, gentle, self.incident(which))

    def close(self, which, way, gentle, incident):
        incident.refresh_from_db()
        if incident.step_now is not None and gentle:
            return
        people = list(incident.customer.contacts.told())
        letter = LastLetter("It is done", f"{self.number} It is done.", people, WORDS)
        reason = f"For Tomas: {WORDS}" if which % 2 else WORDS
        verb, by = {
            "met": (closing.close_met, self.john),
            "ask": (closing.ask_override, self.john),
            "ask without": (closing.ask_without_word, self.john),
            "without": (closing.close_without_word, self.dana),
            "at once": (closing.close_by_a_manager, self.dana),
        }[way]
        words = {"reason": reason, "by": by, "expect": CLOSING}
        words |= (
            {"letter": letter}
            if way != "at once"
            else {"heading": letter.heading, "body": letter.body, "contacts": people}
        )
        may = self._may_close(incident, way, people, reason)
        closed = self.attempt(f"closed, {way}", verb, incident, **words)
        assert closed is not None or not may, f"{incident.reference} may be closed ({way}), and was not"

    def _may_close(self, incident, way, people, reason):
        if incident.state != "open" or not people:
            return False
        if way == "met":
            return plain_rules.keeps_from_closing_as_met(incident, reason) == []
        if way == "without":
            others = self.dana.pk != incident.owner_id
            return others and plain_rules.keeps_from_closing_without_word(incident, self.now) == []
        return way == "at once" and self.dana.pk != incident.owner_id

    def at_its_end(self, which) -> Incident | None:
        """One whose steps are all finished."""
        found = Incident.objects.filter(state="open", step_now=None)
        return self.one_of(found.select_related("customer__team__calendar", "owner", "speaker"), which)

    @rule(which=ANY, value=st.integers(6, 10))
    def they_trust_us_again(self, which, value):
        incident = self.at_its_end(which)
        if incident is None or incident.speaker is None:
            return
        said = {"value": value, "whose": "theirs", "occasion": "closing", "said_at": self.now, "by": self.john}
        said |= {"customer": incident.customer, "contact": incident.speaker, "incident": incident}
        self.attempt("trust read at the end", record_and_tell, **said, expect=ReadingRefused)
        self.close(which=incident.pk, way="met", gentle=True, incident=incident)

    @rule(which=ANY)
    def they_stay_silent(self, which):
        """Asked twice how much they trust us, and no word for weeks."""
        incident = self.at_its_end(which)
        for _time in range(2 if incident else 0):
            telling = self.telling(incident, UpdateKind.UPDATE, 3 * DAY, question="trust")
            words = {"telling": telling, "by": incident.owner, "expect": (SendRefused, PromiseRefused)}
            self.attempt("asked for a number", send_update, incident, **words)
            self.now += 15 * DAY
        if incident is not None:
            self.close(which=incident.pk, way="without", gentle=True, incident=incident)

    @rule(which=ANY, act=st.sampled_from(["reopen", "step", "decline"]))
    def after_it_closed(self, which, act):
        incident = self.one_of(
            Incident.objects.filter(state="closed").select_related("customer__team__calendar"), which
        )
        if incident is None or which > 3:
            return
        if act == "decline":
            by = self.dana
            self.attempt("left closed", after_closing.decline, incident, reason=WORDS, by=by, expect=EndingRefused)
            return
        words = {"step": 4 if act == "step" else None, "reason": WORDS, "by": self.john}
        expect = (EndingRefused, SendRefused)
        self.attempt("opened again", after_closing.open_again, incident, must=True, expect=expect, **words)

    @rule(
        which=ANY,
        verdict=st.sampled_from(["yes", "no", "words"]),
        value=st.none() | st.integers(1, 10),
        ask=st.booleans(),
    )
    def check_in(self, which, verdict, value, ask):
        row = self.one_of(CheckIn.objects.standing().filter(answered_at=None).select_related("incident"), which)
        if row is None:
            return
        if ask:
            self.attempt("check-in asked", check_ins.ask_now, row, by=self.john, expect=EndingRefused)
        else:
            said = {"verdict": verdict, "value": value, "words": WORDS, "by": self.john}
            expect = (EndingRefused, AnswerRefused, ReadingRefused)
            self.attempt("check-in answered", after_closing.answered, row, expect=expect, **said)

    # -- Small mistakes, checks, people -------------------------------------------------------------------------------

    @precondition(lambda self: Incident.objects.count() < 4)
    @rule(kind=st.sampled_from(["other", "defect"]), checked=st.booleans(), found=st.booleans())
    def log_another(self, kind, checked, found):
        if checked:
            mistake = make_cases.mistake(self.customer, kind=kind, severity="low", contacts=[])
            fields = {"customer": self.customer, "mistake": mistake, "by": self.cast.priya}
            self.attempt("reported", log_to_check, **fields, expect=LogRefused)
        else:
            self.attempt("small", self._log_small, kind, expect=(SmallRefused, LogRefused, SendRefused))

    def _log_small(self, kind, *, now):
        self.customer.refresh_from_db()
        return make_cases.small(self.customer, now=now, kind=kind)

    @rule(
        which=ANY,
        ending=st.sampled_from([Ending.NOT_A_MISTAKE, Ending.NO_EFFECT, Ending.DUPLICATE]),
        by_a_manager=st.booleans(),
    )
    def end_the_check(self, which, ending, by_a_manager):
        incident = self.one_of(Incident.objects.filter(state="checking"), which)
        if incident is None:
            return
        other = Incident.objects.exclude(pk=incident.pk).first() if ending == Ending.DUPLICATE else None
        words = {
            "ending": ending,
            "reason": WORDS,
            "by": self.dana if by_a_manager else self.john,
            "duplicate_of": other,
        }
        self.attempt("check ended", end_or_ask, incident, expect=(EndingRefused, DecisionRefused), **words)

    @rule(which=ANY)
    def more_time_to_check(self, which):
        incident = self.one_of(Incident.objects.filter(state="checking"), which)
        if incident is not None:
            give = closing.give_the_check_more_time
            self.attempt("check extended", give, incident, by=self.dana, expect=EndingRefused)

    @rule(which=ANY)
    def it_is_not_so_small(self, which):
        incident = self.one_of(Incident.objects.filter(size="small"), which)
        if incident is not None:
            self.attempt("grown", make_it_full, incident, why=WORDS, by=self.dana, expect=SmallRefused)

    @rule(which=ANY)
    def they_say_it_is_right(self, which):
        incident = self.one_of(Incident.objects.filter(state="open"), which if which > 3 else 5)
        if incident is not None:
            self.attempt("small, yes", settle_by_their_yes, incident, by=self.john, expect=EndingRefused)

    @rule(which=ANY, severity=st.sampled_from(Severity.values))
    def it_is_worse(self, which, severity):
        incident = self.incident(which)
        self.attempt("reassessed", reassess, incident, severity=severity, by=self.john, expect=ChangeRefused)

    @rule(which=ANY, yes=st.booleans())
    def hand_the_customer_over(self, which, yes):
        self.customer.refresh_from_db()
        waiting = self.customer.handovers.waiting().select_related("to_person").first()
        if waiting is None:
            to = self.cast.priya if self.customer.account_manager_id == self.john.pk else self.john
            words = {"to": to, "line": WORDS, "only_for_them": WORDS, "by": self.dana}
            self.attempt("asked to take over", hand_over, self.customer, expect=HandoverRefused, **words)
        elif which == 0:
            self.attempt("handover taken back", take_back_handover, waiting, by=self.dana, expect=HandoverRefused)
        else:
            words = {"yes": yes, "by": waiting.to_person, "why": WORDS}
            self.attempt("taken over" if yes else "declined", take_over, waiting, expect=HandoverRefused, **words)

    @rule(which=ANY, days=st.integers(0, 9))
    def somebody_is_away(self, which, days):
        person = self.incident(which).owner
        first = self.now.date() + timedelta(days=1)
        words = {"first": first, "last": first + timedelta(days=days), "deputy": self.dana, "by": person}
        self.attempt("away", note_absence, person, expect=PeopleRefused, **words)

    @rule(which=ANY, nobody=st.booleans())
    def another_deputy(self, which, nobody):
        deputy = None if nobody else self.cast.priya
        self.attempt("deputy", set_deputy, self.incident(which), deputy=deputy, by=self.john, expect=ChangeRefused)

    # -- Time and machines --------------------------------------------------------------------------------------------

    @rule(by=PASSING)
    def time_passes(self, by):
        self.now += by

    @rule(by=st.just(0 * DAY) | PASSING)
    def the_house_wakes_up(self, by):
        self.now += by
        done["check-ins asked"] += check_ins.ask_due(now=self.now)
        done["settled"] += settle_due(now=self.now)
        self.changed = True
        self.it_holds_together()
        self.changed = True
        done["mails of the tick"] += tick(now=self.now)
        repair_holds.somebody_knows_of_what_is_overdue(self.now)

    @rule(which=ANY)
    def a_letter_comes_back_later(self, which):
        letter = self.one_of(outbox.Letter.objects.filter(customer=True, state="accepted"), which)
        if letter is not None:
            returned = Returned(letter.recipient, "5.1.1", "No such person", (letter.message_id,))
            self.attempt("came back later", letter_came_back, returned)

    @rule(how=st.sampled_from(["accepted", "accepted", "failed", "postponed"]))
    def letters_leave(self, how):
        self.changed = True
        call_waiting_listeners(self.now)
        for letter in claiming.claim("smtp", now=self.now, at_most=20):
            if how == "accepted":
                marking.accepted(letter, "250 OK", self.now)
            elif how == "failed":
                marking.failed(letter, "550 no such person", self.now, reply="550 no such person")
            else:
                marking.postponed(letter, "451 try again later", self.now)
            done[f"letter {how}"] += 1

    # -- What must hold -----------------------------------------------------------------------------------------------

    @invariant()
    def it_holds_together(self):
        if not self.changed:
            return
        self.changed = False
        house = repair_holds.House()
        house.holds()
        for incident in house.closed():
            if self.closed.get(incident.pk) != incident.closed_at:
                repair_holds.closed_within_its_class(incident, self.now)
                self.closed[incident.pk] = incident.closed_at
                done[f"ended as {incident.ending}"] += 1
            repair_holds.stays_within_its_class(incident)
