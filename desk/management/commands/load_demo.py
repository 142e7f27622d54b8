"""Load the demo's story into an empty database; only with DEMO=1."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from desk.demo.loading import load
from ground.accounts.models import House
from ground.worktime.now import now


class Command(BaseCommand):
    help = "Load the demo's story into an empty database; only with DEMO=1."

    @transaction.atomic
    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo is loaded only with DEMO=1.")
        if House.objects.exists():
            raise CommandError("This database is not empty. The demo needs one of its own.")
        load(now())
