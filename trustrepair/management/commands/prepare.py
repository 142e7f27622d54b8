"""Everything between a fresh checkout and the first start; safe to run again at every start."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import Error
from django.core.checks.registry import run_checks
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from ground.accounts.models import House
from ground.worktime.models import DemoClock
from ground.worktime.now import now
from refunds.rate_examples import add_examples


class Command(BaseCommand):
    help = "Migrate, collect static files, and load the demo or ask for the first administrator when there is none."

    def handle(self, *_args: Any, **_options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        if problems := [found for found in run_checks(databases=["default"]) if isinstance(found, Error)]:
            raise CommandError("\n".join(f"{found.msg} {found.hint or ''}" for found in problems))
        if static_is_stale():
            call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        add_examples(now())
        if settings.DEMO:
            self.load_the_demo_once()
        elif not House.objects.exists():
            call_command("first_house")

    def load_the_demo_once(self) -> None:
        """The demo's clock marks a database as the demo's own; it is written with the demo or not at all."""
        if DemoClock.objects.exists():
            return
        if House.objects.exists():
            raise CommandError("This database holds a house that is not the demo. Set DEMO=0, or use another database.")
        self.stdout.write("Loading the demo. This happens once.")
        with transaction.atomic():
            call_command("load_demo")
            if not DemoClock.objects.exists():
                DemoClock.objects.create(offset=timedelta(0))


def static_is_stale() -> bool:
    """True when a file, or a package that brings files, is newer than what was collected."""
    collected = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not collected.exists():
        return True
    when = collected.stat().st_mtime
    sources = [file for folder in settings.STATICFILES_DIRS for file in Path(folder).rglob("*")]
    return any(file.stat().st_mtime > when for file in [*sources, settings.BASE_DIR / "requirements.txt"])
