"""Columns for money: whole minor units, and exact decimals as millionths, because SQLite keeps decimals as floats."""

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from .exact import NoNumber, TooFine, TooLarge, scaled

if TYPE_CHECKING:
    WholeColumn = models.BigIntegerField[int | str, int]
    DecimalColumn = models.Field[Decimal | int | str, Decimal]
else:
    WholeColumn = models.BigIntegerField
    DecimalColumn = models.Field

LARGEST = 2**63 - 1
LONGEST = 40
WHOLE = re.compile(r"-?[0-9]{1,25}", re.ASCII)
PLACES = 6


class MoneyMinorField(WholeColumn):
    """An amount in whole minor units; its currency stands in a column beside it. Never made from a float."""

    description = _("Amount in minor units")

    def to_python(self, value: Any) -> Any:
        if value is None:
            return None
        if isinstance(value, str) and WHOLE.fullmatch(value):
            value = int(value)
        if type(value) is not int:
            raise ValidationError(_("An amount is kept in whole minor units."), code="invalid")
        return _fitting(value)

    def get_prep_value(self, value: Any) -> Any:
        return value if hasattr(value, "resolve_expression") else self.to_python(value)


class MicroField(DecimalColumn):
    """An exact Decimal of up to six decimals (a unit price, a quantity), kept as an integer of millionths.

    Reading gives a Decimal of six decimals. More decimals are refused, never rounded; so are floats, NaN, infinities
    and what passes nine million millions. Comparing, ordering, Min, Max and Sum work in queries; averages, products and
    quotients belong into Python, because the database sees millionths.
    """

    description = _("Exact decimal of six decimals")
    empty_strings_allowed = False

    def get_internal_type(self) -> str:
        return "BigIntegerField"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-PLACES)

    def to_python(self, value: Any) -> Any:
        return None if value is None else Decimal(_millionths(value)).scaleb(-PLACES)

    def get_prep_value(self, value: Any) -> Any:
        if value is None or hasattr(value, "resolve_expression"):
            return value
        return _millionths(value)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(
            **{"form_class": forms.DecimalField, "max_digits": 19, "decimal_places": PLACES, **kwargs}
        )


def _millionths(value: Any) -> int:
    try:
        return _fitting(scaled(_exact(value), PLACES))
    except NoNumber as error:
        raise ValidationError(_("Write a number in figures."), code="invalid") from error
    except TooFine as error:
        raise ValidationError(_("Write at most six decimals."), code="too_fine") from error
    except TooLarge as error:
        raise ValidationError(_("This number is too large."), code="too_large") from error


def _exact(value: Any) -> Decimal:
    if isinstance(value, str) and len(value) <= LONGEST:
        try:
            return Decimal(value)
        except ArithmeticError as error:
            raise NoNumber from error
    if type(value) is int or isinstance(value, Decimal):
        return Decimal(value)
    raise NoNumber


def _fitting(value: int) -> int:
    if abs(value) > LARGEST:
        raise ValidationError(_("This number is too large."), code="too_large")
    return value
