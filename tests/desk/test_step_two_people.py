"""Two people at one step at once: the later one sees both texts, chooses, and nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from incidents import evidence
from incidents.models import Account, Fact, Incident, Preparation
from tests import make_cases, make_steps

OURS, THEIRS = "John: we loaded the wrong list.", "Dana: nobody compared the list."


@pytest.fixture
def case(john, now):
    return make_cases.told(make_cases.halvorsen(john), now=now, next_at=now + make_cases.HOUR)


def page(client, case, number=2, **query):
    return client.get(f"/i/{case.reference}/step/{number}", query).content.decode()


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def press(person, case, act, fields, number=2):
    answer = signed_in(person).post(f"/i/{case.reference}/step/{number}", {"act": act, **fields}, follow=True)
    return answer.content.decode()


@pytest.mark.django_db
class TestOneAfterTheOther:
    def test_the_later_one_reads_both_and_is_told_who_was_first(self, case, john, dana, now):
        press(john, case, "ours", {"ours-row": "", "ours-text": OURS})
        shown = press(dana, case, "ours", {"ours-row": "", "ours-text": THEIRS})
        assert "John Reyes changed this step at" in shown
        assert "Yours is below; nothing is lost." in shown
        assert OURS in shown
        assert THEIRS in shown
        assert Account.objects.get().text == OURS

    def test_keeping_the_other_one_drops_only_mine(self, case, john, dana):
        press(john, case, "ours", {"ours-row": "", "ours-text": OURS})
        row = Account.objects.get()
        mine = {"ours-row": row.pk, "ours-text": THEIRS, "unknown-text": "Bellingham too?"}
        shown = press(dana, case, "ours.theirs", mine)
        assert "Their version stands." in shown
        assert "Bellingham too?" in shown
        assert Account.objects.get().text == OURS

    def test_saving_mine_instead_keeps_theirs_as_a_version(self, case, john, dana):
        press(john, case, "ours", {"ours-row": "", "ours-text": OURS})
        row = Account.objects.get()
        shown = press(dana, case, "ours", {"ours-row": row.pk, "ours-text": THEIRS})
        assert "One earlier version" in shown
        assert OURS in shown
        assert Account.objects.get(replaces=row).text == THEIRS

    def test_a_draft_begun_before_meets_what_was_saved_meanwhile(self, case, john, dana, now):
        first = evidence.add(Account, case, by=john, now=now, side="ours", text="The first words")
        client = signed_in(dana)
        client.post(f"/i/{case.reference}/step/2/draft", {"ours-row": first.pk, "ours-text": THEIRS})
        evidence.change(first, by=john, now=now, text=OURS)
        shown = page(client, case)
        assert "John Reyes changed this step at" in shown
        assert OURS in shown
        assert THEIRS in shown

    def test_an_untouched_form_gives_way_without_a_word(self, case, john, dana, now):
        first = evidence.add(Account, case, by=john, now=now, side="ours", text="The first words")
        evidence.change(first, by=john, now=now, text=OURS)
        same = {"ours-row": first.pk, "ours-text": "The first words", "unknown-text": "Bellingham too?"}
        shown = press(dana, case, "unknown", same)
        assert "changed this step" not in shown
        assert Account.objects.count() == 2

    def test_what_was_taken_out_meanwhile_is_written_anew(self, case, john, dana, now):
        make_steps.facts(case, by=john, now=now)
        fact = Fact.objects.get()
        evidence.take_out(fact, why="Another customer’s", by=john, now=now)
        mine = {"fact-row": fact.pk, "fact-happened": "12 Feb 2023", "fact-text": "Signed", "fact-source": "HMS-2023"}
        press(dana, case, "fact", mine)
        assert list(Fact.objects.filter(removed_at=None).values_list("text", flat=True)) == ["Signed"]

    def test_a_row_of_another_case_is_never_changed(self, case, john, now):
        other = make_cases.told(case.customer, now=now, next_at=now + make_cases.HOUR, title="Another one")
        make_steps.facts(other, by=john, now=now)
        stranger = Fact.objects.get()
        sent = {"fact-row": stranger.pk, "fact-happened": "2023-02-12", "fact-text": "Mine", "fact-source": "Mine"}
        press(john, case, "fact", sent)
        assert Fact.objects.get(text="Mine").incident == case
        assert Fact.objects.get(pk=stranger.pk).text == stranger.text


def at_once(people, act):
    """Each of them presses at the same instant; what each page says."""
    barrier = Barrier(len(people))

    def one(person):
        try:
            client = signed_in(person)
            barrier.wait(timeout=30)
            return act(client, person)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(one, people))


@pytest.mark.django_db(transaction=True)
class TestAtTheSameInstant:
    def test_of_two_first_versions_one_stands_and_the_other_is_shown_both(self, cast, now):
        case = make_cases.told(make_cases.halvorsen(cast.john), now=now, next_at=now + make_cases.HOUR)

        def write(client, person):
            sent = {"act": "ours", "ours-row": "", "ours-text": f"{person.name} wrote this"}
            return client.post(f"/i/{case.reference}/step/2", sent, follow=True).content.decode()

        pages = at_once([cast.john, cast.dana], write)
        stands = Account.objects.get()
        later = next(text for text in pages if "Yours is below" in text)
        assert len([text for text in pages if "Yours is below" in text]) == 1
        assert "John Reyes wrote this" in later
        assert "Dana Whitfield wrote this" in later
        assert stands.text in {"John Reyes wrote this", "Dana Whitfield wrote this"}

    def test_of_two_changes_of_one_row_one_stands(self, cast, now):
        case = make_cases.told(make_cases.halvorsen(cast.john), now=now, next_at=now + make_cases.HOUR)
        row = evidence.add(Preparation, case, by=cast.john, now=now, promised="38.00 a pallet")

        def change(client, person):
            sent = {"act": "preparation", "preparation-row": row.pk, "preparation-promised": person.name}
            return client.post(f"/i/{case.reference}/step/1", sent, follow=True).content.decode()

        pages = at_once([cast.john, cast.dana], change)
        assert Preparation.objects.filter(incident=case).current().count() == 1
        assert Preparation.objects.count() == 2
        assert len([text for text in pages if "Yours is below" in text]) == 1
        assert all("John Reyes" in text for text in pages)

    def test_a_step_finished_twice_at_once_is_finished_once(self, cast, now):
        case = make_cases.told(make_cases.halvorsen(cast.john), now=now, next_at=now + make_cases.HOUR)
        make_steps.prepared(case, by=cast.john, now=now)
        at_once(
            [cast.john, cast.dana], lambda client, _p: client.post(f"/i/{case.reference}/step/1", {"act": "finish"})
        )
        assert Incident.objects.get(pk=case.pk).step_now == 2
        assert case.steps.get(number=1).finished_by in (cast.john, cast.dana)
