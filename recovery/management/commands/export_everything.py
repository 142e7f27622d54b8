"""Write everything the house holds into one ZIP of CSV files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from ground.accounts.models import House
from ground.history.recording import record
from ground.worktime.now import now
from recovery.export.writing import write_everything

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    help = "Write everything this house holds into one ZIP: a CSV of each kind, as of one moment, and a README."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", required=True, metavar="FILE", help="a file that is not there yet")

    def handle(self, *_args: Any, **options: Any) -> None:
        path, instant = Path(options["to"]), now()
        try:
            with path.open("xb") as out:
                path.chmod(0o600)
                counts = write_everything(out, now=instant)
        except FileExistsError:
            raise CommandError(f"{path} is there already. Name another file.") from None
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from None
        rows = sum(counts.values())
        with transaction.atomic():
            record(("house", House.objects.get().pk), by=None, what="export.made", now=instant, facts={"rows": rows})
        self.stdout.write(f"{rows} rows in {len(counts)} files, {path.stat().st_size} bytes.")
