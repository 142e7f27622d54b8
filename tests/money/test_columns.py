"""Columns for money: what goes in comes out exactly, and what would be rounded is refused."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.test.utils import isolate_apps

from ground.money.fields import MicroField, MoneyMinorField

LARGEST = 2**63 - 1


@pytest.fixture(scope="module")
def line_model() -> Iterator[type[models.Model]]:
    with isolate_apps("ground.money"):

        class Line(models.Model):
            amount = MoneyMinorField()
            price = MicroField(null=True, blank=True)

            class Meta:
                app_label = "money"

        yield Line


@pytest.fixture
def lines(line_model, transactional_db):
    with connection.schema_editor() as editor:
        editor.create_model(line_model)
    yield line_model.objects
    with connection.schema_editor() as editor:
        editor.delete_model(line_model)


EXACT = ["0.000000", "-0.000001", "12345678.123456", "1234567890123.123456", "9223372036854.775807"]


def test_decimals_come_back_as_they_went_in(lines):
    for text in EXACT:
        row = lines.create(amount=1, price=Decimal(text))
        assert str(lines.get(pk=row.pk).price) == text


def test_amounts_come_back_as_they_went_in(lines):
    for minor in (0, -1, LARGEST, -LARGEST):
        assert lines.get(pk=lines.create(amount=minor).pk).amount == minor


def test_decimals_are_compared_ordered_and_summed_by_the_database(lines):
    for text in ("1.5", "0.000001", "20", "-3"):
        lines.create(amount=1, price=Decimal(text))
    assert [str(row.price) for row in lines.order_by("price")] == ["-3.000000", "0.000001", "1.500000", "20.000000"]
    assert lines.filter(price__gt=Decimal("1.499999")).count() == 2
    assert lines.get(price="1.5").price == Decimal("1.5")
    assert lines.filter(price__in=[Decimal(20), Decimal("0.000001")]).count() == 2
    found = lines.aggregate(total=models.Sum("price"), least=models.Min("price"), amount=models.Sum("amount"))
    assert found == {"total": Decimal("18.500001"), "least": Decimal(-3), "amount": 4}


def test_nothing_stays_nothing(lines):
    row = lines.create(amount=1, price=None)
    assert lines.get(pk=row.pk).price is None
    assert lines.filter(price__isnull=True).count() == 1


def test_rows_are_copied_through_text_without_a_loss(lines, line_model):
    row = lines.create(amount=LARGEST, price=Decimal("9223372036854.775807"))
    text = serializers.serialize("json", [row])
    assert '"9223372036854.775807"' in text
    field = line_model._meta.get_field("price")
    assert field.to_python("9223372036854.775807") == row.price
    assert field.to_python(None) is None


NO_DECIMAL = ["abc", "", "1,5", "NaN", "Infinity", "1e309", "0.0000001", "1" * 41, 1.5, float("nan"), True, b"1", [1]]
TOO_MUCH = ["NaN", "Infinity", "1E-7", "1E-999999999", "9223372036854.775808", "1E+999999999"]


@pytest.mark.parametrize("value", [*NO_DECIMAL, *map(Decimal, TOO_MUCH)], ids=lambda value: str(value)[:20])
def test_what_is_no_exact_decimal_is_refused(value):
    field = MicroField()
    for door in (field.to_python, field.get_prep_value):
        with pytest.raises(ValidationError):
            door(value)


@pytest.mark.parametrize("value", [1.0, True, "1.5", "", "abc", "٣", Decimal(1), 2**63, -(2**63) - 1, "9" * 41, [1]])
def test_what_is_no_whole_amount_is_refused(value):
    field = MoneyMinorField()
    for door in (field.to_python, field.get_prep_value):
        with pytest.raises(ValidationError):
            door(value)


def test_a_form_takes_up_to_six_decimals():
    form_field = MicroField().formfield()
    assert form_field.clean("12.123456") == Decimal("12.123456")
    with pytest.raises(ValidationError):
        form_field.clean("12.1234567")
