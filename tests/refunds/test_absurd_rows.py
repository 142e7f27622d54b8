"""Rows no ledger means: days that are none, years of no business, sums that fit no column."""

import pytest

from refunds.incoming import UploadState
from refunds.models import AgreedPrice, Invoice
from tests import make
from tests.refunds.bring import check, keep, land, lines, problems

pytestmark = pytest.mark.django_db
LARGE = "9000000;900000"


@pytest.fixture(autouse=True)
def shop(settings, tmp_path, john):
    settings.FILES_DIR = tmp_path
    return make.customer("Shop", account_manager=john, reference="K1")


@pytest.mark.parametrize("days", [("00/00/0000",), ("02/00/2024", "03/01/2024")])
def test_a_file_whose_days_are_none_is_kept_and_its_rows_are_named(john, days):
    upload = check(keep(john, lines(*(f"K1;R-{n};{day};FRT;1;1;EUR;0;" for n, day in enumerate(days)))))
    assert (2, 3, "This day does not exist.") in problems(upload)


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        ("K1;R;01.01.0001;FRT;1;1;EUR;0;", 3, "Check the year of this day."),
        ("K1;R;31.12.9999;FRT;1;1;EUR;0;", 3, "Check the year of this day."),
        ("K1;R;01.01.2024;FRT;1;1;EUR;0;01.01.0204", 9, "Check the year of this day."),
        ("K1;R;01.01.2024;FRT;10000000001;1;EUR;0;", 5, "This number is too large."),
        ("K1;R;01.01.2024;FRT;1;1;EUR;-5;", 8, "This number is too small."),
        ("K1;R;01.01.2024;FRT;1;1;EUR;101;", 8, "This number is too large."),
        (f"K1;R;01.01.2024;FRT;{LARGE}0;EUR;0;", 6, "Quantity times price is too large."),
    ],
)
def test_a_row_that_can_only_be_a_slip_is_named(john, row, column, why):
    assert problems(check(keep(john, lines(row), dates="dmy"))) == [(2, column, why)]


def test_the_largest_rows_that_go_in_are_still_summed(john):
    rows = [f"K1;R-{n};01.01.2024;FRT;{LARGE};EUR;0;" for n in range(500)]
    upload = land(check(keep(john, lines(*rows), dates="dmy")))
    assert (upload.state, upload.counts["sums"]) == (UploadState.LANDED, {"EUR": 500 * 81 * 10**13})
    assert Invoice.objects.count() == 500


def test_a_price_may_hold_for_ever_as_ledgers_write_it(john):
    text = "customer;item;price;currency;valid from;valid to\nK1;FRT;9,10;EUR;01.01.1900;31.12.9999\n"
    land(check(keep(john, text, kind="prices", dates="dmy")))
    assert AgreedPrice.objects.get().valid_to.year == 9999
