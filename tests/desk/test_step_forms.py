"""What the pages of steps 1, 2, 3 and 5 write down, and what each refuses with a sentence."""

from datetime import timedelta

import pytest

from ground.decisions.models import Decision
from incidents.choices import DisputeResult, StepState
from incidents.models import Account, Asking, Dispute, Fact, Feeling, Incident, Preparation, Unknown
from incidents.promises import make_promise
from recovery.deciding import approve
from tests import make, make_cases, make_steps
from tests.make_cases import HOUR
from trust.models import Reading

DAY = timedelta(days=1)


@pytest.fixture
def case(john, now):
    return make_cases.told(make_cases.halvorsen(john), now=now - HOUR, next_at=now + 5 * HOUR)


@pytest.fixture
def ingrid(case):
    return case.customer.contacts.get(name="Ingrid Halvorsen")


@pytest.fixture
def press(client, john, case):
    client.force_login(john)

    def post(number, act, part="", **fields):
        sent = {f"{part or act}-{name}": value for name, value in fields.items()}
        answer = client.post(f"/i/{case.reference}/step/{number}", {"act": act, **sent}, follow=True)
        return answer.content.decode()

    return post


@pytest.fixture
def read(client, john, case):
    client.force_login(john)
    return lambda number, **query: client.get(f"/i/{case.reference}/step/{number}", query).content.decode()


class TestStep1:
    def test_the_deputy_and_what_was_prepared_are_saved_together(self, press, case, john):
        marcus = make.person("Marcus Bell", team=john.team)
        fields = {"deputy": marcus.pk, "promised": "38.00 a pallet", "may_decide": "Up to $2,500"}
        press(1, "save", part="preparation", **fields)
        row = Preparation.objects.get()
        assert (row.promised, row.may_decide) == ("38.00 a pallet", "Up to $2,500")
        assert Incident.objects.get(pk=case.pk).deputy == marcus

    def test_the_owner_is_not_offered_as_their_own_deputy(self, read, john):
        assert f'<option value="{john.pk}"' not in read(1)

    def test_somebody_of_another_team_is_no_choice(self, press, case, priya):
        page = press(1, "save", part="preparation", deputy=priya.pk)
        assert "Choose one from the list." in page
        assert Incident.objects.get(pk=case.pk).deputy is None

    def test_a_line_to_stop_is_decided_in_place(self, press, case):
        press(1, "save", part="stop_invoice_held", state="planned", who="Marcus", by_at="2030-01-04T10:00")
        item = case.containment.get(code="invoice_held")
        assert (item.state, item.who) == ("planned", "Marcus")

    def test_planned_without_who_and_when_is_refused(self, press, case):
        page = press(1, "save", part="stop_invoice_held", state="planned")
        assert "Say who does it and by when." in page
        assert case.containment.get(code="invoice_held").state == "undecided"

    def test_what_we_knew_is_filled_in(self, read, case, john, now, ingrid):
        before = {"whose": "theirs", "occasion": "review", "recorded_at": now, "said_at": now - 90 * DAY}
        Reading.objects.create(customer=case.customer, contact=ingrid, value=9, why="I never check.", **before)
        old = make_cases.told(
            case.customer, now=now - 60 * DAY, next_at=now - 59 * DAY, title="Winter stock six days late"
        )
        promise = make_promise(
            old,
            text="A price check",
            how="spoken",
            due_at=now - 50 * DAY,
            due_zone=make.ZONE,
            by=john,
            now=now - 55 * DAY,
        )
        type(promise).objects.filter(pk=promise.pk).update(state="broken", broken_at=now - 50 * DAY)
        page = read(1)
        assert "Trust 9, said by Ingrid. “I never check.”" in page
        assert "Winter stock six days late" in page
        assert "A price check" in page

    def test_the_time_to_tell_them_by_is_shown_with_its_reason(self, read):
        page = read(1)
        assert "Tell them by" in page
        assert "The first notice within 4 working hours, then an update at least every 1 working day." in page


