"""A second way to reckon a refund: day by day, with whole numbers, sharing no rule with the product.

It takes the same case and conventions and gives the figures a customer would check.
"""

from datetime import date, timedelta
from fractions import Fraction

DECIMALS = {"GBP": 2, "USD": 2, "EUR": 2, "JPY": 0, "KWD": 3}
MILLION = 10**6


def reckon(case, conventions, refund_on) -> dict:
    """Minor units by name; lines by key, in a mapping each."""
    unit = 10 ** DECIMALS[conventions.currency]
    mode = conventions.rounding.value
    counted = {one.key: counted_of(one, case, conventions) * unit for one in case.lines}
    invoice_of = {one.key: one.invoice for one in case.lines}
    nets = staged(counted, invoice_of, conventions.stage.value, mode)
    tax = tax_of(case, nets, mode)
    starts = {number: start_of(one, case.replies) for number, one in case.invoices.items()}
    exact, groups = {}, {}
    for one in case.lines:
        capital = nets[one.key] + (tax[one.key] if conventions.interest_base.value == "gross" else 0)
        if starts[one.invoice] and capital:
            exact["line\0" + one.key] = grown(capital, starts[one.invoice], refund_on, conventions)
            groups["line\0" + one.key] = one.invoice
    for one in case.credits:
        gross = conventions.interest_base.value == "gross" and one.tax is not None
        capital = one.net.minor + (one.tax.minor if gross else 0)
        exact["credit\0" + one.key] = -grown(capital, one.on, refund_on, conventions)
        groups["credit\0" + one.key] = one.invoice
    shown = staged(exact, groups, conventions.stage.value, mode)
    return summed(case, conventions, nets, tax, shown, mode)


def summed(case, conventions, nets, tax, shown, mode) -> dict:
    credited = sum(one.net.minor + (one.tax.minor if one.tax else 0) for one in case.credits)
    interest = max(sum(shown.values()), 0)
    withheld = whole(interest * Fraction(conventions.withholding_percent) / 100, mode)
    principal = max(sum(nets.values()) + sum(tax.values()) - credited, 0)
    excess = max(credited - sum(nets.values()) - sum(tax.values()), 0)
    set_off = any(
        asked.value == "excess_credit" and r.answer.value == "set_off" for (asked, _), r in case.replies.items()
    )
    refund = principal + interest - withheld - (min(excess, interest - withheld) if set_off else 0)
    return {"nets": nets, "tax": tax, "shown": shown, "interest": interest, "excess": excess, "refund": refund}


def counted_of(one, case, conventions) -> Fraction:
    """The part of a line that counts, in major units."""
    invoice = case.invoices[one.invoice]
    priced = {"order": one.ordered_on, "delivery": one.delivered_on, "invoice": invoice.invoiced_on}
    agreed = None
    for begins, price in case.prices.items[one.item].entries:
        if begins <= priced[conventions.pricing.value]:
            agreed = price
    difference = int(one.billed * MILLION) - int(agreed * MILLION)
    over = Fraction(difference * int(one.quantity * MILLION), MILLION**2)
    if difference < 0:
        told = [
            r for (asked, about), r in case.replies.items() if asked.value == "undercharge" and about in (one.key, "")
        ]
        return over if told and told[0].answer.value == "net" else Fraction(0)
    return over


def start_of(invoice, replies) -> date | None:
    if invoice.paid_on:
        return invoice.paid_on
    for (asked, about), reply in replies.items():
        if asked.value == "payment_day" and about == invoice.number:
            return {"day": reply.day, "invoice_day": invoice.invoiced_on, "no_interest": None}[reply.answer.value]
    return invoice.invoiced_on


def tax_of(case, nets, mode) -> dict:
    found: dict[str, int] = {}
    for number, invoice in case.invoices.items():
        own = [one for one in case.lines if one.invoice == number]
        exact = {one.key: nets[one.key] * Fraction(one.tax_percent) / 100 for one in own}
        if invoice.tax_rounding.value == "line":
            found |= {key: whole(amount, mode) for key, amount in exact.items()}
            continue
        for percent in {Fraction(one.tax_percent) for one in own}:
            same = [one.key for one in own if Fraction(one.tax_percent) == percent]
            found |= shared({key: exact[key] for key in same}, mode)
    return found


