"""Plain makers for the rules of refunds: days in a word, flat rates, one line on one invoice."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from ground.money.amounts import Money
from refunds.choices import Compounding, DayCount, Rounding
from refunds.conventions import Conventions
from refunds.dated import Dated
from refunds.interest import Terms, exact_interest
from refunds.overcharge import Invoice, Line, PriceList
from refunds.rates import RatePlan, RateTable
from refunds.rounding import rounded

LATER = date(2030, 1, 1)

# https://www.bankofengland.co.uk/boeapps/database/Bank-Rate.asp
BANK_RATE = RateTable(
    "Bank Rate",
    Dated(
        tuple(
            (date.fromisoformat(day), Decimal(percent))
            for day, percent in [
                ("2009-03-05", "0.50"),
                ("2016-08-04", "0.25"),
                ("2017-11-02", "0.50"),
                ("2018-08-02", "0.75"),
                ("2020-03-11", "0.25"),
                ("2020-03-19", "0.10"),
                ("2021-12-16", "0.25"),
                ("2022-02-03", "0.50"),
                ("2022-03-17", "0.75"),
                ("2022-05-05", "1.00"),
                ("2022-06-16", "1.25"),
                ("2022-08-04", "1.75"),
                ("2022-09-22", "2.25"),
                ("2022-11-03", "3.00"),
                ("2022-12-15", "3.50"),
                ("2023-02-02", "4.00"),
                ("2023-03-23", "4.25"),
                ("2023-05-11", "4.50"),
                ("2023-06-22", "5.00"),
                ("2023-08-03", "5.25"),
                ("2024-08-01", "5.00"),
                ("2024-11-07", "4.75"),
                ("2025-02-06", "4.50"),
                ("2025-05-08", "4.25"),
                ("2025-08-07", "4.00"),
                ("2025-12-18", "3.75"),
            ]
        )
    ),
)


def day(text: str) -> date:
    return date.fromisoformat(text)


def money(text: str, currency: str = "GBP") -> Money:
    return Money.of(text, currency)


def plan(*rates: tuple[str, str], points: str = "0", fixed: bool = False) -> RatePlan:
    """plan(("2025-01-01", "4.5"), ...); without a day the one rate holds for all time."""
    table = Dated(tuple((day(begins), Decimal(percent)) for begins, percent in rates))
    return RatePlan(RateTable("Base", table), Decimal(points), fixed)


def flat(percent: str) -> RatePlan:
    return RatePlan(RateTable.flat(f"{percent} %", Decimal(percent)))


def earned(capital, since, until, rates, count=DayCount.ACT_365F, compounding=Compounding.SIMPLE, *, today=LATER):
    """The interest on a sum, rounded to the cent, as text."""
    amount = money(capital)
    exact = exact_interest(amount, day(since), day(until), Terms(rates, count, compounding), today=today)
    return str(cents(exact).decimal)


def cents(exact: Fraction, currency: str = "GBP") -> Money:
    return rounded(exact, currency, Rounding.HALF_UP)


def prices(*entries: tuple[str, str | None], item: str = "P", currency: str = "GBP") -> PriceList:
    table = Dated(tuple((day(begins), Decimal(price) if price else None) for begins, price in entries))
    return PriceList(currency, {item: table})


def invoice(number="A", invoiced="2024-05-15", paid="2024-06-14", currency="GBP", **more) -> Invoice:
    return Invoice(number, currency, day(invoiced), day(paid) if paid else None, **more)


def line(key="1", number="A", quantity="250", billed="11.90", item="P", tax="0", **days) -> Line:
    known = {name: day(text) for name, text in days.items()}
    return Line(key, number, item, Decimal(quantity), Decimal(billed), Decimal(tax), **known)


def conventions(percent="8", currency="GBP", **more) -> Conventions:
    return Conventions(currency, more.pop("plan", None) or flat(percent), **more)
