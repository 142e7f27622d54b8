"""The statement of a refund goes with a letter: offered once approved, asked again when the sum changed meanwhile."""

import email
from email import policy

import pytest

from ground.decisions.models import Decision
from ground.history.models import Entry
from ground.outbox.models import Letter
from ground.worktime.now import now as read_now
from recovery.deciding import approve
from recovery.papers import with_papers
from recovery.refunding import ask_to_approve, pay_back, set_refund_by
from refunds.line_choices import answer_question
from tests import make_cases
from tests.refunds import make_rows
from tests.refunds.make import day, money
from updates.attached import statement_of
from updates.sending import SendRefused, Telling, send_update

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(john):
    instant = read_now() - make_cases.HOUR
    return make_cases.told(make_cases.halvorsen(john), now=instant, next_at=instant + 30 * make_cases.HOUR)


@pytest.fixture
def sheet(told, john):
    first = make_rows.reckoned(told, by=john, now=read_now())
    answer = {"asked": "payment_day", "about": "B", "answer": "day", "day": day("2024-09-13"), "why": "Bank."}
    made = answer_question(first, **answer, by=john, now=read_now())
    set_refund_by(told, made, by=john, now=read_now())
    return made


@pytest.fixture
def approved(told, sheet, john, dana):
    ask_to_approve(told, reason="", by=john, now=read_now())
    approve(Decision.objects.waiting().get(), by=dana, now=read_now(), amount=sheet.owed, version=1)
    return sheet


def paid(told, john, amount="100"):
    pay_back(
        told, kind="payment", amount=money(amount, "USD"), value_on=read_now().date(), reference="W1", by=john,
        now=read_now(),
    )  # fmt: skip


def posted(told, **more):
    contacts = list(told.customer.contacts.values_list("pk", flat=True))[:1]
    words = {"kind": "update", "heading": "Every line", "body": "Here is every line.", "next": "0", "act": "send"}
    return {"tell": contacts, "on_page": "on", **words, **more}


def as_john(client, john, told):
    client.force_login(john)
    page = client.get(f"/i/{told.reference}/update").content.decode()
    return f"/i/{told.reference}/update", page


def test_before_somebody_approved_it_nothing_is_offered(client, told, sheet, john):
    assert "Attach the statement" not in as_john(client, john, told)[1]


def test_the_letter_carries_it_and_history_says_which(client, told, approved, john):
    address, page = as_john(client, john, told)
    assert "Attach the statement of the refund (PDF)" in page
    mark = statement_of(told).mark
    choice = {"attach": "on", "attach_of": mark}
    when = client.get(address).context["form"].fields["next"].choices[0][0]
    answer = client.post(address, posted(told, next=when, **choice))
    assert answer.status_code == 302, answer.context["form"].errors
    message = email.message_from_bytes(bytes(Letter.objects.latest("pk").raw), policy=policy.default)
    [file] = message.iter_attachments()
    assert file.get_content().startswith(b"%PDF-1.7")
    assert file.get_filename() == f"statement-{told.reference}-{approved.version}.pdf"
    assert "Attached: the statement of your refund" in message.get_body(("plain",)).get_content()
    assert "Attached: the statement of your refund" in message.get_body(("html",)).get_content()
    sent = Entry.objects.about("incident", told.pk).filter(what="update.sent").latest("pk")
    assert (sent.facts["statement"], sent.facts["calculation"]) == (approved.version, approved.pk)
    assert "with the statement, version 2" in client.get(f"/i/{told.reference}").content.decode()


def test_when_more_was_paid_since_it_is_asked_again(client, told, approved, john):
    address, _page = as_john(client, john, told)
    mark, when = statement_of(told).mark, client.get(address).context["form"].fields["next"].choices[0][0]
    paid(told, john)
    before = Letter.objects.count()
    answer = client.post(address, posted(told, next=when, attach="on", attach_of=mark))
    page = answer.content.decode()
    assert "changed while you wrote" in page
    assert f'value="{statement_of(told).mark}"' in page
    assert not answer.context["form"]["attach"].value()
    assert Letter.objects.count() == before


def test_a_sum_that_changes_at_the_last_moment_holds_the_letter_back(told, approved, john):
    contacts = list(told.customer.contacts.all()[:1])
    chosen = with_papers(told, statement_of(told), contacts, by=john, now=read_now())
    assert chosen.files[contacts[0].pk].startswith(b"%PDF-1.7")
    paid(told, john)
    next_at = read_now() + 30 * make_cases.HOUR
    telling = Telling("update", "Every line", "Here.", contacts, next_at, statement=chosen)
    with pytest.raises(SendRefused, match="The sum changed while you wrote"):
        send_update(told, telling=telling, by=john, now=read_now())


def test_a_reader_of_japanese_is_led_to_the_page(told, approved, john):
    contacts = list(told.customer.contacts.all()[:1])
    contacts[0].language = "ja"
    contacts[0].save()
    chosen = with_papers(told, statement_of(told), contacts, by=john, now=read_now())
    assert chosen.files == {}
    next_at = read_now() + 30 * make_cases.HOUR
    telling = Telling("update", "すべての明細", "明細です。", contacts, next_at, statement=chosen)
    update = send_update(told, telling=telling, by=john, now=read_now())
    assert update.statement == approved
    message = email.message_from_bytes(bytes(Letter.objects.latest("pk").raw), policy=policy.default)
    assert list(message.iter_attachments()) == []
