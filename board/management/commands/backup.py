"""manage.py backup FILE: the whole database in one file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from board.backup import BackupFailed, how_to_read_back, remember_backup, write_backup
from ground.worktime.now import now


class Command(BaseCommand):
    help = "Write the whole database into FILE while the house is in use, and say how to read it back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--replace", action="store_true", help="write over FILE if it is there already")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            write_backup(file, replace=options["replace"])
        except (BackupFailed, OSError) as error:
            raise CommandError(f"No backup was written. {error}") from error
        self.stdout.write(f"Written: {file.resolve()} ({file.stat().st_size // 1024:,} kB).")
        self.stdout.write("It holds personal data, but no keys: keep SECRET_KEY and LINK_KEY in another place.")
        self.stdout.write("To read it back, stop the house, then:")
        for command in how_to_read_back(file):
            self.stdout.write(f"  {command}")
        remember_backup(file, now=now())
