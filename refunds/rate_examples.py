"""Rate tables shipped as dated examples: check them against their source before money is reckoned by them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from .rate_rows import RateTable
from .rate_tables import make_table

if TYPE_CHECKING:
    from datetime import datetime

BANK_RATE = """
2009-03-05 0.50 2016-08-04 0.25 2017-11-02 0.50 2018-08-02 0.75 2020-03-11 0.25 2020-03-19 0.10 2021-12-16 0.25
2022-02-03 0.50 2022-03-17 0.75 2022-05-05 1.00 2022-06-16 1.25 2022-08-04 1.75 2022-09-22 2.25 2022-11-03 3.00
2022-12-15 3.50 2023-02-02 4.00 2023-03-23 4.25 2023-05-11 4.50 2023-06-22 5.00 2023-08-03 5.25 2024-08-01 5.00
2024-11-07 4.75 2025-02-06 4.50 2025-05-08 4.25 2025-08-07 4.00 2025-12-18 3.75
"""
EXAMPLES = (
    (
        "Bank of England base rate",
        "Example, to be checked: https://www.bankofengland.co.uk/boeapps/database/Bank-Rate.asp",
        "GBP",
        BANK_RATE,
    ),
    (
        "8 % a year",
        "Example, to be checked: the rate of ombudsman awards in the United Kingdom until the end of 2025, "
        "https://www.financial-ombudsman.org.uk/news/new-interest-rate-now-applies-compensation-awards",
        "",
        "1990-01-01 8",
    ),
)


@transaction.atomic
def add_examples(now: datetime) -> None:
    """Those that are not there yet; one that people have changed, or made themselves under its name, stays theirs."""
    known = {name.lower() for name in RateTable.objects.values_list("name", flat=True)}
    for name, source, currency, text in EXAMPLES:
        if name.lower() not in known:
            make_table(name=name, source=source, rates=dated(text), now=now, currency=currency, example=True)


def dated(text: str) -> dict[date, Decimal]:
    """Days and rates in turn."""
    words = text.split()
    return {date.fromisoformat(day): Decimal(rate) for day, rate in zip(words[::2], words[1::2], strict=True)}
