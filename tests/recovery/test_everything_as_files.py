"""Everything, as files: nothing forgotten, nothing private or secret in it, of one moment, had by whoever asked."""

import csv
import io
import signal
import subprocess
import sys
import tracemalloc
import zipfile
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import F

from ground.files.models import Export
from ground.history.models import Entry
from ground.jobs.models import Job, State
from ground.jobs.running import run_due
from ground.snapshot import snapshot
from incidents.models import Incident
from recovery.export.columns import columns_of
from recovery.export.keeping import ExportRefused, ask_everything, folder, forget_exports, hand_out, path_of, stop
from recovery.export.kinds import CURRENCY, FILES, LEFT_OUT, SECRET
from recovery.export.writing import write_everything
from refunds.models import InvoiceLine
from tests import make
from tests.house.the_routes import build
from tests.refunds.lines import made
from tests.refunds.make_rows import agree, bill, sheet
from tests.servers import environment
from trust.self_check import keep_self_check
from updates.links import token_of
from updates.models import Link

pytestmark = pytest.mark.django_db(transaction=True)
SEEN = {
    "outbox.Letter": {"key"},
    "customers.Customer": {"key"},
    "refunds.Calculation": {"digest"},
    "refunds.CalculationLine": {"key"},
    "refunds.LineChoice": {"key"},
    "refunds.Upload": {"key"},
    "files.File": {"key"},
    "incidents.Answer": {"key"},
}
"""Names and hashes that open nothing."""


def tables(data) -> dict[str, list[dict[str, str]]]:
    with zipfile.ZipFile(data) as archive:
        assert archive.testzip() is None
        texts = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    found = {name: list(csv.DictReader(io.StringIO(text, newline=""))) for name, text in texts.items()}
    return {name.removesuffix(".csv"): rows for name, rows in found.items() if name.endswith(".csv")}


def written(now) -> io.BytesIO:
    data = io.BytesIO()
    write_everything(data, now=now)
    return data


def ask(person, now) -> Export:
    return ask_everything(by=person, now=now)


def test_every_table_is_in_a_file_or_left_out_with_a_reason():
    ours = {model._meta.label for model in apps.get_models()}
    named = set(FILES) | set(LEFT_OUT)
    assert ours - named == set(), "name these in recovery/export/kinds.py"
    assert named - ours == set(), "these are no tables any more"
    assert not set(FILES) & set(LEFT_OUT) and len(set(FILES.values())) == len(FILES)
    assert all(LEFT_OUT.values())
    for label in (*SECRET, *CURRENCY):
        names = {field.name for field in apps.get_model(label)._meta.concrete_fields}
        assert label in FILES and set(SECRET.get(label, ())) <= names


def test_no_column_that_holds_a_key_is_in_a_file():
    for label in FILES:
        model = apps.get_model(label)
        names = {column.name for column in columns_of(model)}
        words = {word for name in names - {"text_digest"} for word in name.split("_")}
        hidden = words & {"password", "token", "secret", "secrets", "raw", "digest", "key"}
        assert hidden <= SEEN.get(label, set()), label
        money = [field.name for field in model._meta.concrete_fields if field.name.endswith("_minor")]
        assert not money or "currency" in names, label


def test_every_row_of_every_table_is_in_its_file_and_the_readme_names_each_column(cast, now):
    build(cast)
    data = written(now)
    found = tables(data)
    for label, name in FILES.items():
        model = apps.get_model(label)
        keys = sorted(str(row[model._meta.pk.attname]) for row in found[name])
        assert keys == sorted(str(pk) for pk in model._base_manager.values_list("pk", flat=True)), name
    assert sum(map(len, found.values())) > 200
    with zipfile.ZipFile(data) as archive:
        readme = archive.read("README.txt").decode()
    for name in FILES.values():
        assert f"{name}.csv, rows: {len(found[name])}" in readme
        assert all(f"    {column}: " in readme for row in found[name][:1] for column in row)
    assert "trust.SelfCheck: private" in readme and "in UTC" in readme


def test_nothing_private_and_no_key_is_in_it(cast, now):
    world = build(cast)
    keep_self_check(author=world.cast.john, customer=world.customer, scores={"caring": 3}, line="Mine alone.", now=now)
    link = Link.objects.first()
    token = token_of(link)
    note = f"She wrote: see https://trust.example/s/{token} and reply+{'A' * 22}@trust.example"
    Incident.objects.filter(pk=world.incident.pk).update(story=note)
    with zipfile.ZipFile(written(now)) as archive:
        every = b"\n".join(archive.read(name) for name in archive.namelist()).decode()
    for secret in ("Mine alone.", token, "A" * 22, world.cast.john.password, link.digest):
        assert secret and secret not in every
    assert "She wrote: see " in every


