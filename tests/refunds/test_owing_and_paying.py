"""A typed refund: versions that nobody can change, nothing paid before a yes, nothing beyond what is owed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from ground.decisions.deciding import approve, ask
from ground.history.models import Entry
from ground.money.amounts import Money
from refunds.balance import Standing, balance, standing
from refunds.models import Payment, Refund, RefundSum
from refunds.owing import approve_sum, open_refund, set_sum
from refunds.paying import pay
from refunds.refusals import RefundRefused
from tests import make

DAY = timedelta(days=1)


def usd(amount):
    return Money.of(amount, "USD")


@pytest.fixture
def refund(john, now):
    return open_refund(customer=make.customer(account_manager=john), currency="USD", by=john, now=now)


@pytest.fixture
def owed(refund, john, now):
    set_sum(refund, amount=usd("100"), words="One invoice", by=john, now=now)
    return Refund.objects.get()


def yes(refund, what, amount, version, john, dana, now):
    decision = ask(
        what=what, subject=refund.history_subject, summary="Pay", by=john, now=now, amount=amount, version=version
    )
    return approve(decision, by=dana, now=now, amount=amount, version=version)


def paid(refund, amount, now, by, **more):
    known = {"kind": "payment", "value_on": now.date(), "reference": f"R-{amount}", **more}
    return pay(refund, amount=usd(amount), by=by, now=now, **known)


@pytest.mark.django_db
def test_a_changed_sum_is_a_new_version_and_the_old_one_stays(owed, john, dana, now):
    approve_sum(owed, decision=yes(owed, "refund", usd("100"), 1, john, dana, now), by=dana, now=now)
    set_sum(owed, amount=usd("120"), words="Two invoices", by=john, now=now)
    fresh = Refund.objects.get()
    assert (fresh.version, fresh.owed, fresh.approval) == (2, usd("120"), None)
    first, second = RefundSum.objects.all()
    assert (first.amount, second.amount, second.replaces) == (usd("100"), usd("120"), first)
    whats = [entry.what for entry in Entry.objects.about(*owed.history_subject)]
    assert whats == ["refund.opened", "refund.sum_set", "refund.approved", "refund.sum_set"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("amount", "words", "said"),
    [
        (Money(0, "USD"), "x", "above zero"),
        (Money(-100, "USD"), "x", "above zero"),
        (Money(100, "EUR"), "x", "in USD, not in EUR"),
        (Money(100, "USD"), "  ", "how you came to this sum"),
    ],
    ids=str,
)
def test_a_sum_that_cannot_be_is_refused(refund, john, now, amount, words, said):
    with pytest.raises(RefundRefused, match=said):
        set_sum(refund, amount=amount, words=words, by=john, now=now)


@pytest.mark.django_db
def test_nothing_is_paid_before_a_yes(owed, john, now):
    with pytest.raises(RefundRefused, match="Nobody has approved this sum yet"):
        paid(owed, "10", now, john)
    with pytest.raises(RefundRefused, match="Nobody has approved this payment on account"):
        paid(owed, "10", now, john, kind="on_account")


@pytest.mark.django_db
def test_a_yes_to_another_version_or_sum_or_refund_ties_nothing(owed, john, dana, now):
    other = open_refund(customer=owed.customer, currency="USD", by=john, now=now)
    set_sum(other, amount=usd("100"), words="Another", by=john, now=now)
    with pytest.raises(RefundRefused, match="Nobody has approved this sum"):
        approve_sum(owed, decision=yes(other, "refund", usd("100"), 1, john, dana, now), by=dana, now=now)
    with pytest.raises(RefundRefused, match="new version"):
        approve_sum(owed, decision=yes(owed, "refund", usd("100"), 7, john, dana, now), by=dana, now=now)
    with pytest.raises(RefundRefused, match=r"changed from \$90\.00 to \$100\.00"):
        approve_sum(owed, decision=yes(owed, "refund", usd("90"), 1, john, dana, now), by=dana, now=now)
    waiting = ask(what="refund", subject=owed.history_subject, summary="Pay", by=john, now=now, amount=usd("100"))
    with pytest.raises(RefundRefused, match="Nobody has approved"):
        approve_sum(owed, decision=waiting, by=dana, now=now)


@pytest.mark.django_db
def test_a_first_part_on_account_then_the_rest(refund, john, dana, now):
    first = yes(refund, "on_account", usd("40"), "", john, dana, now)
    with pytest.raises(RefundRefused, match=r"exactly \$40\.00 on account"):
        paid(refund, "30", now, john, kind="on_account", decision=first)
    paid(refund, "40", now, john, kind="on_account", decision=first)
    with pytest.raises(RefundRefused, match="paid already"):
        paid(refund, "40", now, john, kind="on_account", decision=first, reference="twice")
    with pytest.raises(RefundRefused, match=r"\$40\.00 is paid already\. The sum cannot be less"):
        set_sum(refund, amount=usd("39.99"), words="Less", by=john, now=now)
    set_sum(refund, amount=usd("100"), words="All", by=john, now=now)
    approve_sum(refund, decision=yes(refund, "refund", usd("60"), 1, john, dana, now), by=dana, now=now)
    paid(refund, "25", now, john, kind="credit_note")
    with pytest.raises(RefundRefused, match=r"more than is still to be paid, \$35\.00"):
        paid(refund, "35.01", now, john)
    paid(refund, "35", now, john)
    assert Refund.objects.get().balance == usd("0")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"amount": Money(0, "USD")}, "above zero"),
        ({"amount": Money(100, "EUR")}, "in USD, not in EUR"),
        ({"reference": " "}, "reference of the payment"),
        ({"kind": "cash"}, "how it was paid"),
        ({"days": 400}, "too far away"),
        ({"days": -40_000}, "too far away"),
    ],
    ids=str,
)
def test_a_payment_that_cannot_be_is_refused(owed, john, dana, now, change, said):
    approve_sum(owed, decision=yes(owed, "refund", usd("100"), 1, john, dana, now), by=dana, now=now)
    value_on = now.date() + change.pop("days", 0) * DAY
    good = {"kind": "payment", "amount": usd("10"), "value_on": value_on, "reference": "R", "by": john, "now": now}
    with pytest.raises(RefundRefused, match=said):
        pay(owed, **{**good, **change})
    assert not Payment.objects.exists()


@pytest.mark.django_db
def test_the_same_reference_is_one_payment(owed, john, dana, now):
    approve_sum(owed, decision=yes(owed, "refund", usd("100"), 1, john, dana, now), by=dana, now=now)
    paid(owed, "10", now, john, reference="HMS-1")
    with pytest.raises(RefundRefused, match="recorded already"):
        paid(owed, "10", now, john, reference="HMS-1")
    assert Refund.objects.get().paid == usd("10")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [{"paid_minor": 10001}, {"paid_minor": -1}, {"owed_minor": 0}, {"owed_minor": None}, {"currency": ""}],
    ids=str,
)
def test_the_database_refuses_what_no_refund_can_be(owed, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Refund.objects.update(**wrong)


TABLE = [
    (None, "0", False, False, Standing.NONE),
    ("100", "0", False, False, Standing.DRAFT),
    ("100", "40", False, False, Standing.DRAFT),
    ("100", "40", False, True, Standing.WAITING),
    ("100", "0", True, False, Standing.APPROVED),
    ("100", "40", True, False, Standing.PART_PAID),
    ("100", "100", True, False, Standing.PAID),
]


@pytest.mark.parametrize(("owed_sum", "paid_sum", "approved", "waiting", "is_now"), TABLE)
def test_the_standing_is_one_word(owed_sum, paid_sum, approved, waiting, is_now):
    owed = usd(owed_sum) if owed_sum else None
    assert standing(owed, usd(paid_sum), approved=approved, waiting=waiting) == is_now


def test_the_balance_is_what_is_owed_less_what_is_paid():
    assert balance(usd("100"), []) == usd("100")
    assert balance(usd("100"), [usd("40"), usd("59.99")]) == usd("0.01")
    assert balance(usd("100"), [usd("120")]) == usd("-20")
