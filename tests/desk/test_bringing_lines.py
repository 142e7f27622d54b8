"""Bringing invoice lines and prices by the pages and by the command: looked at first, watched, in all at once."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ground.jobs.running import run_due
from refunds.agreeing import agree_price
from refunds.models import AgreedPrice, Invoice, Upload, UploadState
from refunds.watched import Finding
from tests import make
from tests.refunds.bring import lines

pytestmark = pytest.mark.django_db
FILE = lines(
    "K1;R-1;12.01.2023;FRT;2;46,50;USD;0;",
    "K1;R-2;12.02.2023;FRT;x;46,50;USD;0;",
    "=cmd;R-3;12.02.2023;FRT;1;46,50;USD;0;",
)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def shop(john):
    return make.customer("Harbor Tools", account_manager=john, reference="K1")


def bring(client, text, kind="lines"):
    client.post(f"/bring/{kind}", {"file": SimpleUploadedFile("ledger.csv", text.encode(), "text/csv")})
    upload = Upload.objects.order_by("-pk").first()
    form = client.get(f"/bring/{upload.pk}/columns").context["form"]
    chosen = {name: form[name].value() or "" for name in form.fields}
    assert client.post(f"/bring/{upload.pk}/columns", chosen).url == f"/bring/{upload.pk}"
    return upload


def page_of(client, upload):
    return client.get(f"/bring/{upload.pk}").content.decode()


def test_from_the_file_to_the_invoices(client, john, shop, now):
    client.force_login(john)
    upload = bring(client, FILE)
    page = client.get(f"/bring/{upload.pk}/columns").content.decode()
    assert "12.01.2023 is read as 12 Jan 2023" in page and "46,50 is read as 46.5." in page
    assert "0 of 3 rows" in page_of(client, upload) and "Cancel and write nothing" in page_of(client, upload)

    run_due(now=now)
    page = page_of(client, upload)
    assert "2 rows cannot be used" in page and "A number is needed." in page and "$93.00" in page
    assert not Invoice.objects.exists()
    csv = client.get(f"/bring/{upload.pk}/rows.csv").content.decode()
    assert "'=cmd" in csv and "No customer of yours has this number or name." in csv

    assert "Say why" in client.post(f"/bring/{upload.pk}", {"what": "leave_out", "why": ""}).content.decode()
    client.post(f"/bring/{upload.pk}", {"what": "leave_out", "why": "Typing errors."})
    assert "All rows go in at once" in page_of(client, upload)
    part = client.get(f"/bring/{upload.pk}", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and "hx-trigger" in part
    run_due(now=now)
    assert client.get(f"/bring/{upload.pk}", headers={"HX-Request": "true"})["HX-Redirect"] == f"/bring/{upload.pk}"
    page = page_of(client, upload)
    assert "One row is in." in page and "Left out: Typing errors." in page and "no payment date" in page
    assert Invoice.objects.get().customer == shop


def test_mended_stopped_and_what_cannot_be_read(client, john, shop, now, tmp_path):
    client.force_login(john)
    upload = bring(client, FILE)
    client.post(f"/bring/{upload.pk}/stop")
    assert client.get(f"/bring/{upload.pk}").url == f"/bring/{upload.pk}/columns"

    upload = bring(client, FILE)
    run_due(now=now)
    assert client.post(f"/bring/{upload.pk}", {"what": "mend", "why": ""}).url == "/bring/lines"

    upload = bring(client, FILE)
    (tmp_path / "files" / "imports" / upload.key.hex).unlink()
    run_due(now=now)
    assert "This file could not be checked" in page_of(client, upload)


def test_no_page_asks_more_the_longer_the_file_is(client, john, shop, now):
    client.force_login(john)
    asked = []
    for rows in (2, 60):
        upload = bring(client, lines(*(f"K1;A-{rows}-{n};12.01.2023;F;x;1;USD;0;" for n in range(rows))))
        run_due(now=now)
        with CaptureQueriesContext(connection) as found:
            client.get(f"/bring/{upload.pk}")
        asked.append(len(found))
    assert asked[0] == asked[1] <= 12


def test_agreed_prices_follow_each_other_and_overlaps_are_named(client, john, shop, now):
    client.force_login(john)
    text = "customer,item,price,currency,valid from,valid until\n"
    upload = bring(client, text + "K1,FRT,11.40,USD,2024-01-01,\nK1,FRT,11.10,USD,2024-07-01,\n", "prices")
    run_due(now=now)
    assert "2 new rows are fine" in page_of(client, upload)
    client.post(f"/bring/{upload.pk}", {})
    run_due(now=now)
    first, second = AgreedPrice.objects.order_by("valid_from")
    assert first.valid_to == second.valid_from and second.valid_to is None

    more = "K1,FRT,11.10,USD,2024-07-01,\nK1,FRT,12,USD,2024-07-01,\nK1,FRT,11,USD,2024-02-01,2024-08-01\n"
    upload = bring(client, text + more, "prices")
    run_due(now=now)
    page = page_of(client, upload)
    assert "Another price is agreed from this day on." in page
    assert "Another price is agreed for some of these days." in page
    assert "There is nothing new in this file." in page


def run(*arguments):
    said = io.StringIO()
    call_command("import_lines", *arguments, stdout=said, stderr=said)
    return said.getvalue()


@pytest.mark.django_db(transaction=True)
def test_the_same_by_the_command(tmp_path):
    john = make.cast().john
    shop = make.customer("Harbor Tools", account_manager=john, reference="K1")
    path = tmp_path / "ledger.csv"
    path.write_text(FILE)
    with pytest.raises(CommandError, match="Nothing was written"):
        run(str(path), "--as", john.email)
    assert not Invoice.objects.exists()
    assert "2 problems" in run(str(path), "--as", john.email, "--check", "--item-column", "item")
    agree_price(
        owner=shop,
        item="FRT",
        unit_price=Decimal("46.40"),
        currency="USD",
        valid_from=date(2023, 1, 1),
        by=john,
        now=make.NOW,
    )
    said = run(str(path), "--as", john.email, "--leave-out", "Typing errors.", "--dates", "dmy", "--decimal", "comma")
    assert "3 of 3 rows" in said and "9300 in the smallest unit of USD" in said and "1 rows are in." in said
    assert "1 new lines above the agreed price." in said and Finding.objects.get().over_minor == 20
    assert "0 new, 1 already here" in run(str(path), "--as", john.email)
    with pytest.raises(CommandError, match="no column"):
        run(str(path), "--as", john.email, "--item-column", "nothing")
    with pytest.raises(CommandError, match="may import"):
        run(str(path), "--as", "nobody@b.example")
    assert Upload.objects.filter(state=UploadState.LANDED).count() == 1
