"""Make a price list, and say which customers buy by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from customers.cells import Unusable, currency, line
from customers.models import Customer
from ground.accounts.models import Person
from ground.worktime.now import now
from refunds.intake.finding import customers_of, may_import
from refunds.price_lists import buy_by, make_price_list
from refunds.refusals import RefundRefused

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

NAME_LENGTH = 120


class Command(BaseCommand):
    help = "Make a price list and attach customers. Its prices come in by import_lines --prices."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", metavar="NAME")
        parser.add_argument("--as", dest="person", required=True, metavar="EMAIL", help="whose customers these are")
        parser.add_argument("--currency", required=True, metavar="EUR")
        parser.add_argument("--customer", action="append", default=[], metavar="NUMBER", help="number or name")

    def handle(self, *_args: Any, **options: Any) -> None:
        person = Person.objects.filter(email__iexact=options["person"]).first()
        if person is None or not may_import(person):
            raise CommandError("Nobody of this address may do this: name an account manager or a manager.")
        try:
            with transaction.atomic():
                self._make(person, options)
        except (Unusable, RefundRefused) as refused:
            raise CommandError(str(refused)) from None

    def _make(self, person: Person, options: dict[str, Any]) -> None:
        instant, find = now(), customers_of(person)
        name, code = line(options["name"], NAME_LENGTH), currency(options["currency"])
        made = make_price_list(name=name, currency=code, by=person, now=instant)
        for cell in options["customer"]:
            buy_by(customer=Customer.objects.get(pk=find(cell)), price_list=made, by=person, now=instant)
        self.stdout.write(f"{made.name}: {made.customer_rows.count()} customers.")
