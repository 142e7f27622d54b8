"""Rate tables are made and changed: each change is a new whole version, with who made it and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ground.history.recording import record
from ground.money.amounts import minor_units

from .rate_rows import Rate, RateTable, RateVersion
from .refusals import RefundRefused
from .wording import figure, in_full

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from decimal import Decimal

    from ground.accounts.models import Person

MOST_PERCENT = 100


@transaction.atomic
def make_table(
    *,
    name: str,
    source: str,
    rates: Mapping[date, Decimal],
    now: datetime,
    by: Person | None = None,
    currency: str = "",
    example: bool = False,
) -> RateVersion:
    """A new table with its first version. RefundRefused without a name, a source, a rate, or for a name in use."""
    if not name.strip() or not source.strip():
        raise RefundRefused(_("Write a name, and where the rates come from."))
    if currency:
        minor_units(currency)
    try:
        with transaction.atomic():
            table = RateTable.objects.create(
                name=name.strip(), source=source.strip(), currency=currency, example=example, created_at=now
            )
    except IntegrityError:
        raise RefundRefused(_("There is a table of this name already.")) from None
    return _version(table, dict(rates), by=by, now=now, why="")


@transaction.atomic
def set_rate(
    table: RateTable, *, valid_from: date, percent: Decimal, why: str, by: Person, now: datetime
) -> RateVersion:
    """The rate from a day on, new or instead of the one of that day: the next version of the table."""
    table = RateTable.objects.select_for_update().get(pk=table.pk)
    rates = dict(latest_of(table).rates.values_list("valid_from", "percent"))
    if not why.strip():
        raise RefundRefused(_("Say where this rate stands."))
    if rates.get(valid_from) == percent:
        raise RefundRefused(_("This rate stands there already."))
    return _version(table, rates | {valid_from: percent}, by=by, now=now, why=_why(valid_from, percent, why))


def latest_of(table: RateTable) -> RateVersion:
    version = table.versions.order_by("-number").first()
    if version is None:
        raise RefundRefused(_("This table has no rates yet."))
    return version


def latest_versions() -> list[RateVersion]:
    """The latest version of every table, by name; one query."""
    newest: dict[int, RateVersion] = {}
    for version in RateVersion.objects.select_related("table").order_by("table__name", "number"):
        newest[version.table_id] = version
    return list(newest.values())


def _version(
    table: RateTable, rates: dict[date, Decimal], *, by: Person | None, now: datetime, why: str
) -> RateVersion:
    if not rates:
        raise RefundRefused(_("Write at least one rate."))
    if any(abs(percent) > MOST_PERCENT for percent in rates.values()):
        raise RefundRefused(_("A rate is at most 100 per cent a year."))
    number = table.versions.count() + 1
    version = RateVersion.objects.create(table=table, number=number, why=why, made_by=by, made_at=now)
    Rate.objects.bulk_create(Rate(version=version, valid_from=day, percent=percent) for day, percent in rates.items())
    record(table.history_subject, by=by, what="rates.changed", now=now, text=why, facts={"version": number})
    return version


def _why(day: date, percent: Decimal, why: str) -> str:
    words = {"percent": figure(percent), "day": in_full(day), "why": why.strip()}
    return _("%(percent)s %% from %(day)s: %(why)s") % words
