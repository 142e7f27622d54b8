"""The refund of the demo's story: 44 invoices, three price changes, tax, a credit, a rate change, a leap year."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.demo.invoices import PALLETS, bring_invoices, what_is_reckoned
from ground.money.amounts import Money
from refunds.calculation import Credit
from refunds.gathering import gather
from refunds.owing import open_refund
from tests import make_cases
from tests.refunds import day_by_day
from tests.refunds.comparing import by_rule

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 2, 20, tzinfo=UTC)


def test_it_is_what_a_second_way_of_reckoning_gives(john):
    customer = make_cases.halvorsen(john)
    bring_invoices(customer, john, NOW)
    refund = open_refund(customer=customer, currency="USD", by=john, now=NOW)
    chosen = what_is_reckoned(NOW, NOW + timedelta(days=9), john)
    case, conventions, refund_on = gather(refund, chosen["scope"]).case, chosen["conventions"], chosen["refund_on"]
    case.credits.append(Credit("HMS-1042-1", datetime(2026, 11, 27, tzinfo=UTC).date(), Money.of("10000", "USD")))
    second = day_by_day.reckon(case, conventions, refund_on)
    first = by_rule(case, conventions, refund_on)
    assert (len(case.invoices), sum(PALLETS), len(case.credits)) == (44, 2278, 2)
    assert {**first, "shown": None} == {**second, "shown": None}
    assert first["shown"] == {key: minor for key, minor in second["shown"].items() if minor}
    assert Money(first["refund"], "USD") == Money.of("14746.62", "USD")
