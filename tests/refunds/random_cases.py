"""Random refunds: lines, returns, undercharges, credits, rates that change, every convention."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from ground.money.amounts import Money
from refunds.calculation import Case, Credit
from refunds.choices import (
    Compounding,
    DayCount,
    InterestBase,
    PricingDate,
    Rounding,
    Stage,
    TaxRounding,
)
from refunds.conventions import Conventions
from refunds.dated import Dated
from refunds.overcharge import Invoice, Line, PriceList
from refunds.questions import Answer, Asked, Reply
from refunds.rates import RatePlan, RateTable

FIRST = date(2019, 6, 1)
TAXES = [Decimal(0), Decimal("5.5"), Decimal(20), Decimal("20.00"), Decimal("8.875")]


def cases(count: int, *, seed: int, longest: int) -> Iterator[tuple[Case, Conventions, date]]:
    """`count` cases, whose periods have at most about `longest` days."""
    luck = Random(seed)
    for _ in range(count):
        yield case(luck, longest)


def case(luck: Random, longest: int) -> tuple[Case, Conventions, date]:
    currency = luck.choice(["GBP", "GBP", "JPY", "KWD"])
    begins = FIRST + timedelta(days=luck.randrange(1500))
    invoices = {str(n): invoice(luck, str(n), currency, begins, longest) for n in range(luck.randint(1, 3))}
    lines = [line(luck, str(at), luck.choice(list(invoices)), begins) for at in range(luck.randint(1, 5))]
    given = [credit(luck, str(at), currency, begins, longest) for at in range(luck.choice([0, 0, 1, 2]))]
    refund_on = begins + timedelta(days=luck.randrange(longest // 2, longest))
    known = Case(lines, invoices, price_list(luck, currency), given, replies=replies(luck, invoices))
    return known, conventions(luck, currency), refund_on


def some_day(luck: Random, begins: date, longest: int) -> date:
    return begins + timedelta(days=luck.randrange(longest))


def invoice(luck: Random, number: str, currency: str, begins: date, longest: int) -> Invoice:
    day = some_day(luck, begins, longest // 2)
    paid = None if luck.random() < 0.1 else day + timedelta(days=luck.randrange(90))
    return Invoice(number, currency, day, paid, luck.choice(list(TaxRounding)))


def line(luck: Random, key: str, number: str, begins: date) -> Line:
    quantity = Decimal(luck.choice([1, 3, 250, 1000, -7])) / luck.choice([1, 1, 8])
    billed = Decimal(luck.randrange(900, 1400)).scaleb(-2) + Decimal(luck.randrange(1000)).scaleb(-6)
    days = [begins + timedelta(days=luck.randrange(-60, 60)) for _ in range(2)]
    return Line(key, number, "P", quantity, billed, luck.choice(TAXES), *days)


def credit(luck: Random, key: str, currency: str, begins: date, longest: int) -> Credit:
    net, tax = Money(luck.randrange(1, 40_000), currency), Money(luck.randrange(5_000), currency)
    number = luck.choice(["", "0"])
    return Credit(key, some_day(luck, begins, longest), net, luck.choice([tax, None]), number)


def price_list(luck: Random, currency: str) -> PriceList:
    changes = {FIRST - timedelta(days=400): Decimal("11.40")}
    for _ in range(luck.randrange(4)):
        changes[some_day(luck, FIRST, 3000)] = Decimal(luck.randrange(900, 1300)).scaleb(-2)
    return PriceList(currency, {"P": Dated(tuple(changes.items()))})


def replies(luck: Random, invoices: dict[str, Invoice]) -> dict[tuple[Asked, str], Reply]:
    found = {}
    if luck.random() < 0.5:
        found[Asked.UNDERCHARGE, ""] = Reply(luck.choice([Answer.NET, Answer.IGNORE]), "As agreed")
    if luck.random() < 0.5:
        found[Asked.EXCESS_CREDIT, "excess"] = Reply(luck.choice([Answer.SET_OFF, Answer.IGNORE]), "As agreed")
    for number in invoices:
        if luck.random() < 0.5:
            answer = luck.choice([Answer.DAY, Answer.INVOICE_DAY, Answer.NO_INTEREST])
            found[Asked.PAYMENT_DAY, number] = Reply(answer, "Told by phone", some_day(luck, FIRST, 1500))
    return found


def conventions(luck: Random, currency: str) -> Conventions:
    changes = {FIRST - timedelta(days=400): Decimal(luck.randrange(-100, 900)).scaleb(-2)}
    for _ in range(luck.randrange(4)):
        changes[some_day(luck, FIRST, 2500)] = Decimal(luck.randrange(-100, 900)).scaleb(-2)
    plan = RatePlan(RateTable("Base", Dated(tuple(changes.items()))), luck.choice([Decimal(0), Decimal(8)]))
    if luck.random() < 0.1:
        plan = RatePlan(plan.base, plan.points, fixed=True)
    return Conventions(
        currency,
        plan,
        day_count=luck.choice(list(DayCount)),
        compounding=luck.choice(list(Compounding)),
        rounding=luck.choice(list(Rounding)),
        stage=luck.choice(list(Stage)),
        pricing=luck.choice(list(PricingDate)),
        interest_base=luck.choice(list(InterestBase)),
        withholding_percent=luck.choice([Decimal(0), Decimal(20)]),
    )