def staged(exact: dict, groups: dict, stage: str, mode: str) -> dict:
    """Rounded alone, by invoice, or all together."""
    if stage == "line":
        return {key: whole(amount, mode) for key, amount in exact.items()}
    found: dict[str, int] = {}
    for group in {groups[key] if stage == "invoice" else "" for key in exact}:
        members = [key for key in exact if stage == "end" or groups[key] == group]
        together = {(groups[key], key): exact[key] for key in members}
        found |= {key: amount for (_, key), amount in shared(together, mode).items()}
    return found


def shared(exact: dict, mode: str) -> dict:
    """Whole parts of the rounded sum; who was cut most gets a unit first, by key where two were cut alike."""
    low = {key: amount.__floor__() for key, amount in exact.items()}
    missing = whole(sum(exact.values()), mode) - sum(low.values())
    queue = sorted(sorted(exact), key=lambda key: low[key] - exact[key])
    return {key: low[key] + (key in queue[:missing]) for key in exact}


def whole(amount, mode: str) -> int:
    """Rounded by long division."""
    amount = Fraction(amount)
    top, bottom = abs(amount.numerator), amount.denominator
    down = top // bottom
    twice = 2 * (top - down * bottom)
    up = twice > bottom or (twice == bottom and (mode == "half_up" or down % 2))
    return (down + bool(up)) * (-1 if amount < 0 else 1)


def grown(capital: int, since: date, until: date, conventions) -> Fraction:
    """What a capital in minor units earns, every day by itself."""
    plan, compounding = conventions.plan, conventions.compounding.value
    points = int(plan.points * MILLION)
    table = [(begins, int(percent * MILLION)) for begins, percent in plan.base.rates.entries]
    first_rate = rate_at(table, since)
    top, bottom = 1, 1  # the balance, when it grows every day
    balance, gathered = Fraction(1), {}
    for today, tomorrow, part, year in days_of(conventions.day_count.value, since, until):
        rate = max((first_rate if plan.fixed else rate_at(table, today)) + points, 0)
        if compounding == "daily":
            top, bottom = top * (year * MILLION * 100 + rate * part), bottom * year * MILLION * 100
            continue
        gathered[year] = gathered.get(year, 0) + rate * part
        if joins(compounding, since, tomorrow):
            balance, gathered = balance * (1 + earnings(gathered)), {}
    if compounding == "daily":
        return Fraction(capital * (top - bottom), bottom)
    return capital * (balance * (1 + earnings(gathered)) - 1)


def earnings(gathered: dict[int, int]) -> Fraction:
    return sum((Fraction(amount, year * MILLION * 100) for year, amount in gathered.items()), Fraction(0))


def rate_at(table, today: date) -> int:
    known = [percent for begins, percent in table if begins <= today]
    return known[-1] if known else 0


def joins(compounding: str, since: date, today: date) -> bool:
    """Whether `today` is the day of the month, or the last of a shorter one, on which the period began."""
    if compounding == "simple" or (compounding == "yearly" and today.month != since.month):
        return False
    last = (today + timedelta(days=1)).day == 1
    return today.day == since.day or (last and today.day < since.day)


def days_of(convention: str, since: date, until: date):
    """Every day, the next one, and its share of a year as two whole numbers."""
    today = since
    while today < until:
        tomorrow = today + timedelta(days=1)
        if convention == "act_365f":
            yield today, tomorrow, 1, 365
        elif convention == "act_360":
            yield today, tomorrow, 1, 360
        elif convention == "act_act":
            leap = today.year % 4 == 0 and (today.year % 100 != 0 or today.year % 400 == 0)
            yield today, tomorrow, 1, 366 if leap else 365
        else:
            late = convention == "30e_360" or since.day >= 30
            yield today, tomorrow, thirtieths(today, tomorrow, late), 360
        today = tomorrow


def thirtieths(today: date, tomorrow: date, late: bool) -> int:
    """How far a calendar of thirty-day months moves on; `late` where a 31st is none."""
    if tomorrow.day == 31:
        return 0 if late else 1
    if tomorrow.day == 1:
        return {28: 3, 29: 2, 30: 1, 31: 1 if late else 0}[today.day]
    return 1
