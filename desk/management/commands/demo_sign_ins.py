"""Say who may sign in to the demo."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from desk.demo.cast import PASSWORD
from desk.demo.sign_ins import sign_ins


class Command(BaseCommand):
    help = "Say who may sign in to the demo."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("There are demo sign-ins only with DEMO=1.")
        for person in sign_ins():
            self.stdout.write(f"  {person['email']:32} {person['name']}, {person['role'].lower()}")
        self.stdout.write(f"  Everybody's password is {PASSWORD}")
