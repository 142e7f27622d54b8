"""The refund of the demo's story by formulas of a spreadsheet that LibreOffice reckons: the same to the cent."""

import csv
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import xlsxwriter

from desk.demo.invoices import AGREED, RATES, TAX, bring_invoices, what_is_reckoned
from ground.accounts.models import Person
from ground.decisions.deciding import approve, ask
from ground.money.amounts import Money
from refunds.models import CalculationLine, Invoice, LineKind, PaymentKind, Refund
from refunds.owing import open_refund
from refunds.paying import pay
from refunds.rate_examples import dated
from refunds.reckoning import reckon
from tests import make_cases

pytestmark = [pytest.mark.audit, pytest.mark.django_db]
NOW = datetime(2026, 12, 2, 20, tzinfo=UTC)
INVOICES, RATED = 44, len(dated(RATES))
ALWAYS_RECKON = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""
MISSING = "The audit needs LibreOffice, and it is not here. Install the package libreoffice-calc-nogui."


def test_libreoffice_comes_to_the_same_cents(john, dana, tmp_path):
    bring_invoices(customer := make_cases.halvorsen(john), john, NOW)
    refund = open_refund(customer=customer, currency="USD", by=john, now=NOW)
    on_account(refund, john, dana)
    chosen = what_is_reckoned(NOW, NOW + timedelta(days=9), john)
    sheet = reckon(refund, by=john, now=NOW, **chosen)
    lines, given = list(sheet.lines.filter(kind=LineKind.LINE)), list(sheet.lines.exclude(kind=LineKind.LINE))
    assert (len(lines), len(given)) == (INVOICES, 2)
    path = tmp_path / "refund.xlsx"
    write(path, lines, given, chosen["refund_on"])
    *rows, total = recalculated(path)
    for line, row in zip(lines, rows[:INVOICES], strict=True):
        assert row[0] == line.invoice
        assert cents(row[5:]) == [line.agreed * 100, line.net_minor, line.tax_minor, line.interest_minor], row
    for line, row in zip(given, rows[INVOICES:], strict=True):
        assert cents(row[6:]) == [line.net_minor, line.tax_minor, line.interest_minor], row
    assert cents(total[8:]) == [sheet.payable_minor] == [sheet.owed_minor - 1_000_000]


def on_account(refund: Refund, john: Person, dana: Person) -> None:
    """$10,000 that Dana allowed and that went out a fortnight before the rest."""
    amount = Money.of("10000", "USD")
    asked = {"subject": refund.history_subject, "summary": "A first part, now", "amount": amount, "version": ""}
    decision = ask(what="on_account", by=john, now=NOW, **asked)
    decision = approve(decision, by=dana, now=NOW, amount=amount, version="")
    known = {"kind": PaymentKind.ON_ACCOUNT, "amount": amount, "reference": "HMS-1042-1", "decision": decision}
    pay(refund, **known, value_on=date(2026, 11, 27), by=john, now=NOW)


def write(path: Path, lines: list[CalculationLine], given: list[CalculationLine], refund_on: date) -> None:
    """What was billed, paid and given back, what was agreed, the rates; all else is a formula, none with a value."""
    rates = sorted(dated(RATES).items())
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        made, agreed, rated = (book.add_worksheet(name) for name in ("refund", "agreed", "rates"))
        for at, (day, price) in enumerate(AGREED):
            agreed.write_row(at, 0, [date.fromisoformat(day), float(price)])
        for at, (day, rate) in enumerate(rates):
            until = [*(later for later, _rate in rates), refund_on][at + 1]
            rated.write_row(at, 0, [day, until, float(rate)])
        for at, line in enumerate(lines):
            invoice, n = Invoice.objects.get(number=line.invoice), at + 1
            billed = invoice.lines.get()
            known = [invoice.number, float(billed.quantity), float(billed.unit_price), invoice.issued_on]
            made.write_row(at, 0, [*known, invoice.paid_on, f"=LOOKUP(D{n},agreed!A1:A4,agreed!B1:B4)"])
            made.write_row(at, 6, [f"=ROUND((C{n}-F{n})*B{n},2)", f"=ROUND(G{n}*{TAX}/100,2)", interest(n)])
        for n, line in enumerate(given, start=len(lines) + 1):
            made.write_row(n - 1, 0, [line.key, "", "", "", line.since, "", line.net_minor / 100, 0, interest(n)])
        made.write_row(n, 0, ["", "", "", "", "", "", "", "", f"=SUM(G1:I{n})"])


def interest(n: int) -> str:
    """On the sum with tax, from the day of the payment: the days under each rate, of years of 365 days."""
    days = f"IF(rates!B1:B{RATED}>E{n},rates!B1:B{RATED}-IF(rates!A1:A{RATED}>E{n},rates!A1:A{RATED},E{n}),0)"
    return f"{{=ROUND((G{n}+H{n})*SUM({days}*rates!C1:C{RATED})/36500,2)}}"


def recalculated(path: Path) -> list[list[str]]:
    """The first sheet as LibreOffice reckons it, with every decimal."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise RuntimeError(MISSING)
    settings = path.parent / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(ALWAYS_RECKON)
    profile = f"-env:UserInstallation=file://{path.parent}/profile"
    into = ["--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false", "--outdir"]
    subprocess.run([office, profile, *into, str(path.parent), str(path)], check=True, capture_output=True, timeout=180)
    with path.with_suffix(".csv").open(encoding="utf-8", newline="") as made:
        return list(csv.reader(made))


def cents(cells: list[str]) -> list[int]:
    return [round(float(cell) * 100) for cell in cells]
