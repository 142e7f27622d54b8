"""A table as columns of text: amounts twice, days and moments as ISO 8601, no cell that could be a formula."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as _

from ground.money.amounts import AmountRefused, minor_units
from ground.money.fields import MicroField, MoneyMinorField
from refunds.sheet_files import harmless
from updates.links import mask

from .kinds import CURRENCY, FILES, SECRET

if TYPE_CHECKING:
    from collections.abc import Callable

    Cell = Callable[[Any, str], str]

MINOR = "_minor"
SHORTEST_TOKEN = 16
REPLY = re.compile(rf"\+[A-Za-z0-9_-]{{{SHORTEST_TOKEN},}}@")


@dataclass(frozen=True)
class Column:
    """`path` is asked of the database; `cell` makes the text, given the currency of the row."""

    name: str
    path: str
    about: str
    cell: Cell


def columns_of(model: type[models.Model]) -> list[Column]:
    """Every column of a table that may leave the house, amounts in minor units and again as decimals."""
    label, found = model._meta.label, list[Column]()
    for field in model._meta.concrete_fields:
        if field.name not in SECRET.get(label, ()):
            found += _columns(field)
    if label in CURRENCY:
        found.append(Column("currency", CURRENCY[label], _("ISO 4217 code of the amounts"), _plain))
    return found


def currency_path(model: type[models.Model]) -> str | None:
    """Where the currency of each row stands; None for a table without one."""
    own = "currency" if any(field.name == "currency" for field in model._meta.concrete_fields) else None
    return CURRENCY.get(model._meta.label, own)


def _columns(field: models.Field[Any, Any]) -> list[Column]:
    name = field.attname
    if isinstance(field, MoneyMinorField):
        short = name.removesuffix(MINOR)
        return [
            Column(name, name, _("whole minor units of the currency, such as cents"), _plain),
            Column(short, name, _("the same amount as a decimal"), _major),
        ]
    return [Column(name, name, _about(field), _cell(field))]


def _about(field: models.Field[Any, Any]) -> str:
    related = field.related_model
    if related is not None and not isinstance(related, str):
        file = FILES.get(related._meta.label)
        return _("id of a row in %(file)s") % {"file": f"{file}.csv"} if file else _("a number")
    if field.choices:
        return _("one of: %(codes)s") % {"codes": ", ".join(str(code) for code, _label in field.flatchoices)}
    kinds: list[tuple[type[Any], str]] = [
        (MicroField, _("an exact decimal of six places")),
        (models.DateTimeField, _("a moment in UTC")),
        (models.DateField, _("a day")),
        (models.TimeField, _("a time of day")),
        (models.BooleanField, _("true or false")),
        (models.JSONField, _("JSON")),
        (models.IntegerField, _("a number")),
        (models.DurationField, _("a length of time in seconds")),
    ]
    return next((words for kind, words in kinds if isinstance(field, kind)), _("text"))


def _cell(field: models.Field[Any, Any]) -> Cell:
    if isinstance(field, MicroField):
        return _decimal
    if isinstance(field, models.JSONField):
        return _json
    return _text if isinstance(field, models.CharField | models.TextField) else _plain


def _decimal(value: Decimal | None, _currency: str) -> str:
    return "" if value is None else format(value, "f")


def _major(minor: int | None, currency: str) -> str:
    if minor is None or not currency:
        return ""
    return format(Decimal(minor).scaleb(-_places(currency)), "f")


@cache
def _places(currency: str) -> int:
    try:
        return minor_units(currency)
    except AmountRefused:  # a code that no list knows any more: its amounts stay whole
        return 0


def _json(value: Any, _currency: str) -> str:
    return harmless(_masked(json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)))


def _text(value: str | None, _currency: str) -> str:
    if not value:
        return ""
    return harmless(_masked(value) if len(value) > SHORTEST_TOKEN else value)


def _masked(text: str) -> str:
    """Without the tokens of private links and of reply addresses, wherever somebody quoted them."""
    return REPLY.sub("+…@", mask(text))


def _plain(value: Any, _currency: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else str(value)
