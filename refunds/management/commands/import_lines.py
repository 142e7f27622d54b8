"""Import invoice lines, or agreed prices, from a file: the same long work as at the desk, watched from a terminal."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from customers.encodings import CannotRead
from customers.reading_csv import grouped
from ground.accounts.models import Person
from ground.jobs.models import Job, State
from ground.jobs.running import run
from ground.jobs.working import take
from ground.worktime.now import now
from refunds.incoming import Upload, UploadKind
from refunds.intake import figures, looking, unpacking, uploads
from refunds.intake.fields import FIELDS
from refunds.intake.finding import may_import
from refunds.refusals import RefundRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.core.management.base import CommandParser

CHUNK = 64 * 1024
LOOK_SECONDS = 2.0
PROBLEMS_SHOWN = 20


class Command(BaseCommand):
    help = "Import invoice lines or agreed prices (CSV, XLSX). Nothing is written unless all of it can be."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--as", dest="person", required=True, metavar="EMAIL", help="whose customers these are")
        parser.add_argument("--prices", action="store_true", help="agreed prices, not invoice lines")
        parser.add_argument("--currency", type=str.upper, default="", help="of rows that do not say")
        parser.add_argument("--encoding", default="", metavar="utf-8")
        parser.add_argument("--decimal", choices=["point", "comma"], help="what decimals begin with")
        parser.add_argument("--dates", choices=list(figures.ORDERS), help="dmy, mdy or ymd")
        parser.add_argument("--leave-out", default="", metavar="WHY", help="go on without rows that cannot be used")
        parser.add_argument("--check", action="store_true", help="say what would go in, and stop")
        for field in sorted({name for fields in FIELDS.values() for name in fields}):
            parser.add_argument(f"--{field.replace('_', '-')}-column", metavar="HEADING")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            self._import(options)
        except (CannotRead, RefundRefused) as refused:
            raise CommandError(str(refused)) from None

    def _import(self, options: dict[str, Any]) -> None:
        person = Person.objects.filter(email__iexact=options["person"]).first()
        if person is None or not may_import(person):
            raise CommandError("Nobody of this address may import: name an account manager or a manager.")
        kind = UploadKind.PRICES if options["prices"] else UploadKind.LINES
        upload = uploads.keep_upload(
            kind=kind,
            name=options["file"].name,
            chunks=_chunks(options["file"]),
            currency=options["currency"],
            encoding=options["encoding"],
            by=person,
            now=now(),
        )
        for job in Job.objects.about(unpacking.KIND, upload.pk).live():
            self._watch(job)
        upload.refresh_from_db()
        uploads.choose_reading(upload, reading=_reading(upload, options), now=now())
        self._watch(uploads.ask_check(upload, by=person, now=now()))
        upload.refresh_from_db()
        self._tell(upload)
        if options["check"] or not upload.counts["rows_new"]:
            uploads.stop(upload)
            return
        if upload.problems and not options["leave_out"]:
            uploads.stop(upload)
            raise CommandError("Nothing was written. Mend these rows, or say --leave-out WHY.")
        self._watch(uploads.ask_landing(upload, left_out_why=options["leave_out"], by=person, now=now()))
        self.stdout.write(f"{grouped(upload.counts['rows_new'])} rows are in.")
        for job in Job.objects.about(looking.KIND, upload.pk).live():
            self._watch(job)
        upload.refresh_from_db()
        self.stdout.write(f"{grouped(upload.counts['above'])} new lines above the agreed price.")

    def _watch(self, job: Job) -> None:
        """Work at the job in turns, or look how far another worker is, until it has ended."""
        while job.is_live:
            taken = take([job.kind], only=job.pk)
            if taken is None:
                time.sleep(LOOK_SECONDS)
            else:
                run(taken, now=now(), limit_seconds=LOOK_SECONDS)
            job.refresh_from_db()
            self.stdout.write(f"{grouped(job.done)} of {grouped(job.total)} rows, {grouped(job.rate)} a second")
        if job.state != State.DONE:
            raise CommandError(job.error or "Stopped. Nothing was written.")

    def _tell(self, upload: Upload) -> None:
        for problem in uploads.problems_of(upload, PROBLEMS_SHOWN):
            self.stderr.write(f"line {problem.line}, column {problem.column} {problem.heading}: {problem.why}")
        counts = upload.counts
        self.stdout.write(
            f"{grouped(counts['rows_new'])} new, {grouped(counts['rows_here'])} already here, "
            f"{grouped(counts['rows_out'])} left out, {grouped(upload.problems)} problems."
        )
        for currency, minor in counts["sums"].items():
            self.stdout.write(f"Sum of what is new: {minor} in the smallest unit of {currency}.")


def _chunks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from None


def _reading(upload: Upload, options: dict[str, Any]) -> dict[str, Any]:
    """How the file is read: as worked out, but for what was said."""
    reading = dict(upload.reading)
    columns = dict(reading["columns"])
    for field in FIELDS[UploadKind(upload.kind)]:
        heading = options[f"{field}_column"]
        if heading is None:
            continue
        if heading not in reading["headings"]:
            raise CommandError(f"There is no column {heading}: {', '.join(reading['headings'])}.")
        at = str(reading["headings"].index(heading))
        columns = {index: "" if name == field else name for index, name in columns.items()} | {at: field}
    reading["columns"] = columns
    if options["decimal"]:
        reading["decimal"] = {"point": figures.POINT, "comma": figures.COMMA}[options["decimal"]]
    if options["dates"]:
        reading["dates"] = options["dates"]
    return reading
