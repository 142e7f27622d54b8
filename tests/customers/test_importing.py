"""A messy list is read, planned, and written all or nothing; the same file twice writes nothing twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import OperationalError, connection

from customers.importing import ImportRefused, import_customers
from customers.models import Contact, Customer, ImportFile
from customers.planning import plan_import
from customers.rows import Otherwise
from customers.uploads import choose_reading, earlier_import, forget_uploads, keep_upload
from ground.history.models import Entry
from tests import make
from tests.make_csv import messy_list

NOW = make.NOW
OTHERWISE = Otherwise(zone="Europe/Berlin", language="en", currency="EUR")


def upload(data, by, name="kunden.csv", otherwise=OTHERWISE):
    data = data if isinstance(data, bytes) else data.encode()
    return keep_upload(name=name, data=data, otherwise=otherwise, by=by, now=NOW)


def confirm(file, by, why="Typing errors.", seen=None):
    seen = seen or plan_import(file, by=by).digest()
    return import_customers(file, seen=seen, left_out_why=why, by=by, now=NOW)


def problems(data, by):
    plan = plan_import(upload(data, by), by=by)
    return [(p.line, p.column, p.says, p.why) for p in plan.problems]


def test_two_hundred_customers_in_windows_letters_come_in_and_eleven_rows_are_named(john):
    messy = messy_list()
    file = upload(messy.data, john)
    assert (file.reading["encoding"], file.reading["separator"]) == ("cp1252", ";")

    plan = plan_import(file, by=john)
    assert {p.line: p.heading for p in plan.problems} == messy.wrong
    assert len(messy.wrong) == 11
    assert (plan.rows, plan.good_rows, len(plan.new)) == (messy.rows, messy.rows - 11, 200)

    done = confirm(file, john)
    assert (done.customers_added, done.contacts_added, done.left_out) == (200, messy.contacts, 11)
    assert Customer.objects.visible_to(john).count() == 200
    assert Contact.objects.filter(speaks=True).count() == 200
    third = Customer.objects.get(reference="40003")
    assert (third.name, third.zone, third.currency, third.locale) == ("Möbelhaus 3", "Europe/London", "GBP", "en-GB")
    assert third.contacts.get().role == "=1+1"
    assert Customer.objects.get(reference="40007").name == "Räder 7; Filiale"
    assert third.came_by == done


def test_one_row_of_history_tells_the_count_and_the_hash(john):
    file = upload("name,email\nBayside,a@b.example\n", john)
    done = confirm(file, john)
    entry = Entry.objects.about("import", file.pk).get()
    assert entry.facts["customers"] == 1
    assert entry.facts["file_sha256"] == done.sha256
    assert len(entry.facts["content_sha256"]) == 64


def test_confirming_twice_and_bringing_the_file_again_writes_nothing_twice(john):
    messy = messy_list(60)
    file = upload(messy.data, john)
    seen = plan_import(file, by=john).digest()
    confirm(file, john, seen=seen)
    counts = (Customer.objects.count(), Contact.objects.count(), Entry.objects.count())

    confirm(file, john, seen=seen)
    again = upload(messy.data, john)
    assert earlier_import(again) == file
    done = confirm(again, john)

    assert (Customer.objects.count(), Contact.objects.count()) == counts[:2]
    assert (done.customers_added, done.contacts_added, done.already_here) == (0, 0, 60)


def before_insert_into(table, act):
    """A wrapper for every statement: `act` runs once, before the first row goes into `table`."""
    waiting = [act]

    def wrapper(execute, sql, params, many, context):
        if waiting and sql.startswith(f'INSERT INTO "{table}"'):
            waiting.pop()()
        return execute(sql, params, many, context)

    return connection.execute_wrapper(wrapper)


def test_a_database_that_fails_in_the_middle_leaves_nothing_behind(john):
    def fail():
        raise OperationalError("disk full")

    file = upload(messy_list(60).data, john)
    with before_insert_into("customers_contact", fail), pytest.raises(OperationalError):
        confirm(file, john)

    file.refresh_from_db()
    assert (file.used_at, Customer.objects.count(), Contact.objects.count()) == (None, 0, 0)
    assert not Entry.objects.about("import", file.pk).exists()


def test_a_customer_added_in_the_same_moment_stops_the_whole_import(john, priya):
    file = upload("name\nBayside\nHalvorsen\n", john)
    same = before_insert_into("customers_customer", lambda: make.customer("bayside", account_manager=priya))
    with same, pytest.raises(ImportRefused, match="Somebody added one of these customers just now"):
        confirm(file, john)
    assert not Customer.objects.filter(name="Halvorsen").exists()


def test_what_changed_since_they_looked_is_shown_again(john, priya):
    file = upload("name\nBayside\nHalvorsen\n", john)
    seen = plan_import(file, by=john).digest()
    make.customer("Bayside", account_manager=priya)
    with pytest.raises(ImportRefused, match="Something changed since you looked"):
        confirm(file, john, seen=seen)
    assert not Customer.objects.filter(name="Halvorsen").exists()
    assert problems("name\nBayside\nHalvorsen\n", john) == [
        (2, 1, "Bayside", "Bayside is here already, with Priya Nair.")
    ]


def test_rows_are_left_out_only_with_a_reason(john):
    file = upload("name,email\nBayside,nobody\nHalvorsen,i@h.example\n", john)
    with pytest.raises(ImportRefused, match="Say why"):
        confirm(file, john, why="")


def test_only_the_one_who_brought_a_file_may_confirm_it(john, dana):
    file = upload("name\nBayside\n", john)
    with pytest.raises(ImportFile.DoesNotExist):
        confirm(file, dana)


def test_several_people_of_a_customer_come_by_lines_and_by_columns(john):
    lines = "Company,Contact,Email,Contact 2 name,Contact 2 email\n"
    lines += "Bayside,Ann,ann@b.example,Bob,bob@b.example\nBayside,Cy,cy@b.example,,\n"
    confirm(upload(lines, john), john)
    bayside = Customer.objects.get()
    assert sorted(c.name for c in bayside.contacts.all()) == ["Ann", "Bob", "Cy"]
    assert bayside.contacts.get(speaks=True).name == "Ann"


def test_new_people_join_a_customer_that_is_here_and_the_rest_stays_as_it_is(john):
    bayside = make.customer("Bayside", account_manager=john, currency="USD")
    make.contact(bayside, "Ann", email="ann@b.example", speaks=True)
    file = upload("name,contact,email,currency\nBAYSIDE,Ann,ANN@b.example,EUR\nBayside,Bob,bob@b.example,EUR\n", john)
    done = confirm(file, john)

    bayside.refresh_from_db()
    assert (done.customers_added, done.contacts_added, done.already_here) == (0, 1, 1)
    assert (bayside.currency, bayside.name) == ("USD", "Bayside")
    assert bayside.contacts.get(name="Bob").speaks is False


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            "name,email\nBayside,a@b.example\nBayside,A@B.example\n",
            (3, 2, "A@b.example", "This person of this customer is in line 2 already."),
        ),
        ("name\nBayside\nBAYSIDE\n", (3, 1, "BAYSIDE", "Line 2 has this customer already, and nobody new is here.")),
        ("name,no\nBayside,17\nKessler,17\n", (3, 2, "17", "Line 2 gives this number to Bayside.")),
        (
            "name,currency,contact\nBayside,USD,Ann\nBayside,EUR,Bob\n",
            (3, 2, "EUR", "Line 2 says “USD” for this customer."),
        ),
        (
            "name,contact,speaks\nBayside,Ann,yes\nBayside,Bob,yes\n",
            (3, 3, "Bob", "In line 2 somebody else speaks for this customer."),
        ),
        ("name,contact,speaks\nBayside,Ann,perhaps\n", (2, 3, "perhaps", "Write yes or no.")),
        (
            "name,owner\nBayside,priya@brightwater.example\n",
            (2, 2, "priya@brightwater.example", "Nobody of this name or email may be given a customer by you."),
        ),
        ("name,zone\nBayside,Mars/Base\n", (2, 2, "Mars/Base", "Write the time zone like Europe/London.")),
    ],
)
def test_what_is_said_twice_or_against_each_other_is_named(data, expected, john, priya):
    assert problems(data, john) == [expected]


def test_a_manager_imports_for_the_people_of_the_team(cast):
    data = "name,account manager\nBayside,john@brightwater.example\nKessler,John Reyes\nRowan,\n"
    confirm(upload(data, cast.dana), cast.dana)
    owners = dict(Customer.objects.values_list("name", "account_manager__name"))
    assert owners == {"Bayside": "John Reyes", "Kessler": "John Reyes", "Rowan": "Dana Whitfield"}


def test_an_administrator_imports_for_everybody_and_says_for_whom(cast):
    data = "name,account manager\nBayside,priya@brightwater.example\nRowan,\n"
    assert problems(data, cast.administrator) == [(3, 1, "Rowan", "Say who looks after them, in the file or above.")]
    file = upload(data, cast.administrator)
    choose_reading(
        file,
        columns={0: "name", 1: "account_manager"},
        otherwise=OTHERWISE,
        encoding="utf-8",
        separator=",",
        account_manager=cast.john,
    )
    confirm(file, cast.administrator)
    assert Customer.objects.get(name="Rowan").account_manager == cast.john
    assert not Customer.objects.visible_to(cast.administrator).exists()


@pytest.mark.slow
def test_five_thousand_rows_come_in_with_few_statements(john, django_assert_max_num_queries):
    rows = "".join(f"Company {n},{n},p{n}@c{n}.example\n" for n in range(5000))
    file = upload("name,no,email\n" + rows, john)
    seen = plan_import(file, by=john).digest()
    with django_assert_max_num_queries(200):
        done = confirm(file, john, seen=seen)
    assert (done.customers_added, done.contacts_added) == (5000, 5000)


def test_uploads_are_forgotten_after_a_day(john):
    used, unused = upload("name\nBayside\n", john), upload("name\nKessler\n", john)
    confirm(used, john)
    assert forget_uploads(NOW) == 0
    assert forget_uploads(NOW.replace(day=21)) == 2
    used.refresh_from_db()
    assert bytes(used.content) == b""
    assert not ImportFile.objects.filter(pk=unused.pk).exists()
    assert Customer.objects.get().came_by == used


@pytest.mark.django_db(transaction=True)
def test_two_confirmations_at_the_same_moment_write_once(john):
    file = upload(messy_list(40).data, john)
    seen = plan_import(file, by=john).digest()
    together = Barrier(2)

    def press() -> int:
        together.wait(10)
        try:
            return confirm(file, john, seen=seen).customers_added
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as presses:
        answers = [press.result() for press in [presses.submit(press) for _ in range(2)]]
    assert answers == [40, 40]
    assert Customer.objects.count() == 40
    assert Entry.objects.about("import", file.pk).count() == 1
