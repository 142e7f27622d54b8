"""Files of invoice lines: what goes in to the cent, what is in the way, and that twice changes nothing."""

import io
import zipfile
from datetime import timedelta
from decimal import Decimal

import pytest
import xlsxwriter
from django.db.models import Sum

from customers.encodings import CannotRead
from ground.jobs.running import run_due
from refunds.incoming import UploadState
from refunds.intake import files, uploads
from refunds.models import Invoice, InvoiceLine, RowProblem, StagedInvoice, StagedLine, Upload
from refunds.refusals import RefundRefused
from tests import make
from tests.everything import changed, everything
from tests.refunds.bring import check, keep, land, lines, problems

pytestmark = pytest.mark.django_db
GOOD = (
    "K1;R-1;31.03.2023;FRT;48;46,50;EUR;20;28.04.2023",
    "K1;R-1;31.03.2023;STO;1.250;0,125;EUR;20;28.04.2023",
    "K2;R-2;01.04.2023;FRT;3;12,40;EUR;20;",
    "K2;R-3;02.04.2023;FRT;-3;12,40;EUR;20;",
)
OWN = frozenset({"refunds.Upload", "jobs.Job", "refunds.RememberedColumns", "history.Entry", "history.Chain"})


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FILES_DIR = tmp_path


@pytest.fixture
def customers(john):
    return [make.customer(f"Shop {n}", account_manager=john, reference=f"K{n}") for n in (1, 2)]


def test_lines_go_in_to_the_cent_with_days_marks_and_credit_notes_understood(john, customers):
    upload = land(check(keep(john, lines(*GOOD))))
    first, second, third, credit = InvoiceLine.objects.order_by("invoice__number", "position")
    assert (first.quantity, first.unit_price, first.net_minor, first.tax_minor) == (48, Decimal("46.5"), 223200, 44640)
    assert (second.position, second.quantity, second.net_minor) == (2, 1250, 15625)
    assert first.invoice.issued_on.isoformat() == "2023-03-31" and first.invoice.paid_on.isoformat() == "2023-04-28"
    assert (third.customer, credit.invoice.kind, credit.net_minor) == (customers[1], "credit", -3720)
    assert upload.counts["sums"] == {"EUR": 223200 + 15625} and upload.counts["unpaid"] == 2
    run_due(now=make.NOW)
    assert upload.state == UploadState.LANDED and not files.path_of(upload.key).exists()
    assert not StagedLine.objects.exists() and not StagedInvoice.objects.exists()


def test_the_same_file_twice_changes_nothing(john, customers):
    land(check(keep(john, lines(*GOOD))))
    before = everything(but=OWN)
    again = check(keep(john, lines(*GOOD)))
    assert (again.counts["rows_new"], again.counts["rows_here"], again.problems) == (0, 4, 0)
    with pytest.raises(RefundRefused, match="nothing new"):
        land(again)
    uploads.stop(again)
    assert changed(before) == []


def test_exact_duplicates_within_an_invoice_are_real(john, customers):
    land(check(keep(john, lines(GOOD[0], GOOD[0]))))
    assert InvoiceLine.objects.count() == 2 and Invoice.objects.count() == 1


def test_each_row_in_the_way_is_named_by_line_and_column_and_keeps_its_invoice_out(john, customers):
    upload = check(
        keep(
            john,
            lines(
                GOOD[0],
                "K1;R-1;31.03.2023;STO;12 pcs;1;EUR;20;",
                "K2;R-2;31.02.2024;FRT;3;12,40;EUR;20;",
                "K9;R-4;02.04.2023;FRT;3;12,40;EUR;20;",
                "K2;R-5;02.04.2023;FRT;3;12,40;US$;20;",
                "K2;R-6;02.04.2023;;3;12,40;EUR;20;",
                "K2;R-7;02.04.2023;FRT;3;12,40;EUR;20;",
                "K2;R-7;03.04.2023;FRT;3;12,40;EUR;20;",
                "K2;R-8;02.04.2023;FRT;3;12,40;EUR;20;;more",
                "K2;R-9;02.04.2023;FRT;1;1,1234567;EUR;20;",
                GOOD[3],
            ),
            dates="dmy",
        )
    )
    assert problems(upload) == [
        (3, 5, "A number is needed."),
        (4, 3, "This day does not exist."),
        (5, 1, "No customer of yours has this number or name."),
        (6, 7, "Write the three letters of the currency, like USD."),
        (7, 4, "This cell is empty."),
        (8, 0, "The lines of this invoice have different dates: 2023-04-02 and 2023-04-03."),
        (10, 0, "This row has more cells than there are headings."),
        (11, 6, "At most six decimals fit."),
    ]
    with pytest.raises(RefundRefused, match="why"):
        land(upload)
    land(upload, why="Typing errors, checked with accounts.")
    assert [invoice.number for invoice in Invoice.objects.all()] == ["R-3"]


