"""manage.py verify_history: is every entry as it was written, and none gone?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ground.history import triggers
from ground.history.verifying import Reading, verify


class Command(BaseCommand):
    help = (
        "Read the whole history again and say what was changed, taken out or cut off. Ends with 1 when something was."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        reading = verify()
        for fault in reading.faults:
            self.stderr.write(f"  {fault}")
        missing = triggers.missing()
        if missing:
            self.stderr.write(f"  triggers are missing: {', '.join(missing)} (manage.py migrate --skip-checks)")
        if reading.faults or missing:
            raise CommandError(f"History is not whole. Read: {_extent(reading)}. Found: {len(reading.faults)} faults.")
        self.stdout.write(f"History is whole: {_extent(reading)}.")


def _extent(reading: Reading) -> str:
    compared = f"{reading.heads} published heads in {reading.files} files"
    return f"{reading.entries} entries of {reading.subjects} subjects, compared with {compared}"
