"""manage.py backup FILE: the whole database in one file, the kept files in another beside it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from board.backup import BackupFailed, how_to_read_back, kept_beside, remember_backup, write_backup
from ground.worktime.now import now


class Command(BaseCommand):
    help = "Write the database into FILE and the kept files beside it, in use or not; say how to read them back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--replace", action="store_true", help="write over FILE if it is there already")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            write_backup(file, replace=options["replace"])
        except (BackupFailed, OSError) as error:
            raise CommandError(f"No backup was written. {error}") from error
        for written in (file, kept_beside(file)):
            self.stdout.write(f"Written: {written.resolve()} ({written.stat().st_size // 1024:,} kB).")
        self.stdout.write("They hold personal data, but no keys: keep SECRET_KEY and LINK_KEY in another place.")
        self.stdout.write("To read it back, stop the house, then:")
        for command in how_to_read_back(file):
            self.stdout.write(f"  {command}")
        remember_backup(file, now=now())