def test_an_invoice_that_is_here_with_other_lines_is_not_touched(john, customers):
    land(check(keep(john, lines(*GOOD))))
    upload = check(
        keep(john, lines(GOOD[0], "K2;R-2;01.04.2023;FRT;3;12,41;EUR;20;", "K2;R-9;01.04.2023;A;1;1;EUR;0;"))
    )
    assert problems(upload) == [
        (2, 0, "This invoice is here already, with other lines."),
        (3, 0, "This invoice is here already, with other lines."),
    ]
    land(upload, why="Asked accounts.")
    assert Invoice.objects.count() == 4 and InvoiceLine.objects.get(invoice__number="R-2").net_minor == 3720


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_usual_encoding_is_read(john, encoding):
    make.customer("Möller", account_manager=john)
    text = "Kunde\tRechnungsnr\tDatum\tArtikel\tMenge\tPreis\nMöller\t7\t31.12.2024\tKühlung\t2\t1.234,50\n"
    land(check(keep(john, text.encode(encoding))))
    line = InvoiceLine.objects.get()
    assert (line.item, line.unit_price, line.net_minor) == ("Kühlung", Decimal("1234.5"), 246900)


def test_sums_of_the_file_are_kept_and_a_difference_is_counted(john, customers):
    text = (
        "customer,invoice,date,item,qty,price,net,tax\nK1,1,2024-01-31,A,3,0.33,1.00,0.19\nK1,1,2024-01-31,B,1,2,2,0\n"
    )
    upload = land(check(keep(john, text)))
    assert list(InvoiceLine.objects.values_list("net_minor", "tax_minor")) == [(100, 19), (200, 0)]
    assert upload.counts["differing"] == 1


def test_a_credit_column_turns_positive_rows(john, customers):
    text = (
        "customer,invoice,date,item,qty,price,type\nK1,1,2024-01-31,A,3,1.50,Credit note\nK1,2,2024-01-31,A,3,1.50,\n"
    )
    land(check(keep(john, text)))
    assert list(Invoice.objects.order_by("number").values_list("kind", flat=True)) == ["credit", "invoice"]
    assert InvoiceLine.objects.aggregate(total=Sum("net_minor"))["total"] == 0


def test_customers_of_others_are_not_found(john, priya, customers):
    upload = check(keep(priya, lines(*GOOD)))
    assert upload.problems == 4 and upload.counts["rows_new"] == 0


def test_how_a_file_is_read_is_remembered_for_its_headings(john, customers):
    text = "a,b,c,d,e,f\nK1,1,01/02/2024,A,3,1.50\n"
    columns = dict(enumerate(("customer", "number", "issued_on", "item", "quantity", "unit_price")))
    keep(john, text, columns={str(at): field for at, field in columns.items()}, dates="mdy")
    again = keep(john, text)
    assert again.reading["columns"]["0"] == "customer" and again.reading["dates"] == "mdy"
    land(check(again))
    assert Invoice.objects.get().issued_on.isoformat() == "2024-01-02"


def test_stopped_nothing_of_it_is_left(john, customers):
    upload = check(keep(john, lines(*GOOD)))
    assert uploads.stop(upload)
    assert not StagedLine.objects.exists() and not RowProblem.objects.exists() and not Invoice.objects.exists()
    with pytest.raises(RefundRefused, match="checked first"):
        land(upload)


def test_files_of_yesterday_are_forgotten(john, customers):
    upload = check(keep(john, lines(*GOOD)))
    assert uploads.forget_uploads(make.NOW + timedelta(days=2)) == 1
    assert not Upload.objects.exists() and not files.path_of(upload.key).exists() and not StagedLine.objects.exists()


def test_a_workbook_is_read_by_its_first_sheet(john, customers):
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    sheet, days = book.add_worksheet(), book.add_format({"num_format": "dd.mm.yyyy"})
    sheet.write_row(0, 0, ["customer", "invoice", "date", "item", "qty", "price"])
    sheet.write_row(1, 0, ["K1", 4711])
    sheet.write_datetime(1, 2, make.NOW.replace(tzinfo=None), days)
    sheet.write_row(1, 3, ["A", 3, 0.1 + 0.2])
    book.close()
    land(check(keep(john, data.getvalue(), name="lines.xlsx")))
    line = InvoiceLine.objects.get()
    assert (line.invoice.number, line.unit_price, line.net_minor) == ("4711", Decimal("0.3"), 90)
    assert line.issued_on == make.NOW.date()


def swollen(claim: int | None = None) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
        if claim is not None:
            archive.infolist()[1].file_size = claim
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (swollen(), "unpacks to far more"),
        (swollen(claim=1000), "cannot be opened"),
        (b"PK\x03\x04 broken", "cannot be opened"),
        (b"\xd0\xcf\x11\xe0 old", "old workbook"),
        (b"", "empty"),
        (b'customer,invoice\n"K1,1\n', "quotation marks"),
        (b"a,a\n1,2\n", "both called"),
    ],
)
def test_files_that_cannot_be_read_are_refused_and_not_kept(john, data, why, tmp_path):
    with pytest.raises(CannotRead, match=why):
        check(keep(john, data))
    assert not Upload.objects.exists() and not list((tmp_path / "imports").glob("*"))


def test_letters_that_cannot_be_read_are_named_by_their_line(john):
    text = "customer;invoice\n" + "K1;Möller\n" * 200_000
    data = text.encode() + b"K1;M\xf6ller\n" + "Möller;1\n".encode()
    with pytest.raises(CannotRead, match="200,002"):
        keep(john, data)