class TestStep2:
    def test_their_version_is_kept_for_each_of_them(self, press, read, case, ingrid):
        press(2, "theirs", contact=ingrid.pk, text="You charged us 46.50.")
        page = read(2)
        assert "“You charged us 46.50.”" in page
        assert 'name="theirs-contact" value="' + str(ingrid.pk) not in page

    def test_a_fact_needs_a_source(self, press):
        page = press(2, "fact", happened="March 2023", text="First wrong invoice", source="")
        assert "Without a source it is a guess." in page
        assert not Fact.objects.exists()

    @pytest.mark.parametrize("when", ["March 2099", "yesterday", "30 February 2024", "1066"])
    def test_a_day_that_cannot_be_is_refused(self, press, when):
        page = press(2, "fact", happened=when, text="First wrong invoice", source="INV")
        assert "error-summary" in page
        assert not Fact.objects.exists()

    def test_a_month_is_shown_as_a_month(self, press, read):
        press(2, "fact", happened="Jan 2024", text="Yearly check not done", source="Review log")
        assert '<span class="when">Jan 2024</span>' in read(2)

    def test_an_unknown_is_answered_without_asking_why_even_afterwards(self, press, read, case, john, now):
        make_steps.finish_until(case, 2, by=john, now=now)
        press(2, "unknown", text="Bellingham too?", who="John", by_on="2026-11-25")
        asked = Unknown.objects.get()
        assert "By 25 Nov 2026" in read(2)
        press(2, "answer", row=asked.pk, answer="No, only Tacoma. From Dana.")
        page = read(2)
        assert "No, only Tacoma. From Dana." in page
        assert "0 open, 1 answered" in page

    def test_that_they_were_asked_is_noted_with_the_letter(self, press, case, ingrid):
        update = case.updates.get()
        press(2, "asked", contact=ingrid.pk, how=f"update-{update.pk}")
        asking = Asking.objects.get()
        assert (asking.question, asking.contact, asking.told_id, asking.asked_at) == (
            "version", ingrid, update.pk, update.sent_at,
        )  # fmt: skip

    def test_a_letter_of_another_case_is_no_choice(self, press, case, ingrid, john, now):
        other = make_cases.told(case.customer, now=now, next_at=now + HOUR, title="Another one")
        page = press(2, "asked", contact=ingrid.pk, how=f"update-{other.updates.get().pk}")
        assert "Choose one from the list." in page
        assert not Asking.objects.exists()


class TestStep3:
    def test_a_feeling_is_kept_in_their_words_with_its_strength(self, press, read, ingrid):
        felt = {"contact": ingrid.pk, "emotion": "embarrassed", "strength": 5, "words": "I felt like a fool."}
        press(3, "feeling", **felt, cost="An evening", observed_on="2026-01-05")
        page = read(3)
        assert "“I felt like a fool.”" in page
        assert "5 of 5, very strong" in page
        assert "Not asked for a number" in page

    def test_a_number_is_recorded_only_when_they_said_one(self, press, case, ingrid):
        felt = {"contact": ingrid.pk, "emotion": "angry", "strength": 4, "words": "", "observed_on": "2026-01-05"}
        press(3, "feeling", **felt)
        assert not Reading.objects.exists()
        press(3, "feeling", **felt, trust=3)
        reading = Reading.objects.get()
        assert (reading.value, reading.occasion, reading.contact) == (3, "feelings", ingrid)
        assert case.readings.get() == reading

    def test_asked_and_no_answer_is_an_answer(self, press, read, case, ingrid, john, now):
        make_steps.finish_until(case, 2, by=john, now=now)
        press(3, "feeling.no_answer", part="feeling", contact=ingrid.pk)
        assert Feeling.objects.get().no_answer
        assert "Asked, no answer." in read(3)
        press(3, "finish", part="feeling")
        assert case.steps.get(number=3).state == StepState.DONE

    def test_no_answer_names_who_was_asked(self, press):
        assert "Choose who was asked." in press(3, "feeling.no_answer", part="feeling", words="She was quiet")

    def test_a_feeling_of_tomorrow_is_refused(self, press, ingrid):
        felt = {"contact": ingrid.pk, "emotion": "angry", "strength": 4, "observed_on": "2099-01-05"}
        assert "That day has not come yet." in press(3, "feeling", **felt)
        assert not Feeling.objects.exists()


