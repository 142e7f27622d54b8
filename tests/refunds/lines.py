"""Many invoice lines from a seed, and the watch over them in a plain loop."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from ground.money.amounts import minor_units
from refunds.models import AgreedPrice, CustomerPriceList, CustomerPricing, Invoice, InvoiceLine, PriceList
from tests import make
from tests.refunds.make import day

FIRST = day("2023-01-01")
CURRENCIES = ("USD", "JPY", "KWD")


def made(seed: int, *, lines: int, customers: int = 40, items: int = 12, a_day: int = 3) -> list:
    """Customers with prices of their own, of a list, of both and of none; invoices, returns and credit notes."""
    random = Random(seed)
    people = [make.customer(f"Buyer {n}", account_manager=None) for n in range(customers)]
    names = [f"Item {n}" for n in range(items)]
    lists = [PriceList.objects.create(name=f"List {n}", currency="USD", created_at=make.NOW) for n in range(3)]
    prices = [_price(random, name, price_list=one) for one in lists for name in names for _ in range(2)]
    for one, counts in zip(lists, ("invoice", "order", "delivery"), strict=True):
        PriceList.objects.filter(pk=one.pk).update(priced_by=counts)
    for number, who in enumerate(people):
        if number % 5 == 1:
            CustomerPricing.objects.create(customer=who, priced_by=random.choice(("invoice", "order", "delivery")))
        if number % 4:
            CustomerPriceList.objects.create(customer=who, price_list=random.choice(lists))
        if number % 3:
            prices += [_price(random, name, customer=who) for name in random.sample(names, items // 2)]
    AgreedPrice.objects.bulk_create(prices, ignore_conflicts=True)
    _bill(random, people, names, lines, a_day)
    return people


def _price(random: Random, item: str, **owner) -> AgreedPrice:
    begins = FIRST + timedelta(days=random.randrange(900))
    ends = begins + timedelta(days=random.randrange(1, 500)) if random.random() < 0.5 else None
    return AgreedPrice(
        item=item,
        unit_price=_figure(random),
        currency=random.choice(CURRENCIES),
        valid_from=begins,
        valid_to=ends,
        created_at=make.NOW,
        **owner,
    )


def _figure(random: Random) -> Decimal:
    return Decimal(random.choice((1_000_000, 1_500_000, 1_234_567, 999_999, 12_005_000))).scaleb(-6)


def _bill(random: Random, people: list, names: list[str], lines: int, a_day: int) -> None:
    invoices = Invoice.objects.bulk_create(_invoice(random, people, n) for n in range(lines // a_day))
    InvoiceLine.objects.bulk_create(_line(random, random.choice(invoices), n, names) for n in range(lines))


def _invoice(random: Random, people: list, n: int) -> Invoice:
    issued_on = FIRST + timedelta(days=random.randrange(1400))
    before = [issued_on - timedelta(days=random.randrange(120)) if random.random() < 0.8 else None for _ in range(2)]
    return Invoice(
        customer=random.choice(people),
        number=f"R{n}",
        kind="credit" if n % 9 == 0 else "invoice",
        issued_on=issued_on,
        ordered_on=before[0],
        delivered_on=before[1],
        currency=random.choice(CURRENCIES),
    )


def _line(random: Random, invoice: Invoice, position: int, names: list[str]) -> InvoiceLine:
    quantity = Decimal(random.randrange(-3_000_000 if invoice.kind == "credit" else 1, 9_000_000_000_000)).scaleb(-6)
    quantity = random.choice((quantity, Decimal(1), Decimal("2.5"), Decimal("0.000001")))
    return InvoiceLine(
        invoice=invoice,
        customer_id=invoice.customer_id,
        position=position,
        issued_on=invoice.issued_on,
        item=random.choice(names),
        quantity=-quantity if invoice.kind == "credit" else quantity,
        unit_price=_figure(random),
        net_minor=random.randrange(1, 10**6) * (-1 if invoice.kind == "credit" else 1),
    )


def _priced_on(line: InvoiceLine, days: dict, listed_days: dict, lists: dict):
    counts = days.get(line.customer_id) or listed_days.get(lists.get(line.customer_id)) or "invoice"
    invoice = line.invoice
    return {"order": invoice.ordered_on, "delivery": invoice.delivered_on, "invoice": invoice.issued_on}[counts]


def by_hand(*, item: str = "", since=None, until=None) -> tuple[dict, dict]:
    """What each line is above its agreed price by id, and each customer's sum by currency: line by line, in Decimal."""
    lists = dict(CustomerPriceList.objects.values_list("customer", "price_list"))
    days = dict(CustomerPricing.objects.values_list("customer", "priced_by"))
    listed_days = dict(PriceList.objects.values_list("id", "priced_by"))
    prices = defaultdict(list)
    for price in AgreedPrice.objects.order_by("-valid_from"):
        prices[price.customer_id, price.price_list_id, price.item, price.currency].append(price)
    above, sums = {}, defaultdict(int)
    known = {"item": item, "issued_on__gte": since, "issued_on__lte": until}
    for line in InvoiceLine.objects.select_related("invoice").filter(**{k: v for k, v in known.items() if v}):
        currency, day = line.invoice.currency, _priced_on(line, days, listed_days, lists)
        held = [
            price.unit_price
            for owner in ((line.customer_id, None), (None, lists.get(line.customer_id, 0)))
            for price in prices[*owner, line.item, currency]
            if day and price.valid_from <= day and (price.valid_to is None or day < price.valid_to)
        ]
        if held and line.unit_price > held[0]:
            exact = (line.unit_price - held[0]) * line.quantity
            one = Decimal(1).scaleb(-minor_units(currency))
            above[line.pk] = int(exact.quantize(one, ROUND_HALF_UP).scaleb(minor_units(currency)))
            sums[line.customer_id, currency] += above[line.pk]
    return above, {whom: total for whom, total in sums.items() if total > 0}
