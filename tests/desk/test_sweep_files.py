"""The lines a search found, as files: every line of the rows a person may see, and nothing a spreadsheet would run."""

import csv
import io
import zipfile
from decimal import Decimal
from html import unescape

import pytest

from ground.jobs.running import run_one
from refunds import sweep_lines
from refunds.models import Sweep
from refunds.priced import Rule
from refunds.sweeping import ask_sweep, kept_rows, leave_out
from tests import make
from tests.refunds.make_rows import ITEM, agree, bill

pytestmark = pytest.mark.django_db
FORMULA = '=HYPERLINK("http://evil.example","x")'


@pytest.fixture
def sweep(cast, now) -> Sweep:
    for name, who in (
        (FORMULA, cast.john),
        ("+1 Tide; Water", cast.john),
        ("Castellan", cast.priya),
        ("Hartwell", cast.john),
    ):
        customer = make.customer(name, account_manager=who, reference="@SUM(1)" if name == FORMULA else "")
        agree(customer, ("2020-01-01", "11.40"), currency="USD")
        bill(customer, "-2+3" if name == FORMULA else "A", "2024-05-15", None, currency="USD")
        bill(customer, "B", "2024-06-15", None, currency="USD", price="11.40")
    sweep = ask_sweep(Rule(ITEM, currency="USD"), by=cast.top, now=now)
    assert run_one(sweep.job, now=now)
    leave_out(sweep.rows.get(customer__name="Hartwell"), why="Agreed.", by=cast.top, now=now)
    return sweep


def table(client, person, sweep):
    client.force_login(person)
    answer = client.get(f"/who-else/{sweep.pk}/lines.csv")
    assert answer["Content-Type"].startswith("text/csv") and answer.streaming
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_each_line_says_what_was_billed_and_agreed_and_no_text_is_a_formula(client, cast, sweep):
    head, *rows = table(client, cast.john, sweep)
    assert [row[0] for row in rows] == ["'+1 Tide; Water", f"'{FORMULA}"]
    tide, formula = rows
    assert tide[1:] == ["", "A", "2024-05-15", ITEM, "250", "11.9", "11.4", "Agreed with them", "125.00", "USD"]
    assert formula[1:3] == ["'@SUM(1)", "'-2+3"] and len(head) == len(tide) == 11


def test_each_has_the_lines_of_their_own_customers_and_they_add_up(client, cast, sweep):
    for person, count in ((cast.top, 3), (cast.priya, 1), (cast.dana, 2), (cast.auditor, 3)):
        _head, *rows = table(client, person, sweep)
        owed = sum(row.over_minor for row in kept_rows(sweep, person).filter(left_out_why=""))
        assert len(rows) == count and sum(Decimal(row[9]) for row in rows) * 100 == owed
    client.force_login(cast.administrator)
    assert client.get(f"/who-else/{sweep.pk}/lines.csv").status_code == 404
    assert client.get(f"/who-else/{sweep.pk + 1}/lines.csv").status_code == 404


def test_the_workbook_holds_the_same_as_texts_and_figures(client, cast, sweep, monkeypatch):
    client.force_login(cast.top)
    answer = client.get(f"/who-else/{sweep.pk}/lines.xlsx")
    data = b"".join(answer.streaming_content)
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sheet = unescape(parts.read("xl/worksheets/sheet1.xml").decode())
    assert sheet.count("<row ") == 4 and sheet.count("<v>125.00</v>") == 3
    assert f"<t>{FORMULA}</t>" in sheet and "<f>" not in sheet and "<hyperlink" not in sheet
    monkeypatch.setattr(sweep_lines, "MOST_IN_A_WORKBOOK", 2)
    assert client.get(f"/who-else/{sweep.pk}/lines.xlsx")["Location"] == f"/who-else/{sweep.pk}"


def test_a_search_by_a_list_alone_and_one_under_way_have_no_lines(client, cast, now, sweep):
    client.force_login(cast.john)
    waiting = ask_sweep(Rule(ITEM, currency="USD"), by=cast.john, now=now)
    named = ask_sweep(Rule(currency="USD"), by=cast.john, now=now, named={sweep.rows.first().customer_id})
    assert run_one(named.job, now=now)
    for one in (waiting, named):
        assert client.get(f"/who-else/{one.pk}/lines.csv").status_code == 404
