"""A refund reckoned from files: figures worked by hand, and every refusal with its file, line and column."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

LINES = """invoice,invoiced_on,paid_on,item,quantity,billed,tax_percent
A,2024-05-15,2024-06-14,P,250,11.90,20
B,2024-08-15,2024-09-13,P,250,11.90,20
C,2024-11-15,2024-12-13,P,250,11.90,20
"""
PRICES = "item,valid_from,price\nP,2020-01-01,11.40\nP,2024-07-01,11.10\n"
RATES = "valid_from,percent\n2020-01-01,8\n"


@pytest.fixture
def preview(tmp_path: Path):
    def run(lines=LINES, prices=PRICES, rates=RATES, credits=None, on="2026-03-13", currency="GBP", **options):  # noqa: A002
        texts = {"invoices": lines, "prices": prices, "rates": rates, "credits": credits}
        for name, text in texts.items():
            if text is not None:
                (tmp_path / f"{name}.csv").write_text(text)
                options[name] = str(tmp_path / f"{name}.csv")
        out = StringIO()
        given = {"today": "2030-01-01", "json": True, **options}
        words = [
            f"--{name.replace('_', '-')}={value}"
            for name, value in given.items()
            if value is not True and value is not False
        ]
        words += [f"--{name}" for name, value in given.items() if value is True]
        words += [f"--refund-on={on}", *([f"--currency={currency}"] if currency else [])]
        call_command("refund_preview", *words, stdout=out)
        return json.loads(out.getvalue()) if options.get("json", True) else out.getvalue()

    return run


def test_three_invoices_and_a_price_change_to_the_cent(preview):
    found = preview()
    assert [(row["net"], row["tax"], row["days"], row["interest"], row["refund"]) for row in found["lines"]] == [
        ("125.00", "25.00", 637, "20.94", "170.94"),
        ("200.00", "40.00", 546, "28.72", "268.72"),
        ("200.00", "40.00", 455, "23.93", "263.93"),
    ]
    assert found["parts"] == {"net": "525.00", "tax": "105.00", "interest": "73.59"}
    assert (found["refund"], found["payable"], found["settled"], found["estimate"]) == ("703.59", "703.59", True, False)


def test_rates_that_fall_and_points_above_them(preview):
    rates = "valid_from,percent\n2025-01-01,4.75\n2025-02-06,4.50\n2025-05-08,4.25\n2025-08-07,4.00\n"
    lines = "invoice,invoiced_on,paid_on,item,quantity,billed\nA,2025-01-01,2025-01-10,P,1,3000\n"
    prices = "item,valid_from,price\nP,2020-01-01,0\n"
    found = preview(lines, prices, rates, on="2025-09-10", points="8")
    assert (found["lines"][0]["days"], found["lines"][0]["interest"]) == (243, "246.95")


@pytest.mark.parametrize(
    ("day_count", "days", "interest"),
    [
        ("act_365f", 137, "84.45"),
        ("act_360", 137, "85.63"),
        ("30_360", 136, "85.00"),
        ("30e_360", 135, "84.38"),
        ("act_act", 137, "84.30"),
    ],
)
def test_each_day_count_has_its_own_figure(preview, day_count, days, interest):
    lines = "invoice,invoiced_on,paid_on,item,quantity,billed\nA,2023-11-01,2023-11-15,P,1,2500\n"
    found = preview(
        lines, "item,valid_from,price\nP,2020-01-01,0\n", "valid_from,percent\n2020-01-01,9\n", on="2024-03-31",
        day_count=day_count,
    )  # fmt: skip
    assert (found["lines"][0]["days"], found["lines"][0]["interest"]) == (days, interest)


def test_interest_compounded_daily(preview):
    lines = "invoice,invoiced_on,paid_on,item,quantity,billed\nA,2022-05-01,2022-05-01,P,1,6000\n"
    rates = "valid_from,percent\n2020-01-01,7\n"
    found = preview(lines, "item,valid_from,price\nP,2020-01-01,0\n", rates, on="2025-05-01", compounding="daily")
    assert found["parts"]["interest"] == "1403.34"


def test_a_credit_on_the_way_bears_interest_against_it(preview):
    lines = "invoice,invoiced_on,paid_on,item,quantity,billed\nA,2025-01-01,2025-01-20,P,1,480\n"
    credits = "credit,given_on,net\nCN-1,2025-07-20,180.00\n"  # noqa: A001
    found = preview(lines, "item,valid_from,price\nP,2020-01-01,0\n", credits=credits, on="2026-01-20")
    assert found["credits"][0]["interest"] == "-7.26"
    assert (found["principal"], found["parts"]["interest"], found["refund"]) == ("300.00", "31.14", "331.14")


def test_the_day_of_a_payment_is_that_of_the_zone(preview):
    """Half past eleven at night in London is the next day in Oslo: one day of interest less."""
    lines = "invoice,invoiced_on,paid_on,item,quantity,billed\nA,2024-06-01,2024-06-30T22:30:00+00:00,P,1,10000\n"
    prices, on = "item,valid_from,price\nP,2020-01-01,0\n", "2024-07-02"
    assert preview(lines, prices, on=on)["lines"][0]["days"] == 2
    assert preview(lines, prices, on=on, zone="Europe/Oslo")["lines"][0]["interest"] == "2.19"


def test_rounding_at_the_end_and_to_even_gives_other_figures_and_says_so(preview):
    lines = "invoice,invoiced_on,paid_on,item,quantity,billed\n" + "A,2024-06-01,2024-06-01,P,1,0.125\n" * 2
    prices, on = "item,valid_from,price\nP,2020-01-01,0\n", "2024-06-01"
    assert preview(lines, prices, on=on)["refund"] == "0.26"
    assert preview(lines, prices, on=on, rounding="half_even")["refund"] == "0.24"
    found = preview(lines, prices, on=on, stage="end")
    assert found["refund"] == "0.25"
    assert "Only the sum is rounded, to 0.01 GBP; a half is rounded up." in found["conventions"]


def test_what_is_not_known_is_asked_and_reckoned_for_the_customer_until_then(preview):
    lines = "invoice,invoiced_on,paid_on,item,quantity,billed\nA,2024-06-01,,P,1,10\n"
    found = preview(lines, on="2026-03-13")
    assert found["settled"] is False
    assert [row["asked"] for row in found["questions"]] == ["undercharge"]


def test_the_table_shows_every_line_the_parts_and_how_it_is_reckoned(preview):
    shown = preview(json=False)
    assert "A        2024-06-14       250   11.90   11.40  125.00  25.00   637     20.94  170.94" in shown
    assert "refund                  703.59 GBP" in shown
    assert "Interest is simple: it earns no interest itself." in shown


def test_a_currency_without_cents(preview):
    lines = "invoice,invoiced_on,paid_on,item,quantity,billed,currency\nA,2024-06-01,2024-06-01,P,3,1000.5,JPY\n"
    found = preview(lines, "item,valid_from,price\nP,2020-01-01,1000\n", on="2024-06-01", currency="")
    assert (found["currency"], found["refund"]) == ("JPY", "2")


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"lines": LINES.replace("11.90", "11,9", 1)}, "invoices.csv, line 2: more cells than headings"),
        ({"lines": LINES.replace("2024-08-15", "15.08.2024")}, "invoices.csv, line 3, column “invoiced_on”"),
        ({"lines": LINES.replace("250,11.90,20\nC", "1e3,11.90,20\nC")}, "invoices.csv, line 3, column “quantity”"),
        ({"lines": LINES.replace("tax_percent", "tax")}, "invoices.csv, line 1: column “tax” is not known"),
        ({"lines": LINES.replace("billed", "tax_rounding")}, "column “billed” is missing"),
        ({"lines": LINES.replace("B,2024", "A,2024")}, "invoices.csv, line 3, column “invoice”: Another line says"),
        ({"lines": LINES.replace("11.90,20\nB", "11.90,120\nB")}, "line 2, column “tax_percent”: Tax is between"),
        ({"lines": ""}, "invoices.csv: This file is empty."),
        ({"prices": PRICES.replace("2024-07-01", "2020-01-01")}, "prices.csv, line 3, column “valid_from”: This day"),
        ({"prices": PRICES.replace("11.10", "NaN")}, "prices.csv, line 3, column “price”: “NaN” is no figure"),
        ({"rates": RATES.replace("8", "9999")}, "rates.csv, line 2, column “percent”: A rate is between"),
        ({"rates": RATES.replace("2020", "2025")}, "begins on 1 January 2025; interest begins on 14 June 2024"),
        ({"credits": "credit,given_on,net\nX,2025-01-01,1.005\n"}, "credits.csv, line 2, column “net”: GBP has 2"),
        ({"currency": ""}, "Which currency?"),
        ({"currency": "ABC"}, "ABC"),
    ],
)  # fmt: skip
def test_a_refusal_names_the_file_the_line_and_the_column(preview, files, sentence):
    with pytest.raises(CommandError) as refused:
        preview(**files)
    assert sentence in str(refused.value)


@pytest.mark.parametrize("option", ["refund-on=soon", "zone=Nowhere", "points=NaN", "day-count=act/365"])
def test_a_wrong_option_is_refused_before_any_file_is_read(preview, option):
    with pytest.raises(CommandError):
        call_command(
            "refund_preview", "--invoices=a", "--prices=b", "--rates=c", "--refund-on=2026-01-01", f"--{option}"
        )


def test_a_file_that_is_not_there(tmp_path):
    files = [f"--{name}={tmp_path / 'none.csv'}" for name in ("invoices", "prices", "rates")]
    with pytest.raises(CommandError, match=r"none.csv: this file cannot be opened"):
        call_command("refund_preview", *files, "--refund-on=2026-01-01", "--currency=EUR")
