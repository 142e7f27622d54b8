"""What the pages of an import say: hints beside columns, how far it is, what would go in, what did."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.cells import Unusable
from customers.models import Customer
from customers.reading_csv import grouped
from desk.customer_forms import babel_locale
from desk.sheet_page import price
from ground.money.amounts import Money, format_money
from refunds.incoming import StagedLine, StagedPrice, Upload, UploadKind
from refunds.intake import figures, uploads
from refunds.intake.checking import layout_of_upload
from refunds.intake.fields import DAYS, NUMBERS
from refunds.intake.files import path_of
from refunds.intake.reading import sample_of
from refunds.wording import figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desk.bring_forms import ReadingForm
    from ground.jobs.models import Job

FIRST_ROWS = 5
PROBLEMS_SHOWN = 100
MINUTE = 60


def columns(form: ReadingForm, upload: Upload) -> list[dict[str, object]]:
    """Each column with its first values and how we read them."""
    layout, fields = layout_of_upload(upload), form.column_fields()
    sample = sample_of(path_of(upload.key), layout)
    reading = upload.reading
    _mark, _order, sure = uploads.seen_in(upload.kind, upload.key, layout, reading["columns"])
    return [
        {
            "heading": heading,
            "says": _first_values([row[index] for row in sample[:30]]),
            "field": fields[index],
            "hint": _hint(reading, reading["columns"].get(str(index), ""), [row[index] for row in sample], sure),
        }
        for index, heading in enumerate(layout.headings)
    ]


def _first_values(cells: Sequence[str]) -> str:
    values = dict.fromkeys(cell.strip() for cell in cells if cell.strip())
    return ", ".join(value[:40] for value in list(values)[:3]) or _("empty")


def _hint(reading: dict[str, Any], field: str, cells: Sequence[str], sure: str) -> str:
    """The first cell as we read it, where that could be doubted."""
    said = next((cell.strip() for cell in cells if cell.strip()), "")
    if not said or field not in DAYS | NUMBERS:
        return ""
    if field in NUMBERS:
        doubted = next((cell.strip() for cell in cells if "." in cell or "," in cell), "")
        return _read_number(doubted, reading["decimal"]) if doubted else ""
    try:
        shown = day_shown(figures.day(said, reading["dates"]))
    except Unusable:
        return _("%(cell)s is no day in this order. Choose another below.") % {"cell": said[:40]}
    if sure:
        return _("%(cell)s is read as %(day)s.") % {"cell": said[:40], "day": shown}
    return _("%(cell)s is read as %(day)s. It could be otherwise: see below.") % {"cell": said[:40], "day": shown}


def _read_number(cell: str, mark: str) -> str:
    try:
        value = figures.millionths(cell, mark)
    except Unusable:
        return _("%(cell)s is no number in this writing. Choose another below.") % {"cell": cell[:40]}
    whole, rest = divmod(abs(value), 10**figures.PLACES)
    sign = "-" if value < 0 else ""
    number = f"{sign}{whole}.{rest:06d}".rstrip("0").rstrip(".")
    return _("%(cell)s is read as %(number)s.") % {"cell": cell[:40], "number": number}


def day_shown(day: date | str) -> str:
    """12 January 2010, with the month in words: nobody can take it for another day."""
    if isinstance(day, str):
        day = date.fromisoformat(day)
    return str(format_date(day, "d MMM y", locale=babel_locale()))


def progress(job: Job) -> dict[str, object]:
    """How far it is, in numbers and words."""
    total = max(job.total, job.done, 1)
    left = job.seconds_left
    if left is None:
        remaining = _("Not known yet")
    elif left < MINUTE:
        remaining = ngettext("About %(n)s second", "About %(n)s seconds", max(left, 1)) % {"n": max(left, 1)}
    else:
        minutes = -(-left // MINUTE)
        remaining = ngettext("About %(n)s minute", "About %(n)s minutes", minutes) % {"n": minutes}
    rate = ngettext("%(n)s row a second", "%(n)s rows a second", job.rate) % {"n": grouped(job.rate)}
    return {
        "done": job.done,
        "total": total,
        "heading": _("%(done)s of %(total)s rows") % {"done": grouped(job.done), "total": grouped(total)},
        "speed": rate if job.rate else _("Not known yet"),
        "left": remaining,
    }


def checked_words(upload: Upload) -> dict[str, object]:
    """Heading, lead and figures of what would go in."""
    wrong, good = rows_out(upload), upload.counts["rows_new"]
    if wrong:
        heading = ngettext("%(n)s row cannot be used", "%(n)s rows cannot be used", wrong) % {"n": grouped(wrong)}
    elif good:
        heading = ngettext("%(n)s new row is fine", "%(n)s new rows are fine", good) % {"n": grouped(good)}
    else:
        heading = _("Every row of this file is here already") if upload.rows else _("This file has no rows")
    return {"heading": heading, "lead": _lead(wrong, good), "figures": figures_of(upload)}


def rows_out(upload: Upload) -> int:
    """How many rows cannot go in: those with a problem, and those beside them on the same invoice."""
    return max(upload.counts["rows_out"], 1) if upload.problems else 0


def _lead(wrong: int, good: int) -> str:
    if not good:
        return _("Nothing of it is new, so nothing is written.")
    if not wrong:
        return _("Nothing is written until you import them.")
    lead = ngettext(
        "%(good)s row is fine. Nothing is written until you say what to do with the others.",
        "%(good)s rows are fine. Nothing is written until you say what to do with the others.",
        good,
    )
    return lead % {"good": grouped(good)}


def figures_of(upload: Upload) -> list[dict[str, object]]:
    counts = upload.counts
    shown: list[dict[str, object]] = [
        {"label": _("New rows"), "value": grouped(counts["rows_new"]), "sub": ""},
        {"label": _("Already here"), "value": grouped(counts["rows_here"]), "sub": _("the same, so unchanged")},
        {"label": _("Rows left out"), "value": grouped(counts["rows_out"]), "sub": ""},
    ]
    if upload.kind == UploadKind.LINES:
        customers = ngettext("of %(n)s customer", "of %(n)s customers", counts["customers"])
        of_customers = customers % {"n": grouped(counts["customers"])}
        shown.insert(2, {"label": _("Invoices"), "value": grouped(counts["invoices"]), "sub": of_customers})
        sums = [format_money(Money(minor, code), babel_locale()) for code, minor in counts["sums"].items()]
        shown += [{"label": _("Sum"), "value": total, "sub": _("compare with your ledger")} for total in sums[:2]]
    return shown


def compared(upload: Upload) -> dict[str, object]:
    """What the comparison with the agreed prices found, or that it is not over."""
    above = upload.counts.get("above")
    if above is None:
        return {"comparing": True}
    words = ngettext("%(n)s line is above the agreed price.", "%(n)s lines are above the agreed price.", above)
    return {"above": words % {"n": grouped(above)} if above else ""}


def findings(upload: Upload) -> list[str]:
    """What somebody should know of what went in."""
    counts, found = upload.counts, []
    if counts.get("unpaid"):
        words = ngettext(
            "%(n)s invoice has no payment date. We ask when a refund touches it.",
            "%(n)s invoices have no payment date. We ask when a refund touches one.",
            counts["unpaid"],
        )
        found.append(words % {"n": grouped(counts["unpaid"])})
    if counts.get("differing"):
        words = ngettext(
            "%(n)s line has a sum that is not quantity times price. We keep the sum of the file.",
            "%(n)s lines have a sum that is not quantity times price. We keep the sums of the file.",
            counts["differing"],
        )
        found.append(words % {"n": grouped(counts["differing"])})
    return found


def first_rows(upload: Upload) -> list[dict[str, object]]:
    """The first rows as they will be, to be checked against the paper."""
    if upload.kind == UploadKind.PRICES:
        return _first_prices(upload)
    rows = list(StagedLine.objects.filter(upload_id=upload.pk, usable=True).order_by("line")[:FIRST_ROWS])
    names = _names(row.customer_id for row in rows)
    return [
        {
            "customer": names.get(row.customer_id, ""),
            "number": row.number,
            "day": day_shown(row.issued_on),
            "paid": day_shown(row.paid_on) if row.paid_on else "",
            "item": row.description or row.item,
            "quantity": figure(row.quantity),
            "price": price(row.unit_price),
            "sum": format_money(Money(row.net_minor, row.currency), babel_locale()),
        }
        for row in rows
    ]


def _first_prices(upload: Upload) -> list[dict[str, object]]:
    rows = list(StagedPrice.objects.filter(upload_id=upload.pk).order_by("line")[:FIRST_ROWS])
    names = _names(row.customer_id for row in rows if row.customer_id)
    return [
        {
            "customer": names.get(row.customer_id or 0, _("Price list")),
            "item": row.item,
            "price": f"{price(row.unit_price)} {row.currency}",
            "day": day_shown(row.valid_from),
            "until": day_shown(row.valid_to) if row.valid_to else "",
        }
        for row in rows
    ]


def _names(ids: Any) -> dict[int, str]:
    return dict(Customer.objects.filter(pk__in=set(ids)).order_by().values_list("pk", "name"))
