"""A long statement is set by a worker: asked for at the desk, ready for them after a yes and after each payment."""

import pytest

from ground.decisions.models import Decision
from ground.jobs.models import Job
from ground.jobs.running import run_due
from ground.worktime.now import now as read_now
from recovery import papers
from recovery.deciding import approve
from recovery.papers import with_papers
from recovery.refunding import ask_to_approve, pay_back, set_refund_by
from refunds.line_choices import answer_question
from refunds.models import Paper
from tests import make_cases
from tests.refunds import make_rows
from tests.refunds.make import day, money
from updates.attached import statement_of
from updates.links import link_for, token_of
from updates.sending import SendRefused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def told(john, monkeypatch):
    monkeypatch.setattr(papers, "SHORT", 1)
    instant = read_now() - make_cases.HOUR
    return make_cases.told(make_cases.halvorsen(john), now=instant, next_at=instant + 30 * make_cases.HOUR)


@pytest.fixture
def sheet(told, john):
    first = make_rows.reckoned(told, by=john, now=read_now())
    answer = {"asked": "payment_day", "about": "B", "answer": "day", "day": day("2024-09-13"), "why": "Bank."}
    made = answer_question(first, **answer, by=john, now=read_now())
    set_refund_by(told, made, by=john, now=read_now())
    return made


def yes(told, sheet, john, dana):
    ask_to_approve(told, reason="", by=john, now=read_now())
    approve(Decision.objects.waiting().get(), by=dana, now=read_now(), amount=sheet.owed, version=1)


def test_at_the_desk_it_is_asked_for_seen_and_fetched(client, told, sheet, john):
    client.force_login(john)
    here = f"/i/{told.reference}/refund/sheet/{sheet.version}"
    assert client.get(f"{here}.pdf").headers["Location"] == f"{here}/paper"
    assert "Set the PDF" in client.get(f"{here}/paper").content.decode() and not Job.objects.exists()
    client.post(f"{here}/paper")
    client.post(f"{here}/paper")
    assert Job.objects.count() == 1, "asked twice it is set once"
    assert "The PDF is being set" in client.get(f"{here}/paper").content.decode()
    assert "being set" in client.get(f"{here}/paper", headers={"HX-Request": "true"}).content.decode()
    run_due(now=read_now())
    assert "HX-Redirect" in client.get(f"{here}/paper", headers={"HX-Request": "true"}).headers
    assert client.get(f"{here}.pdf").content.startswith(b"%PDF-1.7")


def test_on_their_page_it_is_ready_after_the_yes_and_anew_after_a_payment(client, told, sheet, john, dana):
    link = link_for(told, told.speaker, now=read_now())
    here = f"/s/{token_of(link)}/refund"
    yes(told, sheet, john, dana)
    assert client.get(f"{here}.pdf").headers["Location"] == here, "until it is set they read the page"
    run_due(now=read_now())
    first = client.get(f"{here}.pdf").content
    assert first.startswith(b"%PDF-1.7")
    paid = {"amount": money("100", "USD"), "value_on": read_now().date(), "reference": "W1"}
    pay_back(told, kind="payment", **paid, by=john, now=read_now())
    assert client.get(f"{here}.pdf").status_code == 302, "the old one says too little was paid"
    run_due(now=read_now())
    assert client.get(f"{here}.pdf").content.startswith(b"%PDF-1.7")
    assert Paper.objects.count() == 2 == Paper.objects.exclude(pdf=None).count(), "one a reader, none left over"


def test_a_letter_waits_for_a_long_one(told, sheet, john, dana):
    yes(told, sheet, john, dana)
    people = [told.speaker]
    with pytest.raises(SendRefused, match="is being set now"):
        with_papers(told, statement_of(told), people, by=john, now=read_now())
    run_due(now=read_now())
    chosen = with_papers(told, statement_of(told), people, by=john, now=read_now())
    assert chosen.files[people[0].pk].startswith(b"%PDF-1.7")