class TestStep5:
    @pytest.fixture
    def understood(self, case, john, now):
        return make_steps.finish_until(case, 4, by=john, now=now)

    WORDS = {
        "theirs": "We asked for thirty.",
        "ours": "The order says 40.",
        "matters": "It repeats.",
        "proof": "SO-5512",
    }

    def test_nothing_to_dispute_is_one_click_with_its_reason(self, press, read, case, understood):
        page = read(5)
        assert "Ingrid confirmed the facts. Their version and ours agree." in page
        press(5, "nothing", reason="Ingrid confirmed the facts. Their version and ours agree.")
        step = case.steps.get(number=5)
        assert (step.state, step.note) == (
            StepState.NOT_NEEDED, "Ingrid confirmed the facts. Their version and ours agree.",
        )  # fmt: skip

    def test_nothing_without_a_reason_is_refused(self, press, case, understood):
        assert "Say in a sentence why there is nothing to dispute." in press(5, "nothing", reason=" ")
        assert case.steps.get(number=5).state == StepState.TODO

    def test_disputing_before_step_4_is_refused_and_the_words_are_kept(self, press, case):
        page = press(5, "dispute", **self.WORDS)
        assert "Locked until 4." in page
        assert not Dispute.objects.exists()

    def test_a_dispute_asks_a_manager_and_waits(self, press, read, case, understood, dana, now):
        press(5, "dispute", **self.WORDS)
        row = Dispute.objects.get()
        assert row.decision.is_waiting
        assert "Waiting for a manager’s yes" in read(5)
        result = {"row": row.pk, "result": DisputeResult.OURS, "result_words": ""}
        assert "A manager has to say yes before you dispute it." in press(5, "result", **result)
        approve(row.decision, by=dana, now=now, words="Show it once")
        assert "Dana agreed that we dispute it" in read(5)
        press(5, "result", **result)
        press(5, "finish", part="dispute")
        assert case.steps.get(number=5).state == StepState.DONE

    def test_giving_way_needs_nobody_and_takes_the_question_back(self, press, case, understood):
        press(5, "dispute", **self.WORDS)
        row = Dispute.objects.get()
        press(5, "result", row=row.pk, result=DisputeResult.THEIRS, result_words="We take their word.")
        assert Decision.objects.get().state == "withdrawn"
        press(5, "finish", part="dispute")
        assert case.steps.get(number=5).state == StepState.DONE

    def test_other_words_are_asked_again(self, press, case, understood):
        press(5, "dispute", **self.WORDS)
        row = Dispute.objects.get()
        press(5, "dispute", row=row.pk, **{**self.WORDS, "ours": "The signed order says 40."})
        assert [d.state for d in Decision.objects.order_by("pk")] == ["withdrawn", "asked"]
        assert Dispute.objects.filter(replaces=row).get().decision.is_waiting

    def test_a_dispute_taken_out_leaves_nothing_waiting(self, press, case, understood):
        press(5, "dispute", **self.WORDS)
        row = Dispute.objects.get()
        press(5, "dispute.out", part="dispute", row=row.pk, why="It changes nothing", **self.WORDS)
        assert Decision.objects.get().state == "withdrawn"
        press(5, "nothing", reason="We leave it.")
        assert case.steps.get(number=5).state == StepState.NOT_NEEDED

    def test_a_fact_in_dispute_is_not_nothing(self, press, case, understood):
        press(5, "dispute", **self.WORDS)
        press(5, "nothing", reason="We leave it.")
        assert case.steps.get(number=5).state == StepState.TODO


@pytest.mark.parametrize("act", ["nonsense", "ours.theirs.out", ".out", "finish.out", "fact.out", "\x00", "x" * 5000])
def test_a_press_nobody_offered_breaks_nothing(press, case, act):
    assert press(2, act, part="fact", row="99999999999999999999", text="Half a sen")
    assert not Account.objects.exists()


@pytest.mark.parametrize("change", ["fact-0", "fact-999999999999999999", "nothing-1", "fact", "x" * 300, "fact-1-2"])
def test_a_change_of_nothing_shows_the_page(read, change):
    assert 'id="finish-h"' in read(2, change=change)


def test_the_manager_reads_both_versions_before_the_yes(client, press, case, john, dana, now):
    make_steps.finish_until(case, 4, by=john, now=now)
    press(5, "dispute", **TestStep5.WORDS)
    client.force_login(dana)
    page = client.get(f"/board/decisions/{Decision.objects.get().pk}").content.decode()
    assert "“We asked for thirty.”" in page
    assert "The order says 40." in page
    assert "Agree that we dispute it" in page