def test_amounts_stand_in_minor_units_and_as_decimals_and_no_text_is_a_formula(john, now):
    customer = make.customer("=HYPERLINK(1)", account_manager=john)
    agree(customer, ("2020-01-01", "11.40"))
    bill(customer, "+A", "2024-05-15", None)
    bill(customer, "Yen", "2024-05-16", None, currency="JPY", price="12", tax="0")
    sheet(customer, john)
    found = tables(written(now))
    one, yen = found["invoice_lines"]
    assert (one["net_minor"], one["net"], one["currency"], one["unit_price"]) == (
        "297500",
        "2975.00",
        "GBP",
        "11.900000",
    )
    assert (yen["net_minor"], yen["net"], yen["currency"]) == ("3000", "3000", "JPY")
    assert [row["name"] for row in found["customers"]] == ["'=HYPERLINK(1)"]
    assert found["invoices"][0]["number"] == "'+A" and found["invoices"][0]["issued_on"] == "2024-05-15"
    assert {row["currency"] for row in found["calculation_lines"]} == {"GBP"}
    assert found["agreed_prices"][0]["created_at"].endswith("Z")


def test_it_is_of_one_moment_and_keeps_nobody_from_writing(john, now):
    make.customer("Before", account_manager=john)
    with snapshot() as using:
        model = apps.get_model("customers.Customer")
        before = model.objects.using(using).count()
        make.customer("Meanwhile", account_manager=john)
        assert model.objects.using(using).count() == before == model.objects.count() - 1


def test_an_administrator_asks_a_worker_makes_it_and_only_they_have_it(cast, now):
    make.customer("Tidewater", account_manager=cast.john)
    export = ask(cast.administrator, now)
    assert ask(cast.administrator, now) == export
    assert run_due(now=now) == 1
    export.refresh_from_db()
    assert export.size == path_of(export.key).stat().st_size and export.ends_at - export.made_at == timedelta(days=7)
    path = hand_out(export, by=cast.administrator, now=now)
    assert [row["name"] for row in tables(path)["customers"]] == ["Tidewater"]
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(ExportRefused):
        hand_out(export, by=cast.top, now=now)
    told = [entry.what for entry in Entry.objects.about("export", export.pk)]
    assert told == ["export.asked", "export.made", "export.downloaded"]


@pytest.mark.parametrize("role", ["john", "dana", "top", "finance", "auditor"])
def test_nobody_else_asks_for_everything(cast, now, role):
    with pytest.raises(ExportRefused, match="administrator"):
        ask(getattr(cast, role), now)


def test_after_a_week_it_is_gone_and_so_is_what_a_dead_worker_left(cast, now):
    export = ask(cast.administrator, now)
    run_due(now=now)
    forget_exports(now)
    left = folder() / f"{'0' * 32}.left"
    left.write_bytes(b"half")
    assert forget_exports(now + timedelta(days=6)) == 1 and path_of(export.key).exists()
    late = now + timedelta(days=7, minutes=1)
    with pytest.raises(ExportRefused, match="gone"):
        hand_out(export, by=cast.administrator, now=late)
    assert forget_exports(late) == 1 and not path_of(export.key).exists()
    assert Export.objects.get().size == 0


def test_stopped_in_the_middle_it_leaves_nothing(cast, now):
    export = ask(cast.administrator, now)
    job = Job.objects.about("recovery.everything", export.pk).get()
    assert stop(export, by=cast.administrator, now=now) and not stop(export, by=cast.administrator, now=now)
    assert run_due(now=now) == 0
    export.refresh_from_db()
    job.refresh_from_db()
    assert (export.made_at, job.state) == (None, State.CANCELLED)
    assert not list(folder().glob(f"{export.key.hex}*"))


@pytest.mark.kill
def test_a_killed_worker_is_followed_by_one_that_makes_the_whole_file(cast, now):
    make.customer("Tidewater", account_manager=cast.john)
    export = ask(cast.administrator, now)
    died = subprocess.run(
        [sys.executable, "-m", "tests.recovery.dies_while_exporting"],
        cwd=environment.ROOT,
        env=environment.for_children(),
        timeout=120,
    )
    assert died.returncode == -signal.SIGKILL
    assert run_due(now=now) == 0, "its lease still holds"
    Job.objects.filter(state=State.RUNNING).update(lease_until=F("lease_until") - timedelta(minutes=5))
    assert run_due(now=now) == 1
    export.refresh_from_db()
    assert len(tables(hand_out(export, by=cast.administrator, now=now))["customers"]) == 1
    forget_exports(now)
    assert [path.name for path in folder().glob(f"{export.key.hex}*")] == [export.key.hex]


def test_the_command_writes_the_same_and_no_file_over_another(cast, now, tmp_path, capsys):
    make.customer("Tidewater", account_manager=cast.john)
    file = tmp_path / "all.zip"
    call_command("export_everything", to=str(file))
    assert len(tables(file)["customers"]) == 1 and "rows in" in capsys.readouterr().out
    for path in (file, tmp_path / "none" / "all.zip"):
        with pytest.raises(CommandError):
            call_command("export_everything", to=str(path))


def test_its_memory_does_not_grow_with_the_rows(now):
    made(7, lines=1_000)
    peaks = []
    for more in (0, 9_000):
        rows = list(InvoiceLine.objects.all()[: more and 1_000])
        for copy in range(more // 1_000):
            for one in rows:
                one.pk, one.position = None, one.position + 10_000 * (copy + 1)
            InvoiceLine.objects.bulk_create(rows)
        with (folder().parent / "many.zip").open("wb") as out:
            tracemalloc.start()
            write_everything(out, now=now)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert InvoiceLine.objects.count() == 10_000
    assert peaks[1] < peaks[0] + 4 * 1024 * 1024
