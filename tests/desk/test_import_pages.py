"""Importing by the pages: what is brought is looked at first, belongs to one person, and is written once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from customers.models import Customer, ImportFile
from customers.reading_csv import MOST_BYTES
from tests import make
from tests.make_csv import messy_list

LIST = b"Company;Contact;Email\nBayside;Ann;ann@b.example\n=Kessler;Bob;nobody\n"


def bring(client, data, name="list.csv", **fields):
    return client.post("/customers/import", {"file": SimpleUploadedFile(name, data, "text/csv"), **fields})


def columns(client, pk, **fields):
    page = client.get(f"/customers/import/{pk}")
    form = page.context["form"]
    return client.post(f"/customers/import/{pk}", {name: form[name].value() or "" for name in form.fields} | fields)


def confirm(client, pk, **fields):
    seen = client.get(f"/customers/import/{pk}/check").context["plan"].digest()
    return client.post(f"/customers/import/{pk}/check", {"seen": seen, "what": "leave_out", "why": "Typos", **fields})


@pytest.fixture
def brought(client, john):
    client.force_login(john)
    bring(client, LIST)
    return ImportFile.objects.get()


def test_a_list_goes_the_way_from_file_to_customers(client, brought, john):
    assert columns(client, brought.pk).url == f"/customers/import/{brought.pk}/check"
    page = client.get(f"/customers/import/{brought.pk}/check").content.decode()
    assert "1 row cannot be used" in page
    assert "Write one email address, like name@company.com." in page
    assert not Customer.objects.exists()
    assert confirm(client, brought.pk).url == f"/customers/import/{brought.pk}/done"
    assert [c.name for c in Customer.objects.visible_to(john)] == ["Bayside"]
    done = client.get(f"/customers/import/{brought.pk}/done").content.decode()
    assert "One customer is in." in done
    assert "One row was left out: Typos" in done


def test_confirming_again_writes_nothing_again(client, brought):
    seen = client.get(f"/customers/import/{brought.pk}/check").context["plan"].digest()
    fields = {"seen": seen, "what": "leave_out", "why": "Typos"}
    for _ in range(3):
        answer = client.post(f"/customers/import/{brought.pk}/check", fields)
        assert answer.url == f"/customers/import/{brought.pk}/done"
    assert Customer.objects.count() == 1


def test_a_file_belongs_to_the_one_who_brought_it(brought, cast):
    for person in (cast.dana, cast.priya, cast.top, cast.administrator, cast.finance, cast.auditor):
        other = Client()
        other.force_login(person)
        for end in ("", "/check", "/rows.csv", "/done"):
            assert other.get(f"/customers/import/{brought.pk}{end}").status_code == 404
        assert other.post(f"/customers/import/{brought.pk}/check", {"seen": "x"}).status_code == 404
    assert not Customer.objects.exists()


@pytest.mark.parametrize("pk", [0, 999, 10**30])
def test_a_file_that_is_not_there_is_not_there(pk, client, brought):
    for end in ("", "/check", "/rows.csv", "/done"):
        assert client.get(f"/customers/import/{pk}{end}").status_code == 404


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "list.csv", "This file is empty."),
        (b"name\n", "list.csv", "headings and no rows"),
        (b"name,name\na,b\n", "list.csv", "Columns 1 and 2 are both called"),
        (b"name\na\0b\n", "list.csv", "Line 2 has a NUL character at letter 2"),
        (b'name,city\n"a,b\n', "list.csv", "The quotation marks in line 2, column 1 do not match"),
        (b"PK\x03\x04" + b"x" * 100, "list.csv", "This is a workbook"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "list.csv", "NUL character"),
        (b"x," * 1_000_000 + b"\n1", "list.csv", "This file has 1,000,001 columns"),
        (b"name\n" + b"x\n" * 6000, "list.csv", "More than 5,000 rows: line 5,002 is one too many"),
        (b"x" * (MOST_BYTES + 1), "list.csv", "At most 5 MB fit"),
        (b"x" * 12_000_000, "list.csv", "This file has 11.4 MB"),
    ],
    ids=lambda value: repr(value)[:25],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_place(data, name, sentence, client, john):
    client.force_login(john)
    answer = bring(client, data, name)
    assert answer.status_code == 200
    assert sentence in answer.content.decode().replace("&quot;", '"')
    assert not ImportFile.objects.exists()


@pytest.mark.parametrize("name", ["../../x.csv", "a\u202egpj.csv", "x" * 199 + ".csv", "a\tb.csv", "<b>.csv"])
def test_a_strange_file_name_harms_nothing(name, client, john):
    client.force_login(john)
    answer = bring(client, LIST, name)
    assert answer.status_code in (200, 302)
    for upload in ImportFile.objects.all():
        page = client.get(f"/customers/import/{upload.pk}").content.decode()
        assert "<b>" not in page.split("<main")[1]
        assert "\u202e" not in page


def test_no_file_is_asked_for_one(client, john):
    client.force_login(john)
    assert "Choose a file." in client.post("/customers/import", {}).content.decode()
    assert "Choose a file." in client.post("/customers/import", {"file": "text"}).content.decode()


def test_an_upload_without_the_token_of_the_form_is_refused(john):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(john)
    assert bring(strict, LIST).status_code == 403
    assert not ImportFile.objects.exists()


def test_which_letters_it_has_may_be_said(client, john):
    client.force_login(john)
    bring(client, "Firma\nŁódź Żelazo\n".encode("cp1250"), encoding="cp1250")
    assert "Łódź Żelazo" in client.get(f"/customers/import/{ImportFile.objects.get().pk}").content.decode()


def test_another_separator_shows_the_columns_anew(client, brought):
    answer = columns(client, brought.pk, separator=str(ord(",")))
    assert answer.url == f"/customers/import/{brought.pk}"
    assert "Company;Contact;Email" in client.get(answer.url).content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"column_0": ""}, "Say which column holds the customer’s name."),
        ({"column_1": "name"}, "Company is “Customer’s name” already. Choose one."),
        ({"column_1": "owner"}, "Choose one from the list"),
        ({"zone": "Mars/Base"}, "Choose one from the list"),
        ({"encoding": "rot13"}, "Choose one from the list"),
        ({"separator": "x"}, "Choose one from the list"),
        ({"encoding": "utf-16"}, "This file has headings and no rows."),
    ],
)
def test_columns_that_make_no_sense_are_refused(fields, sentence, client, brought):
    answer = columns(client, brought.pk, **fields)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"what": ""}, "Say what we shall do with these rows."),
        ({"what": "burn"}, "Choose one from the list"),
        ({"why": ""}, "Say why these rows are left out."),
        ({"why": "x" * 301}, "At most 300 fit."),
        ({"seen": "0" * 64}, "Something changed since you looked."),
        ({"seen": "x" * 1000}, "Ensure this value has at most 64 characters"),
    ],
)
def test_nothing_is_written_until_they_say_what_to_do(fields, sentence, client, brought):
    answer = confirm(client, brought.pk, **fields)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not Customer.objects.exists()


def test_mending_the_file_writes_nothing_and_leads_back(client, brought):
    answer = confirm(client, brought.pk, what="mend", why="")
    assert answer.url == "/customers/import"
    assert not Customer.objects.exists()


def test_the_rows_to_mend_come_as_text_that_no_spreadsheet_runs(client, brought):
    answer = client.get(f"/customers/import/{brought.pk}/rows.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Company;Contact;Email;Line;Why we cannot use it"
    assert lines[1].startswith("'=Kessler;Bob;nobody;3;Email: Write one email address")
    assert len(lines) == 2


def test_a_used_file_is_not_asked_for_its_columns_again(client, brought):
    confirm(client, brought.pk)
    assert client.get(f"/customers/import/{brought.pk}").status_code == 404
    assert client.get(f"/customers/import/{brought.pk}/rows.csv").status_code == 404
    assert client.get(f"/customers/import/{brought.pk}/check").url == f"/customers/import/{brought.pk}/done"


def test_an_administrator_sees_the_result_and_no_customer(client, cast):
    client.force_login(cast.administrator)
    bring(client, b"name;account manager\nBayside;john@brightwater.example\n")
    pk = ImportFile.objects.get().pk
    columns(client, pk)
    assert confirm(client, pk).url == f"/customers/import/{pk}/done"
    assert "One customer is in." in client.get(f"/customers/import/{pk}/done").content.decode()
    assert client.get("/c/bayside").status_code == 404


def statements(client, rows):
    bring(client, b"name;email\n" + b"".join(b"Company %d;p%d@x.example\n" % (n, n) for n in range(rows)))
    pk = ImportFile.objects.order_by("-pk").first().pk
    with CaptureQueriesContext(connection) as captured:
        assert client.get(f"/customers/import/{pk}/check").status_code == 200
    return len(captured)


def test_looking_at_many_rows_takes_no_more_statements_than_at_few(client, john):
    client.force_login(john)
    assert statements(client, 10) == statements(client, 200)


def test_get_writes_nothing(client, brought):
    with CaptureQueriesContext(connection) as captured:
        for end in ("", "/check", "/rows.csv"):
            assert client.get(f"/customers/import/{brought.pk}{end}").status_code == 200
    assert not [q["sql"] for q in captured if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_two_hundred_messy_rows_come_in_by_the_pages(client, john):
    client.force_login(john)
    messy = messy_list()
    bring(client, messy.data, "Kunden.csv")
    pk = ImportFile.objects.get().pk
    columns(client, pk)
    confirm(client, pk)
    assert Customer.objects.visible_to(john).count() == 200
    bring(client, messy.data, "Kunden.csv")
    again = ImportFile.objects.order_by("-pk").first().pk
    assert "You imported this very file" in client.get(f"/customers/import/{again}").content.decode()
    page = client.get(f"/customers/import/{again}/check").content.decode()
    assert "There is nothing new in this file." in page


def test_a_manager_says_for_whom(client, cast):
    client.force_login(cast.dana)
    bring(client, b"name\nBayside\n")
    pk = ImportFile.objects.get().pk
    columns(client, pk, account_manager=cast.john.pk)
    confirm(client, pk)
    assert Customer.objects.get().account_manager == cast.john
    bring(client, b"name\nKessler\n")
    pk = ImportFile.objects.order_by("-pk").first().pk
    assert columns(client, pk, account_manager=cast.priya.pk).status_code == 200
    assert not Customer.objects.filter(name="Kessler").exists()


def test_a_colleague_of_the_same_name_cannot_be_guessed(client, cast):
    make.person("John Reyes", team=cast.dana.team)
    client.force_login(cast.dana)
    bring(client, b"name;owner\nBayside;John Reyes\n")
    page = client.get(f"/customers/import/{ImportFile.objects.get().pk}/check").content.decode()
    assert "Nobody of this name or email may be given a customer by you." in page
